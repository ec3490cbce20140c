"""What the metrics are computed from."""

from __future__ import annotations

from datetime import timedelta

from sgforum.consultation import queries
from sgforum.core.clock import now
from sgforum.core.permissions import Role
from tests.consultation.conftest import on_both
from tests.factories.accounts import make_official, make_staff
from tests.factories.consultation import day, make_consultation
from tests.factories.territory import CITY, KELURAHAN, OTHER_KELURAHAN

LONG_AGO, SOON = now() - timedelta(days=400), now() + timedelta(days=400)


@on_both
def test_opened_ones_with_their_checklist_of_this_place_only(official, keys):
    whole = make_consultation(official, keys, "voting")
    gap = make_consultation(official, keys, "closed", cost_text="")
    make_consultation(official, keys, "comment")
    make_consultation(make_official(OTHER_KELURAHAN), keys, "voting", OTHER_KELURAHAN)
    make_consultation(make_staff(Role.ADMIN, CITY), keys, "voting", CITY)
    found = queries.list_consultations_opened(KELURAHAN, LONG_AGO, SOON)
    assert [(one.public_id, one.information_complete, one.qualified) for one in found] == [
        (gap.public_id, False, True), (whole.public_id, True, True),
    ]  # fmt: skip
    assert len(queries.list_consultations_opened(CITY, LONG_AGO, SOON)) == 4
    border = found[1].opened_at
    assert [one.public_id for one in queries.list_consultations_opened(KELURAHAN, border, SOON)] == [
        whole.public_id
    ]
    assert whole.public_id not in [
        one.public_id for one in queries.list_consultations_opened(KELURAHAN, LONG_AGO, border)
    ]


def test_a_short_one_does_not_qualify(official, keys):
    at = now()
    short = make_consultation(
        official, keys, "voting",
        comment=(at - timedelta(days=4), at - timedelta(days=1)), voting=(at - timedelta(days=1), at + timedelta(days=2)),
    )  # fmt: skip
    found = queries.list_consultations_opened(KELURAHAN, LONG_AGO, SOON)
    assert [(one.public_id, one.qualified) for one in found] == [(short.public_id, False)]


@on_both
def test_closed_ones_whether_decided_or_not(official, keys):
    open_one = make_consultation(official, keys, "voting")
    undecided = make_consultation(official, keys, "closed")
    decided = make_consultation(official, keys, "decided")
    make_consultation(make_official(OTHER_KELURAHAN), keys, "decided", OTHER_KELURAHAN)
    found = {one.public_id: one for one in queries.list_consultations_closed(KELURAHAN, LONG_AGO, now())}
    assert set(found) == {undecided.public_id, decided.public_id}
    assert found[undecided.public_id].recorded_at is None
    assert found[decided.public_id].recorded_at is not None
    assert (found[decided.public_id].followed, found[decided.public_id].promise_kept) == ("yes", "yes")
    assert open_one.public_id in [
        one.public_id for one in queries.list_consultations_closed(KELURAHAN, now(), SOON)
    ]


def test_due_decisions_by_their_date(official, keys):
    made = make_consultation(official, keys, "closed")
    make_consultation(official, keys, "information")
    due = queries.find_consultation(made.public_id).decision_on
    assert [one.public_id for one in queries.list_decisions_due(KELURAHAN, due, due + timedelta(days=1))] == [
        made.public_id
    ]
    assert queries.list_decisions_due(KELURAHAN, due + timedelta(days=1), day(400)) == []
    assert queries.list_decisions_due(OTHER_KELURAHAN, due, due + timedelta(days=1)) == []

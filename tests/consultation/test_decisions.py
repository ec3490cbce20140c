"""The decision record: after the count, with reasons, corrected only by a further revision."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from sgforum.consultation import queries, services
from sgforum.consultation.lifecycle import Followed, State
from sgforum.consultation.models import DecisionRecord
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.errors import Conflict, Forbidden, InvalidInput
from sgforum.core.permissions import Role
from tests.consultation.conftest import on_both
from tests.factories.accounts import as_actor, make_person, make_staff
from tests.factories.consultation import do, make_consultation, make_decision, make_question
from tests.factories.territory import CITY, OTHER_KELURAHAN


def decide(person, public_id, **changes):
    return do(
        services.record_decision,
        actor=as_actor(person),
        public_id=public_id,
        decision=make_decision(**changes),
        at=now(),
    )


@pytest.fixture
def closed(official, keys):
    people = [make_person() for _ in range(12)]
    make_consultation(official, keys, "closed")  # noise
    return make_consultation(official, keys, "closed", votes={"a": people[:9], "b": people[9:]}).public_id


def test_the_record_holds_what_was_asked_and_counted(official, closed):
    decide(official, closed)
    record, officer = queries.find_record(queries.find_consultation(closed).id)
    assert record.results == [
        {
            "question": "Kapan sampah sebaiknya diangkut?", "rule": "plurality", "roll_size": 12, "voters": 12,
            "valid": 12, "blank": 0, "invalid": 0, "scores": {"a": 9, "b": 3, "c": 0},
            "winners": [{"code": "a", "text": "Pagi"}], "selected": None, "quorum_met": True,
        }
    ]  # fmt: skip
    assert record.revision == 1
    assert officer == official.name
    assert record.decided_html == "<p>Sampah diangkut setiap pagi.</p>\n"
    assert queries.find_consultation(closed).state is State.DECIDED


def test_too_few_votes_leave_the_counts_out_of_the_record(official, keys):
    person = make_person()
    made = make_consultation(official, keys, "closed", votes={"c": [person]})
    record = decide(official, made.public_id)
    assert record.results[0]["scores"] is None
    assert record.results[0]["winners"] == [{"code": "c", "text": "Malam"}]


def test_the_record_holds_every_question_in_its_order(official, keys):
    people = [make_person() for _ in range(11)]
    asked = [make_question("Kapan?"), make_question("Di mana?", ("RT 1", "RT 2"), quorum=99)]
    made = make_consultation(
        official, keys, "closed", questions=asked, votes={(1, "b"): people, (2, "b"): people[:10]}
    )
    record = decide(official, made.public_id)
    kept = [(one["question"], one["voters"], one["winners"], one["quorum_met"]) for one in record.results]
    assert kept == [
        ("Kapan?", 11, [{"code": "b", "text": "Siang"}], True),
        ("Di mana?", 10, [{"code": "b", "text": "RT 2"}], False),
    ]


@pytest.mark.parametrize("stage", ["draft", "information", "comment", "voting", "ended"])
def test_nothing_is_decided_before_the_count(official, keys, stage):
    made = make_consultation(official, keys, stage)
    with pytest.raises(Conflict) as caught:
        decide(official, made.public_id)
    assert str(caught.value) == "Keputusan baru dapat dicatat sesudah kotak suara ditutup dan dihitung."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"decided": " "}, "decided"),
        ({"reasons": "pendek"}, "reasons"),
        ({"document": ""}, "document"),
        ({"officer_title": ""}, "officer_title"),
        ({"followed": Followed.NO}, "not_followed"),
        ({"followed": Followed.PARTLY, "not_followed": "begitu"}, "not_followed"),
        ({"reasons": "x" * 5001}, "reasons"),
    ],
)
def test_a_record_without_its_reasons_is_refused(official, closed, changes, field):
    with pytest.raises(InvalidInput) as caught:
        decide(official, closed, **changes)
    assert list(caught.value.errors) == [field]
    assert queries.find_consultation(closed).state is State.CLOSED


def test_only_officials_of_the_place_decide(official, closed):
    for person in (
        make_person(),
        make_staff(Role.OFFICIAL, OTHER_KELURAHAN),
        make_staff(Role.MODERATOR, CITY),
        make_staff(Role.AUDITOR, CITY),
    ):
        with pytest.raises(Forbidden):
            decide(person, closed)
    decide(make_staff(Role.ADMIN, CITY), closed)


@on_both
def test_a_correction_is_a_further_revision(official, closed):
    decide(official, closed)
    with pytest.raises(Conflict):
        decide(official, closed)
    revise = {"actor": as_actor(official), "public_id": closed, "at": now()}
    with pytest.raises(InvalidInput) as caught:
        do(services.revise_decision, decision=make_decision(), reason="", **revise)
    assert list(caught.value.errors) == ["revision_reason"]
    changed = make_decision(
        decided="Sampah diangkut pagi dan sore.",
        followed=Followed.PARTLY,
        not_followed="Sore ditambah karena pasar.",
    )
    do(services.revise_decision, decision=changed, reason="Salah menyalin surat keputusan.", **revise)
    kept = queries.list_revisions(queries.find_consultation(closed).id)
    assert [(record.revision, record.decided_text) for record, _ in kept] == [
        (2, "Sampah diangkut pagi dan sore."), (1, "Sampah diangkut setiap pagi."),
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(DecisionRecord)) == 2


def test_what_is_not_followed_is_left_out_when_all_is_followed(official, closed):
    assert decide(official, closed, not_followed="Tidak ada yang disisihkan.").not_followed_text == ""


def test_revising_before_deciding_is_refused(official, closed):
    with pytest.raises(Conflict):
        do(
            services.revise_decision, actor=as_actor(official), public_id=closed, decision=make_decision(),
            reason="Salah menyalin surat keputusan.", at=now(),
        )  # fmt: skip

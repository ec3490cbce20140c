"""Scores held for review: which months are, that nobody sees their number, and who may let them go."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from sgforum.accounts.models import RoleGrant
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, Refused
from sgforum.core.permissions import Role
from sgforum.metrics import queries, services
from sgforum.metrics.measures.residents import Arrivals
from sgforum.metrics.models import Snapshot, Status
from sgforum.metrics.rules import FREEZE_LOCK, Hold, suspicions
from tests.factories.accounts import as_actor, make_person, make_staff
from tests.factories.metrics import (
    PERIOD,
    freeze,
    make_rated,
    make_resident,
    on,
    suspend,
    verify_all,
)
from tests.factories.territory import CITY, KELURAHAN, OTHER_KELURAHAN, make_city, make_denominator

REASON = "Dua puluh warga dikunjungi, semuanya tinggal di alamatnya."


def arrivals(**changes):
    values = {
        "new": 20,
        "by_verifier": {1: 8, 2: 7, 3: 5},
        "median": 10,
        "late": 6,
        "participants": 20,
    } | changes
    return Arrivals(**values)


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, []),
        ({"by_verifier": {1: 9, 2: 7, 3: 4}}, [Hold.ONE_VERIFIER]),
        ({"new": 9, "by_verifier": {1: 9}}, []),
        ({"new": 31, "by_verifier": {1: 11, 2: 10, 3: 10}}, [Hold.SURGE]),
        ({"new": 30, "by_verifier": {1: 10, 2: 10, 3: 10}}, []),
        ({"new": 31, "by_verifier": {1: 11, 2: 10, 3: 10}, "median": None}, []),
        ({"new": 12, "by_verifier": {1: 4, 2: 4, 3: 4}, "median": 0}, [Hold.SURGE]),
        ({"late": 7}, [Hold.LATE]),
        ({"late": 5, "participants": 9}, []),
        ({"new": 0, "by_verifier": {}}, []),
    ],
)
def test_rules_of_review(changes, broken):
    assert [item.hold for item in suspicions(arrivals(**changes))] == broken


@pytest.fixture
def verifier(city):
    return make_staff(Role.VERIFIER, KELURAHAN, level=2)


@pytest.fixture
def held(city, verifier):
    """A rated kelurahan in which one officer verified everybody who is new; noise: the neighbours had four officers."""
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000, rt_count=6)
    verify_all(make_rated(40)[:12], [verifier], on(2))
    others = [make_staff(Role.VERIFIER, OTHER_KELURAHAN) for _ in range(4)]
    verify_all(make_rated(40, OTHER_KELURAHAN)[:12], others, on(2))
    freeze()
    return verifier


def release(person, reason=REASON, code=KELURAHAN):
    actor = as_actor(person)
    with transaction():
        return services.release_score(
            actor=actor, kelurahan_code=code, period=PERIOD, reason=reason, at=now()
        )


def test_a_held_score_has_no_number_for_anybody(held):
    score = queries.get_score(KELURAHAN, PERIOD)
    assert score.status is Status.HELD
    assert (score.ippk, score.low, score.high, score.category, score.dimension("D1")) == (None,) * 5
    assert "12 dari 12 warga baru" in queries.why_not(score)
    document = queries.document_of(score, None)
    assert document["ippk"] is None
    assert document["dimensions"] == document["indicators"] == {}
    assert queries.get_held_score(KELURAHAN, PERIOD).ippk is not None
    assert queries.get_score(OTHER_KELURAHAN, PERIOD).status is Status.PUBLISHED
    assert queries.rollup_of(queries.list_scores(PERIOD)).rated == 1
    assert [score.status for score in queries.list_scores(PERIOD)].count(Status.HELD) == 1


def test_late_verification_holds(city):
    make_denominator(adults=3_000, rt_count=6)
    people = make_rated(20, at=on(30))
    for person in people[:7]:
        person.verified_at = on(26)
    db.session.commit()
    freeze()
    assert [item["code"] for item in queries.get_score(KELURAHAN, PERIOD).hold] == ["late"]


def test_a_second_officer_releases_with_a_reason(held):
    release(make_staff(Role.ADMIN, CITY))
    score = queries.get_score(KELURAHAN, PERIOD)
    assert score.status is Status.PUBLISHED
    assert score.ippk is not None
    assert score.released_reason == REASON
    assert queries.rollup_of(queries.list_scores(PERIOD)).rated == 2
    with pytest.raises(Conflict):
        release(make_staff(Role.ADMIN, CITY))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_other_roles_may_not_release(held, role):
    with pytest.raises(Forbidden):
        release(make_staff(role, CITY))


def test_residents_suspended_officers_and_officers_elsewhere_may_not_release(held):
    officer = make_staff(Role.ADMIN, CITY, suspended_until=on(1, 60))
    for person in (make_person(), make_staff(Role.ADMIN, OTHER_KELURAHAN), officer):
        with pytest.raises(Forbidden):
            release(person)


def test_the_verifier_in_question_may_not_release(held):
    db.session.add(RoleGrant(person_id=held.id, role=Role.ADMIN, place_code=CITY, granted_at=on(1)))
    db.session.commit()
    with pytest.raises(Refused):
        release(held)


@pytest.mark.parametrize("reason", ["", "pendek", "x" * 1_001])
def test_a_release_needs_a_reason(held, reason):
    with pytest.raises(InvalidInput) as refusal:
        release(make_staff(Role.ADMIN, CITY), reason)
    assert "reason" in refusal.value.errors


def test_what_is_not_held_cannot_be_released(held):
    with pytest.raises(Conflict):
        release(make_staff(Role.ADMIN, CITY), code=OTHER_KELURAHAN)


def test_a_revision_of_a_released_month_is_held_again(held):
    release(make_staff(Role.ADMIN, CITY))
    banned = make_resident()
    suspend(banned, on(2), on(3))
    make_rated(1)
    freeze(reason="Tulisan yang terlewat ikut dihitung.")
    assert queries.get_score(KELURAHAN, PERIOD).status is Status.HELD
    assert db.session.query(Snapshot).filter_by(kelurahan_code=KELURAHAN).count() == 2


# --- Pages -----------------------------------------------------------------------------------------------------

PLACE = f"/skor/{KELURAHAN}?periode=2026-03"
REVIEW = f"/skor/{KELURAHAN}/reviu?periode=2026-03"


def test_the_page_of_a_held_score_tells_why_and_no_number(held, visitor):
    number = f"{queries.get_held_score(KELURAHAN, PERIOD).shown:.1f}".replace(".", ",")
    text = visitor.get(PLACE).text
    assert "Ditahan untuk diperiksa" in text
    assert "12 dari 12 warga baru" in text
    assert number not in text
    assert "reviu?" not in text


def test_an_officer_reads_the_number_and_lets_it_go(held, client_of):
    client = client_of(make_staff(Role.ADMIN, CITY))
    number = f"{queries.get_held_score(KELURAHAN, PERIOD).shown:.1f}".replace(".", ",")
    assert "Tinjau skor ini" in client.get(PLACE).text
    assert number in client.get(REVIEW).text
    wrong = client.post(REVIEW, data={"reason": "pendek"})
    assert wrong.status_code == 422
    assert "pendek" in wrong.text
    done = client.post(REVIEW, data={"reason": REASON})
    assert (done.status_code, done.location) == (303, PLACE)
    text = client.get(PLACE).text
    assert number in text
    assert REASON in text


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 404), (Role.VERIFIER, 404), (Role.MODERATOR, 404), (Role.OFFICIAL, 404), (Role.AUDITOR, 200), (Role.ADMIN, 200)],
)  # fmt: skip
def test_who_may_open_the_review(held, client_of, role, status):
    person = make_person() if role is None else make_staff(role, CITY)
    client = client_of(person)
    assert client.get(REVIEW).status_code == status
    assert client.post(REVIEW, data={"reason": "pendek"}).status_code == (422 if role is Role.ADMIN else 404)


def test_a_visitor_is_asked_to_sign_in_and_an_officer_elsewhere_sees_nothing(held, visitor, client_of):
    assert visitor.get(REVIEW).status_code == 303
    assert visitor.post(REVIEW, data={"reason": REASON}).status_code == 401
    assert client_of(make_staff(Role.ADMIN, OTHER_KELURAHAN)).get(REVIEW).status_code == 404


def test_a_kept_page_is_renewed_by_the_release(held, visitor):
    assert "ditahan sampai diperiksa" in visitor.get("/skor?periode=2026-03").text
    release(make_staff(Role.ADMIN, CITY))
    assert "ditahan" not in visitor.get("/skor?periode=2026-03").text.lower()


@pytest.mark.postgres
def test_a_release_waits_for_a_freeze_under_way(postgres_app):
    """It holds the lock that freezing takes: a further revision cannot slip in between reading and releasing."""
    make_city()
    verifier = make_staff(Role.VERIFIER, KELURAHAN, level=2)
    make_denominator(adults=3_000, rt_count=6)
    verify_all(make_rated(40)[:12], [verifier], on(2))
    freeze()
    actor = as_actor(make_staff(Role.ADMIN, CITY))
    held_here = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        " AND objid::bigint = hashtext(:name)::bigint & 4294967295"
    )
    with transaction():
        assert db.session.scalar(held_here, {"name": FREEZE_LOCK}) == 0
        services.release_score(actor=actor, kelurahan_code=KELURAHAN, period=PERIOD, reason=REASON, at=now())
        assert db.session.scalar(held_here, {"name": FREEZE_LOCK}) == 1

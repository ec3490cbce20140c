from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from sgforum.core import bus
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound, Refused
from sgforum.core.permissions import SUSPENDED, Role
from sgforum.forum import events, services
from sgforum.forum.models import Commitment, Dispute, OfficialAnswer, Outcome, Status
from sgforum.forum.services import Reply, answering
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.forum import make_answer, make_support, make_topic
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN

from .conftest import ZONE

SOON = (now() + timedelta(days=30)).date()


def reply_of(**fields):
    values = {
        "outcome": Outcome.ANSWERED, "unit": "Kelurahan Manggar", "text": "Tim sudah memeriksa saluran itu.",
        "reason": "Sesuai hasil tinjauan lapangan.",
    } | fields  # fmt: skip
    return Reply(**values)


def answer(official, topic, at=None, **fields):
    with transaction():
        return services.answer_topic(
            actor=as_actor(official), topic_public_id=topic.public_id, reply=reply_of(**fields), zone=ZONE,
            at=at or now(),
        )  # fmt: skip


def fresh(row):
    db.session.refresh(row)
    return row


def test_answer_is_published_with_reason_unit_and_officer(city):
    facts = []
    bus.subscribe(events.TopicAnswered, facts.append)
    official, topic = make_official(), make_topic()
    found = answer(official, topic, text="**Sudah** kami periksa, terima kasih.")
    assert (found.number, found.officer_id, found.officer_name) == (1, official.id, official.name)
    assert "<strong>Sudah</strong>" in found.html
    assert (fresh(topic).status, topic.answer_count) == (Status.ANSWERED, 1)
    assert [fact.answer_id for fact in facts if fact.topic_id == topic.id] == [found.id]
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.act == "forum.topic.answer"))
    assert (entry.actor_id, entry.subject, entry.reason) == (official.id, topic.public_id, found.reason)


@pytest.mark.parametrize("place", [CITY, "64.71.01", KELURAHAN])
def test_official_of_the_place_or_above_may(city, place):
    assert answer(make_official(place), make_topic())


@pytest.mark.parametrize("place", [FAR_KELURAHAN, "64.71.02", f"{KELURAHAN}.RW01"])
def test_official_of_elsewhere_may_not(city, place):
    with pytest.raises(Forbidden):
        answer(make_official(place), make_topic())


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.VERIFIER, Role.ADMIN, Role.AUDITOR])
def test_other_roles_may_not(city, role):
    with pytest.raises(Forbidden):
        answer(make_staff(role, CITY), make_topic())


def test_resident_and_suspended_official_may_not(city):
    for person in (make_person(), make_official(suspended_until=now() + timedelta(days=1))):
        with pytest.raises(Forbidden):
            answer(person, make_topic())


def test_every_wrong_field_is_named(city):
    with pytest.raises(InvalidInput) as caught:
        answer(make_official(), make_topic(), outcome=Outcome.ACCEPTED, unit="", reason=" ", commitment="x")
    assert set(caught.value.errors) == {"unit", "reason", "commitment", "due_on"}


@pytest.mark.parametrize("due_on", [None, date(2020, 1, 1), date(2999, 1, 1)])
def test_promise_needs_a_date_that_can_come(city, due_on):
    with pytest.raises(InvalidInput) as caught:
        answer(
            make_official(), make_topic(), outcome=Outcome.PARTLY, commitment="Keruk saluran", due_on=due_on
        )
    assert caught.value.errors == {"due_on": answering.NO_DUE}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_outcome_is_the_status_and_only_a_promise_makes_a_commitment(city, outcome):
    topic = make_topic()
    found = answer(make_official(), topic, outcome=outcome, commitment="Keruk saluran", due_on=SOON)
    promises = db.session.scalars(select(Commitment)).all()
    is_promise = outcome in (Outcome.ACCEPTED, Outcome.PARTLY)
    assert fresh(topic).status == outcome.value
    assert [(row.what, row.due_on) for row in promises] == ([("Keruk saluran", SOON)] if is_promise else [])
    assert found.due_on == (SOON if is_promise else None)


def test_newer_answer_is_in_force_and_the_older_stays(city):
    topic, official = make_topic(), make_official()
    answer(official, topic, outcome=Outcome.ACCEPTED, commitment="Keruk saluran", due_on=SOON)
    answer(official, topic, outcome=Outcome.REJECTED)
    assert (fresh(topic).status, topic.answer_count) == (Status.REJECTED, 2)
    assert db.session.scalars(select(OfficialAnswer.number).order_by(OfficialAnswer.number)).all() == [1, 2]
    assert db.session.scalar(select(Commitment)).superseded_at is not None


def test_hidden_topic_is_not_answered(city):
    with pytest.raises(NotFound):
        answer(make_official(), make_topic(hidden_at=now(), hidden_reason="Memuat data pribadi."))


def judge(person, topic, word, at=None):
    with transaction():
        services.judge_answer(
            actor=as_actor(person), topic_public_id=topic.public_id, is_answered=word == "ya", at=at or now()
        )


def answered_topic(supporters=0, **fields):
    author = make_person(level=1)
    topic = make_topic(author)
    people = [make_person() for _ in range(supporters)]
    for person in people:
        make_support(topic, person)
    make_answer(topic, **fields)
    return topic, author, people


def test_askers_no_disputes_the_answer(city):
    topic, author, _ = answered_topic()
    judge(author, topic, "belum")
    assert fresh(topic).is_disputed
    judge(author, topic, "ya")
    assert not fresh(topic).is_disputed
    assert db.session.scalar(select(func.count()).select_from(Dispute)) == 1


def test_three_supporters_dispute_it_two_do_not(city):
    topic, _, people = answered_topic(3)
    for person in people[:2]:
        judge(person, topic, "belum")
    judge(people[0], topic, "belum")
    assert not fresh(topic).is_disputed
    judge(people[2], topic, "belum")
    assert fresh(topic).is_disputed
    judge(people[1], topic, "ya")
    assert not fresh(topic).is_disputed


def test_new_answer_ends_the_dispute(city):
    topic, author, _ = answered_topic()
    judge(author, topic, "belum")
    answer(make_official(), topic)
    assert not fresh(topic).is_disputed


def test_only_asker_and_counted_supporters_judge(city):
    topic, _, _ = answered_topic(1)
    unverified = make_person(level=1)
    make_support(topic, unverified)
    for stranger in (make_person(), unverified, make_official()):
        with pytest.raises(Refused) as caught:
            judge(stranger, topic, "belum")
        assert caught.value.message == answering.NOT_ASKER


def test_judging_ends_after_seven_days(city):
    topic, author, _ = answered_topic(created_at=now() - timedelta(days=7, minutes=1))
    with pytest.raises(Conflict) as caught:
        judge(author, topic, "belum")
    assert caught.value.message == answering.TOO_LATE


def test_nothing_to_judge_without_an_answer(city):
    author = make_person()
    with pytest.raises(Conflict):
        judge(author, make_topic(author), "belum")


def test_suspended_asker_does_not_judge(city):
    topic, author, _ = answered_topic()
    author.suspended_until = now() + timedelta(days=1)
    db.session.commit()
    with pytest.raises(Refused) as caught:
        judge(author, topic, "belum")
    assert caught.value.message == SUSPENDED


def report(official, topic, at=None, **fields):
    values = {"evidence": "Dikeruk 12 November oleh tim dinas."} | fields
    with transaction():
        return services.report_done(
            actor=as_actor(official), topic_public_id=topic.public_id, at=at or now(), **values
        )


def test_kept_promise_ends_the_topic(city):
    topic, _, _ = answered_topic(outcome=Outcome.ACCEPTED)
    official = make_official()
    done = report(official, topic, evidence_url="https://contoh.id/foto.jpg")
    assert (done.done_by_id, done.evidence_url) == (official.id, "https://contoh.id/foto.jpg")
    assert fresh(topic).status is Status.DONE
    with pytest.raises(Conflict):
        report(official, topic)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "contoh.id/foto", "data:text/html,x", "https://", "//contoh.id", "https://[x"],
)
def test_evidence_link_must_be_a_web_address(city, url):
    topic, _, _ = answered_topic(outcome=Outcome.ACCEPTED)
    with pytest.raises(InvalidInput) as caught:
        report(make_official(), topic, evidence="x", evidence_url=url)
    assert set(caught.value.errors) == {"evidence", "evidence_url"}


def test_nothing_to_report_without_a_promise(city):
    topic, _, _ = answered_topic(outcome=Outcome.REJECTED)
    with pytest.raises(Conflict) as caught:
        report(make_official(), topic)
    assert caught.value.message == answering.NO_PROMISE
    assert fresh(topic).status is Status.REJECTED


def test_official_of_elsewhere_reports_nothing(city):
    topic, _, _ = answered_topic(outcome=Outcome.ACCEPTED)
    with pytest.raises(Forbidden):
        report(make_official(FAR_KELURAHAN), topic)


def doubt(person, topic, at=None):
    with transaction():
        services.dispute_commitment(actor=as_actor(person), topic_public_id=topic.public_id, at=at or now())


def test_work_reported_as_done_can_be_denied(city):
    topic, author, people = answered_topic(3, outcome=Outcome.ACCEPTED)
    done = report(make_official(), topic)
    for person in (people[0], people[0], people[1]):
        doubt(person, topic)
    assert (fresh(done).dispute_count, done.asker_disputes) == (2, False)
    doubt(author, topic)
    assert (fresh(done).dispute_count, done.asker_disputes) == (2, True)


def test_denial_has_its_rules(city):
    topic, author, _ = answered_topic(outcome=Outcome.ACCEPTED)
    with pytest.raises(Conflict) as caught:
        doubt(author, topic)
    assert caught.value.message == answering.NOT_DONE
    report(make_official(), topic)
    with pytest.raises(Refused):
        doubt(make_person(), topic)
    with pytest.raises(Conflict):
        doubt(author, topic, at=now() + timedelta(days=8))


def test_day_of_the_promise_is_the_citys(city):
    at = datetime.fromisoformat("2026-11-10T16:30:00+00:00")  # 11 November, 00.30 there
    topic = make_topic()
    fields = {"outcome": Outcome.ACCEPTED, "commitment": "Keruk saluran"}
    with pytest.raises(InvalidInput):
        answer(make_official(), topic, at=at, due_on=date(2026, 11, 10), **fields)
    assert answer(make_official(), topic, at=at, due_on=date(2026, 11, 11), **fields)

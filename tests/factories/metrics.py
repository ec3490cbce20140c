"""What the score counts: residents, texts, ballots, readings, consultations of one month, and the noise around them."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app

from sgforum.accounts.models import Method, Person, RoleGrant, Suspension, Verification
from sgforum.ballot.models import Channel, Elector, Poll, PollState, Rule
from sgforum.consultation.lifecycle import Followed, PhaseKind, Promise, State
from sgforum.consultation.models import Comment, Consultation, DecisionRecord, PhaseRow, Read
from sgforum.core.clock import Period
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from sgforum.forum.models import Outcome, Post, Topic
from sgforum.metrics import services
from sgforum.metrics.measures.facts import freeze_moment
from sgforum.territory.models import AgeBand, Sex

from .accounts import make_official, make_person
from .forum import make_answer, make_post, make_support, make_topic
from .territory import CITY, KELURAHAN, OTHER_KELURAHAN

ZONE = ZoneInfo("Asia/Makassar")
PERIOD = Period(2026, 3)
JOINED = datetime(2025, 6, 1, 4, tzinfo=UTC)  # everybody was verified long before the months under test
_numbers = itertools.count(1)


def on(day: int, months: int = 0, hour: int = 12) -> datetime:
    """A moment of a day of the month under test, or of one so many months later."""
    period = PERIOD.plus(months)
    return datetime(period.year, period.month, day, hour, tzinfo=ZONE).astimezone(UTC)


def make_resident(home: str = KELURAHAN, rt: int = 1, **fields) -> Person:
    """A verified resident whose sex and age band are known; committed."""
    values = {
        "sex": Sex.FEMALE,
        "age_band": AgeBand.ADULT,
        "verified_at": JOINED,
        "created_at": JOINED,
    } | fields
    return make_person(home=home, rt=rt, **values)


def make_duty(place: str = KELURAHAN) -> Person:
    """A verified resident who has worked as an official for years; committed."""
    person = make_official(place, level=2, verified_at=JOINED, sex=Sex.MALE, age_band=AgeBand.OLD)
    db.session.query(RoleGrant).filter_by(person_id=person.id).update({"granted_at": JOINED})
    db.session.commit()
    return person


def make_host(place: str = KELURAHAN) -> Topic:
    """A topic of an official, so that only the posts in it can count."""
    topic = make_topic(make_official(place), place=place, created_at=on(1, -6))
    db.session.query(Post).filter_by(topic_id=topic.id).update({"by_staff": True})
    db.session.commit()
    return topic


def write(topic: Topic, person: Person, times: int = 1, at: datetime | None = None, **fields) -> list[Post]:
    """So many posts of a person in the month under test; committed."""
    return [make_post(topic, person, created_at=at or on(10), **fields) for _ in range(times)]


def make_consultation(place: str = KELURAHAN, opened_at: datetime | None = None, **fields) -> Consultation:
    """One that was opened, took part for ten days and is closed, past its services; committed.

    voting: days of the voting phase; recorded_at: when the decision appeared, None for never.
    """
    opened_at = opened_at or on(5)
    voting_days, recorded_at = fields.pop("voting", 7), fields.pop("recorded_at", None)
    comment_days = fields.pop("comment", 3)
    n, ends_at = next(_numbers), opened_at + timedelta(days=voting_days)
    officer = make_official(place)
    values = {
        "slug": f"musyawarah-{n}", "place_code": place, "title": f"Musyawarah {n}", "decision_named": "SK Lurah",
        "decision_on": (ends_at + timedelta(days=10)).astimezone(ZONE).date(), "officer_id": officer.id,
        "promise": Promise.CONSULT, "state": State.DECIDED if recorded_at else State.CLOSED, "roll_size": 0,
        "information_complete": True, "created_at": opened_at - timedelta(days=20),
        "published_at": opened_at - timedelta(days=15), "opened_at": opened_at, "closed_at": ends_at,
        "decided_at": recorded_at,
    } | fields  # fmt: skip
    made = Consultation(**values)
    db.session.add(made)
    db.session.flush()
    db.session.add(_phase(made.id, PhaseKind.VOTING, 3, opened_at, ends_at))
    if comment_days:
        db.session.add(
            _phase(made.id, PhaseKind.COMMENT, 2, opened_at - timedelta(days=comment_days), opened_at)
        )
    if recorded_at:
        db.session.add(_record(made.id, officer.id, recorded_at))
    db.session.commit()
    return made


def _phase(
    consultation_id: int, kind: PhaseKind, position: int, starts_at: datetime, ends_at: datetime
) -> PhaseRow:
    return PhaseRow(
        consultation_id=consultation_id, kind=kind, position=position, starts_at=starts_at, ends_at=ends_at
    )


def _record(consultation_id: int, officer_id: int, at: datetime) -> DecisionRecord:
    return DecisionRecord(
        consultation_id=consultation_id, revision=1, results=[],
        decided_text="a", decided_html="a", reasons_text="b", reasons_html="b",
        followed=Followed.YES, document_text="c", document_html="c", promise_kept=Followed.YES, renderer=1,
        officer_id=officer_id, officer_title="Lurah", recorded_at=at,
    )  # fmt: skip


def comment(consultation: Consultation, person: Person, at: datetime | None = None, **fields) -> Comment:
    """A comment that counts; committed."""
    n = next(_numbers)
    values = {"counts": True, "created_at": at or on(10)} | fields
    row = Comment(
        consultation_id=consultation.id, author_id=person.id, text=f"Saya setuju {n}", html=f"<p>Saya setuju {n}</p>",
        renderer=1, text_hash=f"{n:064d}", **values,
    )  # fmt: skip
    consultation.comment_count += 0 if row.hidden_at else 1
    db.session.add(row)
    db.session.commit()
    return row


def read(consultation: Consultation, person: Person, at: datetime | None = None) -> None:
    db.session.add(Read(consultation_id=consultation.id, person_id=person.id, read_at=at or on(10)))
    db.session.commit()


def make_poll(
    voters: list[Person],
    closes_at: datetime | None = None,
    state: PollState = PollState.CLOSED,
    absent: tuple = (),
    reference: str | None = None,
    *,
    channel: Channel = Channel.ONLINE,
) -> Poll:
    """A box that closed in the month under test, with who voted, all in one way, and who did not; committed."""
    n, closes_at = next(_numbers), closes_at or on(20)
    is_open = state is PollState.OPEN
    poll = Poll(
        reference=reference or f"consultation:angka{n}", place_code=KELURAHAN, title="Apa?", rule=Rule.PLURALITY, parameters={},
        opens_at=closes_at - timedelta(days=7), closes_at=closes_at, ends_at=closes_at,
        snapshot_at=closes_at - timedelta(days=7),
        roll_size=len(voters) + len(absent), roll_hash="a", rules_hash="b", public_key=b"k" * 32, key_name=f"kunci{n}",
        state=state, tally=None if is_open else {}, closed_at=closes_at if state is PollState.CLOSED else None,
    )  # fmt: skip
    db.session.add(poll)
    db.session.flush()
    for number, person in enumerate([*voters, *absent]):
        db.session.add(
            Elector(
                elector_id=f"{n:016d}{number:016d}",
                poll_id=poll.id,
                person_id=person.id,
                voted=number < len(voters),
                channel=channel if number < len(voters) else None,
            )
        )
    db.session.commit()
    return poll


def make_due_topic(
    due_on: date, answered_at: datetime | None = None, place: str = KELURAHAN, **fields
) -> Topic:
    """A topic that an official had to answer, answered or not; committed."""
    created = datetime(due_on.year, due_on.month, due_on.day, 4, tzinfo=UTC) - timedelta(days=25)
    values = {
        "created_at": created,
        "due_since": created + timedelta(days=2),
        "due_on": due_on,
        "is_counted": True,
    }
    topic = make_topic(make_resident(), place=place, **values | fields)
    if answered_at:
        make_answer(topic, created_at=answered_at)
    return topic


def make_proposal(
    outcome: Outcome, decided_at: datetime | None = None, supporters: int = 5, rts: int = 2, **fields
):
    """A proposal with so many verified supporters from so many RT, and the decision on it; committed."""
    decided_at = decided_at or on(12)
    place = fields.pop("place", KELURAHAN)
    topic = make_topic(make_resident(home=KELURAHAN), place=place, created_at=decided_at - timedelta(days=20))
    for number in range(supporters):
        make_support(topic, make_resident(rt=number % rts + 1))
    return make_answer(topic, outcome, created_at=decided_at, **fields)


def verify_all(people: list[Person], verifiers: list[Person], at: datetime) -> None:
    """Verifications of people, the verifiers taking turns; committed."""
    for number, person in enumerate(people):
        verifier = verifiers[number % len(verifiers)]
        db.session.add(
            Verification(
                person_id=person.id,
                verifier_id=verifier.id,
                rt_code=person.rt_code,
                method=Method.DESK,
                at=at,
            )
        )
        person.verified_at = at
    db.session.commit()


def suspend(person: Person, at: datetime, until: datetime, lifted_at: datetime | None = None) -> None:
    db.session.add(
        Suspension(
            person_id=person.id,
            by_id=make_official().id,
            reason="Melanggar aturan.",
            at=at,
            until=until,
            lifted_at=lifted_at,
        )
    )
    db.session.commit()


def make_noise(topic: Topic) -> None:
    """Rows of every kind that must not count, all in the month under test unless they say otherwise; committed."""
    moderator = make_official(CITY)
    hidden = {"hidden_at": on(12), "hidden_by_id": moderator.id, "hidden_reason": "Menyinggung orang lain."}
    write(topic, make_person(level=1), 3)
    write(topic, make_duty(), 2, by_staff=True)
    write(topic, make_duty(), 1, is_official=True)
    write(topic, make_resident(), 2, **hidden)
    write(topic, make_resident(), 2, is_duplicate=True)
    write(topic, make_resident(), 1, at=on(1, 1, hour=0))
    write(topic, make_resident(), 1, at=on(1, 0, hour=0) - timedelta(seconds=1))
    write(make_topic(make_official(), created_at=on(2), **hidden), make_resident())
    banned = make_resident()
    write(topic, banned, 4)
    suspend(banned, on(20), on(20, 8))
    make_support(topic, make_resident(), at=on(10))
    elsewhere = make_consultation(OTHER_KELURAHAN)
    comment(elsewhere, make_resident(), counts=False)
    comment(
        elsewhere, make_resident(), hidden_at=on(12), hidden_by_id=moderator.id, hidden_reason="Iklan barang."
    )
    make_poll([make_resident()], closes_at=on(1, 1, hour=0))
    make_poll([make_resident()], state=PollState.SEPARATED)
    make_poll([], absent=(make_resident(),))
    make_poll([make_duty()])


def make_active(count: int, home: str = KELURAHAN, at: datetime | None = None, rts: int = 3) -> list[Person]:
    """Residents who each wrote once in the month under test, over all groups and RT; committed at once."""
    topic = make_host(home)
    groups = [(sex, band) for sex in Sex for band in AgeBand]
    people = []
    for number in range(count):
        n, (sex, band) = next(_numbers), groups[number % len(groups)]
        people.append(
            Person(
                email=f"peserta{n}@contoh.id", name=f"Peserta {n}", password_hash="-", level=2, home_code=home,
                rt_code=f"{home}.RW01.RT{number % rts + 1:02d}", sex=sex, age_band=band, email_confirmed_at=JOINED,
                verified_at=JOINED, created_at=JOINED,
            )
        )  # fmt: skip
    db.session.add_all(people)
    db.session.flush()
    db.session.add_all(
        _act(topic, person, topic.last_number + n, at or on(10)) for n, person in enumerate(people, 1)
    )
    topic.last_number, topic.post_count = topic.last_number + count, topic.post_count + count
    db.session.commit()
    return people


def _act(topic: Topic, person: Person, number: int, at: datetime) -> Post:
    return Post(
        topic_id=topic.id, number=number, author_id=person.id, author_level=2, author_home=person.home_code,
        author_rt=person.rt_code, text=f"Tanggapan {number}", html=f"<p>Tanggapan {number}</p>", renderer_version=1,
        digest=f"{number:064d}", created_at=at,
    )  # fmt: skip


def freeze(period: Period = PERIOD, reason: str = "", at: datetime | None = None) -> services.Frozen:
    """Freeze a month at its first possible moment, in a transaction of its own."""
    keys = current_app.extensions["sgforum_config"].keys
    with transaction():
        return services.freeze_period(
            actor=SYSTEM,
            period=period,
            keys=keys,
            zone=ZONE,
            at=at or freeze_moment(period, ZONE),
            reason=reason,
        )


def make_rated(count: int = 40, home: str = KELURAHAN, at: datetime | None = None) -> list[Person]:
    """A kelurahan whose score can be published once its denominator is there: people, consultation, record; committed."""
    at = at or on(10)
    people = make_active(count, home, at)
    make_consultation(home, opened_at=at - timedelta(days=8))
    make_consultation(home, opened_at=at - timedelta(days=70), recorded_at=at - timedelta(days=50))
    for _ in range(5):
        due = (at - timedelta(days=5)).astimezone(ZONE).date()
        make_due_topic(due, answered_at=at - timedelta(days=7), place=home)
    return people

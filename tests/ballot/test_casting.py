"""Casting: who may, when, what stays behind, and that nothing is told before close."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.accounts.models import Person
from sgforum.ballot import queries, rules
from sgforum.ballot.models import Elector, Envelope
from sgforum.ballot.services import cast_ballot, close_poll
from sgforum.ballot.tally import BLANK
from sgforum.core.db import db, transaction
from sgforum.core.errors import Forbidden, InvalidInput, NotFound, Refused
from sgforum.core.permissions import SUSPENDED, SYSTEM
from tests.factories.accounts import as_actor, make_official, make_person
from tests.factories.ballot import AFTER, CLOSES, DURING, OPENS, cast, make_people, make_poll
from tests.factories.territory import OTHER_KELURAHAN


def count_envelopes() -> int:
    return db.session.scalar(select(func.count()).select_from(Envelope))


@pytest.fixture
def people(site):
    make_people(2, home=OTHER_KELURAHAN)
    return make_people(3)


@pytest.fixture
def poll(site, config, people):
    make_poll(config.keys)  # noise: the same people on another roll
    return make_poll(config.keys)


def test_cast_ballot_leaves_one_envelope_and_a_slip(poll, people):
    receipt = cast(people[0], poll)
    assert not receipt.replaced
    assert count_envelopes() == 1
    assert queries.has_cast(as_actor(people[0]), poll.id)
    assert not queries.has_cast(as_actor(people[1]), poll.id)
    assert "taman" not in repr(receipt)


def test_cast_ballot_again_replaces(poll, people):
    first = cast(people[0], poll, "taman")
    second = cast(people[0], poll, "lampu")
    assert second.replaced
    assert first.slip != second.slip
    assert count_envelopes() == 1


def test_cast_ballot_does_not_touch_another_poll(poll, people, config):
    other = make_poll(config.keys)
    cast(people[0], poll)
    assert not queries.has_cast(as_actor(people[0]), other.id)


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (OPENS - timedelta(microseconds=1), rules.NOT_OPEN),
        (OPENS, None),
        (CLOSES - timedelta(microseconds=1), None),
        (CLOSES, rules.CLOSED),
        (AFTER, rules.CLOSED),
    ],
)
def test_cast_ballot_only_within_the_window(poll, people, at, reason):
    actor = as_actor(people[0])
    assert queries.find_refusal(actor, poll.id, at) == reason
    if reason is None:
        cast(people[0], poll, at=at)
    else:
        with pytest.raises(Refused) as refusal:
            cast(people[0], poll, at=at)
        assert refusal.value.message == reason
    assert count_envelopes() == (1 if reason is None else 0)


def latecomer():
    return make_person(verified_at=OPENS + timedelta(hours=1))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: make_person(level=1), rules.NOT_VERIFIED),
        (lambda: make_person(level=0), rules.NOT_VERIFIED),
        (make_official, rules.NOT_VERIFIED),
        (lambda: make_person(home=OTHER_KELURAHAN), rules.OTHER_PLACE),
        (latecomer, rules.VERIFIED_LATE),
        (make_person, rules.NOT_ON_ROLL),  # verified before, yet not on the roll: suspended at the snapshot
        (lambda: make_person(suspended_until=CLOSES), SUSPENDED),
    ],
)
def test_cast_ballot_refuses_who_is_not_on_the_roll(poll, make, reason):
    person = make()
    assert queries.find_refusal(as_actor(person), poll.id, DURING) == reason
    with pytest.raises(Refused) as refusal:
        cast(person, poll)
    assert refusal.value.message == reason
    assert count_envelopes() == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"suspended_until": CLOSES}, SUSPENDED), ({"level": 1}, rules.NOT_VERIFIED)],
)
def test_cast_ballot_asks_the_database_not_the_session(poll, people, change, reason):
    actor = as_actor(people[0])  # as loaded at the start of the request
    for name, value in change.items():
        setattr(db.session.get_one(Person, people[0].id), name, value)
    db.session.commit()
    with pytest.raises(Refused) as refusal, transaction():
        cast_ballot(actor=actor, poll_id=poll.id, choice="taman", at=DURING)
    assert refusal.value.message == reason
    assert count_envelopes() == 0


@pytest.mark.parametrize("choice", ["", "Taman", "taman,lampu", BLANK, "taman ", "x" * 600])
def test_cast_ballot_refuses_another_choice(poll, people, choice):
    with pytest.raises(InvalidInput) as refusal:
        cast(people[0], poll, choice)
    assert set(refusal.value.errors) == {"choice"}
    assert count_envelopes() == 0


def test_cast_ballot_takes_a_blank_one_where_the_rules_do(site, config):
    person = make_person()
    poll = make_poll(config.keys, parameters={"blank": True})
    cast(person, poll, BLANK)
    tally = close_poll(poll_id=poll.id, keys=config.keys, at=AFTER)
    assert (tally.blank, tally.valid, tally.winners) == (1, 1, ())


def test_cast_ballot_without_poll_or_person(poll, people):
    with pytest.raises(NotFound):
        cast(people[0], 10**9)
    with pytest.raises(Forbidden), transaction():
        cast_ballot(actor=SYSTEM, poll_id=poll.id, choice="taman", at=DURING)


def everything_but_envelopes() -> dict[str, list[tuple]]:
    tables = [table for table in db.metadata.sorted_tables if table.name != Envelope.__tablename__]
    return {table.name: sorted(map(repr, db.session.execute(select(table)))) for table in tables}


def test_cast_ballot_leaves_no_other_trace(poll, people, caplog):
    """No event, mail, version, audit entry, time or log line: whatever has the order links the ballots."""
    poll_id = poll.id
    before = everything_but_envelopes()
    with caplog.at_level(logging.INFO):
        cast(people[0], poll_id)
        cast(people[1], poll_id)
        cast(people[0], poll_id, "lampu")
    assert everything_but_envelopes() == before
    assert caplog.records == []


def test_nothing_is_told_before_close(poll, people, config):
    """Whatever is asked of a running poll is the same with 0 and with all ballots in the box."""

    def told():
        return (
            queries.find_tally(poll.id), list(queries.list_slips(poll.id)), list(queries.list_participants(poll.id)),
        )  # fmt: skip

    before = told()
    for person in people:
        cast(person, poll)
        assert told() == before
    assert before == (None, [], [])


def test_every_choice_has_the_same_size(poll, people):
    for person, choice in zip(people, ("taman", "lampu", "parit"), strict=True):
        cast(person, poll, choice)
    assert db.session.scalars(select(func.length(Envelope.content)).distinct()).all() == [560]


def test_an_envelope_belongs_to_an_elector(poll, people):
    cast(people[0], poll)
    owner = db.session.scalar(
        select(Elector.person_id).join(Envelope, Envelope.elector_id == Elector.elector_id)
    )
    assert owner == people[0].id

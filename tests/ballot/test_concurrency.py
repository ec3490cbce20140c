"""Races that really happened elsewhere: double votes, votes over the closing second, two closings at once."""

from __future__ import annotations

import random
import threading
from collections import Counter

from sqlalchemy import func, select

from sgforum.accounts.queries import actor_of
from sgforum.ballot import rules
from sgforum.ballot.models import Elector, Envelope, Paper
from sgforum.ballot.services import CastReceipt, cast_ballot, close_poll
from sgforum.core.db import db, transaction
from sgforum.core.errors import Refused
from tests.factories.ballot import AFTER, CLOSES, DURING, OPTIONS, cast, make_people, make_poll

from .crowd import at_once

ROUNDS = 4
CHOICES = [code for code, _ in OPTIONS]


def casting(actor, poll_id, choice, at=DURING):
    def act() -> CastReceipt:
        with transaction():
            return cast_ballot(actor=actor, poll_id=poll_id, choice=choice, at=at)

    return act


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_fifty_casts_of_one_person_leave_one_envelope(site, config):
    person, *others = make_people(3)
    for turn in range(ROUNDS):
        poll = make_poll(config.keys)
        poll_id = poll.id
        cast(others[0], poll_id)  # noise
        actor = actor_of(person, DURING)
        outcomes = at_once(site, [casting(actor, poll_id, CHOICES[n % 3]) for n in range(50)])
        assert all(isinstance(outcome, CastReceipt) for outcome in outcomes), outcomes
        assert [outcome.replaced for outcome in outcomes].count(False) == 1
        assert count(Envelope) == 2
        db.session.rollback()
        tally = close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
        assert (tally.envelopes, sum(tally.totals.values())) == (2, 2)
        assert count(Paper) == 2 * (turn + 1)


def test_casts_over_the_closing_moment_are_all_counted_or_refused(site, config):
    """Half of 40 people carry a time before close, half one after; the closing runs among them."""
    people = make_people(40)
    for _ in range(ROUNDS):
        poll_id = make_poll(config.keys).id
        actors = [actor_of(person, DURING) for person in people]
        acts = [
            casting(actor, poll_id, CHOICES[n % 3], CLOSES if n % 2 else DURING)
            for n, actor in enumerate(actors)
        ]
        acts.insert(random.randrange(len(acts)), lambda: close_poll(poll_id=poll_id, keys=config.keys, at=CLOSES))
        outcomes = at_once(site, acts)
        tally = close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
        accepted = [outcome for outcome in outcomes if isinstance(outcome, CastReceipt)]
        refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        assert len(accepted) + len(refused) == 40, outcomes
        assert {outcome.message for outcome in refused} == {rules.CLOSED}
        assert len(refused) >= 20
        assert tally.envelopes == len(accepted)
        assert count(Envelope) == 0


def test_a_cast_under_way_holds_up_the_closing(postgres_site, config):
    """A ballot accepted before close, but not yet committed, is waited for."""
    people = make_people(2)
    poll_id = make_poll(config.keys).id
    actors = [actor_of(person, DURING) for person in people]
    cast_done, commit = threading.Event(), threading.Event()

    def slow_cast():
        with transaction():
            receipt = cast_ballot(actor=actors[0], poll_id=poll_id, choice="taman", at=DURING)
            cast_done.set()
            commit.wait(10)
            return receipt

    def close():
        cast_done.wait(10)
        threading.Timer(0.5, commit.set).start()
        return close_poll(poll_id=poll_id, keys=config.keys, at=CLOSES)

    receipt, tally = at_once(postgres_site, [slow_cast, close])
    assert isinstance(receipt, CastReceipt)
    assert tally.envelopes == 1


def test_closing_many_times_at_once_counts_once(site, config):
    people = make_people(30)
    for _ in range(ROUNDS):
        poll_id = make_poll(config.keys).id
        truth = Counter()
        for n, person in enumerate(people):
            cast(person, poll_id, CHOICES[n % 3])
            truth[CHOICES[n % 3]] += 1
        before = count(Paper)
        outcomes = at_once(site, [lambda: close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)] * 5)
        assert all(outcome == outcomes[0] for outcome in outcomes), outcomes
        assert outcomes[0].totals == truth
        assert count(Paper) - before == 30
        assert db.session.scalar(select(func.count()).select_from(Elector).where(Elector.poll_id == poll_id, Elector.voted)) == 30
        assert not list(config.keys.glob("ballot-*"))

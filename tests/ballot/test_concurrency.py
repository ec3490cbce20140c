"""Races that really happened elsewhere: double votes, votes over the closing second, two closings at once."""

from __future__ import annotations

import os
import random
from collections import Counter
from functools import partial

import pytest
from sqlalchemy import func, select

from sgforum.accounts.queries import actor_of
from sgforum.ballot import rules
from sgforum.ballot.models import Elector, Envelope, Paper
from sgforum.ballot.services import CastReceipt, Opening, close_poll, close_polls
from sgforum.core.db import db
from sgforum.core.errors import Refused
from tests.factories.ballot import AFTER, CLOSES, DURING, OPTIONS, cast, make_people, make_poll

from . import laws
from .crowd import FORK, at_once, in_process
from .every_kind import EVERY_RULE

ROUNDS = 4
CHOICES = [code for code, _ in OPTIONS]


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_fifty_casts_of_one_person_leave_one_envelope(site, config, rule):
    """With the seven rules: 21 rounds on each database."""
    laws.one_envelope_each(site, config.keys, rounds=3, rule=rule)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_fifty_casts_in_workers_of_their_own_leave_one_envelope(site, config, number):
    """Workers share the requests of one person: no lock of a process can help here."""
    person, other = make_people(2)
    poll_id = make_poll(config.keys).id
    cast(other, poll_id)  # noise
    actor = actor_of(person, DURING)
    together = FORK.Barrier(number)

    def worker() -> None:
        together.wait(30)
        outcomes = at_once(site, [laws.casting(actor, poll_id, CHOICES[n % 3]) for n in range(52 // number)])
        os._exit(sum(not isinstance(outcome, CastReceipt) for outcome in outcomes))

    workers = [in_process(worker) for _ in range(number)]
    for process in workers:
        process.join(60)
    assert [process.exitcode for process in workers] == [0] * number
    assert count(Envelope) == 2


def test_casts_over_the_closing_moment_are_all_counted_or_refused(site, config):
    """Half of 40 people carry a time before close, half one after; the closing runs among them."""
    people = make_people(40)
    for _ in range(ROUNDS):
        poll_id = make_poll(config.keys).id
        actors = [actor_of(person, DURING) for person in people]
        acts = [
            laws.casting(actor, poll_id, CHOICES[n % 3], CLOSES if n % 2 else DURING)
            for n, actor in enumerate(actors)
        ]
        acts.insert(
            random.randrange(len(acts)), partial(close_poll, poll_id=poll_id, keys=config.keys, at=CLOSES)
        )
        outcomes = at_once(site, acts)
        tally = close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
        accepted = [outcome for outcome in outcomes if isinstance(outcome, CastReceipt)]
        refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        assert len(accepted) + len(refused) == 40, outcomes
        assert {outcome.message for outcome in refused} == {rules.CLOSED}
        assert len(refused) >= 20
        assert tally.envelopes == len(accepted)
        assert count(Envelope) == 0


def test_a_cast_under_way_holds_up_the_closing(site, config):
    laws.accepted_ballots_are_counted(site, config.keys)


def test_closing_many_times_at_once_counts_once(site, config):
    people = make_people(30)
    for _ in range(ROUNDS):
        poll_id = make_poll(config.keys).id
        truth = Counter()
        for n, person in enumerate(people):
            cast(person, poll_id, CHOICES[n % 3])
            truth[CHOICES[n % 3]] += 1
        before = count(Paper)
        outcomes = at_once(site, [partial(close_poll, poll_id=poll_id, keys=config.keys, at=AFTER)] * 5)
        assert all(outcome == outcomes[0] for outcome in outcomes), outcomes
        assert outcomes[0].totals == truth
        assert count(Paper) - before == 30
        assert (
            db.session.scalar(
                select(func.count()).select_from(Elector).where(Elector.poll_id == poll_id, Elector.voted)
            )
            == 30
        )
        assert not list(config.keys.glob("ballot-*"))


def test_questions_closed_in_opposite_orders_do_not_wait_for_each_other(site, config):
    people = make_people(8)
    for n in range(ROUNDS):
        ids = [make_poll(config.keys, reference=f"consultation:silang{n}{end}").id for end in ("", "/2")]
        for poll_id in ids:
            for person in people:
                cast(person, poll_id)
        opening = Opening(config.keys)
        acts = [
            partial(close_polls, poll_ids=order, opening=opening, at=AFTER) for order in (ids, ids[::-1]) * 2
        ]
        outcomes = at_once(site, acts)
        assert all([tally.ballots for tally in tallies] == [8, 8] for tallies in outcomes), outcomes

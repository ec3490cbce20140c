"""Boxes that end together: the files are erased once, and each result is what it is alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Poll, PollState
from sgforum.ballot.services import closing
from sgforum.consultation import jobs, queries, services
from sgforum.consultation.lifecycle import PhaseKind, State, find_phase
from sgforum.core.clock import now
from sgforum.core.db import db
from tests.factories.accounts import as_actor, make_person
from tests.factories.consultation import do, make_consultation


@pytest.fixture
def erasures(monkeypatch):
    """How often the files were written anew."""
    done, erase = [], closing.erase_traces
    monkeypatch.setattr(closing, "erase_traces", lambda: (done.append(1), erase()))
    return done


@pytest.fixture
def evening(official, keys):
    """Three consultations with a ballot each, and the moment after they end."""
    person = make_person()
    made = [make_consultation(official, keys, "voting").public_id for _ in range(3)]
    for public_id, choice in zip(made, "aba", strict=True):
        do(services.cast, actor=as_actor(person), public_id=public_id, choice=choice, at=now())
    return made, max(ends_at(public_id) for public_id in made) + timedelta(seconds=1)


def ends_at(public_id):
    phases = queries.list_phases(queries.find_consultation(public_id).id)
    return find_phase(phases, PhaseKind.VOTING).ends_at


def poll_of(public_id):
    return ballots.find_poll(queries.find_consultation(public_id).reference)


def states(public_ids):
    db.session.expire_all()
    return [queries.find_consultation(public_id).state for public_id in public_ids]


def test_the_files_are_erased_once_for_all(evening, config, erasures):
    made, at = evening
    assert jobs.tick(config, at) == 3
    assert len(erasures) == 1
    assert states(made) == [State.CLOSED] * 3
    tallies = [ballots.find_tally(poll_of(public_id).id) for public_id in made]
    assert [tally.winners for tally in tallies] == [("a",), ("b",), ("a",)]
    assert jobs.tick(config, at) == 0


def test_counted_boxes_are_announced_by_close_due_only(evening, keys):
    made, at = evening
    assert services.count_together(public_ids=made, keys=keys, at=at) == 3
    assert states(made) == [State.PUBLISHED] * 3
    assert all(services.close_due(public_id=public_id, keys=keys, at=at) for public_id in made)
    assert states(made) == [State.CLOSED] * 3


def test_nothing_is_opened_before_its_end(evening, keys):
    made, _ = evening
    at = min(ends_at(public_id) for public_id in made) - timedelta(seconds=1)
    assert services.count_together(public_ids=made, keys=keys, at=at) == 0
    db.session.expire_all()
    assert {poll_of(public_id).state for public_id in made} == {PollState.OPEN}


@pytest.mark.parametrize("rule", ["extend_days", "end_when_all"])
def test_a_box_whose_end_a_rule_may_move_is_left_alone(evening, keys, rule):
    made, at = evening
    kept = poll_of(made[0])
    db.session.execute(update(Poll).where(Poll.id == kept.id).values(parameters={**kept.parameters, rule: 3}))
    db.session.commit()
    assert services.count_together(public_ids=made, keys=keys, at=at) == 2
    db.session.expire_all()
    assert [poll_of(public_id).state for public_id in made] == [
        PollState.OPEN,
        PollState.CLOSED,
        PollState.CLOSED,
    ]


def test_one_broken_box_keeps_no_other_closed(evening, keys, config, caplog):
    made, at = evening
    (keys / poll_of(made[1]).key_name).unlink()
    assert jobs.tick(config, at) == 2
    assert states(made) == [State.CLOSED, State.PUBLISHED, State.CLOSED]
    assert made[1] in caplog.text

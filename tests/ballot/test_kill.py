"""kill -9 anywhere: nothing acknowledged is lost, nothing counts twice, and the next call goes on."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sgforum.ballot.models import Elector, Envelope, Paper, Poll, PollState
from sgforum.ballot.services import close_poll
from sgforum.core.db import db
from tests.factories.ballot import AFTER, OPTIONS, cast, make_people, make_poll

from .crowd import in_process

POINTS = {
    "opened": PollState.OPEN,  # the count was not committed: as if it had never begun
    "counted": PollState.COUNTED,
    "rewritten": PollState.COUNTED,
    "separated": PollState.SEPARATED,
    "erased": PollState.SEPARATED,
    "key-destroyed": PollState.SEPARATED,
    "closed": PollState.CLOSED,
}


@pytest.fixture
def box(site, config):
    """A poll of 24 with 20 ballots: (poll id, what they said)."""
    people = make_people(24)
    poll_id = make_poll(config.keys).id
    choices = [OPTIONS[n % 3][0] for n in range(20)]
    for person, choice in zip(people, choices, strict=False):
        cast(person, poll_id, choice)
    return poll_id, Counter(choices)


def close_and_die(poll_id: int, keys: Path, point: str) -> None:
    def reached(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    close_poll(poll_id=poll_id, keys=keys, at=AFTER, reached=reached)


def assert_counted_once(poll_id, truth, keys):
    tally = close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    assert tally.totals == truth
    papers = db.session.execute(select(Paper.choice, func.count()).group_by(Paper.choice)).all()
    assert dict(map(tuple, papers)) == truth
    assert db.session.scalar(select(func.count()).select_from(Elector).where(Elector.voted)) == 20
    assert db.session.scalar(select(func.count()).select_from(Elector)) == 24
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0
    assert not list(keys.glob("ballot-*"))


@pytest.mark.parametrize(("point", "state"), POINTS.items())
def test_closing_killed_at_a_point_goes_on(box, config, point, state):
    poll_id, truth = box
    process = in_process(close_and_die, poll_id, config.keys, point)
    process.join(30)
    assert process.exitcode == -signal.SIGKILL
    assert db.session.get_one(Poll, poll_id).state is state
    assert_counted_once(poll_id, truth, config.keys)


def test_closing_killed_at_any_time_goes_on(box, config):
    poll_id, truth = box
    for _ in range(6):
        process = in_process(close_and_die, poll_id, config.keys, "")
        time.sleep(random.uniform(0, 0.12))
        process.kill()
        process.join(30)
    assert_counted_once(poll_id, truth, config.keys)


def cast_and_note(poll_id: int, people: list, journal: Path) -> None:
    """Each acknowledged ballot is noted on disk before the next is cast."""
    with journal.open("a") as notes:
        for person in people:
            cast(person, poll_id, "lampu")
            notes.write(f"{person.id}\n")
            notes.flush()
            os.fsync(notes.fileno())


def test_casting_killed_at_any_time_loses_no_acknowledged_ballot(site, config, tmp_path):
    people = make_people(60)
    poll_id = make_poll(config.keys).id
    journal = tmp_path / "journal"
    for person in people:
        db.session.refresh(person)
    db.session.expunge_all()
    for turn in range(3):
        process = in_process(cast_and_note, poll_id, people[turn * 20 : turn * 20 + 20], journal)
        time.sleep(random.uniform(0.02, 0.15))
        process.kill()
        process.join(30)
    noted = {int(line) for line in journal.read_text().split()} if journal.exists() else set()
    kept = set(
        db.session.scalars(
            select(Elector.person_id).join(Envelope, Envelope.elector_id == Elector.elector_id)
        )
    )
    assert noted <= kept
    assert len(kept - noted) <= 3  # committed, and killed before it could be noted
    tally = close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    assert tally.totals["lampu"] == len(kept)

"""The demo's consultations of every kind of ballot: counted, published, and recounted by a stranger's program."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from sqlalchemy import select

from sgforum.ballot.models import Poll, PollState, Receipt, Rule, Secrecy
from sgforum.ballot.queries import find_tally, list_polls
from sgforum.ballot.services import make_bundle
from sgforum.ballot.tallies.marks import RULES
from sgforum.config import load_config
from sgforum.consultation.models import Ceremony, Consultation
from sgforum.consultation.queries import list_questions
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.demo.corpus import plans
from sgforum.demo.every_ballot import SHOWINGS, fill_in


@pytest.fixture
def shown(demo_app) -> dict[str, Consultation]:
    titles = [showing.title for showing in SHOWINGS]
    rows = db.session.scalars(select(Consultation).where(Consultation.title.in_(titles)))
    return {row.title: row for row in rows}


def test_each_kind_is_there_and_was_counted(shown):
    everything, by_hand, witnessed, running = (shown[showing.title] for showing in SHOWINGS)
    polls = list_polls(everything.reference)
    assert [poll.rule for poll in polls] == list(Rule)
    assert all(find_tally(poll.id).may_show_totals for poll in polls)
    assert {poll.secrecy for poll in list_polls(by_hand.reference)} == {Secrecy.OPEN}
    assert {poll.receipt for poll in list_polls(witnessed.reference)} == {Receipt.CONTENT}
    assert db.session.get_one(Ceremony, witnessed.id).witnesses
    assert {poll.state for poll in list_polls(running.reference)} == {PollState.OPEN}


def test_works_are_drawn_and_said_in_javanese_too(shown):
    for title in (SHOWINGS[0].title, SHOWINGS[3].title):
        questions = list_questions(shown[title].id, shown[title].public_id)
        (works,) = [one for one in questions if one.regional_language]
        assert works.regional_language == "jv"
        for choice in works.choices:
            assert choice.regional_text
            assert choice.photo is not None
            assert choice.photo_alt.startswith("Gambar: ")


def test_every_bundle_of_the_demo_is_recounted_by_the_command(demo_app, shown, tmp_path):
    """`sgforum verify` as a stranger runs it: a file, no installation."""
    keys = load_config(demo_app.extensions["sgforum_config"].instance).keys
    closed = [row for row in shown.values() if row.closed_at]
    assert len(closed) == 3
    for row in closed:
        file = tmp_path / f"{row.public_id}.zip"
        file.write_bytes(make_bundle(board=row.reference, keys=keys))
        done = subprocess.run(
            [sys.executable, "-m", "sgforum", "verify", str(file)], capture_output=True, text=True, check=False,
            cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_no_box_of_the_demo_is_left_uncounted(demo_app):
    states = dict(db.session.execute(select(Poll.reference, Poll.state).where(Poll.ends_at < now())).all())
    assert set(states.values()) == {PollState.CLOSED}, states


@pytest.mark.parametrize("asked", plans.EVERY_BALLOT, ids=lambda asked: asked.rule)
def test_what_is_filled_in_is_a_ballot_and_differs(asked):
    codes = [chr(ord("a") + n) for n in range(len(asked.proposals))]
    lot = random.Random(7)
    filled = [fill_in(asked, lot) for _ in range(60)]
    assert len(set(filled)) >= 3
    assert {code for ballot in filled for code in codes if code in ballot} == set(codes)
    assert asked.rule in RULES

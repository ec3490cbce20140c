"""What the doctor says of keys and boxes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from sgforum.ballot.health import check
from sgforum.ballot.models import Poll
from sgforum.ballot.services import Terms, close_poll
from sgforum.ballot.signing import FILE_NAME
from sgforum.core.clock import now
from sgforum.core.db import db
from tests.factories.ballot import make_poll

from .test_publication import write

LONG_AGO = now() - timedelta(days=3)
WINDOW = {"opens_at": LONG_AGO, "at": LONG_AGO, "closes_at": LONG_AGO + timedelta(days=1)}


def test_check_of_a_sound_installation_is_silent(sqlite_site, config):
    assert check(config) == []
    make_poll(config.keys)
    assert check(config) == []


@pytest.mark.parametrize("which", ["folder", "file"])
def test_check_names_what_others_can_read(sqlite_site, config, which):
    poll = make_poll(config.keys)
    path = config.keys if which == "folder" else config.keys / poll.key_name
    path.chmod(0o755)
    assert [str(path) in line and "chmod" in line for line in check(config)] == [True]


def test_check_names_lost_and_left_keys(sqlite_site, config):
    poll = make_poll(config.keys)
    (config.keys / poll.key_name).rename(config.keys / "ballot-other")
    lost, left = check(config)
    assert poll.key_name in lost
    assert "ballot-other" in left


def test_check_names_boxes_past_their_close(sqlite_site, config):
    make_poll(config.keys)  # noise: still running
    poll = make_poll(config.keys, **WINDOW)
    assert [line.startswith("1 polls are past") for line in check(config)] == [True]
    close_poll(poll_id=poll.id, keys=config.keys, at=now())
    assert check(config) == []


def test_check_names_open_boxes_that_were_altered(sqlite_site, config):
    make_poll(config.keys)  # noise: as it was opened
    poll = make_poll(config.keys)
    db.session.execute(
        update(Poll).where(Poll.id == poll.id).values(closes_at=poll.closes_at + timedelta(hours=1))
    )
    db.session.commit()
    (line,) = check(config)
    assert poll.reference in line
    assert "stays shut" in line


def test_check_names_boxes_that_witnesses_should_have_opened(sqlite_site, config):
    make_poll(config.keys, **WINDOW, terms=Terms(ceremony=True))
    assert check(config) == []  # two days: people have other things to do
    long = LONG_AGO - timedelta(days=3)
    make_poll(
        config.keys, opens_at=long, at=long, closes_at=long + timedelta(days=1), terms=Terms(ceremony=True)
    )
    assert [line.startswith("1 polls wait for more than three days") for line in check(config)] == [True]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE ballot_board_entry SET line = replace(line, 'Dibacakan', 'Disembunyikan') WHERE number = 2", "line 3"),
        ("UPDATE ballot_board_entry SET line = replace(line, 'Dibacakan', 'Disembunyikan') WHERE number = 3", "changed"),
        ("DELETE FROM ballot_board_entry WHERE number = 2", "line 2"),
        ("UPDATE ballot_board_entry SET line = 'x' WHERE number = 1", "line 1"),
    ],
)  # fmt: skip
def test_check_names_a_board_that_was_changed(sqlite_site, config, change, words):
    for board in ("consultation:papan", "consultation:lain"):
        for _ in range(3):
            write(config, board=board)
    assert check(config) == []
    for act in ("update", "delete"):
        db.session.execute(text(f"DROP TRIGGER ballot_board_entry_{act}"))
    db.session.execute(text(f"{change} AND board = 'consultation:papan'"))
    db.session.commit()
    (line,) = check(config)
    assert "consultation:papan" in line
    assert words in line


def test_check_names_a_board_of_another_key(sqlite_site, config):
    write(config)
    (config.keys / FILE_NAME).unlink()
    (line,) = check(config)
    assert "bring back the key" in line

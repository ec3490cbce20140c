"""What the doctor says of keys and boxes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sgforum.ballot.component import check
from sgforum.ballot.services import close_poll
from sgforum.core.clock import now
from tests.factories.ballot import make_poll

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

"""Things happen in order of time, a day at a time, and not beyond today."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from sgforum.core import settings
from sgforum.core.db import db, transaction
from sgforum.demo.timeline import Rank, Timeline

START = datetime(2026, 11, 2, 3, tzinfo=UTC)


@pytest.fixture
def timeline(app):
    return Timeline(ZoneInfo("Asia/Makassar"))


def note(name: str, _at: datetime) -> None:
    settings.write(name, value=True)


def test_order_is_time_then_rank_then_arrival(timeline):
    told = []

    def tell(name: str, _at: datetime) -> None:
        told.append(name)

    for name, hours, rank in (
        ("late", 2, Rank.ACT),
        ("second", 1, Rank.ACT),
        ("third", 1, Rank.ACT),
        ("first", 1, Rank.STANDING),
    ):
        timeline.add(START + timedelta(hours=hours), partial(tell, name), rank=rank)
    assert sum(1 for _ in timeline.play(START + timedelta(days=1))) == 4
    assert told == ["first", "second", "third", "late"]


def test_what_lies_after_today_does_not_happen(timeline):
    def too_early(_at: datetime) -> None:
        pytest.fail("it is not time")

    timeline.add(START + timedelta(days=2), too_early)
    assert list(timeline.play(START + timedelta(days=1))) == []


def test_a_failing_act_undoes_its_day_and_keeps_the_days_before(timeline):
    def fail(_at):
        raise RuntimeError("no")

    timeline.add(START, partial(note, "monday"))
    timeline.add(START + timedelta(days=1), partial(note, "tuesday"))
    timeline.add(START + timedelta(days=1, hours=1), fail)
    with pytest.raises(RuntimeError, match="no"):
        list(timeline.play(START + timedelta(days=2)))
    assert settings.read("monday") is True
    assert settings.read("tuesday") is None


def test_an_act_that_stands_alone_has_its_own_transactions(timeline):
    def act(name: str, at: datetime) -> None:
        with transaction():
            note(name, at)

    timeline.add(START, partial(note, "before"))
    timeline.add(START, partial(act, "alone"), rank=Rank.CLOSING, alone=True)
    list(timeline.play(START))
    db.session.rollback()
    assert settings.read("before") is True
    assert settings.read("alone") is True

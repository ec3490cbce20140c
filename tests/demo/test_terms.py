"""The demo's calendar: what is scored may be frozen, and what is played leads up to today."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sgforum.demo.terms import Size, Terms

ZONE = ZoneInfo("Asia/Makassar")


def terms_on(day: datetime, months: int = 3) -> Terms:
    return Terms(2018, months, Size.CITY, day, ZONE)


@pytest.mark.parametrize(
    ("day", "scored", "played"),
    [
        (
            datetime(2026, 11, 24, tzinfo=UTC),
            "2026-08 2026-09 2026-10",
            "2026-07 2026-08 2026-09 2026-10 2026-11",
        ),
        # before the 10th last month cannot be frozen yet: it is played all the same
        (
            datetime(2026, 11, 5, tzinfo=UTC),
            "2026-07 2026-08 2026-09",
            "2026-06 2026-07 2026-08 2026-09 2026-10 2026-11",
        ),
        (
            datetime(2027, 1, 15, tzinfo=UTC),
            "2026-10 2026-11 2026-12",
            "2026-09 2026-10 2026-11 2026-12 2027-01",
        ),
    ],
)
def test_months_scored_and_played(day, scored, played):
    terms = terms_on(day)
    assert [str(period) for period in terms.scored] == scored.split()
    assert [str(period) for period in terms.played] == played.split()


def test_lots_are_independent_and_repeatable():
    terms = terms_on(datetime(2026, 11, 24, tzinfo=UTC))
    assert terms.lot("a", 1).random() == terms.lot("a", 1).random()
    assert terms.lot("a", 1).random() != terms.lot("a", 2).random()

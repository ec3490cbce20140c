from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sgforum.core.clock import Period, working_days_after
from sgforum.core.errors import InvalidInput

WITA = ZoneInfo("Asia/Makassar")


def test_month_is_the_citys_not_utc():
    assert str(Period.of(datetime(2026, 10, 31, 16, 0, tzinfo=UTC), WITA)) == "2026-11"


def test_bounds_meet():
    november = Period.parse("2026-11")
    assert november.ends_at(WITA) == november.plus(1).starts_at(WITA)
    assert november.plus(2) == Period(2027, 1)
    assert november.plus(-11) == Period(2025, 12)


@pytest.mark.parametrize("text", ["2026-13", "2026", "november", "2026-1", "2026-11-01", ""])
def test_wrong_period_is_refused(text):
    with pytest.raises(InvalidInput):
        Period.parse(text)


def test_working_days_pass_over_the_weekend():
    assert working_days_after(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert working_days_after(date(2026, 11, 24), 14) == date(2026, 12, 14)

"""When people write and when offices answer: believable moments in Balikpapan's own time (WITA)."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WITA = ZoneInfo("Asia/Makassar")

# Weight of each hour 0-23 for residents: quiet nights, a lunch break, the peak after the evening prayer.
_WORKDAY_HOURS = (2, 1, 0, 0, 1, 4, 7, 6, 5, 5, 6, 7, 11, 8, 5, 5, 6, 7, 9, 16, 20, 17, 10, 5)
_WEEKEND_HOURS = (3, 2, 1, 0, 1, 3, 6, 9, 12, 13, 12, 10, 9, 8, 7, 8, 10, 9, 9, 14, 16, 14, 9, 6)
_MOST_TRIES = 12  # then any moment of a window that holds only hours when people sleep
_OFFICE_HOURS = (8, 9, 10, 11, 13, 14, 15)
_FRIDAY_HOURS = (8, 9, 10)


def month_start(month: str) -> datetime:
    """The first moment of `YYYY-MM` in WITA, as UTC; ValueError when it is not a month."""
    return datetime.strptime(month, "%Y-%m").replace(tzinfo=WITA).astimezone(UTC)


def month_end(month: str) -> datetime:
    """The first moment of the month after `YYYY-MM`, as UTC."""
    local = month_start(month).astimezone(WITA)
    return datetime(local.year + local.month // 12, local.month % 12 + 1, 1, tzinfo=WITA).astimezone(UTC)


def at_clock(day: date, hour: int, minute: int = 0) -> datetime:
    """A WITA wall-clock time on a day, as UTC."""
    return datetime.combine(day, time(hour, minute), WITA).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The WITA calendar day of a moment."""
    return moment.astimezone(WITA).date()


def resident_moment(rng: random.Random, start: datetime, end: datetime) -> datetime:
    """A moment in [start, end) when a resident may be at the phone: any day, evenings most."""
    first, last = local_day(start), local_day(end - timedelta(seconds=1))
    for _ in range(_MOST_TRIES):
        day = first + timedelta(days=rng.randrange((last - first).days + 1))
        hours = _WEEKEND_HOURS if day.weekday() >= 5 else _WORKDAY_HOURS
        moment = at_clock(day, rng.choices(range(24), weights=hours)[0], rng.randrange(60))
        moment += timedelta(seconds=rng.randrange(60))
        if start <= moment < end:
            return moment
    return start + (end - start) * rng.random()


def reply_moment(rng: random.Random, after: datetime, end: datetime) -> datetime:
    """A moment after `after` and before `end` when someone answers: most within two days, some weeks later."""
    first = after + timedelta(minutes=3)
    if first >= end:
        return after + (end - after) * rng.uniform(0.1, 0.9)
    return resident_moment(rng, first, min(end, first + timedelta(hours=14 + 72 * rng.expovariate(1.6))))


def office_moment(rng: random.Random, after: datetime, workdays: int) -> datetime:
    """A moment in office hours, `workdays` working days (Monday to Friday, at least one) after `after`."""
    day = local_day(after)
    left = max(1, workdays)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    hours = _FRIDAY_HOURS if day.weekday() == 4 else _OFFICE_HOURS
    return at_clock(day, rng.choice(hours), rng.randrange(60))

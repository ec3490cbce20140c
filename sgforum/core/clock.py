"""The one source of "now", and calendar months in the city's zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from .errors import InvalidInput
from .marks import N_

_PERIOD = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


def now() -> datetime:
    """Aware UTC, to the microsecond."""
    return datetime.now(UTC)


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A calendar month; its bounds depend on the zone that the month is lived in."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read "2026-11"; raises InvalidInput."""
        match = _PERIOD.match(text)
        if not match:
            raise InvalidInput(
                N_("Periode harus berbentuk TAHUN-BULAN, misalnya 2026-11; yang ditulis: %(text)s"), text=text
            )
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, moment: datetime, zone: ZoneInfo) -> Period:
        local = moment.astimezone(zone)
        return cls(local.year, local.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def plus(self, months: int) -> Period:
        index = self.year * 12 + self.month - 1 + months
        return Period(index // 12, index % 12 + 1)

    def starts_at(self, zone: ZoneInfo) -> datetime:
        return datetime(self.year, self.month, 1, tzinfo=zone).astimezone(UTC)

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """The first moment that no longer belongs to the month."""
        return self.plus(1).starts_at(zone)

    def last_day(self) -> date:
        following = self.plus(1)
        return date(following.year, following.month, 1) - timedelta(days=1)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


EASTERNMOST = timedelta(hours=14)
"""The zone in which a day begins first."""


def is_future(day: date, at: datetime) -> bool:
    """Say whether a day has begun nowhere yet: today's date is accepted in every city from its own midnight on."""
    return day > (at.astimezone(UTC) + EASTERNMOST).date()


def working_days_after(start: date, days: int) -> date:
    """The date that lies `days` working days (Monday to Friday) after `start`; public holidays are not known here."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < 5:
            days -= 1
    return day

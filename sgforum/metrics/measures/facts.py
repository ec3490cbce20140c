"""One reading of the database for a month: its bounds, the kelurahan, their denominators, the acts of four months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from ...core.clock import Period
from ...territory.models import Denominator, Place, PlaceLevel, Publisher
from ...territory.queries import list_denominators, list_places
from .acts import Participant, list_participants

FREEZE_DAY = (
    10  # of the following month (score.md 5): what was written on the last day has then stood for nine days
)
COHORT_MONTHS = 3
OFFICIAL = (Publisher.DISDUKCAPIL, Publisher.BPS)


def freeze_moment(period: Period, zone: ZoneInfo) -> datetime:
    """When a month may be frozen, and up to when moderation and suspensions count: day 10 of the next month."""
    following = period.plus(1)
    return datetime(following.year, following.month, FREEZE_DAY, tzinfo=zone).astimezone(UTC)


@dataclass(frozen=True)
class Facts:
    """What is read for one month. Everything is read once, at the first asking, and for all kelurahan together."""

    period: Period
    zone: ZoneInfo
    _participants: dict[Period, Mapping[str, Sequence[Participant]]] = field(
        default_factory=dict, compare=False
    )

    @property
    def starts_at(self) -> datetime:
        return self.period.starts_at(self.zone)

    @property
    def ends_at(self) -> datetime:
        return self.period.ends_at(self.zone)

    @property
    def cutoff(self) -> datetime:
        """Nothing that happened later changes this month: a text hidden in March took part in January."""
        return freeze_moment(self.period, self.zone)

    def first_day(self, months: int) -> date:
        """The first day of the trailing window of so many months that ends with this one."""
        first = self.period.plus(1 - months)
        return date(first.year, first.month, 1)

    def window_starts_at(self, months: int) -> datetime:
        return self.period.plus(1 - months).starts_at(self.zone)

    def days_before_end(self, days: int) -> datetime:
        return self.ends_at - timedelta(days=days)

    @cached_property
    def kelurahan(self) -> Sequence[Place]:
        return list_places(PlaceLevel.KELURAHAN)

    @cached_property
    def codes(self) -> Sequence[str]:
        return [place.code for place in self.kelurahan]

    @cached_property
    def _figures(self) -> Mapping[str, Sequence[Denominator]]:
        return list_denominators(self.period.last_day())

    @cached_property
    def denominators(self) -> Mapping[str, Denominator]:
        """Of each kelurahan the approved figure in force on the month's last day, as `find_denominator` has it."""
        return {code: figures[0] for code, figures in self._figures.items()}

    @cached_property
    def alternatives(self) -> Mapping[str, int]:
        """Residents of 17 and over by the other official source, where both have counted."""
        others = {
            code: [each.adults for each in figures[1:] if each.publisher in OFFICIAL]
            for code, figures in self._figures.items()
        }
        return {code: adults[0] for code, adults in others.items() if adults}

    def participants(self, months_back: int = 0) -> Mapping[str, Sequence[Participant]]:
        """A_t by kelurahan, of this month or an earlier one; each month as it was on its own cutoff."""
        period = self.period.plus(-months_back)
        if period not in self._participants:
            month = Facts(period, self.zone)
            self._participants[period] = list_participants(month.starts_at, month.ends_at, month.cutoff)
        return self._participants[period]

    def cohort(self, kelurahan: str) -> frozenset[int]:
        """Ids of the people of A_(t-3)..A_(t-1)."""
        months = range(1, COHORT_MONTHS + 1)
        return frozenset(
            person.person_id for back in months for person in self.participants(back).get(kelurahan, ())
        )

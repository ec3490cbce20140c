"""What one demo is asked for, and the calendar that follows from it. Pure."""

from __future__ import annotations

import enum
import random
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..core.clock import Period, local_date
from ..metrics.measures.facts import freeze_moment


class Size(enum.StrEnum):
    """How much lives: one kelurahan, all of Balikpapan, or Kalimantan Timur with its ten kota and kabupaten."""

    KELURAHAN = "kelurahan"
    CITY = "city"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Terms:
    """The demo's parameters; with the same ones, on the same day, the frozen figures are the same.

    months: how many are scored. now: where the invented history ends; what would happen later is left out.
    zone: in which months and office hours are reckoned. kota, kelurahan: of a province only so many kota, and of
    each of them the first so many kelurahan; None: all.
    """

    seed: int
    months: int
    size: Size
    now: datetime
    zone: ZoneInfo
    kota: int | None = None
    kelurahan: int | None = None

    @property
    def today(self) -> date:
        return local_date(self.now, self.zone)

    @property
    def scored(self) -> tuple[Period, ...]:
        """The last months that may be frozen by now, oldest first."""
        running = Period.of(self.now, self.zone)
        last = running.plus(-1) if self.now > freeze_moment(running.plus(-1), self.zone) else running.plus(-2)
        return tuple(last.plus(back) for back in range(1 - self.months, 1))

    @property
    def played(self) -> tuple[Period, ...]:
        """The months with activity: one before the first scored one, up to the running one.

        Half of the score looks back (consultations closed 30 days ago, people who return), so the very first
        month could hardly be rated.
        """
        months = [self.scored[0].plus(-1)]
        while months[-1] < Period.of(self.now, self.zone):
            months.append(months[-1].plus(1))
        return tuple(months)

    @property
    def starts_at(self) -> datetime:
        return self.played[0].starts_at(self.zone)

    def lot(self, *names: object) -> random.Random:
        """A stream of chance of its own for each purpose, so that a change in one leaves the others as they were."""
        return random.Random(":".join(str(name) for name in (self.seed, *names)))

"""Everything that will happen, in order of time, played a day at a time."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from ..core.clock import local_date
from ..core.db import transaction

Happening = Callable[[datetime], object]


class Rank(enum.IntEnum):
    """What comes first of two things at the same moment."""

    STANDING = 0  # who somebody is
    OPENING = 1  # what there is to act upon
    ACT = 2
    CLOSING = 3


@dataclass(frozen=True, slots=True)
class Event:
    """One act at its moment. alone: it begins and ends transactions by itself."""

    at: datetime
    rank: Rank
    happen: Happening
    alone: bool


class Timeline:
    """A list of events that grows in any order, also while it is not yet played."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._events: list[Event] = []

    def add(self, at: datetime, happen: Happening, *, rank: Rank = Rank.ACT, alone: bool = False) -> None:
        self._events.append(Event(at, rank, happen, alone))

    def until(self, now: datetime) -> list[Event]:
        """What has happened by now, in order; of equals the one that was added first."""
        return sorted(
            (event for event in self._events if event.at <= now), key=lambda event: (event.at, event.rank)
        )

    def play(self, now: datetime) -> Iterator[None]:
        """Let everything up to now happen; yields after each event, so that progress can be shown.

        The acts of a day share a transaction: a commit waits for the disk, and the city has twenty thousand acts.
        """
        for (_day, alone), events in groupby(self.until(now), key=self._section):
            with nullcontext() if alone else transaction():
                for event in events:
                    event.happen(event.at)
                    yield

    def _section(self, event: Event) -> tuple[object, bool]:
        return local_date(event.at, self._zone), event.alone

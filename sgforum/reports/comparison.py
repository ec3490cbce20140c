"""Year against year: what changed in each indicator, as far as the brackets of both years let anybody say. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sgforum.core.marks import N_
from sgforum.reports.achievement import DimensionScore, Direction, Interval
from sgforum.reports.catalogue import Dimension, Indicator
from sgforum.reports.figures import Figure, Unit
from sgforum.reports.indicators import IndicatorResult, ResourceReport


class Change(StrEnum):
    """What became of an indicator between two years."""

    BETTER = "membaik"
    WORSE = "memburuk"
    SAME = "tetap"
    UNSURE = "tidak_pasti"  # the brackets overlap
    NEW = "baru_terdata"
    LOST = "tidak_terdata_lagi"
    UNKNOWN = "belum_terdata"


CHANGE_LABELS: dict[Change, str] = {
    Change.BETTER: N_("membaik"),
    Change.WORSE: N_("memburuk"),
    Change.SAME: N_("tetap"),
    Change.UNSURE: N_("belum dapat dipastikan"),
    Change.NEW: N_("baru terdata"),
    Change.LOST: N_("tidak terdata lagi"),
    Change.UNKNOWN: N_("belum terdata"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One indicator in both years; `difference` is later minus earlier, in its unit, None unless both are known."""

    indicator: Indicator
    before: IndicatorResult
    after: IndicatorResult
    difference: Figure | None
    change: Change


@dataclass(frozen=True, slots=True)
class ComparedDimension:
    """A dimension's score in both years."""

    dimension: Dimension
    before: DimensionScore
    after: DimensionScore
    change: Change


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two years side by side, the earlier one first."""

    before: ResourceReport
    after: ResourceReport
    dimensions: tuple[ComparedDimension, ...]
    indicators: tuple[Compared, ...]

    def of(self, dimension: Dimension) -> Sequence[Compared]:
        """Return the indicators of one dimension."""
        return [item for item in self.indicators if item.indicator.dimension is dimension]

    def unknown(self, dimension: Dimension) -> Sequence[str]:
        """Return the codes of one dimension of which nothing is known in either year."""
        return [item.indicator.code for item in self.of(dimension) if item.change is Change.UNKNOWN]

    def count(self, change: Change) -> int:
        """Return how many indicators changed in that way."""
        return sum(item.change is change for item in self.indicators)


def compare(one: ResourceReport, other: ResourceReport) -> Comparison:
    """Return the earlier report against the later one, indicator by indicator; P5, which has no one value, left out.

    A change is called better or worse only if the whole bracket of the difference says so.
    """
    before, after = sorted((one, other), key=lambda report: report.year)
    pairs = zip(before.results, after.results, strict=True)
    return Comparison(
        before,
        after,
        tuple(
            ComparedDimension(
                code, before.dimensions[code], after.dimensions[code],
                change_of(before.dimensions[code].score, after.dimensions[code].score, Direction.MORE),
            )
            for code in Dimension
        ),
        tuple(_compared(old, new) for old, new in pairs if new.indicator.is_scored),
    )  # fmt: skip


def _compared(before: IndicatorResult, after: IndicatorResult) -> Compared:
    indicator = after.indicator
    old, new = (None if result.value is None else result.value.interval for result in (before, after))
    unit = Unit.PERCENTAGE_POINTS if indicator.unit is Unit.PERCENT else indicator.unit
    difference = None if old is None or new is None else Figure(new - old, unit, indicator.digits)
    return Compared(indicator, before, after, difference, change_of(old, new, indicator.direction))


def change_of(old: Interval | None, new: Interval | None, direction: Direction) -> Change:
    """Return what the two values say together, with `direction` for which way is better."""
    if old is None:
        return Change.UNKNOWN if new is None else Change.NEW
    if new is None:
        return Change.LOST
    difference = new - old if direction is Direction.MORE else old - new
    if difference.lo > 0:
        return Change.BETTER
    if difference.hi < 0:
        return Change.WORSE
    return Change.SAME if difference.is_exact else Change.UNSURE

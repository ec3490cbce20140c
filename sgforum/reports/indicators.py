"""The 22 indicators K1..P6 of the resource report as data, and their results for one year's registers.

Definitions, targets and directions follow score.md section 6; targets are policy and may be overridden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sgforum.core.marks import N_
from sgforum.reports.achievement import (
    DimensionScore,
    Direction,
    Interval,
    Overall,
    Status,
    capaian,
    dimension_score,
    overall_score,
    status_of,
)
from sgforum.reports.catalogue import DIMENSION_NAMES, INDICATORS, Dimension, Indicator, Target
from sgforum.reports.figures import COUNTED, Figure, Unit
from sgforum.reports.readings import Observation, Observed
from sgforum.reports.registers import Registers

NO_TARGET = N_("Belum ada sasaran untuk kelompok ini.")

__all__ = [
    "DIMENSION_NAMES",
    "INDICATORS",
    "NO_TARGET",
    "Assessment",
    "Dimension",
    "Indicator",
    "IndicatorResult",
    "Reading",
    "ResourceReport",
    "Target",
    "assess",
    "evaluate",
]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One reading held against one target; `gaps` is what is missing, in each unit that has a meaning."""

    target: Target
    capaian: Interval
    status: Status
    gaps: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value with what it is held against; the first assessment is the one that scores."""

    observed: Observed
    figure: Figure
    assessments: tuple[Assessment, ...]


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """What one indicator says of the year: the headline over all counted parts, and each part."""

    indicator: Indicator
    status: Status
    headline: Reading | None
    parts: tuple[Reading, ...]
    reason: str = ""

    @property
    def capaian(self) -> Interval | None:
        """Achievement of the first target, 0..100, or None without data or without a target."""
        if self.headline is None or not self.headline.assessments:
            return None
        return self.headline.assessments[0].capaian

    @property
    def value(self) -> Figure | None:
        """The headline value, or None without data."""
        return None if self.headline is None else self.headline.figure


@dataclass(frozen=True, slots=True)
class ResourceReport:
    """All results of a year with the dimensions' scores and the whole."""

    year: int
    results: tuple[IndicatorResult, ...]
    dimensions: Mapping[Dimension, DimensionScore]
    overall: Overall

    def of(self, dimension: Dimension) -> tuple[IndicatorResult, ...]:
        """Return the results of one dimension in catalogue order."""
        return tuple(result for result in self.results if result.indicator.dimension is dimension)


def assess(
    registers: Registers,
    *,
    targets: Mapping[str, Sequence[Target]] | None = None,
    weights: Mapping[str, Fraction] | None = None,
) -> ResourceReport:
    """Return the resource report of one year; `targets` and `weights` replace the catalogue's, by code."""
    results = evaluate(registers, targets=targets, weights=weights)
    scores = {
        dimension: dimension_score(
            (result.indicator.weight, result.capaian)
            for result in results
            if result.indicator.dimension is dimension and result.indicator.is_scored
        )
        for dimension in Dimension
    }
    return ResourceReport(registers.year, results, scores, overall_score(list(scores.values())))


def evaluate(
    registers: Registers,
    *,
    targets: Mapping[str, Sequence[Target]] | None = None,
    weights: Mapping[str, Fraction] | None = None,
) -> tuple[IndicatorResult, ...]:
    """Return a result for every indicator of the catalogue, "Belum terdata" where nothing is known.

    A result's indicator carries the weight and targets that were in force. ValueError for a code of no indicator.
    """
    unknown = {*(targets or {}), *(weights or {})} - {indicator.code for indicator in INDICATORS}
    if unknown:
        message = f"no such indicator: {', '.join(sorted(unknown))}"
        raise ValueError(message)
    in_force = (
        replace(
            indicator,
            targets=tuple((targets or {}).get(indicator.code, indicator.targets)),
            weight=(weights or {}).get(indicator.code, indicator.weight),
        )
        for indicator in INDICATORS
    )
    return tuple(_result(indicator, indicator.read(registers)) for indicator in in_force)


def _result(indicator: Indicator, observation: Observation) -> IndicatorResult:
    parts = tuple(
        _reading(indicator, part, _targets_for(part, indicator.targets)) for part in observation.parts
    )
    if not indicator.is_scored:
        status = Status.SHOWN if parts else Status.UNKNOWN
        return IndicatorResult(indicator, status, None, parts, "" if parts else observation.reason)
    counted = [reading for reading in parts if reading.observed.counts and reading.assessments]
    if not counted:
        measured = any(reading.observed.counts for reading in parts)
        return IndicatorResult(
            indicator, Status.UNKNOWN, None, parts, NO_TARGET if measured else observation.reason
        )
    headline = counted[0] if len(counted) == 1 else _pooled(indicator, counted)
    return IndicatorResult(indicator, headline.assessments[0].status, headline, parts)


def _targets_for(part: Observed, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    return tuple(target for target in targets if target.audience in ("", part.audience))


def _reading(indicator: Indicator, observed: Observed, targets: tuple[Target, ...]) -> Reading:
    figure = Figure(observed.value, indicator.unit, indicator.digits)
    return Reading(observed, figure, tuple(_assessment(indicator, observed, target) for target in targets))


def _assessment(indicator: Indicator, observed: Observed, target: Target) -> Assessment:
    achieved = capaian(observed.value, target.value, indicator.direction)
    return Assessment(target, achieved, status_of(achieved.cautious), _gaps(indicator, observed, target))


def _gaps(indicator: Indicator, observed: Observed, target: Target) -> tuple[Figure, ...]:
    aim = Interval.exactly(target.value)
    gap = _missing(observed.value, aim, indicator.direction)
    unit = Unit.PERCENTAGE_POINTS if indicator.unit is Unit.PERCENT else indicator.unit
    figures = (Figure(gap, unit, indicator.digits),)
    if indicator.part_unit is None or observed.part is None or observed.whole is None:
        return figures
    aimed_part = observed.whole.scaled(target.value / indicator.scale)
    short = _missing(observed.part, aimed_part, indicator.direction)
    if indicator.part_unit in COUNTED:
        short = _rounded_up(short)
    return (*figures, Figure(short, indicator.part_unit))


def _missing(value: Interval, aim: Interval, direction: Direction) -> Interval:
    difference = aim - value if direction is Direction.MORE else value - aim
    return difference.at_least_zero()


def _rounded_up(value: Interval) -> Interval:
    point = None if value.point is None else Fraction(value.point.__ceil__())
    return Interval(Fraction(value.lo.__ceil__()), Fraction(value.hi.__ceil__()), point)


def _pooled(indicator: Indicator, readings: Sequence[Reading]) -> Reading:
    """Pool the counted parts: all parts over all wholes, against targets weighted by the wholes."""
    part = whole = Interval.exactly(0)
    for reading in readings:
        observed = reading.observed
        if observed.part is None or observed.whole is None:
            message = f"{indicator.code}: parts without counts cannot be pooled"
            raise ValueError(message)
        part, whole = part + observed.part, whole + observed.whole
    newest = max((reading.observed.origin for reading in readings), key=lambda origin: origin.year)
    observed = Observed(part.over(whole).scaled(indicator.scale), newest, part, whole)
    return _reading(indicator, observed, _pooled_targets(readings))


def _pooled_targets(readings: Sequence[Reading]) -> tuple[Target, ...]:
    """Return the targets in their order, each weighted by the size of the groups that it was set for."""
    sizes = [Fraction(0) if (whole := r.observed.whole) is None else whole.cautious for r in readings]
    rows = zip(*([item.target for item in reading.assessments] for reading in readings), strict=False)
    return tuple(
        Target(
            sum((t.value * size for t, size in zip(row, sizes, strict=True)), Fraction(0)) / sum(sizes),
            row[0].source,
        )
        for row in rows
    )

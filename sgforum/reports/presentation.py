"""The resource report as its readers get it: what page, print, XLSX and JSON all show, decided once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sgforum.reports.achievement import Status
from sgforum.reports.baseline import Baseline, load_baseline
from sgforum.reports.catalogue import Dimension
from sgforum.reports.gaps import (
    CityScore,
    GapRow,
    Line,
    Responsibility,
    SubDimensionRow,
    gap_rows,
    sub_dimension_rows,
)
from sgforum.reports.indicators import IndicatorResult, Reading, ResourceReport
from sgforum.reports.wording import ALL_TOGETHER


@dataclass(frozen=True, slots=True)
class City:
    """The city that a report is about."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ResultLine:
    """One line of an indicator: the whole or one of its parts; `reading` is None where nothing is known."""

    label: str  # message id or data
    population: str
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class GapCell:
    """A cell of Tabel 2: the lines with figures, and the codes of the indicators without data."""

    lines: tuple[Line, ...]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A report of one city and year with both gap tables; `baseline` is set for the year that the study describes."""

    city: City
    report: ResourceReport
    score: CityScore | None
    sub_dimensions: tuple[SubDimensionRow, ...]
    gaps: tuple[GapRow, ...]
    is_past: bool
    baseline: Baseline | None

    @property
    def year(self) -> int:
        """The report's year."""
        return self.report.year

    @property
    def scored(self) -> tuple[IndicatorResult, ...]:
        """The results that count towards a dimension."""
        return tuple(result for result in self.report.results if result.indicator.is_scored)

    @property
    def reached(self) -> int:
        """How many scored indicators reached their target."""
        return sum(result.status is Status.REACHED for result in self.scored)

    def with_data(self, dimension: Dimension) -> tuple[IndicatorResult, ...]:
        """Return the results of a dimension that have at least one reading, counted or not."""
        return tuple(result for result in self.results(dimension) if result.parts)

    def without_data(self, dimension: Dimension) -> tuple[IndicatorResult, ...]:
        """Return the results of a dimension of which nothing is known."""
        return tuple(result for result in self.results(dimension) if not result.parts)

    def results(self, dimension: Dimension) -> tuple[IndicatorResult, ...]:
        """Return the results of one dimension."""
        return self.report.of(dimension)


def document(
    city: City,
    report: ResourceReport,
    score: CityScore | None,
    *,
    this_year: int,
    follow_ups: Mapping[str, Responsibility] | None = None,
) -> Document:
    """Return the report ready to be shown; `this_year` is the year in the city's zone."""
    baseline = load_baseline()
    return Document(
        city,
        report,
        score,
        sub_dimension_rows(report, score),
        gap_rows(report, score, follow_ups),
        is_past=report.year < this_year,
        baseline=baseline if report.year == baseline.year else None,
    )


def lines_of(result: IndicatorResult) -> tuple[ResultLine, ...]:
    """Return the whole first, then each part; a single line without a reading where there is no data at all."""
    lines = [
        ResultLine(reading.observed.group, reading.observed.population, reading) for reading in result.parts
    ]
    if result.headline is not None and result.headline not in result.parts:
        lines.insert(0, ResultLine(ALL_TOGETHER, "", result.headline))
    return tuple(lines) or (ResultLine("", "", None),)


def cell(lines: Sequence[Line]) -> GapCell:
    """Split the lines of a cell into known ones and the codes of what is missing."""
    known = tuple(line for line in lines if line.figures)
    missing = dict.fromkeys(line.code for line in lines if not line.figures)
    return GapCell(known, tuple(missing))

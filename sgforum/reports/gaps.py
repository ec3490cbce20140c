"""Tabel 1 and Tabel 2 of the study, rebuilt from its text and filled with what is known now.

The tables themselves are lost; score.md section 7 reconstructs them, and the label says so on every surface.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sgforum.core.marks import N_
from sgforum.reports.achievement import DimensionScore, Direction, Interval, Status, capaian, status_of
from sgforum.reports.catalogue import DIMENSION_NAMES, Dimension
from sgforum.reports.figures import Figure, Unit
from sgforum.reports.indicators import Assessment, IndicatorResult, Reading, ResourceReport
from sgforum.reports.readings import NO_RECORD
from sgforum.reports.recommendations import Case, Item, Recommendation, choose, in_order
from sgforum.reports.registers import AUDIENCE_NAMES, Audience

RECONSTRUCTION = N_("Rekonstruksi dari teks studi; tabel aslinya tidak tersedia.")
PARTICIPATION = "partisipasi"
PARTICIPATION_NAME = N_("Partisipasi dalam pengambilan keputusan")
CITY_TARGET, KELURAHAN_TARGET = Fraction(60), Fraction(40)
FULL_SCORE = Fraction(100)

CITY_LINE = N_("Skor partisipasi kota (IPPK)")
LOWEST_LINE = N_("Skor kelurahan terendah")
SCORE_SOURCE = N_("Skor IPPK sgforum")


@dataclass(frozen=True, slots=True)
class Part:
    """One IPPK indicator of the city: code, weight in the whole, score 0..100 or None."""

    code: str
    weight: Fraction
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class CityScore:
    """The city's IPPK of a month, its category as already named, and the lowest published kelurahan."""

    period: str
    score: Interval
    category: str
    lowest: Interval | None = None
    lowest_name: str = ""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a cell. `name`, `population` and `remark` are message ids or data; empty text is not translated."""

    code: str
    name: str
    figures: tuple[Figure, ...] = ()
    group: str = ""
    population: str = ""
    status: Status | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SubDimensionRow:
    """A row of Tabel 1: the study's finding and verdict, and what sgforum measures of it now."""

    code: str
    name: str
    finding: str
    verdict: str
    now: Line | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a row's figures come from; `name` is a message id or data, `period` a year or a month."""

    name: str
    period: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who closes a gap (PJ), and by when (tenggat)."""

    responsible: str
    due_on: date


@dataclass(frozen=True, slots=True)
class GapRow:
    """A row of Tabel 2; `priority` counts from 1, the lowest dimension first."""

    code: str
    name: str
    score: Interval | None
    priority: int
    conditions: tuple[Line, ...]
    targets: tuple[Line, ...]
    gaps: tuple[Line, ...]
    recommendations: tuple[Recommendation, ...]
    sources: tuple[Source, ...]
    follow_up: Responsibility | None = None


def sub_dimension_rows(report: ResourceReport, city: CityScore | None = None) -> tuple[SubDimensionRow, ...]:
    """Return Tabel 1: four sub-dimensions with the 2018 finding; `now` is None where sgforum has no figure."""
    satisfaction = next(result for result in report.results if result.indicator.code == "P6")
    return (
        SubDimensionRow(
            PARTICIPATION,
            PARTICIPATION_NAME,
            N_("Partisipasi dalam keputusan dan penyelenggaraan kebijakan rendah; sosialisasi kurang."),
            N_("Rendah"),
            None if city is None else _city_line(city),
        ),
        SubDimensionRow(
            "layanan",
            N_("Layanan publik dan sosial"),
            N_(
                "Aplikasi layanan tersedia (LPSE, perizinan, SIAK, SIMKEL, HORE, Simpus); tanggapan pengguna baik."
            ),
            N_("Baik"),
            _condition(satisfaction, satisfaction.headline) if satisfaction.headline else None,
        ),
        SubDimensionRow(
            "transparansi",
            N_("Pemerintahan yang transparan"),
            N_("Penyelenggaraan daring, JDIH, dan arah menuju data terbuka."),
            N_("Baik"),
            None,
        ),
        SubDimensionRow(
            "strategi",
            N_("Strategi dan perspektif politik"),
            N_(
                "RPJMD 2016–2021, blueprint smart governance, dan fase penyiapan sampai smart governance 2018."
            ),
            N_("Baik dan mendukung"),
            None,
        ),
    )


def gap_rows(
    report: ResourceReport,
    city: CityScore | None = None,
    follow_ups: Mapping[str, Responsibility] | None = None,
) -> tuple[GapRow, ...]:
    """Return Tabel 2 in the study's order: participation and the four resources, filled from the results.

    `follow_ups` says by sub-dimension who closes its gap until when.
    """
    rows = [_participation_row(city), *(_resource_row(report, dimension) for dimension in Dimension)]
    order = [case.dimension for case in in_order([case for _, case in rows])]
    known = follow_ups or {}
    return tuple(
        replace(row, priority=order.index(row.code) + 1, follow_up=known.get(row.code)) for row, _ in rows
    )


def _resource_row(report: ResourceReport, dimension: Dimension) -> tuple[GapRow, Case]:
    results = [result for result in report.of(dimension) if result.indicator.is_scored]
    score: DimensionScore = report.dimensions[dimension]
    items = tuple(_item(result) for result in results)
    case = Case(dimension, None if score.score is None else score.score.cautious, items)
    shown = [(result, _shown(result)) for result in results]
    row = GapRow(
        dimension,
        DIMENSION_NAMES[dimension],
        score.score,
        0,
        tuple(line for result, readings in shown for line in _conditions(result, readings)),
        tuple(line for result in results for line in _targets(result)),
        tuple(line for result, readings in shown for line in _gap_lines(result, readings)),
        choose(case),
        _sources(readings for _, readings in shown),
    )
    return row, case


def _item(result: IndicatorResult) -> Item:
    achieved = result.capaian
    indicator = result.indicator
    return Item(indicator.code, indicator.weight, FULL_SCORE, None if achieved is None else achieved.cautious)


def _shown(result: IndicatorResult) -> tuple[Reading, ...]:
    """Return the headline where parts were pooled, then the parts."""
    if result.headline is None or result.headline in result.parts:
        return result.parts
    return (result.headline, *result.parts)


def _conditions(result: IndicatorResult, readings: tuple[Reading, ...]) -> tuple[Line, ...]:
    lines = tuple(_condition(result, reading) for reading in readings)
    return lines if result.headline else (*lines, _unknown(result))


def _condition(result: IndicatorResult, reading: Reading) -> Line:
    observed = reading.observed
    status = reading.assessments[0].status if reading.assessments else None
    code, name = result.indicator.code, result.indicator.name
    return Line(code, name, (reading.figure,), observed.group, observed.population, status, observed.remark)


def _unknown(result: IndicatorResult) -> Line:
    return Line(result.indicator.code, result.indicator.name, status=Status.UNKNOWN, remark=result.reason)


def _targets(result: IndicatorResult) -> tuple[Line, ...]:
    indicator = result.indicator
    unit = indicator.unit
    return tuple(
        Line(
            indicator.code,
            indicator.name,
            (Figure(Interval.exactly(target.value), unit, 0 if target.value.denominator == 1 else 2),),
            population=AUDIENCE_NAMES[Audience(target.audience)] if target.audience else "",
            remark=target.source,
        )
        for target in indicator.targets
    )


def _gap_lines(result: IndicatorResult, readings: tuple[Reading, ...]) -> tuple[Line, ...]:
    lines = tuple(
        _gap_line(result, reading, assessment) for reading in readings for assessment in reading.assessments
    )
    return lines if result.headline else (*lines, _unknown(result))


def _gap_line(result: IndicatorResult, reading: Reading, assessment: Assessment) -> Line:
    code, name = result.indicator.code, result.indicator.name
    return Line(
        code,
        name,
        assessment.gaps,
        reading.observed.group,
        reading.observed.population,
        assessment.status,
        assessment.target.source,
    )


def _sources(groups: Iterable[tuple[Reading, ...]]) -> tuple[Source, ...]:
    """Name each source once with the year that it describes."""
    origins = (reading.observed.origin for readings in groups for reading in readings)
    return tuple(dict.fromkeys(Source(origin.source, str(origin.year)) for origin in origins))


def _participation_row(city: CityScore | None) -> tuple[GapRow, Case]:
    case = _participation_case(city)
    unknown = Line("IPPK", CITY_LINE, status=Status.UNKNOWN, remark=NO_RECORD)
    row = GapRow(
        PARTICIPATION,
        PARTICIPATION_NAME,
        None if city is None else city.score,
        0,
        (unknown,) if city is None else _participation_conditions(city),
        (_points("IPPK", CITY_LINE, CITY_TARGET), _points("KELURAHAN", LOWEST_LINE, KELURAHAN_TARGET)),
        (unknown,) if city is None else _participation_gaps(city),
        choose(case),
        () if city is None else (Source(SCORE_SOURCE, city.period),),
    )
    return row, case


def _participation_case(city: CityScore | None) -> Case:
    """See the city's score as one item, the lowest kelurahan as another, and each IPPK indicator where given."""
    if city is None:
        return Case(PARTICIPATION, None, ())
    items = [Item(part.code, part.weight, CITY_TARGET, part.score) for part in city.parts]
    if not items:
        items.append(Item("IPPK", Fraction(1), CITY_TARGET, city.score.cautious))
    if city.lowest is not None:
        items.append(Item("KELURAHAN", Fraction(1), KELURAHAN_TARGET, city.lowest.cautious))
    return Case(PARTICIPATION, city.score.cautious, tuple(items))


def _participation_conditions(city: CityScore) -> tuple[Line, ...]:
    lines = (_city_line(city),)
    if city.lowest is None:
        return lines
    status = _score_status(city.lowest, KELURAHAN_TARGET)
    figure = Figure(city.lowest, Unit.POINTS, 1)
    return (*lines, Line("KELURAHAN", LOWEST_LINE, (figure,), city.lowest_name, status=status))


def _city_line(city: CityScore) -> Line:
    status = _score_status(city.score, CITY_TARGET)
    figure = Figure(city.score, Unit.POINTS, 1)
    return Line("IPPK", CITY_LINE, (figure,), city.period, status=status, remark=city.category)


def _participation_gaps(city: CityScore) -> tuple[Line, ...]:
    lines = (_score_gap("IPPK", CITY_LINE, city.score, CITY_TARGET),)
    if city.lowest is None:
        return lines
    return (*lines, _score_gap("KELURAHAN", LOWEST_LINE, city.lowest, KELURAHAN_TARGET))


def _score_gap(code: str, name: str, score: Interval, target: Fraction) -> Line:
    gap = (Interval.exactly(target) - score).at_least_zero()
    return Line(code, name, (Figure(gap, Unit.POINTS, 1),), status=_score_status(score, target))


def _score_status(score: Interval, target: Fraction) -> Status:
    return status_of(capaian(score, target, Direction.MORE).cautious)


def _points(code: str, name: str, target: Fraction) -> Line:
    return Line(code, name, (Figure(Interval.exactly(target), Unit.POINTS),))

"""The report of a month's scores, of a kota or of one kelurahan: what its page, print, XLSX and JSON show, read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sgforum.core import cache
from sgforum.core.clock import Period
from sgforum.core.errors import NotFound
from sgforum.metrics import queries
from sgforum.metrics.ippk import RollUp
from sgforum.metrics.levers import Lever, levers
from sgforum.metrics.publication import Tier
from sgforum.metrics.queries import PlaceScore
from sgforum.metrics.queries import words as score_sentences
from sgforum.metrics.queries.overview import (
    TREND_MONTHS,
    Reach,
    Trend,
    mean_dimension,
    reach_of,
    trend_of,
)
from sgforum.reports.tables import Column, Kind, Row, Table
from sgforum.territory.models import Place, PlaceLevel, kota_code
from sgforum.territory.queries import get_place, list_outline_sources, list_outlines
from sgforum.web.charts import MOST_TILES, short_names
from sgforum.web.outlines import Atlas, kept_atlas

_NUMBER, _INTEGER = Kind.NUMBER, Kind.INTEGER


@dataclass(frozen=True)
class PlaceSheet:
    """One kelurahan with what its score is made of; everything but `score` and `trend` is empty where it is not published."""

    score: PlaceScore
    tier: Tier | None
    rows: Sequence[Mapping[str, Any]]
    drives: Sequence[Lever]
    steps: Sequence[str]
    reference: Mapping[str, float | None]
    trend: Sequence[PlaceScore]

    @property
    def gains(self) -> dict[str, Lever]:
        return {lever.code: lever for lever in self.drives}


@dataclass(frozen=True)
class ScoreMap:
    """As metrics draws it, without addresses: a file leads nowhere."""

    atlas: Atlas
    cells: Mapping[str, tuple[str, str, float | None, str]]
    sources: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ScoreReport:
    """A month of a kota: `sheets` are the kelurahan with a score that may be shown, or the one asked for."""

    place: Place
    kota: Place
    period: Period
    found: Sequence[PlaceScore]
    rollups: Sequence[tuple[str, RollUp | None, int]]
    trend: Trend
    reach: Reach | None
    outline: ScoreMap | None
    sheets: Sequence[PlaceSheet]

    @property
    def is_of_one(self) -> bool:
        """Whether it is of one kelurahan only."""
        return self.place.level is PlaceLevel.KELURAHAN

    @property
    def whole(self) -> RollUp | None:
        return self.rollups[0][1]


def score_report(code: str, period: Period) -> ScoreReport:
    """Read the report of a kota or a kelurahan; raises NotFound for another place or a month that is not frozen."""
    place = get_place(code, PlaceLevel.KOTA, PlaceLevel.KELURAHAN)
    city = queries.list_scores(period, kota_code(code))
    wanted = [score for score in city if place.level is PlaceLevel.KOTA or score.code == code]
    if not wanted:
        raise NotFound(queries.NOT_FROZEN, period=period)
    tiers = queries.tiers_of(city)
    reference = {
        dimension.code: mean_dimension(dimension.code, city) for dimension in wanted[0].method.dimensions
    }
    open_ones = [score for score in wanted if score.is_published or place.level is PlaceLevel.KELURAHAN]
    groups, kota = queries.by_kecamatan(city), get_place(kota_code(code), PlaceLevel.KOTA)
    return ScoreReport(
        place=place, kota=kota, period=period, found=wanted,
        rollups=[(kota.title, queries.rollup_of(city), len(city))]
        + [(name, queries.rollup_of(inside), len(inside)) for (_, name), inside in groups.items()],
        trend=trend_of(period, kota_code(code), dict(groups.keys())),
        reach=reach_of(city), outline=_outline(kota_code(code), wanted) if place.level is PlaceLevel.KOTA else None,
        sheets=[_sheet(score, tiers.get(score.code), reference) for score in open_ones],
    )  # fmt: skip


def _sheet(score: PlaceScore, tier: Tier | None, reference: Mapping[str, float | None]) -> PlaceSheet:
    is_open = score.is_published
    return PlaceSheet(
        score=score, tier=tier, reference=reference,
        rows=score_sentences.indicator_rows(score) if is_open else [],
        drives=levers(score.document, score.method) if is_open else [],
        steps=score_sentences.first_steps(score) if is_open else [],
        trend=queries.list_trend(score.code, score.period, TREND_MONTHS),
    )  # fmt: skip


def _outline(kota: str, found: Sequence[PlaceScore]) -> ScoreMap | None:
    sources = list_outline_sources(PlaceLevel.KELURAHAN, kota)
    if not sources or len(found) > MOST_TILES:
        return None
    names = [score.name for score in found]
    labels = short_names(names if len(set(names)) == len(names) else [score.code for score in found])
    cells = {
        score.code: (label, score.name, score.shown, "") for score, label in zip(found, labels, strict=True)
    }
    key = f"kelurahan {kota} {cache.versions('territory')}"
    return ScoreMap(kept_atlas(key, lambda: list_outlines(PlaceLevel.KELURAHAN, kota)), cells, sources)


def score_document(report: ScoreReport) -> dict[str, Any]:
    """The report as JSON values; codes and plain numbers, and why there is none where there is none."""
    tiers = {sheet.score.code: sheet.tier for sheet in report.sheets}
    rollups = [
        {"name": name, **queries.rollup_document(rollup, places)} for name, rollup, places in report.rollups
    ]
    return {
        "report": "scores",
        "place": {"code": report.place.code, "name": report.place.title},
        "period": str(report.period),
        "rollups": rollups,
        "kelurahan": [queries.document_of(score, tiers.get(score.code)) for score in report.found],
        "gains": {
            sheet.score.code: {lever.code: round(lever.gain, 4) for lever in sheet.drives}
            for sheet in report.sheets
            if sheet.drives
        },
    }


def score_tables(report: ScoreReport) -> tuple[Table, ...]:
    """The report as tables: kelurahan, indicators with what each would bring, and months."""
    return (_place_table(report), _indicator_table(report), _month_table(report))


def _place_table(report: ScoreReport) -> Table:
    columns = (
        Column("kode", "Kode wilayah"), Column("nama", "Kelurahan atau desa", search=True), Column("kecamatan", "Kecamatan"),
        Column("skor", "Skor IPPK, satu desimal ke bawah; kosong jika belum dapat dinilai", _NUMBER, "0 sampai 100"),
        Column("bawah", "Rentang 90%, batas bawah", _NUMBER), Column("atas", "Rentang 90%, batas atas", _NUMBER),
        Column("kategori", "Kategori dengan peluangnya, atau sebab belum dinilai"),
        *(Column(item.code.lower(), f"Nilai dimensi {item.name}", _NUMBER, "0 sampai 100") for item in report.found[0].method.dimensions),
    )  # fmt: skip
    rows: list[Row] = [
        (
            score.code, score.name, score.kecamatan_name, score.shown, score.low, score.high,
            queries.verdict_in_words(score) or queries.why_not(score) or "",
            *(score.dimension(item.code) for item in score.method.dimensions),
        )
        for score in report.found
    ]  # fmt: skip
    return Table("kelurahan", f"Skor partisipasi {report.period}", columns, tuple(rows), ("kode",))


def _indicator_table(report: ScoreReport) -> Table:
    columns = (
        Column("kode", "Kode wilayah", refers_to="kelurahan.kode"), Column("indikator", "Kode indikator"),
        Column("nama", "Nama indikator", search=True),
        Column("mentah", "Nilai mentah; kosong jika tidak ada atau dari kurang dari lima orang", _NUMBER),
        Column("skor", "Skor indikator", _NUMBER, "0 sampai 100"),
        Column("bobot", "Bagian dari seluruh bobot skor", _NUMBER, "persen"),
        Column("bila_penuh", "Tambahan skor bila indikator ini penuh dan yang lain tetap", _NUMBER, "poin"),
    )  # fmt: skip
    rows: list[Row] = []
    for sheet in report.sheets:
        for row in sheet.rows:
            lever = sheet.gains.get(row["code"])
            extra = (round(lever.share, 2), round(lever.gain, 2)) if lever else (None, None)
            rows.append((sheet.score.code, row["code"], row["name"], row["raw"], row["score"], *extra))
    return Table("indikator", "Yang membentuk skor", columns, tuple(rows), ("kode", "indikator"))


def _month_table(report: ScoreReport) -> Table:
    columns = (
        Column("bulan", "Bulan"), Column("wilayah", "Wilayah"),
        Column("rata_rata", "Rata-rata tertimbang penduduk 17 tahun ke atas", _NUMBER, "0 sampai 100"),
        Column("dinilai", "Kelurahan yang dinilai", _INTEGER),
    )  # fmt: skip
    rows: list[Row] = []
    for at, month in enumerate(report.trend.months):
        rows.append((str(month.period), report.kota.title,
                     month.whole.mean if month.whole else None, month.whole.rated if month.whole else 0))  # fmt: skip
        rows += [(str(month.period), name, values[at], None) for name, values in report.trend.parts]
    return Table("bulan", "Dari bulan ke bulan", columns, tuple(rows), ("bulan", "wilayah"))

"""The participation scores of a month as tables, with what protects people in them (score.md 8).

Only frozen figures are used, of calendar months only. There is no row of a person, no text, no time finer than
a day, and nothing below the kelurahan.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sgforum.core.clock import Period
from sgforum.core.errors import NotFound
from sgforum.core.marks import N_
from sgforum.core.permissions import covers
from sgforum.metrics import queries as scores
from sgforum.metrics.ippk import floor_one_decimal
from sgforum.metrics.measures.disclosure import Counts, Printed, protect
from sgforum.metrics.method import CURRENT
from sgforum.metrics.models import Status
from sgforum.metrics.queries import PlaceScore
from sgforum.reports.tables import Column, Kind, Row, Table, Value
from sgforum.territory.models import kota_code
from sgforum.territory.queries import get_place

PEOPLE = {
    "participants": N_("Warga terverifikasi yang ikut bulan ini"),
    "readers": N_("Warga terverifikasi yang membaca musyawarah bulan ini"),
    "cohort": N_("Peserta tiga bulan sebelumnya"),
    "returning": N_("Peserta tiga bulan sebelumnya yang ikut lagi"),
}
RT = {
    "rt_total": N_("Banyaknya RT, hanya pada baris kelurahan"),
    "rt_covered": N_("RT yang warganya ikut bulan ini, hanya pada baris kelurahan"),
}
DIMENSIONS = {
    "D1": N_("Dimensi Informasi"),
    "D2": N_("Dimensi Konsultasi"),
    "D3": N_("Dimensi Keputusan"),
    "D4": N_("Dimensi Inklusivitas"),
}
OFFICES = {
    "opened": N_("Musyawarah dibuka, enam bulan"),
    "opened_complete": N_("Di antaranya dengan informasi lengkap"),
    "qualified_3_months": N_("Musyawarah memenuhi syarat, tiga bulan"),
    "qualified_6_months": N_("Musyawarah memenuhi syarat, enam bulan"),
    "items_due": N_("Hal yang harus dijawab, enam bulan"),
    "items_answered": N_("Di antaranya dijawab tepat waktu"),
    "closed": N_("Musyawarah selesai 30 sampai 210 hari lalu"),
    "closed_recorded": N_("Di antaranya dengan catatan keputusan"),
    "proposals_decided": N_("Usulan yang diputuskan, enam bulan"),
    "proposals_adopted": N_("Di antaranya disetujui; sebagian dihitung setengah"),
    "commitments_due": N_("Janji jatuh tempo, enam bulan"),
    "commitments_done": N_("Di antaranya selesai dengan bukti"),
}
HIDDEN = "Tidak ditampilkan: satu sampai empat orang, atau angka yang dapat membukanya"
# Made of groups and acts of which most are 1 to 4 people: their raw values say no more than their scores (rule 8)
COARSE = {"SET": 4, "SEF": 4}

_CODE = Column("code", N_("Kode Kemendagri wilayah"))
_PERIOD = Column("period", N_("Bulan, TAHUN-BULAN"))


def participation_tables(period: Period) -> list[Table]:
    """Scores, indicators, counts and roll-ups of a month; raises NotFound for one that is not frozen."""
    editions = scores.list_editions(period)
    if not editions:
        raise NotFound(scores.NOT_FROZEN, period=period)
    return tables_of(editions)


def tables_of(editions: Sequence[Sequence[PlaceScore]]) -> list[Table]:
    """The tables of a month's last edition; those before say what was published already and may be subtracted."""
    found = editions[-1]
    return [_scores(found), _indicators(found), _counts(found, editions), _rollups(found), _method()]


def months_tables(periods: Sequence[Period], inside: str) -> list[Table]:
    """The tables of several months, one below the other, of the kelurahan in a place; raises NotFound if there are none.

    Months are not added up: each row stays what was published of its month.
    """
    months = []
    for period in periods:
        editions = [
            [score for score in edition if covers(inside, score.code)]
            for edition in scores.list_editions(period)
        ]
        editions = [edition for edition in editions if edition]
        if editions:
            months.append({table.name: table for table in tables_of(editions)})
    if not months:
        raise NotFound(scores.NOT_FROZEN, period=periods[-1])
    return [_below_each_other([month[name] for month in months]) for name in months[-1]]


def _below_each_other(parts: Sequence[Table]) -> Table:
    last = parts[-1]
    if "period" not in last.names or len(parts) == 1:
        return last
    # a code no longer names one row, so nothing can refer to it
    columns = tuple(replace(column, refers_to="") for column in last.columns)
    rows = tuple(row for part in parts for row in part.rows)
    return Table(last.name, last.title, columns, rows, key=("period", *last.key))


def _number(name: str, description: str, unit: str = "") -> Column:
    return Column(name, description, Kind.NUMBER, unit)


def _integer(name: str, description: str, unit: str = "") -> Column:
    return Column(name, description, Kind.INTEGER, unit)


def _scores(found: Sequence[PlaceScore]) -> Table:
    columns = (
        _CODE, Column("name", N_("Nama kelurahan"), search=True), Column("kecamatan", N_("Nama kecamatan"), search=True),
        _PERIOD, Column("status", N_("published, held (ditahan untuk diperiksa), atau not_rated")),
        Column("why_not", N_("Mengapa tidak ada skor"), search=True),
        _number("ippk", N_("Skor IPPK, dipotong ke satu desimal"), "0-100"),
        _number("low", N_("Batas bawah rentang 90 persen"), "0-100"), _number("high", N_("Batas atas rentang 90 persen"), "0-100"),
        Column("category", N_("Kategori dari nilai perkiraannya")),
        _number("category_probability", N_("Peluang kategori itu; paling tinggi 0,99"), "0-1"),
        Column("verdict", N_("Kategori seperti di halaman skor: satu, atau antara dua jika peluang satu kategori kurang")),
        Column("tier", N_("Dibandingkan median kota, sedikitnya 30 peserta")),
        Column("change", N_("Dibandingkan bulan sebelumnya")),
        *(_number(item.code.lower(), DIMENSIONS[item.code], "0-100") for item in CURRENT.dimensions),
        _integer("adults", N_("Penduduk 17 tahun ke atas"), "orang"),
        Column("method", N_("Versi metode")), _integer("revision", N_("Revisi")),
        Column("frozen_on", N_("Tanggal dibekukan"), Kind.DATE), Column("seal", N_("Segel masukan: SHA-256 dari garam rahasia dan masukan")),
    )  # fmt: skip
    tiers = scores.tiers_of(found)
    rows = tuple(_score_row(score, scores.document_of(score, tiers.get(score.code))) for score in found)
    return Table("scores", N_("Skor partisipasi"), columns, rows, key=("code",))


def _score_row(score: PlaceScore, document: Mapping[str, Any]) -> Row:
    names = {category.code: category.name for category in score.method.categories}
    return (
        score.code, score.name, score.kecamatan_name, str(score.period), score.status.value, document["why_not"],
        score.shown, _rounded(score.low), _rounded(score.high),
        None if score.category is None else names[score.category], _capped(score.probability),
        document["verdict"],
        document["tier"], document["change"],
        *(_rounded(score.dimension(item.code)) for item in CURRENT.dimensions),
        score.adults, document["method"], score.revision, score.frozen_at.date(), score.seal,
    )  # fmt: skip


def _rounded(value: float | None, places: int = 1) -> float | None:
    return None if value is None else round(value, places)


def _capped(probability: float | None) -> float | None:
    """Two decimals, and never 1: what was drawn by lot is not sure."""
    return None if probability is None else min(round(probability, 2), 0.99)


def _floored(value: float | None) -> float | None:
    return None if value is None else floor_one_decimal(value)


def _indicators(found: Sequence[PlaceScore]) -> Table:
    """The twelve of every published score; a raw value that tells a count of 1 to 4 is left out."""
    columns = (
        Column("code", N_("Kode Kemendagri kelurahan"), refers_to="scores.code"), _PERIOD,
        Column("indicator", N_("Kode indikator")), Column("dimension", N_("Kode dimensi")),
        _number("weight", N_("Bobot di dalam dimensi"), "0-1"), _number("raw", N_("Nilai mentah, 0-1; KSP: banyaknya")),
        _number("score", N_("Skor indikator"), "0-100"), Column("reason", N_("Mengapa kosong, atau aturan yang menetapkannya")),
    )  # fmt: skip
    rows = tuple(
        (
            score.code, str(score.period), row["code"], row["dimension"], row["weight"],
            _rounded(row["raw"], COARSE.get(row["code"], 6)), row["score"], HIDDEN if row["is_hidden"] else scores.missing_label(row),
        )
        for score in found if score.is_published for row in scores.indicator_rows(score)
    )  # fmt: skip
    return Table("indicators", N_("Dua belas indikator"), columns, rows, key=("code", "indicator"))


def _counts(found: Sequence[PlaceScore], editions: Sequence[Sequence[PlaceScore]]) -> Table:
    """Counts of kelurahan, kecamatan, kota and provinsi. Of people: what `protect` prints. Of offices' acts: all."""
    kota = _by_kota(found)
    columns = (
        _CODE, Column("level", _levels(len(kota))), Column("name", N_("Nama wilayah"), search=True), _PERIOD,
        _integer("adults", N_("Penduduk 17 tahun ke atas, hanya pada baris kelurahan"), "orang"),
        *(_integer(name, text, "orang") for name, text in PEOPLE.items()),
        *(_integer(name, text, "RT") for name, text in RT.items()),
        *(_number(name, text) for name, text in OFFICES.items()),
        Column("hidden", N_("Kolom jumlah yang tidak ditampilkan")),
    )  # fmt: skip
    rows: list[Row] = []
    wholes: list[list[int | None]] = []
    for code, group in kota.items():
        name = "Seluruh kota" if len(kota) == 1 else _kota_name(code)
        below, whole = _count_rows(
            (code, name), group, [_by_kota(edition).get(code, []) for edition in editions]
        )
        rows += below
        wholes.append(whole)
    if len(kota) > 1:
        rows.append(_provinsi_row(found, wholes))
    return Table("counts", N_("Jumlah yang mendasari"), columns, tuple(rows), key=("code",))


def _levels(kota: int) -> str:
    return (
        N_("kelurahan, kecamatan, atau kota")
        if kota == 1
        else N_("kelurahan, kecamatan, kota, atau provinsi")
    )


def _count_rows(
    kota: tuple[str, str], found: Sequence[PlaceScore], editions: Sequence[Sequence[PlaceScore]]
) -> tuple[list[Row], list[int | None]]:
    """The rows of one kota, and what its own row prints of people."""
    inside = scores.by_kecamatan(found)
    shown = {name: _protected(name, editions) for name in PEOPLE}
    rows = [_count_row(("kelurahan", score.code, score.name), [score], _of_place(score)) for score in found]
    rows += [
        _count_row(
            ("kecamatan", code, name), group, {people: shown[people].groups[code] for people in PEOPLE}
        )
        for (code, name), group in inside.items()
    ]
    whole = {name: shown[name].total for name in PEOPLE}
    return [*rows, _count_row(("kota", *kota), found, whole)], list(whole.values())


def _of_place(score: PlaceScore) -> dict[str, int | None]:
    return {name: score.people(name) for name in ("adults", *PEOPLE, *RT)}


def _protected(name: str, editions: Sequence[Sequence[PlaceScore]]) -> Printed:
    """What is printed of a column: each edition of the month is protected knowing what the one before had printed."""
    shown: Printed | None = None
    for edition in editions:
        shown = protect(_column(name, edition), shown)
    return shown or Printed({})


def _column(name: str, found: Sequence[PlaceScore]) -> Counts:
    groups = {
        code: {score.code: score.inputs.get(name) or 0 for score in group}
        for (code, _), group in scores.by_kecamatan(found).items()
    }
    hidden = frozenset(score.code for score in found if name in score.hidden)
    most = {score.code: score.adults for score in found if score.adults}
    # a held score may be released any day
    bounded = {score.code for score in found if name == "returning" or score.status is not Status.NOT_RATED}
    return Counts(groups, hidden, most, frozenset(bounded))


def _provinsi_row(found: Sequence[PlaceScore], wholes: Sequence[Sequence[int | None]]) -> Row:
    """The sum of all kota. Of people only where each kota's is printed: it would give away a single hidden one."""
    columns = zip(*wholes, strict=True)
    sums = [None if None in column else sum(number or 0 for number in column) for column in columns]
    people = dict(zip(PEOPLE, sums, strict=True))
    return _count_row(("provinsi", found[0].code.partition(".")[0], "Seluruh provinsi"), found, people)


def _by_kota(found: Sequence[PlaceScore]) -> dict[str, list[PlaceScore]]:
    groups: dict[str, list[PlaceScore]] = {}
    for score in found:
        groups.setdefault(kota_code(score.code), []).append(score)
    return groups


def _kota_name(code: str) -> str:
    return get_place(code).title


def _count_row(
    place: tuple[str, str, str], group: Sequence[PlaceScore], shown: Mapping[str, int | None]
) -> Row:
    level, code, name = place
    known = {
        column
        for column in ("adults", *PEOPLE, *RT)
        if any(score.inputs.get(column) is not None for score in group)
    }
    hidden = [column for column, value in shown.items() if value is None and column in known]
    counts = [shown.get(column) for column in ("adults", *PEOPLE, *RT)]
    acts: Iterable[Value] = (_sum(score.inputs.get(column) for score in group) for column in OFFICES)
    return (code, level, name, str(group[0].period), *counts, *acts, ", ".join(hidden))


def _sum(values: Iterable[float | None]) -> float | int:
    total = sum(value or 0 for value in values)
    return int(total) if total == int(total) else total


def _rollups(found: Sequence[PlaceScore]) -> Table:
    columns = (
        _CODE, Column("name", N_("Nama wilayah")), _PERIOD, _number("mean", N_("Rata-rata tertimbang penduduk dewasa"), "0-100"),
        _number("least", N_("Terendah"), "0-100"), _number("p10", N_("Persentil 10"), "0-100"),
        _number("median", N_("Median"), "0-100"), _number("most", N_("Tertinggi"), "0-100"),
        _integer("rated", N_("Kelurahan yang dinilai")), _integer("not_rated", N_("Kelurahan yang belum dapat dinilai")),
    )  # fmt: skip
    groups = [(code, name, group) for (code, name), group in scores.by_kecamatan(found).items()]
    kota = _by_kota(found)
    groups += [
        (code, "Seluruh kota" if len(kota) == 1 else _kota_name(code), group) for code, group in kota.items()
    ]
    if len(kota) > 1:
        groups.append((found[0].code.partition(".")[0], "Seluruh provinsi", list(found)))
    rows = []
    for code, name, group in groups:
        numbers = scores.rollup_document(scores.rollup_of(group), len(group))
        # the lowest and highest are scores of places and are cut as those are; the others are statistics
        values = (
            (_floored if key in ("min", "max") else _rounded)(numbers[key])
            for key in ("mean", "min", "p10", "median", "max")
        )
        rows.append((code, name, str(found[0].period), *values, numbers["rated"], numbers["not_rated"]))
    return Table("rollups", N_("Kota dan kecamatan"), columns, tuple(rows), key=("code",))


def _method() -> Table:
    columns = (
        Column("indicator", N_("Kode indikator")), Column("name", N_("Nama"), search=True), Column("dimension", N_("Dimensi")),
        _number("dimension_weight", N_("Bobot dimensi"), "0-1"), _number("weight", N_("Bobot di dalam dimensi"), "0-1"),
        Column("scale", N_("lg: logaritma, li: lurus")), _number("low", N_("Nilai mentah yang berskor 0")),
        _number("high", N_("Nilai mentah yang berskor 100")), _integer("needs", N_("Data paling sedikit")),
        _integer("window_months", N_("Jangka"), "bulan"), Column("measures", N_("Apa yang diukur"), search=True),
    )  # fmt: skip
    dimensions = {item.code: item for item in CURRENT.dimensions}
    rows = tuple(
        (
            item.code, item.name, dimensions[item.dimension].name, dimensions[item.dimension].weight, item.weight,
            item.scale.kind, item.scale.low, item.scale.high, item.needs, item.window_months, item.measures,
        )
        for item in CURRENT.indicators
    )  # fmt: skip
    return Table("method", N_("Metode penghitungan"), columns, rows, key=("indicator",))

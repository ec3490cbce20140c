"""The resource report as tables, for XLSX and every other format that tables are written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sgforum.reports.achievement import Interval
from sgforum.reports.gaps import GapRow, Line
from sgforum.reports.indicators import Assessment, IndicatorResult
from sgforum.reports.presentation import Document, cell, lines_of
from sgforum.reports.tables import Column, Kind, Row, Table
from sgforum.reports.wording import Wording

_NUMBER = Kind.NUMBER


def report_tables(doc: Document, say: Wording) -> tuple[Table, ...]:
    """Return the report as tables: dimensions, indicators, readings against targets, and both gap tables."""
    return (
        _dimension_table(doc, say),
        _indicator_table(doc, say),
        _reading_table(doc, say),
        _finding_table(doc, say),
        _gap_table(doc, say),
    )


def _ends(interval: Interval | None) -> tuple[float | None, float | None]:
    if interval is None:
        return None, None
    return float(interval.lo), float(interval.hi)


def _dimension_table(doc: Document, say: Wording) -> Table:
    return Table(
        "dimensi",
        f"Laporan sumber daya {doc.year}",
        (
            Column("kode", "Kode dimensi"),
            Column("nama", "Nama dimensi", search=True),
            Column(
                "nilai_lo", "Nilai, batas bawah; kosong jika belum dapat dinilai", _NUMBER, "0 sampai 100"
            ),
            Column("nilai_hi", "Nilai, batas atas", _NUMBER, "0 sampai 100"),
            Column("terdata", "Indikator yang sudah terdata", Kind.INTEGER, "indikator"),
            Column("seluruhnya", "Indikator yang dinilai", Kind.INTEGER, "indikator"),
        ),
        tuple(
            (dimension.value, say.dimension(dimension), *_ends(score.score), score.available, score.total)
            for dimension, score in doc.report.dimensions.items()
        ),
        ("kode",),
    )


def _indicator_table(doc: Document, say: Wording) -> Table:
    return Table(
        "indikator",
        "Indikator",
        (
            Column("kode", "Kode indikator"),
            Column("dimensi", "Kode dimensi", refers_to="dimensi.kode"),
            Column("nama", "Nama indikator", search=True),
            Column("rumus", "Cara menghitung", search=True),
            Column("satuan", "Satuan nilai"),
            Column(
                "nilai_lo", "Nilai, batas bawah; kosong jika belum terdata", _NUMBER, "lihat kolom satuan"
            ),
            Column("nilai_hi", "Nilai, batas atas", _NUMBER, "lihat kolom satuan"),
            Column("capaian_lo", "Capaian terhadap sasaran pertama, batas bawah", _NUMBER, "0 sampai 100"),
            Column("capaian_hi", "Capaian terhadap sasaran pertama, batas atas", _NUMBER, "0 sampai 100"),
            Column("status", "Status capaian"),
            Column("sebab", "Sebab belum terdata", search=True),
        ),
        tuple(_indicator_row(result, say) for result in doc.report.results),
        ("kode",),
    )


def _indicator_row(result: IndicatorResult, say: Wording) -> Row:
    indicator = result.indicator
    return (
        indicator.code,
        indicator.dimension.value,
        say.message(indicator.name),
        say.message(indicator.formula),
        indicator.unit.value,
        *_ends(None if result.value is None else result.value.interval),
        *_ends(result.capaian),
        say.status(result.status),
        say.message(result.reason),
    )


def _reading_table(doc: Document, say: Wording) -> Table:
    rows = [row for result in doc.report.results for row in _reading_rows(result, say)]
    return Table(
        "rincian",
        "Rincian dan sasaran",
        (
            Column("nomor", "Nomor baris", Kind.INTEGER),
            Column("indikator", "Kode indikator", refers_to="indikator.kode"),
            Column("kelompok", "Kelompok atau aplikasi yang diukur", search=True),
            Column("nilai_lo", "Nilai, batas bawah", _NUMBER, "satuan indikator"),
            Column("nilai_hi", "Nilai, batas atas", _NUMBER, "satuan indikator"),
            Column("bagian_lo", "Pembilang, batas bawah", _NUMBER),
            Column("bagian_hi", "Pembilang, batas atas", _NUMBER),
            Column("keseluruhan_lo", "Pembagi, batas bawah", _NUMBER),
            Column("keseluruhan_hi", "Pembagi, batas atas", _NUMBER),
            Column("dihitung", "Masuk penilaian", Kind.YES_NO),
            Column("sasaran", "Sasaran", _NUMBER, "satuan indikator"),
            Column("sumber_sasaran", "Sumber sasaran", search=True),
            Column("capaian_lo", "Capaian, batas bawah", _NUMBER, "0 sampai 100"),
            Column("capaian_hi", "Capaian, batas atas", _NUMBER, "0 sampai 100"),
            Column("kesenjangan", "Yang masih kurang, dengan satuannya"),
            Column("status", "Status capaian"),
            Column("sumber", "Sumber nilai", search=True),
            Column("tahun_data", "Tahun yang digambarkan nilai", Kind.INTEGER),
            Column("catatan", "Catatan", search=True),
        ),
        tuple((number, *row) for number, row in enumerate(rows, start=1)),
        ("nomor",),
    )


def _reading_rows(result: IndicatorResult, say: Wording) -> Iterator[Row]:
    for line in lines_of(result):
        if line.reading is None:
            continue
        observed = line.reading.observed
        head: Row = (
            result.indicator.code,
            say.whose(line.label, line.population),
            *_ends(line.reading.figure.interval),
            *_ends(observed.part),
            *_ends(observed.whole),
            observed.counts,
        )
        notes = (say.message(observed.remark), say.text(observed.origin.note))
        tail: Row = (
            observed.origin.source,
            observed.origin.year,
            " ".join(note for note in notes if note),
        )
        for assessment in line.reading.assessments or (None,):
            yield (*head, *_assessment_cells(assessment, say), *tail)


def _assessment_cells(assessment: Assessment | None, say: Wording) -> Row:
    if assessment is None:
        return (None,) * 6
    return (
        float(assessment.target.value),
        say.message(assessment.target.source),
        *_ends(assessment.capaian),
        say.gap(assessment),
        say.status(assessment.status),
    )


def _finding_table(doc: Document, say: Wording) -> Table:
    return Table(
        "tabel_1",
        "Tabel 1 (rekonstruksi)",
        (
            Column("kode", "Kode sub dimensi"),
            Column("sub_dimensi", "Sub dimensi", search=True),
            Column("temuan", "Temuan studi 2018", search=True),
            Column("hasil", "Hasil menurut studi 2018"),
            Column("sekarang", "Yang diukur sgforum pada tahun laporan"),
        ),
        tuple(
            (
                row.code,
                say.message(row.name),
                say.message(row.finding),
                say.message(row.verdict),
                None if row.now is None else say.line(row.now),
            )
            for row in doc.sub_dimensions
        ),
        ("kode",),
    )


def _gap_table(doc: Document, say: Wording) -> Table:
    return Table(
        "tabel_2",
        "Tabel 2 (rekonstruksi)",
        (
            Column("kode", "Kode sub dimensi"),
            Column("sub_dimensi", "Sub dimensi", search=True),
            Column("urutan", "Urutan penanganan, 1 paling mendesak", Kind.INTEGER),
            Column("kondisi", "Keadaan yang tercatat", search=True),
            Column("target", "Sasaran"),
            Column("kesenjangan", "Sasaran dikurangi keadaan"),
            Column("rekomendasi", "Rekomendasi dari katalog", search=True),
            Column("sumber", "Sumber dengan tahunnya", search=True),
            Column("penanggung_jawab", "Kantor atau jabatan yang menutup kesenjangan", search=True),
            Column("tenggat", "Tanggal kesenjangan harus tertutup"),
        ),
        tuple(_gap_cells(row, say) for row in doc.gaps),
        ("kode",),
    )


def _gap_cells(row: GapRow, say: Wording) -> Row:
    return (
        row.code,
        say.message(row.name),
        row.priority,
        *(_joined(lines, say) for lines in (row.conditions, row.targets, row.gaps)),
        "; ".join(say.text(item.text) for item in row.recommendations),
        "; ".join(f"{say.message(source.name)} ({source.period})" for source in row.sources),
        None if row.follow_up is None else row.follow_up.responsible,
        None if row.follow_up is None else row.follow_up.due_on.isoformat(),
    )


def _joined(lines: Sequence[Line], say: Wording) -> str:
    parts = cell(lines)
    texts = [f"{line.code} {say.line(line)}" for line in parts.lines]
    return "; ".join([*texts, *(f"{code} {say.message('Belum terdata')}" for code in parts.unknown)])

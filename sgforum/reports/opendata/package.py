"""A month as a data package (Data Package 2.0): CSV, SQLite, both dictionaries, metadata, README; same data, same bytes."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sgforum.core.clock import Period
from sgforum.core.marks import N_
from sgforum.reports.opendata import readme
from sgforum.reports.opendata.site import LICENCE, LICENCE_TITLE, LICENCE_URL, Site
from sgforum.reports.opendata.standards import STANDARDS, standards_document
from sgforum.reports.tables import (
    DEMO_COLUMN,
    DEMO_NOTICE,
    Column,
    Format,
    Kind,
    Table,
    csv_text,
    json_bytes,
    write,
)

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
DESCRIPTOR, DICTIONARY, STANDARD, README = "datapackage.json", "kamus.csv", "satu-data.json", "README.md"
CSV, JSON, SQLITE, MARKDOWN = (
    "text/csv; charset=utf-8", "application/json", "application/vnd.sqlite3", "text/markdown; charset=utf-8",
)  # fmt: skip
TITLE = N_("Skor partisipasi kelurahan")
ABOUT = N_(
    "Skor partisipasi (IPPK) tiap kelurahan dengan rentang, dimensi, indikator, dan jumlah yang mendasarinya. Tidak "
    "memuat data perorangan; jumlah 1 sampai 4 orang tidak ditampilkan."
)
_TITLES = {
    DESCRIPTOR: N_("Deskripsi paket data"),
    DICTIONARY: N_("Kamus data dalam bahasa Indonesia dan Inggris"),
    STANDARD: N_("Metadata Satu Data Indonesia"),
    README: N_("Penjelasan dan cara menghitung ulang"),
    SQLITE: N_("Semua tabel dalam satu berkas SQLite"),
}
_TYPES = {
    Kind.TEXT: "string", Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.YES_NO: "boolean", Kind.DATE: "date",
}  # fmt: skip
_UNITS = {"orang": N_("orang"), "bulan": N_("bulan")}


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package; `title` is a msgid, `kind` its media type."""

    name: str
    title: str
    kind: str
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Package:
    """The files of a month, the descriptor first, and the tables that they were made from."""

    period: Period
    files: tuple[File, ...]
    tables: tuple[Table, ...]

    def find(self, name: str) -> File | None:
        """The file of that name, if there is one."""
        return next((file for file in self.files if file.name == name), None)


def database_name(period: Period) -> str:
    return f"partisipasi-{period}.db"


def package_of(site: Site, period: Period, tables: Sequence[Table], on: date) -> Package:
    """Make all files of a month. on: the day of its last revision, which is the package's date."""
    files = [
        *_tables(tables, site.is_demo),
        *_about(site, period, tables),
        _database(tables, period, site.is_demo),
    ]
    descriptor = json_bytes(_descriptor(site, period, on, (tables, files)), demo=site.is_demo)
    first = File(DESCRIPTOR, _TITLES[DESCRIPTOR], JSON, descriptor)
    return Package(period, (first, *files), tuple(tables))


def _tables(tables: Sequence[Table], demo: bool) -> Iterator[File]:  # noqa: FBT001 - as `tables.write` has it
    for table in tables:
        yield File(f"{table.name}.csv", table.title, CSV, csv_text(table, demo=demo).encode())


def _about(site: Site, period: Period, tables: Sequence[Table]) -> Iterator[File]:
    dictionary = csv_text(dictionary_of(site, tables), demo=False)
    yield File(DICTIONARY, _TITLES[DICTIONARY], CSV, dictionary.encode())
    standards = json_bytes(standards_document(site, period, tables), demo=site.is_demo)
    yield File(STANDARD, _TITLES[STANDARD], JSON, standards)
    yield File(README, _TITLES[README], MARKDOWN, readme.month_text(site, period, tables).encode())


def _database(tables: Sequence[Table], period: Period, demo: bool) -> File:  # noqa: FBT001 - as above
    with tempfile.TemporaryDirectory(prefix="sgforum-") as folder:
        (path,) = write(tables, Format.SQLITE, Path(folder) / "data.db", demo=demo)
        content = path.read_bytes()
    return File(database_name(period), _TITLES[SQLITE], SQLITE, content)


def dictionary_of(site: Site, tables: Sequence[Table]) -> Table:
    """Every column of every table in Indonesian and English."""
    names = ("table_name", "column_name", "arti", "meaning", "satuan", "unit", "jenis", "type")
    rows = tuple(
        (
            table.name, column.name, column.description, site.english(column.description), column.unit,
            site.english(_UNITS.get(column.unit, "")) or column.unit, column.kind.value, _TYPES[column.kind],
        )
        for table in tables for column in table.columns
    )  # fmt: skip
    return Table("kamus", _TITLES[DICTIONARY], tuple(Column(name, name) for name in names), rows)


def _descriptor(
    site: Site, period: Period, on: date, content: tuple[Sequence[Table], Sequence[File]]
) -> dict[str, Any]:
    tables, files = content
    by_file = {f"{table.name}.csv": table for table in tables}
    return {
        "$schema": PROFILE,
        "name": f"partisipasi-{site.code}-{period}",
        "id": site.month_url(period),
        "title": f"{TITLE}, {site.place}, {period}",
        "description": f"{DEMO_NOTICE} {ABOUT}" if site.is_demo else ABOUT,
        "description_en": site.english(ABOUT),
        "homepage": site.month_url(period),
        "created": f"{on.isoformat()}T00:00:00Z",
        "keywords": ["partisipasi", "kelurahan", "musyawarah", "IPPK", "satu data"],
        "licenses": [{"name": LICENCE, "path": LICENCE_URL, "title": LICENCE_TITLE}],
        "contributors": [{"title": site.publisher, "roles": ["publisher", "producer"]}],
        "sources": [{"title": "Forum warga kelurahan", "path": site.base_url}],
        "resources": [_resource(site, file, by_file.get(file.name)) for file in files if file.kind != MARKDOWN],
    }  # fmt: skip


def _resource(site: Site, file: File, table: Table | None) -> dict[str, Any]:
    stem, _, ending = file.name.rpartition(".")
    found: dict[str, Any] = {
        "name": stem.lower(), "path": file.name, "title": file.title, "title_en": site.english(file.title),
        "format": "sqlite" if ending == "db" else ending, "mediatype": file.kind.partition(";")[0],
        "bytes": len(file.content), "hash": f"sha256:{file.digest}",
    }  # fmt: skip
    if file.kind == CSV:
        found |= {"type": "table", "encoding": "utf-8"}
    if table is not None:
        found["description"] = STANDARDS[table.name].definisi
        found["schema"] = _schema(site, table)
    return found


def _schema(site: Site, table: Table) -> dict[str, Any]:
    fields = [_field(site, column) for column in table.columns]
    if site.is_demo:
        fields.append({"name": DEMO_COLUMN, "type": "integer", "description": DEMO_NOTICE})
    links = [
        {"fields": column.name, "reference": {"resource": other, "fields": key}}
        for column in table.columns
        if column.refers_to
        for other, _, key in [column.refers_to.partition(".")]
    ]
    found: dict[str, Any] = {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}
    return found | ({"foreignKeys": links} if links else {})


def _field(site: Site, column: Column) -> Mapping[str, Any]:
    found = {
        "name": column.name, "type": _TYPES[column.kind], "description": column.description,
        "description_en": site.english(column.description),
    }  # fmt: skip
    return found | ({"unit": column.unit} if column.unit else {})

"""Tables as files: one typed table, written the same as CSV, JSON, XLSX and SQLite; same input, same content."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlite_utils
import xlsxwriter

from sgforum.core.errors import InvalidInput
from sgforum.core.marks import N_
from sgforum.core.spreadsheet import guarded

Value = str | int | float | Decimal | bool | date | None
Row = tuple[Value, ...]

DEMO_NOTICE = N_("Data contoh: warga, tulisan, dan angka di berkas ini rekaan.")
NOT_WRITABLE = N_("Berkas %(path)s tidak dapat ditulis: %(reason)s")
DEMO_COLUMN = "data_contoh"
READ_FIRST = "baca_dulu"
COLUMNS_TABLE = "_columns"
TABLES_TABLE = "_tables"
CREATED = datetime(2018, 1, 1)  # noqa: DTZ001 - a fixed date in the XLSX properties, so that same data give same bytes
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_SHEET_SIGNS = re.compile(r"[\[\]:*?/\\']")
_MOST_SHEET_NAME = 31


class Kind(StrEnum):
    """The kind of value in a column."""

    TEXT = "teks"
    INTEGER = "bilangan bulat"
    NUMBER = "bilangan"
    YES_NO = "ya/tidak"
    DATE = "tanggal"


class Format(StrEnum):
    """A file format that tables can be written in."""

    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"
    SQLITE = "sqlite"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: machine name, what it means, its unit; `refers_to` is "table.column", `search` asks for full text."""

    name: str
    description: str
    kind: Kind = Kind.TEXT
    unit: str = ""
    refers_to: str = ""
    search: bool = False

    def __post_init__(self) -> None:
        """Raise ValueError for a name that is no plain identifier."""
        if not _NAME.fullmatch(self.name):
            message = f"not a column name: {self.name!r}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns; `key` names the columns that make a row unique."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    key: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError for a bad name, two columns alike, a key of no column, or a row of another width."""
        names = [column.name for column in self.columns]
        fits = _NAME.fullmatch(self.name) and len(set(names)) == len(names) and set(self.key) <= set(names)
        if not fits or any(len(row) != len(names) for row in self.rows):
            message = f"table {self.name!r}: names, key and rows do not fit together"
            raise ValueError(message)

    @property
    def names(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


def write(tables: Sequence[Table], format: Format | str, path: Path, *, demo: bool) -> list[Path]:  # noqa: A002 - the word of the contract
    """Write the tables to `path` and return every file written; a file appears whole or not at all.

    CSV puts the first table at `path`, each further one beside it as STEM-NAME.csv, and what the columns mean into
    STEM-kolom.csv. `demo` marks the data as invented: a column in CSV, a key in JSON, a first sheet in XLSX, a table in
    SQLite. Raises InvalidInput if the file cannot be written, ValueError without a table.
    """
    if not tables or len({table.name for table in tables}) != len(tables):
        raise ValueError("tables to write need names of their own, and there must be one")
    kind = Format(format)
    if kind is not Format.CSV:
        return [save(path, lambda target: _WRITERS[kind](tables, target, demo=demo))]
    beside = [path, *(path.with_name(f"{path.stem}-{table.name}{path.suffix}") for table in tables[1:])]
    texts = [csv_text(table, demo=demo) for table in tables]
    beside.append(path.with_name(f"{path.stem}-kolom{path.suffix}"))
    texts.append(csv_text(dictionary(tables), demo=False))
    return [save_bytes(place, text.encode()) for place, text in zip(beside, texts, strict=True)]


def save(path: Path, fill: Callable[[Path], None]) -> Path:
    """Let `fill` write a scratch file, then put it in place of `path`; raises InvalidInput if the disk refuses."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".sgforum-") as folder:
            scratch = Path(folder) / "file"
            fill(scratch)
            os.replace(scratch, path)  # noqa: PTH105 - the atomic one
    except OSError as error:
        raise InvalidInput(NOT_WRITABLE, path=path, reason=error.strerror or error) from None
    return path


def save_bytes(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all; raises InvalidInput if the disk refuses."""

    def fill(scratch: Path) -> None:
        scratch.write_bytes(content)

    return save(path, fill)


def dictionary(tables: Sequence[Table]) -> Table:
    """Return the data dictionary: every column of every table with meaning, unit and kind."""
    return Table(
        "kolom",
        "Arti setiap kolom",
        (
            Column("table_name", "Nama tabel"),
            Column("column_name", "Nama kolom"),
            Column("description", "Arti kolom"),
            Column("unit", "Satuan"),
            Column("kind", "Jenis nilai"),
        ),
        tuple(
            (table.name, column.name, column.description, column.unit, column.kind.value)
            for table in tables
            for column in table.columns
        ),
    )


def csv_text(table: Table, *, demo: bool) -> str:
    """Return a table as CSV: comma, LF, UTF-8 without mark, decimal point; risky cells behind an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*table.names, *([DEMO_COLUMN] if demo else [])])
    for row in table.rows:
        writer.writerow([*map(_csv_cell, row), *([1] if demo else [])])
    return stream.getvalue()


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, str):
        return guarded(value)
    return (
        value.isoformat()
        if isinstance(value, date)
        else f"{value:f}"
        if isinstance(value, Decimal)
        else repr(value)
    )


def json_bytes(document: Mapping[str, Any], *, demo: bool) -> bytes:
    """Return a JSON document, UTF-8, with the notice first where the data are invented."""
    whole = {"notice": DEMO_NOTICE, **document} if demo else dict(document)
    return (json.dumps(whole, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _plain(value: Value) -> str | int | float | bool | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def _write_json(tables: Sequence[Table], path: Path, *, demo: bool) -> None:
    document = {
        "tables": [
            {
                "name": table.name,
                "title": table.title,
                "columns": [
                    {"name": c.name, "description": c.description, "unit": c.unit, "kind": c.kind.value}
                    for c in table.columns
                ],
                "rows": [dict(zip(table.names, map(_plain, row), strict=True)) for row in table.rows],
            }
            for table in tables
        ]
    }
    path.write_bytes(json_bytes(document, demo=demo))


def _write_xlsx(tables: Sequence[Table], path: Path, *, demo: bool) -> None:
    path.write_bytes(xlsx_bytes(tables, demo=demo))


def xlsx_bytes(tables: Sequence[Table], *, demo: bool) -> bytes:
    """Return a workbook with a sheet for each table and one for what the columns mean; strings are never formulas."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"title": guarded(tables[0].title), "author": "sgforum", "created": CREATED})
        styles = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        if demo:
            book.add_worksheet("Baca dulu").write_string(0, 0, DEMO_NOTICE, styles["head"])
        used: set[str] = {"baca dulu"}
        for table in (*tables, dictionary(tables)):
            _fill_sheet(book.add_worksheet(_sheet_name(table, used)), table, styles)
    return buffer.getvalue()


def _sheet_name(table: Table, used: set[str]) -> str:
    """A sheet's name has at most 31 signs, some of them barred, and no twin."""
    wanted = _SHEET_SIGNS.sub(" ", table.title).strip()[:_MOST_SHEET_NAME] or table.name
    name = guarded(wanted) if wanted.lower() not in used and guarded(wanted) == wanted else table.name
    used.add(name.lower())
    return name[:_MOST_SHEET_NAME]


def _fill_sheet(sheet: Any, table: Table, styles: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, column.name, styles["head"])
        longest = max((len(str(row[at])) for row in table.rows if row[at] is not None), default=0)
        sheet.set_column(at, at, min(max(longest, len(column.name), 8) + 2, 60))
    for line, row in enumerate(table.rows, start=1):
        for at, value in enumerate(row):
            _write_cell(sheet, line, at, value, styles["date"])


def _write_cell(sheet: Any, line: int, at: int, value: Value, date_style: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, at, value)
    elif isinstance(value, str):
        sheet.write_string(line, at, guarded(value))
    elif isinstance(value, date):
        sheet.write_datetime(line, at, value, date_style)
    else:
        sheet.write_number(line, at, value)


_SQLITE_TYPES: Mapping[Kind, type] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
    Kind.YES_NO: int,
    Kind.DATE: str,
}


def _write_sqlite(tables: Sequence[Table], path: Path, *, demo: bool) -> None:
    """Write a database that opens in Datasette: keys, foreign keys, full text, and what tables and columns mean."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA foreign_keys=ON")
        base = sqlite_utils.Database(connection)
        if demo:
            base.table(READ_FIRST).insert({"notice": DEMO_NOTICE})
        for table in tables:
            _fill_table(base, table)
        titles = [{"name": table.name, "title": table.title} for table in tables]
        base.table(TABLES_TABLE).insert_all(titles, pk="name")
        columns = dictionary(tables)
        meanings = (dict(zip(columns.names, row, strict=True)) for row in columns.rows)
        base.table(COLUMNS_TABLE).insert_all(meanings, pk=("table_name", "column_name"))
        base.vacuum()
    finally:
        connection.close()


def _referred(column: Column) -> tuple[str, str]:
    other, _, key = column.refers_to.partition(".")
    return other, key


def _fill_table(base: sqlite_utils.Database, table: Table) -> None:
    links = [(column.name, *_referred(column)) for column in table.columns if column.refers_to]
    base.table(table.name).create(
        {column.name: _SQLITE_TYPES[column.kind] for column in table.columns},
        pk=(table.key[0] if len(table.key) == 1 else table.key) or None,
        foreign_keys=links,
    )
    base.table(table.name).insert_all(
        dict(zip(table.names, map(_plain, row), strict=True)) for row in table.rows
    )
    searched = [column.name for column in table.columns if column.search]
    if searched:
        base.table(table.name).enable_fts(searched, tokenize="unicode61 remove_diacritics 2")


_WRITERS: Mapping[Format, Callable[..., None]] = {
    Format.JSON: _write_json,
    Format.XLSX: _write_xlsx,
    Format.SQLITE: _write_sqlite,
}

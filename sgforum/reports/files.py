"""CSV files of the registers: all or nothing, with line, column and sentence for everything that is wrong."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sgforum.core.errors import BadLines, InvalidInput
from sgforum.core.marks import N_
from sgforum.core.permissions import Actor
from sgforum.core.spreadsheet import guarded, unguarded
from sgforum.reports.fields import Field
from sgforum.reports.queries import list_rows
from sgforum.reports.schema import YEAR, Register
from sgforum.reports.services import add_row, as_texts, change_row, find_twin, open_registers, read_values

MOST_ROWS = 1_000

NO_COLUMN = N_("Kolom ini tidak ada di baris judul.")
UNKNOWN_COLUMN = N_("Kolom ini tidak dikenal.")
REPEATED_COLUMN = N_("Kolom ini ditulis dua kali.")
WIDTH = N_("Jumlah kolom tidak sama dengan baris judul.")
NOT_CSV = N_("Berkas ini bukan CSV yang benar mulai baris ini.")
EMPTY = N_("Berkas ini tidak memuat satu baris pun.")
TOO_MANY = N_("Berkas ini terlalu panjang; paling banyak %(most)s baris.")
TWICE = N_("Baris ini sama dengan baris %(line)s.")


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong: line from 1, column or "", sentence as message id with its values."""

    line: int
    column: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """The sentence in Indonesian, for the command line and the log."""
        sentence = self.sentence % self.values if self.values else self.sentence
        return f"{self.column}: {sentence}" if self.column else sentence


class BadRows(BadLines):
    """A file that was not imported; `rows` carries the sentences still to be translated."""

    def __init__(self, rows: list[RowError]) -> None:
        self.rows = rows
        super().__init__([(row.line, InvalidInput(str(row))) for row in rows])


def rows_of(error: BadLines) -> list[RowError]:
    """Return what is wrong line by line, whoever found it."""
    if isinstance(error, BadRows):
        return error.rows
    return [RowError(line, "", wrong.message, wrong.params) for line, wrong in error.lines]


@dataclass(frozen=True, slots=True)
class Imported:
    """How many rows a file added, changed, and found as they already were."""

    added: int
    changed: int
    same: int


def columns_of(register: Register) -> tuple[str, ...]:
    """Return the columns of a register's file in their order."""
    return tuple(item.column for item in _fields(register))


def _fields(register: Register) -> tuple[Field, ...]:
    return (YEAR, *register.all_fields)


def import_rows(*, actor: Actor, register: Register, place_code: str, text: str, at: datetime) -> Imported:
    """Add or update a city's rows from a CSV text; raises BadRows with every wrong line and changes nothing.

    Comma or semicolon between columns; a row with the key of an existing one replaces it.
    """
    open_registers(actor, place_code, register.edit)
    rows = _checked(register, list(_read(register, text)), at)
    added = changed = 0
    for values in rows:
        twin = find_twin(register, place_code, values)
        if twin is None:
            add_row(actor=actor, register=register, place_code=place_code, values=values, at=at)
            added += 1
        elif change_row(actor=actor, register=register, row=twin, values=values, at=at):
            changed += 1
    return Imported(added, changed, len(rows) - added - changed)


def export_rows(register: Register, place_code: str) -> str:
    """Return a city's rows as the CSV text that `import_rows` reads; without rows the header alone, as a form to fill."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns_of(register))
    for row in reversed(list_rows(register, place_code)):
        writer.writerow(guarded(cell) for cell in as_texts(register, row).values())
    return stream.getvalue()


def _checked(
    register: Register, rows: list[tuple[int, dict[str, str]]], at: datetime
) -> list[dict[str, object]]:
    """Read every row before the first is written, and say all that is wrong at once."""
    columns = {item.name: item.column for item in _fields(register)}
    good: list[dict[str, object]] = []
    wrong: list[RowError] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, given in rows:
        try:
            values = read_values(register, given, at)
        except InvalidInput as error:
            wrong.extend(RowError(line, columns[name], sentence) for name, sentence in error.errors.items())
            continue
        key = (values["year"], *(values[name] for name in register.key))
        if key in seen:
            wrong.append(RowError(line, "", TWICE, {"line": seen[key]}))
        seen.setdefault(key, line)
        good.append(values)
    if wrong:
        raise BadRows(wrong)
    return good


def _read(register: Register, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=_delimiter(text), strict=True
    )
    names = {item.column: item.name for item in _fields(register)}
    try:
        head = [name.strip() for name in next(reader, [])]
        _check_head(register, head)
        count = 0
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue  # spreadsheets leave empty lines behind
            count += 1
            line = reader.line_num - sum(cell.count("\n") for cell in row)
            if len(row) != len(head):
                raise BadRows([RowError(line, "", WIDTH)])
            if count > MOST_ROWS:
                raise BadRows([RowError(line, "", TOO_MANY, {"most": MOST_ROWS})])
            yield line, dict(zip((names[column] for column in head), map(unguarded, row), strict=True))
    except csv.Error:
        raise BadRows([RowError(max(reader.line_num, 1), "", NOT_CSV)]) from None
    if not count:
        raise BadRows([RowError(1, "", EMPTY)])


def _delimiter(text: str) -> str:
    """A spreadsheet in Indonesian separates columns by semicolons, because the comma marks decimals."""
    head = text.split("\n", 1)[0]
    return ";" if head.count(";") > head.count(",") else ","


def _check_head(register: Register, head: list[str]) -> None:
    known = columns_of(register)
    required = [item.column for item in _fields(register) if item.required]
    wrong = [RowError(1, name, NO_COLUMN) for name in required if name not in head]
    wrong += [RowError(1, name, UNKNOWN_COLUMN) for name in head if name not in known]
    wrong += [RowError(1, name, REPEATED_COLUMN) for name in sorted(set(head)) if head.count(name) > 1]
    if wrong:
        raise BadRows(wrong)

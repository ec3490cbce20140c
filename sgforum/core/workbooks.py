"""Reading XLSX files that people send, as the CSV text that every import already understands."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .errors import BadLines, InvalidInput
from .marks import N_

MOST_BYTES = 30_000_000  # unpacked: a workbook is a zip, and a small one may unfold to gigabytes (threats 63)
MOST_ROWS, MOST_COLUMNS = 20_000, 200

NOT_WORKBOOK = N_("Berkas XLSX ini rusak. Buka di program lembar kerja, lalu simpan lagi.")
TOO_LARGE = N_("Berkas XLSX ini terlalu besar.")
NO_VALUE = N_(
    "Rumus di kolom %(column)s belum punya hasil. Buka berkas di program lembar kerja, lalu simpan lagi."
)

_BROKEN = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, TypeError, IndexError, SyntaxError)
"""What openpyxl raises for a file that is not what it says (SyntaxError: XML that does not parse)."""


def workbook_text(content: bytes) -> str:
    """Return the first sheet of an XLSX as CSV text in which line = row number.

    Raises InvalidInput for what is no workbook or too large, BadLines for a formula that no program has reckoned yet.
    """
    try:
        _check_parts(content)
        rows = list(_rows(content))
    except _BROKEN:
        raise InvalidInput({"file": NOT_WORKBOOK}) from None
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((len(row) for row in rows), default=0)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([*row, *[""] * (width - len(row))] if any(row) else [])
    return out.getvalue()


def _check_parts(content: bytes) -> None:
    """Refuse what would unfold beyond measure, and XML with entities, before a parser sees it."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
            raise InvalidInput({"file": TOO_LARGE})
        for part in parts.infolist():
            if b"<!DOCTYPE" in parts.read(part).replace(b"\x00", b""):  # without zeros UTF-16 hides no sign
                raise ValueError("a part of a workbook declares entities")


def _rows(content: bytes) -> Iterator[list[str]]:
    """Each row of the first sheet as texts; the same file is read twice, for values and for formulas without one."""
    values, formulas = (_sheet_rows(content, data_only=only) for only in (True, False))
    for number, (row, written) in enumerate(zip(values, formulas, strict=True), start=1):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise InvalidInput({"file": TOO_LARGE})
        for column, (cell, formula) in enumerate(zip(row, written, strict=True), start=1):
            if cell.value is None and formula.value is not None:
                raise BadLines([(number, InvalidInput(NO_VALUE, column=column))])
        cells = [_cell_text(cell.value, cell.number_format if cell.value is not None else "") for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _sheet_rows(content: bytes, *, data_only: bool) -> Iterator[Sequence[Any]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    yield from sheet.iter_rows()


def _cell_text(value: Any, number_format: str) -> str:
    """The text that a person would have typed for what the cell shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, (int, float)):
        return _number_text(value, is_percent="%" in number_format)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != datetime.min.time() else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return " ".join(str(value).split("\n")).strip()  # a line break would shift the numbers of all rows below


def _number_text(value: float, *, is_percent: bool) -> str:
    """A number without exponent; three decimals get a fourth, for 1.125 would be read as one thousand."""
    number = Decimal(repr(value)) * (100 if is_percent else 1)
    whole, _, decimals = f"{number:f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(decimals) == 3:
        decimals += "0"
    text = f"{whole}.{decimals}" if decimals else whole
    return f"{text}%" if is_percent else text

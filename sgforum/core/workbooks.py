"""Tables that offices send, CSV or XLSX, as plain rows of text with their line numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from .errors import InvalidInput
from .marks import N_

Row = tuple[int, list[str]]
MOST_ROWS = 100_000
MOST_UNPACKED = 64 * 2**20  # bytes: what a workbook may unfold to
NOT_TEXT = N_("Berkas ini bukan teks UTF-8 dan bukan buku kerja XLSX.")
NOT_WORKBOOK = N_("Berkas XLSX ini tidak dapat dibaca. Simpan ulang dari program lembar kerja Anda.")
TOO_LARGE = N_("Berkas ini terlalu besar: paling banyak %(rows)s baris.")
NOT_CSV = N_("Berkas ini bukan CSV yang benar: baris %(line)s.")


def read_table(data: bytes) -> Sequence[Row]:
    """The rows of a CSV text or of a workbook's first sheet that holds anything, as (line number, cells).

    A CSV may be separated by commas, semicolons or tabs. Empty rows are left out, spaces at the ends removed.
    Raises InvalidInput for what is neither, or too large.
    """
    rows = _workbook(data) if data[:2] == b"PK" else _text(data)
    return [(number, cells) for number, cells in rows if any(cells)]


def _text(data: bytes) -> list[Row]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(NOT_TEXT) from None
    if "\x00" in text:
        raise InvalidInput(NOT_TEXT)
    head = text[:4096]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Row] = []
    try:
        for cells in reader:
            found.append((reader.line_num, [cell.strip() for cell in cells]))
            _check_rows(len(found))
    except csv.Error:
        raise InvalidInput(NOT_CSV, line=reader.line_num) from None
    return found


def _workbook(data: bytes) -> list[Row]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
                raise InvalidInput(TOO_LARGE, rows=MOST_ROWS)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            rows = _sheet(sheet)
            if rows:
                return rows
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, EOFError, OSError):
        raise InvalidInput(NOT_WORKBOOK) from None
    return []


def _sheet(sheet: Any) -> list[Row]:
    found = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        _check_rows(number)
        found.append((number, [_cell(value) for value in cells]))
    return found


def _check_rows(number: int) -> None:
    if number > MOST_ROWS:
        raise InvalidInput(TOO_LARGE, rows=MOST_ROWS)


def _cell(value: Any) -> str:
    """What a cell shows: whole numbers without .0, dates as YYYY-MM-DD."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()

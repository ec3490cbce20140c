"""Tables that offices send, CSV or XLSX, as plain rows of text with their line numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from .errors import InvalidInput
from .marks import N_
from .sheets import NOT_TEXT, file_text

Row = tuple[int, list[str]]
MOST_ROWS = 100_000
TOO_LARGE = N_("Berkas ini terlalu besar: paling banyak %(rows)s baris.")
NOT_CSV = N_("Berkas ini bukan CSV yang benar: baris %(line)s.")


def read_table(data: bytes) -> Sequence[Row]:
    """The rows of a CSV text or of a workbook's first sheet, as (line number, cells).

    A CSV may be separated by commas, semicolons or tabs. Empty rows are left out, spaces at the ends removed.
    Raises InvalidInput for what is neither, or too large.
    """
    text = file_text(data)
    if "\x00" in text:
        raise InvalidInput(NOT_TEXT)
    separator = "," if data.startswith(b"PK") else max(",;\t", key=text[:4096].count)
    return [(number, cells) for number, cells in _rows(text, separator) if any(cells)]


def _rows(text: str, separator: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[Row] = []
    try:
        for cells in reader:
            found.append((reader.line_num, [cell.strip() for cell in cells]))
            if len(found) > MOST_ROWS:
                raise InvalidInput(TOO_LARGE, rows=MOST_ROWS)
    except csv.Error:
        raise InvalidInput(NOT_CSV, line=reader.line_num) from None
    return found

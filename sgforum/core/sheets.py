"""Reading CSV and XLSX files that people send: the header is checked, every row knows its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from .errors import BadLines, InvalidInput, SgforumError
from .marks import N_
from .workbooks import workbook_text

Made = TypeVar("Made")
MISSING_COLUMNS = N_("kolom tidak ada: %(names)s")
UNKNOWN_COLUMNS = N_("kolom tidak dikenal: %(names)s")
DOUBLE_COLUMNS = N_("kolom dua kali: %(names)s")
WRONG_LENGTH = N_("jumlah kolom tidak sama dengan baris judul")
NOT_CSV = N_("bukan CSV yang benar (%(error)s)")
NOT_TEXT = N_("Berkas ini bukan CSV UTF-8 dan bukan XLSX. Simpan lagi dalam salah satu bentuk itu.")


def file_text(content: bytes) -> str:
    """Return what was sent as CSV text: UTF-8 as it is, of an XLSX the first sheet with line = row number.

    Raises InvalidInput for the field `file`, and BadLines for a formula that no program has reckoned yet.
    """
    if content.startswith(b"PK"):
        return workbook_text(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput({"file": NOT_TEXT}) from None


def read_rows(
    text: str, *, required: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows by column with their line numbers, spaces at the ends removed; raises BadLines."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        wrong = list(_wrong_with_header(list(reader.fieldnames or []), required, known))
        if wrong:
            raise BadLines([(1, error) for error in wrong])
        for row in reader:
            if None in row or None in row.values():
                raise BadLines([(reader.line_num, InvalidInput(WRONG_LENGTH))])
            yield reader.line_num, {key: value.strip() for key, value in row.items()}
    except csv.Error as error:
        raise BadLines([(reader.line_num, InvalidInput(NOT_CSV, error=error))]) from None


def _wrong_with_header(
    header: list[str], required: tuple[str, ...], known: tuple[str, ...]
) -> Iterator[InvalidInput]:
    cases = (
        (MISSING_COLUMNS, [name for name in required if name not in header]),
        (UNKNOWN_COLUMNS, [name for name in header if name not in known]),
        (DOUBLE_COLUMNS, sorted({name for name in header if header.count(name) > 1})),
    )
    for sentence, names in cases:
        if names:
            yield InvalidInput(sentence, names=", ".join(names))


def make_each(
    rows: Iterable[tuple[int, dict[str, str]]], make: Callable[[dict[str, str]], Made]
) -> list[Made]:
    """Apply `make` to every row; what is wrong with all of them is collected before anything is refused."""
    made, wrong = [], []
    for number, row in rows:
        try:
            made.append(make(row))
        except SgforumError as error:
            wrong.append((number, error))
    if wrong:
        raise BadLines(wrong)
    return made

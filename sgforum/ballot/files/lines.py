"""Lines of a text file one by one, however large it is; what is wrong is told with its line number."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from ...core.errors import BadLines, InvalidInput
from ...core.marks import N_
from ...core.sheets import NOT_CSV

LONGEST = 1_000_000  # bytes in a line; more is no election file
MOST_WRONG = 20  # wrong lines that are named before reading stops
NOT_UTF8 = N_("bukan teks UTF-8")
TOO_LONG = N_("baris terlalu panjang")
EMPTY = N_("%(name)s: berkas kosong")
NO_BALLOTS = N_("%(name)s: tidak ada surat suara di dalamnya")
UNREADABLE = N_("%(name)s tidak dapat dibaca: %(error)s")

Line = tuple[int, str]
Item = TypeVar("Item")


def read_lines(path: Path) -> Iterator[Line]:
    """Numbered lines without their ends and without a byte order mark; raises BadLines."""
    try:
        with path.open("rb") as stream:
            number = 0
            while raw := stream.readline(LONGEST + 1):
                number += 1
                yield number, _text(number, raw)
    except OSError as error:
        raise InvalidInput(UNREADABLE, name=path.name, error=error.strerror) from None


def _text(number: int, raw: bytes) -> str:
    if len(raw) > LONGEST:
        raise BadLines([(number, InvalidInput(TOO_LONG))])
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise BadLines([(number, InvalidInput(NOT_UTF8))]) from None
    return (text.removeprefix("\ufeff") if number == 1 else text).rstrip("\r\n")


def take_each(items: Iterable[tuple[int, Item]], take: Callable[[Item], None]) -> None:
    """Give every numbered line or row to `take`; wrong ones are collected, up to 20, before the file is refused."""
    wrong: list[tuple[int, InvalidInput]] = []
    for number, item in items:
        try:
            take(item)
        except InvalidInput as error:
            wrong.append((number, error))
            if len(wrong) == MOST_WRONG:
                break
    if wrong:
        raise BadLines(wrong)


def rows_of(lines: Iterable[Line], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a CSV with the numbers of their last lines, empty ones left out; raises BadLines."""
    rows = csv.reader((line + "\n" for _, line in lines), delimiter=delimiter)
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise BadLines([(rows.line_num, InvalidInput(NOT_CSV, error=error))]) from None


def refuse(number: int, sentence: str, **params: object) -> BadLines:
    """The error of one wrong line."""
    return BadLines([(number, InvalidInput(sentence, **params))])


def shown(text: str) -> str:
    """The text as an error repeats it: not too long, on one line."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in text)
    return plain if len(plain) <= 60 else plain[:57] + "..."

"""Reads votes on statements from CSV as Polis publishes them, and writes who is in which group."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from ...core.errors import BadLines, InvalidInput
from .votes import CODES, UNSEEN, Votes

PARTICIPANT, GROUP = "participant", "group-id"
_CELLS = {"": UNSEEN} | {str(value): code for value, code in CODES.items()}
_MOST_TOLD = 10  # wrong lines that are told; a file of the wrong kind is wrong in every line


def read_votes(lines: Iterable[str]) -> Votes:
    """The votes in a CSV: `participant`, `group-id` and `n-…` may come first, then a column for each statement.

    A vote is 1 (agree), -1 (disagree), 0 (pass) or empty (not seen). Without `participant`, people are numbered
    from 1 as they come. Raises BadLines with the number of every wrong line, up to ten.
    """
    reader = csv.reader(_without_mark(lines), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        first = _first_statement(header)
        rows = _Rows(header, first)
        for row in reader:
            if row:
                rows.add(reader.line_num, row)
    except csv.Error as error:
        raise BadLines([(reader.line_num, InvalidInput(f"this is not CSV: {error}"))]) from None
    if rows.wrong:
        raise BadLines(rows.wrong[:_MOST_TOLD])
    return Votes(tuple(rows.people), tuple(header[first:]), bytes(rows.cells))


def write_groups(file: TextIO, participants: Sequence[str], groups: Sequence[int | None]) -> None:
    """Write `participant,group` for everybody, in the order of the votes; empty for who is in none."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("participant", "group"))
    writer.writerows(zip(participants, groups, strict=True))


def _without_mark(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the byte order mark that spreadsheets write."""
    for number, line in enumerate(lines):
        yield line if number else line.removeprefix("\ufeff")


def _is_about_person(name: str) -> bool:
    return name in (PARTICIPANT, GROUP) or name.startswith("n-")


def _first_statement(header: list[str]) -> int:
    """The number of the first column of votes; raises BadLines for a header that cannot be right."""
    if not any(header):
        raise BadLines([(1, InvalidInput("the file is empty or has no header line"))])
    first = next((i for i, name in enumerate(header) if not _is_about_person(name)), len(header))
    statements = header[first:]
    unnamed = [str(first + number) for number, name in enumerate(statements, 1) if not name]
    late = [name for name in statements if _is_about_person(name)]
    double = sorted({name for name in header if name and header.count(name) > 1})
    cases = (
        ("there is no column of a statement", [] if statements else [""]),
        ("these columns have no name: ", unnamed),
        ("these columns must come before the statements: ", late),
        ("these columns are there twice: ", double),
    )
    if wrong := [(1, InvalidInput(sentence + ", ".join(names))) for sentence, names in cases if names]:
        raise BadLines(wrong)
    return first


class _Rows:
    """Gathers people and their votes line by line, and what is wrong with lines."""

    def __init__(self, header: list[str], first: int) -> None:
        self.header = header
        self.first = first
        self.name_at = header.index(PARTICIPANT) if PARTICIPANT in header[:first] else None
        self.people: dict[str, int] = {}  # the line of each
        self.cells = bytearray()
        self.wrong: list[tuple[int, InvalidInput]] = []

    def add(self, line: int, row: list[str]) -> None:
        try:
            name = self._name_of(row)
            self.cells += self._votes_of(row)
        except InvalidInput as error:
            self.wrong.append((line, error))
            return
        self.people[name] = line

    def _name_of(self, row: list[str]) -> str:
        if len(row) != len(self.header):
            raise InvalidInput(f"{len(row)} columns, the header has {len(self.header)}")
        name = str(len(self.people) + 1) if self.name_at is None else row[self.name_at].strip()
        if not name:
            raise InvalidInput("no participant is named")
        if name in self.people:
            raise InvalidInput(f'participant "{name}" is there already in line {self.people[name]}')
        return name

    def _votes_of(self, row: list[str]) -> bytes:
        votes = row[self.first :]
        try:
            return bytes(map(_CELLS.__getitem__, votes))
        except KeyError:
            return bytes(map(self._vote_of, self.header[self.first :], votes))

    def _vote_of(self, statement: str, text: str) -> int:
        code = _CELLS.get(text.strip())
        if code is None:
            raise InvalidInput(f'"{text[:40]}" for statement "{statement}" is not 1, -1, 0 or empty')
        return code

"""CSV with one ballot a line and an optional column `count`; its three forms are in docs/data-formats.md."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from ...core.errors import InvalidInput
from ...core.marks import N_
from ...core.sheets import DOUBLE_COLUMNS, UNKNOWN_COLUMNS, WRONG_LENGTH
from ..tallies.marks import BLANK, Kind, to_number
from .election import Election, Profile, add, check_once, distinct, number_of
from .lines import Line, rows_of, shown, take_each

NO_COLUMNS = N_("tidak ada kolom untuk suara: beri judul ballot, rank1, rank2, ... atau nama tiap pilihan")
NOT_A_RANK = N_("%(name)s: %(text)s bukan peringkat 1, 2, 3, ...")
NOT_A_SCORE = N_("%(name)s: %(text)s bukan nilai")
NOT_A_CROSS = N_("%(name)s: %(text)s bukan tanda (kosong, 0, 1 atau x)")
NO_NAME = N_("pilihan tanpa nama: %(text)s")
BALLOT_COLUMNS = ("ballot", "vote", "choice", "suara", "pilihan")
COUNT_COLUMNS = ("count", "jumlah")
EMPTY_CELLS = ("", BLANK, "kosong")
_RANK_COLUMN = re.compile(r"(rank|peringkat)[ _-]?([1-9][0-9]?)")
_CROSSES = {"": False, "0": False, "1": True, "x": True}

Marks = tuple[tuple[str, str], ...]  # (name of the option, its tied set's number or its points)
Parse = Callable[[list[str]], Marks]


def read(lines: Iterable[Line], kind: Kind) -> Election:
    """The election, its ballots read as this kind wants them: single choices as rankings of one."""
    numbered = iter(lines)
    first = next(numbered, (1, ""))
    delimiter = "," if "," in first[1] or ";" not in first[1] else ";"  # some spreadsheets write semicolons
    rows = rows_of(chain([first], numbered), delimiter)
    number, header = next(rows, (1, []))
    reader = _Reader(Kind.RANKED if kind is Kind.SINGLE else kind)
    take_each([(number, header)], reader.set_header)
    take_each(rows, reader.take)
    return reader.election()


class _Reader:
    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.header: list[str] = []
        self.columns: list[int] = []  # those that hold the ballot
        self.count: int | None = None
        self.parse: Parse = self._by_option
        self.is_declared = False  # whether columns name the options
        self.codes: dict[str, str] = {}  # by name, in the order in which they were met
        self.profile: Profile = {}

    def set_header(self, header: list[str]) -> None:
        """Find the form: a column `ballot`, columns rank1, rank2, ..., or a column for each option."""
        doubles = sorted({name for name in header if header.count(name) > 1})
        if doubles:
            raise InvalidInput(DOUBLE_COLUMNS, names=", ".join(doubles))
        self.header = header
        self.count = next((i for i, name in enumerate(header) if name.lower() in COUNT_COLUMNS), None)
        others = [i for i in range(len(header)) if i != self.count]
        ballot = [i for i in others if header[i].lower() in BALLOT_COLUMNS]
        ranks = [i for i in others if _RANK_COLUMN.fullmatch(header[i].lower())]
        if found := ballot or ranks:
            self._refuse_others([header[i] for i in others if i not in found])
            self.parse = self._in_one_cell if ballot else self._by_rank
            found = sorted(found, key=lambda i: int(re.sub(r"\D", "", header[i]) or 0))
        elif len(others) > 1:
            found = others
            self.is_declared = True
            self.codes = {header[i]: str(place) for place, i in enumerate(others, start=1)}
        else:
            raise InvalidInput(NO_COLUMNS)
        self.columns = found[:1] if ballot else found

    def _refuse_others(self, names: list[str]) -> None:
        if names:
            raise InvalidInput(UNKNOWN_COLUMNS, names=", ".join(names))

    def take(self, row: list[str]) -> None:
        if len(row) != len(self.header):
            raise InvalidInput(WRONG_LENGTH)
        number = 1 if self.count is None else number_of(row[self.count])
        marks = self.parse([row[place] for place in self.columns])
        check_once(name for name, _ in marks)
        for name, _ in marks:
            if name not in self.codes:
                self.codes[name] = str(len(self.codes) + 1)
        add(self.profile, _canonical(marks, self.codes, self.kind), number)

    def _in_one_cell(self, cells: list[str]) -> Marks:
        text = cells[0]
        if text.lower() in EMPTY_CELLS:
            return ()
        if self.kind is Kind.RANKED:
            return tuple(_ranked(text.split(">")))
        parts = text.split(";" if ";" in text else ",")
        return tuple(sorted(self._mark(part.strip()) for part in parts))

    def _mark(self, part: str) -> tuple[str, str]:
        name, colon, points = part.rpartition(":")
        if self.kind is Kind.APPROVAL or not colon:
            name, points = part, ""
        if not name.strip():
            raise InvalidInput(NO_NAME, text=shown(part))
        if (self.kind is Kind.SCORE or points) and to_number(points.strip()) is None:
            raise InvalidInput(NOT_A_SCORE, name=shown(name), text=shown(points) or "–")
        return name.strip(), points.strip()

    def _by_rank(self, cells: list[str]) -> Marks:
        return tuple(_ranked([cell for cell in cells if cell.lower() not in EMPTY_CELLS]))

    def _by_option(self, cells: list[str]) -> Marks:
        given = [(self.header[place], cell) for place, cell in zip(self.columns, cells, strict=True)]
        if self.kind is Kind.SCORE:
            return tuple(sorted(_scores(given)))
        if self.kind is Kind.RANKED:
            return tuple(sorted(_ranks(given), key=lambda mark: (int(mark[1]), mark[0])))
        return tuple(sorted((name, "") for name, cell in given if _is_crossed(name, cell)))

    def election(self) -> Election:
        """Options as columns declare them, else by name, so that the order of ballots does not matter."""
        ordered = list(self.codes) if self.is_declared else sorted(self.codes)
        names = distinct(ordered)
        new = {self.codes[name]: str(place) for place, name in enumerate(ordered, start=1)}
        profile: Profile = {}
        for ballot, number in self.profile.items():
            add(profile, ballot if ballot == BLANK else _renumbered(ballot, new, self.kind), number)
        return Election(names, {self.kind: profile})


def _renumbered(ballot: str, new: Mapping[str, str], kind: Kind) -> str:
    """The ballot with the options' final codes."""
    if kind is Kind.RANKED:
        ranks = (sorted((new[code] for code in rank.split("=")), key=int) for rank in ballot.split(">"))
        return ">".join("=".join(rank) for rank in ranks)
    pairs = (part.partition(":") for part in ballot.split(","))
    return _in_order((new[code], points) for code, _, points in pairs)


def _ranked(ranks: list[str]) -> Iterator[tuple[str, str]]:
    for place, rank in enumerate(ranks):
        for name in sorted(part.strip() for part in rank.split("=")):
            if not name:
                raise InvalidInput(NO_NAME, text=shown(">".join(ranks)))
            yield name, str(place)


def _ranks(given: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, cell in given:
        if cell and not re.fullmatch(r"[1-9][0-9]{0,3}", cell):
            raise InvalidInput(NOT_A_RANK, name=name, text=shown(cell))
        if cell:
            yield name, cell


def _scores(given: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, cell in given:
        if cell and to_number(cell) is None:
            raise InvalidInput(NOT_A_SCORE, name=name, text=shown(cell))
        if cell:
            yield name, cell


def _is_crossed(name: str, cell: str) -> bool:
    if cell.lower() not in _CROSSES:
        raise InvalidInput(NOT_A_CROSS, name=name, text=shown(cell))
    return _CROSSES[cell.lower()]


def _canonical(marks: Marks, codes: Mapping[str, str], kind: Kind) -> str:
    if kind is Kind.RANKED:
        levels: dict[str, list[str]] = {}
        for name, level in marks:
            levels.setdefault(level, []).append(codes[name])
        return ">".join("=".join(sorted(level, key=int)) for level in levels.values()) or BLANK
    return _in_order((codes[name], points) for name, points in marks)


def _in_order(marks: Iterable[tuple[str, str]]) -> str:
    parts = sorted((int(code), points) for code, points in marks)
    return ",".join(f"{code}:{points}" if points else str(code) for code, points in parts) or BLANK

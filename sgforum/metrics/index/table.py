"""The data of an index: units (and periods) by columns, read from CSV; rows are kept in an order of their own.

Rows are sorted by period and unit, so that sums over units are added in the same order however the file is
sorted: the same figures come out to the last bit. `Table.position` leads back to the order of the file.
"""

from __future__ import annotations

import csv
import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...core.errors import BadLines, InvalidInput
from .spec import Spec

Array = NDArray[np.float64]
Names = NDArray[np.str_]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

PLACES = 9  # binary noise, not a rounding of figures: what is equal in mathematics must tie
_ROUNDABLE = 1e6  # beyond it nine places are finer than binary fractions, and rounding could only overflow

_ABSENT = frozenset({"", "na", "n/a", "nan", "null", "none", "..", "-"})
_MOST_TOLD = 10  # wrong lines that are told; a file of the wrong kind is wrong in every line


def settled(values: Array) -> Array:
    """Return values without binary noise: rounded to nine places, -0 as 0."""
    large = np.abs(values) > _ROUNDABLE
    return np.where(large, values, np.round(np.where(large, 0.0, values), PLACES)) + 0.0


@dataclass(frozen=True, eq=False)
class Table:
    """`units`, `periods` ("" without panel): one for each row. numbers: by column, NaN where there is none."""

    units: Names
    periods: Names
    position: Rows
    numbers: Mapping[str, Array]
    texts: Mapping[str, Names]

    def __len__(self) -> int:
        return len(self.units)

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """The rows of each period, in the order of time."""
        if not len(self):
            return ()
        starts = np.flatnonzero(np.r_[True, self.periods[1:] != self.periods[:-1]])
        ends = [*starts[1:].tolist(), len(self)]
        return tuple(slice(start, end) for start, end in zip(starts.tolist(), ends, strict=True))

    def label(self, row: int) -> str:
        """How sentences name a row."""
        named = ", ".join(filter(None, (str(self.units[row]), str(self.periods[row]))))
        return " ".join(named.splitlines())

    def labels(self, rows: Rows) -> str:
        """How sentences name several rows: the first ten."""
        told = "; ".join(self.label(int(row)) for row in rows[:10])
        return told + (f" and {len(rows) - 10} more" if len(rows) > 10 else "")

    @cached_property
    def in_file_order(self) -> Rows:
        """The rows as they stood in the file."""
        return np.argsort(self.position, kind="stable")


def make_table(
    units: Sequence[str] | Names,
    numbers: Mapping[str, Sequence[float] | Array],
    *,
    periods: Sequence[str] | Names | None = None,
    texts: Mapping[str, Sequence[str]] | None = None,
) -> Table:
    """Return a table of columns in memory, each as long as `units`; raises InvalidInput for a unit twice in a period."""
    names = np.asarray(units, dtype=np.str_)
    times = np.zeros(len(names), dtype="U1") if periods is None else np.asarray(periods, dtype=np.str_)
    found, of_row = np.unique(times, return_inverse=True)
    places = np.argsort(np.array(sorted(range(len(found)), key=lambda i: _moment(found, i)), dtype=np.intp))
    order = np.lexsort((names, places[of_row.reshape(-1)])).astype(np.intp)
    table = Table(
        units=names[order],
        periods=times[order],
        position=order,
        numbers={name: np.asarray(column, dtype=np.float64)[order] for name, column in numbers.items()},
        texts={name: np.asarray(column, dtype=np.str_)[order] for name, column in (texts or {}).items()},
    )
    if periods is not None:
        _check_pairs(table)
    return table


def _moment(periods: Names, at: int) -> tuple[float, str]:
    """Years and other numbers by size, other names of periods after them by the alphabet."""
    try:
        return float(periods[at]), str(periods[at])
    except ValueError:
        return math.inf, str(periods[at])


def _check_pairs(table: Table) -> None:
    same = (table.units[1:] == table.units[:-1]) & (table.periods[1:] == table.periods[:-1])
    if same.any():
        raise InvalidInput(f"unit {table.label(int(np.flatnonzero(same)[0]))} is there twice")


def columns_of(spec: Spec) -> dict[str, str]:
    """The columns of numbers that a spec needs, each with what needs it."""
    needed: dict[str, str] = {}
    for indicator in spec.indicators:
        error = indicator.error
        for column, role in (
            (indicator.column, "column"),
            (indicator.denominator, "denominator"),
            (indicator.n, "n"),
            (error.n if error else "", "error"),
            (error.sd if error and isinstance(error.sd, str) else "", "error"),
        ):
            if column:
                needed.setdefault(column, f'{role} of indicator "{indicator.code}"')
    return needed


def read_table(lines: Iterable[str], spec: Spec) -> Table:
    """Return the columns that the spec names from a CSV; raises InvalidInput or BadLines, up to ten lines."""
    reader = csv.reader(_without_mark(lines), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        gathered = _Gathered(header, spec)
        for row in reader:
            if row:
                gathered.add(reader.line_num, row)
    except csv.Error as error:
        raise BadLines([(reader.line_num, InvalidInput(f"this is not CSV: {error}"))]) from None
    return gathered.table()


def _without_mark(lines: Iterable[str]) -> Iterator[str]:
    """The lines without the byte order mark that spreadsheets write."""
    for number, line in enumerate(lines):
        yield line if number else line.removeprefix("\ufeff")


class _Gathered:
    """Columns as they grow line by line, and what is wrong with lines."""

    def __init__(self, header: list[str], spec: Spec) -> None:
        needed = columns_of(spec)
        by = [item.impute.by for item in spec.indicators if item.impute.by]
        self.spec = spec
        self.width = len(header)
        self.places = {name: place for place, name in reversed(list(enumerate(header)))}
        if not any(header):
            raise InvalidInput("the data have no header line")
        roles = {spec.unit: "unit", **({spec.time: "time"} if spec.time else {})}
        roles |= needed | dict.fromkeys(by, "group of an imputation")
        for name, role in roles.items():
            if name not in self.places:
                raise InvalidInput(f'the data have no column "{name}" ({role})')
            if header.count(name) > 1:
                raise InvalidInput(f'the data have the column "{name}" twice')
        self.units: list[str] = []
        self.periods: list[str] = []
        self.numbers = {name: array("d") for name in needed}
        self.texts: dict[str, list[str]] = {name: [] for name in by}
        self.wrong: list[tuple[int, InvalidInput]] = []

    def add(self, line: int, row: list[str]) -> None:
        if len(self.wrong) >= _MOST_TOLD:
            return
        try:
            self._take(row)
        except InvalidInput as error:
            self.wrong.append((line, error))

    def _take(self, row: list[str]) -> None:
        if len(row) != self.width:
            raise InvalidInput(f"{len(row)} columns, the header has {self.width}")
        unit = row[self.places[self.spec.unit]].strip()
        period = row[self.places[self.spec.time]].strip() if self.spec.time else ""
        if not unit or (self.spec.time and not period):
            raise InvalidInput(f'"{self.spec.time if unit else self.spec.unit}" is empty')
        values = [_number(row[self.places[name]], name) for name in self.numbers]
        self.units.append(unit)
        self.periods.append(period)
        for column, value in zip(self.numbers.values(), values, strict=True):
            column.append(value)
        for name, texts in self.texts.items():
            texts.append(row[self.places[name]].strip())

    def table(self) -> Table:
        if self.wrong:
            raise BadLines(self.wrong)
        if not self.units:
            raise InvalidInput("the data have no unit: there is nothing below the header line")
        return make_table(
            self.units,
            {name: np.frombuffer(column) for name, column in self.numbers.items()},
            periods=self.periods if self.spec.time else None,
            texts=self.texts,
        )


def _number(cell: str, column: str) -> float:
    text = cell.strip()
    if text.lower() in _ABSENT:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or "_" in text:
        raise InvalidInput(f'"{" ".join(text.split())[:40]}" in column "{column}" is not a number')
    return value

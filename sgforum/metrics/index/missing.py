"""What is missing: values of too small samples, units with too little data, and what may stand in for a value."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .spec import Impute, Indicator, Spec
from .table import Array, Mask, Names, Table

MOST_LISTED = 1000  # changes that a stage lists one by one; all are counted


class Change(NamedTuple):
    """One value that a stage changed: NaN stands for none."""

    row: int
    indicator: str
    before: float
    after: float
    how: str


class Changes(NamedTuple):
    """The first changes one by one, and how many there are: a whole column may change."""

    listed: tuple[Change, ...] = ()
    total: int = 0


UNCHANGED = Changes()


@dataclass(frozen=True)
class Step:
    """A column after a stage, with what was changed in it and what is to be said of it."""

    column: Array
    changes: Changes = UNCHANGED
    notes: tuple[str, ...] = ()


def differences(before: Array, after: Array, indicator: str, how: str) -> Changes:
    """Return the rows that differ."""
    differ = (before != after) & ~(np.isnan(before) & np.isnan(after))
    rows = np.flatnonzero(differ)
    listed = (
        Change(row, indicator, float(before[row]), float(after[row]), how)
        for row in rows[:MOST_LISTED].tolist()
    )
    return Changes(tuple(listed), len(rows))


def denominate(indicator: Indicator, column: Array, table: Table) -> Step:
    """Return value / denominator * factor; where the denominator is missing or not above 0 there is no value."""
    if indicator.denominator is None:
        if indicator.factor == 1.0:
            return Step(column)
        return Step(column * indicator.factor, notes=(f"times {indicator.factor:g}",))
    below = table.numbers[indicator.denominator]
    usable = below > 0
    with np.errstate(all="ignore"):
        made = np.where(usable, column / np.where(usable, below, 1.0) * indicator.factor, np.nan)
    kept = np.where(usable, column, np.nan)
    lost = differences(column, kept, indicator.code, f"{indicator.denominator} is not above 0")
    return Step(made, lost, (f'divided by "{indicator.denominator}"',))


def least_sample(indicator: Indicator, column: Array, table: Table) -> Step:
    """Return the column without the values whose sample is smaller than `minimum_n`, or unknown."""
    if indicator.n is None:
        return Step(column)
    sample = table.numbers[indicator.n]
    made = np.where(sample >= indicator.minimum_n, column, np.nan)
    how = f"{indicator.n} is below {indicator.minimum_n:g}"
    return Step(made, differences(column, made, indicator.code, how))


def too_empty(spec: Spec, columns: dict[str, Array]) -> Mask:
    """Return the rows that have values for less than the share `screen` of the indicators."""
    there = np.zeros(len(next(iter(columns.values()))))
    for column in columns.values():
        there += ~np.isnan(column)
    mask: Mask = there < (spec.screen - 1e-9) * len(columns)
    return mask


def impute(indicator: Indicator, column: Array, table: Table, out: Mask) -> Step:
    """Return the column with stand-ins as the spec asks for them, each listed; rows that are `out` stay empty."""
    how = indicator.impute
    absent = np.isnan(column) & ~out
    if how.method == "none" or not absent.any():
        return Step(column)
    if how.method == "value":
        made = np.where(absent, how.value, column)
    elif how.method == "latest":
        made = _latest(column, table)
    else:
        made = column.copy()
        for rows in _groups(how, table):
            made[rows] = _middle(how.method, column[rows])
    made = np.where(absent, made, column)
    left = int((np.isnan(made) & absent).sum())
    notes = (f"{left} values could not be imputed ({how.method})",) if left else ()
    return Step(made, differences(column, made, indicator.code, f"imputed: {how.method}"), notes)


def _groups(how: Impute, table: Table) -> Iterator[slice | Array]:
    """The rows among which a mean or median is taken: of one period, and of one group where `by` names them."""
    for block in table.blocks:
        if how.by is None:
            yield block
            continue
        names: Names = table.texts[how.by][block]
        for name in np.unique(names):
            yield block.start + np.flatnonzero(names == name)


def _middle(method: str, values: Array) -> float:
    there = values[~np.isnan(values)]
    if not len(there):
        return math.nan
    return float(there.mean() if method == "mean" else np.median(there))


def _latest(column: Array, table: Table) -> Array:
    """The unit's value of the latest earlier period that has one."""
    made = column.copy()
    last: dict[str, float] = {}
    for row, unit in enumerate(table.units.tolist()):
        if math.isnan(made[row]):
            made[row] = last.get(unit, math.nan)
        else:
            last[unit] = float(made[row])
    return made

"""Outliers: winsorising and logarithms as COINr does them, fitted once to a column; skewness and kurtosis as type 2."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .spec import Treat
from .table import Array

_FEWEST = 4  # kurtosis of type 2 needs so many values


@dataclass(frozen=True)
class Treated:
    """What a treatment does to any value of the column, and how it is told; `how` is "" where nothing is done."""

    apply: Callable[[Array], Array]
    how: str = ""
    note: str = ""


def skewness(values: Array) -> float:
    """Return the skewness of type 2 (as SAS, Excel and COINr), NaN below three values or without spread."""
    n = len(values)
    second, third, _ = _moments(values)
    if n < 3 or second == 0:
        return math.nan
    return third / math.pow(second, 1.5) * math.sqrt(n * (n - 1)) / (n - 2)


def kurtosis(values: Array) -> float:
    """Return the excess kurtosis of type 2, NaN below four values or without spread."""
    n = len(values)
    second, _, fourth = _moments(values)
    if n < _FEWEST or second == 0:
        return math.nan
    return ((n + 1) * (fourth / second**2 - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def _moments(values: Array) -> tuple[float, float, float]:
    """Central moments; deviations as shares of the largest, so that their powers neither overflow nor vanish."""
    if not len(values):
        return 0.0, 0.0, 0.0
    off = values - values.mean()
    largest = float(np.abs(off).max())
    if largest == 0 or values.min() == values.max():
        return 0.0, 0.0, 0.0
    off = off / largest
    return float((off**2).mean()), float((off**3).mean()), float((off**4).mean())


def _passes(values: Array, how: Treat) -> bool:
    """Whether skewness or kurtosis is below its threshold; also where they cannot be told."""
    return not (abs(skewness(values)) >= how.skew and kurtosis(values) >= how.kurtosis)


def treat(how: Treat, column: Array) -> Treated:
    """Return what is done to a column; NaN stay what they are.

    winsorise: the highest (lowest, where skewness is negative) value is set to the next one, again and again until
    skewness or kurtosis is below its threshold or `most` values are set; if that does not do, the logarithm of the
    original is taken where `otherwise` says so. log: log(x - min + 0.01 (max - min)).
    """
    values = column[~np.isnan(column)]
    if how.method == "none":
        return Treated(lambda x: x)
    if not len(values) or values.min() == values.max():
        return Treated(lambda x: x, note="has no spread: not treated")
    if how.method == "log":
        return _log(values)
    if len(values) < _FEWEST:
        return Treated(lambda x: x, note=f"has {len(values)} values, too few for kurtosis: not treated")
    return _winsorise(how, values)


def _log(values: Array, note: str = "") -> Treated:
    least, most = float(values.min()), float(values.max())
    shift = 0.01 * (most - least)

    def apply(x: Array) -> Array:
        # Below the least value of the data (in draws of an uncertainty run) the logarithm ends at the least one's
        found: Array = np.log(np.maximum(x - least, 0.0) + shift)
        return found

    return Treated(apply, "log", note)


def _winsorise(how: Treat, values: Array) -> Treated:
    if _passes(values, how):
        return Treated(lambda x: x)
    low, high = float(values.min()), float(values.max())
    made = values
    while not _passes(made, how) and int((values > high).sum() + (values < low).sum()) < how.most:
        if skewness(made) >= 0:
            high = float(made[made < made.max()].max())
        else:
            low = float(made[made > made.min()].min())
        made = np.clip(values, low, high)
    set_ = int((values > high).sum() + (values < low).sum())
    if not _passes(made, how):
        note = f"winsorising {set_} values does not do"
        if how.otherwise == "log":
            return _log(values, f"{note}: the logarithm is taken")
        return Treated(lambda x: np.clip(x, low, high), "winsorise", note)
    return Treated(lambda x: np.clip(x, low, high), "winsorise")

"""Which factor drives a result: first-order and total Sobol indices with bootstrap intervals, seeded.

First order: mean(yB (yAB_i - yA)) / var (Saltelli et al. 2010, on centred values); total: mean((yA - yAB_i)^2) /
(2 var) (Jansen 1999). N (k + 2) evaluations.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .draws import BOOTSTRAP, SOBOL, stream
from .table import Array, Rows

_AT_ONCE = 2**22  # resampled values held at once


@dataclass(frozen=True, slots=True)
class Sobol:
    """Shares of the variance that one factor explains alone (`first`) and with all its interactions (`total`)."""

    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def sobol(
    function: Callable[[Array], Array],
    factors: int,
    points: int,
    *,
    seed: int,
    resamples: int = 500,
    level: float = 0.9,
) -> list[Sobol]:
    """Return the indices of a function on the unit cube; without variance every share is 0.

    function: takes (points, factors) with numbers from 0 to below 1 and returns one value for each point.
    points: N of both base samples. resamples: bootstrap samples of the points for the intervals at `level`.
    """
    chance = stream(seed, SOBOL)
    first, second = chance.random_sample((points, factors)), chance.random_sample((points, factors))
    a, b = function(first), function(second)
    mixed = []
    for factor in range(factors):
        both = first.copy()
        both[:, factor] = second[:, factor]
        mixed.append(function(both))
    middle = np.concatenate([a, b]).mean()
    a, b, mixed = a - middle, b - middle, [values - middle for values in mixed]
    whole = np.arange(points)[None, :]
    return [
        _one(a, b, values, whole, (seed, factor, resamples, level)) for factor, values in enumerate(mixed)
    ]


def _one(a: Array, b: Array, mixed: Array, whole: Rows, how: tuple[int, int, int, float]) -> Sobol:
    seed, factor, resamples, level = how
    first, total = _shares(a, b, mixed, whole)
    chance = stream(seed, BOOTSTRAP, factor)
    tail = (1 - level) / 2
    firsts, totals = [], []
    step = max(_AT_ONCE // len(a), 1)
    for start in range(0, resamples, step):
        rows = chance.randint(0, len(a), size=(min(step, resamples - start), len(a)))
        one, other = _shares(a, b, mixed, rows)
        firsts.append(one)
        totals.append(other)
    drawn_first, drawn_total = np.concatenate(firsts), np.concatenate(totals)
    first_low, first_high = np.quantile(drawn_first, (tail, 1 - tail))
    total_low, total_high = np.quantile(drawn_total, (tail, 1 - tail))
    return Sobol(
        float(first[0]),
        float(first_low),
        float(first_high),
        float(total[0]),
        float(total_low),
        float(total_high),
    )


def _shares(a: Array, b: Array, mixed: Array, rows: Rows) -> tuple[Array, Array]:
    """Both indices for each row of resampled points (resamples, points)."""
    ya, yb, yab = a[rows], b[rows], mixed[rows]
    variance = ((ya**2 + yb**2).mean(axis=1)) / 2 - (((ya + yb) / 2).mean(axis=1)) ** 2
    safe = np.where(variance > 0, variance, 1.0)
    first = (yb * (yab - ya)).mean(axis=1) / safe
    total = ((ya - yab) ** 2).mean(axis=1) / (2 * safe)
    return np.where(variance > 0, first, 0.0), np.where(variance > 0, total, 0.0)

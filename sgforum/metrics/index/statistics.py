"""Correlations and reliability over columns with gaps: pairs of values that are both there."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .table import Array

FEWEST = 3  # pairs below which a correlation says nothing


def correlation(one: Array, other: Array) -> float:
    """Return Pearson's r over the rows that have both; NaN below three of them or without spread."""
    both = ~(np.isnan(one) | np.isnan(other))
    x, y = one[both], other[both]
    if len(x) < FEWEST or x.min() == x.max() or y.min() == y.max():
        return math.nan
    x, y = _deviations(x), _deviations(y)
    size = math.sqrt(float((x * x).sum())) * math.sqrt(float((y * y).sum()))
    return min(1.0, max(-1.0, float((x * y).sum()) / size)) if size > 0 else math.nan


def _deviations(values: Array) -> Array:
    """Deviations from the mean as shares of the largest, so that their squares neither overflow nor vanish."""
    off = values / np.abs(values).max()
    off -= off.mean()
    with np.errstate(invalid="ignore"):
        found: Array = off / np.abs(off).max()
    return found


def rank_correlation(one: Array, other: Array) -> float:
    """Return Spearman's rho over the rows that have both: r of the ranks, ties sharing their mean."""
    both = ~(np.isnan(one) | np.isnan(other))
    return correlation(_mean_ranks(one[both]), _mean_ranks(other[both]))


def _mean_ranks(values: Array) -> Array:
    ordered = np.sort(values)
    found: Array = (
        np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right") + 1
    ) / 2
    return found


def cronbach_alpha(columns: Sequence[Array]) -> float:
    """Return k/(k - 1) (1 - sum of variances / variance of the sum) over complete rows; NaN below two columns."""
    both = np.stack(columns)
    largest = float(np.nan_to_num(np.abs(both)).max())
    both = both / largest if largest > 0 else both
    both = both[:, ~np.isnan(both).any(axis=0)]
    k, rows = both.shape
    if k < 2 or rows < FEWEST:
        return math.nan
    whole = float(both.sum(axis=0).var(ddof=1))
    return k / (k - 1) * (1 - float(both.var(axis=1, ddof=1).sum()) / whole) if whole > 0 else math.nan

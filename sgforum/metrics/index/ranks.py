"""Order among units: ranks with ties, and how far two rankings lie apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .table import Array, Rows


def ranks(scores: Array, blocks: Sequence[slice]) -> Rows:
    """Return the rank of each row inside its block: 1 for the highest, ties share the best, 0 without a score."""
    found = np.zeros(len(scores), dtype=np.intp)
    for block in blocks:
        found[block] = _ranks(scores[block])
    return found


def _ranks(scores: Array) -> Rows:
    ordered = np.sort(scores[~np.isnan(scores)])
    higher = len(ordered) - np.searchsorted(ordered, scores, side="right")
    return np.where(np.isnan(scores), 0, higher + 1).astype(np.intp)


def mean_shift(before: Rows, after: Rows) -> float:
    """Return the mean absolute change of rank over the rows ranked in both; 0 where there is none."""
    both = (before > 0) & (after > 0)
    return float(np.abs(before[both] - after[both]).mean()) if both.any() else 0.0


def ascending(ordered: Array, values: Array, ties: str) -> Array:
    """Return the rank from below (1 is lowest) of values among sorted ones; ties: "min" or "average"."""
    first: Array = np.searchsorted(ordered, values, side="left") + np.float64(1)
    if ties == "min":
        return first
    last = np.searchsorted(ordered, values, side="right").astype(np.float64)
    # A value between two of the sorted ones has no tie: it takes the place of the higher
    return np.where(last >= first, (first + last) / 2, first)

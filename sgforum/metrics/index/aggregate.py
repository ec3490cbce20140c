"""Combines the values below a dimension to one: weighted means that say what a missing or non-positive value does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from .means import Kind, Mean, Policy, Zero
from .spec import Spec
from .table import Array, Mask, settled

_TOLERANCE = 1e-9  # for shares of weight that miss 1/2 by a binary fraction


class NotPositive(ValueError):
    """A value that the mean cannot take, where the spec asks for an error: its row and which of the values."""

    def __init__(self, row: int, at: int) -> None:
        super().__init__(f"row {row}, value {at}")
        self.row = row
        self.at = at


class Combined(NamedTuple):
    """score: NaN where too little weight is present. present: the share of the weight; lifted: rows a policy touched."""

    score: Array
    present: Array
    lifted: Mask


def combine(
    values: Sequence[Array], weights: Sequence[float], mean: Mean, zero: Zero, missing: float
) -> Combined:
    """Return the weighted mean of columns row by row over the values that are there.

    missing: the least share of the weight that must be there; with nothing there, there is never a score.
    Raises NotPositive under the policy "error".
    """
    rows = len(values[0])
    there = [~np.isnan(value) for value in values]
    weight = np.zeros(rows)
    for mask, own in zip(there, weights, strict=True):
        weight += own * mask
    total = float(sum(weights))
    values, lifted = _policed(values, there, mean, zero)
    with np.errstate(all="ignore"):
        if mean.kind is Kind.MPI:
            score, touched = _mpi(values, there, weights, weight, (mean, zero))
            lifted |= touched
        else:
            score = _mean(values, there, weights, weight, mean)
    enough = (weight > 0) & (weight >= (missing - _TOLERANCE) * total)
    score = np.where(enough & np.isfinite(score), settled(score), np.nan)
    return Combined(score, weight / total, lifted & enough)


def _needs_positive(mean: Mean) -> bool:
    return mean.kind in {Kind.GEOMETRIC, Kind.HARMONIC} or (mean.kind is Kind.POWER and mean.power <= 0)


def _policed(
    values: Sequence[Array], there: Sequence[Mask], mean: Mean, zero: Zero
) -> tuple[list[Array], Mask]:
    """The values as the mean takes them, and the rows in which one was changed or makes the mean 0."""
    lifted = np.zeros(len(values[0]), dtype=np.bool_)
    if mean.kind in {Kind.ARITHMETIC, Kind.MPI}:
        return list(values), lifted
    least = zero.floor if zero.policy is Policy.FLOOR else 0.0
    made = []
    for at, (value, mask) in enumerate(zip(values, there, strict=True)):
        bad = mask & ((value <= 0) if _needs_positive(mean) else (value < 0))
        if zero.policy is Policy.FLOOR:
            bad = mask & (value < least)
        elif zero.policy is Policy.ERROR and bad.any():
            raise NotPositive(int(np.flatnonzero(bad)[0]), at)
        lifted |= bad
        made.append(np.maximum(value, least))
    return made, lifted


def _weighted(
    values: Sequence[Array], there: Sequence[Mask], weights: Sequence[float], turn: Callable[[Array], Array]
) -> Array:
    """Sum over columns, in their order, of weight times turned value where there is one."""
    total = np.zeros(len(values[0]))
    for value, mask, own in zip(values, there, weights, strict=True):
        total += np.where(mask, own * turn(value), 0.0)
    return total


def _mean(
    values: Sequence[Array], there: Sequence[Mask], weights: Sequence[float], weight: Array, mean: Mean
) -> Array:
    if mean.kind is Kind.ARITHMETIC:
        return _weighted(values, there, weights, lambda x: x) / weight
    if mean.kind is Kind.GEOMETRIC:
        found: Array = np.exp(_weighted(values, there, weights, np.log) / weight)
        return found
    if mean.kind is Kind.HARMONIC:
        return 1.0 / (_weighted(values, there, weights, lambda x: 1.0 / x) / weight)
    # Against overflow the values are told as shares of the largest (or smallest) of the row
    power = mean.power
    measure: Array = values[0]
    for value in values[1:]:
        measure = np.fmax(measure, value) if power > 0 else np.fmin(measure, value)
    inner = _weighted(values, there, weights, lambda x: (x / measure) ** power) / weight
    return np.where(measure == 0, 0.0, measure * inner ** (1.0 / power))


def _mpi(
    values: Sequence[Array],
    there: Sequence[Mask],
    weights: Sequence[float],
    weight: Array,
    how: tuple[Mean, Zero],
) -> tuple[Array, Mask]:
    """M - S*cv (or +), cv = S/M, S with the divisor n (De Muro, Mazziotta, Pareto 2011); weighted throughout."""
    mean, zero = how
    middle = _weighted(values, there, weights, lambda x: x) / weight
    spread = _weighted(values, there, weights, lambda x: (x - middle) ** 2) / weight
    bad = middle <= 0
    if zero.policy is Policy.ERROR and bad.any():
        raise NotPositive(int(np.flatnonzero(bad)[0]), 0)
    if zero.policy is Policy.FLOOR:
        bad = middle < zero.floor
        score = np.where(bad, zero.floor, middle + mean.sign * spread / np.fmax(middle, zero.floor))
        return score, bad
    return np.where(bad, 0.0, middle + mean.sign * spread / middle), bad


Columns = Mapping[str, Array]


class Aggregated(NamedTuple):
    """By dimension (and TOP, the index): what `combine` gave."""

    nodes: dict[str, Combined]

    def scores(self) -> dict[str, Array]:
        return {code: found.score for code, found in self.nodes.items()}


def aggregate(
    spec: Spec,
    columns: Columns,
    weights: Mapping[str, float],
    *,
    top: Mean | None = None,
    missing: float | None = None,
) -> Aggregated:
    """Return the scores of every dimension and of the index from normalised columns, level by level.

    top, missing: another mean for the top, another threshold at every level (for uncertainty runs). Raises
    `NotPositive` with `row` as it stands and the code of the value in `code`.
    """
    found: dict[str, Combined] = {}
    for code in spec.bottom_up:
        children = spec.children[code]
        mean = top if top and code == spec.bottom_up[-1] else spec.mean_of(code)
        try:
            found[code] = combine(
                [found[child].score if child in found else columns[child] for child in children],
                [weights[child] for child in children],
                mean,
                spec.zero,
                spec.missing_of(code) if missing is None else missing,
            )
        except NotPositive as error:
            raise NotPositiveIn(error.row, code, children[error.at], mean) from None
    return Aggregated(found)


class NotPositiveIn(ValueError):
    """A value that is not positive under a mean that the spec forbids it for, with where it stands."""

    def __init__(self, row: int, dimension: str, child: str, mean: Mean) -> None:
        super().__init__(f"{child} in {dimension or 'the index'}")
        self.row = row
        self.dimension = dimension
        self.child = child
        self.mean = mean

"""Makes raw values comparable: each method is fitted once to a column, then applied to any of its values.

A method fitted to a column without spread cannot tell its units apart: it gives no value, and says so in the log.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from ...core.errors import InvalidInput
from .ranks import ascending
from .spec import Indicator, Normalise
from .table import Array, Mask

Scaling = Callable[[Array], Array]


@dataclass(frozen=True)
class Fitted:
    """A scaling of one column's values, NaN kept; `constant`: why it gives none, where the column has no spread."""

    apply: Scaling
    constant: str = ""


def fit(
    how: Normalise, direction: int, column: Array, *, scale: float, reference: float = math.nan
) -> Fitted:
    """Return the scaling that `how` makes of a column; NaN are left out of it.

    direction: -1 where less is better. scale: what 1 becomes for goalposts, percentile and distance.
    reference: the raw value of the unit that a distance refers to.
    """
    values = column[~np.isnan(column)]
    if how.method == "none":
        return Fitted((lambda x: x) if direction > 0 else (lambda x: -x))
    if how.method == "goalposts":
        return Fitted(goalposts(how, direction, scale))
    if how.method == "rank":
        return Fitted(_ranking(how, direction, values))
    if not len(values) or values.min() == values.max():
        return _nothing("has no value" if not len(values) else f"is {values[0]:g} for every unit")
    if not math.isfinite(float(values.max()) - float(values.min())):
        return _nothing("spans more than numbers can hold")
    return _fit_to_spread(how, direction, values, scale=scale, reference=reference)


def _fit_to_spread(
    how: Normalise, direction: int, values: Array, *, scale: float, reference: float
) -> Fitted:
    if how.method == "distance":
        return _distance(how, direction, values, scale=scale, reference=reference)
    if how.method == "percentile":
        rank, steps = _ranking(how, direction, values), len(values) - 1
        return Fitted(lambda x: (rank(x) - 1) / steps * scale)
    return Fitted((_minmax if how.method == "minmax" else _zscore)(how, direction, values))


def _ranking(how: Normalise, direction: int, values: Array) -> Scaling:
    ordered = np.sort(direction * values)

    def apply(x: Array) -> Array:
        made = ascending(ordered, direction * x, how.ties)
        made[np.isnan(x)] = np.nan  # sorting places it somewhere
        return made

    return apply


def _nothing(why: str) -> Fitted:
    return Fitted(lambda x: np.full_like(x, np.nan), why)


def goalposts(how: Normalise, direction: int, scale: float) -> Scaling:
    """Return (x - low)/(high - low) times scale, on logarithms where so said; x of 0 or less is below every log post.

    HDR Technical notes: health and education by straight goalposts, income by their logarithms.
    """
    is_log = how.scale == "log"
    low, high = (math.log(how.low), math.log(how.high)) if is_log else (how.low, how.high)

    def apply(x: Array) -> Array:
        if is_log:
            with np.errstate(divide="ignore", invalid="ignore"):
                place = np.where(x > 0, (np.log(x) - low) / (high - low), -np.inf)
            place = np.where(np.isnan(x), np.nan, place)
        else:
            place = (x - low) / (high - low)
        if how.clip:
            place = np.clip(place, 0.0, 1.0)
        place = np.where(np.isneginf(place), np.nan, place)
        return scale * (place if direction > 0 else 1 - place)

    return apply


def _minmax(how: Normalise, direction: int, values: Array) -> Scaling:
    least, most = float(values.min()), float(values.max())
    width = how.high - how.low
    if direction > 0:
        return lambda x: how.low + (x - least) / (most - least) * width
    return lambda x: how.low + (most - x) / (most - least) * width


def _zscore(how: Normalise, direction: int, values: Array) -> Scaling:
    middle = float(values.mean())
    deviation = float(values.std(ddof=1 if how.sd == "sample" else 0))
    return lambda x: how.mean + direction * how.spread * (x - middle) / deviation


def _distance(how: Normalise, direction: int, values: Array, *, scale: float, reference: float) -> Fitted:
    """(x - worst)/(aim - worst): 0 at the worst value, 1 at the best one, a unit's or a target (COINr n_dist2*)."""
    worst = float(values.min() if direction > 0 else values.max())
    best = float(values.max() if direction > 0 else values.min())
    aim = best if how.to == "max" else how.to if isinstance(how.to, float) else reference
    if math.isnan(aim):
        return _nothing("has no value for the unit it is compared with")
    if (aim - worst) * direction <= 0:
        return _nothing(f"has no value worse than {aim:g}, from which the distance would be told")

    def apply(x: Array) -> Array:
        place = (x - worst) / (aim - worst)
        return scale * (np.clip(place, 0.0, 1.0) if how.clip else place)

    return Fitted(apply)


def reference_of(how: Normalise, column: Array, is_unit: Callable[[str], Mask], where: str) -> float:
    """Return the raw value of the unit that a distance refers to, NaN for other methods; raises InvalidInput."""
    if how.method != "distance" or not isinstance(how.to, str) or how.to == "max":
        return math.nan
    unit = how.to.removeprefix("reference:")
    rows = np.flatnonzero(is_unit(unit))
    if not len(rows):
        raise InvalidInput(f'{where}: the data have no unit "{unit}" to refer to')
    return float(column[rows[-1]])


def shifted(how: Normalise, low: float, high: float) -> Normalise:
    """Return goalposts moved by shares of their width (of its logarithm on a log scale)."""
    if how.method != "goalposts":
        return how
    if how.scale == "log":
        width = math.log(how.high / how.low)
        return replace(how, low=how.low * math.exp(low * width), high=how.high * math.exp(high * width))
    width = how.high - how.low
    return replace(how, low=how.low + low * width, high=how.high + high * width)


def fit_column(
    how: Normalise, indicator: Indicator, column: Array, is_unit: Callable[[str], Mask], scale: float
) -> Fitted:
    """Return the scaling of an indicator's column by `how` (its own, or what an uncertainty run tries)."""
    where = f'indicator "{indicator.code}"'
    reference = reference_of(how, column, is_unit, where)
    return fit(how, indicator.direction, column, scale=scale, reference=reference)

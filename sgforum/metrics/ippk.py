"""From twelve indicators to four dimensions, the IPPK, its category, and sums over places and years.

Arithmetic inside a dimension, geometric across (section 5.2). Pure: same input, same result.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from sgforum.metrics.indicators import Inputs, Measured, Rule, measure, nothing_qualified
from sgforum.metrics.method import CURRENT, Category, Method

# Noise of binary fractions, not a rounding of the score: four dimensions of 60 must give 60, not 59.99999999999999.
_DECIMALS_HELD = 9


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """0-100 or None; `weight_present` is the share of the dimension's weight that had a score."""

    code: str
    value: float | None
    weight_present: float
    rule: Rule | None = None


@dataclass(frozen=True, slots=True)
class Weakest:
    """The lowest dimension, its lowest indicator, and the one that would raise the dimension most by `gain`."""

    dimension: str
    indicator: str
    raise_first: str
    gain: float


@dataclass(frozen=True, slots=True)
class Result:
    """The score of one kelurahan and month; `value` is unrounded, 1-100, None where too much is missing."""

    method: str
    indicators: tuple[Measured, ...]
    dimensions: tuple[DimensionScore, ...]
    value: float | None
    category: Category | None
    weakest: Weakest | None

    @property
    def shown(self) -> float | None:
        return None if self.value is None else floor_one_decimal(self.value)


def evaluate(inputs: Inputs, method: Method = CURRENT) -> Result:
    """Return the score with everything it is made of; whether it may be published is `publication`'s matter."""
    measured = measure(inputs, method)
    weights = effective_weights(measured, method)
    dimensions = _dimensions(measured, weights, method, zero_decision=nothing_qualified(inputs))
    value = combine({d.code: d.value for d in dimensions if d.value is not None}, method)
    return Result(
        method=method.version,
        indicators=measured,
        dimensions=dimensions,
        value=value,
        category=None if value is None else method.category(value),
        weakest=_weakest(measured, dimensions, weights, method),
    )


def effective_weights(measured: Iterable[Measured], method: Method = CURRENT) -> dict[str, dict[str, float]]:
    """Return per dimension the weights of the indicators that have a score, rescaled to 1.

    A dimension with less than half of its weight present is left out: it has no score.
    """
    scored = {item.code for item in measured if item.score is not None}
    weights: dict[str, dict[str, float]] = {}
    for dimension in method.dimensions:
        present = {i.code: i.weight for i in method.within(dimension.code) if i.code in scored}
        total = math.fsum(present.values())
        if total >= method.least_weight_present:
            weights[dimension.code] = {code: weight / total for code, weight in present.items()}
    return weights


def combine(dimensions: Mapping[str, float], method: Method = CURRENT) -> float | None:
    """Return the score of the given dimensions, or None if they are too few or D2 or D3 lacks."""
    if len(dimensions) < method.least_dimensions or not dimensions.keys() >= set(method.required_dimensions):
        return None
    present = [d for d in method.dimensions if d.code in dimensions]
    value = across([dimensions[d.code] for d in present], [d.weight for d in present], method)
    return round(value, _DECIMALS_HELD)


def across(values: Sequence[float], weights: Sequence[float], method: Method = CURRENT) -> float:
    """Return the weighted mean of dimensions as the method says: prod(max(D, 1)^w), or sum(w D); weights rescaled to 1."""
    total = math.fsum(weights)
    if method.across == "arithmetic":
        return math.fsum(weight * value for weight, value in zip(weights, values, strict=True)) / total
    logs = (
        weight / total * math.log(max(value, method.floor))
        for weight, value in zip(weights, values, strict=True)
    )
    return math.exp(math.fsum(logs))


def floor_one_decimal(value: float) -> float:
    """Return the score as printed: one decimal, floored, so that 59.96 never prints as the next band's 60.0."""
    return float(Decimal(repr(round(value, _DECIMALS_HELD))).quantize(Decimal("0.1"), rounding=ROUND_FLOOR))


def _dimensions(
    measured: Sequence[Measured],
    weights: Mapping[str, Mapping[str, float]],
    method: Method,
    *,
    zero_decision: bool,
) -> tuple[DimensionScore, ...]:
    scores = {item.code: item.score for item in measured if item.score is not None}
    result = []
    for dimension in method.dimensions:
        present = math.fsum(i.weight for i in method.within(dimension.code) if i.code in scores)
        inside = weights.get(dimension.code)
        if dimension.code == "D3" and zero_decision:
            result.append(DimensionScore("D3", 0.0, present, Rule.NOTHING_QUALIFIED))
        elif inside is None:
            result.append(DimensionScore(dimension.code, None, present))
        else:
            value = math.fsum(weight * scores[code] for code, weight in inside.items())
            result.append(DimensionScore(dimension.code, value, present))
    return tuple(result)


def _weakest(
    measured: Sequence[Measured],
    dimensions: Sequence[DimensionScore],
    weights: Mapping[str, Mapping[str, float]],
    method: Method,
) -> Weakest | None:
    scored = [(d.value, d) for d in dimensions if d.value is not None]
    if not scored:
        return None
    lowest = min(scored, key=lambda pair: pair[0])[1]
    if lowest.rule is Rule.NOTHING_QUALIFIED:
        # Nothing inside D3 can lift it: only a qualified consultation does, and KSP counts those.
        return Weakest("D3", "KSP", "KSP", 100.0)
    scores = {item.code: item.score for item in measured if item.score is not None}
    inside = weights[lowest.code]
    gains = {code: weight * (100.0 - scores[code]) for code, weight in inside.items()}
    first = max(gains, key=lambda code: gains[code])
    return Weakest(lowest.code, min(inside, key=lambda code: scores[code]), first, gains[first])


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the quantile of ascending values by linear interpolation (Hyndman and Fan, type 7)."""
    position = share * (len(ordered) - 1)
    below = math.floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


@dataclass(frozen=True, slots=True)
class RollUp:
    """A kecamatan or city: mean weighted by adults, and the spread of its kelurahan, each counted once."""

    mean: float
    least: float
    p10: float
    median: float
    most: float
    rated: int
    not_rated: int

    @property
    def shown(self) -> float:
        """The mean as printed, cut like the scores it is made of, so that it never stands above the highest of them."""
        return floor_one_decimal(self.mean)


def roll_up(places: Iterable[tuple[int | None, float | None]]) -> RollUp | None:
    """Return the sum over (adults, published score or None) of kelurahan; None if not one of them is rated."""
    listed = list(places)
    rated = [(n, value) for n, value in listed if n and value is not None]
    if not rated:
        return None
    people = sum(n for n, _ in rated)
    ordered = sorted(value for _, value in rated)
    return RollUp(
        mean=math.fsum(n * value for n, value in rated) / people,
        least=ordered[0],
        p10=quantile(ordered, 0.1),
        median=quantile(ordered, 0.5),
        most=ordered[-1],
        rated=len(rated),
        not_rated=len(listed) - len(rated),
    )


def year_mean(values: Sequence[float], method: Method = CURRENT) -> float | None:
    """Return the mean of a year's published months, None with fewer than the method asks for (8)."""
    return math.fsum(values) / len(values) if len(values) >= method.year_months else None

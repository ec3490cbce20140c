"""How much the published scores owe to choices of the method (score.md 5.4): method interval and Sobol shares. Pure.

Four choices are varied at once: every weight by +-25 %, every goalpost by +-20 % of its width (of its logarithm on a
log scale), geometric or arithmetic mean across dimensions, and residents by the one or the other official source.
A choice is made for all kelurahan alike, so their scores move together. The raw counts stay as they are: their own
chance is the data interval's matter (`interval`).

Sobol indices are those of `metrics.index.sobol` (first order: Saltelli et al. 2010, total: Jensen 1999), over groups
of numbers, with numbers of Python's own `random()` as in `interval`: core needs no numpy, and a stored result can be
computed again in years to come. Shares are of the variance of all scores of the kota together.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from types import MappingProxyType
from typing import Any, Literal

from sgforum.core.marks import N_
from sgforum.metrics.indicators import Inputs, Measured, measure, nothing_qualified
from sgforum.metrics.ippk import across, effective_weights, evaluate, quantile
from sgforum.metrics.method import CURRENT, Method, Scale

POINTS = 256  # N: each score is computed N * (choices + 2) times
RESAMPLES = 300
WEIGHT_NOISE = 0.25
GOALPOST_NOISE = 0.2
Mean = Literal["geometric", "arithmetic"]
FACTORS = ("weights", "goalposts", "mean", "adults")
FACTOR_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "weights": N_("Bobot indikator dan dimensi"),
        "goalposts": N_("Batas nilai 0 dan 100"),
        "mean": N_("Cara menggabungkan dimensi"),
        "adults": N_("Sumber jumlah penduduk"),
    }
)


@dataclass(frozen=True, slots=True)
class Share:
    """What one choice explains of the variance: alone, and with all that it does together with the others."""

    factor: str
    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


@dataclass(frozen=True, slots=True)
class Spread:
    """One kelurahan's score over all choices: 90 % of them lie between low and high, `same` in the published category."""

    kelurahan: str
    value: float
    low: float
    median: float
    high: float
    same: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The scores of a kota and month under other choices; `both_sources` of them have two official denominators."""

    method: str
    seed: int
    points: int
    evaluations: int
    both_sources: int
    places: tuple[Spread, ...]
    shares: tuple[Share, ...]

    def document(self) -> dict[str, Any]:
        """Plain values, for metrics.canonical."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class _Choice:
    """One way of computing: factors of the weights by code, moved scales, the mean, and which denominator."""

    weights: Mapping[str, float]
    scales: Mapping[str, Scale]
    mean: Mean
    is_other_source: bool


def effect_of_choices(
    scored: Sequence[Inputs], method: Method = CURRENT, *, points: int = POINTS
) -> Effect | None:
    """Return how far choices move the scores of a kota's published kelurahan, None where none of them has a score.

    scored: their stored inputs, of one month. points: N of both base samples.
    """
    places = [_Place(inputs, method) for inputs in sorted(scored, key=lambda each: each.kelurahan)]
    places = [place for place in places if place.value is not None]
    if not places:
        return None
    seed = _seed(scored, method)
    draws, shares = sobol(
        lambda rows: _scores(places, rows, method), _groups(method), points=points, seed=seed
    )
    return Effect(
        method=method.version,
        seed=seed,
        points=points,
        evaluations=points * (len(FACTORS) + 2),
        both_sources=sum(place.has_other_source for place in places),
        places=tuple(_spread(place, own, method) for place, own in zip(places, draws, strict=True)),
        shares=shares,
    )


def _seed(scored: Sequence[Inputs], method: Method) -> int:
    text = "|".join([*sorted(each.kelurahan for each in scored), scored[0].period, method.version])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()) % 2**32


# --- One choice ------------------------------------------------------------------------------------------------


def _columns(method: Method) -> list[tuple[str, str]]:
    """What each number of a point is for, as (factor, code): all weights, both posts of each scale, mean, source."""
    codes = [indicator.code for indicator in method.indicators]
    return [
        *(("weights", dimension.code) for dimension in method.dimensions),
        *(("weights", code) for code in codes),
        *(("goalposts", code) for code in codes),
        *(("goalposts", code) for code in codes),
        ("mean", ""),
        ("adults", ""),
    ]


def _groups(method: Method) -> dict[str, list[int]]:
    """Which numbers of a point belong to each factor."""
    columns = _columns(method)
    return {
        factor: [place for place, (name, _) in enumerate(columns) if name == factor] for factor in FACTORS
    }


def choice_at(row: Sequence[float], method: Method) -> _Choice:
    """Return the choice that a point of the unit cube stands for."""
    d, n = len(method.dimensions), len(method.indicators)
    codes = [*(item.code for item in method.dimensions), *(item.code for item in method.indicators)]
    weights = {code: 1 + WEIGHT_NOISE * (2 * u - 1) for code, u in zip(codes, row, strict=False)}
    low, high = row[d + n : d + 2 * n], row[d + 2 * n : d + 3 * n]
    scales = {
        item.code: moved(item.scale, GOALPOST_NOISE * (2 * one - 1), GOALPOST_NOISE * (2 * two - 1))
        for item, one, two in zip(method.indicators, low, high, strict=True)
    }
    return _Choice(weights, scales, "geometric" if row[-2] < 0.5 else "arithmetic", row[-1] >= 0.5)


def moved(scale: Scale, low: float, high: float) -> Scale:
    """Return goalposts moved by shares of their width, of its logarithm on a log scale."""
    if scale.kind == "lg":
        width = math.log(scale.high / scale.low)
        return replace(scale, low=scale.low * math.exp(low * width), high=scale.high * math.exp(high * width))
    width = scale.high - scale.low
    return replace(scale, low=scale.low + low * width, high=scale.high + high * width)


class _Place:
    """A kelurahan with its raw values by both denominators, ready to be scored in many ways."""

    def __init__(self, inputs: Inputs, method: Method) -> None:
        self.code = inputs.kelurahan
        self.value = evaluate(inputs, method).value
        self.has_other_source = inputs.adults_alternative is not None
        other = replace(inputs, adults=inputs.adults_alternative) if self.has_other_source else inputs
        self._measured = (measure(inputs, method), measure(other, method))
        weights = effective_weights(self._measured[0], method)
        # An indicator's weight among those that have a score; D3 is fixed where nothing qualified
        self._inside = {code: list(weights[code]) for code in weights}
        self._zero_decision = nothing_qualified(inputs)

    def score(self, choice: _Choice, method: Method) -> float:
        measured = {item.code: item for item in self._measured[choice.is_other_source]}
        values, weights = [], []
        for dimension in method.dimensions:
            is_fixed = dimension.code == "D3" and self._zero_decision
            if not is_fixed and dimension.code not in self._inside:
                continue
            values.append(0.0 if is_fixed else self._dimension(dimension.code, measured, choice, method))
            weights.append(dimension.weight * choice.weights[dimension.code])
        return across(values, weights, replace(method, across=choice.mean))

    def _dimension(
        self, code: str, measured: Mapping[str, Measured], choice: _Choice, method: Method
    ) -> float:
        total = weighted = 0.0
        for name in self._inside[code]:
            item = measured[name]
            weight = method.by_code[name].weight * choice.weights[name]
            score = item.score or 0.0 if item.raw is None else choice.scales[name].score(item.raw)
            total += weight
            weighted += weight * score
        return weighted / total


def _scores(places: Sequence[_Place], rows: Sequence[Sequence[float]], method: Method) -> list[list[float]]:
    """The score of each place (rows of the result) under each choice (columns)."""
    choices = [choice_at(row, method) for row in rows]
    return [[place.score(choice, method) for choice in choices] for place in places]


# --- What comes of it ------------------------------------------------------------------------------------------


def _spread(place: _Place, draws: Sequence[float], method: Method) -> Spread:
    ordered = sorted(draws)
    tail = (1 - method.interval_level) / 2
    value = place.value or 0.0
    own = method.category(value).code
    return Spread(
        kelurahan=place.code,
        value=value,
        low=min(quantile(ordered, tail), value),
        median=quantile(ordered, 0.5),
        high=max(quantile(ordered, 1 - tail), value),
        same=sum(method.category(draw).code == own for draw in draws) / len(draws),
    )


Rows = Sequence[Sequence[float]]
Table = Sequence[Sequence[float]]  # a row for each output, a column for each point


def sobol(
    function: Callable[[Rows], Table], groups: Mapping[str, Sequence[int]], *, points: int, seed: int
) -> tuple[list[list[float]], tuple[Share, ...]]:
    """Return all draws of each output (both base samples), and the share of each group of numbers in their variance.

    function: takes points of the unit cube and returns a row of values for each output. groups: by factor the
    numbers of a point that it stands for; together they are all. points: N.
    """
    rng = Random(seed)
    width = sum(len(group) for group in groups.values())
    first, second = ([[rng.random() for _ in range(width)] for _ in range(points)] for _ in range(2))
    a, b = function(first), function(second)
    shares = tuple(
        _share(factor, (a, b, function(_mix(first, second, group))), Random(seed + 1))
        for factor, group in groups.items()
    )
    return [[*one, *other] for one, other in zip(a, b, strict=True)], shares


def _mix(first: Rows, second: Rows, group: Sequence[int]) -> list[list[float]]:
    """The first sample with the numbers of one factor taken from the second."""
    mixed = [list(row) for row in first]
    for row, other in zip(mixed, second, strict=True):
        for place in group:
            row[place] = other[place]
    return mixed


def _share(factor: str, samples: tuple[Table, Table, Table], rng: Random) -> Share:
    """Both indices of one factor over all places, with bootstrap intervals over the points."""
    first, total, variance = _by_point(*samples)
    points = len(first)
    whole = _ratio(first, total, variance, range(points))
    drawn = [
        _ratio(first, total, variance, [int(rng.random() * points) for _ in range(points)])
        for _ in range(RESAMPLES)
    ]
    firsts, totals = (sorted(pair[index] for pair in drawn) for index in (0, 1))
    return Share(
        factor,
        whole[0],
        quantile(firsts, 0.05),
        quantile(firsts, 0.95),
        whole[1],
        quantile(totals, 0.05),
        quantile(totals, 0.95),
    )


def _by_point(a: Table, b: Table, mixed: Table) -> tuple[list[float], list[float], list[float]]:
    """The terms of both indices and of the variance at each point, summed over the places (each about its own mean)."""
    points = len(a[0])
    first, total, variance = [0.0] * points, [0.0] * points, [0.0] * points
    for ya, yb, ym in zip(a, b, mixed, strict=True):
        middle = (math.fsum(ya) + math.fsum(yb)) / (2 * points)
        for index in range(points):
            one, other, both = ya[index] - middle, yb[index] - middle, ym[index] - middle
            first[index] += other * (both - one)
            total[index] += (one - both) ** 2 / 2
            variance[index] += (one * one + other * other) / 2
    return first, total, variance


def _ratio(
    first: Sequence[float], total: Sequence[float], variance: Sequence[float], points: Sequence[int] | range
) -> tuple[float, float]:
    whole = math.fsum(variance[index] for index in points)
    if not whole:
        return 0.0, 0.0
    return (
        math.fsum(first[index] for index in points) / whole,
        math.fsum(total[index] for index in points) / whole,
    )

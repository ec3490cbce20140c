"""How sure a score is: a seeded Monte Carlo over the data's own chance, and what may be said from it (5.4).

Shares are drawn from Beta(x+1/2, n-x+1/2), the influence from its empirical Bayes posterior, a group's
participants from a Poisson, the effective voices by a bootstrap over persons; the number of qualified
consultations is fixed. Scores set by a rule stay what the rule says, missing indicators stay missing.

The samplers use only `random()` and `math`: Python promises the sequence of `random()` for a seed across its
versions, but not that of `gammavariate` and its kin, and a published interval must be rebuilt in years to come.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from random import Random
from types import MappingProxyType

from sgforum.core.marks import N_
from sgforum.metrics.indicators import (
    RATIOS,
    Inputs,
    Measured,
    capped_acts,
    effective_voices,
    equal_rate,
    measure,
    nothing_qualified,
)
from sgforum.metrics.ippk import effective_weights, evaluate, quantile
from sgforum.metrics.method import CURRENT, Method

Draw = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Interval:
    """Quantiles of the draws at the method's level, and each category's share of them."""

    low: float
    median: float
    high: float
    probabilities: tuple[tuple[str, float], ...]
    seed: int
    draws: int
    level: float


def seed_of(kelurahan: str, period: str, version: str) -> int:
    """Return SHA-256("kode|periode|versi") mod 2^32."""
    return int.from_bytes(hashlib.sha256(f"{kelurahan}|{period}|{version}".encode()).digest()) % 2**32


# A freeze asks twice for the same draws (interval, change) and a month later once more; 128 of them take 8 MB
@lru_cache(maxsize=128)
def simulate(inputs: Inputs, method: Method = CURRENT) -> tuple[float, ...]:
    """Return the method's number of draws of the score, empty where the score itself is missing."""
    measured = measure(inputs, method)
    weights = dict(effective_weights(measured, method))
    zero_decision = nothing_qualified(inputs)
    if zero_decision:
        weights["D3"] = {}
    if len(weights) < method.least_dimensions or not weights.keys() >= set(method.required_dimensions):
        return ()
    rng = Random(seed_of(inputs.kelurahan, inputs.period, method.version))
    columns = {
        item.code: _scores(item, inputs, rng, method)
        for item in measured
        if any(item.code in inside for inside in weights.values())
    }
    present = [d for d in method.dimensions if d.code in weights]
    total = sum(d.weight for d in present)
    inner, outer = _links(method)
    sums = [0.0] * method.draws
    for dimension in present:
        weight = dimension.weight / total
        values = _weighted(weights[dimension.code], columns, method.draws)
        sums = [known + weight * inner(value) for known, value in zip(sums, values, strict=True)]
    return tuple(map(outer, sums))


def _links(method: Method) -> tuple[Callable[[float], float], Callable[[float], float]]:
    """What is done to a dimension before, and to the sum after, dimensions are added up by weight (`ippk.across`)."""
    floor = method.floor
    if method.across == "arithmetic":
        return float, float
    return lambda value: math.log(max(value, floor)), math.exp


def interval(inputs: Inputs, method: Method = CURRENT) -> Interval | None:
    """Return the published interval and category probabilities of a score, None where there is no score.

    The bounds are quantiles of the draws, widened to the estimate itself where few people make the draws lie to one
    side of it (the bootstrap of SEF can only lose voices): nobody prints a score outside of its own interval.
    """
    draws = sorted(simulate(inputs, method))
    value = evaluate(inputs, method).value
    if not draws or value is None:
        return None
    tail = (1 - method.interval_level) / 2
    bounds = [bisect_left(draws, category.low) for category in method.categories[1:]]
    counts = [high - low for low, high in zip([0, *bounds], [*bounds, len(draws)], strict=True)]
    return Interval(
        low=min(quantile(draws, tail), value),
        median=quantile(draws, 0.5),
        high=max(quantile(draws, 1 - tail), value),
        probabilities=tuple(
            (category.code, count / len(draws))
            for category, count in zip(method.categories, counts, strict=True)
        ),
        seed=seed_of(inputs.kelurahan, inputs.period, method.version),
        draws=len(draws),
        level=method.interval_level,
    )


# --- What may be said ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verdict:
    """The categories the score lies in, lowest and highest (equal when sure), and their joint probability."""

    lowest: str
    highest: str
    probability: float


def verdict(value: float, probabilities: Sequence[tuple[str, float]], method: Method = CURRENT) -> Verdict:
    """Return the shortest run of neighbouring categories, with the estimate's own in it, that reaches 0.8.

    One category: "Baik (91 %)"; more: "antara Sedang dan Baik". The run always holds the category of the
    printed estimate, so that the two never contradict each other; of two runs the likelier is taken.
    """
    own = next(i for i, (code, _) in enumerate(probabilities) if code == method.category(value).code)
    runs = [
        (high - low, -math.fsum(share for _, share in probabilities[low : high + 1]), low, high)
        for low in range(own + 1)
        for high in range(own, len(probabilities))
    ]
    # The whole range always reaches 0.8; the tolerance is for sums of shares that miss 1 by a binary fraction.
    _, negative, low, high = min(run for run in runs if -run[1] >= method.category_sure - 1e-9)
    return Verdict(probabilities[low][0], probabilities[high][0], -negative)


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    NO_REAL_CHANGE = "no_real_change"


DIRECTION_LABELS: Mapping[Direction, str] = MappingProxyType(
    {
        Direction.UP: N_("naik"),
        Direction.DOWN: N_("turun"),
        Direction.NO_REAL_CHANGE: N_("tidak berubah nyata"),
    }
)


@dataclass(frozen=True, slots=True)
class Change:
    direction: Direction
    probability_up: float


def change(before: Sequence[float], after: Sequence[float], method: Method = CURRENT) -> Change | None:
    """Return whether a score really rose or fell between two months, from the draws of both; None without draws.

    P(delta > 0) is taken over all pairs of draws, a tie counts half. The months are taken as independent,
    though windows of six months overlap: the true difference is surer, so this errs towards "no real change".
    """
    if not before or not after:
        return None
    ordered = sorted(before)
    halves = sum(bisect_left(ordered, value) + bisect_right(ordered, value) for value in after)
    up = halves / (2 * len(before) * len(after))
    if up > method.change_sure:
        return Change(Direction.UP, up)
    if up < 1 - method.change_sure:
        return Change(Direction.DOWN, up)
    return Change(Direction.NO_REAL_CHANGE, up)


# --- Draws of each indicator -----------------------------------------------------------------------------------


def _weighted(
    inside: Mapping[str, float], columns: Mapping[str, Sequence[float]], draws: int
) -> Sequence[float]:
    values = [0.0] * draws
    for code, weight in inside.items():
        values = [value + weight * score for value, score in zip(values, columns[code], strict=True)]
    return values


def _scores(item: Measured, inputs: Inputs, rng: Random, method: Method) -> Sequence[float]:
    if item.rule is not None or item.code == "KSP":
        return [item.score or 0.0] * method.draws
    draw = _sampler(item.code, inputs, rng, method)
    score = method.by_code[item.code].scale.score
    return [score(draw()) for _ in range(method.draws)]


def _sampler(code: str, inputs: Inputs, rng: Random, method: Method) -> Draw:
    if code == "SET":
        return _equality_sampler(inputs, rng, method)
    if code == "SEF":
        return _voices_sampler(inputs, rng, method)
    if code == "PNG":
        x, n = inputs.proposals_adopted or 0.0, inputs.proposals_decided or 0
        m, kappa = inputs.city_mean or 0.0, inputs.city_kappa or 0.0
        return beta_sampler(rng, x + kappa * m, n - x + kappa * (1 - m))
    part, whole = (getattr(inputs, name) for name in RATIOS[code])
    return beta_sampler(rng, part + 0.5, max(whole - part, 0) + 0.5)


def _equality_sampler(inputs: Inputs, rng: Random, method: Method) -> Draw:
    samplers = [poisson_sampler(rng, group.participants) for group in inputs.groups or ()]
    return lambda: equal_rate(inputs, [draw() for draw in samplers], method)


def _voices_sampler(inputs: Inputs, rng: Random, method: Method) -> Draw:
    histogram = capped_acts(inputs, method)
    numbers = [acts for acts, _ in histogram]
    persons = [n for _, n in histogram]
    adults = inputs.adults or 1
    return lambda: effective_voices(zip(numbers, resample(rng, persons), strict=True)) / adults


# --- Exact samplers on `random()` alone ------------------------------------------------------------------------


def poisson_sampler(rng: Random, mean: float) -> Callable[[], int]:
    """Return an exact Poisson sampler: inversion of the distribution function, tabulated once up to 1 - 1e-15."""
    if mean <= 0:
        return lambda: 0
    top = math.ceil(mean + 12 * math.sqrt(mean) + 30)
    table = list(accumulate(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(top + 1)))
    return lambda: bisect_right(table, rng.random())


def gamma_sampler(rng: Random, shape: float) -> Draw:
    """Return a sampler of Gamma(shape, 1): R.C.H. Cheng, GB (Applied Statistics 26, 1977); U^(1/a) below 1."""
    if shape <= 1:
        above, power = gamma_sampler(rng, shape + 1), 1 / shape
        return lambda: above() * float((1.0 - rng.random()) ** power)
    root = math.sqrt(2 * shape - 1)
    b, c = shape - math.log(4), shape + root
    magic = 1 + math.log(4.5)
    random, log, exp = rng.random, math.log, math.exp

    def draw() -> float:
        while True:
            u = random()
            if not 1e-12 < u < 1 - 1e-12:
                continue
            z = u * u * (1.0 - random())
            v = log(u / (1.0 - u)) / root
            x = shape * exp(v)
            r = b + c * v - x
            if r + magic - 4.5 * z >= 0.0 or r >= log(z):
                return x

    return draw


def beta_sampler(rng: Random, a: float, b: float) -> Draw:
    """Return a sampler of Beta(a, b) as a ratio of gammas; a parameter of 0 puts all mass on its end."""
    if a <= 0 or b <= 0:
        end = 0.0 if a <= 0 else 1.0
        return lambda: end
    first, second = gamma_sampler(rng, a), gamma_sampler(rng, b)

    def draw() -> float:
        x = first()
        both = x + second()
        # Two shapes far below 1 may both underflow; the mass then sits at the ends, a/(a+b) of it at 1.
        return x / both if both else float(rng.random() * (a + b) < a)

    return draw


def resample(rng: Random, persons: Sequence[int]) -> list[int]:
    """Return one bootstrap of people over their classes: a multinomial with the observed counts, class by class."""
    left = people = sum(persons)
    drawn = []
    for count in persons:
        n = binomial(rng, left, count / people) if left and people else 0
        drawn.append(n)
        left -= n
        people -= count
    return drawn


def binomial(rng: Random, n: int, p: float) -> int:
    """Return one exact Binomial(n, p) draw: waiting times below n*p = 10, Hormann's BTRS (1993) above."""
    if p >= 1.0:
        return n
    if p > 0.5:
        return n - binomial(rng, n, 1.0 - p)
    if n * p < 10.0:
        return _binomial_by_waiting(rng, n, p)
    return _binomial_by_rejection(rng, n, p)


def _binomial_by_waiting(rng: Random, n: int, p: float) -> int:
    if p <= 0.0:
        return 0
    scale = math.log1p(-p)
    successes, trials = 0, 0
    while True:
        trials += math.floor(math.log(1.0 - rng.random()) / scale) + 1
        if trials > n:
            return successes
        successes += 1


def _binomial_by_rejection(rng: Random, n: int, p: float) -> int:
    spread = math.sqrt(n * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    quick = 0.92 - 4.2 / b
    alpha = (2.83 + 5.1 / b) * spread
    log_odds, mode = math.log(p / (1 - p)), math.floor((n + 1) * p)
    while True:
        u = rng.random() - 0.5
        v = 1.0 - rng.random()
        us = 0.5 - abs(u)
        if us <= 0.0:
            continue
        k = math.floor((2 * a / us + b) * u + n * p + 0.5)
        if not 0 <= k <= n:
            continue
        if us >= 0.07 and v <= quick:
            return k
        odds = math.lgamma(mode + 1) + math.lgamma(n - mode + 1)
        odds += (k - mode) * log_odds - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        if math.log(v * alpha / (a / (us * us) + b)) <= odds:
            return k

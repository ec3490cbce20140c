"""Weights: as given (or equal), down to every indicator, with noise, and as they turn out in the figures."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .draws import Stream
from .pipeline import Result
from .spec import TOP, Spec
from .statistics import correlation


@dataclass(frozen=True, slots=True)
class Weight:
    """One dimension or indicator. `share`: of the whole index, through all levels. r: with the index' scores.

    effective: the share of r^2 among its equals (all indicators, or the dimensions of its level): what the index
    listens to, whatever the weights say (Paruolo, Saisana and Saltelli 2013, linear case). NaN where r is.
    """

    code: str
    given: float
    share: float
    r: float
    effective: float


def shares(spec: Spec) -> dict[str, float]:
    """Return every dimension's and indicator's share of the whole index; the indicators' add up to 1."""
    found = {TOP: 1.0}
    for code in reversed(spec.bottom_up):
        total = math.fsum(spec.weights[child] for child in spec.children[code])
        for child in spec.children[code]:
            found[child] = found[code] * spec.weights[child] / total
    del found[TOP]
    return found


def noisy_weights(spec: Spec, noise: float, chance: Stream) -> dict[str, float]:
    """Return every weight times 1 + U(-noise, noise), each drawn by itself, in the order of the spec."""
    moves = chance.random_sample(len(spec.weights)) * 2 - 1
    return {
        code: weight * (1 + noise * float(move))
        for (code, weight), move in zip(spec.weights.items(), moves, strict=True)
    }


def weights(result: Result) -> list[Weight]:
    """Return given, nominal and effective weight of every dimension and indicator, in the order of the spec."""
    spec = result.spec
    nominal = shares(spec)
    r = {code: correlation(result.column(code), result.score) for code in nominal}
    effective: dict[str, float] = {}
    indicators = [indicator.code for indicator in spec.indicators]
    for equals in (indicators, *_levels(spec)):
        squares = {code: 0.0 if math.isnan(r[code]) else r[code] ** 2 for code in equals}
        total = math.fsum(squares.values())
        for code in equals:
            effective[code] = squares[code] / total if total and not math.isnan(r[code]) else math.nan
    return [
        Weight(code, spec.weights[code], nominal[code], r[code], effective[code]) for code in spec.weights
    ]


def _levels(spec: Spec) -> list[list[str]]:
    """The dimensions by how deep they stand."""
    depth = {TOP: 0}
    for code in reversed(spec.bottom_up):
        for child in spec.children[code]:
            if child in spec.children:
                depth[child] = depth[code] + 1
    return [[c for c, d in depth.items() if d == level] for level in range(1, max(depth.values()) + 1)]

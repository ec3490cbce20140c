"""Is an index coherent? Correlations that should make one look again, reliability, and what each indicator moves.

JRC: coherence is audited before robustness. Flags are questions, not verdicts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from .aggregate import NotPositiveIn, aggregate
from .pipeline import Result
from .ranks import mean_shift, ranks
from .spec import TOP, Spec
from .statistics import correlation, cronbach_alpha
from .weights import Weight, weights

REDUNDANT = 0.92


@dataclass(frozen=True, slots=True)
class Pair:
    """Two codes and their correlation. flag: "redundant" (|r| above 0.92), "opposed" (r below 0), or ""."""

    one: str
    other: str
    r: float
    flag: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """Cronbach's alpha of what stands right below a dimension ("" is the index)."""

    code: str
    alpha: float


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The ranking without one indicator: mean and largest absolute rank change, and a unit that has it."""

    code: str
    mean_shift: float
    largest_shift: int
    unit: str


@dataclass(frozen=True)
class Audit:
    """within: pairs right below the same dimension. upwards: each code with what stands above it, up to the index."""

    within: tuple[Pair, ...]
    upwards: tuple[Pair, ...]
    reliability: tuple[Reliability, ...]
    left_out: tuple[LeftOut, ...]
    weights: tuple[Weight, ...]


def audit(result: Result) -> Audit:
    """Return everything that the coherence of an index is judged by; NaN where too little is there to tell."""
    spec = result.spec
    within = [
        _pair(result, one, other)
        for code in reversed(spec.bottom_up)
        for one, other in combinations(spec.children[code], 2)
    ]
    upwards = []
    for child in spec.weights:
        above = _parent(spec, child)
        upwards.append(_pair(result, child, above, is_upwards=True))
        if above != TOP:
            upwards.append(_pair(result, child, TOP, is_upwards=True))
    return Audit(
        tuple(within),
        tuple(upwards),
        tuple(
            Reliability(code, cronbach_alpha([result.column(child) for child in spec.children[code]]))
            for code in reversed(spec.bottom_up)
            if len(spec.children[code]) > 1
        ),
        tuple(_left_out(result, indicator.code) for indicator in spec.indicators)
        if len(spec.indicators) > 1
        else (),
        tuple(weights(result)),
    )


def _parent(spec: Spec, child: str) -> str:
    return next(code for code, children in spec.children.items() if child in children)


def _pair(result: Result, one: str, other: str, *, is_upwards: bool = False) -> Pair:
    r = correlation(result.column(one), result.column(other))
    flag = "opposed" if r < 0 else "redundant" if abs(r) > REDUNDANT and not is_upwards else ""
    return Pair(one, other, r, flag)


def without(spec: Spec, code: str) -> Spec:
    """Return the spec without an indicator, and without the dimensions that nothing stands below any more."""
    indicators = tuple(i for i in spec.indicators if i.code != code)
    dimensions = spec.dimensions
    while True:
        used = {i.dimension for i in indicators} | {d.parent for d in dimensions}
        kept = tuple(d for d in dimensions if d.code in used)
        if len(kept) == len(dimensions):
            return replace(spec, indicators=indicators, dimensions=dimensions)
        dimensions = kept


def _left_out(result: Result, code: str) -> LeftOut:
    fewer = without(result.spec, code)
    blocks = result.table.blocks
    try:
        score = aggregate(fewer, result.stages["normalised"], fewer.weights).nodes[TOP].score
    except NotPositiveIn:  # what is left is no longer above 0, and the spec has no score for that
        return LeftOut(code, math.nan, 0, "")
    after = ranks(score, blocks)
    both = (result.rank > 0) & (after > 0)
    moves = np.where(both, np.abs(result.rank - after), -1)
    farthest = int(moves.argmax())
    if moves[farthest] < 0:
        return LeftOut(code, math.nan, 0, "")
    return LeftOut(code, mean_shift(result.rank, after), int(moves[farthest]), result.table.label(farthest))

"""One unit in full: where it stands at every level, its strengths and weaknesses, and what would raise it most."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ...core.errors import InvalidInput
from .aggregate import NotPositiveIn, aggregate
from .pipeline import Result
from .ranks import ranks
from .spec import TOP
from .table import Array
from .weights import shares

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A value among those of the unit's period. rank: 1 is best, 0 without a value; `of` counts those with one.

    share: of the whole index by its weight. raw: an indicator's value as it stood in the data. gain: what the index
    would rise by if this indicator were as good as the best of the period.
    """

    code: str
    name: str
    value: float
    rank: int
    of: int
    median: float
    share: float
    raw: float = math.nan
    gain: float = math.nan

    @property
    def is_in_better_half(self) -> bool:
        """Whether it stands no lower than the middle of those with a value."""
        return 0 < self.rank <= (self.of + 1) / 2


@dataclass(frozen=True)
class Profile:
    """A unit in one period. strengths, weaknesses: up to three indicators in the better half, the best first, and below it, the worst first; raise_first: the largest gain."""

    unit: str
    time: str
    index: Standing
    dimensions: tuple[Standing, ...]
    indicators: tuple[Standing, ...]
    strengths: tuple[str, ...]
    weaknesses: tuple[str, ...]
    raise_first: str


def profiles(result: Result, unit: str) -> list[Profile]:
    """Return the unit's profile in every row it stands in; raises InvalidInput where there is none."""
    rows = np.flatnonzero(result.table.units == unit)
    if not len(rows):
        raise InvalidInput(f'the data have no unit "{unit}"')
    return [_profile(result, int(row)) for row in rows]


def _profile(result: Result, row: int) -> Profile:
    spec = result.spec
    share = shares(spec)
    gains = _gains(result, row)
    dimensions = [_standing(result, row, d.code, d.name, share[d.code]) for d in spec.dimensions]
    indicators = [
        _standing(
            result,
            row,
            i.code,
            i.name,
            share[i.code],
            raw_and_gain=(_raw(result, i.code, row), gains[i.code]),
        )
        for i in spec.indicators
    ]
    ranked = sorted((s for s in indicators if s.rank), key=lambda s: (s.rank / s.of, -s.share))
    first = max(indicators, key=lambda s: -math.inf if math.isnan(s.gain) else s.gain)
    return Profile(
        str(result.table.units[row]),
        str(result.table.periods[row]),
        _standing(result, row, TOP, spec.name, 1.0),
        tuple(dimensions),
        tuple(indicators),
        tuple(s.code for s in ranked if s.is_in_better_half)[:MOST_NAMED],
        tuple(s.code for s in reversed(ranked) if not s.is_in_better_half)[:MOST_NAMED],
        first.code if first.gain > 0 else "",
    )


def _raw(result: Result, code: str, row: int) -> float:
    return float(result.stages["raw"][code][row])


def _block(result: Result, row: int) -> slice:
    return next(block for block in result.table.blocks if block.start <= row < block.stop)


def _standing(
    result: Result,
    row: int,
    code: str,
    name: str,
    share: float,
    *,
    raw_and_gain: tuple[float, float] = (math.nan, math.nan),
) -> Standing:
    block = _block(result, row)
    column = result.column(code)[block]
    there = column[~np.isnan(column)]
    return Standing(
        code,
        name,
        float(column[row - block.start]),
        int(ranks(column, [slice(0, len(column))])[row - block.start]),
        len(there),
        float(np.median(there)) if len(there) else math.nan,
        share,
        *raw_and_gain,
    )


def _gains(result: Result, row: int) -> dict[str, float]:
    """What the index gains with each indicator at its best of the period, the others as they are."""
    block = _block(result, row)
    codes = [indicator.code for indicator in result.spec.indicators]
    normalised = result.stages["normalised"]
    columns: dict[str, Array] = {code: np.full(len(codes), normalised[code][row]) for code in codes}
    for at, code in enumerate(codes):
        values = normalised[code][block]
        there = values[~np.isnan(values)]
        columns[code][at] = there.max() if len(there) else math.nan
    try:
        raised = aggregate(result.spec, columns, result.spec.weights).nodes[TOP].score
    except NotPositiveIn:  # an MPI below may fall when one of its values rises
        return dict.fromkeys(codes, math.nan)
    return {
        code: float(gain) if not np.isnan(normalised[code][row]) else math.nan
        for code, gain in zip(codes, raised - result.score[row], strict=True)
    }

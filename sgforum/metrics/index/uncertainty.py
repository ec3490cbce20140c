"""How sure an index is: a seeded Monte Carlo over errors of the data and choices of the method.

The same spec, data and seed give the same bytes, in whatever order the file lists its units. Rows are drawn period by
period and in pieces, so that memory does not grow with the number of periods.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .draws import METHOD, quantiles, stream
from .pipeline import Result
from .ranks import ranks
from .table import Array
from .variants import Variant, Variants, points, variant_at, varied

MOST_CELLS = 2**24  # draws x rows held at once: 128 MB, and as much again while they are sorted
MOST_RANKED = 10_000  # units in a period, above which ranks have no interval


@dataclass(frozen=True, eq=False)
class Spread:
    """By row, in the order of the table: an interval at `level`, the median, the share of draws with a score.

    rank_low, rank_high: the same for ranks (low is the better end); 0 where there is none.
    """

    draws: int
    seed: int
    level: float
    varied: tuple[str, ...]
    low: Array
    median: Array
    high: Array
    scored: Array
    rank_low: Array
    rank_high: Array


def simulate(result: Result, *, draws: int | None = None, seed: int | None = None) -> Spread:
    """Return how far scores and ranks spread when what the spec calls uncertain varies; both default to the spec's.

    A score's interval is widened to the score itself: nobody prints a score outside of its own interval.
    """
    given = result.spec.uncertainty
    draws = given.draws if draws is None else draws
    seed = given.seed if seed is None else seed
    factors = varied(result.spec)
    chance = stream(seed, METHOD).random_sample((draws, len(factors)))
    variants = [variant_at(result.spec, point, seed) for point in points(factors, chance)]
    many = Variants(result, seed)
    tail = (1 - given.level) / 2
    found = np.full((6, len(result.table)), np.nan)
    for place, rows in enumerate(_pieces(result, draws)):
        found[:, rows] = _of_rows(many, variants, rows, place, (tail, 0.5, 1 - tail))
    low, median, high, scored, rank_low, rank_high = found
    has_score = ~np.isnan(result.score)
    return Spread(
        draws=draws,
        seed=seed,
        level=given.level,
        varied=factors,
        low=np.where(has_score, np.fmin(low, result.score), np.nan),
        median=np.where(has_score, median, np.nan),
        high=np.where(has_score, np.fmax(high, result.score), np.nan),
        scored=scored,
        rank_low=np.where(has_score, np.nan_to_num(rank_low), 0.0),
        rank_high=np.where(has_score, np.nan_to_num(rank_high), 0.0),
    )


def _pieces(result: Result, draws: int) -> list[slice]:
    """Rows that are drawn together: a period, or parts of one that is too large to be held at once."""
    most = max(MOST_CELLS // draws, 1)
    return [
        slice(start, min(start + most, block.stop))
        for block in result.table.blocks
        for start in range(block.start, block.stop, most)
    ]


def _of_rows(
    many: Variants, variants: list[Variant], rows: slice, place: int, shares: tuple[float, ...]
) -> Array:
    size = rows.stop - rows.start
    drawn = np.empty((len(variants), size))
    for number, variant in enumerate(variants):
        drawn[number] = many.scores(variant, rows, place)
    is_whole = any(block == rows for block in many.result.table.blocks)
    ranked = _rank_interval(drawn, shares) if is_whole and size <= MOST_RANKED else np.full((2, size), np.nan)
    scored = (~np.isnan(drawn)).mean(axis=0)
    drawn.sort(axis=0)
    return np.stack([*quantiles(drawn, shares), scored, *ranked])


def _rank_interval(drawn: Array, shares: tuple[float, ...]) -> Array:
    """Whole ranks at both ends, outwards."""
    whole = [slice(0, drawn.shape[1])]
    found = np.stack([ranks(scores, whole) for scores in drawn]).astype(np.float64)
    found[found == 0] = np.nan
    found.sort(axis=0)
    low, high = quantiles(found, (shares[0], shares[-1]))
    return np.stack([np.floor(low), np.ceil(high)])

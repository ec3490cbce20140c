"""What drives an index' ranking: Sobol shares of the spec's uncertain choices in the mean absolute rank change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .pipeline import Result
from .ranks import mean_shift, ranks
from .sobol import Sobol, sobol
from .table import Array
from .variants import Variants, points, variant_at, varied

FEW = 256  # points of each base sample where neither the spec nor the caller says


@dataclass(frozen=True)
class Sensitivity:
    """Shares by factor; `mean_shift` is the mean absolute rank change over the sample, in ranks."""

    draws: int
    seed: int
    evaluations: int
    mean_shift: float
    factors: dict[str, Sobol]


def sensitivity(result: Result, *, draws: int | None = None, seed: int | None = None) -> Sensitivity:
    """Return the shares of each varied factor; `draws` is N, the index is computed N (factors + 2) times."""
    given = result.spec.uncertainty
    draws = (given.draws or FEW) if draws is None else draws
    seed = given.seed if seed is None else seed
    factors = varied(result.spec)
    many, shifts = Variants(result, seed), []

    def shift(chance: Array) -> Array:
        found = [_shift(many, point, seed) for point in points(factors, chance)]
        shifts.extend(found)
        return np.array(found)

    shares = sobol(shift, len(factors), draws, seed=seed) if factors else []
    return Sensitivity(
        draws,
        seed,
        len(shifts),
        float(np.mean(shifts)) if shifts else 0.0,
        dict(zip(factors, shares, strict=True)),
    )


def _shift(many: Variants, point: dict[str, float], seed: int) -> float:
    variant = variant_at(many.spec, point, seed)
    blocks = many.result.table.blocks
    scores = np.concatenate([many.scores(variant, rows, place) for place, rows in enumerate(blocks)])
    return mean_shift(many.result.rank, ranks(scores, blocks))

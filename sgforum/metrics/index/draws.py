"""Seeded chance: independent streams by key, of a generator whose numbers numpy promises to keep for ever.

`RandomState` is frozen (NEP 19): a published interval can be rebuilt with a later numpy; `Generator` may change.
"""

from __future__ import annotations

import numpy as np

from .table import Array

METHOD, WEIGHTS, GOALPOSTS, DATA, SOBOL, BOOTSTRAP = range(6)
Stream = np.random.RandomState


def stream(seed: int, *key: int) -> Stream:
    """Return the stream of a seed and a key; streams of other keys share nothing with it."""
    return Stream(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))


def quantiles(ordered: Array, shares: tuple[float, ...]) -> list[Array]:
    """Return quantiles (Hyndman and Fan, type 7) of each column of draws sorted upwards, NaN last; NaN without draws.

    ordered: (draws, rows). A column with fewer draws than the others is taken over those that it has.
    """
    counts = (~np.isnan(ordered)).sum(axis=0)
    rows = np.arange(ordered.shape[1])
    found = []
    for share in shares:
        place = share * np.maximum(counts - 1, 0)
        below = np.floor(place).astype(np.intp)
        above = np.minimum(below + 1, np.maximum(counts - 1, 0))
        low = ordered[below, rows]
        found.append(low + (place - below) * (ordered[above, rows] - low))
    return found

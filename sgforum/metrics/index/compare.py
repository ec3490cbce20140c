"""Two versions of a method (or of the data) side by side: every unit's scores and ranks, and what was changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...core.errors import InvalidInput
from .pipeline import Result
from .statistics import rank_correlation

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """One unit (and period) in both versions; ranks are 0 and scores NaN where there is none."""

    unit: str
    time: str
    score: tuple[float, float]
    rank: tuple[int, int]

    @property
    def climbed(self) -> int | None:
        """How many ranks better it stands in the second version."""
        return self.rank[0] - self.rank[1] if all(self.rank) else None


@dataclass(frozen=True)
class Comparison:
    """spearman: of the scores in both. mean_shift: mean absolute rank change. differences: (where, before, after)."""

    units: tuple[Moved, ...]
    only_before: tuple[Key, ...]
    only_after: tuple[Key, ...]
    spearman: float
    mean_shift: float
    differences: tuple[tuple[str, Any, Any], ...]


def compare(before: Result, after: Result) -> Comparison:
    """Return how units move from one result to another; raises InvalidInput where a unit stands in several rows."""
    one, other = _rows(before), _rows(after)
    both = [key for key in one if key in other]
    moved = [
        Moved(
            *key,
            (float(before.score[one[key]]), float(after.score[other[key]])),
            (int(before.rank[one[key]]), int(after.rank[other[key]])),
        )
        for key in both
    ]
    shifts = [abs(unit.climbed) for unit in moved if unit.climbed is not None]
    pairs = np.array([unit.score for unit in moved]).reshape(-1, 2)
    return Comparison(
        tuple(moved),
        tuple(key for key in one if key not in other),
        tuple(key for key in other if key not in one),
        rank_correlation(pairs[:, 0], pairs[:, 1]),
        math.fsum(shifts) / len(shifts) if shifts else math.nan,
        tuple(_differences(_keyed(before.spec.document), _keyed(after.spec.document), "")),
    )


def _rows(result: Result) -> dict[Key, int]:
    """The row of each unit and period, in the order of the file."""
    found: dict[Key, int] = {}
    for row in result.table.in_file_order.tolist():
        key = (str(result.table.units[row]), str(result.table.periods[row]))
        if key in found:
            raise InvalidInput(
                f"unit {result.table.label(row)} stands in several rows: it cannot be compared"
            )
        found[key] = row
    return found


def _keyed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The spec with dimensions and indicators under their codes, so that their order is no difference."""
    return {
        name: {item["code"]: item for item in table} if isinstance(table, list) else table
        for name, table in document.items()
    }


def _differences(before: Any, after: Any, where: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            yield from _differences(before.get(key), after.get(key), f"{where}.{key}" if where else key)
    elif before != after:
        yield where, before, after

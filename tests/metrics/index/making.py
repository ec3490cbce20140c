"""Specs and tables for tests, as short as they can be."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from typing import Any

from sgforum.metrics.index.parsing import make_spec
from sgforum.metrics.index.pipeline import Result, compute
from sgforum.metrics.index.spec import Spec
from sgforum.metrics.index.table import make_table, read_table


def spec(
    *indicators: str | Mapping[str, Any], dimension: Sequence[Mapping[str, Any]] = (), **index: Any
) -> Spec:
    """A spec of indicators (a code, or a table) and keys of the index; `uncertainty` is a table of its own."""
    uncertainty = index.pop("uncertainty", {})
    return make_spec(
        {
            "index": {"unit": "unit", **index},
            "dimension": list(dimension),
            "indicator": [{"code": one} if isinstance(one, str) else one for one in indicators],
            "uncertainty": uncertainty,
        }
    )


def computed(given: Spec, *, periods: Sequence[str] | None = None, **columns: Sequence[Any]) -> Result:
    """The index of columns in memory; units are A, B, … unless `unit` names them. Columns of words are groups."""
    units = columns.pop("unit", None) or [chr(65 + i) for i in range(len(next(iter(columns.values()))))]
    words = {name: column for name, column in columns.items() if any(isinstance(v, str) for v in column)}
    numbers = {name: column for name, column in columns.items() if name not in words}
    return compute(given, make_table(units, numbers, periods=periods, texts=words))


def scores(result: Result, code: str = "") -> dict[str, float]:
    """The index, a dimension or an indicator by unit."""
    column = result.column(code)
    return {result.table.label(row): float(column[row]) for row in range(len(result.table))}


def notes(result: Result, stage: str | None = None) -> str:
    return "\n".join(note for entry in result.log if stage in (None, entry.stage) for note in entry.notes)


def of_file(given: Spec, path) -> Result:
    with path.open(encoding="utf-8", newline="") as lines:
        return compute(given, read_table(lines, given))


def rows_of(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))

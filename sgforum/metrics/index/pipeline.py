"""From a spec and a table to scores: all stages, ranks, and the log they can be replayed from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ...core.errors import InvalidInput
from .aggregate import Combined, NotPositiveIn, aggregate
from .log import Entry, digest
from .parsing import make_spec
from .ranks import ranks
from .spec import TOP, Spec
from .stages import STAGES, Stages, Yardstick, prepare, scale
from .table import Array, Rows, Table


@dataclass(frozen=True, eq=False)
class Result:
    """A computed index. All columns are in the order of `table`; NaN stands for no value."""

    spec: Spec
    table: Table
    stages: Mapping[str, Mapping[str, Array]]
    nodes: Mapping[str, Combined]
    yardstick: Yardstick
    log: tuple[Entry, ...]

    @property
    def score(self) -> Array:
        """The index itself, one value for each row."""
        return self.nodes[TOP].score

    @cached_property
    def rank(self) -> Rows:
        """1 for the highest score of the row's period, ties share the best, 0 without a score."""
        return ranks(self.score, self.table.blocks)

    def column(self, code: str) -> Array:
        """The score of a dimension, or the normalised values of an indicator."""
        return self.nodes[code].score if code in self.nodes else self.stages["normalised"][code]


def compute(spec: Spec, table: Table) -> Result:
    """Return the index of every row with all stages and the log; raises InvalidInput where the spec asks for it."""
    stages = Stages()
    with np.errstate(all="ignore"):  # what is not finite is made none, and told
        prepare(spec, table, stages)
        yardstick = scale(spec, table, stages)
    nodes = combined(spec, table, stages.columns["normalised"])
    stages.add(
        "aggregated",
        {code: found.score for code, found in nodes.items()},
        table,
        Entry("aggregated", notes=_of_nodes(spec, table, nodes)),
    )
    return Result(spec, table, stages.columns, nodes, yardstick, tuple(stages.entries))


def combined(spec: Spec, table: Table, columns: Mapping[str, Array]) -> dict[str, Combined]:
    """Return what every level makes of normalised columns; raises InvalidInput under zero = "error"."""
    try:
        return aggregate(spec, columns, spec.weights).nodes
    except NotPositiveIn as error:
        raise in_words(error, table) from None


def in_words(error: NotPositiveIn, table: Table, first: int = 0) -> InvalidInput:
    """The sentence of a value that a mean cannot take; `first` is where the rows of the error begin."""
    where = f'dimension "{error.dimension}"' if error.dimension else "the index"
    return InvalidInput(
        f'{table.label(first + error.row)}: "{error.child}" is not above 0, and {where} is a {error.mean} mean '
        'with zero = "error"'
    )


def _of_nodes(spec: Spec, table: Table, nodes: Mapping[str, Combined]) -> tuple[str, ...]:
    notes = []
    for code, found in nodes.items():
        where = f'dimension "{code}"' if code else "index"
        if touched := int(found.lifted.sum()):
            labels = table.labels(np.flatnonzero(found.lifted))
            notes.append(f"{where}: zero = {spec.zero} was applied to {touched} rows: {labels}")
        empty = np.isnan(found.score)
        if without := int(empty.sum()):
            labels = table.labels(np.flatnonzero(empty))
            least = spec.missing_of(code)
            notes.append(
                f"{where}: no score for {without} rows with nothing or less than {least:g} of the weight: {labels}"
            )
        partly = np.flatnonzero((found.present < 1 - 1e-9) & ~empty)
        if len(partly):
            labels = table.labels(partly)
            notes.append(
                f"{where}: in {len(partly)} rows the weights of what is there were scaled up: {labels}"
            )
    return tuple(notes)


def replay(log: Any, table: Table) -> str | None:
    """Compute again from the spec in a published log; return the first stage that comes out differently, or None.

    Raises InvalidInput for a log that holds no spec.
    """
    again = compute(spec_of(log), table)
    published = {entry.get("stage"): entry.get("sha256") for entry in log if isinstance(entry, Mapping)}
    for entry in again.log:
        if published.get(entry.stage) != entry.sha256:
            return entry.stage
    return None


def spec_of(log: Any) -> Spec:
    """Return the spec that a published log begins with; raises InvalidInput."""
    first = log[0] if isinstance(log, list) and log and isinstance(log[0], Mapping) else {}
    parameters = first.get("parameters")
    if not isinstance(parameters, Mapping) or "spec" not in parameters:
        raise InvalidInput("this is no log of an index: it does not begin with a spec")
    return make_spec(parameters["spec"])


__all__ = ["STAGES", "Result", "combined", "compute", "digest", "in_words", "replay", "spec_of"]

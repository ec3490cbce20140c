"""The log of a computation: every stage with its parameters, what it changed, and the digest of what came out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .missing import Change
from .table import Array, Table, settled


@dataclass(frozen=True)
class Entry:
    """One stage. `sha256` is over its columns, rounded to nine places so that only binary noise is left out."""

    stage: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    changed: int = 0
    sha256: str = ""


def digest(columns: Mapping[str, Array], table: Table) -> str:
    """Return the SHA-256 of named columns with the names of their rows, in the table's own order."""
    found = hashlib.sha256()
    for name, column in (("units", table.units), ("periods", table.periods)):
        found.update(f"{name}\n".encode())
        for text in column.tolist():
            found.update(text.encode() + b"\n")
    for name in sorted(columns):
        found.update(f"{name}\n".encode())
        rounded = settled(columns[name])
        rounded[np.isnan(rounded)] = np.nan  # one bit pattern for all
        found.update(rounded.astype("<f8").tobytes())
    return found.hexdigest()


def number(value: float) -> float | None:
    """A number as JSON has it: none for NaN."""
    return None if value != value else float(value)  # noqa: PLR0124 - NaN is the one that differs from itself


def documents(entries: tuple[Entry, ...], table: Table) -> list[dict[str, Any]]:
    """Return the log as plain tables: stage, parameters, notes, changes (the first thousand), changed, sha256."""
    return [
        {
            "stage": entry.stage,
            "parameters": dict(entry.parameters),
            "notes": list(entry.notes),
            "changed": entry.changed,
            "changes": [_change(change, table) for change in entry.changes],
            "sha256": entry.sha256,
        }
        for entry in entries
    ]


def _change(change: Change, table: Table) -> dict[str, Any]:
    period = str(table.periods[change.row])
    return {
        "unit": str(table.units[change.row]),
        **({"time": period} if period else {}),
        "indicator": change.indicator,
        "before": number(change.before),
        "after": number(change.after),
        "how": change.how,
    }

"""A computed index as one document of plain values: what `sgforum index compute --json` prints (docs/index-spec.md)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from .log import Entry, documents, number
from .pipeline import Result
from .sensitivity import Sensitivity
from .spec import TOP
from .uncertainty import Spread

Document = dict[str, Any]


def document(result: Result, spread: Spread | None = None) -> Document:
    """Return name, version, units (in the order of the file) and log; null for what has no value."""
    log = documents(result.log, result.table)
    if spread:
        log += documents((_entry(spread),), result.table)
    return {
        "name": result.spec.name,
        "version": result.spec.version,
        "scale": result.spec.scale,
        "units": [unit(result, int(row), spread) for row in result.table.in_file_order],
        "log": log,
    }


def unit(result: Result, row: int, spread: Spread | None = None) -> Document:
    """One unit: score, rank, interval, every dimension and indicator on the scale of the index, what is missing."""
    indicators = {i.code: float(result.stages["normalised"][i.code][row]) for i in result.spec.indicators}
    period = str(result.table.periods[row])
    return {
        "unit": str(result.table.units[row]),
        **({"time": period} if period else {}),
        "score": number(result.score[row]),
        "rank": int(result.rank[row]) or None,
        "interval": interval(spread, row) if spread else None,
        "dimensions": {code: number(found.score[row]) for code, found in _named(result).items()},
        "indicators": {code: number(value) for code, value in indicators.items()},
        "missing": [code for code, value in indicators.items() if np.isnan(value)],
    }


def _named(result: Result) -> dict[str, Any]:
    """The dimensions in the order of the spec."""
    return {dimension.code: result.nodes[dimension.code] for dimension in result.spec.dimensions}


def interval(spread: Spread, row: int) -> Document | None:
    """The interval of a unit's score, and of its rank where that was drawn; None for a unit without a score."""
    if np.isnan(spread.low[row]):
        return None
    ranked = spread.rank_low[row] > 0
    return {
        "low": float(spread.low[row]),
        "median": number(spread.median[row]),
        "high": float(spread.high[row]),
        "level": spread.level,
        "rank_low": int(spread.rank_low[row]) if ranked else None,
        "rank_high": int(spread.rank_high[row]) if ranked else None,
        "scored": float(spread.scored[row]),
    }


def _entry(spread: Spread) -> Entry:
    parameters = {
        "draws": spread.draws,
        "seed": spread.seed,
        "level": spread.level,
        "varied": list(spread.varied),
    }
    notes = [] if spread.varied else ["nothing is uncertain by the spec: every interval is its score"]
    if not spread.rank_low.any():
        notes.append("ranks have no interval: too many units in a period, or none with a score")
    return Entry("uncertainty", parameters, tuple(notes))


def sensitivity_document(found: Sensitivity) -> Document:
    """Shares of the variance of the mean absolute rank change, by factor."""
    return {
        "target": "mean absolute rank change",
        "draws": found.draws,
        "seed": found.seed,
        "evaluations": found.evaluations,
        "mean_shift": found.mean_shift,
        "factors": {factor: asdict(shares) for factor, shares in found.factors.items()},
    }


__all__ = ["TOP", "Document", "document", "interval", "sensitivity_document", "unit"]

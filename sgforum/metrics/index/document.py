"""A computed index as one document of plain values: what `sgforum index compute --json` prints (docs/index-spec.md)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from .audit import Audit
from .compare import Comparison
from .log import Entry, documents, number
from .pipeline import Result
from .profile import Profile, Standing
from .sensitivity import Sensitivity
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
    return {
        **_named_row(str(result.table.units[row]), str(result.table.periods[row])),
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


def audit_document(found: Audit) -> Document:
    """Correlations with their flags, reliability, the ranking without each indicator, and weights as they turn out."""
    return {
        "within": [_plain(asdict(pair)) for pair in found.within],
        "upwards": [_plain(asdict(pair)) for pair in found.upwards],
        "reliability": [_plain(asdict(item)) for item in found.reliability],
        "left_out": [_plain(asdict(item)) for item in found.left_out],
        "weights": [_plain(asdict(item)) for item in found.weights],
    }


def comparison_document(found: Comparison) -> Document:
    """Units in both results with score, rank and climb; what is in one only; what differs between the specs."""
    return {
        "spearman": number(found.spearman),
        "mean_shift": number(found.mean_shift),
        "differences": [{"where": w, "before": b, "after": a} for w, b, a in found.differences],
        "units": [
            {
                **_named_row(unit.unit, unit.time),
                "before": {"score": number(unit.score[0]), "rank": unit.rank[0] or None},
                "after": {"score": number(unit.score[1]), "rank": unit.rank[1] or None},
                "climbed": unit.climbed,
            }
            for unit in found.units
        ],
        "only_before": [_named_row(*key) for key in found.only_before],
        "only_after": [_named_row(*key) for key in found.only_after],
    }


def profile_document(found: Profile) -> Document:
    """One unit and period: its standing at every level, strengths, weaknesses, and what to raise first."""
    return {
        **_named_row(found.unit, found.time),
        "index": _standing(found.index),
        "dimensions": [_standing(item) for item in found.dimensions],
        "indicators": [_standing(item) for item in found.indicators],
        "strengths": list(found.strengths),
        "weaknesses": list(found.weaknesses),
        "raise_first": found.raise_first or None,
    }


def _standing(item: Standing) -> Document:
    return {**_plain(asdict(item)), "rank": item.rank or None}


def _named_row(unit: str, time: str) -> Document:
    return {"unit": unit, **({"time": time} if time else {})}


def _plain(values: Document) -> Document:
    return {key: number(value) if isinstance(value, float) else value for key, value in values.items()}

"""The bytes of inputs and scores: one form only, so that a published score can be rebuilt and its hash checked.

Canonical JSON here: keys sorted, no spaces, UTF-8, no NaN or infinity, a float held to 12 significant digits and
written in Python's shortest form. Twelve digits are more than a score needs and fewer than two libm differ in.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sgforum.metrics import interval as sure
from sgforum.metrics.indicators import Group, Inputs, Measured
from sgforum.metrics.interval import Interval
from sgforum.metrics.ippk import DimensionScore, Result, evaluate
from sgforum.metrics.method import CURRENT, Method, get_method
from sgforum.metrics.publication import Condition, failed_conditions, may_compare

_FIELDS = frozenset(field.name for field in fields(Inputs))


def to_bytes(value: Any) -> bytes:
    """Return the canonical JSON of plain values; raises ValueError for NaN and infinity, TypeError for the rest."""
    text = json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.12g}") + 0.0  # -0.0 and 0.0 are one number
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value


def inputs_bytes(inputs: Inputs, method: Method = CURRENT) -> bytes:
    """Return the snapshot to be stored: the counts and the version of the method they were counted for.

    What nothing records yet is left out, so that an input added later leaves these bytes and their hash alone.
    """
    counts = {name: value for name, value in asdict(inputs).items() if value is not None}
    return to_bytes({"method": method.version, "inputs": counts})


def parse_inputs(data: bytes | str) -> tuple[Inputs, Method]:
    """Return counts and method of a stored snapshot.

    Raises ValueError for JSON of another shape (a field unknown here would silently not count) and for counts
    that contradict each other, LookupError for an unknown method.
    """
    document = json.loads(data)
    if not isinstance(document, dict) or document.keys() != {"method", "inputs"}:
        raise ValueError("not a snapshot of inputs: it needs exactly `method` and `inputs`")
    counts = document["inputs"]
    if not isinstance(counts, dict) or not counts.keys() <= _FIELDS:
        unknown = sorted(set(counts) - _FIELDS) if isinstance(counts, dict) else counts
        raise ValueError(f"unknown inputs: {unknown}")
    try:
        return _inputs(counts), get_method(document["method"])
    except TypeError as error:
        raise ValueError(f"inputs of a wrong kind: {error}") from error


def _inputs(counts: dict[str, Any]) -> Inputs:
    values = dict(counts)
    if values.get("groups") is not None:
        values["groups"] = tuple(Group(**group) for group in values["groups"])
    if values.get("acts") is not None:
        values["acts"] = tuple((acts, persons) for acts, persons in values["acts"])
    return Inputs(**values)


def rebuild(snapshot: bytes | str) -> bytes:
    """Return the score of a stored snapshot, byte for byte what was published; raises as `parse_inputs`.

    Freezing a month goes through here too, so that what is stored was made from the stored inputs.
    """
    inputs, method = parse_inputs(snapshot)
    return to_bytes(score_document(inputs, method))


def score_document(inputs: Inputs, method: Method = CURRENT) -> dict[str, Any]:
    """Return the score as plain values.

    Where a condition of publication fails there is no number for the place: `ippk`, `interval` and what follows
    from them are null, and `failed` says why. Indicators and dimensions stay, as evidence for the officials.
    """
    result = evaluate(inputs, method)
    failed = failed_conditions(inputs, result, method)
    document: dict[str, Any] = {
        "kelurahan": inputs.kelurahan,
        "period": inputs.period,
        "method": method.version,
        "input_hash": digest(inputs_bytes(inputs, method)),
        "failed": [_condition(condition) for condition in failed],
        "published": not failed,
        "comparable": may_compare(inputs, result, method),
        "indicators": {item.code: _indicator(item) for item in result.indicators},
        "dimensions": {item.code: _dimension(item) for item in result.dimensions},
        "weakest": None if result.weakest is None else asdict(result.weakest),
    }
    number = _nothing() if failed else _number(result, sure.interval(inputs, method), method)
    return document | number


def _nothing() -> dict[str, None]:
    return dict.fromkeys(("ippk", "shown", "category", "category_probability", "interval", "verdict"))


def _number(result: Result, spread: Interval | None, method: Method) -> dict[str, Any]:
    if result.value is None or result.category is None or spread is None:
        return _nothing()
    return {
        "ippk": result.value,
        "shown": result.shown,
        "category": result.category.code,
        "category_probability": dict(spread.probabilities)[result.category.code],
        "interval": asdict(spread) | {"probabilities": dict(spread.probabilities)},
        "verdict": asdict(sure.verdict(result.value, spread.probabilities, method)),
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {"code": condition.failure.value, "values": dict(condition.values)}


def _indicator(item: Measured) -> dict[str, Any]:
    return {"raw": item.raw, "score": item.score, "missing": item.missing, "rule": item.rule}


def _dimension(item: DimensionScore) -> dict[str, Any]:
    return {"value": item.value, "weight_present": item.weight_present, "rule": item.rule}

"""What a score is made of and what would raise it: the score again with one indicator full. Pure.

Section 7 of score.md ranks what to do by weight x (target - score); here the target is 100, and the gain is told in
points of the IPPK itself, with everything else as it was.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

from sgforum.metrics.indicators import Rule
from sgforum.metrics.ippk import combine
from sgforum.metrics.method import CURRENT, Method

# The indicator that counts what the rule NOTHING_QUALIFIED asks for
_LIFTS = "KSP"
# Less than this is not worth a line: it prints as 0,0
LEAST_GAIN = 0.05


class Lever(NamedTuple):
    """One indicator: its score, its share of the whole weight in per cent, and the points that the IPPK would gain if it were full."""

    code: str
    dimension: str
    score: float
    share: float
    gain: float


def levers(document: Mapping[str, Any], method: Method = CURRENT) -> list[Lever]:
    """Return the indicators that have a score, the greatest gain first, those alike in the method's order.

    document: a stored score with an IPPK (`ippk`, `dimensions`, `indicators`). An indicator whose dimension was set to 0 by
    a rule gains nothing alone; only KSP lifts that rule, for it counts what the rule asks for.
    """
    scores = {
        code: item["score"] for code, item in document["indicators"].items() if item["score"] is not None
    }
    values = {
        code: item["value"] for code, item in document["dimensions"].items() if item["value"] is not None
    }
    total = math.fsum(d.weight for d in method.dimensions if d.code in values)
    found = []
    for dimension in method.dimensions:
        inside = {i.code: i.weight for i in method.within(dimension.code) if i.code in scores}
        weight = math.fsum(inside.values())
        if dimension.code not in values or not weight:
            continue
        for code, part in inside.items():
            full = _full(code, dimension.code, document, method)
            gain = 0.0 if full is None else max(full - document["ippk"], 0.0)
            share = 100 * dimension.weight / total * part / weight
            found.append(Lever(code, dimension.code, scores[code], share, gain))
    return sorted(found, key=lambda lever: -lever.gain)


def worth_telling(found: list[Lever], most: int = 5) -> list[Lever]:
    """The levers whose gain can be seen in print, at most so many."""
    return [lever for lever in found if lever.gain >= LEAST_GAIN][:most]


def _full(code: str, dimension: str, document: Mapping[str, Any], method: Method) -> float | None:
    """The IPPK with this one indicator at 100."""
    lifts = code == _LIFTS and _is_zeroed(document, "D3")
    if _is_zeroed(document, dimension) and not lifts:
        return None
    values = {key: item["value"] for key, item in document["dimensions"].items() if item["value"] is not None}
    for each in {dimension, "D3"} if lifts else {dimension}:
        value = _dimension(each, document, method, full=code)
        if value is not None:
            values[each] = value
    return combine(values, method)


def _is_zeroed(document: Mapping[str, Any], dimension: str) -> bool:
    return bool(document["dimensions"][dimension]["rule"] == Rule.NOTHING_QUALIFIED)


def _dimension(code: str, document: Mapping[str, Any], method: Method, *, full: str) -> float | None:
    """A dimension's value from its indicators, one of them at 100; None where too little of its weight has a score."""
    scores = {
        i.code: 100.0 if i.code == full else document["indicators"][i.code]["score"]
        for i in method.within(code)
    }
    present = {i.code: i.weight for i in method.within(code) if scores[i.code] is not None}
    weight = math.fsum(present.values())
    if weight < method.least_weight_present:
        return None
    return math.fsum(part / weight * scores[key] for key, part in present.items())

"""Values of parameters as people type them: `10`, `0.5`, `ya`, `kiosk:200,jalan:500`, `a,b;c,d`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

Codes = Mapping[str, str]  # code by the name that people type
FromText = Callable[[str, Codes], Any]  # raises ValueError, and KeyError for a name that is not there
_TRUTHS = {"true": True, "yes": True, "ya": True, "false": False, "no": False, "tidak": False}


class WrongPart(ValueError):
    """The part of a value that does not fit, such as one project's cost."""


def as_text(text: str, codes: Codes) -> str:
    return text


def as_whole(text: str, codes: Codes) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise ValueError(text)
    return int(text)


def as_share(text: str, codes: Codes) -> float:
    return float(text)


def as_truth(text: str, codes: Codes) -> bool:
    if text.lower() not in _TRUTHS:
        raise ValueError(text)
    return _TRUTHS[text.lower()]


def as_money(text: str, codes: Codes) -> Fraction:
    """A whole number, or decimals as an exact fraction."""
    if len(text) > 24 or not text.isascii() or not text.replace(".", "", 1).isdigit():
        raise ValueError(text)
    return Fraction(text)


def as_costs(text: str, codes: Codes) -> dict[str, Fraction]:
    """`name:cost,name:cost`."""
    return dict(_as_cost(part.strip(), codes) for part in text.split(","))


def _as_cost(text: str, codes: Codes) -> tuple[str, Fraction]:
    name, _, cost = text.rpartition(":")
    try:
        return codes[name.strip()], as_money(cost.strip(), codes)
    except ValueError:
        raise WrongPart(text) from None


def as_sets(text: str, codes: Codes) -> list[list[str]]:
    """`name,name;name,name`."""
    return [[codes[name.strip()] for name in group.split(",")] for group in text.split(";")]

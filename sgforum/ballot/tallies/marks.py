"""Canonical ballot strings: what stands in an envelope, on a paper, in the published bundle.

single `a` · approval `a,c` · ranked `c>a=b` (the unranked are left out) · score `a:5,c:0` (left out = no
opinion) · budget `p1,p7`, in files with points `p1:3,p7:1` · every kind: `blank`. An unreadable paper is "".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import Any

BLANK = "blank"  # a deliberate empty ballot: counts for the quorum, for no option
UNREADABLE = ""  # the profile's key of papers that nobody can read
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
_NUMBER = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,6})?")

Number = int | Fraction
Levels = tuple[tuple[str, ...], ...]


class Kind(StrEnum):
    """What a voter does with the options."""

    SINGLE = "single"
    APPROVAL = "approval"
    RANKED = "ranked"
    SCORE = "score"
    BUDGET = "budget"


RULES: dict[str, Kind] = {
    "plurality": Kind.SINGLE,
    "approval": Kind.APPROVAL,
    "score": Kind.SCORE,
    "schulze": Kind.RANKED,
    "irv": Kind.RANKED,
    "greedy": Kind.BUDGET,
    "equal-shares": Kind.BUDGET,
}


def read_list(text: str, options: Collection[str]) -> tuple[str, ...] | None:
    """The options of an approval ballot; None if one is unknown or stands twice."""
    names = text.split(",")
    return tuple(names) if len(set(names)) == len(names) and all(name in options for name in names) else None


def read_ranking(text: str, options: Collection[str]) -> Levels | None:
    """Tied sets, best first; None if an option is unknown or stands twice."""
    names = text.replace("=", ">").split(">")
    if len(set(names)) != len(names) or not all(name in options for name in names):
        return None
    return tuple(tuple(level.split("=")) for level in text.split(">"))


def read_points(
    text: str, options: Collection[str], *, default: int | None = None
) -> dict[str, Number] | None:
    """Points by option; an option without points gets the default, or makes the ballot unreadable (None)."""
    if default is not None and ":" not in text:
        chosen = read_list(text, options)
        return None if chosen is None else dict.fromkeys(chosen, default)
    points: dict[str, Number] = {}
    for part in text.split(","):
        option, colon, number = part.partition(":")
        value = to_number(number) if colon else default
        if value is None or option in points or option not in options:
            return None
        points[option] = value
    return points


def to_number(text: str) -> Number | None:
    """A whole number, or a decimal as an exact fraction; None for anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    return int(text) if "." not in text else Fraction(text)


def write_list(chosen: Collection[str], options: Sequence[str]) -> str:
    """The approval ballot in the poll's order of options."""
    return ",".join(option for option in options if option in chosen) or BLANK


def write_ranking(tied_sets: Iterable[Collection[str]], options: Sequence[str]) -> str:
    """The ranking; within a tied set options stand in the poll's order."""
    ranks = ("=".join(option for option in options if option in tied) for tied in tied_sets)
    return ">".join(rank for rank in ranks if rank) or BLANK


def write_points(points: Mapping[str, object], options: Sequence[str]) -> str:
    """The ballot with points in the poll's order of options; options left out have none."""
    return ",".join(f"{option}:{points[option]}" for option in options if option in points) or BLANK


def is_readable(rule: str, text: str, options: Collection[str], parameters: Mapping[str, Any]) -> bool:
    """Whether the count would take this ballot: the one test for screens, paper entry and tallies.

    parameters: effective ones of the rule. `blank` is readable everywhere; whether it is offered is the poll's.
    """
    return text == BLANK or _READERS[RULES[rule]](text, options, parameters)


def _single(text: str, options: Collection[str], parameters: Mapping[str, Any]) -> bool:
    return text in options


def _approval(text: str, options: Collection[str], parameters: Mapping[str, Any]) -> bool:
    chosen = read_list(text, options)
    return chosen is not None and is_within(len(chosen), parameters["most"])


def _ranked(text: str, options: Collection[str], parameters: Mapping[str, Any]) -> bool:
    ranks = read_ranking(text, options)
    return ranks is not None and is_within(sum(map(len, ranks)), parameters["most_ranked"])


def _score(text: str, options: Collection[str], parameters: Mapping[str, Any]) -> bool:
    points = read_points(text, options)
    return points is not None and all(
        isinstance(value, int) and 0 <= value <= parameters["highest"] for value in points.values()
    )


def _budget(text: str, options: Collection[str], parameters: Mapping[str, Any]) -> bool:
    points = read_points(text, options, default=1)
    return points is not None and is_within(len(points), parameters["most"])


def is_within(number: int, most: int | None) -> bool:
    """Whether a ballot names no more options than the poll allows; None allows any number."""
    return most is None or number <= most


_READERS = {
    Kind.SINGLE: _single,
    Kind.APPROVAL: _approval,
    Kind.RANKED: _ranked,
    Kind.SCORE: _score,
    Kind.BUDGET: _budget,
}

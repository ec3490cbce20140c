"""Ballots that have given sums. Where sums alone decide a rule, counting these gives the one possible result."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ..tally import BLANK
from .trial import Malformed

MOST_PIECES = 5_000
Piece = tuple[str, int]  # what is written on so many ballots


def rebuild(statistic: Mapping[str, Any], codes: Sequence[str]) -> dict[str, int]:
    """A profile with the statistic's sums and numbers of ballots; raises Malformed if no ballots can have them.

    The marks are laid around a circle of the valid ballots, option after option: no option comes twice to a
    ballot as long as none has more marks than there are ballots, and none stays empty if the marks suffice.
    """
    valid = statistic["valid"]
    marks = {code: list(_pieces(statistic, code)) for code in codes}
    sizes = [sum(number for _, number in pieces) for pieces in marks.values()]
    if (
        any(size > valid for size in sizes)
        or sum(sizes) < valid
        or (statistic["rule"] == "plurality" and sum(sizes) != valid)
    ):
        raise Malformed(f"no {valid} ballots can have these sums")
    if sum(map(len, marks.values())) > MOST_PIECES:
        raise Malformed("the statistic has too many different scores")
    profile = _laid(marks, valid) if valid else {}
    for ballot, name in ((BLANK, "blank"), ("", "invalid")):
        if statistic[name]:
            profile[ballot] = statistic[name]
    return profile


def _pieces(statistic: Mapping[str, Any], code: str) -> Iterator[Piece]:
    """The option's marks: `a` so often, or with score `a:5` so often and `a:4` so often."""
    if statistic["rule"] != "score":
        yield code, _whole(statistic.get("scores"), code)
        return
    table = statistic.get("histogram")
    scores = table.get(code) if isinstance(table, dict) else None
    if not isinstance(scores, dict):
        raise Malformed(f"the histogram has no scores of {code}")
    for score in scores:
        yield f"{code}:{score}", _whole(scores, score)


def _whole(numbers: Any, name: str) -> int:
    number = numbers.get(name) if isinstance(numbers, dict) else None
    if type(number) is not int or number < 0:
        raise Malformed(f"the number of {name} is not a whole number")
    return number


def _laid(marks: Mapping[str, Sequence[Piece]], valid: int) -> dict[str, int]:
    """The pieces as arcs of a circle; between two ends of arcs all ballots are alike."""
    starts: list[int] = []
    texts: list[str] = []
    ends, place = {0}, 0
    for pieces in marks.values():
        for text, number in pieces:
            if number:
                starts.append(place)
                texts.append(text)
                place += number
                ends.add(place % valid)
    borders = [*sorted(ends), valid]
    profile: dict[str, int] = {}
    for first, after in pairwise(borders):
        rounds = range(first, place, valid)  # the ballot comes under the pen once in each round
        ballot = ",".join(texts[bisect_right(starts, at) - 1] for at in rounds)
        profile[ballot] = profile.get(ballot, 0) + after - first
    return profile

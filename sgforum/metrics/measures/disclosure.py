"""What may be said of few people (score.md 8): counts of 1 to 4 are not printed, nor totals that give them away.

Pure. Scores are public, and a score tells how many people it is made of. So it would be vain to hide a second,
larger kelurahan to protect a small one, as statistics offices do: its indicator is on its page. What is left out
instead is the printed total, of the kecamatan first and of the city if need be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LEAST = 5  # counts from here on are printed; zero is, too
WIDTH = 5  # an attacker's interval for a hidden count is at least this wide
# The counts of people that an indicator's raw value gives away to whoever knows its denominator
REVEALED_BY = {
    "JGK": "readers",
    "PAR": "participants",
    "KMB": "returning",
    "CRT": "participants",
    "SEF": "participants",
}


def is_small(count: int | None) -> bool:
    """Whether a count of people may not be printed."""
    return count is not None and 0 < count < LEAST


def printed(count: int | None) -> int | None:
    """The count, or None where it may not be printed."""
    return None if is_small(count) else count


def hides_raw(indicator: str, inputs: Mapping[str, Any]) -> bool:
    """Whether an indicator's raw value would tell a count that may not be printed; its score stays, to one decimal."""
    name = REVEALED_BY.get(indicator)
    return name is not None and is_small(inputs.get(name))


@dataclass(frozen=True, slots=True)
class Printed:
    """A column of counts as it may be published; None: hidden, or not known at all."""

    places: Mapping[str, int | None]
    groups: Mapping[str, int | None] = field(default_factory=dict)
    total: int | None = None


def protect(counts: Mapping[str, Mapping[str, int]]) -> Printed:
    """Hide small counts, and the totals that would give one away: counts of places by group (kelurahan by kecamatan).

    A printed total gives away the sum of the hidden counts below it. That is harmless if there are at least two
    of them and they add up to at least WIDTH: then each may be anything from 0 to that sum. A group's total that
    is not printed leaves its hidden counts to the city's total, where the same holds.
    """
    places = {code: printed(n) for group in counts.values() for code, n in group.items()}
    sums = {name: sum(group.values()) for name, group in counts.items()}
    open_groups = {
        name
        for name, group in counts.items()
        if not is_small(sums[name]) and _is_safe([n for n in group.values() if is_small(n)])
    }
    groups = {name: sums[name] if name in open_groups else None for name in counts}
    below_city = [
        n for name in counts if name not in open_groups for n in counts[name].values() if is_small(n)
    ]
    city = sum(sums.values())
    is_printed = not is_small(city) and _is_safe(below_city)
    return Printed(places, groups, city if is_printed else None)


def _is_safe(hidden: Sequence[int]) -> bool:
    return not hidden or (len(hidden) > 1 and sum(hidden) >= WIDTH)

"""What may be said of few people (score.md 8): small counts, what tells them, and the totals that give them away.

Pure. The score of a place is public and tells roughly how many people it is made of, so it would be vain to hide a
second, larger kelurahan to protect a small one, as statistics offices do: its indicator is on its page. What is left
out instead is the printed total, of the kecamatan first and of the city if need be. And where an indicator to one
decimal would still tell a hidden count to within WIDTH people, the indicator goes too, with its dimension (which is
the indicator again, weighted) and with the dimension D4, or the score would give the other back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sgforum.metrics.method import CURRENT, Method, Scale

LEAST = 5  # counts from here on are printed; zero is, too
WIDTH = 5  # an attacker's interval for a hidden count is at least this wide
PEOPLE = ("participants", "readers", "cohort", "returning")
# The count above and below the line of the indicators that are a share of people
SHARES = {"JGK": ("readers", "adults"), "PAR": ("participants", "adults"), "KMB": ("returning", "cohort")}
# Also made of participants; their raw values are bounds of that count
OF_PARTICIPANTS = ("CRT", "SET", "SEF")
# D4 is made of groups, acts and RT that no table holds: hidden, it leaves any other dimension open
COMPLEMENT = "D4"
STEP = 0.1  # scores are printed to this


def is_small(count: int | None) -> bool:
    """Whether a count of people may not be printed."""
    return count is not None and 0 < count < LEAST


def printed(count: int | None) -> int | None:
    """The count, or None where it may not be printed."""
    return None if is_small(count) else count


def hidden_counts(revisions: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Names of the counts of a kelurahan and month that stay hidden: once hidden, hidden in every later revision.

    revisions: the inputs of each up to the one to be printed, at least one. Nobody can come again where nobody came
    before, or came at all: what follows from a printed zero is not hidden.
    """
    listed = list(revisions)
    hidden = set().union(*(_hidden_in(inputs) for inputs in listed))
    now = listed[-1]
    if hidden & {"participants", "cohort"} and now.get("returning"):
        hidden.add("returning")  # it bounds them from below
    if "participants" in hidden:
        hidden.add("rt_covered")
    if any(name not in hidden and now.get(name) == 0 for name in ("cohort", "participants")):
        hidden.discard("returning")
    return frozenset(hidden)


def _hidden_in(inputs: Mapping[str, Any]) -> set[str]:
    """Counts of 1 to 4, and counts of a whole group, which tell of each of its members (rules 1 and 5)."""
    whole = {"participants": "adults", "readers": "adults", "cohort": "adults", "returning": "cohort"}
    small = {name for name in PEOPLE if is_small(inputs.get(name))}
    return small | {
        name for name, of in whole.items() if inputs.get(name) and inputs.get(name) == inputs.get(of)
    }


@dataclass(frozen=True, slots=True)
class Withheld:
    """Codes of the indicators without raw value, of those without score as well, and of the dimensions left out."""

    raw: frozenset[str] = frozenset()
    scores: frozenset[str] = frozenset()
    dimensions: frozenset[str] = frozenset()


def withheld(hidden: frozenset[str], inputs: Mapping[str, Any], method: Method = CURRENT) -> Withheld:
    """What of a published score is left out, because it tells one of the hidden counts."""
    raw = {code for code, (part, _) in SHARES.items() if part in hidden}
    if "participants" in hidden:
        raw |= set(OF_PARTICIPANTS)
    telling = {code for code in SHARES if code in raw and _tells(code, inputs, method)}
    dimensions = {method.by_code[code].dimension for code in telling}
    if dimensions:
        dimensions.add(COMPLEMENT)
        raw |= {item.code for item in method.within(COMPLEMENT)}
    scores = telling | ({item.code for item in method.within(COMPLEMENT)} if dimensions else set())
    return Withheld(frozenset(raw), frozenset(scores), frozenset(dimensions))


def _tells(code: str, inputs: Mapping[str, Any], method: Method) -> bool:
    """Whether the score to one decimal leaves fewer than WIDTH people between the least and greatest count."""
    indicator = method.by_code[code]
    part, whole = (inputs.get(name) for name in SHARES[code])
    if part is None or not whole or whole < indicator.needs:
        return False  # there is no score
    low, high = span(indicator.scale, round(indicator.scale.score(part / whole), 1), whole)
    most = inputs.get("participants") if code == "KMB" else None  # who came again did come
    return (high if most is None else min(high, most)) - low < WIDTH


def span(scale: Scale, score: float, whole: int) -> tuple[int, int]:
    """The least and greatest count out of `whole` whose score is printed as `score`, to one decimal."""
    low = 0.0 if score <= STEP / 2 else _raw(scale, score - STEP / 2)
    high = 1.0 if score >= 100 - STEP / 2 else min(1.0, _raw(scale, score + STEP / 2))
    return math.ceil(low * whole - 1e-9), math.floor(high * whole + 1e-9)


def _raw(scale: Scale, score: float) -> float:
    """The raw value that has a score strictly between 0 and 100."""
    if scale.kind == "li":
        return scale.low + score / 100 * (scale.high - scale.low)
    return float(scale.low * (scale.high / scale.low) ** (score / 100))


@dataclass(frozen=True, slots=True)
class Counts:
    """A column of counts at one moment: of places by group (kelurahan by kecamatan).

    hidden: codes of the places whose count may not be printed. most: what a count cannot exceed, as everybody knows
    (its residents). bounded: places of which other columns or a score say more, so that no total may cover their hidden
    counts.
    """

    groups: Mapping[str, Mapping[str, int]]
    hidden: frozenset[str]
    most: Mapping[str, int] = field(default_factory=dict)
    bounded: frozenset[str] = frozenset()

    def hidden_in(self, group: str) -> frozenset[str]:
        return self.hidden & self.groups[group].keys()


@dataclass(frozen=True, slots=True)
class Printed:
    """A column of counts as it may be published; None: hidden. `behind`: the hidden places that each total covers."""

    places: Mapping[str, int | None]
    groups: Mapping[str, int | None] = field(default_factory=dict)
    total: int | None = None
    behind: Mapping[str | None, frozenset[str]] = field(default_factory=dict)


def protect(counts: Counts, before: Printed | None = None) -> Printed:
    """Hide what must be, and the totals that would give one of them away.

    A printed total gives away the sum of the hidden counts below it. That is harmless if there are at least two of
    them and each may still be anything within WIDTH: `_is_safe`. A group's total that is not printed leaves its
    hidden counts to the city's total, where the same holds. before: what the revision before printed; a total that
    it left out stays out, and so does one that now covers other hidden places, for two totals may be subtracted.
    """
    places = {
        code: None if code in counts.hidden else n for group in counts.groups.values() for code, n in group.items()
    }  # fmt: skip
    behind: dict[str | None, frozenset[str]] = {name: counts.hidden_in(name) for name in counts.groups}
    groups = {
        name: sum(counts.groups[name].values())
        if _is_safe(behind[name], counts) and _is_as_before(name, behind[name], before)
        else None
        for name in counts.groups
    }
    behind[None] = frozenset().union(*(behind[name] for name in groups if groups[name] is None))
    is_printed = _is_safe(behind[None], counts) and _is_as_before(None, behind[None], before)
    total = sum(sum(group.values()) for group in counts.groups.values())
    return Printed(places, groups, total if is_printed else None, behind)


def _is_as_before(name: str | None, behind: frozenset[str], before: Printed | None) -> bool:
    if before is None or name not in before.behind:
        return True
    was = before.total if name is None else before.groups[name]
    return was is not None and before.behind[name] == behind


def _is_safe(hidden: frozenset[str], counts: Counts) -> bool:
    """Whether the sum of some hidden counts may be known."""
    if not hidden:
        return True
    if len(hidden) == 1 or hidden & counts.bounded:
        return False
    values = {code: n for group in counts.groups.values() for code, n in group.items() if code in hidden}
    return all(
        width >= WIDTH for width in _widths(sum(values.values()), [counts.most.get(code) for code in values])
    )


def _widths(total: int, most: Sequence[int | None]) -> list[int]:
    """How far each of several counts can move whose sum is known and none of which exceeds its bound."""
    caps = [total if cap is None else min(cap, total) for cap in most]
    return [cap - max(0, total - (sum(caps) - cap)) for cap in caps]

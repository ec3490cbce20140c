"""What a count finds, as one frozen record that goes to JSON and comes back unchanged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any

from .marks import Number

Tied = tuple[tuple[str, ...], ...]
Matrix = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Paid:
    """How a project is paid: so many ballots give so much each."""

    ballots: int
    each: Number


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule's result with all that explains it; a field that the rule has not is None.

    ballots = valid + blank + invalid, all that were cast. ranking: tied sets, best first. pairwise[i][j]:
    ballots that put option i above option j; strengths[i][j]: strongest path from i to j. scores: votes,
    approvals, points or support by option; histogram: ballots by option and score. rounds: what was done,
    in order. selected: projects in the poll's order; cost: their sum; payments: who paid them.
    tie_order: all options as the seed's lots fell.
    """

    rule: str
    parameters: dict[str, Any]
    options: tuple[str, ...]
    ballots: int
    valid: int
    blank: int
    invalid: int
    winners: tuple[str, ...]
    ranking: Tied
    tie_order: tuple[str, ...]
    seed: str
    scores: dict[str, Number] | None = None
    histogram: dict[str, dict[str, int]] | None = None
    pairwise: Matrix | None = None
    strengths: Matrix | None = None
    rounds: tuple[dict[str, Any], ...] | None = None
    selected: tuple[str, ...] | None = None
    cost: Number | None = None
    payments: dict[str, tuple[Paid, ...]] | None = None

    @property
    def is_tied(self) -> bool:
        """Whether several options share the first place, where the rule looks for one."""
        return self.selected is None and len(self.winners) > 1

    def to_json(self) -> dict[str, Any]:
        """Plain JSON types; a fraction is the string "p/q"."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Outcome:
        """The outcome that `to_json` wrote."""
        found = dict(stored)
        for name, restore in _RESTORE.items():
            if found.get(name) is not None:
                found[name] = restore(found[name])
        return cls(**found)


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    if isinstance(value, Paid):
        return {"ballots": value.ballots, "each": _plain(value.each)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def as_number(value: Any) -> Any:
    """The number that was written as an int or as "p/q"; other things stay."""
    head, slash, tail = value.partition("/") if isinstance(value, str) else ("", "", "")
    return (
        Fraction(int(head), int(tail)) if slash and head.lstrip("-").isdigit() and tail.isdigit() else value
    )


def _rounds(stored: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple({key: _round_value(value) for key, value in item.items()} for item in stored)


def _round_value(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return (
        {key: as_number(item) for key, item in value.items()} if isinstance(value, dict) else as_number(value)
    )


def _parameters(stored: dict[str, Any]) -> dict[str, Any]:
    found = dict(stored)
    for key in {"budget", "add1_step"} & found.keys():
        found[key] = as_number(found[key])
    if "costs" in found:
        found["costs"] = {code: as_number(cost) for code, cost in found["costs"].items()}
    return found


def _lists(stored: list[list[Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(row) for row in stored)


def _payments(stored: dict[str, list[dict[str, Any]]]) -> dict[str, tuple[Paid, ...]]:
    return {
        project: tuple(Paid(item["ballots"], as_number(item["each"])) for item in shares)
        for project, shares in stored.items()
    }


_RESTORE: dict[str, Callable[[Any], Any]] = {
    "options": tuple,
    "winners": tuple,
    "ranking": _lists,
    "tie_order": tuple,
    "parameters": _parameters,
    "scores": lambda stored: {key: as_number(value) for key, value in stored.items()},
    "pairwise": _lists,
    "strengths": _lists,
    "rounds": _rounds,
    "selected": tuple,
    "cost": as_number,
    "payments": _payments,
}

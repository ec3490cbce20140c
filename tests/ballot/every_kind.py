"""Every kind of ballot, with as many different ways to fill it in as the laws of the box need."""

from __future__ import annotations

import itertools
import random
import secrets
from dataclasses import dataclass, field
from typing import Any

from sgforum.ballot.tallies.marks import RULES

FEW = tuple(f"k{secrets.token_hex(4)}" for _ in range(9))  # options for ballots that combine them
_MONEY = {"budget": 100, "costs": {code: 10 + place for place, code in enumerate(FEW)}}


@dataclass(frozen=True)
class Case:
    """A rule with its options and parameters, and distinct ballots that it takes, in random order."""

    rule: str
    options: list[tuple[str, str]]
    ballots: list[str]
    parameters: dict[str, Any] = field(default_factory=dict)


def case_of(rule: str, ballots: int) -> Case:
    """A case with so many distinct ballots; the single choice needs as many options."""
    if rule == "plurality":
        codes = [f"k{secrets.token_hex(8)}" for _ in range(ballots)]
        return Case(rule, _named(codes), random.sample(codes, ballots))
    found = random.sample(list(itertools.islice(_ways(rule), 0, 60_000)), ballots)
    return Case(rule, _named(FEW), found, _MONEY if rule in ("greedy", "equal-shares") else {})


def _named(codes) -> list[tuple[str, str]]:
    return [(code, f"Pilihan {n}") for n, code in enumerate(codes)]


def _ways(rule: str):
    if rule in ("schulze", "irv"):
        return (">".join(order) for order in itertools.permutations(FEW, 5))
    if rule == "score":
        scores = itertools.product(range(6), repeat=5)
        return (",".join(sorted(f"{code}:{n}" for code, n in zip(FEW, row, strict=False))) for row in scores)
    sets = itertools.chain.from_iterable(itertools.combinations(sorted(FEW), n) for n in range(1, 10))
    return (",".join(chosen) for chosen in sets)


EVERY_RULE = list(RULES)

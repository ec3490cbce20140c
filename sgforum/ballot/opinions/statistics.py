"""What a group stands for and what all agree on, with the formulas of Polis (polismath, repness.clj and stats.clj).

Every share and test carries Polis' additions: (A + 1)/(S + 2) for a share of A among S votes, one more in every
count of a test. S counts passes too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .votes import Counts

Z_90 = 1.2816  # one-sided 90 %
MOST_SHOWN = 5
Side = Literal["agree", "disagree"]


def share(votes: int, seen: int) -> float:
    """Return (A + 1)/(S + 2): one half where nobody has voted, never quite 0 or 1."""
    return (votes + 1) / (seen + 2)


def share_test(votes: int, seen: int) -> float:
    """Return z for a share above one half: 2 sqrt(S + 1) ((A + 1)/(S + 1) - 1/2)."""
    return 2 * math.sqrt(seen + 1) * ((votes + 1) / (seen + 1) - 0.5)


def difference_test(votes: int, seen: int, votes_rest: int, seen_rest: int) -> float:
    """Return z for a group's share above that of the rest, pooled, 1 added to all four counts; 0 if all agree."""
    a, n, b, m = votes + 1, seen + 1, votes_rest + 1, seen_rest + 1
    pooled = (a + b) / (n + m)
    if pooled == 1:
        return 0.0
    return (a / n - b / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


@dataclass(frozen=True, slots=True)
class Standing:
    """How one side of a statement fares in a group against the rest: shares, their ratio, and both tests."""

    statement: str
    side: Side
    n_success: int
    n_trials: int
    p: float
    p_test: float
    repness: float  # p of the group over p of the rest
    repness_test: float

    @property
    def metric(self) -> float:
        return self.repness * self.repness_test * self.p * self.p_test

    @property
    def is_significant(self) -> bool:
        return self.repness_test > Z_90 and self.p_test > Z_90


def standing(statement: str, side: Side, group: Counts, rest: Counts) -> Standing:
    """Compare the votes of a group for one side of a statement with those of all other groups together."""
    votes, others = getattr(group, side), getattr(rest, side)
    p = share(votes, group.seen)
    return Standing(
        statement=statement, side=side, n_success=votes, n_trials=group.seen,
        p=p, p_test=share_test(votes, group.seen),
        repness=p / share(others, rest.seen),
        repness_test=difference_test(votes, group.seen, others, rest.seen),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that tells a group from the others; `is_best_agree` marks the one put first."""

    standing: Standing
    is_best_agree: bool = False


def representative(
    statements: Sequence[str], groups: Sequence[Sequence[Counts]]
) -> list[list[Representative]]:
    """At most five statements for each group (counts by group, then by statement), those it agrees with first.

    Significant ones (both tests above 90 %) by repness x its test x p x its test, with the best statement that
    the group agrees with always among them; where none is significant, that one alone, or else the one with the
    highest test against the rest.
    """
    chosen = []
    for own, counts in enumerate(groups):
        rest = [
            sum((group[s] for g, group in enumerate(groups) if g != own), Counts(0, 0, 0))
            for s in range(len(statements))
        ]
        pairs = [
            (standing(name, "agree", mine, others), standing(name, "disagree", mine, others))
            for name, mine, others in zip(statements, counts, rest, strict=True)
        ]
        chosen.append(_select(pairs))
    return chosen


def _select(pairs: Sequence[tuple[Standing, Standing]]) -> list[Representative]:
    best_agree = _best_agree(pairs)
    sufficient = [_stronger(pair) for pair in pairs if pair[0].is_significant or pair[1].is_significant]
    head = [] if best_agree is None else [Representative(best_agree, is_best_agree=True)]
    if not sufficient:
        # the first of equals, as everywhere: statements stand in the order of the file
        return head or [
            Representative(_stronger(pair))
            for pair in sorted(pairs, key=lambda pair: -_stronger(pair).repness_test)[:1]
        ]
    named = best_agree.statement if best_agree else None
    others = sorted((item for item in sufficient if item.statement != named), key=lambda item: -item.metric)
    shown = [*head, *map(Representative, others)][:MOST_SHOWN]
    return sorted(shown, key=lambda item: item.standing.side == "disagree")


def _stronger(pair: tuple[Standing, Standing]) -> Standing:
    agree, disagree = pair
    return agree if agree.repness_test > disagree.repness_test else disagree


def _best_agree(pairs: Sequence[tuple[Standing, Standing]]) -> Standing | None:
    """The statement the group agrees with best, told as agreement even where the rest agrees still more.

    (Polis then says "disagree" of it and mends that on the page.)
    """
    best: Standing | None = None
    for agree, disagree in pairs:
        if agree.n_success + disagree.n_success and _beats(agree, best):
            best = agree
    return best


def _beats(agree: Standing, best: Standing | None) -> bool:
    """Whether a statement is a better best agree: by the whole metric once one is more agreed to than elsewhere."""
    if best is None:
        return agree.p_test > Z_90 or (agree.repness > 1 and agree.p > 0.5)
    if best.repness > 1:
        return agree.metric > best.metric
    return agree.p * agree.p_test > best.p * best.p_test


@dataclass(frozen=True, slots=True)
class Shared:
    """A statement that most of all people agree, or disagree, with."""

    statement: str
    n_success: int
    n_trials: int
    p: float
    p_test: float


def consensus(statements: Sequence[str], counts: Sequence[Counts], side: Side) -> list[Shared]:
    """At most five statements with p above one half, significantly; the greatest p x test first."""
    found = [
        Shared(name, votes, count.seen, share(votes, count.seen), share_test(votes, count.seen))
        for name, count in zip(statements, counts, strict=True)
        for votes in [getattr(count, side)]
    ]
    agreed = [item for item in found if item.p > 0.5 and item.p_test > Z_90]
    return sorted(agreed, key=lambda item: -item.p * item.p_test)[:MOST_SHOWN]


def group_informed(groups: Sequence[Sequence[Counts]]) -> list[float]:
    """Return for each statement the product over groups of (A + 1)/(S + 2): high only where every group agrees."""
    return [
        math.prod(share(count.agree, count.seen) for count in column) for column in zip(*groups, strict=True)
    ]

"""Votes for tests, drawn as text, and how alike two partitions of people are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from math import comb
from random import Random

from sgforum.ballot.opinions.votes import AGREE, DISAGREE, PASS, UNSEEN, Votes

SIGNS = {"+": AGREE, "-": DISAGREE, "0": PASS, ".": UNSEEN}


def drawn(*rows: str) -> Votes:
    """One text for each person: + agrees, - disagrees, 0 passes, . has not seen."""
    width = len(rows[0]) if rows else 0
    return Votes(
        participants=tuple(f"p{number}" for number in range(len(rows))),
        statements=tuple(f"s{number}" for number in range(width)),
        cells=bytes(SIGNS[sign] for row in rows for sign in row),
    )


def camps(*sizes: int, statements: int = 12, noise: float = 0.1, seed: int = 1) -> Votes:
    """Camps that differ on all statements by a fixed pattern; a share of the votes says something else."""
    draw = Random(seed)
    rows = []
    for camp, size in enumerate(sizes):
        view = ["+" if number // (camp + 1) % 2 else "-" for number in range(statements)]
        rows += [
            "".join(sign if draw.random() >= noise else draw.choice("+-0.") for sign in view)
            for _ in range(size)
        ]
    return drawn(*rows)


def reordered(votes: Votes, order: Sequence[int]) -> Votes:
    """The same people in another order."""
    return Votes(
        tuple(votes.participants[person] for person in order),
        votes.statements,
        b"".join(votes.row(person) for person in order),
    )


def with_columns(votes: Votes, order: Sequence[int]) -> Votes:
    """The same statements in another order."""
    rows = (votes.row(person) for person in range(len(votes.participants)))
    return Votes(
        votes.participants,
        tuple(votes.statements[number] for number in order),
        b"".join(bytes(row[number] for number in order) for row in rows),
    )


def adjusted_rand(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985): 1 for the same partition, 0 for chance."""

    def pairs(values):
        return sum(comb(count, 2) for count in Counter(values).values())

    both, one, other = pairs(zip(first, second, strict=True)), pairs(first), pairs(second)
    expected = one * other / comb(len(first), 2)
    return (both - expected) / ((one + other) / 2 - expected)

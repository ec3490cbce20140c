"""The order in which ties are broken, and what a quorum asks for: fixed by the seed and the roll alone."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any


def tie_order(options: Sequence[str], seed: str) -> tuple[str, ...]:
    """The options by SHA-256(seed || option): fixed by the seed alone, checkable with any hash program."""
    return tuple(sorted(options, key=lambda option: hashlib.sha256((seed + option).encode()).hexdigest()))


def levels(scores: Mapping[str, Any], order: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Options with equal scores together, best first; within a tied set they stand in the given order."""
    tied: dict[Any, list[str]] = {}
    for option in order:
        tied.setdefault(scores[option], []).append(option)
    return tuple(tuple(tied[score]) for score in sorted(tied, reverse=True))


def quorum_needed(parameters: Mapping[str, Any], roll_size: int) -> int:
    """Ballots that must be in the box: `quorum_number`, or `quorum_share` (0 to 1) of the roll, rounded up.

    With both the greater counts; a share of an empty roll still asks for one ballot.
    """
    number = int(parameters.get("quorum_number") or 0)
    share = Decimal(str(parameters.get("quorum_share") or 0))  # as written: 0.1 of 30 is 3, not 4
    return max(number, math.ceil(share * roll_size), 1 if share else 0)

"""How values combine to one: the kinds of mean, and what a value that such a mean cannot take does."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .keys import Wrong


class Kind(StrEnum):
    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "power"
    MPI = "mpi"


@dataclass(frozen=True, slots=True)
class Mean:
    """`power`: the exponent, for POWER. `sign`: -1 where imbalance costs (the default), 1 where it adds, for MPI."""

    kind: Kind
    power: float = 1.0
    sign: int = -1

    def __str__(self) -> str:
        if self.kind is Kind.POWER:
            return f"power:{self.power!r}"
        return "mpi:+" if self.kind is Kind.MPI and self.sign > 0 else self.kind.value


class Policy(StrEnum):
    FLOOR = "floor"
    ZERO = "zero"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Zero:
    """What a value that is not positive does under a mean that needs positive ones."""

    policy: Policy
    floor: float = 0.0

    def __str__(self) -> str:
        return f"floor:{self.floor!r}" if self.policy is Policy.FLOOR else self.policy.value


ARITHMETIC = Mean(Kind.ARITHMETIC)
_SHAPES = "must be arithmetic, geometric, harmonic, power:P, mpi or mpi:+"


def read_mean(value: Any) -> Mean:
    """Return the mean of "arithmetic", "geometric", "harmonic", "power:P", "mpi" or "mpi:+"; raises Wrong."""
    if not isinstance(value, str):
        raise Wrong(_SHAPES)
    head, colon, tail = value.partition(":")
    if head == Kind.POWER:
        power = _float(tail, _SHAPES)
        return Mean(Kind.GEOMETRIC) if power == 0 else Mean(Kind.POWER, power)
    if value == "mpi:+":
        return Mean(Kind.MPI, sign=1)
    if colon or head not in list(Kind):
        raise Wrong(_SHAPES)
    return Mean(Kind(head))


def read_zero(value: Any) -> Zero:
    """Return the policy of "floor:X" with X above 0, "zero" or "error"; raises Wrong."""
    shapes = "must be floor:X with X above 0, zero or error"
    if not isinstance(value, str):
        raise Wrong(shapes)
    head, colon, tail = value.partition(":")
    if head == Policy.FLOOR:
        floor = _float(tail, shapes)
        if floor <= 0:
            raise Wrong(shapes)
        return Zero(Policy.FLOOR, floor)
    if colon or head not in list(Policy):
        raise Wrong(shapes)
    return Zero(Policy(head))


def _float(text: str, shapes: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise Wrong(shapes) from None
    if not math.isfinite(value):
        raise Wrong(shapes)
    return value

"""The spec of an index as data: what it is made of, how each value is prepared, scaled and combined."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .means import Mean, Zero

TOP = ""  # the code under which the index itself stands among its dimensions


@dataclass(frozen=True, slots=True)
class Normalise:
    """How raw values become comparable; which of the fields count depends on `method` (docs/index-spec.md).

    low, high: the range of min-max, or the goalposts in raw units. to: "max", "reference:UNIT" or a raw value.
    """

    method: str = "none"
    low: float = 0.0
    high: float = 100.0
    scale: str = "linear"
    clip: bool = False
    sd: str = "sample"
    mean: float = 0.0
    spread: float = 1.0
    ties: str = "min"
    to: str | float = "max"


@dataclass(frozen=True, slots=True)
class Treat:
    """What is done with outliers: none, log, or winsorise while |skewness| and kurtosis are both above theirs."""

    method: str = "none"
    skew: float = 2.0
    kurtosis: float = 3.5
    most: int = 5
    otherwise: str = "log"


@dataclass(frozen=True, slots=True)
class Impute:
    """What stands in for a missing value; `by` names the column of the group whose mean or median is taken."""

    method: str = "none"
    by: str | None = None
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """How sure a raw value is: a normal error (`sd`, a number or a column, or a share of the value), or a share of n."""

    kind: str
    sd: float | str = 0.0
    n: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    name: str
    parent: str
    weight: float
    mean: Mean
    missing: float


@dataclass(frozen=True, slots=True)
class Indicator:
    code: str
    name: str
    column: str
    dimension: str
    weight: float
    direction: int
    normalise: Normalise
    treat: Treat
    impute: Impute
    error: Error | None
    denominator: str | None
    factor: float
    n: str | None
    minimum_n: float


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is varied in a Monte Carlo run; `level` is the probability inside an interval."""

    draws: int
    seed: int
    level: float
    data: bool
    weights: float
    goalposts: float
    aggregate: tuple[Mean, ...]
    normalise: tuple[Normalise, ...]
    untreated: bool
    missing: tuple[float, ...]


@dataclass(frozen=True)
class Spec:
    """A checked spec. `document` is the same as plain tables with every default filled in: it reads back as this."""

    name: str
    version: str
    unit: str
    time: str | None
    scale: float
    mean: Mean
    zero: Zero
    missing: float
    screen: float
    panel: str
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    uncertainty: Uncertainty
    document: Mapping[str, Any]

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The codes right below the index (TOP) and each dimension, dimensions first."""
        below: dict[str, list[str]] = {TOP: [], **{d.code: [] for d in self.dimensions}}
        for dimension in self.dimensions:
            below[dimension.parent].append(dimension.code)
        for indicator in self.indicators:
            below[indicator.dimension].append(indicator.code)
        return {code: tuple(found) for code, found in below.items()}

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def bottom_up(self) -> tuple[str, ...]:
        """The codes of the dimensions, each after all that stand below it, and TOP last."""
        found: list[str] = []
        stack = [TOP]
        while stack:
            code = stack.pop()
            found.append(code)
            stack += [child for child in self.children[code] if child in self.children]
        return tuple(reversed(found))

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """The weight of each dimension and indicator among those beside it, as given (they need not add up to 1)."""
        dimensions = {dimension.code: dimension.weight for dimension in self.dimensions}
        return dimensions | {indicator.code: indicator.weight for indicator in self.indicators}

    def leaves(self, code: str) -> tuple[str, ...]:
        """The indicators below a dimension or the index, through every level."""
        found: list[str] = []
        stack = [code]
        while stack:
            top = stack.pop()
            if top in self.children:
                stack += reversed(self.children[top])
            else:
                found.append(top)
        return tuple(found)

    def mean_of(self, code: str) -> Mean:
        return self.mean if code == TOP else self._dimension[code].mean

    def missing_of(self, code: str) -> float:
        return self.missing if code == TOP else self._dimension[code].missing

    @cached_property
    def _dimension(self) -> Mapping[str, Dimension]:
        return {dimension.code: dimension for dimension in self.dimensions}

"""One index computed in many ways: what varies, a variant for a point of chance, and its scores.

The yardsticks (treatment, scaling) are those fitted to the data as published: in a draw the data move, the yardstick
does not, unless the draw is about the yardstick. So any rows can be scored by themselves, and memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .aggregate import NotPositiveIn, aggregate
from .draws import DATA, GOALPOSTS, WEIGHTS, Stream, stream
from .means import Mean
from .normalise import Fitted, goalposts, shifted
from .outliers import Treated
from .pipeline import Result, in_words
from .spec import TOP, Error, Indicator, Spec
from .stages import Yardstick, fit_all
from .table import Array
from .weights import noisy_weights

FACTORS = ("data", "weights", "goalposts", "aggregate", "normalise", "treat", "missing")
_KEYS = 2**32


@dataclass(frozen=True)
class Variant:
    """One way of computing. `data`: key of the errors of the data, None for the data as they are.

    weights: by code. posts: shares by which each indicator's goalposts move. scaling: which of the alternatives,
    None for the indicators' own.
    """

    weights: Mapping[str, float]
    data: int | None = None
    posts: Mapping[str, tuple[float, float]] | None = None
    top: Mean | None = None
    scaling: int | None = None
    is_treated: bool = True
    missing: float | None = None


def varied(spec: Spec) -> tuple[str, ...]:
    """Return the factors that a spec's table [uncertainty] varies, in a fixed order."""
    given = spec.uncertainty
    posts = any(i.normalise.method == "goalposts" for i in spec.indicators)
    is_varied = {
        "data": given.data and any(i.error for i in spec.indicators),
        "weights": given.weights > 0,
        "goalposts": given.goalposts > 0 and posts,
        "aggregate": bool(given.aggregate),
        "normalise": bool(given.normalise),
        "treat": given.untreated and any(i.treat.method != "none" for i in spec.indicators),
        "missing": bool(given.missing),
    }
    return tuple(factor for factor in FACTORS if is_varied[factor])


def variant_at(spec: Spec, point: Mapping[str, float], seed: int) -> Variant:
    """Return the variant for a point of chance: a number from 0 to below 1 for each varied factor."""
    given = spec.uncertainty
    keys = {factor: int(value * _KEYS) for factor, value in point.items()}
    weights, posts = spec.weights, None
    if "weights" in point:
        weights = noisy_weights(spec, given.weights, stream(seed, WEIGHTS, keys["weights"]))
    if "goalposts" in point:
        chance = stream(seed, GOALPOSTS, keys["goalposts"])
        moves = (chance.random_sample((len(spec.indicators), 2)) * 2 - 1) * given.goalposts
        posts = {
            i.code: (float(low), float(high)) for i, (low, high) in zip(spec.indicators, moves, strict=True)
        }
    return Variant(
        weights=weights,
        data=keys.get("data"),
        posts=posts,
        top=given.aggregate[_pick(point["aggregate"], len(given.aggregate))]
        if "aggregate" in point
        else None,
        scaling=_pick(point["normalise"], len(given.normalise)) if "normalise" in point else None,
        is_treated=point.get("treat", 0.0) < 0.5,
        missing=given.missing[_pick(point["missing"], len(given.missing))] if "missing" in point else None,
    )


def _pick(chance: float, choices: int) -> int:
    return min(int(chance * choices), choices - 1)


class Variants:
    """Scores of an index in other ways than its own; what they share is fitted once."""

    def __init__(self, result: Result, seed: int) -> None:
        self.result = result
        self.spec = result.spec
        self.seed = seed
        self._yardsticks: dict[tuple[int | None, bool], Yardstick] = {(None, True): result.yardstick}
        self._columns: dict[tuple[int | None, bool], Mapping[str, Array]] = {
            (None, True): result.stages["normalised"]
        }

    @cached_property
    def _untreated(self) -> dict[str, tuple[Treated, ...]]:
        groups = self.result.yardstick.groups
        return {i.code: tuple(Treated(lambda x: x) for _ in groups) for i in self.spec.indicators}

    def _yardstick(self, key: tuple[int | None, bool]) -> Yardstick:
        if key not in self._yardsticks:
            scaling, is_treated = key
            how = None if scaling is None else self.spec.uncertainty.normalise[scaling]
            groups = self.result.yardstick.groups
            columns = dict(self.result.stages["treated" if is_treated else "imputed"])
            treated = self.result.yardstick.treated if is_treated else self._untreated
            scaled = fit_all(self.spec, self.result.table, columns, groups, how)
            self._yardsticks[key] = Yardstick(groups, treated, scaled)
        return self._yardsticks[key]

    def _scaled(self, key: tuple[int | None, bool]) -> Mapping[str, Array]:
        if key not in self._columns:
            yardstick, imputed = self._yardstick(key), self.result.stages["imputed"]
            self._columns[key] = {
                i.code: yardstick.apply(i.code, imputed[i.code]) for i in self.spec.indicators
            }
        return self._columns[key]

    def scores(self, variant: Variant, rows: slice, place: int = 0) -> Array:
        """Return the index of some rows; `place` numbers the rows' block, so that its errors are its own."""
        columns = self._columns_of(variant, rows, place)
        try:
            found = aggregate(self.spec, columns, variant.weights, top=variant.top, missing=variant.missing)
        except NotPositiveIn as error:
            raise in_words(error, self.result.table, rows.start) from None
        return found.nodes[TOP].score

    def _columns_of(self, variant: Variant, rows: slice, place: int) -> dict[str, Array]:
        key = (variant.scaling, variant.is_treated)
        fixed = self._scaled(key)
        columns = {}
        for number, indicator in enumerate(self.spec.indicators):
            code = indicator.code
            moved = variant.posts is not None and self._has_posts(indicator, variant.scaling)
            if not moved and (variant.data is None or indicator.error is None):
                columns[code] = fixed[code][rows]
                continue
            raw = self.result.stages["imputed"][code][rows]
            if variant.data is not None and indicator.error is not None:
                chance = stream(self.seed, DATA, variant.data, place, number)
                raw = self._with_error(indicator, indicator.error, raw, rows, chance)
            yardstick = self._yardstick(key)
            if moved and variant.posts is not None:
                yardstick = self._moved(yardstick, indicator, variant.scaling, variant.posts[code])
            columns[code] = yardstick.apply(code, raw, first=rows.start)
        return columns

    def _has_posts(self, indicator: Indicator, scaling: int | None) -> bool:
        how = indicator.normalise if scaling is None else self.spec.uncertainty.normalise[scaling]
        return how.method == "goalposts"

    def _moved(
        self, yardstick: Yardstick, indicator: Indicator, scaling: int | None, by: tuple[float, float]
    ) -> Yardstick:
        how = indicator.normalise if scaling is None else self.spec.uncertainty.normalise[scaling]
        fitted = Fitted(goalposts(shifted(how, *by), indicator.direction, self.spec.scale))
        scaled = {indicator.code: (fitted,) * len(yardstick.groups)}
        return Yardstick(yardstick.groups, yardstick.treated, scaled)

    def _with_error(
        self, indicator: Indicator, error: Error, raw: Array, rows: slice, chance: Stream
    ) -> Array:
        """Raw values as they might as well have come out; a value whose error is not known stays as it is."""
        numbers = self.result.table.numbers
        if error.kind == "share":
            return _shares(raw / indicator.factor, numbers[error.n][rows], chance) * indicator.factor
        deviation = numbers[error.sd][rows] if isinstance(error.sd, str) else np.full(len(raw), error.sd)
        if error.kind == "relative":
            deviation = deviation * np.abs(raw)
        moves = chance.standard_normal(len(raw)) * deviation
        made: Array = raw + np.where(np.isnan(moves), 0.0, moves)
        return made


def _shares(share: Array, n: Array, chance: Stream) -> Array:
    """Draw from Beta(x + 1/2, n - x + 1/2) with x = share of n (Jeffreys), as the participation score does."""
    known = (n > 0) & ~np.isnan(share)
    x = np.clip(np.where(known, share, 0.5), 0.0, 1.0) * np.where(known, n, 1.0)
    drawn = chance.beta(x + 0.5, np.where(known, n, 1.0) - x + 0.5)
    return np.where(known, drawn, share)


def points(factors: Sequence[str], chance: Array) -> list[dict[str, float]]:
    """Return a point for each row of numbers from 0 to below 1 (points x factors)."""
    return [dict(zip(factors, map(float, row), strict=True)) for row in chance]

"""The rule engine: which measures of the fixed catalogue come first. It chooses texts and never writes any."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from sgforum.reports.registers import Text

DATA_FILE = "recommendations.json"


class Kind(StrEnum):
    """Whether a recommendation closes a measured gap or a gap in the data."""

    MEASURE = "tindakan"
    DATA = "data"


class Basis(StrEnum):
    """Whether the measure stands in the study's lists or was added by sgforum."""

    STUDY = "studi"
    PRODUCT = "sgforum"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One text of the catalogue with the indicators that it answers."""

    code: str
    dimension: str
    kind: Kind
    basis: Basis
    answers: tuple[str, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator as the rules see it: what its score (0..100) should be and is; None when unknown."""

    code: str
    weight: Fraction
    target_score: Fraction
    score: Fraction | None

    @property
    def deficit(self) -> Fraction:
        """Weight times what is missing to the target score; zero when unknown or reached."""
        if self.score is None:
            return Fraction(0)
        return self.weight * max(Fraction(0), self.target_score - self.score)


@dataclass(frozen=True, slots=True)
class Case:
    """A dimension as the rules see it; `score` is None where it may not be scored."""

    dimension: str
    score: Fraction | None
    items: tuple[Item, ...]

    @property
    def misses(self) -> bool:
        """Whether an indicator that is known is below its target."""
        return any(item.deficit > 0 for item in self.items)

    @property
    def coverage(self) -> Fraction:
        """Share of the items with a score."""
        known = sum(item.score is not None for item in self.items)
        return Fraction(known, len(self.items)) if self.items else Fraction(0)


@cache
def load_recommendations() -> tuple[Recommendation, ...]:
    """Return the packaged catalogue in its order; KeyError or ValueError if the file was damaged."""
    raw = files("sgforum.reports").joinpath("data", DATA_FILE).read_text(encoding="utf-8")
    return tuple(_recommendation(record) for record in json.loads(raw))


def _recommendation(record: Mapping[str, Any]) -> Recommendation:
    return Recommendation(
        record["code"],
        record["dimension"],
        Kind(record["kind"]),
        Basis(record["basis"]),
        tuple(record["answers"]),
        Text(record["text"]["id"], record["text"]["en"]),
    )


def in_order(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the dimensions lowest score first, then those without one, least known first; ties keep their order.

    A scored one that misses no target comes last: there is nothing to close in it.
    """
    scored = sorted(
        (case for case in cases if case.score is not None), key=lambda case: case.score or Fraction(0)
    )
    unscored = sorted((case for case in cases if case.score is None), key=lambda case: case.coverage)
    missing = [case for case in scored if case.misses]
    return (*missing, *unscored, *(case for case in scored if not case.misses))


def choose(
    case: Case, *, most: int = 3, catalogue: Sequence[Recommendation] | None = None
) -> tuple[Recommendation, ...]:
    """Return at most `most` measures for the largest deficits, and the data measure if anything is unknown."""
    entries = [entry for entry in catalogue or load_recommendations() if entry.dimension == case.dimension]
    chosen: list[Recommendation] = []
    for item in sorted(case.items, key=lambda item: -item.deficit):
        if item.deficit > 0:
            answers = (
                entry for entry in entries if entry.kind is Kind.MEASURE and item.code in entry.answers
            )
            chosen.extend(entry for entry in answers if entry not in chosen)
    del chosen[most:]
    if not case.items or any(item.score is None for item in case.items):
        chosen.extend(entry for entry in entries if entry.kind is Kind.DATA)
    return tuple(chosen)

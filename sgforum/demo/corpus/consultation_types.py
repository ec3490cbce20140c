"""The shape of a written consultation, of one composed for a place, and of its decision record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sgforum.demo.corpus.places import Setting
from sgforum.demo.corpus.topic_types import Area

Promise = Literal["consult", "involve", "collaborate"]
PROMISES: tuple[Promise, ...] = get_args(Promise)
"""The IAP2 levels that the demo's consultations promise."""
Scope = Literal["kelurahan", "kota"]


@dataclass(frozen=True)
class Figure:
    """A number that differs from kelurahan to kelurahan: low to high in steps, printed with `form`."""

    name: str
    low: int
    high: int
    step: int
    form: str = "Rp{} juta"


@dataclass(frozen=True)
class Share:
    """A number that follows from a figure, so that a document's sums stay right: `percent` of `of`."""

    name: str
    of: str
    percent: int
    form: str = "Rp{} juta"


@dataclass(frozen=True)
class Choice:
    """One option: `lean` is its weight among residents; `decided` and `not_followed` are for the record."""

    label: str
    detail: str
    lean: int
    decided: str
    not_followed: str


@dataclass(frozen=True)
class Consultation:
    """A consultation as written; `reasons` holds for whatever was chosen, `after_action` is for the officials."""

    code: str
    area: Area
    scope: Scope
    promise: Promise
    title: str
    question: str
    named_decision: str
    summary: str
    document: str
    cost: str
    schedule: str
    how_to_join: str
    plain: str
    choices: tuple[Choice, ...]
    comments: tuple[str, ...]
    reasons: str
    after_action: str
    figures: tuple[Figure | Share, ...] = ()
    settings: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class DecisionText:
    """The words of a decision record; the counts themselves come from the closed box."""

    asked: str
    decided: str
    reasons: str
    not_followed: str
    after_action: str

"""A consultation's questions as ballots, and where the signed-in voter stands with each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from ...ballot import queries as ballots
from ...ballot.tallies.marks import Kind
from ...core.permissions import Actor
from ...web.i18n import gettext
from .. import services
from ..booth import Choice, Marks, Slate
from ..queries import Sheet


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the voter's envelope for a question is in the box; never what is in it."""

    number: int
    question: str
    is_sent: bool
    url: str


def slates_of(sheet: Sheet) -> list[Slate]:
    """The questions in their order; parameters are those of the poll once it is open."""
    row = sheet.row
    choices = tuple(Choice(code, text) for code, text in sheet.options)
    return [Slate(1, Kind.SINGLE, row.question, choices)]


def reference_of(sheet: Sheet, number: int) -> str:
    """What the poll of a question is known by in the ballot domain."""
    tail = f"/{number}" if number > 1 else ""
    return f"consultation:{sheet.row.public_id}{tail}"


def standings(sheet: Sheet, slates: Sequence[Slate], person: Actor) -> list[Standing]:
    return [
        Standing(
            slate.number,
            slate.question,
            _has_cast(sheet, slate.number, person),
            ballot_url(sheet, slate.number, of=len(slates)),
        )
        for slate in slates
    ]


def _has_cast(sheet: Sheet, number: int, person: Actor) -> bool:
    poll = ballots.find_poll(reference_of(sheet, number))
    return poll is not None and ballots.has_cast(person, poll.id)


def ballot_url(sheet: Sheet, number: int, *, of: int) -> str:
    """The address of a question's ballot: a consultation with one question needs no number."""
    row = sheet.row
    if of == 1:
        return url_for("consultation.ballot", public_id=row.public_id, slug=row.slug)
    return url_for("consultation.question", public_id=row.public_id, slug=row.slug, number=number)


def shuffled(sheet: Sheet, slate: Slate, person: Actor) -> list[Choice]:
    """The options in the voter's own order, so that no option always stands first."""
    by_code = {choice.code: choice for choice in slate.choices}
    seed = reference_of(sheet, slate.number).removeprefix("consultation:")
    pairs = [(choice.code, choice.text) for choice in slate.choices]
    return [by_code[code] for code, _ in services.order_for(seed, person, pairs)]


def score_words(slate: Slate) -> list[tuple[str, str]]:
    """(score, word) from the lowest to the highest; with other than six steps only the ends have words."""
    words = (
        gettext("Sangat tidak setuju"), gettext("Tidak setuju"), gettext("Kurang setuju"), gettext("Cukup setuju"),
        gettext("Setuju"), gettext("Sangat setuju"),
    )  # fmt: skip
    if slate.highest == len(words) - 1:
        return [(str(score), f"{score} · {word}") for score, word in enumerate(words)]
    ends = {0: words[0], slate.highest: words[-1]}
    return [
        (str(score), f"{score} · {ends[score]}" if score in ends else str(score))
        for score in range(slate.highest + 1)
    ]


def told(slate: Slate, marks: Marks) -> list[tuple[str, str]]:
    """What the marks say, as (option, remark) for the page on which they are checked."""
    names, costs = slate.names, slate.costs
    if slate.kind is Kind.SCORE:
        words = dict(score_words(slate))
        return [(names[code], words[marks.scores[code]]) for code in slate.codes if code in marks.scores]
    return [(names[code], str(costs[code]) if slate.kind is Kind.BUDGET else "") for code in marks.chosen]

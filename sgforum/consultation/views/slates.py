"""A consultation's questions as ballots, and where the signed-in voter stands with each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from ...ballot.models import Poll
from ...ballot.tallies.marks import RULES, Kind
from ...core.permissions import Actor
from ...web.i18n import gettext
from .. import queries, services
from ..booth import Choice, Marks, Slate
from ..queries import QuestionSheet, Sheet, Standing
from ..services.voting import NOT_OPEN


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a voter stands with one question: whether their envelope is in the box, and why they may not vote.

    poll: None before the box is open; refusal: a msgid. What is in the envelope is never known.
    """

    slate: Slate
    url: str
    poll: Poll | None
    is_sent: bool
    refusal: str | None

    @property
    def number(self) -> int:
        return self.slate.number

    @property
    def question(self) -> str:
        return self.slate.question


def slate_of(question: QuestionSheet) -> Slate:
    """A question as a ballot; its parameters have been frozen since the consultation was published."""
    choices = tuple(Choice(one.code, one.text, one.detail, one.cost or 0) for one in question.choices)
    kind = RULES[question.rule.value]
    return Slate(question.position, kind, question.text, choices, question.help_text, question.parameters)


def turns_of(sheet: Sheet, person: Actor, at: datetime) -> list[Turn]:
    """The person's turn with each question, in the order in which they are asked."""
    found = {one.question.position: one for one in queries.list_standings(sheet.questions, person, at)}
    several = len(sheet.questions) > 1
    return [
        _turn(sheet, question, found.get(question.position), several=several) for question in sheet.questions
    ]


def _turn(sheet: Sheet, question: QuestionSheet, standing: Standing | None, *, several: bool) -> Turn:
    slate, url = slate_of(question), ballot_url(sheet, question.position if several else None)
    if standing is None:
        return Turn(slate, url, None, is_sent=False, refusal=NOT_OPEN)
    return Turn(slate, url, standing.poll, is_sent=standing.has_cast, refusal=standing.refusal)


def ballot_url(sheet: Sheet, number: int | None = None) -> str:
    """The address of a question's ballot: a consultation with one question needs no number."""
    address = {"public_id": sheet.row.public_id, "slug": sheet.row.slug}
    if number is None:
        return url_for("consultation.ballot", **address)
    return url_for("consultation.numbered_ballot", number=number, **address)


def shuffled(sheet: Sheet, slate: Slate, person: Actor) -> list[Choice]:
    """The options in the voter's own order, so that no option always stands first."""
    by_code = {choice.code: choice for choice in slate.choices}
    seed = f"{sheet.row.public_id}/{slate.number}" if slate.number > 1 else sheet.row.public_id
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
    chosen = (
        marks.chosen if slate.kind is Kind.RANKED else [code for code in slate.codes if code in marks.chosen]
    )
    return [(names[code], str(costs[code]) if slate.kind is Kind.BUDGET else "") for code in chosen]

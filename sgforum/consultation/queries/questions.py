"""The questions of a consultation with their options, and the polls that they became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, case, select

from ...ballot import queries as ballots
from ...ballot.models import Poll, Rule
from ...core.db import db
from ...core.permissions import Actor
from ..lifecycle import SHARES_BUDGET, PlannedQuestion
from ..models import AnswerOption, Consultation, File, Question, reference_of


@dataclass(frozen=True, slots=True)
class Photo:
    """A stored photo: its file's digest, and its size in pixels."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class OptionSheet:
    """One option; cost in rupiah where a budget is shared out, else None; recording: the digest of its file."""

    code: str
    text: str
    detail: str = ""
    cost: int | None = None
    photo: Photo | None = None
    photo_alt: str = ""
    recording: str | None = None
    regional_text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionSheet:
    """One question as pages show it; position counts from 1, reference names its poll."""

    id: int
    position: int
    reference: str
    text: str
    help_text: str
    rule: Rule
    parameters: dict[str, Any]
    quorum: int
    choices: Sequence[OptionSheet]
    recording: str | None = None
    regional_language: str = ""
    regional_text: str = ""

    @property
    def options(self) -> list[tuple[str, str]]:
        """(code, text) in the order of the draft, as the ballot domain takes them."""
        return [(one.code, one.text) for one in self.choices]

    @property
    def shares_budget(self) -> bool:
        return self.rule.value in SHARES_BUDGET


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands with one question: the poll, whether they voted, why they may not vote (a msgid)."""

    question: QuestionSheet
    poll: Poll
    has_cast: bool
    refusal: str | None


def list_questions(consultation_id: int, public_id: str) -> list[QuestionSheet]:
    """The questions in their order, each with its options in theirs; one query."""
    rows = db.session.execute(
        select(
            Question.id, Question.position, Question.text, Question.help_text, Question.rule, Question.parameters,
            Question.quorum, Question.recording, Question.regional_language, Question.regional_text,
            AnswerOption.code, AnswerOption.text.label("option"), AnswerOption.detail, AnswerOption.cost,
            AnswerOption.photo, AnswerOption.photo_alt, File.width, File.height,
            AnswerOption.recording.label("option_recording"), AnswerOption.regional_text.label("option_regional"),
        )
        .outerjoin(AnswerOption, AnswerOption.question_id == Question.id)
        .outerjoin(File, File.digest == AnswerOption.photo)
        .where(Question.consultation_id == consultation_id)
        .order_by(Question.position, AnswerOption.position)
    )  # fmt: skip
    return [_sheet_of(list(group), public_id) for _position, group in groupby(rows, key=itemgetter(1))]


def _sheet_of(rows: Sequence[Row[*tuple[Any, ...]]], public_id: str) -> QuestionSheet:
    first = rows[0]
    return QuestionSheet(
        first.id, first.position, reference_of(public_id, first.position), first.text, first.help_text, first.rule,
        first.parameters, first.quorum,
        [_option_of(row) for row in rows if row.code is not None],
        first.recording, first.regional_language, first.regional_text,
    )  # fmt: skip


def _option_of(row: Row[*tuple[Any, ...]]) -> OptionSheet:
    photo = Photo(row.photo, row.width, row.height) if row.photo else None
    return OptionSheet(
        row.code,
        row.option,
        row.detail,
        row.cost,
        photo,
        row.photo_alt,
        row.option_recording,
        row.option_regional,
    )


def planned_questions(consultation: Consultation) -> list[PlannedQuestion]:
    """What lifecycle.missing_before_publishing asks about the questions of a draft."""
    return [
        PlannedQuestion(
            text=one.text, rule=one.rule.value, options=len(one.choices), has_budget=bool(one.parameters.get("budget")),
            priced=all(choice.cost is not None for choice in one.choices),
        )
        for one in list_questions(consultation.id, consultation.public_id)
    ]  # fmt: skip


def first_question() -> ColumnElement[str]:
    """The text of a consultation's first question, for lists and cards; "" while it has none."""
    first = (
        select(Question.text)
        .where(Question.consultation_id == Consultation.id, Question.position == 1)
        .correlate(Consultation)
        .scalar_subquery()
    )
    return case((first.is_(None), ""), else_=first)


def list_standings(questions: Sequence[QuestionSheet], actor: Actor, at: datetime) -> list[Standing]:
    """Where the actor stands with each question whose poll is open; [] before the box is."""
    polls = ballots.find_polls([one.reference for one in questions])
    ids = [poll.id for poll in polls.values()]
    refusals, cast = ballots.find_refusals(actor, polls.values(), at), ballots.list_cast(actor, ids)
    return [
        Standing(one, poll, poll.id in cast, refusals[poll.id])
        for one in questions
        if (poll := polls.get(one.reference)) is not None
    ]

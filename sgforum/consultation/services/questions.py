"""Adding, changing, removing and moving the questions of a draft, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ...core.errors import InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor
from .. import queries
from ..lifecycle import MOST_QUESTIONS
from ..models import Consultation
from ..queries import OptionSheet, QuestionSheet
from .drafts import get_to_edit, record_edit
from .question_drafts import (
    TOO_MANY_QUESTIONS,
    OptionDraft,
    QuestionDraft,
    Shown,
    Spoken,
    check_question,
    write_questions,
)

NO_QUESTION = N_("Soal itu tidak ditemukan.")
Change = Callable[[list[QuestionDraft]], None]


def draft_of(question: QuestionSheet) -> QuestionDraft:
    """A stored question as it was typed."""
    return QuestionDraft(
        text=question.text, help_text=question.help_text, rule=question.rule, parameters=question.parameters,
        quorum=question.quorum,
        options=[
            OptionDraft(one.text, one.detail, one.cost, one.text, _shown(one)) for one in question.choices
        ],
        spoken=Spoken(question.recording, question.regional_language, question.regional_text),
    )  # fmt: skip


def _shown(option: OptionSheet) -> Shown:
    return Shown(
        option.photo.digest if option.photo else None,
        option.photo_alt,
        option.recording,
        option.regional_text,
    )


def save_question(
    *, actor: Actor, public_id: str, number: int, question: QuestionDraft, at: datetime
) -> Consultation:
    """Put a question in place of the draft's question with this number, or, with the next number, after the last."""

    def put(questions: list[QuestionDraft]) -> None:
        if not 1 <= number <= len(questions) + 1:
            raise NotFound(NO_QUESTION)
        if number > MOST_QUESTIONS:
            raise InvalidInput(TOO_MANY_QUESTIONS)
        stored = questions[number - 1 : number]
        questions[number - 1 : number] = [_keeping(question, stored[0]) if stored else question]

    return _change(actor, public_id, at, put, question)


def _keeping(typed: QuestionDraft, stored: QuestionDraft) -> QuestionDraft:
    """What was typed of a question, with what is shown and heard beside it and beside the options that stay."""
    shown = {one.kept: one.shown for one in stored.options}
    options = [replace(one, shown=shown.get(one.kept, one.shown)) for one in typed.options]
    return replace(typed, spoken=stored.spoken, options=options)


def remove_question(*, actor: Actor, public_id: str, number: int, at: datetime) -> Consultation:
    """Take a question out of a draft; those after it move up."""

    def take_out(questions: list[QuestionDraft]) -> None:
        _require_number(questions, number)
        del questions[number - 1]

    return _change(actor, public_id, at, take_out)


def move_question(*, actor: Actor, public_id: str, number: int, up: bool, at: datetime) -> Consultation:
    """Exchange a question with its neighbour above or below; at the end of the list nothing moves."""

    def exchange(questions: list[QuestionDraft]) -> None:
        _require_number(questions, number)
        other = number - 1 if up else number + 1
        if 1 <= other <= len(questions):
            here, there = number - 1, other - 1
            questions[here], questions[there] = questions[there], questions[here]

    return _change(actor, public_id, at, exchange)


def _require_number(questions: list[QuestionDraft], number: int) -> None:
    if not 1 <= number <= len(questions):
        raise NotFound(NO_QUESTION)


def _change(
    actor: Actor, public_id: str, at: datetime, change: Change, checked: QuestionDraft | None = None
) -> Consultation:
    """Read the questions under the draft's lock, change the list, and write it back as a whole."""
    consultation = get_to_edit(actor, public_id, at)
    if checked is not None:
        check_question(checked)
    questions = [draft_of(one) for one in queries.list_questions(consultation.id, consultation.public_id)]
    change(questions)
    write_questions(consultation, questions)
    record_edit(actor, consultation, at)
    return consultation

"""Adding, changing, removing and moving the questions of a draft, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ...core.errors import InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor
from .. import queries
from ..lifecycle import MOST_QUESTIONS
from ..models import Consultation
from ..queries import QuestionSheet
from .drafts import get_to_edit, record_edit
from .question_drafts import (
    TOO_MANY_QUESTIONS,
    OptionDraft,
    QuestionDraft,
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
        options=[OptionDraft(one.text, one.detail, one.cost) for one in question.choices],
    )  # fmt: skip


def save_question(
    *, actor: Actor, public_id: str, number: int, question: QuestionDraft, at: datetime
) -> Consultation:
    """Put a question in place of the draft's question with this number, or, with the next number, after the last."""

    def put(questions: list[QuestionDraft]) -> None:
        if not 1 <= number <= len(questions) + 1:
            raise NotFound(NO_QUESTION)
        if number > MOST_QUESTIONS:
            raise InvalidInput(TOO_MANY_QUESTIONS)
        questions[number - 1 : number] = [question]

    return _change(actor, public_id, at, put, question)


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

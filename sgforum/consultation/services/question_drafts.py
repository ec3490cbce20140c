"""What an official types of a question: checked, and written beside its consultation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import delete

from ...ballot.models import Rule
from ...ballot.tallies.parameters import ParameterError, effective
from ...core.db import db
from ...core.errors import InvalidInput
from ...core.marks import N_
from ..lifecycle import MOST_QUESTIONS, SHARES_BUDGET, most_options
from ..models import AnswerOption, Consultation, Question
from .files import forget_unused_files
from .texts import HAS_NIK, TOO_LONG, clean, clean_line, has_nik

QUESTION_LENGTH = 300
HELP_LENGTH = 1000
OPTION_LENGTH = 140
DETAIL_LENGTH = 1000
MOST_QUORUM = 1_000_000
MOST_MONEY = 10**15  # rupiah; above it a figure is a slip of the pen
TOO_MANY_QUESTIONS = N_("Paling banyak sepuluh soal dalam satu musyawarah.")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown and heard beside an option's text; photo and recording are digests of files."""

    photo: str | None = None
    photo_alt: str = ""
    recording: str | None = None
    regional_text: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a question is asked besides its text; recording is the digest of a file."""

    recording: str | None = None
    regional_language: str = ""
    regional_text: str = ""


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """One option as typed; one without a text is left out. cost: rupiah, None where there is none.

    kept: the text of the stored option that it was, "" for a new one; what is shown beside that one stays with it.
    """

    text: str
    detail: str = ""
    cost: int | None = None
    kept: str = ""
    shown: Shown = Shown()


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question as typed; everything may still be empty.

    parameters: those of the rule, without costs and quorum, which have places of their own.
    """

    text: str = ""
    help_text: str = ""
    rule: Rule = Rule.PLURALITY
    parameters: Mapping[str, Any] = field(default_factory=dict)
    quorum: int = 0
    options: Sequence[OptionDraft] = ()
    spoken: Spoken = Spoken()

    @property
    def written(self) -> list[OptionDraft]:
        """The options that have a text, cleaned; their places in this list give them their codes."""
        cleaned = [replace(one, text=clean_line(one.text), detail=clean(one.detail)) for one in self.options]
        return [one for one in cleaned if one.text]


def code_of(position: int) -> str:
    """The code of the option at a position from 1, as it stands in ballots: a to z, then a1, b1 ..."""
    turn, place = divmod(position - 1, len(_LETTERS))
    return f"{_LETTERS[place]}{turn or ''}"


def check_questions(questions: Sequence[QuestionDraft]) -> None:
    """Raise InvalidInput, by field, for the first thing that cannot be kept."""
    if len(questions) > MOST_QUESTIONS:
        raise InvalidInput({"questions": TOO_MANY_QUESTIONS})
    for question in questions:
        check_question(question)


def check_question(question: QuestionDraft) -> None:
    """Raise InvalidInput, by field; an option's fields are called "options-0-text", in the order given."""
    _check_text("text", clean_line(question.text), QUESTION_LENGTH)
    _check_text("help_text", clean(question.help_text), HELP_LENGTH)
    if not 0 <= question.quorum <= MOST_QUORUM:
        raise InvalidInput({"quorum": N_("Tulis angka 0 sampai 1.000.000.")})
    _check_options(question)
    _check_parameters(question)


def _check_text(name: str, text: str, most: int) -> None:
    if len(text) > most:
        raise InvalidInput({name: TOO_LONG}, most=most)
    if has_nik(text):
        raise InvalidInput({name: HAS_NIK})


def _check_options(question: QuestionDraft) -> None:
    most = most_options(question.rule.value)
    if len(question.written) > most:
        raise InvalidInput(
            {"options": N_("Paling banyak %(most)s pilihan untuk cara memilih ini.")}, most=most
        )
    for number, option in enumerate(question.options):
        if not clean_line(option.text) and (option.cost is not None or option.detail.strip()):
            raise InvalidInput({f"options-{number}-text": N_("Tulis nama usulan ini.")})
        _check_text(f"options-{number}-text", clean_line(option.text), OPTION_LENGTH)
        _check_text(f"options-{number}-detail", clean(option.detail), DETAIL_LENGTH)
        _check_cost(number, option, question)
    if len({option.text.casefold() for option in question.written}) < len(question.written):
        raise InvalidInput({"options": N_("Ada dua pilihan yang sama.")})


def _check_cost(number: int, option: OptionDraft, question: QuestionDraft) -> None:
    if option.cost is None or question.rule.value not in SHARES_BUDGET:
        return
    name, budget = f"options-{number}-cost", question.parameters.get("budget")
    if not 0 < option.cost <= MOST_MONEY:
        raise InvalidInput({name: N_("Tulis biaya dalam rupiah, lebih dari 0.")})
    if isinstance(budget, int) and 0 < budget < option.cost:
        raise InvalidInput({name: N_("Biaya usulan ini lebih besar daripada anggaran yang dibagi.")})


def _check_parameters(question: QuestionDraft) -> None:
    """Whether the rule knows these parameters and takes these values."""
    budget = question.parameters.get("budget")
    if budget is not None and not (isinstance(budget, int) and 0 < budget <= MOST_MONEY):
        raise InvalidInput({"budget": N_("Tulis anggaran dalam rupiah, lebih dari 0.")})
    try:
        effective(question.rule.value, question.parameters)
    except ParameterError as error:
        raise InvalidInput({error.name: error.sentence}, **error.params) from None
    codes = {code_of(position) for position in range(1, len(question.written) + 1)}
    exclusive = question.parameters.get("exclusive") or []
    if any(code not in codes for group in exclusive for code in group):
        raise InvalidInput({"exclusive": N_("Usulan yang saling meniadakan harus ada dalam daftar.")})


def poll_parameters(question: QuestionDraft, *, extend_days: int, end_when_all: bool) -> dict[str, Any]:
    """All that the ballot domain is told of a question when its poll is opened."""
    found = dict(question.parameters)
    if question.rule.value in SHARES_BUDGET:
        written = enumerate(question.written, start=1)
        found["costs"] = {code_of(position): option.cost for position, option in written}
    if question.quorum:
        found["quorum_number"] = question.quorum
    if extend_days:
        found["extend_days"] = extend_days
    if end_when_all:
        found["end_when_all"] = True
    return found


def write_questions(consultation: Consultation, questions: Sequence[QuestionDraft]) -> None:
    """Put these questions in place of the consultation's; they were checked before."""
    db.session.execute(delete(Question).where(Question.consultation_id == consultation.id))
    for position, draft in enumerate(questions, start=1):
        kept = _row_of(draft, consultation.id, position)
        db.session.add(kept)
        db.session.flush()
        for number, option in enumerate(draft.written, start=1):
            cost = option.cost if draft.rule.value in SHARES_BUDGET else None
            db.session.add(
                AnswerOption(
                    question_id=kept.id, code=code_of(number), text=option.text, detail=option.detail, cost=cost,
                    position=number, **asdict(option.shown),
                )
            )  # fmt: skip
    forget_unused_files()


def _row_of(draft: QuestionDraft, consultation_id: int, position: int) -> Question:
    return Question(
        consultation_id=consultation_id, position=position, text=clean_line(draft.text),
        help_text=clean(draft.help_text), rule=draft.rule, parameters=dict(draft.parameters), quorum=draft.quorum,
        **asdict(draft.spoken),
    )  # fmt: skip

"""The officials' pages of one question of a draft: write it, choose its ballot, move it, take it out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from ...ballot.models import Rule
from ...core.errors import Conflict, InvalidInput, NotFound
from ...core.marks import N_
from ...web.answers import form_page, see_other
from ...web.guards import acting, permitted
from .. import queries, services
from ..forms import ButtonForm
from ..lifecycle import MOST_QUESTIONS, SHARES_BUDGET, State, most_options
from ..models import Consultation
from ..queries import QuestionSheet
from ..question_forms import (
    BALLOT_SENTENCES,
    HINTS,
    MORE_ROWS,
    PARAMETER_FIELDS,
    ROWS,
    QuestionForm,
)
from ..rules import MANAGE
from ..services import OptionDraft, QuestionDraft
from ..services.question_drafts import code_of
from ..services.questions import NO_QUESTION
from .blueprint import MANAGED, get_managed, pages, refused

_QUESTION = f"{MANAGED}/soal/<int:number>"
_TEMPLATE = "consultation/question_form.html"
_SAVE, _CHANGE, _ROWS = "simpan", "ganti", "baris"


@pages.form(_QUESTION, guard=permitted(MANAGE), limit="600/hour")
def question(public_id: str, number: int) -> Response:
    """One question of a draft; the number after the last one begins a new one."""
    consultation = get_managed(public_id)
    stored = _find_stored(consultation, number)
    if request.method == "GET":
        form = QuestionForm(data=_data_of(stored) if stored else None)
        return _form_page(form, consultation, number, stored)
    form = QuestionForm()
    try:
        rule, is_valid = form.chosen_rule(), form.validate_on_submit()
        if _asks_for_more(form, rule):
            return _form_page(form, consultation, number, stored)
        if is_valid:
            _save(public_id, number, form, rule)
            return see_other("consultation.manage", N_("Soal tersimpan."), "soal", public_id=public_id)
    except InvalidInput as error:
        form.take(error)
    except Conflict as error:
        return refused(_TEMPLATE, form, error, **_context(form, get_managed(public_id), number, stored))
    return _form_page(form, consultation, number, stored)


def _find_stored(consultation: Consultation, number: int) -> QuestionSheet | None:
    """The question with this number, None for the next one; raises NotFound for any other number."""
    stored = queries.list_questions(consultation.id, consultation.public_id)
    may_add = consultation.state is State.DRAFT and len(stored) < MOST_QUESTIONS
    if not 1 <= number <= len(stored) + may_add:
        raise NotFound(NO_QUESTION)
    return stored[number - 1] if number <= len(stored) else None


def _asks_for_more(form: QuestionForm, rule: Rule) -> bool:
    """Whether the page is to come again, with what was typed: more rows, or the fields of another ballot."""
    step = request.form.get("langkah", _SAVE)
    if step == _ROWS:
        form.offer_rows(len(form.options.entries) + MORE_ROWS, most_options(rule.value))
    changed = (form.shown.data or rule.value) != rule.value
    if step == _SAVE and changed:
        sentence = N_("Periksa bagian untuk cara memilih ini, lalu simpan sekali lagi.")
        form.take(InvalidInput({"rule": sentence}))
    elif step in (_ROWS, _CHANGE):
        form.forget_errors()
    return step in (_ROWS, _CHANGE) or changed


def _save(public_id: str, number: int, form: QuestionForm, rule: Rule) -> None:
    typed = _draft_of(form, rule)
    with acting() as act:
        services.save_question(actor=act.actor, public_id=public_id, number=number, question=typed, at=act.at)


def _form_page(
    form: QuestionForm, consultation: Consultation, number: int, stored: QuestionSheet | None
) -> Response:
    return form_page(_TEMPLATE, form, **_context(form, consultation, number, stored))


def _context(
    form: QuestionForm, consultation: Consultation, number: int, stored: QuestionSheet | None
) -> dict[str, Any]:
    rule = _shown_rule(form)
    form.shown.data = rule.value
    form.offer_rows(ROWS, most_options(rule.value))
    fields = PARAMETER_FIELDS[rule]
    every = {name for names in PARAMETER_FIELDS.values() for name in names}
    return {
        "row": consultation, "number": number, "stored": stored, "rule": rule, "sentences": BALLOT_SENTENCES,
        "shares_budget": rule.value in SHARES_BUDGET, "fields": [form[name] for name in fields], "hints": HINTS,
        "unseen": [form[name] for name in sorted(every - set(fields))], "most": most_options(rule.value),
    }  # fmt: skip


def _shown_rule(form: QuestionForm) -> Rule:
    try:
        return form.chosen_rule()
    except InvalidInput:
        return Rule.PLURALITY


@pages.form(f"{_QUESTION}/hapus", guard=permitted(MANAGE), limit="120/hour")
def remove_question(public_id: str, number: int) -> Response:
    consultation = get_managed(public_id)
    stored = _find_stored(consultation, number)
    if stored is None:
        raise NotFound(NO_QUESTION)
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.remove_question(actor=act.actor, public_id=public_id, number=number, at=act.at)
            return see_other("consultation.manage", N_("Soal dihapus."), "soal", public_id=public_id)
        except Conflict as error:
            return refused("consultation/question_remove.html", form, error, row=consultation, one=stored)
    return form_page("consultation/question_remove.html", form, row=consultation, one=stored)


@pages.post(f"{_QUESTION}/pindah", guard=permitted(MANAGE), limit="600/hour")
def move_question(public_id: str, number: int) -> Response:
    """Up or down by one place."""
    up = request.form.get("arah") == "naik"
    with acting() as act:
        services.move_question(actor=act.actor, public_id=public_id, number=number, up=up, at=act.at)
    return see_other("consultation.manage", N_("Urutan soal diubah."), "soal", public_id=public_id)


# ------------------------------------------------------------------ between the form and the service


def _draft_of(form: QuestionForm, rule: Rule) -> QuestionDraft:
    options = [_option_of(number, entry.form) for number, entry in enumerate(form.options.entries)]
    return QuestionDraft(
        text=form.text.data or "", help_text=form.help_text.data or "", rule=rule, options=options,
        parameters=_parameters_of(form, rule, options), quorum=form.quorum.data or 0,
    )  # fmt: skip


def _parameters_of(form: QuestionForm, rule: Rule, options: Sequence[OptionDraft]) -> dict[str, Any]:
    """What differs from the defaults, or was chosen from a list: the rest is filled in when voting begins."""
    found = {name: _parameter(form, name) for name in PARAMETER_FIELDS[rule]}
    found["threshold_share"] = found.pop("threshold_percent", None)
    found["blank"] = form.blank.data or None
    if rule.value in SHARES_BUDGET:
        found["exclusive"] = _exclusive(form, options) or None
    return {name: value for name, value in found.items() if value is not None}


def _option_of(number: int, row: Any) -> OptionDraft:
    try:
        cost = row.cost.amount()
    except InvalidInput as error:
        raise InvalidInput({f"options-{number}-cost": error.message}) from None
    return OptionDraft(
        text=row.text.data or "", detail=row.detail.data or "", cost=cost, kept=row.kept.data or ""
    )


_NO_LIMIT = ("most", "most_ranked")  # 0 in the form means that there is none


def _parameter(form: QuestionForm, name: str) -> Any:
    """A parameter as it is stored; None where the form leaves it to its default."""
    if name == "budget":
        return form.budget.amount()
    if name == "threshold_percent":
        return form.threshold_percent.data / 100 if form.threshold_percent.data else None
    if name in _NO_LIMIT:
        return form[name].data or None
    return form[name].data


def _exclusive(form: QuestionForm, options: Sequence[OptionDraft]) -> list[list[str]]:
    """The codes of options with the same group, for each group of two or more."""
    groups: dict[str, list[str]] = {}
    written = [
        (option, entry.form.group.data or "")
        for option, entry in zip(options, form.options.entries, strict=True)
        if QuestionDraft(options=[option]).written
    ]
    for position, (_option, group) in enumerate(written, start=1):
        if group.strip():
            groups.setdefault(group.strip().casefold(), []).append(code_of(position))
    return [codes for codes in groups.values() if len(codes) > 1]


def _data_of(stored: QuestionSheet) -> dict[str, Any]:
    """A stored question as the form shows it."""
    given = dict(stored.parameters)
    groups = {
        code: str(n) for n, codes in enumerate(given.pop("exclusive", None) or [], start=1) for code in codes
    }
    if "budget" in given:
        given["budget"] = _money(given["budget"])
    given["threshold_percent"] = round(given.pop("threshold_share", 0) * 100)
    given.setdefault("most_ranked", 0)
    return {
        **given, "text": stored.text, "help_text": stored.help_text, "rule": stored.rule.value,
        "shown": stored.rule.value, "quorum": stored.quorum,
        "options": [
            {
                "text": one.text, "detail": one.detail, "cost": _money(one.cost), "group": groups.get(one.code, ""),
                "kept": one.text,
            }
            for one in stored.choices
        ],
    }  # fmt: skip


def _money(amount: int | None) -> str:
    """25000000 as 25.000.000: how people write it here, in either language."""
    return "" if amount is None else f"{amount:,}".replace(",", ".")

"""The officials' pages of paper ballots: bundles that two officers read before the box is opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Response

from ...ballot import queries as ballots
from ...ballot.models import Batch, BatchState, Poll, PollState, Rule
from ...ballot.rules import RUN
from ...ballot.services import Reading, check_batch, correct_batch, enter_batch, remove_batch
from ...ballot.services.batches import COUNTED, NO_BATCH, NO_PAPER, SAME_OFFICER
from ...ballot.tallies.marks import BLANK
from ...core import clock
from ...core.errors import Conflict, InvalidInput, NotFound
from ...core.marks import N_
from ...web import i18n
from ...web.answers import form_page, page, see_other
from ...web.guards import acting, permitted
from ...web.i18n import gettext
from .. import queries
from ..forms import ButtonForm
from ..models import Consultation
from ..paper_forms import CHANNEL_NAMES, LINE_HINTS, BundleForm, bundle_form, data_of
from ..paper_lines import BLANK_WORD, example
from ..queries import Bundle, QuestionSheet
from ..services.questions import NO_QUESTION
from .blueprint import MANAGED, get_managed, pages, refused, signed_in
from .reconciling import reconciliation_of

_PAPERS = f"{MANAGED}/kertas"
_BUNDLE = f"{_PAPERS}/<string(length=10):batch_id>"
_FORM = "consultation/bundle_form.html"
WAITS = N_("Bundel ini masih menunggu pencocokan. Cocokkan dahulu, baru dapat dibaca ulang.")


class Asked(NamedTuple):
    """A question whose papers are counted."""

    question: QuestionSheet
    poll: Poll


@pages.get(_PAPERS, guard=permitted(RUN))
def papers(public_id: str) -> Response:
    """All bundles by question, with what still waits for a second officer."""
    consultation = get_managed(public_id, RUN)
    asked = _list_asked(consultation)
    bundles = queries.list_bundles([one.poll.id for one in asked])
    me = signed_in().person_id
    return page(
        "consultation/papers.html", **_frame(consultation, asked), channels=CHANNEL_NAMES,
        parts=[(one, [_shown(bundle, one, me) for bundle in bundles if bundle.batch.poll_id == one.poll.id],
                reconciliation_of(one.poll)) for one in asked],
    )  # fmt: skip


def _shown(bundle: Bundle, asked: Asked, me: int | None) -> dict[str, Any]:
    """A bundle with what this officer may do with it; numbers by choice only where two readings differ."""
    batch = bundle.batch
    is_mine = batch.entered_by_id == me
    differences = [
        (_in_words(one.choice, asked.question), i18n.number(one.first), i18n.number(one.second))
        for one in queries.differences_of(batch)
    ]
    return {
        "bundle": bundle, "batch": batch, "is_mine": is_mine, "differences": differences,
        "may_check": not is_mine and batch.state is not BatchState.AGREED,
        "may_correct": is_mine or batch.state is not BatchState.ENTERED,
    }  # fmt: skip


def _in_words(choice: str, question: QuestionSheet) -> str:
    """A canonical choice as officers read it: the option's text where it is one option alone, else its letters."""
    words = {
        queries.SPOILED: gettext("surat rusak"),
        BLANK: gettext("suara kosong"),
        **dict(question.options),
    }
    return words.get(choice, choice)


@pages.form(f"{_PAPERS}/soal/<int:number>", guard=permitted(RUN), limit="600/hour")
def enter_bundle(public_id: str, number: int) -> Response:
    """What the first officer read."""
    consultation = get_managed(public_id, RUN)
    asked = next((one for one in _list_asked(consultation) if one.question.position == number), None)
    if asked is None:
        raise NotFound(NO_QUESTION)
    form = bundle_form(asked.poll)()

    def save(reading: Reading) -> str:
        with acting() as act:
            enter_batch(
                actor=act.actor, poll_id=asked.poll.id, label=form.written_label(), channel=form.chosen_channel(),
                reading=reading, at=act.at,
            )  # fmt: skip
        return N_("Bundel tersimpan. Minta petugas lain mencocokkannya.")

    return _read_bundle(consultation, asked, form, save, {"batch": None, "step": "enter"})


@pages.form(f"{_BUNDLE}/cocokkan", guard=permitted(RUN), limit="600/hour")
def check_bundle(public_id: str, batch_id: str) -> Response:
    """What the second officer reads, without a look at what the first one wrote."""
    consultation = get_managed(public_id, RUN)
    asked, batch = _find_bundle(consultation, batch_id)
    form = bundle_form(asked.poll)()

    def save(reading: Reading) -> str:
        with acting() as act:
            checked = check_batch(actor=act.actor, batch_id=batch_id, reading=reading, at=act.at)
            agrees = checked.state is BatchState.AGREED
        if agrees:
            return N_("Cocok. Bundel ini siap masuk kotak.")
        return N_("Berbeda dengan petugas pertama. Baris yang berbeda tampil di bawah; hitung ulang bersama.")

    own = gettext(SAME_OFFICER) if batch.entered_by_id == signed_in().person_id else ""
    return _read_bundle(consultation, asked, form, save, {"batch": batch, "step": "check", "why_not": own})


@pages.form(f"{_BUNDLE}/baca-ulang", guard=permitted(RUN), limit="600/hour")
def correct_bundle(public_id: str, batch_id: str) -> Response:
    """Read again from the start; whoever does so sees their own earlier numbers, never the other officer's."""
    consultation = get_managed(public_id, RUN)
    asked, batch = _find_bundle(consultation, batch_id)
    kind, why_not = bundle_form(asked.poll), ""
    is_mine = batch.entered_by_id == signed_in().person_id
    if not is_mine and batch.state is BatchState.ENTERED:
        why_not = gettext(WAITS)
    known = data_of(Reading(batch.lines, batch.spoiled), kind) if is_mine and batch.lines is not None else {}
    form = kind(data=known)

    def save(reading: Reading) -> str:
        if why_not:
            raise Conflict(WAITS)
        with acting() as act:
            correct_batch(actor=act.actor, batch_id=batch_id, reading=reading, at=act.at)
        return N_("Bundel tersimpan. Minta petugas lain mencocokkannya.")

    return _read_bundle(
        consultation, asked, form, save, {"batch": batch, "step": "correct", "why_not": why_not}
    )


def _read_bundle(
    consultation: Consultation, asked: Asked, form: BundleForm, save: Callable[[Reading], str], about: dict[str, Any]
) -> Response:  # fmt: skip
    """Show the form, or take it: what was typed stays when something is wrong with it."""
    context = {**_frame(consultation, [asked]), "asked": asked, **_help_of(asked), **about}
    try:
        reading = form.reading(asked.poll) if form.validate_on_submit() else None
        if reading is not None:
            told = save(reading)
            anchor = f"soal-{asked.question.position}"
            return see_other("consultation.papers", told, anchor, public_id=consultation.public_id)
    except InvalidInput as error:
        form.take(error)
    except Conflict as error:
        return refused(_FORM, form, error, **context)
    return form_page(_FORM, form, **context)


@pages.form(f"{_BUNDLE}/hapus", guard=permitted(RUN), limit="120/hour")
def remove_bundle(public_id: str, batch_id: str) -> Response:
    consultation = get_managed(public_id, RUN)
    asked, batch = _find_bundle(consultation, batch_id)
    form = ButtonForm()
    context = {**_frame(consultation, [asked]), "batch": batch}
    if form.validate_on_submit():
        try:
            with acting() as act:
                remove_batch(actor=act.actor, batch_id=batch_id, at=act.at)
            return see_other("consultation.papers", N_("Bundel dihapus."), public_id=public_id)
        except Conflict as error:
            return refused("consultation/bundle_remove.html", form, error, **context)
    return form_page("consultation/bundle_remove.html", form, **context)


def _list_asked(consultation: Consultation) -> list[Asked]:
    questions = queries.list_questions(consultation.id, consultation.public_id)
    polls = {poll.reference: poll for poll in ballots.list_polls(consultation.reference)}
    return [Asked(one, polls[one.reference]) for one in questions if one.reference in polls]


def _find_bundle(consultation: Consultation, batch_id: str) -> tuple[Asked, Batch]:
    """The bundle, if it is one of this consultation."""
    batch = queries.find_batch(batch_id)
    for asked in _list_asked(consultation):
        if batch is not None and batch.poll_id == asked.poll.id:
            return asked, batch
    raise NotFound(NO_BATCH)


def _frame(consultation: Consultation, asked: list[Asked]) -> dict[str, Any]:
    """What every page of papers shows: the consultation, and why no bundle can be entered now, if so."""
    ends_at = asked[0].poll.ends_at if asked else None
    closed = ""
    if not consultation.paper:
        closed = gettext(NO_PAPER)
    elif any(one.poll.state is not PollState.OPEN for one in asked):
        closed = gettext(COUNTED)
    may_count = not closed and ends_at is not None and clock.now() >= ends_at
    taken = sum(ballots.count_taken(asked[0].poll.id).values()) if asked else 0
    return {"row": consultation, "ends_at": ends_at, "closed": closed, "may_count": may_count, "taken": taken}


def _help_of(asked: Asked) -> dict[str, Any]:
    poll = asked.poll
    codes = [option.code for option in poll.options]
    return {
        "is_counted": poll.rule is Rule.PLURALITY, "line_hint": LINE_HINTS.get(poll.rule, ""),
        "example": example(poll.rule.value, codes, poll.parameters), "blank_word": BLANK_WORD if poll.parameters.get("blank") else "",
    }  # fmt: skip

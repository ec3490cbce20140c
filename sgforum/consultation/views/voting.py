"""The ballot: one question a screen, a page to check the choice, and the receipt. Works without a script; nobody keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, redirect, request, session, url_for
from wtforms import StringField

from ...ballot.services import CastReceipt
from ...core import clock
from ...core.errors import InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...web.answers import compressed, form_page, page, see_other
from ...web.downloads import download
from ...web.formkit import Form
from ...web.guards import SIGNED_IN, acting
from ...web.i18n import gettext
from .. import booth, lifecycle, queries, services
from ..booth import Fields, Marks, Slate
from ..lifecycle import PhaseKind
from .blueprint import ADDRESS, get_sheet, pages, signed_in
from .files import beside_of
from .public import frame
from .slates import Turn, ballot_url, score_words, shuffled, told, turns_of

_SLIPS = "slips"
_CODES = "codes"  # of content receipts: shown once, then forgotten here too
NO_SLIP = N_("Nomor bukti hanya tampil di peramban tempat Anda memilih.")
_SEND = "kirim"
_PRESSES = "600/hour"  # without a script every press of a ranking button is a request


class BallotForm(Form):
    """The CSRF token, and the place of what is wrong; what is chosen is read by booth.read."""

    choice = StringField()


@dataclass(frozen=True, slots=True)
class Booth:
    """A voter before one question: what was sent, and where they stand with it and with the others."""

    sheet: queries.Sheet
    turns: list[Turn]
    turn: Turn
    form: BallotForm
    at: datetime

    @property
    def slate(self) -> Slate:
        return self.turn.slate

    @property
    def fields(self) -> Fields:
        return request.form.to_dict(flat=False)

    @property
    def marks(self) -> Marks:
        return booth.marks_of(self.slate, self.fields)


@pages.form(f"{ADDRESS}/suara", guard=SIGNED_IN, limit=_PRESSES)
def ballot(public_id: str, slug: str) -> Response:
    """The only question, or the way to the first that is not answered yet."""
    sheet, at = _get_published(public_id), clock.now()
    turns = turns_of(sheet, signed_in(), at)
    if len(turns) > 1 and request.method == "GET" and not turns[0].refusal:
        return redirect(_next_url(sheet, turns), 303)  # type: ignore[return-value]
    return _answer(Booth(sheet, turns, turns[0], BallotForm(), at))


@pages.form(f"{ADDRESS}/suara/<int:number>", guard=SIGNED_IN, limit=_PRESSES)
def numbered_ballot(public_id: str, slug: str, number: int) -> Response:
    """One of several questions; each is sent by itself, in its own envelope."""
    sheet, at = _get_published(public_id), clock.now()
    turns = turns_of(sheet, signed_in(), at)
    if not 1 <= number <= len(turns):
        raise NotFound(queries.NO_CONSULTATION)
    return _answer(Booth(sheet, turns, turns[number - 1], BallotForm(), at))


def _get_published(public_id: str) -> queries.Sheet:
    sheet = get_sheet(public_id)
    if sheet.row.published_at is None:
        raise NotFound(queries.NO_CONSULTATION)
    return sheet


def _next_url(sheet: queries.Sheet, turns: list[Turn]) -> str:
    """The first question that is not answered; the receipt when all are."""
    waiting = [one.url for one in turns if not one.is_sent]
    return waiting[0] if waiting else f"{ballot_url(sheet)}/bukti"


def _answer(here: Booth) -> Response:
    """The ballot, or what the pressed button asks for; a refusal stands on the ballot with its reason."""
    if not here.form.validate_on_submit():
        return compressed(_ballot_page(here, Marks()), here.turn.url)
    refusal = Refused(here.turn.refusal) if here.turn.refusal else None
    if refusal and request.form.get("langkah") != _SEND:  # of sending, the service is the judge
        return _refused(here, refusal)
    try:
        return _step(here)
    except InvalidInput as error:
        return _refused(here, refusal) if refusal else _wrong(here, error)


def _step(here: Booth) -> Response:
    """What follows on the pressed button; raises InvalidInput, on which nothing that was chosen is lost."""
    if "gerak" in request.form:
        return _moved(here)
    step = request.form.get("langkah")
    if step in ("ubah", "hitung"):
        return _ballot_page(here, here.marks)
    if step == "kosong" and here.slate.may_be_blank:
        return _check_page(here, Marks())
    choice = booth.read(here.slate, here.fields)
    return _send(here, choice) if step == _SEND else _check_page(here, here.marks)


def _moved(here: Booth) -> Response:
    """The ballot after a ranking button, which keeps the focus."""
    act, _, code = request.form["gerak"].partition(":")
    marks = booth.moved(here.slate, here.marks, f"{act}:{code}")
    return _ballot_page(here, marks, moved=(code, act))


def _wrong(here: Booth, error: InvalidInput) -> Response:
    here.form.take(error)
    errors = {name: gettext(sentence, **error.params) for name, sentence in error.errors.items()}
    return _ballot_page(here, here.marks, errors=errors)


def _refused(here: Booth, error: Refused) -> Response:
    response = _ballot_page(here, Marks(), refusal=error.message)
    response.status_code = error.status
    return response


def _send(here: Booth, choice: str) -> Response:
    row, number = here.sheet.row, here.turn.number
    try:
        with acting() as act:
            receipt = services.cast(
                actor=act.actor, public_id=row.public_id, question=number, choice=choice, at=act.at
            )
    except Refused as error:
        return _refused(here, error)
    _keep_slip(row.public_id, number, receipt)
    return see_other("consultation.receipt", public_id=row.public_id, slug=row.slug)


def _keep_slip(public_id: str, number: int, receipt: CastReceipt) -> None:
    """In this browser's own signed cookie, nowhere else; the slips of one consultation at a time."""
    if receipt.slip:
        session[_SLIPS] = {"of": public_id, "by": _kept(_SLIPS, public_id) | {str(number): receipt.slip}}
    if receipt.code:
        session[_CODES] = {"of": public_id, "by": _kept(_CODES, public_id) | {str(number): receipt.code}}


def _kept(what: str, public_id: str) -> dict[str, str]:
    """{question's number: slip or code} that this browser has of the consultation."""
    kept = session.get(what) or {}
    return dict(kept["by"]) if kept.get("of") == public_id else {}


def _ballot_page(here: Booth, marks: Marks, refusal: str | None = None, **more: Any) -> Response:
    reason = refusal or here.turn.refusal
    choices = shuffled(here.sheet, here.slate, signed_in())
    return form_page(
        "consultation/ballot.html", here.form, **_around(here), refusal=gettext(reason) if reason else "", marks=marks,
        choices=choices, scores=score_words(here.slate), **({"errors": {}, "moved": ("", "")} | more),
    )  # fmt: skip


def _check_page(here: Booth, marks: Marks) -> Response:
    return form_page(
        "consultation/check.html", here.form, **_around(here), marks=marks, told=told(here.slate, marks),
        hidden=booth.fields_of(here.slate, marks), spent=booth.spent(here.slate, marks.chosen),
    )  # fmt: skip


def _around(here: Booth) -> dict[str, Any]:
    """What every page of a ballot shows around it."""
    return frame(here.sheet, here.at) | {
        "slate": here.slate,
        "beside": beside_of(here.sheet.questions[here.turn.number - 1]),
        "mine": here.turns,
        "progress": [(one.number, one.question, one.is_sent, one.url) for one in here.turns],
        "has_cast": here.turn.is_sent,
        "poll": here.turn.poll,
        "voting": lifecycle.find_phase(here.sheet.phases, PhaseKind.VOTING),
    }


@pages.get(f"{ADDRESS}/suara/bukti", guard=SIGNED_IN)
def receipt(public_id: str, slug: str) -> Response:
    """That the ballots are in the box, with their slips; never what is on them."""
    sheet, at = _get_published(public_id), clock.now()
    mine = turns_of(sheet, signed_in(), at)
    if not any(one.is_sent for one in mine):
        return see_other("consultation.ballot", public_id=public_id, slug=sheet.row.slug)
    codes = _kept(_CODES, public_id)
    session.pop(_CODES, None)
    voting = lifecycle.find_phase(sheet.phases, PhaseKind.VOTING)
    return page(
        "consultation/receipt.html", **frame(sheet, at), voting=voting, mine=mine, poll=mine[0].poll,
        may_change=voting is not None and voting.holds(at), slips=_kept(_SLIPS, public_id), codes=codes,
        waiting=[one for one in mine if not one.is_sent],
    )  # fmt: skip


@pages.get(f"{ADDRESS}/suara/bukti.txt", guard=SIGNED_IN)
def receipt_file(public_id: str, slug: str) -> Response:
    """The slips that this browser has, to keep: they say that a vote was cast, not which."""
    sheet = _get_published(public_id)
    slips = _kept(_SLIPS, public_id)
    if not slips:
        raise NotFound(NO_SLIP)
    lines = [
        f"{n}. {one.text}\r\n   {slips[n]}" for one in sheet.questions if (n := str(one.position)) in slips
    ]
    how = gettext(
        "Sesudah penutupan, cari nomor ini pada daftar amplop di halaman hasil. Nomor ini membuktikan amplop Anda ada di kotak, bukan isinya."
    )
    where = url_for("consultation.result", public_id=public_id, slug=sheet.row.slug, _external=True)
    content = "\r\n\r\n".join([sheet.row.title, *lines, how, where]) + "\r\n"
    return download(content.encode(), f"bukti-{public_id}.txt", "text/plain; charset=utf-8")

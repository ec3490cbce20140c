"""The ballot: one question a screen, a page to check the choice, and the receipt. Works without a script; nobody keeps it."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

from flask import Response, redirect, request, session
from wtforms import StringField

from ...ballot import queries as ballots
from ...ballot.services import CastReceipt
from ...core import clock
from ...core.errors import InvalidInput, NotFound, Refused
from ...web.answers import form_page, page, see_other
from ...web.formkit import Form
from ...web.guards import SIGNED_IN, acting
from ...web.i18n import gettext
from .. import booth, lifecycle, queries, services
from ..booth import Fields, Marks, Slate
from ..lifecycle import PhaseKind
from ..services.voting import NOT_OPEN
from .blueprint import ADDRESS, get_sheet, pages, signed_in
from .public import frame
from .slates import ballot_url, reference_of, score_words, shuffled, slates_of, standings, told

_SLIPS = "slips"
_CODES = "codes"  # of content receipts: shown once, then forgotten here too
_PRESSES = "300/hour"  # without a script every press of a ranking button is a request


class BallotForm(Form):
    """The CSRF token, and the place of what is wrong; what is chosen is read by booth.read."""

    choice = StringField()


@dataclass(frozen=True, slots=True)
class Turn:
    """A voter before one question: what was sent, and where they stand with the consultation."""

    sheet: queries.Sheet
    slates: list[Slate]
    slate: Slate
    form: BallotForm

    @property
    def fields(self) -> Fields:
        return request.form.to_dict(flat=False)

    @property
    def marks(self) -> Marks:
        return booth.marks_of(self.slate, self.fields)


@pages.form(f"{ADDRESS}/suara", guard=SIGNED_IN, limit=_PRESSES)
def ballot(public_id: str, slug: str) -> Response:
    """The only question, or the way to the first that is not answered yet."""
    sheet = _get_published(public_id)
    slates = slates_of(sheet)
    if len(slates) > 1 and request.method == "GET" and not _refusal(sheet, 1):
        return redirect(_next_url(sheet, slates), 303)  # type: ignore[return-value]
    return _turn(sheet, slates, slates[0])


@pages.form(f"{ADDRESS}/suara/<int:number>", guard=SIGNED_IN, limit=_PRESSES)
def question(public_id: str, slug: str, number: int) -> Response:
    """One of several questions; each is sent by itself, in its own envelope."""
    sheet = _get_published(public_id)
    slates = slates_of(sheet)
    found = [slate for slate in slates if slate.number == number]
    if not found:
        raise NotFound(queries.NO_CONSULTATION)
    return _turn(sheet, slates, found[0])


def _get_published(public_id: str) -> queries.Sheet:
    sheet = get_sheet(public_id)
    if sheet.row.published_at is None:
        raise NotFound(queries.NO_CONSULTATION)
    return sheet


def _refusal(sheet: queries.Sheet, number: int) -> str | None:
    poll = ballots.find_poll(reference_of(sheet, number))
    return ballots.find_refusal(signed_in(), poll.id, clock.now()) if poll else NOT_OPEN


def _next_url(sheet: queries.Sheet, slates: list[Slate]) -> str:
    """The first question that is not answered; the receipt when all are."""
    waiting = [one.url for one in standings(sheet, slates, signed_in()) if not one.is_sent]
    return waiting[0] if waiting else f"{ballot_url(sheet, 1, of=1)}/bukti"


def _turn(sheet: queries.Sheet, slates: list[Slate], slate: Slate) -> Response:
    """What the pressed button asks for; a refusal stands on the ballot with its reason, and nothing is lost."""
    turn = Turn(sheet, slates, slate, BallotForm())
    if not turn.form.validate_on_submit():
        return _ballot_page(turn, Marks())
    if "gerak" in request.form:
        return _moved(turn)
    step = request.form.get("langkah")
    if step in ("ubah", "hitung"):
        return _ballot_page(turn, turn.marks)
    if step == "kosong" and slate.may_be_blank:
        return _check_page(turn, Marks())
    try:
        choice = booth.read(slate, turn.fields)
    except InvalidInput as error:
        return _wrong(turn, error)
    return _send(turn, choice) if step == "kirim" else _check_page(turn, turn.marks)


def _moved(turn: Turn) -> Response:
    """The ballot after a ranking button, which keeps the focus."""
    act, _, code = request.form["gerak"].partition(":")
    try:
        marks = booth.moved(turn.slate, turn.marks, f"{act}:{code}")
    except InvalidInput as error:
        return _wrong(turn, error)
    return _ballot_page(turn, marks, moved=(code, act))


def _wrong(turn: Turn, error: InvalidInput) -> Response:
    turn.form.take(error)
    errors = {name: gettext(sentence, **error.params) for name, sentence in error.errors.items()}
    return _ballot_page(turn, turn.marks, errors=errors)


def _send(turn: Turn, choice: str) -> Response:
    row, number = turn.sheet.row, turn.slate.number
    try:
        with acting() as act:
            receipt = services.cast(
                actor=act.actor, public_id=row.public_id, question=number, choice=choice, at=act.at
            )
    except Refused as error:
        response = _ballot_page(turn, Marks(), refusal=error.message)
        response.status_code = error.status
        return response
    except InvalidInput as error:
        return _wrong(turn, error)
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


def _ballot_page(turn: Turn, marks: Marks, refusal: str | None = None, **more: Any) -> Response:
    slate, sheet = turn.slate, turn.sheet
    reason = refusal or _refusal(sheet, slate.number)
    return form_page(
        "consultation/ballot.html", turn.form, **_around(turn), refusal=gettext(reason) if reason else "", marks=marks,
        choices=shuffled(sheet, slate, signed_in()), scores=score_words(slate), **({"errors": {}, "moved": ("", "")} | more),
    )  # fmt: skip


def _check_page(turn: Turn, marks: Marks) -> Response:
    return form_page(
        "consultation/check.html", turn.form, **_around(turn), marks=marks, told=told(turn.slate, marks),
        hidden=booth.fields_of(turn.slate, marks), spent=booth.spent(turn.slate, marks.chosen),
    )  # fmt: skip


def _around(turn: Turn) -> dict[str, Any]:
    """What every page of a ballot shows around it."""
    mine = standings(turn.sheet, turn.slates, signed_in())
    return frame(turn.sheet, clock.now()) | {
        "slate": turn.slate,
        "mine": mine,
        "progress": [astuple(one) for one in mine],
        "has_cast": mine[turn.slate.number - 1].is_sent,
        "poll": ballots.find_poll(reference_of(turn.sheet, turn.slate.number)),
        "voting": lifecycle.find_phase(turn.sheet.phases, PhaseKind.VOTING),
    }


@pages.get(f"{ADDRESS}/suara/bukti", guard=SIGNED_IN)
def receipt(public_id: str, slug: str) -> Response:
    """That the ballots are in the box, with their slips; never what is on them."""
    sheet = _get_published(public_id)
    at, slates = clock.now(), slates_of(sheet)
    mine = standings(sheet, slates, signed_in())
    if not any(one.is_sent for one in mine):
        return see_other("consultation.ballot", public_id=public_id, slug=sheet.row.slug)
    codes = _kept(_CODES, public_id)
    session.pop(_CODES, None)
    voting = lifecycle.find_phase(sheet.phases, PhaseKind.VOTING)
    return page(
        "consultation/receipt.html", **frame(sheet, at), voting=voting, mine=mine,
        poll=ballots.find_poll(reference_of(sheet, 1)), may_change=voting is not None and voting.holds(at),
        slips=_kept(_SLIPS, public_id), codes=codes,
        waiting=[one for one in mine if not one.is_sent],
    )  # fmt: skip

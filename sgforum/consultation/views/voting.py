"""The ballot: its own page, a page to check the choice, and the receipt. Works without a script; nobody keeps it."""

from __future__ import annotations

from flask import Response, session
from wtforms.fields import SelectChoice

from ...ballot import queries as ballots
from ...core import clock
from ...core.errors import InvalidInput, NotFound, Refused
from ...core.permissions import Actor
from ...web.answers import form_page, page, see_other
from ...web.guards import SIGNED_IN, acting
from ...web.i18n import gettext
from .. import lifecycle, queries, services
from ..forms import BallotForm
from ..lifecycle import PhaseKind
from ..services.voting import NOT_OPEN
from .blueprint import ADDRESS, get_sheet, pages, signed_in
from .public import frame

_SLIP = "slip"
_SEND = "kirim"


@pages.form(f"{ADDRESS}/suara", guard=SIGNED_IN, limit="60/hour")
def ballot(public_id: str, slug: str) -> Response:
    """Choose, check, send; a refusal stands on the page with its reason."""
    sheet = _get_published(public_id)
    form = BallotForm()
    ordered = services.order_for(public_id, signed_in(), sheet.questions[0].options)
    form.choice.choices = [SelectChoice(code, text) for code, text in ordered]
    if form.validate_on_submit():
        if form.langkah.data == _SEND:
            return _send(sheet, form)
        if form.choice.data in dict(sheet.questions[0].options):
            return _ballot_page("consultation/check.html", sheet, form)
        form.take(InvalidInput({"choice": gettext("Pilih salah satu jawaban.")}))
    return _ballot_page("consultation/ballot.html", sheet, form)


def _get_published(public_id: str) -> queries.Sheet:
    sheet = get_sheet(public_id)
    if sheet.row.published_at is None:
        raise NotFound(queries.NO_CONSULTATION)
    return sheet


def _send(sheet: queries.Sheet, form: BallotForm) -> Response:
    public_id = sheet.row.public_id
    try:
        with acting() as act:
            receipt = services.cast(
                actor=act.actor, public_id=public_id, choice=form.choice.data or "", at=act.at
            )
    except Refused as error:
        response = _ballot_page("consultation/ballot.html", sheet, form, refusal=error.message)
        response.status_code = error.status
        return response
    except InvalidInput as error:
        form.take(error)
        return _ballot_page("consultation/ballot.html", sheet, form)
    session[_SLIP] = [public_id, receipt.slip]  # in this browser's own signed cookie, nowhere else
    return see_other("consultation.receipt", public_id=public_id, slug=sheet.row.slug)


def _ballot_page(
    template: str, sheet: queries.Sheet, form: BallotForm, refusal: str | None = None
) -> Response:
    at, person = clock.now(), signed_in()
    poll = ballots.find_poll(f"consultation:{sheet.row.public_id}")
    reason = refusal or (ballots.find_refusal(person, poll.id, at) if poll else NOT_OPEN)
    return form_page(
        template, form, **frame(sheet, at), refusal=gettext(reason) if reason else "",
        has_cast=poll is not None and ballots.has_cast(person, poll.id), options=dict(sheet.questions[0].options),
        voting=lifecycle.find_phase(sheet.phases, PhaseKind.VOTING),
    )  # fmt: skip


@pages.get(f"{ADDRESS}/suara/bukti", guard=SIGNED_IN)
def receipt(public_id: str, slug: str) -> Response:
    """That the ballot is in the box, with the slip; never what is on it."""
    sheet = _get_published(public_id)
    at, person = clock.now(), signed_in()
    if not _has_cast(sheet, person):
        return see_other("consultation.ballot", public_id=public_id, slug=sheet.row.slug)
    kept = session.get(_SLIP) or ["", ""]
    voting = lifecycle.find_phase(sheet.phases, PhaseKind.VOTING)
    return page(
        "consultation/receipt.html", **frame(sheet, at), voting=voting,
        slip=kept[1] if kept[0] == public_id else "", may_change=voting is not None and voting.holds(at),
    )  # fmt: skip


def _has_cast(sheet: queries.Sheet, person: Actor) -> bool:
    poll = ballots.find_poll(f"consultation:{sheet.row.public_id}")
    return poll is not None and ballots.has_cast(person, poll.id)

"""The officials' pages of a box: its key divided among three before voting, the box opened before witnesses."""

from __future__ import annotations

from typing import Any

from flask import Response

from ...ballot import queries as ballots
from ...ballot.rules import RUN
from ...core import clock
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...web import i18n
from ...web.answers import form_page, page, see_other
from ...web.guards import acting, permitted
from .. import lifecycle, queries, services
from ..forms import ButtonForm, CeremonyForm
from ..lifecycle import PhaseKind, State
from ..models import Consultation
from ..services import CeremonyDraft
from .blueprint import MANAGED, get_managed, key_folder, pages, refused, signed_in
from .reconciling import reconciliation_of


@pages.form(f"{MANAGED}/kunci", guard=permitted(RUN), limit="20/hour")
def divide_key(public_id: str) -> Response:
    """Divide the key; the shares are on the answer to the button and never anywhere again."""
    consultation = get_managed(public_id, RUN)
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                shares = services.divide_box_key(actor=act.actor, public_id=public_id, at=act.at)
            return page("consultation/key_shares.html", row=get_managed(public_id, RUN), shares=shares)
        except Conflict as error:
            return refused(
                "consultation/divide_key.html", form, error, **_key_of(get_managed(public_id, RUN))
            )
    return form_page("consultation/divide_key.html", form, **_key_of(consultation))


def _key_of(consultation: Consultation) -> dict[str, Any]:
    may_divide = consultation.state in (State.DRAFT, State.PUBLISHED) and consultation.opened_at is None
    return {
        "row": consultation, "may_divide": may_divide and bool(consultation.holders),
        "made": ballots.find_split_key(consultation.reference),
        "is_divided": bool(consultation.holders) and queries.has_divided_key(consultation),
    }  # fmt: skip


@pages.form(f"{MANAGED}/kotak", guard=permitted(RUN), limit="60/hour")
def open_box(public_id: str) -> Response:
    """Before witnesses: who is there, the dice, the shares; then the box is opened, counted and announced."""
    consultation = get_managed(public_id, RUN)
    form = CeremonyForm()
    if form.validate_on_submit():
        try:
            _open(public_id, form)
            return see_other(
                "consultation.result", N_("Kotak suara dibuka dan hasilnya diumumkan."),
                public_id=public_id, slug=consultation.slug,
            )  # fmt: skip
        except InvalidInput as error:
            form.take(error)
        except Conflict as error:
            return refused("consultation/open_box.html", form, error, **_box_of(get_managed(public_id, RUN)))
    return form_page("consultation/open_box.html", form, **_box_of(get_managed(public_id, RUN)))


def _open(public_id: str, form: CeremonyForm) -> None:
    """Not within `acting`: opening a box takes transactions of its own."""
    typed = CeremonyDraft(
        dice=form.dice.data or "", witnesses=[name or "" for name in form.witnesses.data],
        shares=[words for words in form.shares.data if words and words.strip()],
    )  # fmt: skip
    services.open_box(
        actor=signed_in(), public_id=public_id, ceremony=typed, keys=key_folder(), at=clock.now()
    )


def _box_of(consultation: Consultation) -> dict[str, Any]:
    at = clock.now()
    phases = queries.list_phases(consultation.id)
    polls = ballots.list_polls(consultation.reference)
    return {
        "row": consultation, "voting": lifecycle.find_phase(phases, PhaseKind.VOTING), "zone": i18n.zone(),
        "may_open": consultation.ceremony and services.may_close(consultation, at),
        "is_begun": queries.find_ceremony(consultation.id) is not None,
        "sums": [(poll.title, reconciliation_of(poll)) for poll in polls],
    }  # fmt: skip

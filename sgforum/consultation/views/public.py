"""Pages that everybody may read: the index, one consultation, its document, its result; comments and read marks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for

from ...ballot import queries as ballots
from ...core import clock
from ...core.errors import Conflict, InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...core.permissions import Actor, Level, may
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from ...web.answers import form_page, page, see_other
from ...web.guards import PUBLIC, SIGNED_IN, acting, actor, permitted
from ...web.i18n import gettext
from .. import lifecycle, queries, services
from ..forms import (
    FOLLOWED_NAMES,
    KEPT_NAMES,
    PROMISE_NAMES,
    PROMISE_SENTENCES,
    SECRECY_NAMES,
    CommentForm,
    ReasonForm,
)
from ..lifecycle import Act, PhaseKind, State
from ..models import reference_of
from ..queries import Shelf
from ..question_forms import BALLOT_NAMES
from ..rules import HIDE, MANAGE, READ
from .blueprint import ADDRESS, get_sheet, lists_version, page_version, pages
from .files import beside_of
from .wording import card, deadline, drawn, place_title, stages


@pages.get("/konsultasi", guard=PUBLIC, version=lists_version)
def index() -> Response:
    at = clock.now()
    shelf = _shelf(request.args.get("daftar"))
    inside = request.args.get("wilayah")
    place = get_place(inside, *FORUM_LEVELS) if inside else None
    found = queries.list_shelf(
        shelf, at, inside=place.code if place else None, cursor=request.args.get("mulai")
    )
    return page(
        "consultation/index.html", shelf=shelf, shelves=list(Shelf), place=place, next=found.next,
        cards=[card(row, at) for row in found.rows],
    )  # fmt: skip


def _shelf(name: str | None) -> Shelf:
    try:
        return Shelf(name) if name else Shelf.OPEN
    except ValueError:
        raise NotFound(queries.NO_CONSULTATION) from None


@pages.get("/konsultasi/atom.xml", guard=PUBLIC, version=lists_version)
def feed() -> Response:
    """The newest published consultations as an Atom feed."""
    rows = queries.list_newest_public()
    content = render_template(
        "consultation/atom.xml", rows=rows, base=current_app.config["BASE_URL"].rstrip("/"),
        updated=max((row.decided_at or row.withdrawn_at or row.published_at for row in rows), default=clock.now()),
    )  # fmt: skip
    return Response(content, content_type="application/atom+xml; charset=utf-8")


@pages.get(ADDRESS, guard=PUBLIC, version=page_version)
def show(public_id: str, slug: str) -> Response:
    """One stable page from draft to decision."""
    sheet = get_sheet(public_id)
    if slug != sheet.row.slug:
        return redirect(url_for("consultation.show", public_id=public_id, slug=sheet.row.slug), 301)  # type: ignore[return-value]
    # a visitor has no form, and a token would begin a session and keep the page from being kept
    return _show(sheet, CommentForm(meta={"csrf": actor() is not None}))


def _show(sheet: queries.Sheet, form: CommentForm, status: int | None = None) -> Response:
    row, person, at = sheet.row, actor(), clock.now()
    acts = lifecycle.acts_at(row.state, sheet.phases, at, box_open=row.opened_at is not None)
    voting = lifecycle.find_phase(sheet.phases, PhaseKind.VOTING)
    response = form_page(
        "consultation/show.html", form, **frame(sheet, at), acts=acts, voting=voting,
        box_is_late=Act.OPEN_BOX in acts, comment=lifecycle.find_phase(sheet.phases, PhaseKind.COMMENT),
        comments=queries.list_comments(row.id, row.place_code, person, request.args.get("mulai")),
        record=queries.find_record(row.id) if row.state is State.DECIDED else None,
        promise=(PROMISE_NAMES.get(row.promise), PROMISE_SENTENCES.get(row.promise)),
        followed=FOLLOWED_NAMES, kept=KEPT_NAMES, mine=_mine(sheet, person, at, acts) if person else None,
        may_hide=may(person, HIDE, row.place_code),
        may_manage=may(person, MANAGE, row.place_code), may_read=may(person, READ, row.place_code),
        ballots=BALLOT_NAMES, secrecy=SECRECY_NAMES, prolonged_from=_prolonged_from(sheet),
        listed=drawn([(one.position, len(one.choices)) for one in sheet.questions]),
    )  # fmt: skip
    if status is not None:
        response.status_code = status
    return response


def _prolonged_from(sheet: queries.Sheet) -> datetime | None:
    """When voting was to end before it was prolonged; None where it was not, and once all is decided."""
    row = sheet.row
    if not row.extend_days or row.opened_at is None or row.state is State.DECIDED:
        return None
    polls = ballots.list_polls(reference_of(row.public_id))
    return next((poll.closes_at for poll in polls if poll.ends_at > poll.closes_at), None)


def frame(sheet: queries.Sheet, at: datetime) -> dict[str, Any]:
    """What every page of a consultation shows of it."""
    row = sheet.row
    return {
        "sheet": sheet,
        "row": row,
        "place": place_title(row.place_level, row.place_name, row.place_code),
        "due": deadline(row.state, sheet.phases, row.decision_on, at),
        "stages": stages(sheet.phases, row.state, row.decision_on, at),
        "withdrawn_reason": gettext(row.withdrawn_reason) if row.withdrawn_reason else "",
        "beside_of": beside_of,
    }


def _mine(sheet: queries.Sheet, person: Actor, at: datetime, acts: frozenset[Act]) -> dict[str, Any]:
    """What the signed-in person has done here and may do; nothing of it is ever kept for others."""
    row = sheet.row
    counts_reading = person.level >= Level.VERIFIED and not person.suspended and row.published_at is not None
    standings = queries.list_standings(sheet.questions, person, at) if Act.VOTE in acts else []
    refusal = next((one.refusal for one in standings if one.refusal), None)
    return {
        "may_mark": counts_reading and not queries.has_read(row.id, person.person_id or 0),
        "may_comment": Act.COMMENT in acts and person.level >= Level.CONFIRMED and not person.suspended,
        "cast": sum(one.has_cast for one in standings),
        "has_cast": bool(standings) and all(one.has_cast for one in standings),
        "vote_refusal": gettext(refusal) if refusal else "",
    }


@pages.get(f"{ADDRESS}/dokumen", guard=PUBLIC, version=page_version)
def document(public_id: str, slug: str) -> Response:
    sheet = get_sheet(public_id)
    if not sheet.row.document_html:
        raise NotFound(queries.NO_CONSULTATION)
    return page("consultation/document.html", **frame(sheet, clock.now()))


@pages.post(f"{ADDRESS}/tanggapan", guard=SIGNED_IN, limit="20/hour")
def comment(public_id: str, slug: str) -> Response:
    """Take a comment; what was typed stays in the form when it cannot be taken."""
    form = CommentForm()
    status = None
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.add_comment(actor=act.actor, public_id=public_id, text=form.text.data, at=act.at)
            return see_other(
                "consultation.show",
                N_("Tanggapan Anda sudah tampil."),
                "tanggapan",
                public_id=public_id,
                slug=slug,
            )
        except InvalidInput as error:
            form.take(error)
        except (Refused, Conflict) as error:
            form.take(InvalidInput(error.message, **error.params))
            status = error.status
    return _show(get_sheet(public_id), form, status)


@pages.post(f"{ADDRESS}/dibaca", guard=SIGNED_IN, limit="120/hour")
def mark_read(public_id: str, slug: str) -> Response:
    with acting() as act:
        services.mark_read(actor=act.actor, public_id=public_id, at=act.at)
    if "X-CSRFToken" in request.headers:  # sent by the script, which shows nothing
        return Response(status=204)
    return see_other(
        "consultation.show", N_("Terima kasih. Bacaan Anda dicatat."), public_id=public_id, slug=slug
    )


@pages.form("/konsultasi/tanggapan/<comment_id>/sembunyikan", guard=permitted(HIDE), limit="120/hour")
def hide_comment(comment_id: str) -> Response:
    found = queries.find_comment_to_hide(comment_id)
    person = actor()
    if found is None or person is None or not may(person, HIDE, found.place_code):
        raise NotFound(queries.NO_COMMENT)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.hide_comment(
                    actor=act.actor, comment_public_id=comment_id, reason=form.reason.data, at=act.at
                )
            return see_other(
                "consultation.show", N_("Tanggapan sudah disembunyikan."), "tanggapan",
                public_id=found.consultation_public_id, slug=found.slug,
            )  # fmt: skip
        except InvalidInput as error:
            form.take(error)
    return form_page("consultation/hide.html", form, found=found)

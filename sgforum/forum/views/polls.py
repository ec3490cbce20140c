"""The poll of a topic: its own page, opening one, taking part, and the files with which anyone counts again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, abort, redirect, request, url_for

from ...ballot.queries import list_entries
from ...ballot.services import make_bundle
from ...core.errors import Conflict, InvalidInput, NotFound, Refused, SgforumError
from ...core.marks import N_
from ...core.permissions import Level, require, require_level
from ...web import i18n
from ...web.answers import form_page, page, see_other
from ...web.downloads import download
from ...web.guards import PUBLIC, SIGNED_IN, acting, actor
from ...web.i18n import gettext
from .. import services
from ..forms import PollForm
from ..queries.polls import VOTERS_PAGE, PollSheet, find_poll_sheet, reference_of
from ..queries.topic import Head, get_head
from ..rules import POLL, POLL_DAYS
from ..services import PollDraft
from ..services.polls import NO_POLL
from . import labels
from .blueprint import (
    CHOICE_LIMIT,
    POLL_LIMIT,
    key_folder,
    pages,
    public_id_of,
    reader,
    refused,
    topic_version,
)
from .poll_box import Box, box_of, voters_of

OPENED = N_("Jajak pendapat sudah dibuka.")
TAKEN = N_("Pilihan Anda sudah dicatat.")
NO_FILE = N_("Berkas hitung ulang baru ada sesudah jajak pendapat ditutup dan dihitung.")
_USUAL_DAYS = 7


@pages.get("/topik/<ref>/jajak", guard=PUBLIC, version=topic_version)
def poll(ref: str) -> Response:
    """The poll on a page of its own: the form while it is open, all names after the close."""
    person = actor()
    head = get_head(public_id_of(ref), person)
    return page("forum/poll.html", **_poll_context(head, box_of(head, person)))


def _poll_context(head: Head, box: Box | None) -> dict[str, Any]:
    if box is None:
        raise NotFound(NO_POLL)
    start, total = _asked_start(box.sheet), box.sheet.tally.ballots if box.sheet.tally else 0
    return {
        "head": head, "poll": box, "root": url_for("forum.topic", ref=head.public_id),
        "here": url_for("forum.topic", ref=head.address), "own": url_for("forum.poll", ref=head.address),
        "voters": voters_of(box.sheet, start, VOTERS_PAGE) if total else "", "start": start, "total": total,
        "size": VOTERS_PAGE,
    }  # fmt: skip


def _asked_start(sheet: PollSheet) -> int:
    """The first voter of the page that `?dari=NUMBER` is on; 404 for one that there is not."""
    asked = request.args.get("dari", "1")
    last = sheet.tally.ballots if sheet.tally else 1
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 9) or not 1 <= int(asked) <= max(last, 1):
        abort(404)
    return (int(asked) - 1) // VOTERS_PAGE * VOTERS_PAGE + 1


@pages.form("/topik/<ref>/jajak/baru", guard=SIGNED_IN, limit=POLL_LIMIT)
def add_poll(ref: str) -> Response:
    """Open the poll of a topic: for its author, and for those who may do so in its place."""
    person = reader()
    head = get_head(public_id_of(ref), person)
    if head.poll_id is not None and request.method == "GET":
        return redirect(url_for("forum.poll", ref=head.address), 303)  # type: ignore[return-value]
    if head.author_id != person.person_id:
        require(person, POLL, head.place_code)
    today = labels.today()
    usual = {"closes_on": today + timedelta(days=_USUAL_DAYS)}
    form = PollForm(data=usual) if request.method == "GET" else PollForm()
    context = {
        "head": head,
        "first": today + timedelta(days=POLL_DAYS[0]),
        "last": today + timedelta(days=POLL_DAYS[1]),
    }
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.add_poll(
                    actor=act.actor, topic_public_id=head.public_id, draft=_draft(form), keys=key_folder(),
                    zone=i18n.zone(), at=act.at,
                )  # fmt: skip
            return see_other("forum.topic", OPENED, ref=head.address, anchor="jajak")
        except (InvalidInput, Refused, Conflict) as error:
            return refused("forum/poll_form.html", form, error, **context)
    if request.method == "GET":
        require_level(person, Level.CONFIRMED)
    return form_page("forum/poll_form.html", form, **context)


def _draft(form: PollForm) -> PollDraft:
    return PollDraft(
        question=form.question.data or "", options=[one.data or "" for one in form.options],
        is_several=form.several.data == "beberapa", closes_on=form.closes_on.data,
    )  # fmt: skip


@pages.post("/topik/<ref>/jajak/suara", guard=SIGNED_IN, limit=CHOICE_LIMIT)
def choose(ref: str) -> Response:
    """Take part, or change one's choice; a refusal stands on the poll's page, with what was chosen."""
    public_id, chosen = public_id_of(ref), request.form.getlist("choice")
    try:
        with acting() as act:
            services.cast_choice(actor=act.actor, topic_public_id=public_id, chosen=chosen, at=act.at)
    except (InvalidInput, Refused) as error:
        return _refused_choice(public_id, chosen, error)
    return see_other("forum.topic", TAKEN, ref=get_head(public_id, reader()).address, anchor="jajak")


def _refused_choice(public_id: str, chosen: list[str], error: SgforumError) -> Response:
    person = reader()
    head = get_head(public_id, person)
    reasons = error.errors.values() if isinstance(error, InvalidInput) else [error.message]
    sentence = " ".join(gettext(reason, **error.params) for reason in reasons)
    box = box_of(head, person, typed=chosen, refusal=sentence)
    return page("forum/poll.html", error.status, **_poll_context(head, box))


@pages.get("/topik/<ref>/jajak/hitung-ulang.zip", guard=PUBLIC)
def poll_bundle(ref: str) -> Response:
    """Everything that `sgforum verify` needs."""
    head = _closed(ref)
    try:
        content = make_bundle(board=reference_of(head.public_id), keys=key_folder())
    except Conflict as error:
        raise NotFound(NO_FILE) from error
    return download(content, f"hitung-ulang-{head.public_id}.zip", "application/zip")


@pages.get("/topik/<ref>/jajak/papan.jsonl", guard=PUBLIC)
def poll_board(ref: str) -> Response:
    """The lines of the poll's board as they are signed."""
    head = _closed(ref)
    content = "".join(f"{entry.line}\n" for entry in list_entries(reference_of(head.public_id)))
    return download(content.encode(), f"papan-{head.public_id}.jsonl", "application/jsonl; charset=utf-8")


def _closed(ref: str) -> Head:
    """The topic, if its poll is closed to its end; NotFound else."""
    head = get_head(public_id_of(ref), actor())
    sheet = find_poll_sheet(head.poll_id, None)
    if sheet is None or sheet.tally is None:
        raise NotFound(NO_FILE if sheet else NO_POLL)
    return head

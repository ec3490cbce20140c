"""What officials and moderators do: answer, report work done, hide, close, and see what waits."""

from __future__ import annotations

from flask import Response
from wtforms import SelectChoice

from ...core.errors import Conflict, InvalidInput, Refused
from ...core.marks import N_
from ...core.permissions import Permission, places_of, require
from ...web import i18n
from ...web.answers import form_page, page, see_other
from ...web.guards import acting, permitted
from ...web.i18n import gettext
from .. import services
from ..forms import AnswerForm, DoneForm, ModerateTopicForm, ReasonForm
from ..models import PROMISING
from ..queries import list_open_commitments, list_to_answer
from ..queries.topic import Head, get_head, get_post, list_answers
from ..rules import ANSWER, MODERATE, READ_DESK
from ..services import Reply
from ..services.answering import NO_PROMISE
from . import labels
from .blueprint import STAFF_LIMIT, pages, public_id_of, reader, refused

HIDE, RESTORE, LOCK, UNLOCK = "sembunyikan", "tampilkan", "tutup", "buka"
_ACTS = {
    HIDE: (services.hide_post, N_("Tulisan sudah disembunyikan.")),
    RESTORE: (services.restore_post, N_("Tulisan sudah ditampilkan kembali.")),
}
_TOPIC_ACTS = {
    LOCK: (services.lock_topic, N_("Topik sudah ditutup.")),
    UNLOCK: (services.unlock_topic, N_("Topik sudah dibuka kembali.")),
}


def _head(ref: str, permission: Permission) -> Head:
    """The topic, if the reader has the permission in its place; else it does not exist for them."""
    head = get_head(public_id_of(ref), reader())
    require(reader(), permission, head.place_code)
    return head


@pages.get("/petugas/topik", guard=permitted(READ_DESK))
def desk() -> Response:
    """What must be answered, by days left, and promises that are open."""
    places = places_of(reader(), READ_DESK)
    return page(
        "forum/desk.html",
        waiting=[
            (row, labels.waiting_badge(row), labels.kind_name(row.kind)) for row in list_to_answer(places)
        ],
        promises=[(row, labels.promise_badge(row.due_on)) for row in list_open_commitments(places)],
    )


@pages.form("/topik/<ref>/jawaban", guard=permitted(ANSWER), limit=STAFF_LIMIT)
def answer(ref: str) -> Response:
    head = _head(ref, ANSWER)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.answer_topic(
                    actor=act.actor,
                    topic_public_id=head.public_id,
                    reply=_reply(form),
                    zone=i18n.zone(),
                    at=act.at,
                )
            return see_other(
                "forum.topic", N_("Jawaban resmi sudah terbit."), ref=head.address, anchor="jawaban"
            )
        except (InvalidInput, Refused, Conflict) as error:
            return refused("forum/answer.html", form, error, head=head)
    return form_page("forum/answer.html", form, head=head)


def _reply(form: AnswerForm) -> Reply:
    return Reply(
        outcome=form.chosen, unit=form.unit.data or "", text=form.text.data or "", reason=form.reason.data or "",
        commitment=form.commitment.data or "", due_on=form.due_on.data,
    )  # fmt: skip


@pages.form("/topik/<ref>/komitmen", guard=permitted(ANSWER), limit=STAFF_LIMIT)
def report_done(ref: str) -> Response:
    head = _head(ref, ANSWER)
    answers = list_answers(head)
    form = DoneForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.report_done(
                    actor=act.actor, topic_public_id=head.public_id, evidence=form.evidence.data,
                    evidence_url=form.evidence_url.data or "", at=act.at,
                )  # fmt: skip
            return see_other(
                "forum.topic", N_("Pekerjaan sudah dilaporkan selesai."), ref=head.address, anchor="jawaban"
            )
        except (InvalidInput, Refused, Conflict) as error:
            return refused("forum/report_done.html", form, error, head=head, answers=answers)
    is_open = bool(answers) and answers[0].outcome in PROMISING and answers[0].done_at is None
    if not is_open:
        raise Conflict(NO_PROMISE)
    return form_page("forum/report_done.html", form, head=head, answers=answers)


@pages.form("/topik/<ref>/p/<int:number>/moderasi", guard=permitted(MODERATE), limit=STAFF_LIMIT)
def moderate_post(ref: str, number: int) -> Response:
    """Hide or restore one post; number 1 is the topic, which has its own page."""
    head = _head(ref, MODERATE)
    if number == 1:
        return see_other("forum.moderate_topic", ref=head.public_id)
    found = get_post(head, number, reader())
    form = ReasonForm()
    word = RESTORE if found.hidden_at else HIDE
    context = {"head": head, "post": found, "is_hidden": word == RESTORE}
    if form.validate_on_submit():
        act_on, message = _ACTS[word]
        try:
            with acting() as act:
                act_on(
                    actor=act.actor,
                    topic_public_id=head.public_id,
                    number=number,
                    reason=form.reason.data,
                    at=act.at,
                )
            return see_other("forum.post", message, ref=head.public_id, number=number)
        except (InvalidInput, Refused, Conflict) as error:
            return refused("forum/moderate_post.html", form, error, **context)
    return form_page("forum/moderate_post.html", form, **context)


@pages.form("/topik/<ref>/moderasi", guard=permitted(MODERATE), limit=STAFF_LIMIT)
def moderate_topic(ref: str) -> Response:
    """Close or hide a topic, or undo it."""
    head = _head(ref, MODERATE)
    form = ModerateTopicForm()
    form.act.choices = _choices(head)
    if form.validate_on_submit():
        try:
            message = _moderate(head, form)
            return see_other("forum.topic", message, ref=head.address)
        except (InvalidInput, Refused, Conflict) as error:
            return refused("forum/moderate_topic.html", form, error, head=head)
    return form_page("forum/moderate_topic.html", form, head=head)


def _choices(head: Head) -> list[SelectChoice]:
    if head.hidden_at:
        return [SelectChoice(RESTORE, gettext("Tampilkan kembali topik ini"))]
    close = (
        SelectChoice(UNLOCK, gettext("Buka kembali untuk tanggapan"))
        if head.locked_at
        else SelectChoice(LOCK, gettext("Tutup: tetap dapat dibaca, tanpa tanggapan baru"))
    )
    return [close, SelectChoice(HIDE, gettext("Sembunyikan seluruh topik"))]


def _moderate(head: Head, form: ModerateTopicForm) -> str:
    with acting() as act:
        if form.act.data in _ACTS:
            act_on, message = _ACTS[form.act.data]
            act_on(
                actor=act.actor, topic_public_id=head.public_id, number=1, reason=form.reason.data, at=act.at
            )
        else:
            close, message = _TOPIC_ACTS[form.act.data]
            close(actor=act.actor, topic_public_id=head.public_id, reason=form.reason.data, at=act.at)
    return message

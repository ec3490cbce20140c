"""The topic's page and what residents do there: reply, support, judge the official answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from markupsafe import Markup

from ...core import clock
from ...core.errors import Conflict, InvalidInput, Refused
from ...core.marks import N_
from ...core.paging import PAGE_SIZE
from ...core.permissions import Actor, Level, may
from ...web import i18n
from ...web.answers import page, see_other
from ...web.guards import PUBLIC, SIGNED_IN, acting, actor
from ...web.i18n import gettext
from ...web.pagecache import kept_part
from ...web.site import TOKEN_PLACE, with_token
from .. import services
from ..forms import ReplyForm
from ..models import PROMISING
from ..queries.topic import (
    FIRST_REPLY,
    Answer,
    Head,
    Marks,
    find_marks,
    get_head,
    get_post,
    list_answers,
    list_posts,
    list_revisions,
    page_start,
)
from ..rules import ANSWER, DISPUTE_WINDOW, MODERATE
from ..services.writing import REPLIED_GONE
from ..stages import working_days_between
from . import labels
from .blueprint import POST_LIMIT, SUPPORT_LIMIT, pages, public_id_of, reader, refused, topic_version
from .fragments import Fragment, kept
from .poll_box import box_of, may_add_poll

TEMPLATE = "forum/topic.html"


@pages.get("/topik/<ref>", guard=PUBLIC, version=topic_version)
def topic(ref: str) -> Response:
    """A topic with a page of its posts; a wrong or missing slug leads to the right address."""
    person = actor()
    head = get_head(public_id_of(ref), person)
    if ref != head.address:
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        return redirect(url_for("forum.topic", ref=head.address) + query, 301)  # type: ignore[return-value]
    form = _reply_form(head, person) if "kutip" in request.args or "balas" in request.args else None
    ready = _ready_form(head) if form is None and _may_reply(head, person) else None
    return page(TEMPLATE, **_context(head, _asked_start(head), person, form), ready_form=ready)


def _may_reply(head: Head, person: Actor | None) -> bool:
    if person is None or person.level < Level.CONFIRMED or person.suspended:
        return False
    return not head.locked_at and not head.hidden_at


def _ready_form(head: Head) -> Markup:
    """The empty form, kept for everybody who may reply: making it anew costs as much as a query."""

    def make() -> str:
        addresses = {
            "root": url_for("forum.topic", ref=head.public_id),
            "here": url_for("forum.topic", ref=head.address),
        }
        form = ReplyForm(formdata=None)
        return render_template(
            "forum/reply_form.html", form=form, token=TOKEN_PLACE, public_id=head.public_id, **addresses
        )

    return with_token(kept_part(f"reply {head.address}", "", make))


def _asked_start(head: Head) -> int:
    """The page of posts that `?dari=NUMBER` is on; without it, the first, which also shows the topic's own text."""
    asked = request.args.get("dari", "")
    if not asked:
        return FIRST_REPLY
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 9) or int(asked) > head.last_number:
        abort(404)
    return page_start(int(asked))


def _reply_form(head: Head, person: Actor | None) -> ReplyForm | None:
    """The form, filled with a quote for `?kutip=NUMBER`; nobody who may not write gets one."""
    if not _may_reply(head, person):
        return None
    form = ReplyForm(formdata=None)
    asked = request.args.get("kutip") or request.args.get("balas") or ""
    if asked.isascii() and asked.isdigit() and len(asked) <= 9:
        post = get_post(head, int(asked), person)
        form.reply_to.data = post.number
        if request.args.get("kutip"):
            form.text.data = "".join(f"> {line}\n" for line in post.text.splitlines()) + "\n"
    return form


def _context(head: Head, start: int, person: Actor | None, form: ReplyForm | None) -> dict[str, Any]:
    answers = list_answers(head)
    marks = find_marks(head, answers, person)
    on = labels.today()
    can = _rights(head, answers, marks, person)
    steps = labels.steps_of(head, answers)
    return {
        "head": head,
        "form": form,
        "initials": labels.initials,
        "answers": [(answer, labels.outcome_name(answer.outcome), Markup(answer.html)) for answer in answers],  # noqa: S704 - sanitised by core.richtext when written
        "posts": _posts(head, start, person, can_reply=can.get("reply", False)),
        "body": Markup(head.html),  # noqa: S704 - as above
        "marks": marks,
        "mark": labels.badge_of(head, on),
        "area": labels.area_name(head.area),
        "kind": labels.kind_name(head.kind),
        "rt": labels.rt_label(head.author_rt),
        "steps": [
            (gettext(step.name), i18n.long_date(step.on) if step.on else "", step.state) for step in steps
        ],
        "present": _present(steps),
        "waited": _waited(head, answers),
        "is_first": start == FIRST_REPLY,
        "poll": box_of(head, person) if start == FIRST_REPLY else None,
        "start": start,
        "last_start": page_start(head.last_number),
        "here": url_for("forum.topic", ref=head.address),
        "public_id": head.public_id,
        "root": url_for("forum.topic", ref=head.public_id),
        "size": PAGE_SIZE,
        "can": can,
    }


def _posts(head: Head, start: int, person: Actor | None, *, can_reply: bool) -> Markup:
    """A page of posts, kept for all readers alike: but not for moderators, nor where one's own posts are."""
    is_moderator = may(person, MODERATE, head.place_code)

    def make() -> Fragment:
        rows = list_posts(head, start, person)
        html = render_template(
            "forum/posts.html",
            posts=[(row, Markup(row.html or "")) for row in rows],  # noqa: S704 - sanitised by core.richtext when written
            root=url_for("forum.topic", ref=head.public_id), here=url_for("forum.topic", ref=head.address),
            start=start, when=labels.Ago(), initials=labels.initials, can_reply=can_reply,
            is_moderator=is_moderator, reader_id=person.person_id if person else None,
        )  # fmt: skip
        return Fragment(Markup(html), frozenset(row.author_id for row in rows))  # noqa: S704 - a rendered template

    if is_moderator:
        return make().html
    key = ("posts", head.public_id, head.version, start, i18n.locale(), labels.today(), can_reply)
    return kept(key, make, person.person_id if person else None)


def _present(steps: Sequence[Any]) -> tuple[int, int, str] | None:
    """Number, total and name of the present stage (the last one when all are done)."""
    if not steps:
        return None
    number = next((index for index, step in enumerate(steps, 1) if step.state == "now"), len(steps))
    return number, len(steps), gettext(steps[number - 1].name)


def _waited(head: Head, answers: Sequence[Answer]) -> tuple[int, int] | None:
    """On which working day an answer came, or today is, and how many there are; None for what is not due."""
    if head.due_since is None or head.due_on is None:
        return None
    zone = i18n.zone()
    start = clock.local_date(head.due_since, zone)
    end = clock.local_date(answers[-1].created_at, zone) if answers else labels.today()
    return max(working_days_between(start, end), 0), working_days_between(start, head.due_on)


def _rights(head: Head, answers: Sequence[Answer], marks: Marks, person: Actor | None) -> dict[str, bool]:
    """What the reader is shown buttons for; the services decide again."""
    if person is None:
        return {}
    is_asker = person.person_id == head.author_id
    has_say = (is_asker or marks.is_counted) and not person.suspended
    answer = answers[0] if answers else None
    now = clock.now()
    return {
        "reply": person.level >= Level.CONFIRMED and not person.suspended and not head.locked_at,
        "support": not is_asker,
        "judge": has_say and answer is not None and now <= answer.created_at + DISPUTE_WINDOW,
        "doubt": (
            has_say and answer is not None and answer.done_at is not None
            and now <= answer.done_at + DISPUTE_WINDOW and not marks.doubts
        ),
        "edit": is_asker and not head.locked_at and not head.hidden_at,
        "answer": may(person, ANSWER, head.place_code) and not head.hidden_at,
        "report_done": (
            may(person, ANSWER, head.place_code) and answer is not None
            and answer.outcome in PROMISING and answer.done_at is None
        ),
        "moderate": may(person, MODERATE, head.place_code),
        "poll": may_add_poll(head, person),
    }  # fmt: skip


@pages.get("/topik/<ref>/p/<int:number>", guard=PUBLIC)
def post(ref: str, number: int) -> Response:
    """The lasting address of a post: leads to the page that it is on."""
    head = get_head(public_id_of(ref), actor())
    if not 1 <= number <= head.last_number:
        abort(404)
    return redirect(_post_url(head.address, number), 303)  # type: ignore[return-value]


def _post_url(address: str, number: int) -> str:
    start = page_start(number)
    return url_for(
        "forum.topic", ref=address, dari=start if start > FIRST_REPLY else None, _anchor=f"p-{number}"
    )


@pages.get("/topik/<ref>/p/<int:number>/riwayat", guard=PUBLIC)
def history(ref: str, number: int) -> Response:
    """What a post said before it was edited."""
    person = actor()
    head = get_head(public_id_of(ref), person)
    found = get_post(head, number, person)
    revisions = [(revision, Markup(revision.html)) for revision in list_revisions(found.id)]  # noqa: S704 - sanitised when written
    return page("forum/history.html", head=head, post=found, body=Markup(found.html), revisions=revisions)  # noqa: S704


@pages.post("/topik/<ref>/tanggapan", guard=SIGNED_IN, limit=POST_LIMIT)
def reply(ref: str) -> Response:
    form = ReplyForm()
    public_id = public_id_of(ref)
    if form.validate_on_submit():
        try:
            with acting() as act:
                written = services.publish_post(
                    actor=act.actor, topic_public_id=public_id, text=form.text.data or "",
                    reply_to_number=form.reply_to.data, at=act.at,
                )  # fmt: skip
                number = written.number
            return redirect(url_for("forum.post", ref=public_id, number=number), 303)  # type: ignore[return-value]
        except (InvalidInput, Refused, Conflict) as error:
            return _refused_reply(public_id, form, error)
    return _refused_reply(public_id, form, InvalidInput({}))


def _refused_reply(public_id: str, form: ReplyForm, error: InvalidInput | Refused | Conflict) -> Response:
    person = reader()
    head = get_head(public_id, person)
    number = form.reply_to.data
    known = number is not None and 1 <= number <= head.last_number
    if error.message == REPLIED_GONE:
        form.reply_to.data, form.reply_to.raw_data = None, None  # sent again, it is a reply to the topic
    context = _context(head, page_start(number if known else head.last_number), person, form)
    context.pop("form")
    return refused(TEMPLATE, form, error, **context)


@pages.post("/topik/<ref>/dukung", guard=SIGNED_IN, limit=SUPPORT_LIMIT)
def support(ref: str) -> Response:
    with acting() as act:
        services.support_topic(
            actor=act.actor, topic_public_id=public_id_of(ref), zone=i18n.zone(), at=act.at
        )
    return see_other("forum.topic", ref=_address(ref), anchor="dukungan")


@pages.post("/topik/<ref>/dukung/batal", guard=SIGNED_IN, limit=SUPPORT_LIMIT)
def withdraw(ref: str) -> Response:
    with acting() as act:
        services.withdraw_support(actor=act.actor, topic_public_id=public_id_of(ref), at=act.at)
    return see_other("forum.topic", ref=_address(ref), anchor="dukungan")


@pages.post("/topik/<ref>/nilai", guard=SIGNED_IN, limit=SUPPORT_LIMIT)
def judge(ref: str) -> Response:
    """Take a "ya" or "belum" to the question under an official answer."""
    word = request.form.get("menjawab")
    if word not in ("ya", "belum"):
        abort(400)
    with acting() as act:
        services.judge_answer(
            actor=act.actor, topic_public_id=public_id_of(ref), is_answered=word == "ya", at=act.at
        )
    return see_other("forum.topic", N_("Penilaian Anda sudah dicatat."), ref=_address(ref), anchor="jawaban")


@pages.post("/topik/<ref>/komitmen/ragu", guard=SIGNED_IN, limit=SUPPORT_LIMIT)
def doubt(ref: str) -> Response:
    """Say that what is reported as done is not done."""
    with acting() as act:
        services.dispute_commitment(actor=act.actor, topic_public_id=public_id_of(ref), at=act.at)
    return see_other("forum.topic", N_("Keberatan Anda sudah dicatat."), ref=_address(ref), anchor="jawaban")


def _address(ref: str) -> str:
    return get_head(public_id_of(ref), reader()).address

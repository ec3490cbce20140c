"""One topic: its head, its answers, a page of its posts, and what the reader did there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, bindparam, case, or_, select

from ...accounts.models import Person
from ...ballot.models import Poll
from ...core.db import db
from ...core.errors import NotFound
from ...core.marks import N_
from ...core.paging import PAGE_SIZE
from ...core.permissions import Actor, may
from ...territory.models import Place, PlaceLevel, place_title
from ..models import (
    Area,
    Commitment,
    CommitmentDispute,
    Dispute,
    Kind,
    OfficialAnswer,
    Outcome,
    Post,
    PostRevision,
    Status,
    Support,
    Topic,
)
from ..rules import MODERATE, is_disputed
from .polls import POLL_PREFIX
from .topics import topic_address

NO_TOPIC = N_("Topik itu tidak ditemukan.")
NO_POST = N_("Tulisan itu tidak ditemukan.")
FIRST_REPLY = 2


class Head(NamedTuple):
    """A topic with its own text (post 1), its place and its author."""

    id: int
    public_id: str
    slug: str
    title: str
    place_code: str
    area: Area
    kind: Kind
    author_id: int
    author_rt: str | None
    created_at: datetime
    last_number: int
    post_count: int
    support_count: int
    answer_count: int
    status: Status
    is_disputed: bool
    version: int
    due_since: datetime | None
    due_on: date | None
    locked_at: datetime | None
    locked_reason: str | None
    hidden_at: datetime | None
    hidden_reason: str | None
    place_name: str
    place_level: PlaceLevel
    author_name: str
    text: str
    html: str
    edited_at: datetime | None
    is_official: bool
    poll_id: int | None

    @property
    def address(self) -> str:
        return topic_address(self.public_id, self.slug)

    @property
    def place_title(self) -> str:
        return place_title(self.place_level, self.place_name, self.place_code)

    @property
    def reply_count(self) -> int:
        return self.post_count - 1


class PostRow(NamedTuple):
    """A post as the reader may see it: of one hidden from them only number and time are there."""

    number: int
    created_at: datetime
    is_hidden: bool
    html: str | None
    author: str | None
    author_id: int
    is_official: bool
    edited_at: datetime | None
    hidden_reason: str | None
    reply_number: int | None
    reply_author: str | None


class Answer(NamedTuple):
    """An official answer with its promise, if it made one."""

    id: int
    number: int
    officer_name: str
    unit: str
    outcome: Outcome
    html: str
    reason: str
    created_at: datetime
    due_on: date | None
    is_disputed: bool
    commitment_id: int | None
    what: str | None
    done_at: datetime | None
    evidence: str | None
    evidence_url: str | None
    is_done_disputed: bool


class Marks(NamedTuple):
    """What the reader did: support, their word on the answer in force (None: none), doubt of the work done."""

    supports: bool
    is_counted: bool
    is_answered: bool | None
    doubts: bool


class Revision(NamedTuple):
    number: int
    html: str
    replaced_at: datetime


# The hot statements are built once: on table columns, with bound parameters, without the ORM's loading.
_T, _P, _A = Topic.__table__.c, Post.__table__.c, OfficialAnswer.__table__.c
_PLACE, _PERSON, _B = Place.__table__.c, Person.__table__.c, Poll.__table__.c
_VERSION = select(_T.version).where(_T.public_id == bindparam("public_id"), _T.hidden_at.is_(None))
_HEAD = (
    select(
        _T.id, _T.public_id, _T.slug, _T.title, _T.place_code, _T.area, _T.kind, _T.author_id, _T.author_rt,
        _T.created_at, _T.last_number, _T.post_count, _T.support_count, _T.answer_count, _T.status,
        _T.is_disputed, _T.version, _T.due_since, _T.due_on, _T.locked_at, _T.locked_reason, _T.hidden_at,
        _T.hidden_reason, _PLACE.name, _PLACE.level, _PERSON.name, _P.text, _P.html, _P.edited_at,
        _P.is_official, _B.id,
    )
    .select_from(Topic.__table__)
    .join(Place.__table__, _PLACE.code == _T.place_code)
    .join(Person.__table__, _PERSON.id == _T.author_id)
    .join(Post.__table__, (_P.topic_id == _T.id) & (_P.number == 1))
    .outerjoin(Poll.__table__, _B.reference == POLL_PREFIX + _T.public_id)
    .where(_T.public_id == bindparam("public_id"))
)  # fmt: skip


def find_version(public_id: str) -> int | None:
    """The version of a topic that everybody may see; None for others."""
    return db.session.connection().scalar(_VERSION, {"public_id": public_id})


def get_head(public_id: str, reader: Actor | None) -> Head:
    """The topic; a hidden one only for its author and the moderators of its place. Raises NotFound."""
    row = db.session.connection().execute(_HEAD, {"public_id": public_id}).first()
    if row is None:
        raise NotFound(NO_TOPIC)
    head = Head._make(row)
    if head.hidden_at is not None and not _sees_hidden(head, reader):
        raise NotFound(NO_TOPIC)
    return head


def _sees_hidden(head: Head, reader: Actor | None) -> bool:
    return reader is not None and (
        reader.person_id == head.author_id or may(reader, MODERATE, head.place_code)
    )


def page_start(number: int) -> int:
    """The first number of the page of posts that a number is on: 2, 22, 42 and so on."""
    return FIRST_REPLY + (max(number, FIRST_REPLY) - FIRST_REPLY) // PAGE_SIZE * PAGE_SIZE


@cache
def _posts_query(*, is_moderator: bool) -> Any:
    """A page of posts; whoever moderates the place sees what is hidden, others only their own."""
    replied, replied_author = Post.__table__.alias("replied"), Person.__table__.alias("replied_author")
    may_see = _may_see(_P, is_moderator=is_moderator)
    # not even one's own name stands behind a hidden number: the page is kept for others too
    may_see_replied = replied.c.number > 0 if is_moderator else replied.c.hidden_at.is_(None)
    return (
        select(
            _P.number, _P.created_at, _P.hidden_at.is_not(None), case((may_see, _P.html)),
            case((may_see, _PERSON.name)), _P.author_id, _P.is_official,
            _P.edited_at, case((may_see, _P.hidden_reason)), replied.c.number,
            case((may_see_replied, replied_author.c.name)),
        )
        .select_from(Post.__table__)
        .join(Person.__table__, _PERSON.id == _P.author_id)
        .outerjoin(replied, replied.c.id == _P.reply_to_id)
        .outerjoin(replied_author, replied_author.c.id == replied.c.author_id)
        .where(_P.topic_id == bindparam("topic"), _P.number.between(bindparam("first"), bindparam("last")))
        .order_by(_P.number)
    )  # fmt: skip


def _may_see(post: Any, *, is_moderator: bool) -> ColumnElement[bool]:
    """Shown posts for all; hidden ones for their author and the place's moderators."""
    if is_moderator:
        return post.number > 0  # type: ignore[no-any-return]
    return or_(post.hidden_at.is_(None), post.author_id == bindparam("reader", type_=Integer))


def list_posts(head: Head, start: int, reader: Actor | None) -> Sequence[PostRow]:
    """The page of posts from a number on. Numbers have no gaps, so a page is a range of the index."""
    values = {"topic": head.id, "first": start, "last": start + PAGE_SIZE - 1, "reader": _id_of(reader)}
    rows = db.session.connection().execute(_posts_query(is_moderator=_moderates(head, reader)), values)
    return [PostRow._make(row) for row in rows]


def _id_of(reader: Actor | None) -> int:
    """The reader's id, 0 for a visitor: nobody has that."""
    return (reader.person_id if reader else None) or 0


def _moderates(head: Head, reader: Actor | None) -> bool:
    return may(reader, MODERATE, head.place_code)


def get_post(head: Head, number: int, reader: Actor | None) -> Any:
    """A row with text and times of one post that the reader may see; raises NotFound."""
    row = db.session.execute(
        select(
            Post.id, Post.number, Post.text, Post.html, Post.author_id, Post.created_at, Post.edited_at,
            Post.hidden_at, Post.hidden_reason, Person.name.label("author"),
        )
        .join(Person, Person.id == Post.author_id)
        .where(
            Post.topic_id == head.id, Post.number == number,
            _may_see(Post, is_moderator=_moderates(head, reader)),
        ),
        {"reader": _id_of(reader)},
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(NO_POST)
    return row


def list_revisions(post_id: int) -> Sequence[Revision]:
    """What a post said before its edits, newest first."""
    rows = db.session.execute(
        select(PostRevision.number, PostRevision.html, PostRevision.replaced_at)
        .where(PostRevision.post_id == post_id)
        .order_by(PostRevision.number.desc())
    )
    return [Revision(*row) for row in rows]


_C = Commitment.__table__.c
_ANSWERS = (
    select(
        _A.id, _A.number, _A.officer_name, _A.unit, _A.outcome, _A.html, _A.reason, _A.created_at, _A.due_on,
        _A.asker_disputes, _A.dispute_count, _C.id, _C.what, _C.done_at, _C.evidence, _C.evidence_url,
        _C.asker_disputes, _C.dispute_count,
    )
    .select_from(OfficialAnswer.__table__)
    .outerjoin(Commitment.__table__, _C.answer_id == _A.id)
    .where(_A.topic_id == bindparam("topic"))
    .order_by(_A.number.desc())
)  # fmt: skip


def list_answers(head: Head) -> Sequence[Answer]:
    """The official answers, the one in force first; asks nothing where there is none."""
    if not head.answer_count:
        return []
    return [_answer(row) for row in db.session.connection().execute(_ANSWERS, {"topic": head.id})]


def _answer(row: Any) -> Answer:
    disputed = is_disputed(asker_disputes=row[9], dispute_count=row[10])
    doubted = is_disputed(asker_disputes=bool(row[16]), dispute_count=row[17] or 0)
    return Answer._make((*row[:9], disputed, *row[11:16], doubted))


def _one_of_mine(column: Any, table: Any, *, key: str, name: str) -> Any:
    """What the reader's row about one thing says, as a subquery."""
    mine = table.c.person_id == bindparam("reader")
    return select(column).where(table.c[key] == bindparam(name), mine).scalar_subquery()


_S, _D, _CD = Support.__table__, Dispute.__table__, CommitmentDispute.__table__
_MARKS = select(
    _one_of_mine(_S.c.is_counted, _S, key="topic_id", name="topic"),
    _one_of_mine(_D.c.is_answered, _D, key="answer_id", name="answer"),
    _one_of_mine(_CD.c.person_id, _CD, key="commitment_id", name="commitment"),
)


def find_marks(head: Head, answers: Sequence[Answer], reader: Actor | None) -> Marks:
    """What the reader did in the topic, in one query."""
    if reader is None:
        return Marks(supports=False, is_counted=False, is_answered=None, doubts=False)
    in_force = answers[0] if answers else None
    values = {
        "reader": reader.person_id, "topic": head.id, "answer": in_force.id if in_force else 0,
        "commitment": (in_force.commitment_id or 0) if in_force else 0,
    }  # fmt: skip
    is_counted, is_answered, doubted = db.session.connection().execute(_MARKS, values).one()
    return Marks(is_counted is not None, bool(is_counted), is_answered, doubted is not None)

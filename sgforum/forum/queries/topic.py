"""One topic: its head, its answers, a page of its posts, and what the reader did there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, case, literal, or_, select
from sqlalchemy.orm import aliased

from ...accounts.models import Person
from ...core.db import db
from ...core.errors import NotFound
from ...core.marks import N_
from ...core.paging import PAGE_SIZE
from ...core.permissions import Actor, may
from ...territory.models import Place, PlaceLevel
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
from .topics import place_title, topic_address

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

    @property
    def address(self) -> str:
        return topic_address(self.public_id, self.slug)

    @property
    def place_title(self) -> str:
        return place_title(self.place_level, self.place_name)

    @property
    def reply_count(self) -> int:
        return self.post_count - 1


_HEAD = (
    Topic.id, Topic.public_id, Topic.slug, Topic.title, Topic.place_code, Topic.area, Topic.kind,
    Topic.author_id, Topic.author_rt, Topic.created_at, Topic.last_number, Topic.post_count,
    Topic.support_count, Topic.answer_count, Topic.status, Topic.is_disputed, Topic.due_since, Topic.due_on,
    Topic.locked_at, Topic.locked_reason, Topic.hidden_at, Topic.hidden_reason, Place.name, Place.level,
    Person.name, Post.text, Post.html, Post.edited_at, Post.is_official,
)  # fmt: skip


class PostRow(NamedTuple):
    """A post as the reader may see it: of one hidden from them only number and time are there."""

    number: int
    created_at: datetime
    is_hidden: bool
    html: str | None
    author: str | None
    is_own: bool
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


def find_version(public_id: str) -> int | None:
    """The version of a topic that everybody may see; None for others."""
    return db.session.scalar(
        select(Topic.version).where(Topic.public_id == public_id, Topic.hidden_at.is_(None))
    )


def get_head(public_id: str, reader: Actor | None) -> Head:
    """The topic; a hidden one only for its author and the moderators of its place. Raises NotFound."""
    row = db.session.execute(
        select(*_HEAD)
        .join(Place, Place.code == Topic.place_code)
        .join(Person, Person.id == Topic.author_id)
        .join(Post, (Post.topic_id == Topic.id) & (Post.number == 1))
        .where(Topic.public_id == public_id)
    ).first()
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


def list_posts(head: Head, start: int, reader: Actor | None) -> Sequence[PostRow]:
    """The page of posts from a number on. Numbers have no gaps, so a page is a range of the index."""
    replied, replied_author = aliased(Post), aliased(Person)
    reader_id = reader.person_id if reader else None
    may_see = _may_see(Post, reader, head.place_code)
    rows = db.session.execute(
        select(
            Post.number, Post.created_at, Post.hidden_at.is_not(None),
            case((may_see, Post.html)), case((may_see, Person.name)), Post.author_id == (reader_id or 0),
            Post.is_official, Post.edited_at, case((may_see, Post.hidden_reason)),
            replied.number, case((_may_see(replied, reader, head.place_code), replied_author.name)),
        )
        .join(Person, Person.id == Post.author_id)
        .outerjoin(replied, replied.id == Post.reply_to_id)
        .outerjoin(replied_author, replied_author.id == replied.author_id)
        .where(Post.topic_id == head.id, Post.number >= start, Post.number < start + PAGE_SIZE)
        .order_by(Post.number)
    ).tuples()  # fmt: skip
    return [PostRow(*row) for row in rows]


def _may_see(post: Any, reader: Actor | None, place_code: str) -> ColumnElement[bool]:
    """Shown posts for all; hidden ones for their author and the place's moderators."""
    if reader is None:
        return post.hidden_at.is_(None)  # type: ignore[no-any-return]
    if may(reader, MODERATE, place_code):
        return literal(value=True) == literal(value=True)
    return or_(post.hidden_at.is_(None), post.author_id == reader.person_id)


def get_post(head: Head, number: int, reader: Actor | None) -> Any:
    """A row with text and times of one post that the reader may see; raises NotFound."""
    row = db.session.execute(
        select(
            Post.id, Post.number, Post.text, Post.html, Post.author_id, Post.created_at, Post.edited_at,
            Post.hidden_at, Post.hidden_reason, Person.name.label("author"),
        )
        .join(Person, Person.id == Post.author_id)
        .where(Post.topic_id == head.id, Post.number == number, _may_see(Post, reader, head.place_code))
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
    ).tuples()
    return [Revision(*row) for row in rows]


def list_answers(head: Head) -> Sequence[Answer]:
    """The official answers, the one in force first; asks nothing where there is none."""
    if not head.answer_count:
        return []
    rows: Any = db.session.execute(
        select(
            OfficialAnswer.id, OfficialAnswer.number, OfficialAnswer.officer_name, OfficialAnswer.unit,
            OfficialAnswer.outcome, OfficialAnswer.html, OfficialAnswer.reason, OfficialAnswer.created_at,
            OfficialAnswer.due_on, OfficialAnswer.asker_disputes, OfficialAnswer.dispute_count,
            Commitment.id, Commitment.what, Commitment.done_at, Commitment.evidence, Commitment.evidence_url,
            Commitment.asker_disputes, Commitment.dispute_count,
        )
        .outerjoin(Commitment, Commitment.answer_id == OfficialAnswer.id)
        .where(OfficialAnswer.topic_id == head.id)
        .order_by(OfficialAnswer.number.desc())
    ).tuples()  # fmt: skip
    return [
        Answer(
            *row[:9], is_disputed(asker_disputes=row[9], dispute_count=row[10]), *row[11:16],
            is_disputed(asker_disputes=bool(row[16]), dispute_count=row[17] or 0),
        )
        for row in rows
    ]  # fmt: skip


def find_marks(head: Head, answers: Sequence[Answer], reader: Actor | None) -> Marks:
    """What the reader did in the topic, in one query."""
    if reader is None:
        return Marks(supports=False, is_counted=False, is_answered=None, doubts=False)
    answer_id = answers[0].id if answers else 0
    commitment_id = (answers[0].commitment_id or 0) if answers else 0
    supported, counted, answered, doubted = (
        select(Support.person_id).where(Support.topic_id == head.id, Support.person_id == reader.person_id),
        select(Support.is_counted).where(Support.topic_id == head.id, Support.person_id == reader.person_id),
        select(Dispute.is_answered).where(
            Dispute.answer_id == answer_id, Dispute.person_id == reader.person_id
        ),
        select(CommitmentDispute.person_id).where(
            CommitmentDispute.commitment_id == commitment_id, CommitmentDispute.person_id == reader.person_id
        ),
    )
    row = db.session.execute(
        select(*(part.scalar_subquery() for part in (supported, counted, answered, doubted)))
    ).one()
    return Marks(row[0] is not None, bool(row[1]), row[2], row[3] is not None)

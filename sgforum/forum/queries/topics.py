"""Lists of topics: what everybody may see, newest, most supported, still unanswered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, tuple_

from ...accounts.models import Person
from ...core.db import db
from ...core.errors import InvalidInput
from ...core.marks import N_
from ...core.paging import PAGE_SIZE, Page, cut, decode, encode
from ...territory.models import FORUM_LEVELS, Place, PlaceLevel
from ..models import Area, Kind, Post, Status, Topic
from .acts import inside

NEWEST, SUPPORTED, UNANSWERED = "terbaru", "dukungan", "belum"
SORTS = (NEWEST, SUPPORTED, UNANSWERED)
BAD_CURSOR = N_("Alamat halaman ini tidak lengkap. Mulailah dari halaman pertama.")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class TopicRow(NamedTuple):
    """What a list shows of a topic."""

    id: int
    public_id: str
    slug: str
    title: str
    place_code: str
    place_name: str
    place_level: PlaceLevel
    area: Area
    kind: Kind
    status: Status
    is_disputed: bool
    due_on: date | None
    created_at: datetime
    last_post_at: datetime
    post_count: int
    support_count: int
    is_locked: bool

    @property
    def address(self) -> str:
        return topic_address(self.public_id, self.slug)

    @property
    def reply_count(self) -> int:
        return self.post_count - 1


_COLUMNS = (
    Topic.id, Topic.public_id, Topic.slug, Topic.title, Topic.place_code, Place.name, Place.level, Topic.area,
    Topic.kind, Topic.status, Topic.is_disputed, Topic.due_on, Topic.created_at, Topic.last_post_at,
    Topic.post_count, Topic.support_count, Topic.locked_at.is_not(None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TopicFilter:
    """What a list is narrowed to. place: that forum only; region: that place and all below it."""

    place: str | None = None
    region: str | None = None
    area: Area | None = None
    sort: str = NEWEST


class ForumPlace(NamedTuple):
    """A place that has a forum."""

    code: str
    level: PlaceLevel
    name: str

    @property
    def title(self) -> str:
        return place_title(self.level, self.name)


def place_title(level: PlaceLevel, name: str) -> str:
    """Kel. Manggar, Kec. Balikpapan Timur: as Place.title says it, without loading the place."""
    return {PlaceLevel.KELURAHAN: f"Kel. {name}", PlaceLevel.KECAMATAN: f"Kec. {name}"}.get(level, name)


def topic_address(public_id: str, slug: str) -> str:
    """The part of a topic's address behind /topik/: ID-slug."""
    return f"{public_id}-{slug}"


def list_topics(wanted: TopicFilter, cursor: str | None = None) -> Page[TopicRow]:
    """A page of topics that everybody may see; raises InvalidInput for a cursor that is not ours."""
    query = _narrowed(wanted)
    if wanted.sort == SUPPORTED:
        first, second = Topic.support_count, Topic.id
    else:
        first, second = Topic.last_post_at, Topic.id  # type: ignore[assignment]
    if cursor:
        number, last_id = decode(cursor, int, int)
        value = number if wanted.sort == SUPPORTED else _moment(int(number))
        query = query.where(tuple_(first, second) < tuple_(value, last_id))
    query = query.order_by(first.desc(), second.desc()).limit(PAGE_SIZE + 1)
    rows, more = cut([TopicRow(*row) for row in db.session.execute(query).tuples()])
    return Page(rows, next=_cursor_after(rows[-1], wanted.sort) if more else None)


def _narrowed(wanted: TopicFilter) -> Any:
    query = _visible()
    if wanted.place is not None:
        query = query.where(Topic.place_code == wanted.place)
    if wanted.region is not None:
        query = query.where(inside(Topic.place_code, wanted.region))
    if wanted.area is not None:
        query = query.where(Topic.area == wanted.area)
    if wanted.sort == UNANSWERED:
        query = query.where(Topic.kind != Kind.DISCUSSION, or_(Topic.answer_count == 0, Topic.is_disputed))
    return query


def _visible() -> Any:
    return select(*_COLUMNS).join(Place, Place.code == Topic.place_code).where(Topic.hidden_at.is_(None))


def _moment(microseconds: int) -> datetime:
    try:
        return _EPOCH + microseconds * _MICROSECOND
    except OverflowError:
        raise InvalidInput(BAD_CURSOR) from None


def _cursor_after(row: TopicRow, sort: str) -> str:
    if sort == SUPPORTED:
        return encode(row.support_count, row.id)
    return encode((row.last_post_at - _EPOCH) // _MICROSECOND, row.id)


def list_latest_topics(limit: int, region: str | None = None) -> Sequence[TopicRow]:
    """The topics with the latest posts, for a home or kelurahan page."""
    query = _narrowed(TopicFilter(region=region)).order_by(Topic.last_post_at.desc(), Topic.id.desc())
    return [TopicRow(*row) for row in db.session.execute(query.limit(limit)).tuples()]


def list_busy_topics(limit: int, since: datetime, region: str | None = None) -> Sequence[TopicRow]:
    """Topics with a post since a moment, most supported first."""
    query = _narrowed(TopicFilter(region=region)).where(Topic.last_post_at >= since)
    query = query.order_by(Topic.support_count.desc(), Topic.post_count.desc(), Topic.id.desc())
    return [TopicRow(*row) for row in db.session.execute(query.limit(limit)).tuples()]


def count_topics(region: str | None = None, since: datetime | None = None) -> int:
    """Topics that everybody may see, in and below a place, opened since a moment."""
    query = select(func.count()).select_from(Topic).where(Topic.hidden_at.is_(None))
    if region is not None:
        query = query.where(inside(Topic.place_code, region))
    if since is not None:
        query = query.where(Topic.created_at >= since)
    return int(db.session.scalar(query) or 0)


def find_similar_topics(place_code: str, title: str, limit: int = 5) -> Sequence[TopicRow]:
    """Topics of the same forum that share the longest words of a title, most shared first."""
    words = sorted(set(re.findall(r"\w{4,}", title.lower())), key=lambda word: (-len(word), word))[:6]
    if not words:
        return []
    matches = [func.lower(Topic.title).contains(word, autoescape=True) for word in words]
    query = _narrowed(TopicFilter(place=place_code)).where(or_(*matches))
    query = query.order_by(Topic.last_post_at.desc(), Topic.id.desc()).limit(50)
    found = [TopicRow(*row) for row in db.session.execute(query).tuples()]
    shared = {row.id: sum(word in row.title.lower() for word in words) for row in found}
    return sorted(found, key=lambda row: -shared[row.id])[:limit]


def list_forum_places() -> Sequence[ForumPlace]:
    """The city, its kecamatan and kelurahan, by code: one query for choosing among them."""
    rows = db.session.execute(
        select(Place.code, Place.level, Place.name).where(Place.level.in_(FORUM_LEVELS)).order_by(Place.code)
    ).tuples()
    return [ForumPlace(*row) for row in rows]


class FeedEntry(NamedTuple):
    """What a feed says of a topic."""

    public_id: str
    slug: str
    title: str
    place_name: str
    author: str
    html: str
    created_at: datetime
    updated_at: datetime

    @property
    def address(self) -> str:
        return topic_address(self.public_id, self.slug)


def list_feed(place: str | None = None, limit: int = PAGE_SIZE) -> Sequence[FeedEntry]:
    """The newest topics with their text, of one forum or of all."""
    query = (
        select(
            Topic.public_id, Topic.slug, Topic.title, Place.name, Person.name, Post.html, Topic.created_at,
            func.coalesce(Post.edited_at, Topic.created_at),
        )
        .join(Place, Place.code == Topic.place_code)
        .join(Person, Person.id == Topic.author_id)
        .join(Post, (Post.topic_id == Topic.id) & (Post.number == 1))
        .where(Topic.hidden_at.is_(None), Post.hidden_at.is_(None))
        .order_by(Topic.created_at.desc(), Topic.id.desc())
        .limit(limit)
    )  # fmt: skip
    if place is not None:
        query = query.where(Topic.place_code == place)
    return [FeedEntry(*row) for row in db.session.execute(query).tuples()]


class OwnText(NamedTuple):
    """One of a person's own texts, with what was done to it."""

    public_id: str
    slug: str
    title: str
    number: int
    text: str
    created_at: datetime
    hidden_reason: str | None  # why this text, or the topic that the person opened, was hidden
    is_topic_hidden: bool

    @property
    def address(self) -> str:
        return topic_address(self.public_id, self.slug)


def list_own_texts(person_id: int, limit: int = 50) -> Sequence[OwnText]:
    """A person's latest texts. In somebody else's hidden topic neither title nor address is told."""
    is_own = Topic.author_id == person_id
    query = (
        select(
            Topic.public_id, Topic.slug, Topic.title, Post.number, Post.text, Post.created_at,
            func.coalesce(Post.hidden_reason, Topic.hidden_reason), Topic.hidden_at.is_not(None),
        )
        .join(Topic, Topic.id == Post.topic_id)
        .where(Post.author_id == person_id, or_(Topic.hidden_at.is_(None), is_own))
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [OwnText(*row) for row in db.session.execute(query).tuples()]

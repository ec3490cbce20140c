"""Lists of topics: what everybody may see, newest, most supported, still unanswered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, String, and_, bindparam, func, or_, select, tuple_

from ...accounts.models import Person
from ...core.db import db
from ...core.errors import InvalidInput
from ...core.marks import N_
from ...core.paging import PAGE_SIZE, Page, cut, decode, encode
from ...territory.models import FORUM_LEVELS, Place, PlaceLevel, kota_code, place_title
from ..models import Area, Kind, Post, Status, Topic

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


_T, _PLACE = Topic.__table__.c, Place.__table__.c
_LISTED = (
    select(
        _T.id, _T.public_id, _T.slug, _T.title, _T.place_code, _PLACE.name, _PLACE.level, _T.area, _T.kind,
        _T.status, _T.is_disputed, _T.due_on, _T.created_at, _T.last_post_at, _T.post_count, _T.support_count,
        _T.locked_at.is_not(None),
    )
    .select_from(Topic.__table__)
    .join(Place.__table__, _PLACE.code == _T.place_code)
    .where(_T.hidden_at.is_(None))
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
        return place_title(self.level, self.name, self.code)


def topic_address(public_id: str, slug: str) -> str:
    """The part of a topic's address behind /topik/: ID-slug."""
    return f"{public_id}-{slug}"


def list_topics(wanted: TopicFilter, cursor: str | None = None) -> Page[TopicRow]:
    """A page of topics that everybody may see; raises InvalidInput for a cursor that is not ours."""
    values: dict[str, Any] = {"limit": PAGE_SIZE + 1}
    if cursor:
        number, values["last_id"] = decode(cursor, int, int)
        values["last"] = number if wanted.sort == SUPPORTED else _moment(int(number))
    found = _rows(_ordered(_shape(wanted), wanted.sort, is_continued=bool(cursor)), wanted, values)
    rows, more = cut(found)
    return Page(rows, next=_cursor_after(rows[-1], wanted.sort) if more else None)


def _shape(wanted: TopicFilter) -> frozenset[str]:
    """Which conditions a list has, whatever their values: a query is built once for each shape."""
    given = {"place": wanted.place, "region": wanted.region, "area": wanted.area}
    shape = {name for name, value in given.items() if value is not None}
    return frozenset(shape | ({UNANSWERED} if wanted.sort == UNANSWERED else set()))


@cache
def _narrowed(shape: frozenset[str]) -> Any:
    region = bindparam("region", type_=String)
    conditions: dict[str, ColumnElement[bool]] = {
        "place": _T.place_code == bindparam("place"),
        "region": or_(_T.place_code == region, _T.place_code.startswith(region + ".")),
        "area": _T.area == bindparam("area"),
        UNANSWERED: and_(_T.kind != Kind.DISCUSSION, or_(_T.answer_count == 0, _T.is_disputed)),
    }
    return _LISTED.where(*(conditions[name] for name in sorted(shape)))


@cache
def _ordered(shape: frozenset[str], sort: str, *, is_continued: bool) -> Any:
    first = _T.support_count if sort == SUPPORTED else _T.last_post_at
    query = _narrowed(shape)
    if is_continued:
        after = tuple_(bindparam("last", type_=first.type), bindparam("last_id", type_=_T.id.type))
        query = query.where(tuple_(first, _T.id) < after)
    return query.order_by(first.desc(), _T.id.desc()).limit(bindparam("limit"))


def _rows(query: Any, wanted: TopicFilter, values: dict[str, Any]) -> list[TopicRow]:
    given = {"place": wanted.place, "region": wanted.region, "area": wanted.area}
    values |= {name: value for name, value in given.items() if value is not None}
    return [TopicRow._make(row) for row in db.session.connection().execute(query, values)]


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
    wanted = TopicFilter(region=region)
    return _rows(_ordered(_shape(wanted), NEWEST, is_continued=False), wanted, {"limit": limit})


def list_busy_topics(limit: int, since: datetime, region: str | None = None) -> Sequence[TopicRow]:
    """Topics with a post since a moment, most supported first."""
    wanted = TopicFilter(region=region)
    query = _narrowed(_shape(wanted)).where(_T.last_post_at >= since).limit(limit)
    return _rows(query.order_by(_T.support_count.desc(), _T.post_count.desc(), _T.id.desc()), wanted, {})


def find_similar_topics(place_code: str, title: str, limit: int = 5) -> Sequence[TopicRow]:
    """Topics of the same forum that share the longest words of a title, most shared first."""
    words = sorted(set(re.findall(r"\w{4,}", title.lower())), key=lambda word: (-len(word), word))[:6]
    if not words:
        return []
    matches = [func.lower(_T.title).contains(word, autoescape=True) for word in words]
    wanted = TopicFilter(place=place_code)
    query = _narrowed(_shape(wanted)).where(or_(*matches)).limit(50)
    found = _rows(query.order_by(_T.last_post_at.desc(), _T.id.desc()), wanted, {})
    shared = {row.id: sum(word in row.title.lower() for word in words) for row in found}
    return sorted(found, key=lambda row: -shared[row.id])[:limit]


_WIDE = (PlaceLevel.PROVINSI, PlaceLevel.KOTA)
_IS_ONE_KOTA = (
    select(func.count())
    .select_from(Place.__table__)
    .where(_PLACE.level == PlaceLevel.KOTA)
    .correlate(None)
    .scalar_subquery()
    < 2
)
_FORUM_PLACES = (
    select(_PLACE.code, _PLACE.level, _PLACE.name)
    .where(
        _PLACE.level.in_(FORUM_LEVELS),
        or_(_PLACE.level.in_(_WIDE), _PLACE.code.startswith(bindparam("inside")), _IS_ONE_KOTA),
    )
    .order_by(_PLACE.code)
)


def list_forum_places(near: str | None = None) -> Sequence[ForumPlace]:
    """The places with a forum, by code: one query for choosing among them.

    Of several kota all are there, but only the kecamatan and kelurahan of the one that `near` is or lies in: a
    select of a thousand helps nobody.
    """
    kota = kota_code(near) if near and "." in near else "-"
    rows = db.session.connection().execute(_FORUM_PLACES, {"inside": f"{kota}."})
    return [ForumPlace._make(row) for row in rows]


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
    return [FeedEntry(*row) for row in db.session.execute(query)]


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
    return [OwnText(*row) for row in db.session.execute(query)]

"""Publishing and editing topics and posts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from ...accounts.models import Person
from ...core import bus
from ...core.db import db, lock
from ...core.errors import Conflict, InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...core.permissions import Actor, Level, require_level
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from ..events import PostPublished, TopicPublished
from ..models import Area, Kind, Post, PostRevision, Topic
from ..rules import (
    EDIT_WINDOW,
    REPEAT_WINDOW,
    TEXT_LENGTH,
    TOPIC_TEXT_LENGTH,
    is_on_duty,
    is_official_of,
)
from ..similarity import is_near_duplicate
from ..texts import Text, check_text, check_title, slug_of
from .touching import LOCKED, NO_TOPIC, change_topic, touch

REPEATED = N_("Anda baru saja mengirim tulisan yang sama. Lihat dulu, mungkin sudah tayang.")
NO_POST = N_("Tulisan itu tidak ditemukan.")
# A text is compared with this many of the author's latest ones, and none older than that
COMPARED_POSTS = 20
COMPARED_DAYS = timedelta(days=180)


def publish_topic(
    *, actor: Actor, place_code: str, area: Area, kind: Kind, title: str, text: str, at: datetime
) -> Topic:
    """Open a topic in a place's forum; its text is post number 1.

    Anybody from level 1 on may, in any place. Raises Refused (level, suspended), InvalidInput by field.
    """
    person = _writer(actor)
    place = get_place(place_code, *FORUM_LEVELS)
    title, content = _checked(title, text, actor.level)
    duplicate = _compare(person.id, content, at)
    topic = Topic(
        slug=slug_of(title), place_code=place.code, area=area, kind=kind, title=title, author_id=person.id,
        author_level=int(actor.level), author_rt=person.rt_code, created_at=at, last_post_at=at,
    )  # fmt: skip
    db.session.add(topic)
    db.session.flush()
    db.session.add(_new_post(topic.id, topic.place_code, 1, actor, person, content, at, is_duplicate=duplicate))
    db.session.flush()
    touch(topic.place_code)
    bus.publish(TopicPublished(topic.id, topic.place_code, person.id))
    return topic


def publish_post(
    *, actor: Actor, topic_public_id: str, text: str, at: datetime, reply_to_number: int | None = None
) -> Post:
    """Add a post to an open topic, in reply to another of its posts if a number is given.

    Raises Refused, InvalidInput, NotFound, Conflict for a locked topic.
    """
    person = _writer(actor)
    content = check_text(text, length=TEXT_LENGTH, level=actor.level)
    duplicate = _compare(person.id, content, at)
    topic = change_topic(
        topic_public_id, returning=(Topic.last_number,), last_number=Topic.last_number + 1,
        post_count=Topic.post_count + 1, last_post_at=func.coalesce(_later(at), at),
    )  # fmt: skip
    post = _new_post(
        topic.id, topic.place_code, topic.last_number, actor, person, content, at, is_duplicate=duplicate
    )
    reply_to_author = None
    if reply_to_number is not None:
        post.reply_to_id, reply_to_author = _replied_to(topic.id, reply_to_number)
    db.session.add(post)
    db.session.flush()
    touch(topic.place_code)
    bus.publish(PostPublished(topic.id, post.id, person.id, reply_to_author))
    return post

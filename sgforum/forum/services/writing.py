"""Publishing and editing topics and posts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ...accounts.models import Person
from ...core import bus
from ...core.db import db, lock
from ...core.errors import Conflict, InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...core.permissions import Actor, Level, require_level
from ...core.similarity import COMPARED_FOR, COMPARED_TEXTS, is_near_duplicate
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from ..events import PostPublished, TopicPublished
from ..models import Area, Kind, Post, PostRevision, Topic
from ..rules import EDIT_WINDOW, REPEAT_WINDOW, TEXT_LENGTH, TOPIC_TEXT_LENGTH, is_official_of, is_on_duty
from ..texts import Text, check_text, check_title, slug_of
from .touching import change_topic, touch

REPEATED = N_("Anda baru saja mengirim tulisan yang sama. Lihat dulu, mungkin sudah tayang.")
NO_POST = N_("Tulisan itu tidak ditemukan.")
REPLIED_GONE = N_("Tulisan yang Anda balas sudah tidak ada. Kirim lagi untuk menanggapi topiknya saja.")
NOT_AUTHOR = N_("Hanya penulisnya yang dapat menyunting tulisan ini.")
TITLE_STANDS = N_("Judul hanya dapat diubah dalam 30 menit pertama.")


@dataclass(frozen=True, slots=True)
class _Writer:
    """Whoever writes, with the residence that the database knows now."""

    actor: Actor
    person_id: int
    home: str | None
    rt: str | None


def publish_topic(
    *, actor: Actor, place_code: str, area: Area, kind: Kind, title: str, text: str, at: datetime
) -> Topic:
    """Open a topic in a place's forum; its text is post number 1.

    Anybody from level 1 on may, in any place. Raises Refused (level, suspended), InvalidInput by field.
    """
    writer = _writer(actor)
    place = get_place(place_code, *FORUM_LEVELS)
    title, content = _check_topic(title, text, actor.level)
    is_duplicate = _compare(writer, content, at)
    topic = Topic(
        slug=slug_of(title), place_code=place.code, area=area, kind=kind, title=title, author_id=writer.person_id,
        author_level=int(actor.level), author_rt=writer.rt, created_at=at, last_post_at=at,
    )  # fmt: skip
    db.session.add(topic)
    db.session.flush()
    post = _new_post(writer, topic.place_code, content, at)
    post.topic_id, post.number, post.is_duplicate = topic.id, 1, is_duplicate
    db.session.add(post)
    db.session.flush()
    touch(topic.place_code)
    bus.publish(TopicPublished(topic.id, topic.place_code, writer.person_id))
    return topic


def publish_post(
    *, actor: Actor, topic_public_id: str, text: str, at: datetime, reply_to_number: int | None = None
) -> Post:
    """Add a post to an open topic, in reply to another of its posts if a number is given.

    Raises Refused, InvalidInput, NotFound, Conflict for a locked topic or a post that is gone.
    """
    writer = _writer(actor)
    content = check_text(text, length=TEXT_LENGTH, level=actor.level)
    is_duplicate = _compare(writer, content, at)
    topic = change_topic(
        topic_public_id, returning=(Topic.last_number,), last_number=Topic.last_number + 1,
        post_count=Topic.post_count + 1, last_post_at=at,
    )  # fmt: skip
    post = _new_post(writer, topic.place_code, content, at)
    post.topic_id, post.number, post.is_duplicate = topic.id, topic.last_number, is_duplicate
    replied_author = None
    if reply_to_number is not None:
        post.reply_to_id, replied_author = _replied_to(
            topic.id, max(0, min(reply_to_number, topic.last_number + 1))
        )
    db.session.add(post)
    db.session.flush()
    touch(topic.place_code)
    bus.publish(PostPublished(topic.id, post.id, writer.person_id, replied_author))
    return post


def edit_post(
    *, actor: Actor, topic_public_id: str, number: int, text: str, at: datetime, title: str | None = None
) -> Post:
    """Change one's own text; after 30 minutes what it said before stays readable as a revision.

    title: of the topic, with number 1 and in the first 30 minutes only. Raises Refused, InvalidInput,
    NotFound, Conflict for a locked topic.
    """
    writer = _writer(actor)
    topic = change_topic(topic_public_id, returning=(Topic.title, Topic.created_at))
    post = db.session.scalar(
        select(Post).where(Post.topic_id == topic.id, Post.number == number, Post.hidden_at.is_(None))
    )
    if post is None:
        raise NotFound(NO_POST)
    if post.author_id != writer.person_id:
        raise Refused(NOT_AUTHOR)
    in_window = at - post.created_at <= EDIT_WINDOW
    content = check_text(text, length=TOPIC_TEXT_LENGTH if number == 1 else TEXT_LENGTH, level=actor.level)
    if number == 1 and title is not None:
        _retitle(topic_public_id, topic.title, title, in_window=in_window)
    if content.text != post.text:
        if not in_window:
            _keep_revision(post, at)
        post.is_duplicate = is_near_duplicate(
            content.text, _earlier_texts(writer, post.created_at, besides=post.id)
        )
        post.text, post.html, post.digest = content.text, content.html, content.digest
        post.renderer_version = content.renderer_version
        db.session.flush()
    touch(topic.place_code)
    return post


def _writer(actor: Actor) -> _Writer:
    require_level(actor, Level.CONFIRMED)
    row = db.session.execute(
        select(Person.id, Person.home_code, Person.rt_code).where(Person.id == actor.person_id)
    ).one()
    return _Writer(actor, row.id, row.home_code, row.rt_code)


def _check_topic(title: str, text: str, level: Level) -> tuple[str, Text]:
    """Both fields are looked at before anything is said, so that nobody corrects them one by one."""
    errors: dict[str, str] = {}
    try:
        title = check_title(title)
    except InvalidInput as error:
        errors |= error.errors
    try:
        content = check_text(text, length=TOPIC_TEXT_LENGTH, level=level)
    except InvalidInput as error:
        raise InvalidInput(errors | error.errors) from None
    if errors:
        raise InvalidInput(errors)
    return title, content


def _compare(writer: _Writer, content: Text, at: datetime) -> bool:
    """Whether the text is nearly one of the author's earlier ones; refuses the very same again at once.

    The lock makes a double click on two workers wait for its first half.
    """
    lock(f"forum.author:{writer.person_id}")
    repeated = select(Post.id).where(
        Post.author_id == writer.person_id,
        Post.digest == content.digest,
        Post.created_at > at - REPEAT_WINDOW,
    )
    if db.session.scalar(repeated.limit(1)) is not None:
        raise InvalidInput({"text": REPEATED})
    return is_near_duplicate(content.text, _earlier_texts(writer, at))


def _earlier_texts(writer: _Writer, at: datetime, besides: int | None = None) -> list[str]:
    query = select(Post.text).where(
        Post.author_id == writer.person_id, Post.created_at > at - COMPARED_FOR, Post.created_at <= at
    )
    if besides is not None:
        query = query.where(Post.id != besides)
    return list(db.session.scalars(query.order_by(Post.created_at.desc()).limit(COMPARED_TEXTS)))


def _new_post(writer: _Writer, place_code: str, content: Text, at: datetime) -> Post:
    actor = writer.actor
    return Post(
        author_id=writer.person_id, author_level=int(actor.level), author_home=writer.home, author_rt=writer.rt,
        by_staff=is_on_duty(actor), is_official=is_official_of(actor, place_code), text=content.text,
        html=content.html, renderer_version=content.renderer_version, digest=content.digest, created_at=at,
    )  # fmt: skip


def _replied_to(topic_id: int, number: int) -> tuple[int, int]:
    """Id and author of the post that is answered; raises Conflict for one that is not there or hidden by now."""
    row = db.session.execute(
        select(Post.id, Post.author_id).where(
            Post.topic_id == topic_id, Post.number == number, Post.hidden_at.is_(None)
        )
    ).first()
    if row is None:
        raise Conflict(REPLIED_GONE)
    return row.id, row.author_id


def _retitle(public_id: str, before: str, title: str, *, in_window: bool) -> None:
    cleaned = check_title(title)
    if cleaned == before:
        return
    if not in_window:
        raise InvalidInput({"title": TITLE_STANDS})
    change_topic(public_id, title=cleaned, slug=slug_of(cleaned))


def _keep_revision(post: Post, at: datetime) -> None:
    """The topic's row is locked by now: two edits cannot take the same number."""
    last = db.session.scalar(
        select(func.coalesce(func.max(PostRevision.number), 0)).where(PostRevision.post_id == post.id)
    )
    db.session.add(
        PostRevision(post_id=post.id, number=(last or 0) + 1, text=post.text, html=post.html, replaced_at=at)
    )
    post.edited_at = at

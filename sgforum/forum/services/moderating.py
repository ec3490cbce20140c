"""Hiding and closing, each with a reason that its author can read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from ...core import audit, bus
from ...core.db import db
from ...core.errors import Conflict, InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor, require
from ..events import PostHidden
from ..models import Post, Topic
from ..rules import MODERATE, REASON_LENGTH
from ..texts import clean_text
from .touching import NO_TOPIC, change_topic, touch
from .writing import NO_POST

NO_REASON = N_("Tulis alasannya untuk penulis, 10 sampai 2.000 huruf.")
HIDDEN_ALREADY = N_("Tulisan ini sudah disembunyikan.")
SHOWN_ALREADY = N_("Tulisan ini tidak sedang disembunyikan.")
LOCKED_ALREADY = N_("Topik ini sudah ditutup.")
OPEN_ALREADY = N_("Topik ini tidak sedang ditutup.")


def hide_post(*, actor: Actor, topic_public_id: str, number: int, reason: str, at: datetime) -> None:
    """Take a text out of sight; number 1 hides the whole topic. Its author still sees it, with the reason."""
    topic = _moderated(actor, topic_public_id)
    reason = _check_reason(reason)
    hidden = {"hidden_at": at, "hidden_by_id": actor.person_id, "hidden_reason": reason}
    author_id = _hide_topic(topic, hidden) if number == 1 else _hide_post(topic, number, hidden)
    _record(actor, "forum.post.hide", f"{topic_public_id}/{number}", at, reason)
    touch(topic.place_code)
    bus.publish(PostHidden(topic.id, number, author_id, reason))


def restore_post(*, actor: Actor, topic_public_id: str, number: int, reason: str, at: datetime) -> None:
    """Show a hidden text (number 1: the whole topic) again."""
    topic = _moderated(actor, topic_public_id)
    reason = _check_reason(reason)
    shown = {"hidden_at": None, "hidden_by_id": None, "hidden_reason": None}
    if number == 1:
        restored = db.session.execute(
            update(Topic)
            .where(Topic.id == topic.id, Topic.hidden_at.is_not(None))
            .values(version=Topic.version + 1, **shown)
            .returning(Topic.id)
        ).first()
        if restored is None:
            raise Conflict(SHOWN_ALREADY)
    else:
        _set_hidden(topic, number, is_hidden=True, values=shown, conflict=SHOWN_ALREADY)
        _recount(topic.id)
    _record(actor, "forum.post.restore", f"{topic_public_id}/{number}", at, reason)
    touch(topic.place_code)


def lock_topic(*, actor: Actor, topic_public_id: str, reason: str, at: datetime) -> None:
    """Close a topic for posts and support; it stays readable, with the reason."""
    topic = _moderated(actor, topic_public_id)
    reason = _check_reason(reason)
    try:
        change_topic(topic_public_id, locked_at=at, locked_reason=reason)
    except Conflict:
        raise Conflict(LOCKED_ALREADY) from None
    _record(actor, "forum.topic.lock", topic_public_id, at, reason)
    touch(topic.place_code)


def unlock_topic(*, actor: Actor, topic_public_id: str, reason: str, at: datetime) -> None:
    """Open a closed topic again."""
    topic = _moderated(actor, topic_public_id)
    reason = _check_reason(reason)
    opened = db.session.execute(
        update(Topic)
        .where(Topic.id == topic.id, Topic.hidden_at.is_(None), Topic.locked_at.is_not(None))
        .values(version=Topic.version + 1, locked_at=None, locked_reason=None)
        .returning(Topic.id)
    ).first()
    if opened is None:
        raise Conflict(OPEN_ALREADY)
    _record(actor, "forum.topic.unlock", topic_public_id, at, reason)
    touch(topic.place_code)


def _moderated(actor: Actor, public_id: str) -> Any:
    """The topic, hidden or not, if the actor moderates its place; else NotFound or Forbidden, which look alike.

    Its row stays locked: what is counted afterwards has every post of whoever was writing.
    """
    row = db.session.execute(
        select(Topic.id, Topic.place_code, Topic.author_id)
        .where(Topic.public_id == public_id)
        .with_for_update(key_share=True)
    ).first()
    if row is None:
        raise NotFound(NO_TOPIC)
    require(actor, MODERATE, row.place_code)
    return row


def _check_reason(reason: str) -> str:
    found = clean_text(reason)
    if not REASON_LENGTH[0] <= len(found) <= REASON_LENGTH[1]:
        raise InvalidInput({"reason": NO_REASON})
    return found


def _hide_topic(topic: Any, hidden: dict[str, Any]) -> int:
    changed = db.session.execute(
        update(Topic)
        .where(Topic.id == topic.id, Topic.hidden_at.is_(None))
        .values(version=Topic.version + 1, **hidden)
        .returning(Topic.author_id)
    ).first()
    if changed is None:
        raise Conflict(HIDDEN_ALREADY)
    return int(changed.author_id)


def _hide_post(topic: Any, number: int, hidden: dict[str, Any]) -> int:
    author_id = _set_hidden(topic, number, is_hidden=False, values=hidden, conflict=HIDDEN_ALREADY)
    _recount(topic.id)
    return author_id


def _set_hidden(topic: Any, number: int, *, is_hidden: bool, values: dict[str, Any], conflict: str) -> int:
    """Turn one post from hidden to shown or back; returns its author."""
    state = Post.hidden_at.is_not(None) if is_hidden else Post.hidden_at.is_(None)
    changed = db.session.execute(
        update(Post)
        .where(Post.topic_id == topic.id, Post.number == number, state)
        .values(**values)
        .returning(Post.author_id)
    ).first()
    if changed is not None:
        return int(changed.author_id)
    there = db.session.scalar(select(Post.id).where(Post.topic_id == topic.id, Post.number == number))
    raise Conflict(conflict) if there is not None else NotFound(NO_POST)


def _recount(topic_id: int) -> None:
    """The topic's count and last moment, of what can be seen."""
    visible = select(Post).where(Post.topic_id == topic_id, Post.hidden_at.is_(None)).subquery()
    db.session.execute(
        update(Topic)
        .where(Topic.id == topic_id)
        .values(
            version=Topic.version + 1,
            post_count=select(func.count()).select_from(visible).scalar_subquery(),
            last_post_at=select(func.max(visible.c.created_at)).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )


def _record(actor: Actor, act: str, subject: str, at: datetime, reason: str) -> None:
    audit.record(actor=actor, act=act, subject=subject, at=at, reason=reason)

"""What every act on a topic does: find it as it is now, change it if it is open, make its pages stale."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, or_, select, update

from ...core import cache
from ...core.db import db
from ...core.errors import Conflict, NotFound
from ...core.marks import N_
from ..models import Post, Topic
from ..queries.polls import topics_voted_on

VERSION = "forum"  # of every list of topics; f"forum:{place}" of one place's list
NO_TOPIC = N_("Topik itu tidak ditemukan.")
LOCKED = N_("Topik ini sudah ditutup. Alasannya tertulis di halaman topik.")


def touch(place_code: str) -> None:
    """Make the kept lists of topics stale."""
    cache.bump(VERSION, f"{VERSION}:{place_code}")


def renew_pages_of(*, person_id: int) -> None:
    """Make the kept pages stale on which this person's name stands: as author, or on the list of a closed poll."""
    written = select(Post.topic_id).where(Post.author_id == person_id)
    db.session.execute(
        update(Topic)
        .where(or_(Topic.id.in_(written), Topic.public_id.in_(topics_voted_on(person_id))))
        .values(version=Topic.version + 1)
        .execution_options(synchronize_session=False)
    )
    places = db.session.scalars(select(Topic.place_code).where(Topic.id.in_(written)).distinct())
    cache.bump(VERSION, *(f"{VERSION}:{place}" for place in places))


def renew_page(public_id: str) -> None:
    """Make the kept pages of one topic stale, also of a hidden or closed one."""
    db.session.execute(
        update(Topic)
        .where(Topic.public_id == public_id)
        .values(version=Topic.version + 1)
        .execution_options(synchronize_session=False)
    )


def change_topic(
    public_id: str, *, returning: tuple[Any, ...] = (), even_locked: bool = False, **values: Any
) -> Row[Any]:
    """Change a topic that is not hidden (and not locked) and raise its version; returns the columns asked for.

    One UPDATE: its row stays locked until the transaction ends, so what hangs on the counters cannot be
    overtaken. Raises NotFound, Conflict for a locked topic.
    """
    open_ = [Topic.public_id == public_id, Topic.hidden_at.is_(None)]
    if not even_locked:
        open_.append(Topic.locked_at.is_(None))
    row = db.session.execute(
        update(Topic)
        .where(*open_)
        .values(version=Topic.version + 1, **values)
        .returning(Topic.id, Topic.place_code, *returning)
        .execution_options(synchronize_session=False)
    ).first()
    if row is not None:
        return row
    hidden = db.session.execute(select(Topic.hidden_at).where(Topic.public_id == public_id)).first()
    if hidden is None or hidden[0] is not None:
        raise NotFound(NO_TOPIC)
    raise Conflict(LOCKED)

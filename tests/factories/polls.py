"""Polls on topics of a forum, with choices, open or closed; made through the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sgforum.accounts.models import Person
from sgforum.ballot.models import Poll
from sgforum.ballot.queries import find_poll
from sgforum.core.clock import local_date, now
from sgforum.core.db import db, transaction
from sgforum.forum.models import Topic
from sgforum.forum.queries.polls import reference_of
from sgforum.forum.services import PollDraft, add_poll, cast_choice, close_due_poll

from .accounts import as_actor

ZONE = ZoneInfo("Asia/Makassar")
QUESTION = "Kapan sebaiknya kita kerja bakti?"
OPTIONS = ("Sabtu pagi", "Minggu pagi", "Minggu sore")


def draft_of(at: datetime | None = None, **fields) -> PollDraft:
    """A question with three options, one choice, closed in a week."""
    terms = {
        "question": QUESTION, "options": OPTIONS, "is_several": False,
        "closes_on": local_date(at or now(), ZONE) + timedelta(days=7),
    } | fields  # fmt: skip
    return PollDraft(**terms)


def add(person: Person, topic: Topic, keys: Path, at: datetime | None = None, **fields) -> Poll:
    """A poll opened by the person on the topic; committed."""
    at = at or now()
    actor, public_id = as_actor(person), topic.public_id
    with transaction():
        add_poll(
            actor=actor, topic_public_id=public_id, draft=draft_of(at, **fields), keys=keys, zone=ZONE, at=at
        )
    return poll_of(topic)


def poll_of(topic: Topic) -> Poll:
    db.session.expire_all()
    return find_poll(reference_of(topic.public_id))


def choose(person: Person, topic: Topic, chosen: Sequence[str] = ("a",), at: datetime | None = None) -> bool:
    """The person's choice, committed; whether it took the place of an earlier one."""
    actor, public_id = as_actor(person), topic.public_id
    with transaction():
        return cast_choice(actor=actor, topic_public_id=public_id, chosen=chosen, at=at or now()).replaced


def close(topic: Topic, keys: Path, at: datetime | None = None) -> bool:
    """What the worker does at the end of the poll."""
    at = at or poll_of(topic).ends_at
    reference = reference_of(topic.public_id)
    db.session.rollback()
    return close_due_poll(reference=reference, keys=keys, at=at)

"""Support of topics: one per person, taken back at will, and what it sets going."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select, update

from ...accounts.models import Person
from ...core import bus
from ...core.clock import Period, local_date, working_days_after
from ...core.db import db, insert_into, lock
from ...core.errors import NotFound, Refused
from ...core.marks import N_
from ...core.permissions import Actor, Level, require_level
from ..events import TopicBecameDue
from ..models import Kind, Support, Topic
from ..rules import DUE_PER_MONTH, DUE_SUPPORTERS, DUE_WORKING_DAYS, is_on_duty
from .touching import NO_TOPIC, change_topic, touch

OWN_TOPIC = N_("Ini topik Anda sendiri. Ajaklah tetangga untuk mendukungnya.")
_DUE = (Topic.kind, Topic.author_id, Topic.supporter_l2_count, Topic.due_since)


def support_topic(*, actor: Actor, topic_public_id: str, zone: ZoneInfo, at: datetime) -> bool:
    """Support an open topic; True if this is new, False if the person supports it already.

    Verified residents who are not staff are counted apart; with the third of them a question or proposal
    becomes due. zone: the city's, in which working days and months are reckoned. Raises Refused (level,
    suspended, one's own topic), NotFound, Conflict for a locked topic.
    """
    require_level(actor, Level.CONFIRMED)
    found = _find(topic_public_id)
    if found.author_id == actor.person_id:
        raise Refused(OWN_TOPIC)
    is_counted = actor.is_verified and not is_on_duty(actor)
    rt_code = db.session.scalar(select(Person.rt_code).where(Person.id == actor.person_id))
    added = db.session.scalar(
        insert_into(Support)
        .values(
            topic_id=found.id, person_id=actor.person_id, level=int(actor.level), rt_code=rt_code,
            is_counted=is_counted, at=at,
        )
        .on_conflict_do_nothing()
        .returning(Support.topic_id)
    )  # fmt: skip
    if added is None:
        return False
    topic = change_topic(
        topic_public_id, returning=_DUE, support_count=Topic.support_count + 1,
        supporter_l2_count=Topic.supporter_l2_count + int(is_counted),
    )  # fmt: skip
    if _is_newly_due(topic):
        _make_due(topic, zone, at)
    touch(topic.place_code)
    return True


def withdraw_support(*, actor: Actor, topic_public_id: str, at: datetime) -> bool:
    """Take one's support back; False if there was none. A topic that became due stays due."""
    require_level(actor, Level.CONFIRMED)
    found = _find(topic_public_id)
    removed = db.session.execute(
        delete(Support)
        .where(Support.topic_id == found.id, Support.person_id == actor.person_id)
        .returning(Support.is_counted)
        .execution_options(synchronize_session=False)
    ).first()
    if removed is None:
        return False
    topic = change_topic(
        topic_public_id, even_locked=True, support_count=Topic.support_count - 1,
        supporter_l2_count=Topic.supporter_l2_count - int(removed.is_counted),
    )  # fmt: skip
    touch(topic.place_code)
    return True


def _find(public_id: str) -> Any:
    row = db.session.execute(
        select(Topic.id, Topic.author_id).where(Topic.public_id == public_id, Topic.hidden_at.is_(None))
    ).first()
    if row is None:
        raise NotFound(NO_TOPIC)
    return row


def _is_newly_due(topic: Any) -> bool:
    """Also when it is answered already: whoever answers before being asked thrice has answered in time."""
    return (
        topic.kind in (Kind.QUESTION, Kind.PROPOSAL)
        and topic.due_since is None
        and topic.supporter_l2_count >= DUE_SUPPORTERS
    )


def _make_due(topic: Any, zone: ZoneInfo, at: datetime) -> None:
    """Start the clock: an official has 14 working days. A person's fourth item of a month is not counted."""
    lock(f"forum.due:{topic.author_id}")
    month = Period.of(at, zone)
    counted = db.session.scalar(
        select(func.count())
        .select_from(Topic)
        .where(
            Topic.author_id == topic.author_id, Topic.is_counted,
            Topic.due_since >= month.starts_at(zone), Topic.due_since < month.ends_at(zone),
        )
    )  # fmt: skip
    db.session.execute(
        update(Topic)
        .where(Topic.id == topic.id)
        .values(
            due_since=at, due_on=working_days_after(local_date(at, zone), DUE_WORKING_DAYS),
            is_counted=(counted or 0) < DUE_PER_MONTH,
        )
        .execution_options(synchronize_session=False)
    )  # fmt: skip
    bus.publish(TopicBecameDue(topic.id, topic.place_code))

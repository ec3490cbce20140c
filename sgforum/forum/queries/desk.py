"""What waits for officials: topics to answer by due date, promises to keep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from ...core.db import db
from ...territory.models import Place
from ..models import Commitment, Kind, Topic
from .acts import inside
from .topics import topic_address


class ToAnswer(NamedTuple):
    """A topic that an official must or may answer; due_on is None before it has three verified supporters."""

    public_id: str
    slug: str
    title: str
    place_name: str
    kind: Kind
    support_count: int
    due_on: date | None
    is_disputed: bool

    @property
    def address(self) -> str:
        return topic_address(self.public_id, self.slug)


class OpenCommitment(NamedTuple):
    public_id: str
    slug: str
    title: str
    place_name: str
    what: str
    due_on: date

    @property
    def address(self) -> str:
        return topic_address(self.public_id, self.slug)


def _waiting(places: Sequence[str]) -> list[ColumnElement[bool]]:
    return [
        or_(False, *(inside(Topic.place_code, place) for place in places)),
        Topic.hidden_at.is_(None),
        Topic.kind != Kind.DISCUSSION,
        or_(Topic.answer_count == 0, Topic.is_disputed),
    ]


def list_to_answer(places: Sequence[str], limit: int = 50) -> Sequence[ToAnswer]:
    """Unanswered or disputed questions and proposals in and below the places: due ones first, by date."""
    query: Any = (
        select(
            Topic.public_id, Topic.slug, Topic.title, Place.name, Topic.kind, Topic.support_count, Topic.due_on,
            Topic.is_disputed,
        )
        .join(Place, Place.code == Topic.place_code)
        .where(*_waiting(places))
        .order_by(Topic.due_on.is_(None), Topic.due_on, Topic.support_count.desc(), Topic.id)
        .limit(limit)
    )  # fmt: skip
    return [ToAnswer(*row) for row in db.session.execute(query)]


def count_to_answer(places: Sequence[str], overdue_on: date | None = None) -> int:
    """How many have become due and are unanswered; with a date, those overdue on it."""
    query = select(func.count()).select_from(Topic).where(*_waiting(places), Topic.due_on.is_not(None))
    if overdue_on is not None:
        query = query.where(Topic.due_on < overdue_on)
    return int(db.session.scalar(query) or 0)


def list_open_commitments(places: Sequence[str], limit: int = 50) -> Sequence[OpenCommitment]:
    """Promises in force that are not reported as done, by date."""
    query = (
        select(Topic.public_id, Topic.slug, Topic.title, Place.name, Commitment.what, Commitment.due_on)
        .join(Topic, Topic.id == Commitment.topic_id)
        .join(Place, Place.code == Topic.place_code)
        .where(
            or_(False, *(inside(Topic.place_code, place) for place in places)),
            Topic.hidden_at.is_(None),
            Commitment.done_at.is_(None),
            Commitment.superseded_at.is_(None),
        )
        .order_by(Commitment.due_on, Commitment.id)
        .limit(limit)
    )
    return [OpenCommitment(*row) for row in db.session.execute(query)]

"""What the metrics are computed from: consultations, decision records, acts and readers of a place and time.

A place stands for itself only: a consultation of the kota is no consultation of a kelurahan. `start` is part of
the time, `end` is not. Only residents off duty count (score.md 5, "substantive act").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ...accounts.models import Person
from ...ballot.models import Poll
from ...ballot.queries import list_participants
from ...core.db import db
from ..lifecycle import Phase, PhaseKind, State, is_open_long_enough
from ..models import Comment, Consultation, DecisionRecord, PhaseRow, Question, Read
from .questions import is_poll_of_question


@dataclass(frozen=True, slots=True)
class Opened:
    """A consultation whose box was opened, with what INF and KSP ask of it.

    qualified: it names its decision, the decision's date and the officer, and was open for at least 7 days.
    """

    consultation_id: int
    public_id: str
    place_code: str
    title: str
    opened_at: datetime
    information_complete: bool
    qualified: bool


@dataclass(frozen=True, slots=True)
class Closed:
    """A consultation whose box was counted, with what TGP and KPT ask of it.

    recorded_at is that of the first revision of its decision record, None while there is none.
    """

    consultation_id: int
    public_id: str
    place_code: str
    title: str
    closed_at: datetime
    decision_on: date
    recorded_at: datetime | None
    promise: str
    promise_kept: str | None
    followed: str | None


@dataclass(frozen=True, slots=True)
class CommentAct:
    """A comment of a verified resident that nobody hid; `home_code` is the kelurahan they live in now."""

    person_id: int
    home_code: str
    rt_code: str
    consultation_id: int
    created_at: datetime


def list_consultations_opened(place: str, start: datetime, end: datetime) -> list[Opened]:
    """Consultations of exactly this place whose box was opened in the time, in that order."""
    rows = db.session.execute(
        select(Consultation, PhaseRow.kind, PhaseRow.starts_at, PhaseRow.ends_at)
        .join(PhaseRow, PhaseRow.consultation_id == Consultation.id)
        .where(
            Consultation.place_code == place, Consultation.opened_at >= start, Consultation.opened_at < end
        )
        .order_by(Consultation.opened_at, Consultation.id, PhaseRow.position)
    ).all()
    phases: dict[int, list[Phase]] = {}
    found: dict[int, Consultation] = {}
    for row in rows:
        found[row[0].id] = row[0]
        phases.setdefault(row[0].id, []).append(Phase(row.kind, row.starts_at, row.ends_at))
    return [_opened(consultation, phases[key]) for key, consultation in found.items()]


def _opened(consultation: Consultation, phases: Sequence[Phase]) -> Opened:
    names_all = bool(consultation.decision_named and consultation.decision_on and consultation.officer_id)
    published_at, opened_at = consultation.published_at, consultation.opened_at
    assert published_at is not None and opened_at is not None  # CHECK opened_published  # noqa: S101, PT018
    return Opened(
        consultation_id=consultation.id, public_id=consultation.public_id, place_code=consultation.place_code,
        title=consultation.title, opened_at=opened_at, information_complete=bool(consultation.information_complete),
        qualified=names_all and is_open_long_enough(phases, published_at),
    )  # fmt: skip


def list_consultations_closed(place: str, start: datetime, end: datetime) -> list[Closed]:
    """Consultations of exactly this place whose voting ended in the time, whether decided or not.

    The time is that of the voting phase's end, not of the worker's counting. For KPT ask for 210 to 30
    days ago.
    """
    voting = aliased(PhaseRow)
    return _closed(
        and_(voting.ends_at >= start, voting.ends_at < end, Consultation.place_code == place), voting
    )


def list_decisions_due(place: str, start: date, end: date) -> list[Closed]:
    """Consultations of exactly this place whose decision date lies in the time: due items of TGP.

    Answered in time means that `recorded_at` is not after the end of `decision_on` in the city's zone.
    """
    voting = aliased(PhaseRow)
    return _closed(
        and_(
            Consultation.decision_on >= start,
            Consultation.decision_on < end,
            Consultation.place_code == place,
        ),
        voting,
    )


def _closed(condition: ColumnElement[bool], voting: Any) -> list[Closed]:
    first, newest = aliased(DecisionRecord), aliased(DecisionRecord)
    last_revision = (
        select(func.max(DecisionRecord.revision))
        .where(DecisionRecord.consultation_id == Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Consultation.id, Consultation.public_id, Consultation.place_code, Consultation.title, voting.ends_at,
            Consultation.decision_on, first.recorded_at, Consultation.promise, newest.promise_kept, newest.followed,
        )
        .join(voting, and_(voting.consultation_id == Consultation.id, voting.kind == PhaseKind.VOTING))
        .outerjoin(first, and_(first.consultation_id == Consultation.id, first.revision == 1))
        .outerjoin(newest, and_(newest.consultation_id == Consultation.id, newest.revision == last_revision))
        .where(Consultation.opened_at.is_not(None), Consultation.state != State.WITHDRAWN, condition)
        .order_by(voting.ends_at, Consultation.id)
    )  # fmt: skip
    return [Closed(*row) for row in rows]


def list_comment_acts(inside: str, start: datetime, end: datetime) -> list[CommentAct]:
    """Comments of verified residents who live in or below a place, written in the time and not hidden.

    An act counts once it has stood for 7 days: ask no earlier than 7 days after `end`.
    """
    rows = db.session.execute(
        select(Person.id, Person.home_code, Person.rt_code, Comment.consultation_id, Comment.created_at)
        .join(Person, Person.id == Comment.author_id)
        .where(
            Comment.counts.is_(True), Comment.hidden_at.is_(None), Comment.created_at >= start, Comment.created_at < end,
            Person.rt_code.is_not(None), _lives_in(inside),
        )
        .order_by(Comment.created_at, Comment.id)
    )  # fmt: skip
    return [
        CommentAct(person, str(home), str(rt), consultation, at)
        for person, home, rt, consultation, at in rows
    ]


def list_readers(inside: str, start: datetime, end: datetime) -> Sequence[int]:
    """Ids of the distinct people living in or below a place who read a consultation in the time, ascending (JGK)."""
    return db.session.scalars(
        select(Person.id)
        .where(
            _lives_in(inside),
            exists().where(Read.person_id == Person.id, Read.read_at >= start, Read.read_at < end),
        )
        .order_by(Person.id)
    ).all()


def list_votes(start: datetime, end: datetime) -> list[tuple[int, Sequence[int]]]:
    """(consultation id, ids of who voted) of the boxes whose voting ended in the time: one act each, dated by the end.

    A vote has no time of its own, by construction; so it belongs to the month in which voting ended. Who
    answered several questions of a consultation is there once.
    """
    rows = db.session.execute(
        select(Consultation.id, Poll.id)
        .join(Question, Question.consultation_id == Consultation.id)
        .join(Poll, is_poll_of_question())
        .join(PhaseRow, and_(PhaseRow.consultation_id == Consultation.id, PhaseRow.kind == PhaseKind.VOTING))
        .where(Consultation.closed_at.is_not(None), PhaseRow.ends_at >= start, PhaseRow.ends_at < end)
        .order_by(PhaseRow.ends_at, Consultation.id)
    )
    voters: dict[int, set[int]] = {}
    for consultation_id, poll_id in rows:
        voters.setdefault(consultation_id, set()).update(list_participants(poll_id))
    return [(consultation_id, sorted(people)) for consultation_id, people in voters.items()]


def _lives_in(place: str) -> ColumnElement[bool]:
    return or_(Person.home_code == place, Person.home_code.startswith(place + ".", autoescape=True))

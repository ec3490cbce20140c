"""What the score counts of consultations (score.md 5.1): those opened, those closed, and decisions due.

Every function takes a place and gives what belongs to it or to a place below it; a consultation of the kota is no
consultation of a kelurahan. `start` is part of the time, `end` is not. Acts of people are counted in metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from ...core.db import db
from ..lifecycle import Phase, PhaseKind, State, is_open_long_enough
from ..models import Consultation, DecisionRecord, PhaseRow


@dataclass(frozen=True, slots=True)
class Opened:
    """A consultation whose box was opened, with what INF and KSP ask of it.

    qualified: it names its decision, the decision's date and the officer, and was open for at least 7 days.
    """

    consultation_id: int
    public_id: str
    slug: str
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


def list_consultations_opened(inside: str, start: datetime, end: datetime) -> list[Opened]:
    """Consultations whose box was opened in the time, in that order."""
    rows = db.session.execute(
        select(Consultation, PhaseRow.kind, PhaseRow.starts_at, PhaseRow.ends_at)
        .join(PhaseRow, PhaseRow.consultation_id == Consultation.id)
        .where(_belongs_to(inside), Consultation.opened_at >= start, Consultation.opened_at < end)
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
        consultation_id=consultation.id, public_id=consultation.public_id, slug=consultation.slug, place_code=consultation.place_code,
        title=consultation.title, opened_at=opened_at, information_complete=bool(consultation.information_complete),
        qualified=names_all and is_open_long_enough(phases, published_at),
    )  # fmt: skip


def list_consultations_closed(inside: str, start: datetime, end: datetime) -> list[Closed]:
    """Consultations whose voting ended in the time, whether decided or not.

    The time is that of the voting phase's end, not of the worker's counting. For KPT ask for 210 to 30
    days ago.
    """
    voting = aliased(PhaseRow)
    return _closed(and_(voting.ends_at >= start, voting.ends_at < end, _belongs_to(inside)), voting)


def list_decisions_due(inside: str, start: date, end: date) -> list[Closed]:
    """Consultations whose decision date lies in the time: due items of TGP.

    Answered in time means that `recorded_at` is not after the end of `decision_on` in the city's zone.
    """
    voting = aliased(PhaseRow)
    return _closed(
        and_(
            Consultation.decision_on >= start,
            Consultation.decision_on < end,
            _belongs_to(inside),
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


def _belongs_to(inside: str) -> ColumnElement[bool]:
    """Whether a consultation is of the place or of one below it."""
    below = Consultation.place_code.startswith(inside + ".", autoescape=True)
    return or_(Consultation.place_code == inside, below)

"""Lists of consultations: the index page's shelves, the officials' desk, the feed, and what the worker has to do."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select
from sqlalchemy.orm import aliased

from ...core.db import db
from ...core.errors import InvalidInput
from ...core.marks import N_
from ...core.paging import PAGE_SIZE, Page, cut, decode, encode
from ...core.permissions import Actor
from ...territory.models import Place
from ..lifecycle import PhaseKind, State
from ..models import Consultation, PhaseRow
from .questions import first_question
from .sheets import is_public, read_by

BAD_CURSOR = N_("Alamat halaman ini tidak lengkap. Mulailah dari halaman pertama.")
MOST_ROWS = 50


class Shelf(enum.StrEnum):
    """The lists of the index page."""

    OPEN = "berlangsung"
    SOON = "segera"
    WAITING = "menunggu"
    SETTLED = "selesai"


def index_version(at: datetime) -> str:
    """The last phase borders before a moment, in one query: the index changes when one is crossed."""
    now = literal(at, PhaseRow.starts_at.type)
    row = db.session.execute(
        select(
            select(func.max(PhaseRow.starts_at)).where(PhaseRow.starts_at <= now).scalar_subquery(),
            select(func.max(PhaseRow.ends_at)).where(PhaseRow.ends_at <= now).scalar_subquery(),
        )
    ).one()
    return f"{row[0]}/{row[1]}"


_comment = aliased(PhaseRow)
_voting = aliased(PhaseRow)


def _listed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Consultation.id, Consultation.public_id, Consultation.slug, Consultation.title, Consultation.summary,
            first_question().label("question"),
            Consultation.state, Consultation.place_code, Consultation.decision_on, Consultation.comment_count,
            Consultation.published_at, Consultation.opened_at, Consultation.decided_at, Consultation.withdrawn_at,
            Place.name.label("place_name"), Place.level.label("place_level"),
            _comment.starts_at.label("comment_starts_at"), _comment.ends_at.label("comment_ends_at"),
            _voting.starts_at.label("voting_starts_at"), _voting.ends_at.label("voting_ends_at"),
        )
        .join(Place, Place.code == Consultation.place_code)
        .outerjoin(_comment, and_(_comment.consultation_id == Consultation.id, _comment.kind == PhaseKind.COMMENT))
        .outerjoin(_voting, and_(_voting.consultation_id == Consultation.id, _voting.kind == PhaseKind.VOTING))
    )  # fmt: skip


def _shelf(shelf: Shelf, at: datetime) -> tuple[ColumnElement[bool], Any, bool]:
    """What stands on a shelf, by which column it is sorted, and whether newest comes first."""
    now = literal(at, PhaseRow.starts_at.type)
    published = Consultation.state == State.PUBLISHED
    if shelf is Shelf.OPEN:
        return and_(published, _comment.starts_at <= now, _voting.ends_at > now), _voting.ends_at, False
    if shelf is Shelf.SOON:
        return and_(published, _comment.starts_at > now), _comment.starts_at, False
    if shelf is Shelf.WAITING:
        ended = and_(published, _voting.ends_at <= now)
        return or_(Consultation.state == State.CLOSED, ended), _voting.ends_at, False
    settled = Consultation.state.in_((State.DECIDED, State.WITHDRAWN))
    return settled, func.coalesce(Consultation.decided_at, Consultation.withdrawn_at), True


def list_shelf(
    shelf: Shelf, at: datetime, *, inside: str | None = None, cursor: str | None = None
) -> Page[Row[Any]]:
    """Public consultations of one shelf, by cursor; with `inside` only those of a place and what lies below it."""
    condition, key, newest_first = _shelf(shelf, at)
    query = _listed().add_columns(key.label("sort_key")).where(is_public(), condition)
    if inside is not None:
        query = query.where(
            or_(
                Consultation.place_code == inside,
                Consultation.place_code.startswith(inside + ".", autoescape=True),
            )
        )
    if cursor:
        moment, last_id = decode(cursor, str, int)
        query = query.where(_after(key, _moment(str(moment)), int(last_id), newest_first=newest_first))
    order = (key.desc(), Consultation.id.desc()) if newest_first else (key, Consultation.id)
    rows, has_more = cut(db.session.execute(query.order_by(*order).limit(PAGE_SIZE + 1)).all())
    return Page(rows=rows, next=encode(rows[-1].sort_key.isoformat(), rows[-1].id) if has_more else None)


def _after(
    key: ColumnElement[Any],
    moment: datetime,
    last_id: int,
    *,
    newest_first: bool,
) -> ColumnElement[bool]:
    bound = literal(moment, PhaseRow.starts_at.type)
    if newest_first:
        return or_(key < bound, and_(key == bound, Consultation.id < last_id))
    return or_(key > bound, and_(key == bound, Consultation.id > last_id))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(BAD_CURSOR) from None
    if moment.tzinfo is None:
        raise InvalidInput(BAD_CURSOR)
    return moment


def list_managed(actor: Actor, *, cursor: str | None = None) -> Page[Row[Any]]:
    """Everything in the places whose drafts the actor reads, newest first."""
    conditions = read_by(actor)
    if not conditions:
        return Page(rows=[])
    query = _listed().where(or_(*conditions)).order_by(Consultation.id.desc()).limit(PAGE_SIZE + 1)
    if cursor:
        query = query.where(Consultation.id < decode(cursor, int)[0])
    rows, has_more = cut(db.session.execute(query).all())
    return Page(rows=rows, next=encode(rows[-1].id) if has_more else None)


def list_awaiting_decision(actor: Actor, at: datetime, limit: int = MOST_ROWS) -> Sequence[Row[Any]]:
    """Closed consultations that wait for a decision in the actor's places, the most urgent first."""
    conditions = read_by(actor)
    if not conditions:
        return []
    condition, _key, _newest = _shelf(Shelf.WAITING, at)
    query = _listed().where(is_public(), condition, or_(*conditions))
    return db.session.execute(query.order_by(Consultation.decision_on, Consultation.id).limit(limit)).all()


def list_newest_public(limit: int = PAGE_SIZE) -> Sequence[Row[Any]]:
    """The last published ones, for the feed."""
    query = _listed().where(is_public()).order_by(Consultation.published_at.desc(), Consultation.id.desc())
    return db.session.execute(query.limit(limit)).all()


def list_due_to_open(at: datetime) -> Sequence[str]:
    """Public ids of those whose voting has begun and whose box is not open."""
    return _due(Consultation.opened_at.is_(None), PhaseRow.starts_at, at)


def list_due_to_close(at: datetime) -> Sequence[str]:
    """Public ids of those whose voting has ended and whose box stands open."""
    return _due(Consultation.opened_at.is_not(None), PhaseRow.ends_at, at)


def list_ending_early(at: datetime) -> Sequence[str]:
    """Public ids of those that may end as soon as everyone has voted, while their voting runs."""
    return db.session.scalars(
        select(Consultation.public_id)
        .join(PhaseRow, PhaseRow.consultation_id == Consultation.id)
        .where(
            Consultation.state == State.PUBLISHED,
            Consultation.opened_at.is_not(None),
            Consultation.end_when_all,
            PhaseRow.kind == PhaseKind.VOTING,
            PhaseRow.ends_at > literal(at, PhaseRow.starts_at.type),
        )
        .order_by(Consultation.id)
    ).all()


def _due(condition: ColumnElement[bool], border: Any, at: datetime) -> Sequence[str]:
    return db.session.scalars(
        select(Consultation.public_id)
        .join(PhaseRow, PhaseRow.consultation_id == Consultation.id)
        .where(
            Consultation.state == State.PUBLISHED,
            condition,
            PhaseRow.kind == PhaseKind.VOTING,
            border <= literal(at, PhaseRow.starts_at.type),
        )
        .order_by(border, Consultation.id)
    ).all()

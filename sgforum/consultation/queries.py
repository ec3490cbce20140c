"""Reading consultations. What a person may see is decided here, in SQL, for every page and feed."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select
from sqlalchemy.orm import aliased

from ..accounts.models import Person
from ..core.db import db
from ..core.errors import NotFound
from ..core.marks import N_
from ..core.paging import PAGE_SIZE, Page, cut, decode, encode
from ..core.permissions import Actor, may
from ..territory.models import Place
from .lifecycle import Phase, PhaseKind, Plan, State
from .models import Comment, Consultation, DecisionRecord, Document, Option, PhaseRow, Read
from .rules import HIDE, MANAGE

NO_CONSULTATION = N_("Musyawarah itu tidak ditemukan.")
NO_COMMENT = N_("Tanggapan itu tidak ditemukan.")
INDEX_VERSION = "consultations"
MOST_ROWS = 50


class Shelf(enum.StrEnum):
    """The lists of the index page."""

    OPEN = "berlangsung"
    SOON = "segera"
    WAITING = "menunggu"
    SETTLED = "selesai"


def is_public() -> ColumnElement[bool]:
    """What everybody may see: whatever was published, also if it was withdrawn later. Never a draft."""
    return Consultation.published_at.is_not(None)


def is_visible_to(actor: Actor | None) -> ColumnElement[bool]:
    """Published ones, and the drafts of the places in which the actor may manage consultations."""
    if actor is None or actor.suspended:
        return is_public()
    return or_(is_public(), *_managed_by(actor))


def _managed_by(actor: Actor) -> list[ColumnElement[bool]]:
    """One condition for each place in which the actor manages; none for who manages nowhere."""
    return [
        or_(Consultation.place_code == code, Consultation.place_code.startswith(code + ".", autoescape=True))
        for code in managed_places(actor)
    ]


def managed_places(actor: Actor) -> list[str]:
    """The places in which a role lets the actor manage consultations."""
    if actor.suspended:
        return []
    return sorted({grant.place for grant in actor.grants if grant.role in MANAGE.roles})


# ------------------------------------------------------------------ one consultation


@dataclass(frozen=True, slots=True)
class Sheet:
    """A consultation as its page shows it; `row` holds the columns named in `_SHEET`."""

    row: Row[Any]
    phases: Sequence[Phase]
    options: Sequence[tuple[str, str]]


def find_sheet(public_id: str, actor: Actor | None) -> Sheet | None:
    """All of a consultation's own content in three queries; None if the actor may not see it."""
    row = db.session.execute(_sheet_query().where(Consultation.public_id == public_id, is_visible_to(actor))).first()
    if row is None:
        return None
    return Sheet(row=row, phases=list_phases(row.id), options=list_options(row.id))


def _sheet_query() -> Select[Any]:
    return (
        select(
            Consultation.id, Consultation.public_id, Consultation.slug, Consultation.place_code, Consultation.title,
            Consultation.question, Consultation.summary, Consultation.decision_named, Consultation.decision_on,
            Consultation.officer_title, Consultation.promise, Consultation.cost_text, Consultation.how_to_join,
            Consultation.accessible_text, Consultation.quorum, Consultation.state, Consultation.comment_count,
            Consultation.roll_size, Consultation.information_complete, Consultation.published_at,
            Consultation.opened_at, Consultation.closed_at, Consultation.decided_at, Consultation.withdrawn_at,
            Consultation.withdrawn_reason, Consultation.version,
            Person.name.label("officer"), Person.public_id.label("officer_public_id"),
            Place.name.label("place_name"), Place.level.label("place_level"),
            Document.html.label("document_html"), Document.text.label("document_text"),
            Document.written_at.label("document_at"), Document.version.label("document_version"),
        )
        .join(Place, Place.code == Consultation.place_code)
        .outerjoin(Person, Person.id == Consultation.officer_id)
        .outerjoin(
            Document,
            and_(
                Document.consultation_id == Consultation.id,
                Document.version
                == select(func.max(Document.version))
                .where(Document.consultation_id == Consultation.id)
                .correlate(Consultation)
                .scalar_subquery(),
            ),
        )
    )  # fmt: skip


def find_consultation(public_id: str) -> Consultation | None:
    """The consultation with this public id, of any state: for services, which ask for the permission themselves."""
    return db.session.scalar(select(Consultation).where(Consultation.public_id == public_id))


def lock_consultation(public_id: str) -> Consultation:
    """As the database has it now, held against other writers until the transaction ends; raises NotFound."""
    query = select(Consultation).where(Consultation.public_id == public_id).with_for_update()
    found = db.session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound(NO_CONSULTATION)
    return found


def list_phases(consultation_id: int) -> list[Phase]:
    """The phases in their order; of a draft only those that have dates."""
    rows = db.session.execute(
        select(PhaseRow.kind, PhaseRow.starts_at, PhaseRow.ends_at)
        .where(PhaseRow.consultation_id == consultation_id)
        .order_by(PhaseRow.position)
    )
    return [Phase(row.kind, row.starts_at, row.ends_at) for row in rows]


def list_options(consultation_id: int) -> Sequence[tuple[str, str]]:
    """(code, text) in the order of the draft."""
    return (
        db.session.execute(
            select(Option.code, Option.text).where(Option.consultation_id == consultation_id).order_by(Option.position)
        )
        .tuples()
        .all()
    )


def find_document(consultation_id: int) -> Document | None:
    return db.session.scalar(
        select(Document).where(Document.consultation_id == consultation_id).order_by(Document.version.desc()).limit(1)
    )


def plan_of(consultation: Consultation) -> Plan:
    """What lifecycle.missing_before_publishing asks about a draft."""
    document = find_document(consultation.id)
    officer = db.session.get(Person, consultation.officer_id) if consultation.officer_id else None
    return Plan(
        question=consultation.question, summary=consultation.summary, document=document.text if document else "",
        options=len(list_options(consultation.id)), decision_named=consultation.decision_named,
        decision_on=consultation.decision_on, officer=officer.name if officer else "",
        officer_title=consultation.officer_title, promise=consultation.promise, phases=list_phases(consultation.id),
    )  # fmt: skip


def find_page_version(public_id: str, at: datetime) -> str | None:
    """A public page's version and its phase now, in one query; None for what is not public."""
    now = literal(at, PhaseRow.starts_at.type)
    row = db.session.execute(
        select(Consultation.version, func.count(PhaseRow.kind), func.max(PhaseRow.position))
        .outerjoin(PhaseRow, and_(PhaseRow.consultation_id == Consultation.id, PhaseRow.starts_at <= now))
        .where(Consultation.public_id == public_id, is_public())
        .group_by(Consultation.id, Consultation.version)
    ).first()
    if row is None:
        return None
    ended = select(func.count()).select_from(PhaseRow).join(Consultation, Consultation.id == PhaseRow.consultation_id)
    return f"{row[0]}.{row[1]}.{row[2]}.{db.session.scalar(ended.where(Consultation.public_id == public_id, PhaseRow.ends_at <= now))}"


# ------------------------------------------------------------------ comments


def list_comments(
    consultation_id: int, place_code: str, viewer: Actor | None, cursor: str | None = None
) -> Page[Row[Any]]:
    """Comments, oldest first. The text of a hidden one is for its author and for moderators only."""
    is_moderator = viewer is not None and may(viewer, HIDE, place_code)
    may_read = literal(is_moderator) | Comment.hidden_at.is_(None)
    if viewer is not None and viewer.person_id is not None:
        may_read = may_read | (Comment.author_id == viewer.person_id)
    query = (
        select(
            Comment.id, Comment.public_id, Comment.created_at, Comment.counts, Comment.hidden_at, Person.name,
            case((may_read, Comment.html), else_="").label("html"),
            case((may_read, Comment.hidden_reason), else_="").label("hidden_reason"),
        )
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.consultation_id == consultation_id)
        .order_by(Comment.id)
        .limit(PAGE_SIZE + 1)
    )  # fmt: skip
    if cursor:
        query = query.where(Comment.id > decode(cursor, int)[0])
    rows, has_more = cut(db.session.execute(query).all())
    return Page(rows=rows, next=encode(rows[-1].id) if has_more else None)


def get_comment(public_id: str) -> Comment:
    comment = db.session.scalar(select(Comment).where(Comment.public_id == public_id))
    if comment is None:
        raise NotFound(NO_COMMENT)
    return comment


def has_read(consultation_id: int, person_id: int) -> bool:
    found = select(Read.person_id).where(Read.consultation_id == consultation_id, Read.person_id == person_id)
    return db.session.scalar(found) is not None


# ------------------------------------------------------------------ decisions


def find_record(consultation_id: int) -> tuple[DecisionRecord, str] | None:
    """The newest revision of the decision and the name of its officer."""
    row = db.session.execute(
        select(DecisionRecord, Person.name)
        .join(Person, Person.id == DecisionRecord.officer_id)
        .where(DecisionRecord.consultation_id == consultation_id)
        .order_by(DecisionRecord.revision.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])


def list_revisions(consultation_id: int) -> Sequence[tuple[DecisionRecord, str]]:
    """Every revision with its officer's name, newest first."""
    return (
        db.session.execute(
            select(DecisionRecord, Person.name)
            .join(Person, Person.id == DecisionRecord.officer_id)
            .where(DecisionRecord.consultation_id == consultation_id)
            .order_by(DecisionRecord.revision.desc())
        )
        .tuples()
        .all()
    )


# ------------------------------------------------------------------ lists


def index_version(at: datetime) -> tuple[datetime | None, datetime | None]:
    """The last phase borders before a moment: the index changes when one is crossed."""
    now = literal(at, PhaseRow.starts_at.type)
    row = db.session.execute(
        select(
            select(func.max(PhaseRow.starts_at)).where(PhaseRow.starts_at <= now).scalar_subquery(),
            select(func.max(PhaseRow.ends_at)).where(PhaseRow.ends_at <= now).scalar_subquery(),
        )
    ).one()
    return row[0], row[1]


_comment = aliased(PhaseRow)
_voting = aliased(PhaseRow)


def _listed() -> Select[Any]:
    return (
        select(
            Consultation.id, Consultation.public_id, Consultation.slug, Consultation.title, Consultation.summary,
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


def _shelf(shelf: Shelf, at: datetime) -> tuple[ColumnElement[bool], ColumnElement[Any], bool]:
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


def list_shelf(shelf: Shelf, at: datetime, *, inside: str | None = None, cursor: str | None = None) -> Page[Row[Any]]:
    """Public consultations of one shelf, by cursor; with `inside` only those of a place and what lies below it."""
    condition, key, newest_first = _shelf(shelf, at)
    query = _listed().add_columns(key.label("sort_key")).where(is_public(), condition)
    if inside is not None:
        query = query.where(
            or_(Consultation.place_code == inside, Consultation.place_code.startswith(inside + ".", autoescape=True))
        )
    if cursor:
        moment, last_id = decode(cursor, str, int)
        query = query.where(_after(key, newest_first, _moment(str(moment)), int(last_id)))
    order = (key.desc(), Consultation.id.desc()) if newest_first else (key, Consultation.id)
    rows, has_more = cut(db.session.execute(query.order_by(*order).limit(PAGE_SIZE + 1)).all())
    return Page(rows=rows, next=encode(_utc(rows[-1].sort_key).isoformat(), rows[-1].id) if has_more else None)



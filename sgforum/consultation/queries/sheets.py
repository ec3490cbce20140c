"""Reading one consultation and what belongs to it. What a person may see is decided here, in SQL, for every page and feed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select

from ...accounts.models import Person
from ...ballot import queries as ballots
from ...core.db import db
from ...core.errors import NotFound
from ...core.marks import N_
from ...core.paging import PAGE_SIZE, Page, cut, decode, encode
from ...core.permissions import Actor, may, places_of
from ...territory.models import Place
from ..lifecycle import Phase, Plan
from ..models import Ceremony, Comment, Consultation, DecisionRecord, Document, PhaseRow, Read
from ..rules import HIDE, READ
from .questions import QuestionSheet, first_question, list_questions, planned_questions
from .rolls import late_electors

NO_CONSULTATION = N_("Musyawarah itu tidak ditemukan.")
NO_COMMENT = N_("Tanggapan itu tidak ditemukan.")
INDEX_VERSION = "consultations"


def is_public() -> ColumnElement[bool]:
    """What everybody may see: whatever was published, also if it was withdrawn later. Never a draft."""
    return Consultation.published_at.is_not(None)


def is_visible_to(actor: Actor | None) -> ColumnElement[bool]:
    """Published ones, and the drafts of the places in which a role lets the actor read them."""
    if actor is None:
        return is_public()
    return or_(is_public(), *read_by(actor))


def read_by(actor: Actor) -> list[ColumnElement[bool]]:
    """One condition for each place in which the actor reads drafts; none for who does so nowhere."""
    return [
        or_(Consultation.place_code == code, Consultation.place_code.startswith(code + ".", autoescape=True))
        for code in places_of(actor, READ)
    ]


# ------------------------------------------------------------------ one consultation


@dataclass(frozen=True, slots=True)
class Sheet:
    """A consultation as its page shows it; `row` holds the columns named in `_sheet_query`."""

    row: Row[Any]
    phases: Sequence[Phase]
    questions: Sequence[QuestionSheet]

    def find_question(self, number: int) -> QuestionSheet | None:
        """The question with this number, counted from 1."""
        return next((one for one in self.questions if one.position == number), None)


def find_sheet(public_id: str, actor: Actor | None) -> Sheet | None:
    """All of a consultation's own content in three queries; None if the actor may not see it."""
    row = db.session.execute(
        _sheet_query().where(Consultation.public_id == public_id, is_visible_to(actor))
    ).first()
    if row is None:
        return None
    return Sheet(row=row, phases=list_phases(row.id), questions=list_questions(row.id, row.public_id))


def _sheet_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Consultation.id, Consultation.public_id, Consultation.slug, Consultation.place_code, Consultation.title,
            first_question().label("question"), Consultation.summary, Consultation.decision_named, Consultation.decision_on,
            Consultation.officer_title, Consultation.promise, Consultation.cost_text, Consultation.how_to_join,
            Consultation.accessible_text, Consultation.secrecy, Consultation.receipt, Consultation.paper,
            Consultation.ceremony, Consultation.holders, Consultation.extend_days, Consultation.end_when_all, Consultation.splits, Consultation.state,
            Consultation.comment_count, Consultation.roll_size, late_electors().label("added"), Consultation.information_complete, Consultation.published_at,
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


def find_document(consultation_id: int) -> Document | None:
    return db.session.scalar(
        select(Document)
        .where(Document.consultation_id == consultation_id)
        .order_by(Document.version.desc())
        .limit(1)
    )


def find_officer(consultation: Consultation) -> Person | None:
    return db.session.get(Person, consultation.officer_id) if consultation.officer_id else None


def find_ceremony(consultation_id: int) -> Ceremony | None:
    """How the box was, or is being, opened before witnesses."""
    return db.session.get(Ceremony, consultation_id)


def get_opener(ceremony: Ceremony) -> Person:
    """The officer who opened the box."""
    return db.session.get_one(Person, ceremony.officer_id)


def has_divided_key(consultation: Consultation) -> bool:
    """Whether those named as holders have their shares of the key; True where it is not divided."""
    made = ballots.find_split_key(consultation.reference)
    return not consultation.holders or (made is not None and made.holders == consultation.holders)


def plan_of(consultation: Consultation) -> Plan:
    """What lifecycle.missing_before_publishing asks about a draft."""
    document = find_document(consultation.id)
    officer = find_officer(consultation)
    return Plan(
        questions=planned_questions(consultation), summary=consultation.summary,
        document=document.text if document else "", decision_named=consultation.decision_named,
        decision_on=consultation.decision_on, officer=officer.name if officer else "",
        officer_title=consultation.officer_title, promise=consultation.promise, phases=list_phases(consultation.id),
        extend_days=consultation.extend_days, has_key=has_divided_key(consultation),
    )  # fmt: skip


def find_page_version(public_id: str, at: datetime) -> str | None:
    """A public page's version and how many phase borders it has passed, in one query; None for what is not public."""
    now = literal(at, PhaseRow.starts_at.type)
    row = db.session.execute(
        select(
            Consultation.version,
            func.count(case((PhaseRow.starts_at <= now, 1))),
            func.count(case((PhaseRow.ends_at <= now, 1))),
        )
        .outerjoin(PhaseRow, PhaseRow.consultation_id == Consultation.id)
        .where(Consultation.public_id == public_id, is_public())
        .group_by(Consultation.id, Consultation.version)
    ).first()
    return None if row is None else f"{row[0]}.{row[1]}.{row[2]}"


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


def find_comment_to_hide(public_id: str) -> Row[*tuple[Any, ...]] | None:
    """A comment's text and author with the place and address of its consultation: for the moderator's page."""
    return db.session.execute(
        select(
            Comment.html, Comment.created_at, Comment.hidden_at, Person.name, Consultation.place_code,
            Consultation.public_id.label("consultation_public_id"), Consultation.slug, Consultation.title,
        )
        .join(Person, Person.id == Comment.author_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.public_id == public_id)
    ).first()  # fmt: skip


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
    return db.session.execute(
        select(DecisionRecord, Person.name)
        .join(Person, Person.id == DecisionRecord.officer_id)
        .where(DecisionRecord.consultation_id == consultation_id)
        .order_by(DecisionRecord.revision.desc())
    ).all()

"""What the portal's pages show of all domains together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from ..accounts.models import ERASED, Person, RoleGrant
from ..campaign.queries import CAMPAIGNS
from ..consultation.queries import INDEX_VERSION, index_version
from ..core import cache
from ..core.audit import AuditEntry
from ..core.db import db
from ..core.paging import PAGE_SIZE, Page, cut, decode, encode
from ..core.permissions import Level
from ..forum.models import Commitment, OfficialAnswer, Topic
from ..territory.models import Place

VERSIONS = ("forum", INDEX_VERSION, CAMPAIGNS, "metrics", "territory")


def version_of(at: datetime, *more: str) -> str:
    """Changes with everything that home and the kelurahan pages show."""
    return f"{cache.versions(*VERSIONS, *more)} {index_version(at)}"


def _held(where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the officer of an audit entry held a role of that kind when they acted."""
    return exists().where(
        RoleGrant.person_id == AuditEntry.actor_id,
        RoleGrant.granted_at <= AuditEntry.at,
        or_(RoleGrant.revoked_at.is_(None), RoleGrant.revoked_at >= AuditEntry.at),
        where,
    )


def is_inside(code: InstrumentedAttribute[str], place: str) -> ColumnElement[bool]:
    return (code == place) | code.startswith(place + ".", autoescape=True)


class CityFacts(NamedTuple):
    """The four figures at the top of the home page; the first three since the year began."""

    topics: int
    answers: int
    residents: int
    kept: int


def city_facts(year_start: datetime) -> CityFacts:
    """Visible topics, official answers on them, verified residents, and promises reported as done; one query."""
    visible = Topic.hidden_at.is_(None)
    topics = select(func.count()).select_from(Topic).where(visible, Topic.created_at >= year_start)
    answers = (
        select(func.count(func.distinct(OfficialAnswer.topic_id)))
        .join(Topic, Topic.id == OfficialAnswer.topic_id)
        .where(visible, OfficialAnswer.created_at >= year_start)
    )
    residents = (
        select(func.count())
        .select_from(Person)
        .where(Person.level == Level.VERIFIED, Person.password_hash != ERASED)
    )
    kept = (
        select(func.count())
        .select_from(Commitment)
        .join(Topic, Topic.id == Commitment.topic_id)
        .where(visible, Commitment.done_at.is_not(None))
    )
    row = db.session.execute(
        select(
            topics.scalar_subquery(),
            answers.scalar_subquery(),
            residents.scalar_subquery(),
            kept.scalar_subquery(),
        )
    ).one()
    return CityFacts(*row)


class KeptPromise(NamedTuple):
    """A promise that was kept, with the topic that asked for it."""

    public_id: str
    slug: str
    title: str
    what: str
    place_name: str
    asked_at: datetime
    done_at: datetime

    @property
    def days(self) -> int:
        return (self.done_at - self.asked_at).days


def list_kept_promises(limit: int, inside: str | None = None) -> list[KeptPromise]:
    """The newest promises reported as done, of visible topics."""
    query = (
        select(
            Topic.public_id,
            Topic.slug,
            Topic.title,
            Commitment.what,
            Place.name,
            Topic.created_at,
            Commitment.done_at,
        )
        .join(Topic, Topic.id == Commitment.topic_id)
        .join(Place, Place.code == Topic.place_code)
        .where(Topic.hidden_at.is_(None), Commitment.done_at.is_not(None), Commitment.superseded_at.is_(None))
        .order_by(Commitment.done_at.desc(), Commitment.id.desc())
        .limit(limit)
    )
    if inside is not None:
        query = query.where(is_inside(Topic.place_code, inside))
    return [KeptPromise(*row) for row in db.session.execute(query).all()]  # type: ignore[arg-type] # done_at is there


def list_audit(cursor: str | None, places: Sequence[str] | None = None) -> Page[AuditEntry]:
    """Acts of staff, newest first: all of them, or of those whose roles at the time all lay in the places.

    An entry names no place of its own, so that it is the officer's place that decides: what a city officer,
    a resident or the system itself did is not shown to the administrator of one kelurahan.
    """
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(PAGE_SIZE + 1)
    if places is not None:
        within = or_(false(), *(is_inside(RoleGrant.place_code, place) for place in places))
        query = query.where(_held(within), ~_held(~within))
    if cursor:
        (last,) = decode(cursor, int)
        query = query.where(AuditEntry.id < last)
    rows, has_more = cut(db.session.scalars(query).all())
    return Page(rows=rows, next=encode(rows[-1].id) if has_more else None)

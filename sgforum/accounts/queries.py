"""Reading people, sessions and roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, bindparam, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ..core.columns import UtcDateTime
from ..core.crypto import token_hash
from ..core.db import db
from ..core.errors import NotFound
from ..core.marks import N_
from ..core.permissions import Actor, Grant, Level, Role
from ..territory.models import Place
from .models import Person, RoleGrant, SignedIn, Suspension, Verification

NO_PERSON = N_("Akun itu tidak ditemukan.")


# Built once: composing a statement costs more than running it, and every signed-in request runs this one
_SESSION = (
    select(
        Person.id, Person.public_id, Person.name, Person.level, Person.home_code, Person.locale,
        Person.suspended_until, RoleGrant.role, RoleGrant.place_code,
    )
    .join(SignedIn, SignedIn.person_id == Person.id)
    .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.revoked_at.is_(None))
    .where(
        SignedIn.token_hash == bindparam("key"),
        SignedIn.epoch == Person.session_epoch,
        SignedIn.expires_at > bindparam("at", type_=UtcDateTime()),
    )
)  # fmt: skip


def find_actor_by_session(token: str, at: datetime) -> Actor | None:
    """Whoever is signed in with the token, unless the session ended, expired, or is of an older epoch.

    One query: the person with their roles in force.
    """
    rows = db.session.execute(_SESSION, {"key": token_hash(token), "at": at}).all()
    if not rows:
        return None
    first = rows[0]
    return Actor(
        person_id=first.id, public_id=first.public_id, name=first.name, level=Level(first.level),
        home=first.home_code, locale=first.locale,
        grants=tuple(Grant(row.role, row.place_code) for row in rows if row.role is not None),
        suspended=first.suspended_until is not None and first.suspended_until > at,
    )  # fmt: skip


def actor_of(person: Person, at: datetime) -> Actor:
    """The person as an actor, for commands and the demo, where there is no session."""
    grants = db.session.execute(
        select(RoleGrant.role, RoleGrant.place_code).where(
            RoleGrant.person_id == person.id, RoleGrant.revoked_at.is_(None)
        )
    )
    return Actor(
        person_id=person.id, public_id=person.public_id, name=person.name, level=Level(person.level),
        home=person.home_code, locale=person.locale, grants=tuple(Grant(*grant) for grant in grants),
        suspended=person.suspended_until is not None and person.suspended_until > at,
    )  # fmt: skip


def find_person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email))


def get_person(public_id: str) -> Person:
    """The person with this public id; raises NotFound."""
    person = db.session.scalar(select(Person).where(Person.public_id == public_id))
    if person is None:
        raise NotFound(NO_PERSON)
    return person


def list_waiting_residents(places: Sequence[str], limit: int = 50) -> Sequence[tuple[Person, Place | None]]:
    """Confirmed people who wait for residency verification in the places, oldest first, with their kelurahan."""
    return db.session.execute(
        select(Person, Place)
        .outerjoin(Place, Place.code == Person.home_code)
        .where(Person.level == Level.CONFIRMED, _inside(Person.home_code, places))
        .order_by(Person.created_at, Person.id)
        .limit(limit)
    ).all()


def count_waiting_residents(places: Sequence[str]) -> int:
    found = db.session.scalar(
        select(func.count())
        .select_from(Person)
        .where(Person.level == Level.CONFIRMED, _inside(Person.home_code, places))
    )
    return int(found or 0)


def count_waiting_by_kelurahan(places: Sequence[str]) -> Sequence[tuple[Place, int]]:
    """How many people wait for verification in each kelurahan in and below the places, without saying who."""
    rows = db.session.execute(
        select(Place, func.count(Person.id))
        .join(Person, Person.home_code == Place.code)
        .where(Person.level == Level.CONFIRMED, _inside(Place.code, places))
        .group_by(Place.code)
        .order_by(Place.code)
    ).all()
    return [(row[0], row[1]) for row in rows]


class Verifier(NamedTuple):
    """An officer and how many people they verified in one kelurahan."""

    name: str
    kelurahan: Place
    verified: int
    last_at: datetime


def list_verifiers(places: Sequence[str], since: datetime) -> Sequence[Verifier]:
    """Who verified how many residents of each kelurahan in and below the places since a moment."""
    home = aliased(Person)
    rows = db.session.execute(
        select(Person.name, Place, func.count(), func.max(Verification.at))
        .select_from(Verification)
        .join(Person, Person.id == Verification.verifier_id)
        .join(home, home.id == Verification.person_id)
        .join(Place, Place.code == home.home_code)
        .where(Verification.at >= since, _inside(Place.code, places))
        .group_by(Person.id, Person.name, Place.code)
        .order_by(Place.code, func.count().desc(), Person.name)
    ).all()
    return [Verifier(*row) for row in rows]


def _inside(
    code: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], places: Sequence[str]
) -> ColumnElement[bool]:
    """In and below any of the places; false for none."""
    return or_(
        false(), *((code == place) | code.startswith(place + ".", autoescape=True) for place in places)
    )


def list_staff(places: Sequence[str]) -> Sequence[tuple[RoleGrant, Person, Place]]:
    """Roles in force in and below the places."""
    return _list_staff(_inside(Place.code, places))


def list_staff_of(places: Sequence[str]) -> Sequence[tuple[RoleGrant, Person, Place]]:
    """Roles in force in exactly those places."""
    return _list_staff(Place.code.in_(places))


def _list_staff(condition: ColumnElement[bool]) -> Sequence[tuple[RoleGrant, Person, Place]]:
    return db.session.execute(
        select(RoleGrant, Person, Place)
        .join(Person, Person.id == RoleGrant.person_id)
        .join(Place, Place.code == RoleGrant.place_code)
        .where(RoleGrant.revoked_at.is_(None), condition)
        .order_by(Place.code, RoleGrant.role, Person.name)
    ).all()


def list_officers(place: str, role: Role) -> Sequence[Person]:
    """People who hold a role exactly in a place."""
    return db.session.scalars(
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == role, RoleGrant.place_code == place, RoleGrant.revoked_at.is_(None))
        .order_by(RoleGrant.granted_at, Person.id)
    ).all()


def find_current_suspension(person_id: int, at: datetime) -> Suspension | None:
    return db.session.scalar(
        select(Suspension)
        .where(Suspension.person_id == person_id, Suspension.lifted_at.is_(None), Suspension.until > at)
        .order_by(Suspension.id.desc())
        .limit(1)
    )


def find_verification(person_id: int) -> tuple[Verification, Person] | None:
    """The last verification of a person and who did it."""
    row = db.session.execute(
        select(Verification, Person)
        .join(Person, Person.id == Verification.verifier_id)
        .where(Verification.person_id == person_id)
        .order_by(Verification.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row[0], row[1])

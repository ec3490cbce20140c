"""Erasing one's own account: name and address go, what others build on stays without them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select

from ...core import audit, bus
from ...core.db import db, lock
from ...core.errors import InvalidInput, Refused
from ...core.marks import N_
from ...core.permissions import Actor, Level, Role, covers
from ..events import PersonErased
from ..models import ERASED, MailToken, Person, RoleGrant, SignedIn
from .credentials import WRONG_CREDENTIALS, Checked, end_sessions
from .standing import NEVER

LAST_ADMIN = N_("Anda satu-satunya admin di wilayah Anda. Beri dulu peran itu kepada orang lain.")
RESIDENT, OFFICER = "Warga", "Petugas"  # what stands where the name stood
_NOWHERE = "dihapus.invalid"  # a domain that never is one (RFC 2606)


def erase_account(*, actor: Actor, checked: Checked, at: datetime) -> None:
    """Erase the actor's own account; checked: their password, compared outside of this transaction.

    Texts stay under "Warga" (under "Petugas" for who ever held a role), and so does what was counted, with kelurahan
    and RT, so that published figures can be recomputed. Raises Refused for the last administrator of a place.
    """
    lock(GRANTS)
    person = db.session.get_one(Person, actor.person_id)
    if (person.id, person.password_hash) != (checked.person_id, checked.password_hash):
        raise InvalidInput({"password": WRONG_CREDENTIALS})
    grants = db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == person.id)).all()
    held = [grant for grant in grants if grant.revoked_at is None]
    if any(grant.role is Role.ADMIN and not _has_other_admin(grant) for grant in held):
        raise Refused(LAST_ADMIN)
    for grant in held:
        grant.revoked_at = at
    email, name = person.email, OFFICER if grants else RESIDENT
    _forget(person, name)
    end_sessions(person)
    db.session.execute(delete(SignedIn).where(SignedIn.person_id == person.id))
    db.session.execute(delete(MailToken).where(MailToken.person_id == person.id))
    audit.record(
        actor=replace(actor, name=name), act="accounts.person.erase", subject=person.public_id, at=at,
        details={"roles": [f"{grant.role.value}:{grant.place_code}" for grant in held]},
    )  # fmt: skip
    bus.publish(PersonErased(person.id, email))


GRANTS = "accounts_role_grant"  # of two last administrators who leave at once, one stays


def _has_other_admin(grant: RoleGrant) -> bool:
    others = db.session.scalars(
        select(RoleGrant.place_code)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.ADMIN,
            RoleGrant.revoked_at.is_(None),
            RoleGrant.person_id != grant.person_id,
        )
    )
    return any(covers(place, grant.place_code) for place in others)


def _forget(person: Person, name: str) -> None:
    person.email = f"{person.public_id}@{_NOWHERE}".lower()
    person.name, person.password_hash, person.locale = name, ERASED, "id"
    person.sex, person.age_band = None, None
    person.suspended_until = NEVER  # on no roll from now on, and nobody acts as this person
    if person.level < Level.VERIFIED:
        person.level, person.email_confirmed_at, person.home_code = Level.REGISTERED, None, None

"""What others decide of a person: residency, roles, suspension. Each is recorded with who did it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from ...core import audit, bus
from ...core.db import db, lock
from ...core.errors import Conflict, Forbidden, InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...core.permissions import SYSTEM, Actor, Level, Role, covers, require
from ...territory.models import AgeBand, PlaceLevel, Sex
from ...territory.queries import get_place
from ..events import ResidencyVerified
from ..models import Method, Person, RoleGrant, Suspension, Verification
from ..queries import find_current_suspension, get_person
from ..rules import GRANT_ROLE, SUSPEND, VERIFY, may_verify
from .credentials import end_sessions

REASON_LENGTH = (10, 1000)
NEVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def verify_residency(
    *,
    actor: Actor,
    person_public_id: str,
    rt_code: str,
    sex: Sex | None,
    age_band: AgeBand | None,
    method: Method,
    at: datetime,
) -> Person:
    """Make a confirmed person a verified resident (L2) of an RT; the verifier is recorded.

    sex and age_band are what the verifier was told, None if the person would rather not say. Raises
    Refused for oneself, for an unconfirmed address and for an RT outside the person's kelurahan.
    """
    rt = get_place(rt_code, PlaceLevel.RT)
    if not may_verify(require(actor, VERIFY, rt.code), rt.code):
        raise Forbidden(N_("Halaman ini tidak ditemukan."))
    person = _get_locked(person_public_id)
    if person.id == actor.person_id:
        raise Refused(N_("Anda tidak dapat memverifikasi diri sendiri. Mintalah petugas lain."))
    if person.level < Level.CONFIRMED:
        raise Refused(N_("Orang ini belum mengonfirmasi surelnya."))
    if person.home_code is None or not covers(person.home_code, rt.code):
        raise Refused(N_("RT ini tidak berada di kelurahan yang didaftarkan orang tersebut."))
    if person.level >= Level.VERIFIED:
        raise Conflict(N_("Orang ini sudah menjadi warga terverifikasi."))
    person.level, person.rt_code, person.verified_at = Level.VERIFIED, rt.code, at
    person.sex, person.age_band = sex, age_band
    db.session.add(
        Verification(person_id=person.id, verifier_id=actor.person_id, rt_code=rt.code, method=method, at=at)
    )
    audit.record(
        actor=actor, act="accounts.residency.verify", subject=person.public_id, at=at,
        details={"rt": rt.code, "method": method.value},
    )  # fmt: skip
    bus.publish(ResidencyVerified(person.id, person.email, person.name, person.locale, rt.code))
    return person


def grant_role(
    *, actor: Actor, person_public_id: str, role: Role, place_code: str, at: datetime
) -> RoleGrant:
    """Give a staff role in a place; other sessions of the person end. Raises Conflict if it is there already."""
    if actor is not SYSTEM:
        require(actor, GRANT_ROLE, place_code)
    get_place(place_code)
    person = _get_locked(person_public_id)
    held = select(RoleGrant.id).where(
        RoleGrant.person_id == person.id, RoleGrant.role == role,
        RoleGrant.place_code == place_code, RoleGrant.revoked_at.is_(None),
    )  # fmt: skip
    if db.session.scalar(held) is not None:
        raise Conflict(N_("Orang ini sudah memegang peran itu di wilayah tersebut."))
    grant = RoleGrant(
        person_id=person.id, role=role, place_code=place_code, granted_by_id=actor.person_id, granted_at=at
    )
    db.session.add(grant)
    end_sessions(person)
    audit.record(
        actor=actor, act="accounts.role.grant", subject=person.public_id, at=at,
        details={"role": role.value, "place": place_code},
    )  # fmt: skip
    return grant


def revoke_role(*, actor: Actor, grant_id: int, at: datetime) -> None:
    """End a role; the person's sessions end with it."""
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or grant.revoked_at is not None:
        raise NotFound(N_("Peran itu tidak ditemukan."))
    if actor is not SYSTEM:
        require(actor, GRANT_ROLE, grant.place_code)
    if grant.person_id == actor.person_id:
        raise Refused(N_("Anda tidak dapat mencabut peran sendiri."))
    grant.revoked_at = at
    person = db.session.get_one(Person, grant.person_id)
    end_sessions(person)
    audit.record(
        actor=actor, act="accounts.role.revoke", subject=person.public_id, at=at,
        details={"role": grant.role.value, "place": grant.place_code},
    )  # fmt: skip


def suspend(
    *, actor: Actor, person_public_id: str, reason: str, at: datetime, until: datetime | None = None
) -> Suspension:
    """Stop a resident from writing and voting, with a reason that they can read; their sessions end.

    until: aware; None means until somebody lifts it. Staff are not suspended but lose their role.
    """
    person = _get_locked(person_public_id)
    require(actor, SUSPEND, person.home_code or "")
    reason = reason.strip()
    if not REASON_LENGTH[0] <= len(reason) <= REASON_LENGTH[1]:
        raise InvalidInput({"reason": N_("Tulis alasan penangguhan, 10 sampai 1.000 huruf.")})
    if until is not None and until <= at:
        raise InvalidInput({"until": N_("Waktu berakhir harus di masa depan.")})
    if person.id == actor.person_id or _is_staff(person):
        raise Refused(N_("Petugas tidak dapat ditangguhkan. Cabut dulu perannya."))
    if person.suspended_until is not None and person.suspended_until > at:
        raise Conflict(N_("Akun ini sudah ditangguhkan."))
    suspension = Suspension(
        person_id=person.id, by_id=actor.person_id, reason=reason, at=at, until=until or NEVER
    )
    db.session.add(suspension)
    person.suspended_until = suspension.until
    end_sessions(person)
    audit.record(
        actor=actor, act="accounts.person.suspend", subject=person.public_id, at=at, reason=reason,
        details={"until": suspension.until.isoformat()},
    )  # fmt: skip
    return suspension


def lift_suspension(*, actor: Actor, person_public_id: str, at: datetime) -> None:
    """End a suspension early."""
    person = _get_locked(person_public_id)
    require(actor, SUSPEND, person.home_code or "")
    suspension = find_current_suspension(person.id, at)
    if suspension is None:
        raise NotFound(N_("Akun ini tidak sedang ditangguhkan."))
    suspension.lifted_at, person.suspended_until = at, None
    audit.record(actor=actor, act="accounts.person.lift", subject=person.public_id, at=at)


def revoke_sessions(*, actor: Actor, person: Person, at: datetime) -> None:
    """End every session of a person, for the server's operator."""
    end_sessions(person)
    audit.record(actor=actor, act="accounts.session.revoke", subject=person.public_id, at=at)


def _get_locked(public_id: str) -> Person:
    """The person as nobody else is deciding of them meanwhile; raises NotFound."""
    lock(f"accounts_person:{public_id}")
    return get_person(public_id)


def _is_staff(person: Person) -> bool:
    held = (
        select(RoleGrant.id).where(RoleGrant.person_id == person.id, RoleGrant.revoked_at.is_(None)).limit(1)
    )
    return db.session.scalar(held) is not None

"""Who may do what, where: permissions are named and explained once; roles belong to a place."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from .errors import Forbidden, Refused
from .marks import N_


class Role(enum.StrEnum):
    """Staff roles; every one belongs to a place and covers what lies below it."""

    VERIFIER = "verifier"
    MODERATOR = "moderator"
    OFFICIAL = "official"
    ADMIN = "admin"
    AUDITOR = "auditor"


class Level(enum.IntEnum):
    """How far a resident is known: registered, e-mail confirmed, residency verified."""

    REGISTERED = 0
    CONFIRMED = 1
    VERIFIED = 2


def covers(outer: str, inner: str) -> bool:
    """Whether a place (Kemendagri code) is, or contains, another: 64.71.01 covers 64.71.01.1001."""
    return inner == outer or inner.startswith(outer + ".")


@dataclass(frozen=True, slots=True)
class Grant:
    role: Role
    place: str


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a person with a level, a home place and roles; `person_id` is None for the system itself."""

    person_id: int | None
    public_id: str
    name: str
    level: Level
    home: str | None = None  # code of the kelurahan of residence
    grants: tuple[Grant, ...] = ()
    locale: str = "id"
    suspended: bool = False

    def has_role(self, role: Role, place: str) -> bool:
        return any(grant.role is role and covers(grant.place, place) for grant in self.grants)

    @property
    def is_staff(self) -> bool:
        return bool(self.grants)

    @property
    def is_admin(self) -> bool:
        """Whether the person runs the city's site or audits it."""
        return any(grant.role in (Role.ADMIN, Role.AUDITOR) for grant in self.grants)

    @property
    def is_verified(self) -> bool:
        return self.level >= Level.VERIFIED

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[0].isalnum()]
        return "".join(word[0] for word in words[:2]).upper()


SYSTEM = Actor(person_id=None, public_id="", name="sgforum", level=Level.REGISTERED)


@dataclass(frozen=True, slots=True)
class Permission:
    """One thing that can be permitted: `domain:thing:act`, its sentence, and who has it.

    roles: staff roles that have it in the places they cover. What residents may do follows from their level
    (`require_level`), which has a reason for each refusal.
    """

    name: str
    sentence: str
    roles: frozenset[Role] = field(default_factory=frozenset)


_registry: dict[str, Permission] = {}


def declare(name: str, sentence: str, *roles: Role) -> Permission:
    """Register a permission at import time; a second declaration under the same name is a bug."""
    if name in _registry:
        raise ValueError(f"permission declared twice: {name}")
    permission = Permission(name, sentence, frozenset(roles))
    _registry[name] = permission
    return permission


def declared() -> dict[str, Permission]:
    return dict(_registry)


def may(actor: Actor | None, permission: Permission, place: str | None = None) -> bool:
    """Whether the actor has the permission in the place; with no place, whether anywhere. Denies by default."""
    if actor is None:
        return False
    if actor is SYSTEM:
        return True
    if actor.suspended:
        return False
    return any(
        grant.role in permission.roles and (place is None or covers(grant.place, place))
        for grant in actor.grants
    )


def places_of(actor: Actor, permission: Permission) -> list[str]:
    """The places in and below which the actor's roles give the permission; none for a suspended person."""
    if actor.suspended:
        return []
    return sorted({grant.place for grant in actor.grants if grant.role in permission.roles})


def require(actor: Actor | None, permission: Permission, place: str | None = None) -> Actor:
    """Return the actor, or raise Forbidden, which looks like "not found" from outside."""
    if actor is None or not may(actor, permission, place):
        raise Forbidden(N_("Halaman ini tidak ditemukan."))
    return actor


SUSPENDED = N_("Akun Anda sedang ditangguhkan. Alasannya ada di halaman akun Anda.")
NOT_CONFIRMED = N_("Konfirmasi dulu alamat surel Anda lewat tautan yang kami kirim.")
NOT_VERIFIED = N_("Hanya warga yang tempat tinggalnya sudah diverifikasi yang dapat melakukan ini.")


def require_level(actor: Actor | None, level: Level) -> Actor:
    """Return a person of at least this level who is not suspended; raises Refused with the reason."""
    if actor is None:
        raise Forbidden(N_("Halaman ini tidak ditemukan."))
    if actor.suspended:
        raise Refused(SUSPENDED)
    if actor.level < level:
        raise Refused(NOT_VERIFIED if level is Level.VERIFIED and actor.level else NOT_CONFIRMED)
    return actor

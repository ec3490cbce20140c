"""Who may verify, suspend, and hand out roles."""

from __future__ import annotations

from ..core.marks import N_
from ..core.permissions import Actor, Role, covers, declare

VERIFY = declare(
    "accounts:residency:verify",
    N_("Memastikan seseorang tinggal di RT tertentu"),
    Role.VERIFIER,
    Role.OFFICIAL,
)
READ_WAITING = declare(
    "accounts:residency:read",
    N_("Melihat berapa warga menunggu verifikasi dan siapa yang memverifikasi"),
    *VERIFY.roles,
    Role.AUDITOR,
)
SUSPEND = declare(
    "accounts:person:suspend", N_("Menangguhkan akun dengan alasan"), Role.MODERATOR, Role.ADMIN
)
GRANT_ROLE = declare("accounts:role:grant", N_("Memberi dan mencabut peran petugas"), Role.ADMIN)
READ_PEOPLE = declare(
    "accounts:person:read", N_("Melihat daftar petugas dan perannya"), Role.ADMIN, Role.AUDITOR
)


def places_to_verify(actor: Actor) -> list[str]:
    """Where the person may confirm residency: as RT or RW officer, or at a kelurahan's own desk, not from a city office."""
    if actor.suspended:
        return []
    return sorted(
        {
            grant.place
            for grant in actor.grants
            if grant.role is Role.VERIFIER or (grant.role is Role.OFFICIAL and grant.place.count(".") >= 3)
        }
    )


def may_verify(actor: Actor, rt_code: str) -> bool:
    return any(covers(place, rt_code) for place in places_to_verify(actor))

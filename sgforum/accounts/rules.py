"""Who may verify, suspend, and hand out roles."""

from __future__ import annotations

from ..core.marks import N_
from ..core.permissions import Role, declare

VERIFY = declare(
    "accounts:residency:verify",
    N_("Memastikan seseorang tinggal di RT tertentu"),
    Role.VERIFIER,
    Role.OFFICIAL,
)
SUSPEND = declare(
    "accounts:person:suspend", N_("Menangguhkan akun dengan alasan"), Role.MODERATOR, Role.ADMIN
)
GRANT_ROLE = declare("accounts:role:grant", N_("Memberi dan mencabut peran petugas"), Role.ADMIN)
READ_PEOPLE = declare(
    "accounts:person:read", N_("Melihat daftar petugas dan perannya"), Role.ADMIN, Role.AUDITOR
)

"""Who may see the pages that belong to staff as a whole."""

from __future__ import annotations

from ..core.marks import N_
from ..core.permissions import Role, declare

DESK = declare(
    "portal:desk:read",
    N_("Membuka meja petugas"),
    Role.VERIFIER, Role.MODERATOR, Role.OFFICIAL, Role.ADMIN, Role.AUDITOR,
)  # fmt: skip
ADMINISTER = declare("portal:admin:read", N_("Membuka pengelolaan kota"), Role.ADMIN, Role.AUDITOR)
READ_AUDIT = declare("portal:audit:read", N_("Membaca catatan tindakan petugas"), Role.ADMIN, Role.AUDITOR)
READ_CENTRE = declare(
    "portal:centre:read",
    N_("Membuka pusat kendali: yang menunggu, terlambat, dan sunyi di wilayahnya"),
    Role.OFFICIAL, Role.ADMIN, Role.AUDITOR,
)  # fmt: skip

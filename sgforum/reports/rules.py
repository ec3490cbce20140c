"""Who may read and change the resource registers."""

from __future__ import annotations

from sgforum.core.marks import N_
from sgforum.core.permissions import Role, declare

EDIT_REGISTER = declare(
    "reports:register:edit",
    N_("Mengisi dan mengubah daftar sumber daya kota"),
    Role.ADMIN,
    Role.OFFICIAL,
)
READ_REGISTER = declare(
    "reports:register:read",
    N_("Membaca daftar sumber daya kota dengan siapa yang mengisinya"),
    *EDIT_REGISTER.roles,
    Role.AUDITOR,
)
SET_TARGET = declare(
    "reports:target:set",
    N_("Menetapkan sasaran indikator sumber daya"),
    Role.ADMIN,
)
AUDIT_LINKS = declare(
    "reports:link:audit",
    N_("Memeriksa tautan perangkat daerah"),
    *EDIT_REGISTER.roles,
)
EXPORT_PARTICIPATION = declare(
    "reports:participation:export",
    N_("Mengekspor metrik partisipasi beberapa bulan dalam satu berkas"),
    Role.ADMIN,
)

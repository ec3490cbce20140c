"""Who may prepare, run and decide consultations, and who may hide a comment."""

from __future__ import annotations

from ..core.marks import N_
from ..core.permissions import Role, declare

MANAGE = declare(
    "consultation:consultation:manage",
    N_("Menyusun, menerbitkan, dan memutuskan musyawarah"),
    Role.OFFICIAL,
    Role.ADMIN,
)
READ = declare(
    "consultation:consultation:read",
    N_("Membaca semua musyawarah di wilayahnya, juga yang masih draf"),
    *MANAGE.roles,
    Role.AUDITOR,
)
HIDE = declare(
    "consultation:comment:hide", N_("Menyembunyikan tanggapan dengan alasan"), Role.MODERATOR, Role.ADMIN
)

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
HIDE = declare(
    "consultation:comment:hide", N_("Menyembunyikan tanggapan dengan alasan"), Role.MODERATOR, Role.ADMIN
)

"""Who may run campaigns and keep the catalogue of apps, and when a campaign is running."""

from __future__ import annotations

from datetime import date

from ..core.marks import N_
from ..core.permissions import Role, declare
from .models import CampaignState

MANAGE = declare(
    "campaign:campaign:manage",
    N_("Membuat, menerbitkan, dan mengakhiri kampanye di wilayahnya"),
    Role.OFFICIAL,
    Role.ADMIN,
)
READ = declare(
    "campaign:campaign:read",
    N_("Membaca semua kampanye di wilayahnya dengan angkanya, juga yang masih draf"),
    *MANAGE.roles,
    Role.AUDITOR,
)
EDIT_APP = declare(
    "campaign:app:edit", N_("Mengubah keterangan aplikasi dalam katalog kota"), Role.OFFICIAL, Role.ADMIN
)


def is_over(state: CampaignState, ends_on: date, today: date) -> bool:
    """Whether nobody can join any more: an official ended it, or its last day is past."""
    return state is CampaignState.ENDED or ends_on < today


def is_running(state: CampaignState, starts_on: date, ends_on: date, today: date) -> bool:
    """Whether one can join today."""
    return state is CampaignState.PUBLISHED and starts_on <= today <= ends_on

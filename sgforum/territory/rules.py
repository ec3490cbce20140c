"""Who may change what is known of places, and what is said of a figure that moves far."""

from __future__ import annotations

from ..core.marks import N_
from ..core.permissions import Role, declare
from .models import Publisher

ENTER_DENOMINATOR = declare(
    "territory:denominator:enter", N_("Mencatat jumlah penduduk dengan sumbernya"), Role.ADMIN, Role.OFFICIAL
)
APPROVE_DENOMINATOR = declare(
    "territory:denominator:approve", N_("Menyetujui jumlah penduduk yang dicatat orang lain"), Role.ADMIN
)
READ_DENOMINATORS = declare(
    "territory:denominator:read",
    N_("Membaca jumlah penduduk dengan siapa yang mencatat dan menyetujuinya"),
    *ENTER_DENOMINATOR.roles,
    *APPROVE_DENOMINATOR.roles,
    Role.AUDITOR,
)
IMPORT_PLACES = declare("territory:place:import", N_("Mengimpor dan mengekspor daftar wilayah"), Role.ADMIN)
READ_PLACES = declare(
    "territory:place:read", N_("Membaca dan mengunduh daftar wilayah"), *IMPORT_PLACES.roles, Role.AUDITOR
)
ADD_RT = declare("territory:rt:add", N_("Mencatat RT dan RW di kelurahannya"), Role.ADMIN, Role.OFFICIAL)

PUBLISHER_NAMES = {
    Publisher.DISDUKCAPIL: N_("Disdukcapil"),
    Publisher.BPS: N_("BPS"),
    Publisher.OTHER: N_("Sumber lain"),
}
LARGE_CHANGE = 0.1  # score.md 5: whoever approves is told of a change beyond it


def change_of(adults: int, before: int | None) -> float | None:
    """By which share a figure differs from the one in force of the same publisher, where that is much; else None."""
    if before is None or abs(adults - before) <= LARGE_CHANGE * before:
        return None
    return adults / before - 1

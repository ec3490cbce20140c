"""Who may change what is known of places."""

from __future__ import annotations

from ..core.marks import N_
from ..core.permissions import Role, declare

ENTER_DENOMINATOR = declare(
    "territory:denominator:enter", N_("Mencatat jumlah penduduk dengan sumbernya"), Role.ADMIN, Role.OFFICIAL
)
APPROVE_DENOMINATOR = declare(
    "territory:denominator:approve", N_("Menyetujui jumlah penduduk yang dicatat orang lain"), Role.ADMIN
)
IMPORT_PLACES = declare("territory:place:import", N_("Mengimpor dan mengekspor daftar wilayah"), Role.ADMIN)
ADD_RT = declare("territory:rt:add", N_("Mencatat RT dan RW di kelurahannya"), Role.ADMIN, Role.OFFICIAL)

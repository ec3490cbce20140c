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

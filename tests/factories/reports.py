"""Rows of the resource registers, entered through the same service as people's, with noise beside them."""

from __future__ import annotations

from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from sgforum.reports import services
from sgforum.reports.models import Budget, Entry
from sgforum.reports.schema import find_register
from sgforum.territory.models import Place, PlaceLevel

from .territory import CITY

OTHER_CITY = "64.72"
_SMALLEST = {
    "perangkat-daerah": {"name": "Dinas Uji", "kind": "dinas"},
    "hitungan-tautan": {"kind": "dinas", "active": "1"},
    "pusat-kendali": {"state": "belum_ada"},
    "katalog-aplikasi": {"complete": "1", "known": "4"},
    "anggaran": {"apbd_rupiah": "1000", "ict_rupiah": "20"},
    "petugas-tik": {"unit": "Manggar", "headcount_lo": "2", "headcount_hi": "2"},
    "akses-warga": {"phone_ppm": "80", "use_ppm": "10"},
    "pemakaian-aplikasi": {
        "apps": "Hore", "population": "warga", "audience": "warga",
        "users_lo": "5", "users_hi": "5", "group_size": "100",
    },
    "kesadaran-aplikasi": {"apps": "Hore", "know": "18", "respondents": "40"},
    "langkah-aplikasi": {"apps": "Hore", "know": "40", "install": "20", "use": "10", "come_back": "5"},
    "kepuasan-aplikasi": {"app": "Hore", "respondents": "30", "ikm_hundredths": "80"},
    "sasaran": {"target": "A1", "value_ten_thousandths": "2.5"},
    "tindak-lanjut": {"dimension": "anggaran", "responsible": "BPKAD", "due_on": "2026-12-31"},
}  # fmt: skip


def smallest(code: str, **given: str) -> dict[str, str]:
    """The texts of the smallest valid row of a register for the year 2025, some of them replaced."""
    return {"year": "2025", "source": "uji", **_SMALLEST[code], **given}


def make_row(code: str, place_code: str = CITY, **given: str) -> Entry:
    """One row of a register; committed."""
    register = find_register(code)
    with transaction():
        return services.enter_row(
            actor=SYSTEM, register=register, place_code=place_code, given=smallest(code, **given), at=now()
        )


def make_noise() -> None:
    """A budget of another city in the same year, and one of this city in another year: neither may be counted."""
    db.session.add(Place(code=OTHER_CITY, level=PlaceLevel.KOTA, parent_code=None, name="Kota Samarinda"))
    db.session.commit()
    make_row("anggaran", place_code=OTHER_CITY, year="2025", apbd_rupiah="777", ict_rupiah="7")
    make_row("anggaran", place_code=OTHER_CITY, year="2018", apbd_rupiah="777", ict_rupiah="7")
    make_row("anggaran", year="2010", apbd_rupiah="999", ict_rupiah="9")


def count_budgets() -> int:
    """All budget rows of every city."""
    return db.session.query(Budget).count()

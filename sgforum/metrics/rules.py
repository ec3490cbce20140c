"""When a score is held for review, and who may release it."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ..core.marks import N_
from ..core.permissions import Role, declare
from .measures.residents import Arrivals

RELEASE = declare(
    "metrics:score:release",
    N_("Meninjau skor yang ditahan dan melepasnya dengan alasan"),
    Role.ADMIN,
)
READ_REVIEW = declare(
    "metrics:review:read", N_("Membaca skor yang ditahan dan sebabnya"), *RELEASE.roles, Role.AUDITOR
)

ENTER_SIDE = declare(
    "metrics:side:enter",
    N_("Mencatat layanan, keterbukaan, dan dokumen strategi di samping skor"),
    Role.ADMIN,
)
READ_SIDE = declare(
    "metrics:side:read", N_("Membaca catatan unsur lain di samping skor"), *ENTER_SIDE.roles, Role.AUDITOR
)
# Giffinger's political strategies and perspectives as a checklist (score.md 5.10); a fixed one, so that 100 is whole
STRATEGY_DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "rpjmd": N_("RPJMD yang memuat tata kelola cerdas"),
        "blueprint": N_("Cetak biru (blueprint) kota cerdas"),
        "perwali": N_("Peraturan wali kota tentang pemerintahan digital"),
        "roadmap": N_("Peta jalan pelaksanaan dengan tahun dan anggaran"),
    }
)

# score.md 5.7, sock puppets. Below ten new residents (or ten participants) the shares say nothing: with seven
# newcomers and two RT officers one of them has always confirmed more than 40 %.
VERIFIER_SHARE = 0.4
SURGE = 3.0
LATE_SHARE = 0.3
LEAST = 10
REASON_LENGTH = (10, 1_000)
FREEZE_LOCK = "metrics.freeze"  # whoever stores or releases scores


class Hold(enum.StrEnum):
    """Which rule of review a month breaks."""

    ONE_VERIFIER = "one_verifier"
    SURGE = "surge"
    LATE = "late"


HOLD_SENTENCES: Mapping[Hold, str] = MappingProxyType(
    {
        Hold.ONE_VERIFIER: N_("Satu petugas memverifikasi %(n)s dari %(of)s warga baru bulan ini."),
        Hold.SURGE: N_("Warga terverifikasi baru %(n)s orang, padahal biasanya %(usual)s."),
        Hold.LATE: N_("%(n)s dari %(of)s peserta baru diverifikasi pada tujuh hari terakhir bulan ini."),
    }
)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A broken rule with the numbers for its sentence; `verifier_id` where the rule points at somebody."""

    hold: Hold
    values: tuple[tuple[str, int], ...]
    verifier_id: int | None = None


def suspicions(arrivals: Arrivals) -> Iterable[Suspicion]:
    """Every rule of score.md 5.7 that a month's new verified residents break."""
    if arrivals.new >= LEAST and arrivals.by_verifier:
        verifier, most = max(arrivals.by_verifier.items(), key=lambda pair: (pair[1], -pair[0]))
        if most > VERIFIER_SHARE * arrivals.new:
            yield Suspicion(Hold.ONE_VERIFIER, (("n", most), ("of", arrivals.new)), verifier)
    if (
        arrivals.new >= LEAST
        and arrivals.median is not None
        and arrivals.new > SURGE * max(arrivals.median, 1)
    ):
        yield Suspicion(Hold.SURGE, (("n", arrivals.new), ("usual", round(arrivals.median))))
    if arrivals.participants >= LEAST and arrivals.late > LATE_SHARE * arrivals.participants:
        yield Suspicion(Hold.LATE, (("n", arrivals.late), ("of", arrivals.participants)))

"""What each of the 22 indicators is: name, formula, unit, direction, targets with their source, reader."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sgforum.core.marks import N_
from sgforum.reports import readings as read
from sgforum.reports.achievement import Direction
from sgforum.reports.figures import Unit
from sgforum.reports.registers import Audience

PER_CENT, PLAIN = Fraction(100), Fraction(1)


class Dimension(StrEnum):
    """The four kinds of resource."""

    INSTITUTIONS = "kelembagaan"
    BUDGET = "anggaran"
    STAFF = "aparatur"
    USE = "penggunaan"


DIMENSION_NAMES: dict[Dimension, str] = {
    Dimension.INSTITUTIONS: N_("Kelembagaan"),
    Dimension.BUDGET: N_("Anggaran"),
    Dimension.STAFF: N_("Aparatur"),
    Dimension.USE: N_("Penggunaan aplikasi"),
}

OWN_TARGET = N_("Sasaran bawaan sgforum, dapat diubah pemerintah kota.")
STUDY_TARGET = N_("Anjuran Studi Smart Governance Balikpapan 2018.")
EY_TARGET = N_("Ernst & Young, dikutip Studi Smart Governance Balikpapan 2018; sumber asli belum ditemukan.")
KELURAHAN_TARGET = N_("PP 17/2018 Pasal 30 ayat (7).")
TRAINING_TARGET = N_("PP 11/2017 Pasal 203 ayat (4).")
SKM_TARGET = N_("Permenpan RB 14/2017: batas bawah mutu B.")


@dataclass(frozen=True, slots=True)
class Target:
    """A value to reach, in the indicator's own unit, with where it comes from."""

    value: Fraction
    source: str
    audience: str = ""  # set for this audience only, or for all


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; `name` and `formula` are message ids, the first target is the one that scores."""

    code: str
    dimension: Dimension
    name: str
    formula: str
    unit: Unit
    read: read.Reader
    targets: tuple[Target, ...] = ()
    direction: Direction = Direction.MORE
    digits: int = 1
    part_unit: Unit | None = None
    scale: Fraction = PER_CENT
    weight: Fraction = Fraction(1)
    is_scored: bool = True


def _target(value: str, source: str = OWN_TARGET, audience: str = "") -> Target:
    return Target(Fraction(value), source, audience)


INSTITUTIONS = (
    Indicator(
        "K1",
        Dimension.INSTITUTIONS,
        N_("Tautan perangkat daerah yang aktif"),
        N_("Tautan aktif dibagi tautan yang terdaftar. Aktif berarti lolos dua dari tiga pemeriksaan."),
        Unit.PERCENT,
        read.read_links,
        (_target("100"),),
        part_unit=Unit.LINKS,
    ),
    Indicator(
        "K2",
        Dimension.INSTITUTIONS,
        N_("Tautan Dinas Kominfo aktif"),
        N_("Bernilai 1 jika tautan Dinas Kominfo sendiri aktif, 0 jika tidak."),
        Unit.LEVEL,
        read.read_own_link,
        (_target("1"),),
        digits=0,
        scale=PLAIN,
    ),
    Indicator(
        "K3",
        Dimension.INSTITUTIONS,
        N_("Pusat kendali (command center)"),
        N_("Bernilai 0 jika belum ada, setengah jika direncanakan, 1 jika beroperasi."),
        Unit.LEVEL,
        read.read_command_centre,
        (_target("1"),),
        scale=PLAIN,
    ),
    Indicator(
        "K4",
        Dimension.INSTITUTIONS,
        N_("Perangkat daerah di bawah pedoman TIK"),
        N_("Perangkat daerah yang memakai pedoman TIK dibagi seluruh perangkat daerah."),
        Unit.PERCENT,
        read.share_of(lambda r: r.guideline),
        (_target("100", STUDY_TARGET),),
        part_unit=Unit.AGENCIES,
    ),
    Indicator(
        "K5",
        Dimension.INSTITUTIONS,
        N_("Aplikasi yang tertata di katalog"),
        N_("Aplikasi dengan pemilik, kontak, dan jumlah pengguna dibagi aplikasi yang dikenal."),
        Unit.PERCENT,
        read.share_of(lambda r: r.catalogue),
        (_target("100"),),
        part_unit=Unit.APPS,
    ),
)

BUDGET = (
    Indicator(
        "A1",
        Dimension.BUDGET,
        N_("Anggaran TIK dalam APBD"),
        N_("Anggaran TIK dibagi APBD."),
        Unit.PERCENT,
        read.share_of(lambda r: r.ict_budget),
        (_target("2", EY_TARGET), _target("3", STUDY_TARGET)),
        digits=4,
        part_unit=Unit.RUPIAH,
    ),
    Indicator(
        "A2",
        Dimension.BUDGET,
        N_("Realisasi anggaran TIK"),
        N_("Belanja TIK yang terealisasi dibagi anggaran TIK."),
        Unit.PERCENT,
        read.share_of(lambda r: r.ict_realised),
        (_target("95"),),
        part_unit=Unit.RUPIAH,
    ),
    Indicator(
        "A3",
        Dimension.BUDGET,
        N_("Belanja sosialisasi dan partisipasi"),
        N_("Belanja sosialisasi dan partisipasi dibagi anggaran TIK."),
        Unit.PERCENT,
        read.share_of(lambda r: r.participation_spending),
        (_target("5"),),
        part_unit=Unit.RUPIAH,
    ),
    Indicator(
        "A4",
        Dimension.BUDGET,
        N_("Anggaran kelurahan"),
        N_("Anggaran kelurahan dibagi APBD setelah dikurangi DAK."),
        Unit.PERCENT,
        read.share_of(lambda r: r.kelurahan_budget),
        (_target("5", KELURAHAN_TARGET),),
        part_unit=Unit.RUPIAH,
    ),
)

STAFF = (
    Indicator(
        "S1",
        Dimension.STAFF,
        N_("Petugas TIK per unit"),
        N_("Petugas TIK dibagi jumlah kelurahan dan kecamatan."),
        Unit.PEOPLE_PER_UNIT,
        read.share_of(lambda r: r.staff, PLAIN),
        (_target("2"),),
        part_unit=Unit.PEOPLE,
        scale=PLAIN,
    ),
    Indicator(
        "S2",
        Dimension.STAFF,
        N_("Petugas TIK yang tercatat lengkap"),
        N_("Petugas dengan nama, NIP, SK, keahlian, dan tanggal mulai dibagi petugas yang dilaporkan."),
        Unit.PERCENT,
        read.share_of(lambda r: r.complete_records),
        (_target("100"),),
        part_unit=Unit.PEOPLE,
    ),
    Indicator(
        "S3",
        Dimension.STAFF,
        N_("Petugas yang dipindah dari tugas TIK"),
        N_("Petugas yang dipindah ke tugas bukan TIK dalam 12 bulan dibagi rata-rata jumlah petugas."),
        Unit.PERCENT,
        read.share_of(lambda r: r.moved_out),
        (_target("10"),),
        direction=Direction.LESS,
        part_unit=Unit.PEOPLE,
    ),
    Indicator(
        "S4",
        Dimension.STAFF,
        N_("Lama bertugas di bidang TIK"),
        N_("Median lama petugas memegang tugas TIK, dalam bulan."),
        Unit.MONTHS,
        read.quantity_of(lambda r: r.months_in_task),
        (_target("24"),),
        scale=PLAIN,
    ),
    Indicator(
        "S5",
        Dimension.STAFF,
        N_("Jam pelatihan per petugas"),
        N_("Jam pelajaran pelatihan setahun dibagi jumlah petugas."),
        Unit.HOURS,
        read.share_of(lambda r: r.training_hours, PLAIN),
        (_target("20", TRAINING_TARGET),),
        scale=PLAIN,
    ),
    Indicator(
        "S6",
        Dimension.STAFF,
        N_("Hari tanpa pengganti terlatih"),
        N_("Median hari sebuah tugas TIK kosong sebelum ada pengganti yang terlatih."),
        Unit.DAYS,
        read.quantity_of(lambda r: r.days_without_successor),
        (_target("30"),),
        direction=Direction.LESS,
        scale=PLAIN,
    ),
    Indicator(
        "S7",
        Dimension.STAFF,
        N_("Pemegang jabatan fungsional TIK"),
        N_("Petugas dengan jabatan fungsional TIK dibagi seluruh petugas TIK."),
        Unit.PERCENT,
        read.share_of(lambda r: r.functional_posts),
        (_target("50"),),
        part_unit=Unit.PEOPLE,
    ),
)

USE = (
    Indicator(
        "P1",
        Dimension.USE,
        N_("Pengguna aplikasi di kelompok sasaran"),
        N_(
            "Pengguna berbeda yang terkonfirmasi dibagi jumlah kelompok sasaran. Unduhan toko tidak dihitung."
        ),
        Unit.PERCENT,
        read.read_uptake,
        (_target("10", audience=Audience.RESIDENTS), _target("80", audience=Audience.EMPLOYEES)),
        digits=2,
        part_unit=Unit.PEOPLE,
    ),
    Indicator(
        "P2",
        Dimension.USE,
        N_("Pengguna aktif bulanan"),
        N_("Pengguna aktif sebulan dibagi semua yang pernah memasang."),
        Unit.PERCENT,
        read.share_of(lambda r: r.monthly_active),
        (_target("30"),),
        part_unit=Unit.PEOPLE,
    ),
    Indicator(
        "P3",
        Dimension.USE,
        N_("Jarak antara akses dan pemakaian"),
        N_("Bagian warga yang memakai telepon seluler dikurangi bagian yang memakai aplikasi daerah."),
        Unit.PERCENTAGE_POINTS,
        read.read_access,
        (_target("50"),),
        direction=Direction.LESS,
        digits=2,
    ),
    Indicator(
        "P4",
        Dimension.USE,
        N_("Warga yang tahu aplikasi"),
        N_("Responden kampanye yang tahu aplikasi dibagi semua responden, paling sedikit 30 orang."),
        Unit.PERCENT,
        read.read_awareness,
        (_target("60"),),
    ),
    Indicator(
        "P5",
        Dimension.USE,
        N_("Langkah dari tahu sampai kembali"),
        N_("Orang berbeda pada tiap langkah dibagi orang pada langkah sebelumnya."),
        Unit.PERCENT,
        read.read_funnel,
        is_scored=False,
    ),
    Indicator(
        "P6",
        Dimension.USE,
        N_("Kepuasan pengguna aplikasi (IKM)"),
        N_("IKM 9 unsur tiap aplikasi, ditimbang menurut jumlah responden, paling sedikit 30 orang."),
        Unit.POINTS,
        read.read_satisfaction,
        (_target("76.61", SKM_TARGET),),
        digits=2,
        scale=PLAIN,
    ),
)

INDICATORS: tuple[Indicator, ...] = (*INSTITUTIONS, *BUDGET, *STAFF, *USE)


def target_code(indicator: Indicator, position: int) -> str:
    """Name a target for registers and files: A1, its second A1-2, P1-warga for those it is set for."""
    target = indicator.targets[position]
    if target.audience:
        return f"{indicator.code}-{target.audience}"
    return indicator.code if position == 0 else f"{indicator.code}-{position + 1}"


TARGETS: dict[str, tuple[Indicator, int]] = {
    target_code(indicator, position): (indicator, position)
    for indicator in INDICATORS
    for position in range(len(indicator.targets))
}
"""Every target by its code: whose it is, and at which place."""

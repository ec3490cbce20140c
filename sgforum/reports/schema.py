"""The registers as data: fields, key and rules of each, from which forms, files and lists are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sgforum.core.marks import N_
from sgforum.core.permissions import Permission
from sgforum.reports.catalogue import DIMENSION_NAMES, TARGETS, Dimension
from sgforum.reports.fields import Field, Kind
from sgforum.reports.models import (
    REGISTER_MODELS,
    UNSUR_COLUMNS,
    AccessShare,
    AgencyKind,
    AppUse,
    AwarenessSurvey,
    Budget,
    CatalogueTally,
    CommandCentreEntry,
    Entry,
    FollowUp,
    GapDimension,
    Institution,
    LinkTally,
    SatisfactionSurvey,
    Staffing,
    TargetEntry,
    UseFunnel,
)
from sgforum.reports.registers import AUDIENCE_NAMES, Audience, CentreState, LinkClass
from sgforum.reports.rules import EDIT_REGISTER, SET_TARGET

Values = Mapping[str, Any]
Rule = Callable[[Values], dict[str, str]]

AGENCY_KINDS = {
    AgencyKind.DINAS.value: N_("dinas"),
    AgencyKind.BADAN.value: N_("badan"),
    AgencyKind.KANTOR.value: N_("kantor"),
}
LINK_CLASSES = {
    LinkClass.ACTIVE.value: N_("aktif"),
    LinkClass.BACK_TO_INDEX.value: N_("kembali ke indeks"),
    LinkClass.FAILING.value: N_("galat"),
    LinkClass.UNREACHABLE.value: N_("tak terjangkau"),
    LinkClass.UNKNOWN.value: N_("belum diperiksa"),
}
CENTRE_STATES = {
    CentreState.NONE.value: N_("belum ada"),
    CentreState.PLANNED.value: N_("direncanakan"),
    CentreState.OPERATING.value: N_("beroperasi"),
}

GAP_DIMENSIONS = {
    GapDimension.PARTICIPATION.value: N_("Partisipasi dalam pengambilan keputusan"),
    **{GapDimension(code).value: DIMENSION_NAMES[Dimension(code)] for code in Dimension},
}
TARGET_NAMES = {code: indicator.name for code, (indicator, _) in TARGETS.items()}
UNSUR_NAMES = (
    N_("Persyaratan"), N_("Sistem, mekanisme, dan prosedur"), N_("Waktu penyelesaian"), N_("Biaya atau tarif"),
    N_("Produk layanan"), N_("Kompetensi pelaksana"), N_("Perilaku pelaksana"), N_("Penanganan pengaduan"),
    N_("Sarana dan prasarana"),
)  # fmt: skip

YEAR = Field("year", N_("Tahun laporan"), Kind.YEAR, required=True)
COMMON = (
    Field(
        "data_year",
        N_("Tahun data"),
        Kind.YEAR,
        hint=N_("Kosongkan jika sama dengan tahun laporan."),
    ),
    Field(
        "source",
        N_("Sumber"),
        Kind.TEXT,
        required=True,
        hint=N_("Dokumen atau kantor asal angka ini, dengan nomor atau tanggalnya."),
    ),
    Field("note", N_("Catatan"), Kind.TEXT, most=500, empty=""),
)

PART_TOO_LARGE = N_("Bagian ini tidak boleh melebihi keseluruhannya.")
BRACKET_REVERSED = N_("Batas atas tidak boleh lebih kecil dari batas bawah.")
BOTH_OR_NONE = N_("Isi bagian ini bersama pasangannya, atau kosongkan keduanya.")
ONE_STATEMENT = N_("Isi jumlah pengguna dengan besar kelompok, atau persentase saja.")
NOT_CHECKED = N_("Tanggal pemeriksaan hanya untuk tautan yang sudah diperiksa.")
NOTHING = N_("Isi paling sedikit satu angka.")
AT_LEAST_ONE = N_("Angka ini paling sedikit satu.")
MORE_THAN_ZERO = N_("Angka ini harus lebih dari nol.")
NOT_UNSUR = N_("Nilai unsur paling rendah 1 dan paling tinggi 4.")
NOT_IKM = N_("IKM paling rendah 25 dan paling tinggi 100.")
ONE_IKM = N_("Isi kesembilan unsur, atau IKM saja.")


@dataclass(frozen=True, slots=True)
class Register:
    """One register: `code` stands in addresses and file names, `key` names the fields that make a row unique."""

    code: str
    name: str
    purpose: str
    model: type[Entry]
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    edit: Permission = EDIT_REGISTER

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """The register's own fields and those of every register, in the order of form and file."""
        return (*self.fields, *COMMON)

    @property
    def is_data(self) -> bool:
        """Whether its rows are figures of a year, not the city's policy on them."""
        return self.model in REGISTER_MODELS

    def wrong(self, values: Values) -> dict[str, str]:
        """Return what does not fit together, as sentences by field name."""
        found: dict[str, str] = {}
        for rule in self.rules:
            for name, sentence in rule(values).items():
                found.setdefault(name, sentence)
        return found


def _within(part: str, whole: str) -> Rule:
    def rule(values: Values) -> dict[str, str]:
        known = values[part] is not None and values[whole] is not None
        return {part: PART_TOO_LARGE} if known and values[part] > values[whole] else {}

    return rule


def _bracket(lo: str, hi: str) -> Rule:
    def rule(values: Values) -> dict[str, str]:
        known = values[lo] is not None and values[hi] is not None
        return {hi: BRACKET_REVERSED} if known and values[lo] > values[hi] else {}

    return rule


def _together(*names: str) -> Rule:
    def rule(values: Values) -> dict[str, str]:
        empty = [name for name in names if values[name] is None]
        return dict.fromkeys(empty, BOTH_OR_NONE) if 0 < len(empty) < len(names) else {}

    return rule


def _something(*names: str) -> Rule:
    def rule(values: Values) -> dict[str, str]:
        return {names[0]: NOTHING} if all(values[name] is None for name in names) else {}

    return rule


def _at_least_one(name: str) -> Rule:
    def rule(values: Values) -> dict[str, str]:
        return {name: AT_LEAST_ONE} if values[name] == 0 else {}

    return rule


def _more_than_zero(name: str) -> Rule:
    def rule(values: Values) -> dict[str, str]:
        return {name: MORE_THAN_ZERO} if values[name] == 0 else {}

    return rule


def _between(names: tuple[str, ...], least: int, most: int, sentence: str) -> Rule:
    def rule(values: Values) -> dict[str, str]:
        return {
            name: sentence for name in names if values[name] is not None and not least <= values[name] <= most
        }

    return rule


def _one_ikm(values: Values) -> dict[str, str]:
    stated = (values[UNSUR_COLUMNS[0]] is not None) + (values["ikm_hundredths"] is not None)
    return {} if stated == 1 else {"ikm_hundredths": ONE_IKM}


def _checked(values: Values) -> dict[str, str]:
    unchecked = values["link_class"] is LinkClass.UNKNOWN and values["checked_on"] is not None
    return {"checked_on": NOT_CHECKED} if unchecked else {}


def _one_statement(values: Values) -> dict[str, str]:
    stated = (values["users_lo"] is not None) + (values["share_ppm"] is not None)
    return {} if stated == 1 else {"users_lo": ONE_STATEMENT}


def _count(
    name: str, label: str, hint: str = "", *, required: bool = False, empty: int | None = None
) -> Field:
    return Field(name, label, Kind.COUNT, required=required, hint=hint, empty=empty)


def _rupiah(name: str, label: str) -> Field:
    return Field(name, label, Kind.RUPIAH)


_BUDGET_FIELDS = (
    _rupiah("apbd_rupiah", N_("APBD")),
    _rupiah("ict_rupiah", N_("Anggaran TIK")),
    _rupiah("ict_realised_rupiah", N_("Realisasi belanja TIK")),
    _rupiah("socialisation_rupiah", N_("Belanja sosialisasi dan partisipasi")),
    _rupiah("kelurahan_rupiah", N_("Anggaran kelurahan")),
    _rupiah("dak_rupiah", N_("Dana Alokasi Khusus (DAK)")),
)
_MEDIAN = N_("Median seluruh petugas pada unit ini.")

REGISTERS: tuple[Register, ...] = (
    Register(
        "perangkat-daerah",
        N_("Perangkat daerah dan tautannya"),
        N_("Dibaca indikator K1, K2, dan K4."),
        Institution,
        (
            Field("name", N_("Nama perangkat daerah"), Kind.TEXT, required=True, most=160),
            Field("kind", N_("Jenis"), Kind.CHOICE, required=True, choices=AGENCY_KINDS, make=AgencyKind),
            Field("website", N_("Alamat situs"), Kind.URL, most=300, empty=""),
            Field(
                "link_class",
                N_("Hasil pemeriksaan tautan"),
                Kind.CHOICE,
                choices=LINK_CLASSES,
                make=LinkClass,
                empty=LinkClass.UNKNOWN,
            ),
            Field("checked_on", N_("Tanggal pemeriksaan"), Kind.DATE, hint=N_("Contoh: 2026-03-31.")),
            Field("is_under_guideline", N_("Memakai pedoman TIK"), Kind.YES_NO),
            Field("is_ict_office", N_("Dinas yang mengurus TIK"), Kind.YES_NO, empty=False),
        ),
        key=("name",),
        rules=(_checked,),
    ),
    Register(
        "hitungan-tautan",
        N_("Hitungan tautan"),
        N_("Untuk sumber yang hanya menyebut jumlah. Dibaca indikator K1."),
        LinkTally,
        (
            Field("kind", N_("Jenis"), Kind.CHOICE, required=True, choices=AGENCY_KINDS, make=AgencyKind),
            _count("active", N_("Tautan aktif"), required=True),
            _count("back_to_index", N_("Tautan yang kembali ke indeks"), empty=0),
            _count("failing", N_("Tautan galat"), empty=0),
            _count("unreachable", N_("Tautan tak terjangkau"), empty=0),
        ),
        key=("kind",),
    ),
    Register(
        "pusat-kendali",
        N_("Pusat kendali (command center)"),
        N_("Dibaca indikator K3."),
        CommandCentreEntry,
        (
            Field(
                "state",
                N_("Keadaan pusat kendali"),
                Kind.CHOICE,
                required=True,
                choices=CENTRE_STATES,
                make=CentreState,
            ),
        ),
    ),
    Register(
        "katalog-aplikasi",
        N_("Kelengkapan katalog aplikasi"),
        N_("Dibaca indikator K5."),
        CatalogueTally,
        (
            _count(
                "complete",
                N_("Aplikasi yang lengkap"),
                N_("Ada pemilik, kontak, dan jumlah penggunanya."),
                required=True,
            ),
            _count("known", N_("Aplikasi yang dikenal"), required=True),
        ),
        rules=(_within("complete", "known"),),
    ),
    Register(
        "anggaran",
        N_("Anggaran"),
        N_("Dalam rupiah penuh. Dibaca indikator A1 sampai A4."),
        Budget,
        _BUDGET_FIELDS,
        rules=(
            _something(*(item.name for item in _BUDGET_FIELDS)),
            _within("ict_rupiah", "apbd_rupiah"),
            _within("dak_rupiah", "apbd_rupiah"),
            _within("socialisation_rupiah", "ict_rupiah"),
        ),
    ),
    Register(
        "petugas-tik",
        N_("Petugas TIK"),
        N_("Hanya jumlah, tanpa nama dan NIP. Dibaca indikator S1 sampai S7."),
        Staffing,
        (
            Field("unit", N_("Unit"), Kind.TEXT, required=True, most=160, hint=N_("Satu unit, atau beberapa unit sekaligus.")),
            _count("unit_count", N_("Jumlah unit dalam baris ini"), empty=1),
            _count("headcount_lo", N_("Petugas TIK, batas bawah"), required=True),
            _count("headcount_hi", N_("Petugas TIK, batas atas"), N_("Sama dengan batas bawah jika jumlahnya pasti."), required=True),
            _count("complete_records", N_("Petugas yang tercatat lengkap")),
            _count("functional_posts", N_("Pemegang jabatan fungsional TIK")),
            _count("training_hours", N_("Jam pelatihan setahun")),
            _count("moved_out", N_("Petugas yang dipindah dari tugas TIK")),
            Field("mean_headcount_tenths", N_("Rata-rata jumlah petugas setahun"), Kind.TENTHS),
            Field("months_in_task_tenths", N_("Lama bertugas dalam bulan"), Kind.TENTHS, hint=_MEDIAN),
            _count("days_without_successor", N_("Hari tanpa pengganti terlatih"), _MEDIAN),
        ),
        key=("unit",),
        rules=(
            _at_least_one("unit_count"),
            _bracket("headcount_lo", "headcount_hi"),
            _within("complete_records", "headcount_hi"),
            _within("functional_posts", "headcount_hi"),
            _together("moved_out", "mean_headcount_tenths"),
        ),
    ),
    Register(
        "akses-warga",
        N_("Akses warga"),
        N_("Dalam persen penduduk. Dibaca indikator P3."),
        AccessShare,
        (
            Field("phone_ppm", N_("Memakai telepon seluler (persen)"), Kind.PERCENT, required=True),
            Field("use_ppm", N_("Memakai aplikasi daerah (persen)"), Kind.PERCENT, required=True),
            Field("social_media_ppm", N_("Memakai media sosial (persen)"), Kind.PERCENT),
        ),
    ),
    Register(
        "pemakaian-aplikasi",
        N_("Pemakaian aplikasi"),
        N_("Unduhan toko ditampilkan, tetapi tidak dihitung sebagai pengguna. Dibaca indikator P1 dan P2."),
        AppUse,
        (
            Field("apps", N_("Aplikasi"), Kind.TEXT, required=True, hint=N_("Beberapa nama dipisah koma.")),
            Field("population", N_("Kelompok sasaran"), Kind.TEXT, required=True, most=160),
            Field("audience", N_("Untuk siapa"), Kind.CHOICE, required=True, choices={a.value: n for a, n in AUDIENCE_NAMES.items()}, make=Audience),
            _count("users_lo", N_("Pengguna, batas bawah")),
            _count("users_hi", N_("Pengguna, batas atas"), N_("Sama dengan batas bawah jika jumlahnya pasti.")),
            _count("group_size", N_("Besar kelompok sasaran")),
            Field("share_ppm", N_("Persentase dari sumber"), Kind.PERCENT, hint=N_("Hanya jika sumber tidak menyebut jumlahnya.")),
            Field("is_store_bracket", N_("Angka unduhan toko"), Kind.YES_NO, empty=False),
            _count("monthly_active", N_("Pengguna aktif sebulan")),
            _count("ever_installed", N_("Pernah memasang")),
        ),
        key=("apps", "population"),
        rules=(
            _one_statement,
            _together("users_lo", "users_hi", "group_size"),
            _bracket("users_lo", "users_hi"),
            _at_least_one("group_size"),
            _together("monthly_active", "ever_installed"),
            _within("monthly_active", "ever_installed"),
        ),
    ),
    Register(
        "kesadaran-aplikasi",
        N_("Survei kampanye: tahu aplikasi"),
        N_("Paling sedikit 30 responden. Dibaca indikator P4."),
        AwarenessSurvey,
        (
            Field("apps", N_("Aplikasi"), Kind.TEXT, required=True, hint=N_("Beberapa nama dipisah koma.")),
            _count("know", N_("Responden yang tahu aplikasi"), required=True),
            _count("respondents", N_("Semua responden"), required=True),
            Field("is_sampled", N_("Responden diambil acak"), Kind.YES_NO, empty=False, hint=N_("Tidak, jika mereka memilih ikut sendiri.")),
        ),
        key=("apps",),
        rules=(_at_least_one("respondents"), _within("know", "respondents")),
    ),
    Register(
        "langkah-aplikasi",
        N_("Langkah pemakaian aplikasi"),
        N_("Orang yang berbeda pada setiap langkah, dari tahu sampai kembali. Dibaca indikator P5."),
        UseFunnel,
        (
            Field("apps", N_("Aplikasi"), Kind.TEXT, required=True, hint=N_("Beberapa nama dipisah koma.")),
            _count("know", N_("Tahu aplikasi"), required=True),
            _count("install", N_("Memasang"), required=True),
            _count("use", N_("Memakai"), required=True),
            _count("come_back", N_("Kembali memakai"), required=True),
        ),
        key=("apps",),
    ),
    Register(
        "kepuasan-aplikasi",
        N_("Kepuasan pengguna aplikasi"),
        N_("Nilai rata-rata kesembilan unsur, masing-masing 1 sampai 4. Dibaca indikator P6."),
        SatisfactionSurvey,
        (
            Field("app", N_("Aplikasi"), Kind.TEXT, required=True),
            _count("respondents", N_("Responden"), required=True),
            *(Field(name, label, Kind.HUNDREDTHS) for name, label in zip(UNSUR_COLUMNS, UNSUR_NAMES, strict=True)),
            Field("ikm_hundredths", N_("IKM dari sumber"), Kind.HUNDREDTHS, hint=N_("Hanya jika sumber tidak menyebut unsurnya.")),
        ),
        key=("app",),
        rules=(
            _together(*UNSUR_COLUMNS),
            _between(UNSUR_COLUMNS, 100, 400, NOT_UNSUR),
            _between(("ikm_hundredths",), 2_500, 10_000, NOT_IKM),
            _one_ikm,
        ),
    ),
    Register(
        "sasaran",
        N_("Sasaran indikator"),
        N_("Berlaku mulai tahun laporan yang ditulis, sampai ada sasaran yang lebih baru. Tanpa isi, sasaran bawaan yang dipakai."),
        TargetEntry,
        (
            Field("target", N_("Sasaran untuk"), Kind.CHOICE, required=True, choices=TARGET_NAMES, shows_code=True),
            Field("value_ten_thousandths", N_("Nilai sasaran"), Kind.NUMBER, required=True, hint=N_("Dalam satuan indikatornya, misalnya 2 untuk 2 persen.")),
        ),
        key=("target",),
        rules=(_more_than_zero("value_ten_thousandths"),),
        edit=SET_TARGET,
    ),
    Register(
        "tindak-lanjut",
        N_("Tindak lanjut kesenjangan"),
        N_("Penanggung jawab dan tenggat untuk setiap baris Tabel 2."),
        FollowUp,
        (
            Field("dimension", N_("Sub dimensi"), Kind.CHOICE, required=True, choices=GAP_DIMENSIONS, make=GapDimension),
            Field("responsible", N_("Penanggung jawab"), Kind.TEXT, required=True, most=160, hint=N_("Nama kantor atau jabatan, bukan nama orang.")),
            Field("due_on", N_("Tenggat"), Kind.DATE, required=True, hint=N_("Contoh: 2026-12-31.")),
        ),
        key=("dimension",),
    ),
)  # fmt: skip


def find_register(code: str) -> Register | None:
    """Return the register with this code, or None."""
    return next((register for register in REGISTERS if register.code == code), None)

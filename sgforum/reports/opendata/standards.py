"""Metadata of Satu Data Indonesia (Perpres 39/2019) for each table: concept, definition, classification, measure, unit, formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sgforum.core.clock import Period
from sgforum.core.marks import N_
from sgforum.reports.opendata.site import LICENCE, Site
from sgforum.reports.tables import Table


@dataclass(frozen=True, slots=True)
class Standard:
    """The six statements that a table's standard and metadata make; all are msgids."""

    konsep: str
    definisi: str
    klasifikasi: str
    ukuran: str
    satuan: str
    rumus: str


STANDARDS: Mapping[str, Standard] = {
    "scores": Standard(
        N_("Partisipasi warga dalam pengambilan keputusan di kelurahan"),
        N_("Indeks IPPK tiap kelurahan dan bulan, dari empat dimensi, dengan rentang ketidakpastian 90 persen."),
        N_("Wilayah menurut kode Kemendagri; kategori Sangat Rendah, Rendah, Sedang, Baik, Sangat Baik"),
        N_("Indeks"),
        N_("Skor 0 sampai 100"),
        N_("IPPK = perkalian max(dimensi, 1) pangkat bobotnya; dipotong ke satu desimal"),
    ),
    "indicators": Standard(
        N_("Partisipasi warga dalam pengambilan keputusan di kelurahan"),
        N_("Dua belas indikator tiap kelurahan yang skornya terbit: nilai mentah dan skornya."),
        N_("Wilayah menurut kode Kemendagri; indikator menurut dimensi"),
        N_("Bagian atau banyaknya, dan skor"),
        N_("Nilai mentah 0 sampai 1 (KSP: banyaknya musyawarah); skor 0 sampai 100"),
        N_("lg: 100 × ln(nilai/low) / ln(high/low); li: 100 × (nilai − low) / (high − low); dibatasi 0 sampai 100"),
    ),
    "counts": Standard(
        N_("Warga terverifikasi yang ikut serta dan tindak lanjut pemerintah"),
        N_("Jumlah orang, musyawarah, hal, usulan, dan janji yang menjadi dasar indikator. Satu orang dihitung sekali."),
        N_("Wilayah menurut kode Kemendagri: kelurahan, kecamatan, kota, provinsi"),
        N_("Jumlah"),
        N_("Orang, RT, musyawarah, hal, usulan, atau janji menurut kolomnya"),
        N_("Pencacahan; jumlah 1 sampai 4 orang dan jumlah yang dapat membukanya tidak ditampilkan"),
    ),
    "rollups": Standard(
        N_("Partisipasi warga dalam pengambilan keputusan di kecamatan, kota, dan provinsi"),
        N_("Ringkasan IPPK kelurahan yang skornya terbit, ditimbang penduduk 17 tahun ke atas."),
        N_("Wilayah menurut kode Kemendagri: kecamatan, kota, provinsi"),
        N_("Rata-rata tertimbang, nilai terendah, persentil 10, median, nilai tertinggi"),
        N_("Skor 0 sampai 100"),
        N_("Rata-rata = Σ(penduduk × IPPK) / Σ penduduk; persentil dengan interpolasi lurus"),
    ),
    "method": Standard(
        N_("Metode penghitungan IPPK"),
        N_("Bobot, patokan, syarat data, dan jangka tiap indikator pada versi metode yang dipakai."),
        N_("Indikator menurut dimensi"),
        N_("Parameter"),
        N_("Menurut kolomnya"),
        N_("Ditetapkan; perubahan apa pun adalah versi metode yang baru"),
    ),
}  # fmt: skip


def standards_document(site: Site, period: Period, tables: Sequence[Table]) -> dict[str, Any]:
    """The metadata of a month's tables, each statement in Indonesian and English."""
    listed = []
    for table in tables:
        told = {name: site.both(text) for name, text in asdict(STANDARDS[table.name]).items()}
        listed.append(
            {
                "tabel": table.name, "judul": site.both(table.title), **told, "periode": str(period),
                "frekuensi": "bulanan", "produsen": site.publisher, "lisensi": LICENCE,
                "kode_referensi": "Kode wilayah Kemendagri 300.2.2-2430 Tahun 2025",
                "unduh": f"{site.month_url(period)}/{table.name}.csv",
            }
        )  # fmt: skip
    return {"standar": "Satu Data Indonesia, Perpres 39/2019", "tabel": listed}

"""The twelve measures by code: version, what exactly is counted, and the query; and their sum, the score's inputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from ...core.marks import N_
from ..indicators import Inputs
from . import offices, people
from .facts import Facts
from .people import Counts


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator's counting rule. `version` rises when other rows count; `sentence` says which do."""

    code: str
    version: int
    sentence: str
    count: Callable[[Facts], Counts]

    def of(self, kelurahan: str, facts: Facts) -> Mapping[str, Any]:
        """The counts of one kelurahan; KeyError for a place that is none."""
        return self.count(facts)[kelurahan]


_ALL = (
    Measure(
        "JGK", 1,
        N_("Warga terverifikasi yang bulan ini membaca musyawarah sepuluh detik, atau memilih di kertas; dibagi penduduk dewasa."),
        people.count_readers,
    ),
    Measure(
        "INF", 1,
        N_("Musyawarah yang dibuka enam bulan terakhir dan tujuh syarat informasinya lengkap, dibagi semua yang dibuka."),
        offices.count_complete_information,
    ),
    Measure(
        "PAR", 1,
        N_("Warga terverifikasi yang menulis, menanggapi, atau memberi suara bulan ini, dibagi penduduk dewasa."),
        people.count_participants,
    ),
    Measure(
        "KSP", 1,
        N_("Musyawarah kelurahan ini yang dibuka tiga bulan terakhir dan dapat diikuti paling sedikit tujuh hari."),
        offices.count_opportunities,
    ),
    Measure(
        "KMB", 1,
        N_("Peserta tiga bulan sebelumnya yang ikut lagi bulan ini, dibagi semua peserta tiga bulan itu."),
        people.count_returning,
    ),
    Measure(
        "TGP", 1,
        N_("Topik dan keputusan yang jatuh tempo enam bulan terakhir dan dijawab tepat waktu tanpa sanggahan."),
        offices.count_answers,
    ),
    Measure(
        "KPT", 1,
        N_("Musyawarah yang selesai 30 sampai 210 hari lalu dan punya catatan keputusan, dibagi semua yang selesai."),
        offices.count_records,
    ),
    Measure(
        "PNG", 1,
        N_("Usulan dengan lima pendukung terverifikasi dari dua RT yang disetujui; disetujui sebagian dihitung setengah."),
        offices.count_influence,
    ),
    Measure(
        "RLS", 1,
        N_("Janji yang jatuh tempo enam bulan terakhir dan selesai dengan bukti tanpa sanggahan."),
        offices.count_promises,
    ),
    Measure(
        "CRT", 1,
        N_("RT yang warganya ikut paling sedikit satu orang bulan ini, dibagi jumlah RT."),
        people.count_rt,
    ),
    Measure(
        "SET", 1,
        N_("Rata-rata harmonis tingkat partisipasi delapan kelompok jenis kelamin dan usia."),
        people.count_groups,
    ),
    Measure(
        "SEF", 1,
        N_("Banyaknya suara yang setara menurut pembagian tulisan; seorang warga dihitung paling banyak 20 kali."),
        people.count_acts,
    ),
)  # fmt: skip
MEASURES: Mapping[str, Measure] = MappingProxyType({measure.code: measure for measure in _ALL})


def collect(facts: Facts, set_missing_months: Mapping[str, int]) -> dict[str, Inputs]:
    """The inputs of every kelurahan's score, in a fixed number of queries.

    set_missing_months: by kelurahan the months right before this one in which SET lacked sex and age band.
    """
    counts: dict[str, dict[str, Any]] = {code: {} for code in facts.codes}
    for measure in MEASURES.values():
        for code, values in measure.count(facts).items():
            counts[code] |= values
    found = {}
    for code in facts.codes:
        denominator = facts.denominators.get(code)
        found[code] = Inputs(
            kelurahan=code,
            period=str(facts.period),
            adults=None if denominator is None else denominator.adults,
            adults_on=None if denominator is None else denominator.as_of.isoformat()[:7],
            adults_alternative=facts.alternatives.get(code),
            set_missing_months=set_missing_months.get(code, 0),
            **counts[code],
        )
    return found

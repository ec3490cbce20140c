"""The method of the participation score (IPPK) as data: weights, goalposts, least samples, thresholds.

A published score names the version it was made with, so a version never changes once it is in use: a new
weight or goalpost is a new entry in `METHODS`. Pure: no database, no clock, no Flask.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal

from sgforum.core.marks import N_


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps a raw value to 0-100 between two goalposts: `lg` by logarithm (rates), `li` in a straight line."""

    kind: Literal["lg", "li"]
    low: float
    high: float

    def score(self, raw: float) -> float:
        """Return 100 * clip(position of `raw` between the goalposts); a rate of zero scores 0."""
        if self.kind == "li":
            position = (raw - self.low) / (self.high - self.low)
        elif raw <= 0:
            return 0.0
        else:
            position = math.log(raw / self.low) / math.log(self.high / self.low)
        return 100.0 * min(1.0, max(0.0, position))


@dataclass(frozen=True, slots=True)
class Dimension:
    code: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """One of the twelve; `weight` is inside its dimension, `needs` the least number of `sample`."""

    code: str
    name: str
    dimension: str
    weight: float
    scale: Scale
    needs: int
    sample: str
    window_months: int
    measures: str


@dataclass(frozen=True, slots=True)
class Category:
    """A band of the score; `low` belongs to it, the next band's `low` does not."""

    code: str
    name: str
    low: float


@dataclass(frozen=True)
class Method:
    """Everything a score depends on besides the counts."""

    version: str
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    categories: tuple[Category, ...]
    required_dimensions: tuple[str, ...] = ("D2", "D3")
    least_dimensions: int = 3
    least_weight_present: float = 0.5
    across: Literal["geometric", "arithmetic"] = "geometric"
    floor: float = 1.0
    acts_cap: int = 20
    empty_group_persons: float = 0.5
    attributes_known_least: float = 0.6
    attributes_missing_months: int = 3
    kappa_least: float = 2.0
    kappa_most: float = 200.0
    draws: int = 2000
    interval_level: float = 0.9
    category_sure: float = 0.8
    change_sure: float = 0.9
    publish_adults: int = 500
    publish_adults_age_months: int = 24
    publish_participants: int = 10
    tier_participants: int = 30
    year_months: int = 8

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        return MappingProxyType({indicator.code: indicator for indicator in self.indicators})

    def within(self, dimension: str) -> tuple[Indicator, ...]:
        """Return the indicators of one dimension, in the method's order."""
        return tuple(indicator for indicator in self.indicators if indicator.dimension == dimension)

    def category(self, value: float) -> Category:
        """Return the band of an unrounded score in 0-100."""
        return next(band for band in reversed(self.categories) if value >= band.low)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values only, to be stored beside the scores that were made with this version."""
        return asdict(self)


_RATE = Scale("lg", 0.001, 0.05)
_SHARE = Scale("li", 0.0, 1.0)

_INFORMATION = (
    Indicator(
        code="JGK",
        name=N_("Jangkauan"),
        dimension="D1",
        weight=0.6,
        scale=Scale("lg", 0.004, 0.20),
        needs=1,
        sample=N_("penduduk 17 tahun ke atas"),
        window_months=1,
        measures=N_("Bagian penduduk dewasa yang membaca musyawarah, keputusan, atau agenda bulan ini."),
    ),
    Indicator(
        code="INF",
        name=N_("Kelengkapan informasi"),
        dimension="D1",
        weight=0.4,
        scale=_SHARE,
        needs=1,
        sample=N_("musyawarah yang dibuka"),
        window_months=6,
        measures=N_("Bagian musyawarah yang informasinya lengkap paling lambat tujuh hari sebelum ditutup."),
    ),
)

_CONSULTATION = (
    Indicator(
        code="PAR",
        name=N_("Partisipasi"),
        dimension="D2",
        weight=0.6,
        scale=_RATE,
        needs=1,
        sample=N_("penduduk 17 tahun ke atas"),
        window_months=1,
        measures=N_(
            "Bagian penduduk dewasa yang ikut menjawab, mengusulkan, menanggapi, atau hadir bulan ini."
        ),
    ),
    Indicator(
        code="KSP",
        name=N_("Kesempatan"),
        dimension="D2",
        weight=0.2,
        scale=Scale("li", 0.0, 3.0),
        needs=0,
        sample=N_("musyawarah yang memenuhi syarat"),
        window_months=3,
        measures=N_(
            "Banyaknya musyawarah yang menyebut keputusan, tanggal, dan petugas, serta dibuka tujuh hari."
        ),
    ),
    Indicator(
        code="KMB",
        name=N_("Keberlanjutan"),
        dimension="D2",
        weight=0.2,
        scale=Scale("li", 0.05, 0.40),
        needs=20,
        sample=N_("peserta tiga bulan sebelumnya"),
        window_months=1,
        measures=N_("Bagian peserta tiga bulan sebelumnya yang ikut lagi bulan ini."),
    ),
)

_DECISION = (
    Indicator(
        code="TGP",
        name=N_("Tanggapan"),
        dimension="D3",
        weight=0.3,
        scale=_SHARE,
        needs=5,
        sample=N_("hal yang harus dijawab"),
        window_months=6,
        measures=N_("Bagian pertanyaan dan usulan warga yang dijawab tepat waktu dengan alasan."),
    ),
    Indicator(
        code="KPT",
        name=N_("Keterkaitan keputusan"),
        dimension="D3",
        weight=0.3,
        scale=_SHARE,
        needs=1,
        sample=N_("musyawarah yang ditutup"),
        window_months=6,
        measures=N_("Bagian musyawarah selesai yang punya catatan keputusan beserta alasannya."),
    ),
    Indicator(
        code="PNG",
        name=N_("Pengaruh"),
        dimension="D3",
        weight=0.2,
        scale=Scale("li", 0.0, 0.40),
        needs=5,
        sample=N_("usulan yang diputuskan"),
        window_months=6,
        measures=N_("Bagian usulan warga yang diterima, seluruhnya atau sebagian."),
    ),
    Indicator(
        code="RLS",
        name=N_("Realisasi"),
        dimension="D3",
        weight=0.2,
        scale=_SHARE,
        needs=3,
        sample=N_("janji yang jatuh tempo"),
        window_months=6,
        measures=N_("Bagian janji jatuh tempo yang selesai dengan bukti dan tidak disanggah."),
    ),
)

_INCLUSION = (
    Indicator(
        code="CRT",
        name=N_("Cakupan RT"),
        dimension="D4",
        weight=0.4,
        scale=Scale("li", 0.0, 0.80),
        needs=1,
        sample=N_("RT"),
        window_months=1,
        measures=N_("Bagian RT yang warganya ikut paling sedikit satu orang bulan ini."),
    ),
    Indicator(
        code="SET",
        name=N_("Kesetaraan"),
        dimension="D4",
        weight=0.3,
        scale=_RATE,
        needs=1,
        sample=N_("peserta"),
        window_months=1,
        measures=N_(
            "Tingkat partisipasi yang turun bila kelompok usia atau jenis kelamin tertentu tertinggal."
        ),
    ),
    Indicator(
        code="SEF",
        name=N_("Suara efektif"),
        dimension="D4",
        weight=0.3,
        scale=_RATE,
        needs=10,
        sample=N_("peserta"),
        window_months=1,
        measures=N_("Banyaknya suara yang benar-benar terdengar, dibagi penduduk dewasa."),
    ),
)

METHOD_1 = Method(
    version="1",
    dimensions=(
        Dimension("D1", N_("Informasi"), 0.15),
        Dimension("D2", N_("Konsultasi"), 0.30),
        Dimension("D3", N_("Keputusan"), 0.35),
        Dimension("D4", N_("Inklusivitas"), 0.20),
    ),
    indicators=_INFORMATION + _CONSULTATION + _DECISION + _INCLUSION,
    categories=(
        Category("sangat_rendah", N_("Sangat Rendah"), 0.0),
        Category("rendah", N_("Rendah"), 20.0),
        Category("sedang", N_("Sedang"), 40.0),
        Category("baik", N_("Baik"), 60.0),
        Category("sangat_baik", N_("Sangat Baik"), 80.0),
    ),
)

METHODS: Mapping[str, Method] = MappingProxyType({METHOD_1.version: METHOD_1})
CURRENT = METHOD_1


def get_method(version: str) -> Method:
    """Return the method of that version; raises LookupError, because a score cannot be rebuilt without it."""
    try:
        return METHODS[version]
    except KeyError as error:
        raise LookupError(f"unknown method version {version!r}") from error

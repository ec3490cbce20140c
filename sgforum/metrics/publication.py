"""Whether a score may be shown, and whether places may be compared (sections 5.3 and 8).

What fails is told as a code, a sentence with places, and the numbers for them, never as a bare "no".
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sgforum.core.marks import N_
from sgforum.metrics.indicators import Inputs
from sgforum.metrics.ippk import Result
from sgforum.metrics.method import CURRENT, Method

NOT_RATED = N_("Belum dapat dinilai")


class Failure(StrEnum):
    """Which condition of publication is not met."""

    ADULTS_UNKNOWN = "adults_unknown"
    ADULTS_TOO_FEW = "adults_too_few"
    ADULTS_UNDATED = "adults_undated"
    ADULTS_STALE = "adults_stale"
    PARTICIPANTS_UNKNOWN = "participants_unknown"
    PARTICIPANTS_TOO_FEW = "participants_too_few"
    DIMENSION_MISSING = "dimension_missing"


FAILURE_SENTENCES: Mapping[Failure, str] = MappingProxyType(
    {
        Failure.ADULTS_UNKNOWN: N_("Belum dapat dinilai: jumlah penduduk 17 tahun ke atas belum tercatat."),
        Failure.ADULTS_TOO_FEW: N_(
            "Belum dapat dinilai: hanya %(n)s penduduk 17 tahun ke atas (minimal %(least)s)."
        ),
        Failure.ADULTS_UNDATED: N_("Belum dapat dinilai: tanggal data penduduk belum tercatat."),
        Failure.ADULTS_STALE: N_(
            "Belum dapat dinilai: data penduduk sudah berumur %(n)s bulan (maksimal %(most)s)."
        ),
        Failure.PARTICIPANTS_UNKNOWN: N_("Belum dapat dinilai: jumlah peserta bulan ini belum tercatat."),
        Failure.PARTICIPANTS_TOO_FEW: N_(
            "Belum dapat dinilai: warga terverifikasi yang ikut %(n)s orang, minimal %(least)s."
        ),
        Failure.DIMENSION_MISSING: N_(
            "Belum dapat dinilai: baru %(n)s dari 4 dimensi terisi. Konsultasi dan Keputusan wajib ada."
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that failed; `FAILURE_SENTENCES[failure] % values` is its sentence."""

    failure: Failure
    values: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """Return the msgid, to be translated and filled by the page."""
        return FAILURE_SENTENCES[self.failure]


def failed_conditions(inputs: Inputs, result: Result, method: Method = CURRENT) -> tuple[Condition, ...]:
    """Return every condition of publication that is not met; none means that the number may be shown."""
    return (
        *_adults(inputs, method),
        *_age(inputs, method),
        *_participants(inputs, method),
        *_dimensions(result),
    )


def may_compare(inputs: Inputs, result: Result, method: Method = CURRENT) -> bool:
    """Tell whether the place may be put in a tier: publishable, and at least 30 people took part."""
    enough = (inputs.participants or 0) >= method.tier_participants
    return enough and not failed_conditions(inputs, result, method)


def months_between(earlier: str, later: str) -> int:
    """Return the whole months from one "YYYY-MM" to another, negative if `later` comes first."""
    (y1, m1), (y2, m2) = ((int(part) for part in month.split("-")) for month in (earlier, later))
    return (y2 - y1) * 12 + m2 - m1


def _adults(inputs: Inputs, method: Method) -> Iterable[Condition]:
    if not inputs.adults:
        yield Condition(Failure.ADULTS_UNKNOWN)
    elif inputs.adults < method.publish_adults:
        yield Condition(Failure.ADULTS_TOO_FEW, (("n", inputs.adults), ("least", method.publish_adults)))


def _age(inputs: Inputs, method: Method) -> Iterable[Condition]:
    if not inputs.adults:
        return
    if inputs.adults_on is None:
        yield Condition(Failure.ADULTS_UNDATED)
        return
    age = months_between(inputs.adults_on, inputs.period)
    if age > method.publish_adults_age_months:
        yield Condition(Failure.ADULTS_STALE, (("n", age), ("most", method.publish_adults_age_months)))


def _participants(inputs: Inputs, method: Method) -> Iterable[Condition]:
    if inputs.participants is None:
        yield Condition(Failure.PARTICIPANTS_UNKNOWN)
    elif inputs.participants < method.publish_participants:
        values = (("n", inputs.participants), ("least", method.publish_participants))
        yield Condition(Failure.PARTICIPANTS_TOO_FEW, values)


def _dimensions(result: Result) -> Iterable[Condition]:
    if result.value is None:
        present = sum(dimension.value is not None for dimension in result.dimensions)
        yield Condition(Failure.DIMENSION_MISSING, (("n", present),))


class Tier(StrEnum):
    ABOVE = "above"
    ALIKE = "alike"
    BELOW = "below"


TIER_LABELS: Mapping[Tier, str] = MappingProxyType(
    {
        Tier.ABOVE: N_("di atas median kota"),
        Tier.ALIKE: N_("setara median kota"),
        Tier.BELOW: N_("di bawah median kota"),
    }
)


@dataclass(frozen=True, slots=True)
class Comparable:
    """A published place that `may_compare`: the ends of its 90 % interval."""

    kelurahan: str
    low: float
    high: float


def tiers(places: Iterable[Comparable], published: Iterable[float]) -> dict[str, Tier]:
    """Return each place's tier: its whole interval lies above or below the median of `published`, else it is alike.

    `published` are all scores of the month, the small places' too: the median that the score page prints.

    The definition asks for tiers in place of ranks and leaves them open; this is the split that a difference
    within the intervals cannot turn round.
    """
    values = list(published)
    if not values:
        return {}
    middle = statistics.median(values)
    return {place.kelurahan: _tier(place, middle) for place in places}


def _tier(place: Comparable, middle: float) -> Tier:
    if place.low > middle:
        return Tier.ABOVE
    return Tier.BELOW if place.high < middle else Tier.ALIKE

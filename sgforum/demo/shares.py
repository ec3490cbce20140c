"""How the demo splits the city's published number among its kelurahan: an illustration with a stated rule. Pure.

Published: 757,418 residents, 387,112 men and 370,306 women (Kepmendagri 300.2.2-2430/2025, in score.md 3); about
1,600 RT (2019), 47 for each of the 34 kelurahan. Not published here, and therefore invented by rule:

- kelurahan number k (by code, from 1) weighs 0.6 + 0.8 * frac(k * 0.618034), so between 0.6 and 1.4, on
  average 1; residents and RT are dealt out by these weights, whole numbers by the largest remainder;
- 72 % of the residents are 17 and over; of these 18 % are 17-24, 45 % are 25-44, 24 % are 45-59 and 13 % are 60
  and over, in both sexes as the city's men and women stand to each other.

For the province the published numbers of residents of its ten kota and kabupaten (the same decree) are split by
the same rule; RT as dense as in Balikpapan, 474 residents to one, and at least four in a kelurahan or desa; the
sexes as in Balikpapan.

BPS' projection for the city is 725,440 (score.md 3): its kelurahan have the same shares of that number.

Every figure made here carries a source that begins with `ilustrasi demo`.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..territory.models import AgeBand, Sex

SOURCE = "ilustrasi demo"
PROJECTION = "ilustrasi demo, proyeksi BPS"
RESIDENTS = 757_418
BY_SEX = {Sex.FEMALE: 370_306, Sex.MALE: 387_112}
RT_COUNT = 47 * 34
MAIN_KOTA = "64.71"  # Balikpapan
RESIDENTS_OF = {
    "64.01": 309_667, "64.02": 806_964, "64.03": 299_005, "64.07": 186_581, "64.08": 448_850, "64.09": 202_067,
    "64.11": 39_715, MAIN_KOTA: RESIDENTS, "64.72": 881_225, "64.74": 191_811,
}  # fmt: skip
BPS_RESIDENTS_OF = {MAIN_KOTA: 725_440}  # projection for 2025; of the others none is at hand
SMARTPHONES = 0.8788  # phone users of 2018 by the study that the demo's baseline comes from
LEAST_RTS = 4  # one for each RW
ADULT_SHARE = 0.72
BY_AGE = {AgeBand.YOUNG: 18, AgeBand.ADULT: 45, AgeBand.MIDDLE: 24, AgeBand.OLD: 13}
_GOLDEN = 0.618034


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of the weights whose sum is the total (largest remainder, first of equals)."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(value) for value in exact]
    order = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts


def weigh(count: int) -> list[float]:
    """The weights of so many kelurahan in the order of their codes."""
    return [0.6 + 0.8 * (number * _GOLDEN % 1) for number in range(1, count + 1)]


def split_adults(count: int, kota: str = MAIN_KOTA) -> list[int]:
    """Residents of 17 and over of each kelurahan of a kota."""
    return [round(people * ADULT_SHARE) for people in apportion(RESIDENTS_OF[kota], weigh(count))]


def projected_adults(adults: int, kota: str) -> int | None:
    """The same kelurahan by BPS, which counts fewer people in the whole city; None where it is not known."""
    if kota not in BPS_RESIDENTS_OF:
        return None
    return round(adults * BPS_RESIDENTS_OF[kota] / RESIDENTS_OF[kota])


def split_rts(count: int, kota: str = MAIN_KOTA) -> list[int]:
    """Number of RT of each kelurahan of a kota."""
    total = round(RT_COUNT * RESIDENTS_OF[kota] / RESIDENTS)
    return [max(LEAST_RTS, number) for number in apportion(total, weigh(count))]


def split_groups(adults: int) -> dict[tuple[Sex, AgeBand], int]:
    """The adults of a kelurahan by sex and age band; their sum is `adults`."""
    keys = [(sex, band) for sex in Sex for band in AgeBand]
    weights = [float(BY_SEX[sex] * BY_AGE[band]) for sex, band in keys]
    return dict(zip(keys, apportion(adults, weights), strict=True))


def rw_of(rt: int, rts: int, rws: int) -> int:
    """The RW (from 1) of an RT when so many RT, numbered through the kelurahan, are divided among so many RW."""
    return (rt - 1) * rws // rts + 1

"""What a city's score page and its report say beside the scores: trends, categories, how many took part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...core.clock import Period
from ..method import Category, Method
from ..models import Status
from .months import Month, list_months
from .scores import PlaceScore

TREND_MONTHS = 12
MOST_PARTS = 12  # small pictures beside each other; a kabupaten may have more kecamatan than anybody compares
# Sums are printed in tens: beside a table that hides the counts below five, an exact sum would tell a hidden one
_ROUNDED_TO = 10


class Trend(NamedTuple):
    """The mean of a place over the months and those of its parts: (name, values), a value None where nobody was rated."""

    months: Sequence[Month]
    parts: Sequence[tuple[str, list[float | None]]]
    top: float

    @property
    def whole(self) -> list[float | None]:
        return [month.whole.mean if month.whole else None for month in self.months]


def trend_of(period: Period, inside: str | None, names: Mapping[str, str], *, by: int = 3) -> Trend:
    """The trend of a kota by kecamatan, of a provinsi by kota (by=2); names: of the parts, in the order to be shown."""
    months = list_months(period, TREND_MONTHS, inside, by=by)
    parts = [
        (name, [(found.mean if (found := month.parts.get(code)) else None) for month in months])
        for code, name in names.items()
    ][:MOST_PARTS]
    known = [value for _, values in parts for value in values if value is not None]
    return Trend(months, parts, max(known, default=100.0))


class Reach(NamedTuple):
    """How many adults live where a score was reckoned, how many read and how many took part: sums in tens."""

    adults: int
    readers: int
    participants: int


def reach_of(found: Sequence[PlaceScore]) -> Reach | None:
    """Sums over the published kelurahan of a month; None where none is published."""
    open_ones = [score for score in found if score.status is Status.PUBLISHED]
    if not open_ones:
        return None
    readers = sum(score.inputs.get("readers") or 0 for score in open_ones)
    return Reach(
        sum(score.adults or 0 for score in open_ones),
        _in_tens(readers),
        _in_tens(sum(score.participants for score in open_ones)),
    )


def _in_tens(number: int) -> int:
    return round(number / _ROUNDED_TO) * _ROUNDED_TO


def by_category(found: Sequence[PlaceScore], method: Method) -> list[tuple[Category, int]]:
    """How many published kelurahan are in each category, the lowest first."""
    return [
        (category, sum(score.is_published and score.category == category.code for score in found))
        for category in method.categories
    ]


def mean_dimension(code: str, found: Sequence[PlaceScore]) -> float | None:
    """The mean of a dimension over the published kelurahan, weighted by adults as the score's own roll-up is."""
    known = [(score.adults or 0, value) for score in found if (value := score.dimension(code)) is not None]
    people = sum(adults for adults, _ in known)
    return sum(adults * value for adults, value in known) / people if people else None

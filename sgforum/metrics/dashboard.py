"""What the score pages draw beside the numbers: the map of outlines, trends, the way from resident to participant, levers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import url_for

from ..core import cache
from ..core.clock import Period
from ..territory.models import PlaceLevel
from ..territory.queries import list_outline_sources, list_outlines
from ..web.charts import MOST_TILES, short_names
from ..web.outlines import Atlas, kept_atlas
from .levers import Lever, levers, worth_telling
from .method import Category, Method
from .models import Status
from .queries import PlaceScore, by_kecamatan, rollup_of
from .queries.months import Month, list_months

TREND_MONTHS = 12
MOST_PARTS = 12  # small pictures beside each other; a kabupaten may have more kecamatan than anybody compares
# Sums are printed in tens: beside a table that hides the counts below five, an exact sum would tell a hidden one
_ROUNDED_TO = 10

Cell = tuple[str, str, float | None, str]


class OutlineMap(NamedTuple):
    """A map with what its places say: cells by code as `charts.outlinemap` takes them, and who drew the outlines."""

    atlas: Atlas
    cells: Mapping[str, Cell]
    sources: Sequence[tuple[str, str]]


def outline_map(level: PlaceLevel, inside: str | None, cells: Mapping[str, Cell]) -> OutlineMap | None:
    """The map of the places of a level, or None where nobody imported their outlines or there are too many for a page."""
    if len(cells) > MOST_TILES:
        return None
    sources = list_outline_sources(level, inside)
    if not sources:
        return None
    key = f"{level.value} {inside or ''} {cache.versions('territory')}"
    return OutlineMap(kept_atlas(key, lambda: list_outlines(level, inside)), cells, sources)


def score_cells(found: Sequence[PlaceScore], period: Period) -> dict[str, Cell]:
    """Short name, name, printed score and address of each kelurahan."""
    names = _short_names([(score.code, score.name, score.kecamatan_name) for score in found])
    return {
        score.code: (
            names[score.code], score.name, score.shown, url_for("metrics.place", code=score.code, periode=period)
        )
        for score in found
    }  # fmt: skip


def _short_names(places: Sequence[tuple[str, str, str]]) -> dict[str, str]:
    """Names for labels; where two kelurahan of a kota are called alike, their kecamatan tells them apart."""
    names = [name for _, name, _ in places]
    full = [name if names.count(name) == 1 else f"{name} {above} {code}" for code, name, above in places]
    return dict(zip((code for code, _, _ in places), short_names(full), strict=True))


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


def levers_of(score: PlaceScore) -> tuple[Sequence[Lever], Sequence[Lever]]:
    """All indicators of a published score in order of what they would bring, and those worth a line."""
    if not score.is_published or score.document.get("ippk") is None:
        return (), ()
    found = levers(score.document, score.method)
    return found, worth_telling(found)


def context(found: Sequence[PlaceScore], period: Period, inside: str | None) -> dict[str, Any]:
    """What the page of a kota draws: of a kabupaten with hundreds of desa the map shows its kecamatan."""
    kecamatan = {score.kecamatan: score.kecamatan_name for score in found}
    if len(found) > MOST_TILES:
        outline = outline_map(PlaceLevel.KECAMATAN, inside, _kecamatan_cells(found))
    else:
        outline = outline_map(PlaceLevel.KELURAHAN, inside, score_cells(found, period))
    return {
        "outline": outline,
        "trend": trend_of(period, inside, kecamatan),
        "reach": reach_of(found),
        "categories": by_category(found, found[0].method) if found else [],
    }


def _kecamatan_cells(found: Sequence[PlaceScore]) -> dict[str, Cell]:
    groups = by_kecamatan(found)
    names = short_names([name for _, name in groups])
    cells = {}
    for ((code, name), inside), label in zip(groups.items(), names, strict=True):
        rollup = rollup_of(inside)
        mean = round(rollup.mean, 1) if rollup else None
        cells[code] = (label, name, mean, url_for("portal.place", code=code))
    return cells

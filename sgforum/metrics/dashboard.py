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
from .queries import PlaceScore, by_kecamatan, rollup_of
from .queries.overview import by_category, reach_of, trend_of

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
        mean = rollup.shown if rollup else None
        cells[code] = (label, name, mean, url_for("portal.place", code=code))
    return cells

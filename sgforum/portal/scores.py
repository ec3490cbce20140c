"""The scores as home and the kelurahan pages show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import url_for

from ..core.clock import Period
from ..core.errors import NotFound
from ..metrics.queries import (
    PlaceScore,
    by_kota,
    get_score,
    latest_period,
    list_marks,
    list_scores,
    rollup_of,
)
from ..territory.models import Place
from ..web.charts import Centroid, short_names, tile_layout


class Tiles(NamedTuple):
    """What the tile map is drawn from; `period` is None before the first freeze."""

    cells: list[tuple[str, str, int, int, float | None, str]]
    period: Period | None


def city_tiles(kelurahan: Sequence[Place]) -> Tiles:
    """Those kelurahan that have a centroid, with their scores of the newest frozen month or None."""
    period = latest_period()
    values = {score.code: score.ippk for score in list_scores(period)} if period else {}
    places = [place for place in kelurahan if place.latitude is not None]
    layout = _layout(places)
    labels = short_names([place.name for place in places])
    cells = [
        (
            label,
            place.name,
            *layout[place.code],
            values.get(place.code),
            url_for("metrics.place", code=place.code),
        )
        for place, label in zip(places, labels, strict=True)
    ]
    return Tiles(cells, period)


def kota_tiles(kota: Sequence[Place]) -> Tiles:
    """Those kota of a provinsi that have a centroid, with the means of their kelurahan in the newest frozen month."""
    period = latest_period()
    groups = by_kota(list_marks(period)) if period else {}
    places = [place for place in kota if place.latitude is not None]
    layout = _layout(places)
    labels = short_names([place.plain_name for place in places])
    cells = []
    for place, label in zip(places, labels, strict=True):
        rollup = rollup_of(groups.get(place.code, ()))
        url = url_for("metrics.scores", kota=place.code)
        cells.append((label, place.title, *layout[place.code], rollup.shown if rollup else None, url))
    return Tiles(cells, period)


def _layout(places: Sequence[Place]) -> Mapping[str, tuple[int, int]]:
    return tile_layout(
        tuple(Centroid(place.code, place.longitude or 0.0, place.latitude or 0.0) for place in places)
    )


def place_score(code: str) -> PlaceScore | None:
    """A kelurahan's score of the newest frozen month, None where there is none."""
    period = latest_period()
    if period is None:
        return None
    try:
        return get_score(code, period)
    except NotFound:
        return None

"""GeoJSON files (RFC 7946) of the outlines of places: all or nothing, with the line of every wrong feature."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from ..core import audit, cache
from ..core.db import db
from ..core.errors import BadLines, InvalidInput
from ..core.marks import N_
from ..core.permissions import Actor, require
from .models import DEGREE, FORUM_LEVELS, Boundary, Place
from .rules import IMPORT_PLACES
from .services import VERSION

MOST_POINTS = 200_000
_CODE_NAMES = ("code", "kode")

NOT_JSON = N_("Berkas ini bukan JSON yang benar: %(error)s")
NOT_GEOJSON = N_('Berkas ini bukan GeoJSON dengan daftar "features".')
EMPTY = N_("Berkas ini tidak memuat satu wilayah pun.")
NO_SOURCE = N_("Tulis sumber batas wilayah ini, paling panjang 200 huruf.")
NO_CODE = N_('properti "code" dengan kode wilayah tidak ada')
UNKNOWN_PLACE = N_("wilayah %(code)s tidak ada di situs ini; impor dulu daftar wilayahnya")
NO_OUTLINE = N_("wilayah %(code)s setingkat RT atau RW; batasnya tidak digambar")
TWICE = N_("wilayah %(code)s sudah ada di baris %(line)s")
NO_POLYGON = N_("wilayah %(code)s: geometri bukan Polygon atau MultiPolygon")
BAD_RING = N_(
    "wilayah %(code)s: garis batas bukan daftar koordinat yang tertutup, paling sedikit empat titik"
)
BAD_POINT = N_("wilayah %(code)s: titik %(point)s bukan [bujur, lintang] dalam derajat")
TOO_MANY = N_("wilayah %(code)s: lebih dari %(most)s titik; sederhanakan dulu berkasnya")


def import_boundaries(*, actor: Actor, text: str, source: str, licence: str, at: datetime) -> int:
    """Add or replace outlines from a GeoJSON text; how many. Raises BadLines or InvalidInput and changes nothing."""
    if not source.strip() or len(source) > 200:
        raise InvalidInput({"source": NO_SOURCE})
    features = list(_features(text))
    levels = dict(db.session.execute(select(Place.code, Place.level)).all())
    lines: dict[str, int] = {}
    drawn: dict[str, list[list[list[int]]]] = {}
    wrong: list[tuple[int, InvalidInput]] = []
    for line, feature in features:
        try:
            code = _code(feature, levels, lines)
            drawn[code] = _rings(code, feature.get("geometry"))
            lines[code] = line
        except InvalidInput as error:
            wrong.append((line, error))
    if wrong:
        raise BadLines(wrong)
    for code, rings in drawn.items():
        require(actor, IMPORT_PLACES, code)
        boundary = Boundary(place_code=code, rings=rings, source=source.strip(), licence=licence[:40], imported_at=at)  # fmt: skip
        db.session.merge(boundary)
    cache.bump(VERSION)
    audit.record(
        actor=actor, act="territory.boundaries", subject="places", at=at,
        details={"rows": len(drawn), "source": source.strip()},
    )  # fmt: skip
    return len(drawn)


def _features(text: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each feature with the line it begins on; raises InvalidInput for what is no FeatureCollection."""
    try:
        document = json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput({"file": NOT_JSON}, error=str(error)[:200]) from None
    listed = document.get("features") if isinstance(document, dict) else None
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        raise InvalidInput({"file": NOT_GEOJSON})
    if not listed:
        raise InvalidInput({"file": EMPTY})
    yield from zip(_lines(text, len(listed)), listed, strict=True)


def _lines(text: str, count: int) -> Sequence[int]:
    """The lines of the features: where each says that it is one, else they are numbered as they come."""
    marks = [match.start() for match in re.finditer(r'"type"\s*:\s*"Feature"', text)]
    if len(marks) != count:
        return range(1, count + 1)
    return [text.count("\n", 0, mark) + 1 for mark in marks]


def _code(feature: dict[str, Any], levels: dict[str, Any], lines: dict[str, int]) -> str:
    """The code of a place that may have an outline, and had none in the lines before."""
    properties = feature.get("properties")
    known = properties if isinstance(properties, dict) else {}
    code = next((known[name] for name in _CODE_NAMES if isinstance(known.get(name), str)), "")
    if not code:
        raise InvalidInput(NO_CODE)
    if code not in levels:
        raise InvalidInput(UNKNOWN_PLACE, code=code[:40])
    if levels[code] not in FORUM_LEVELS:
        raise InvalidInput(NO_OUTLINE, code=code)
    if code in lines:
        raise InvalidInput(TWICE, code=code, line=lines[code])
    return code


def _rings(code: str, geometry: object) -> list[list[list[int]]]:
    shape = geometry if isinstance(geometry, dict) else {}
    parts = shape.get("coordinates")
    if shape.get("type") == "Polygon":
        parts = [parts]
    elif shape.get("type") != "MultiPolygon":
        raise InvalidInput(NO_POLYGON, code=code)
    if not isinstance(parts, list) or not parts or not all(isinstance(part, list) and part for part in parts):
        raise InvalidInput(NO_POLYGON, code=code)
    rings = [_ring(code, ring) for part in parts for ring in part]
    if sum(map(len, rings)) > MOST_POINTS:
        raise InvalidInput(TOO_MANY, code=code, most=MOST_POINTS)
    return rings


def _ring(code: str, ring: object) -> list[list[int]]:
    if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
        raise InvalidInput(BAD_RING, code=code)
    return [_point(code, point) for point in ring]


def _point(code: str, point: object) -> list[int]:
    """Longitude and latitude in hundred-thousandths of a degree; a height behind them is left out."""
    pair = point[:2] if isinstance(point, list) else []
    if len(pair) < 2 or any(type(value) not in (int, float) for value in pair) or not _is_on_earth(*pair):
        raise InvalidInput(BAD_POINT, code=code, point=str(point)[:40])
    return [round(value * DEGREE) for value in pair]


def _is_on_earth(longitude: float, latitude: float) -> bool:
    return -180 <= longitude <= 180 and -90 <= latitude <= 90

"""A city in small: two kecamatan, three kelurahan, a few RT."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import sgforum.territory
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from sgforum.territory.boundaries import import_boundaries
from sgforum.territory.files import import_places
from sgforum.territory.models import AgeBand, Denominator, DenominatorGroup, Place, PlaceLevel, Sex

CITY = "64.71"
KELURAHAN = "64.71.01.1001"
OTHER_KELURAHAN = "64.71.01.1002"
FAR_KELURAHAN = "64.71.02.1001"


def make_city() -> Place:
    """The city with RW 01 (RT 01 to 03) in each of three kelurahan; committed."""
    rows = [
        ("64.71", PlaceLevel.KOTA, None, "Kota Balikpapan"),
        ("64.71.01", PlaceLevel.KECAMATAN, "64.71", "Balikpapan Timur"),
        ("64.71.02", PlaceLevel.KECAMATAN, "64.71", "Balikpapan Barat"),
        (KELURAHAN, PlaceLevel.KELURAHAN, "64.71.01", "Manggar"),
        (OTHER_KELURAHAN, PlaceLevel.KELURAHAN, "64.71.01", "Lamaru"),
        (FAR_KELURAHAN, PlaceLevel.KELURAHAN, "64.71.02", "Baru Ilir"),
    ]
    for kelurahan in (KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN):
        rows.append((f"{kelurahan}.RW01", PlaceLevel.RW, kelurahan, "RW 01"))
        rows += [
            (f"{kelurahan}.RW01.RT{n:02d}", PlaceLevel.RT, f"{kelurahan}.RW01", f"RT {n:02d}")
            for n in (1, 2, 3)
        ]
    for code, level, parent, name in rows:
        db.session.add(Place(code=code, level=level, parent_code=parent, name=name))
        db.session.flush()
    db.session.commit()
    return db.session.get_one(Place, CITY)


def make_denominator(
    place_code: str = KELURAHAN, adults: int = 15_600, rt_count: int | None = 47, **fields
) -> Denominator:
    """An approved denominator, with groups of equal size; committed."""
    groups = [(sex, band) for sex in Sex for band in AgeBand]
    values = {
        "as_of": date(2026, 1, 1), "source": "uji", "entered_by_name": "A", "entered_at": now(),
        "approved_by_id": 999, "approved_by_name": "B", "approved_at": now(),
        "groups": [
            DenominatorGroup(sex=sex, age_band=band, people=adults // 8 + (adults % 8 if n == 0 else 0))
            for n, (sex, band) in enumerate(groups)
        ],
    } | fields  # fmt: skip
    row = Denominator(place_code=place_code, adults=adults, rt_count=rt_count, **values)
    db.session.add(row)
    db.session.commit()
    return row


def make_outlines(*codes: str) -> None:
    """A row of squares, each a tenth of a degree wide, as the outlines of places; committed."""
    features = []
    for number, code in enumerate(codes):
        x, y, side = 116 + number / 10, -1.2, 0.1
        ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"code": code}, "geometry": geometry})
    text = json.dumps({"type": "FeatureCollection", "features": features})
    with transaction():
        import_boundaries(actor=SYSTEM, text=text, source="BIG", licence="CC BY 4.0", at=now())


PROVINSI = "64"
KABUPATEN = "64.02"  # Kutai Kartanegara: 237 kelurahan and desa, the most of the ten
DESA = "64.02.01.2002"
_PROVINCE = Path(sgforum.territory.__file__).parent / "data" / "kalimantan_timur.csv"


def province_text() -> str:
    return _PROVINCE.read_text(encoding="utf-8")


def make_province(kota: tuple[str, ...] = ()) -> None:
    """Kalimantan Timur as it is shipped, of which only some kota if any are named, through the import; committed."""
    head, *lines = province_text().splitlines(keepends=True)
    if kota:
        lines = [line for line in lines if line.startswith("provinsi") or line.split(",")[1].startswith(kota)]
    with transaction():
        import_places(actor=SYSTEM, text="".join([head, *lines]), at=now())

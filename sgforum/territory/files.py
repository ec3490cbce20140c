"""CSV files of places and denominators: all or nothing, with the number of every wrong line."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime

from sqlalchemy import select, update

from ..core import audit, cache
from ..core.db import db
from ..core.errors import BadLines, InvalidInput, SgforumError
from ..core.marks import N_
from ..core.permissions import Actor, require
from ..core.rows import read_table
from ..core.sheets import make_each, read_rows
from .models import PARENT_LEVEL, AgeBand, Place, PlaceLevel, Publisher, Sex
from .queries import list_places
from .rules import IMPORT_PLACES
from .services import VERSION, Groups, Statement, enter_denominator
from .tables import Known, Places, read_official

PLACE_COLUMNS = (
    "level", "code", "parent_code", "name", "alt_name", "postal_code",
    "centroid_lat", "centroid_lng", "source", "licence",
)  # fmt: skip
GROUP_COLUMNS = tuple(f"{sex}_{band}" for sex in Sex for band in AgeBand)
DENOMINATOR_COLUMNS = (
    "code", "adults", "rt_count", "publisher", "source", "as_of", "smartphone_share", *GROUP_COLUMNS,
)  # fmt: skip
SPLIT_NOTE = "umur 15-19 dibagi rata"
_CODES = {
    PlaceLevel.PROVINSI: r"\d{2}",
    PlaceLevel.KOTA: r"\d{2}\.\d{2}",
    PlaceLevel.KECAMATAN: r"\d{2}\.\d{2}\.\d{2}",
    PlaceLevel.KELURAHAN: r"\d{2}\.\d{2}\.\d{2}\.\d{4}",
    PlaceLevel.RW: r"\d{2}\.\d{2}\.\d{2}\.\d{4}\.RW\d{2,3}",
    PlaceLevel.RT: r"\d{2}\.\d{2}\.\d{2}\.\d{4}\.RW\d{2,3}\.RT\d{2,3}",
}


def import_places(*, actor: Actor, text: str, at: datetime) -> int:
    """Add or update places from a CSV text; the number of places. Raises BadLines and changes nothing."""
    rows = list(read_rows(text, required=("level", "code", "name"), known=PLACE_COLUMNS))
    existing = {place.code: place for place in db.session.scalars(select(Place))}
    levels = {code: place.level for code, place in existing.items()}
    places = make_each(rows, lambda row: _place(row, levels))
    for place in places:
        require(actor, IMPORT_PLACES, place.code)
        if place.code in existing:
            db.session.merge(place)
        else:
            existing[place.code] = place
            db.session.add(place)
    db.session.flush()
    _join_provinsi()
    cache.bump(VERSION)
    audit.record(actor=actor, act="territory.import", subject="places", at=at, details={"rows": len(places)})
    return len(places)


def _join_provinsi() -> None:
    """Put each kota below its provinsi, also where the provinsi came later."""
    for provinsi in db.session.scalars(select(Place.code).where(Place.level == PlaceLevel.PROVINSI)).all():
        inside = Place.code.startswith(provinsi + ".", autoescape=True)
        db.session.execute(
            update(Place).where(Place.level == PlaceLevel.KOTA, inside).values(parent_code=provinsi)
        )


def export_places() -> str:
    """All places as the CSV text that import_places reads."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(PLACE_COLUMNS)
    for place in db.session.scalars(select(Place).order_by(Place.code)):
        writer.writerow(
            (
                place.level.value, place.code, place.parent_code or "", place.name, place.alt_name, place.postal_code,
                _degrees(place.latitude), _degrees(place.longitude), place.source, place.licence,
            )
        )  # fmt: skip
    return stream.getvalue()


def import_denominators(*, actor: Actor, text: str, at: datetime) -> int:
    """Enter denominators from a CSV text, still to be approved; the number of lines. Raises BadLines."""
    rows = list(read_rows(text, required=("code", "adults", "source", "as_of"), known=DENOMINATOR_COLUMNS))

    def enter(row: dict[str, str]) -> None:
        figure = Statement(
            adults=_whole(row["adults"], "adults"),
            rt_count=_whole(row["rt_count"], "rt_count") if row.get("rt_count") else None,
            groups=_groups(row),
            publisher=_publisher(row.get("publisher", "")),
            source=row["source"],
            as_of=parse_day(row["as_of"]),
            smartphone_share=_share(row.get("smartphone_share", "")),
        )
        enter_denominator(actor=actor, place_code=row["code"], figure=figure, at=at)

    make_each(rows, enter)
    return len(rows)


def import_official(
    *, actor: Actor, data: bytes, publisher: Publisher, source: str, as_of: date | None, at: datetime
) -> int:
    """Enter what an office's own table says, CSV or XLSX (sgforum.territory.tables), still to be approved.

    as_of: None takes the end of the semester, or of the year, that the table's columns name. Returns how many
    kelurahan. Raises BadLines, InvalidInput with a sentence for what is no such table; then nothing is entered.
    """
    table = read_official(read_table(data), _places())
    if not table.places:
        raise InvalidInput({"file": NO_ROWS})
    day = as_of or _end_of(table.year, table.semester)
    if day is None:
        raise InvalidInput({"as_of": NO_DATE})
    wrong: list[tuple[int, SgforumError]] = []
    for place in table.places:
        figure = Statement(
            adults=place.adults, rt_count=place.rt_count, groups=place.groups, publisher=publisher,
            source=f"{source.strip()} ({SPLIT_NOTE})" if place.is_split else source, as_of=day,
        )  # fmt: skip
        try:
            enter_denominator(actor=actor, place_code=place.code, figure=figure, at=at)
        except SgforumError as error:
            wrong.append((place.line, error))
    if wrong:
        raise BadLines(wrong)
    return len(table.places)


NO_ROWS = N_("Tabel ini tidak memuat satu kelurahan pun.")
NO_DATE = N_("Tulis tanggal angka ini: tabelnya tidak menyebut tahun.")


def _places() -> Places:
    above = {place.code: place.name for place in list_places(PlaceLevel.KECAMATAN)}
    return Places(
        Known(place.code, place.name, above.get(place.parent_code or "", ""))
        for place in list_places(PlaceLevel.KELURAHAN)
    )


def _end_of(year: int | None, semester: int | None) -> date | None:
    if year is None:
        return None
    return date(year, 6, 30) if semester == 1 else date(year, 12, 31)


def _place(row: dict[str, str], levels: dict[str, PlaceLevel]) -> Place:
    try:
        level = PlaceLevel(row["level"])
    except ValueError:
        raise InvalidInput(N_("tingkat tidak dikenal: %(level)s"), level=row["level"]) from None
    code, parent = row["code"], row.get("parent_code", "")
    if not re.fullmatch(_CODES[level], code):
        raise InvalidInput(N_("kode %(code)s bukan kode %(level)s"), code=code, level=level.value)
    if levels.get(code, level) is not level:
        raise InvalidInput(
            N_("kode %(code)s sudah dipakai untuk %(level)s"), code=code, level=levels[code].value
        )
    if not row["name"] or len(row["name"]) > 120:
        raise InvalidInput(N_("nama kosong atau lebih dari 120 huruf"))
    above = PARENT_LEVEL.get(level)
    if level is PlaceLevel.KOTA and levels.get(parent) is None:
        above, parent = None, ""  # a kota may stand alone, whatever provinsi its line names
    if above and (not code.startswith(parent + ".") or levels.get(parent) is not above):
        raise InvalidInput(
            N_("induk %(parent)s tidak ada atau bukan %(level)s"), parent=parent or "–", level=above.value
        )
    levels[code] = level
    return Place(
        code=code, level=level, parent_code=parent if above else None, name=row["name"],
        alt_name=row.get("alt_name", "")[:120], postal_code=row.get("postal_code", "")[:10],
        latitude=_coordinate(row.get("centroid_lat", ""), 90), longitude=_coordinate(row.get("centroid_lng", ""), 180),
        source=row.get("source", "")[:200], licence=row.get("licence", "")[:40],
    )  # fmt: skip


def _coordinate(text: str, most: int) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not -most <= value <= most:
        raise InvalidInput(
            N_("koordinat %(text)s bukan angka antara -%(most)s dan %(most)s"), text=text, most=most
        )
    return value


def _degrees(value: float | None) -> str:
    return "" if value is None else f"{value:.5f}"


def _whole(text: str, name: str) -> int:
    if not re.fullmatch(r"\d{1,9}", text):
        raise InvalidInput(N_("%(name)s: %(text)s bukan bilangan bulat"), name=name, text=text)
    return int(text)


def _publisher(text: str) -> Publisher:
    try:
        return Publisher(text.lower()) if text else Publisher.OTHER
    except ValueError:
        raise InvalidInput(
            N_("publisher: %(text)s bukan salah satu dari %(known)s"), text=text, known=", ".join(Publisher)
        ) from None


def _share(text: str) -> float | None:
    if not text:
        return None
    if not re.fullmatch(r"[01](\.\d{1,6})?", text):
        raise InvalidInput(
            N_("smartphone_share: %(text)s bukan bilangan antara 0 dan 1, dengan titik desimal"), text=text
        )
    return float(text)


def parse_day(text: str) -> date:
    """A date written YYYY-MM-DD; raises InvalidInput."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(N_("as_of: %(text)s bukan tanggal TAHUN-BULAN-HARI"), text=text) from None


def _groups(row: dict[str, str]) -> Groups:
    given = {name: row[name] for name in GROUP_COLUMNS if row.get(name)}
    if not given:
        return {}
    if len(given) != len(GROUP_COLUMNS):
        raise InvalidInput(N_("isi semua kolom jenis kelamin dan umur, atau tidak satu pun"))
    return {(sex, band): _whole(given[f"{sex}_{band}"], f"{sex}_{band}") for sex in Sex for band in AgeBand}

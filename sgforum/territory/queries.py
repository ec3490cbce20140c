"""Reading places and denominators."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, false, func, or_, select

from ..core.db import db
from ..core.errors import NotFound
from ..core.marks import N_
from ..core.permissions import covers
from .models import DEGREE, FORUM_LEVELS, Boundary, Denominator, Place, PlaceLevel, Publisher, kota_code

NO_PLACE = N_("Wilayah itu tidak ditemukan.")


def get_place(code: str, *levels: PlaceLevel) -> Place:
    """The place, of one of the levels if any are named; raises NotFound."""
    place = db.session.get(Place, code)
    if place is None or (levels and place.level not in levels):
        raise NotFound(NO_PLACE)
    return place


def find_root() -> Place | None:
    """The place that the whole installation is: its provinsi, else its kota; None before territory is imported."""
    return db.session.scalar(
        select(Place)
        .where(Place.level.in_((PlaceLevel.PROVINSI, PlaceLevel.KOTA)))
        .order_by(func.length(Place.code), Place.code)
        .limit(1)
    )


def root_code() -> str:
    """The code of the whole installation's place; "" before territory is imported, where only the system may act."""
    root = find_root()
    return root.code if root else ""


class KotaChoice(NamedTuple):
    """The kota that a page is about, where an installation has several; None while none of them is chosen.

    others: those to choose from; none where there is one kota only, or one only that concerns the reader.
    inside: the code by which lists are narrowed; None where the installation has no more than the one kota.
    """

    kota: Place | None
    others: Sequence[Place]
    inside: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the reader has yet to choose."""
        return self.kota is None and bool(self.others)

    @property
    def args(self) -> dict[str, str]:
        """What an address carries so that the choice stays."""
        return {"kota": self.inside} if self.inside else {}

    def narrow(self, places: Collection[str]) -> list[str]:
        """The places of a person's roles as far as they lie in the chosen kota; all where none has to be chosen."""
        if self.inside is None:
            return sorted(places)
        if any(covers(place, self.inside) for place in places):
            return [self.inside]
        return sorted(place for place in places if covers(self.inside, place))


def choose_kota(asked: str | None, among: Collection[str] | None = None) -> KotaChoice:
    """The kota that a code is or lies in (None, "": not chosen yet); raises NotFound for one that is not offered.

    among: the places of a person's roles; only the kota that these lie in or cover are offered.
    """
    every = list_places(PlaceLevel.KOTA)
    if len(every) < 2:
        return KotaChoice(next(iter(every), None), ())
    if among is not None:
        every = [kota for kota in every if any(covers(kota.code, c) or covers(c, kota.code) for c in among)]
    if len(every) == 1:
        return KotaChoice(every[0], (), every[0].code)
    if not asked or asked in {place.code.partition(".")[0] for place in every}:
        return KotaChoice(None, every)
    code = kota_code(asked)
    found = next((place for place in every if place.code == code), None)
    if found is None:
        raise NotFound(NO_PLACE)
    return KotaChoice(found, every, code)


def list_places(level: PlaceLevel, inside: str | None = None) -> Sequence[Place]:
    """All places of a level, by code; with `inside`, only those below that place."""
    query = select(Place).where(Place.level == level).order_by(Place.code)
    if inside is not None:
        query = query.where(Place.code.startswith(inside + ".", autoescape=True))
    return db.session.scalars(query).all()


MOST_FOUND = 50
LEAST_SEARCHED = 2


def search_places(text: str) -> Sequence[Place]:
    """Places with a forum whose name holds the text, those that begin with it first; none for less than two letters."""
    wanted = " ".join(text.split()).lower()[:60]
    if len(wanted) < LEAST_SEARCHED:
        return []
    name, other = func.lower(Place.name), func.lower(Place.alt_name)
    return db.session.scalars(
        select(Place)
        .where(
            Place.level.in_(FORUM_LEVELS),
            or_(name.contains(wanted, autoescape=True), other.contains(wanted, autoescape=True)),
        )
        .order_by(name.startswith(wanted, autoescape=True).desc(), Place.name, Place.code)
        .limit(MOST_FOUND)
    ).all()


def count_places() -> list[tuple[PlaceLevel, int]]:
    """How many places of each level there are; without a provinsi nothing is said of one."""
    rows = db.session.execute(select(Place.level, func.count()).group_by(Place.level)).all()
    counts = {level: int(number) for level, number in rows}
    return [
        (level, counts.get(level, 0))
        for level in PlaceLevel
        if level is not PlaceLevel.PROVINSI or level in counts
    ]


def list_offered(choice: KotaChoice) -> list[Place]:
    """The places with a forum for a select, the widest first; of several kota all, and what lies in the chosen one."""
    found = [*list_places(PlaceLevel.PROVINSI), *(choice.others or list_places(PlaceLevel.KOTA))]
    if not choice.is_open:
        for level in (PlaceLevel.KECAMATAN, PlaceLevel.KELURAHAN):
            found += list_places(level, choice.inside)
    return found


def list_titles(codes: Sequence[str]) -> dict[str, str]:
    """{code: title} of these places; one that is gone keeps its code."""
    rows = db.session.scalars(select(Place).where(Place.code.in_(codes)))
    return {code: code for code in codes} | {place.code: place.title for place in rows}


def list_ancestors(code: str) -> Sequence[Place]:
    """The place's chain from the provinsi or kota down to the place itself, in one query."""
    parts = code.split(".")
    codes = [".".join(parts[: index + 1]) for index in range(len(parts))]
    return db.session.scalars(select(Place).where(Place.code.in_(codes)).order_by(Place.code)).all()


PREFERENCE = case(
    {publisher: place for place, publisher in enumerate(Publisher)}, value=Denominator.publisher
)
"""The order in which publishers are taken as the denominator: a fixed one, so that nobody picks the handier number."""

_ORDER = (Denominator.as_of.desc(), Denominator.approved_at.desc(), Denominator.id.desc())


Shape = list[list[tuple[float, float]]]


def list_outlines(level: PlaceLevel, inside: str | None = None) -> dict[str, Shape]:
    """The imported outlines of a level, with `inside` of those below that place: rings of (longitude, latitude) by code."""
    rows = db.session.execute(select(Boundary.place_code, Boundary.rings).where(*_outlined(level, inside)))
    return {code: [[(x / DEGREE, y / DEGREE) for x, y in ring] for ring in rings] for code, rings in rows}


def list_outline_sources(level: PlaceLevel, inside: str | None = None) -> list[tuple[str, str]]:
    """Who drew those outlines, with the licence; none where nobody imported any."""
    query = select(Boundary.source, Boundary.licence).where(*_outlined(level, inside)).distinct()
    return [(source, licence) for source, licence in db.session.execute(query.order_by(Boundary.source))]


def _outlined(level: PlaceLevel, inside: str | None) -> list[ColumnElement[bool]]:
    known = select(Place.code).where(Place.level == level)
    conditions: list[ColumnElement[bool]] = [Boundary.place_code.in_(known)]
    if inside is not None:
        conditions.append(Boundary.place_code.startswith(inside + ".", autoescape=True))
    return conditions


def find_denominator(place_code: str, on: date) -> Denominator | None:
    """The approved denominator in force on a date: the newest of the first publisher that has one."""
    return db.session.scalar(
        select(Denominator)
        .where(
            Denominator.place_code == place_code,
            Denominator.as_of <= on,
            Denominator.approved_at.is_not(None),
        )
        .order_by(PREFERENCE, *_ORDER)
        .limit(1)
    )


def list_denominators(on: date | None = None) -> dict[str, list[Denominator]]:
    """By place the newest approved figure of each publisher (on a date, if one is named), the one in force first."""
    conditions: list[ColumnElement[bool]] = [Denominator.approved_at.is_not(None)]
    if on is not None:
        conditions.append(Denominator.as_of <= on)
    newest = (
        select(
            Denominator.id,
            func.row_number()
            .over(partition_by=(Denominator.place_code, Denominator.publisher), order_by=_ORDER)
            .label("position"),
        )
        .where(*conditions)
        .subquery()
    )
    rows = db.session.scalars(
        select(Denominator)
        .join(newest, newest.c.id == Denominator.id)
        .where(newest.c.position == 1)
        .order_by(Denominator.place_code, PREFERENCE)
        .execution_options(populate_existing=True)
    )
    found: dict[str, list[Denominator]] = {}
    for row in rows:
        found.setdefault(row.place_code, []).append(row)
    return found


def list_unapproved_denominators(places: Collection[str]) -> Sequence[tuple[Denominator, Place]]:
    """What waits for a second person in and below the places."""
    return db.session.execute(
        select(Denominator, Place)
        .join(Place, Place.code == Denominator.place_code)
        .where(
            Denominator.approved_at.is_(None),
            or_(
                false(),
                *(
                    (Place.code == code) | Place.code.startswith(code + ".", autoescape=True)
                    for code in places
                ),
            ),
        )
        .order_by(Denominator.entered_at, Denominator.id)
    ).all()


def list_in_force(
    inside: str | None = None, on: date | None = None
) -> Sequence[tuple[Place, Sequence[Denominator]]]:
    """Every kelurahan, or with `inside` those below a place, with its figures in force as `list_denominators` has them."""
    figures = list_denominators(on)
    return [(place, figures.get(place.code, ())) for place in list_places(PlaceLevel.KELURAHAN, inside)]

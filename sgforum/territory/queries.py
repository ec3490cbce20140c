"""Reading places and denominators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from ..core.db import db
from ..core.errors import NotFound
from ..core.marks import N_
from .models import Denominator, Place, PlaceLevel

NO_PLACE = N_("Wilayah itu tidak ditemukan.")


def get_place(code: str, *levels: PlaceLevel) -> Place:
    """The place, of one of the levels if any are named; raises NotFound."""
    place = db.session.get(Place, code)
    if place is None or (levels and place.level not in levels):
        raise NotFound(NO_PLACE)
    return place


def find_city() -> Place | None:
    """The one kota of this installation, or None before its territory is imported."""
    return db.session.scalar(
        select(Place).where(Place.level == PlaceLevel.KOTA).order_by(Place.code).limit(1)
    )


def list_places(level: PlaceLevel, inside: str | None = None) -> Sequence[Place]:
    """All places of a level, by code; with `inside`, only those below that place."""
    query = select(Place).where(Place.level == level).order_by(Place.code)
    if inside is not None:
        query = query.where(Place.code.startswith(inside + ".", autoescape=True))
    return db.session.scalars(query).all()


def list_ancestors(code: str) -> Sequence[Place]:
    """The place's chain from the kota down to the place itself, in one query."""
    parts = code.split(".")
    codes = [".".join(parts[: index + 1]) for index in range(len(parts))]
    return db.session.scalars(select(Place).where(Place.code.in_(codes)).order_by(Place.code)).all()


def find_denominator(place_code: str, on: date) -> Denominator | None:
    """The newest approved denominator that was in force on a date."""
    return db.session.scalar(
        select(Denominator)
        .where(
            Denominator.place_code == place_code,
            Denominator.as_of <= on,
            Denominator.approved_at.is_not(None),
        )
        .order_by(Denominator.as_of.desc(), Denominator.approved_at.desc())
        .limit(1)
    )


def list_unapproved_denominators(inside: str) -> Sequence[tuple[Denominator, Place]]:
    """What waits for a second person, in and below a place."""
    return db.session.execute(
        select(Denominator, Place)
        .join(Place, Place.code == Denominator.place_code)
        .where(
            Denominator.approved_at.is_(None),
            (Place.code == inside) | Place.code.startswith(inside + ".", autoescape=True),
        )
        .order_by(Denominator.entered_at, Denominator.id)
    ).all()


def list_in_force() -> Sequence[tuple[Place, Denominator | None]]:
    """Every kelurahan with its newest approved denominator, or None where there is no figure."""
    newest = (
        select(
            Denominator.id,
            func.row_number()
            .over(
                partition_by=Denominator.place_code,
                order_by=(Denominator.as_of.desc(), Denominator.approved_at.desc()),
            )
            .label("position"),
        )
        .where(Denominator.approved_at.is_not(None))
        .subquery()
    )
    rows = db.session.execute(
        select(Place, Denominator)
        .outerjoin(
            Denominator,
            (Denominator.place_code == Place.code)
            & Denominator.id.in_(select(newest.c.id).where(newest.c.position == 1)),
        )
        .where(Place.level == PlaceLevel.KELURAHAN)
        .order_by(Place.code)
    ).all()
    return [(row[0], row[1]) for row in rows]

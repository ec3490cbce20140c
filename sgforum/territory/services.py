"""Acts on places and denominators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select

from ..core import audit, cache
from ..core.db import db
from ..core.errors import Conflict, InvalidInput, NotFound, Refused
from ..core.marks import N_
from ..core.permissions import Actor, require
from .models import AgeBand, Denominator, DenominatorGroup, Place, PlaceLevel, Sex
from .queries import get_place
from .rules import ADD_RT, APPROVE_DENOMINATOR, ENTER_DENOMINATOR

VERSION = "territory"
Groups = Mapping[tuple[Sex, AgeBand], int]


def enter_denominator(
    *,
    actor: Actor,
    place_code: str,
    adults: int,
    rt_count: int | None,
    groups: Groups,
    source: str,
    as_of: date,
    at: datetime,
) -> Denominator:
    """Record what a source says of a place; it counts only after a second person approves it.

    adults: residents of 17 and over. groups: people by sex and age band, empty if the source has none;
    their sum must be `adults`. Raises InvalidInput, Conflict if that source and date are there already.
    """
    get_place(place_code)
    require(actor, ENTER_DENOMINATOR, place_code)
    _check(adults=adults, rt_count=rt_count, groups=groups, source=source, as_of=as_of, at=at)
    known = select(Denominator.id).where(
        Denominator.place_code == place_code, Denominator.as_of == as_of, Denominator.source == source
    )
    if db.session.scalar(known) is not None:
        raise Conflict(N_("Angka dari sumber dan tanggal itu sudah tercatat."))
    entry = Denominator(
        place_code=place_code, adults=adults, rt_count=rt_count, source=source.strip(), as_of=as_of,
        entered_by_id=actor.person_id, entered_by_name=actor.name, entered_at=at,
        groups=[DenominatorGroup(sex=sex, age_band=band, people=people) for (sex, band), people in groups.items()],
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    audit.record(
        actor=actor, act="territory.denominator.enter", subject=place_code, at=at,
        details={"id": entry.id, "adults": adults, "rt": rt_count, "source": source, "as_of": as_of.isoformat()},
    )  # fmt: skip
    return entry


def approve_denominator(*, actor: Actor, denominator_id: int, at: datetime) -> Denominator:
    """Put a recorded figure in force; raises Refused for the person who recorded it."""
    entry = db.session.get(Denominator, denominator_id, with_for_update=True)
    if entry is None:
        raise NotFound(N_("Angka itu tidak ditemukan."))
    require(actor, APPROVE_DENOMINATOR, entry.place_code)
    if entry.approved_at is not None:
        raise Conflict(N_("Angka itu sudah disetujui."))
    if entry.entered_by_id == actor.person_id:
        raise Refused(N_("Angka penduduk harus disetujui orang lain, bukan yang mencatatnya."))
    entry.approved_by_id, entry.approved_by_name, entry.approved_at = actor.person_id, actor.name, at
    cache.bump(VERSION)
    audit.record(
        actor=actor,
        act="territory.denominator.approve",
        subject=entry.place_code,
        at=at,
        details={"id": entry.id},
    )
    return entry


def _check(
    *, adults: int, rt_count: int | None, groups: Groups, source: str, as_of: date, at: datetime
) -> None:
    errors = {}
    if adults <= 0:
        errors["adults"] = N_("Jumlah penduduk 17 tahun ke atas harus lebih dari nol.")
    if rt_count is not None and rt_count <= 0:
        errors["rt_count"] = N_("Jumlah RT harus lebih dari nol.")
    if groups and (sum(groups.values()) != adults or min(groups.values()) < 0):
        errors["groups"] = N_("Jumlah menurut jenis kelamin dan umur tidak sama dengan jumlah seluruhnya.")
    if not source.strip() or len(source) > 200:
        errors["source"] = N_("Tulis sumber angka ini, paling panjang 200 huruf.")
    if as_of > at.date():
        errors["as_of"] = N_("Tanggal angka tidak boleh di masa depan.")
    if errors:
        raise InvalidInput(errors)


def add_rt(*, actor: Actor, kelurahan_code: str, rw: int, rt: int) -> Place:
    """Register an RT, and its RW if it is new; the same RT twice is the same place."""
    if not (0 < rw < 1000 and 0 < rt < 1000):
        raise InvalidInput({"rt": N_("Nomor RW dan RT harus antara 1 dan 999.")})
    kelurahan = get_place(kelurahan_code, PlaceLevel.KELURAHAN)
    require(actor, ADD_RT, kelurahan.code)
    rw_place = _ensure(f"{kelurahan.code}.RW{rw:02d}", PlaceLevel.RW, kelurahan.code, f"RW {rw:02d}")
    return _ensure(f"{rw_place.code}.RT{rt:02d}", PlaceLevel.RT, rw_place.code, f"RT {rt:02d}")


def _ensure(code: str, level: PlaceLevel, parent: str, name: str) -> Place:
    place = db.session.get(Place, code)
    if place is None:
        place = Place(code=code, level=level, parent_code=parent, name=name)
        db.session.add(place)
        db.session.flush()
    return place

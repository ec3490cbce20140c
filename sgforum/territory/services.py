"""Acts on places and denominators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from ..core import audit, cache
from ..core.clock import is_future
from ..core.db import db
from ..core.errors import Conflict, InvalidInput, NotFound, Refused
from ..core.marks import N_
from ..core.permissions import Actor, require
from .models import AgeBand, Denominator, DenominatorGroup, Place, PlaceLevel, Publisher, Sex
from .queries import get_place
from .rules import ADD_RT, APPROVE_DENOMINATOR, ENTER_DENOMINATOR

VERSION = "territory"
Groups = Mapping[tuple[Sex, AgeBand], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What a source says of a place on a date.

    adults: residents of 17 and over. groups: people by sex and age band, empty if the source has none; their sum
    must be `adults`. smartphone_share: of the residents, 0 to 1, None if not told.
    """

    adults: int
    source: str
    as_of: date
    publisher: Publisher = Publisher.OTHER
    rt_count: int | None = None
    groups: Groups = field(default_factory=dict)
    smartphone_share: float | None = None


def enter_denominator(*, actor: Actor, place_code: str, figure: Statement, at: datetime) -> Denominator:
    """Record what a source says of a place; it counts only after a second person approves it.

    Raises InvalidInput, Conflict if that source and date are there already.
    """
    get_place(place_code)
    require(actor, ENTER_DENOMINATOR, place_code)
    _check(figure, at)
    source = figure.source.strip()
    known = select(Denominator.id).where(
        Denominator.place_code == place_code, Denominator.as_of == figure.as_of, Denominator.source == source
    )
    if db.session.scalar(known) is not None:
        raise Conflict(N_("Angka dari sumber dan tanggal itu sudah tercatat."))
    entry = Denominator(
        place_code=place_code, adults=figure.adults, rt_count=figure.rt_count, publisher=figure.publisher,
        source=source, as_of=figure.as_of, smartphone_share=figure.smartphone_share,
        entered_by_id=actor.person_id, entered_by_name=actor.name, entered_at=at,
        groups=[DenominatorGroup(sex=sex, age_band=band, people=n) for (sex, band), n in figure.groups.items()],
    )  # fmt: skip
    db.session.add(entry)
    db.session.flush()
    audit.record(
        actor=actor, act="territory.denominator.enter", subject=place_code, at=at,
        details={
            "id": entry.id, "adults": figure.adults, "rt": figure.rt_count, "publisher": figure.publisher.value,
            "source": source, "as_of": figure.as_of.isoformat(),
        },
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


def _check(figure: Statement, at: datetime) -> None:
    groups, share = figure.groups, figure.smartphone_share
    rules = (
        ("adults", figure.adults > 0, N_("Jumlah penduduk 17 tahun ke atas harus lebih dari nol.")),
        ("rt_count", figure.rt_count is None or figure.rt_count > 0, N_("Jumlah RT harus lebih dari nol.")),
        (
            "groups",
            not groups or (sum(groups.values()) == figure.adults and min(groups.values()) >= 0),
            N_("Jumlah menurut jenis kelamin dan umur tidak sama dengan jumlah seluruhnya."),
        ),
        (
            "source",
            0 < len(figure.source.strip()) <= 200,
            N_("Tulis sumber angka ini, paling panjang 200 huruf."),
        ),
        ("as_of", not is_future(figure.as_of, at), N_("Tanggal angka tidak boleh di masa depan.")),
        (
            "smartphone_share",
            share is None or 0 < share <= 1,
            N_("Bagian pengguna ponsel pintar lebih dari 0% sampai 100%."),
        ),
    )
    errors = {name: sentence for name, is_right, sentence in rules if not is_right}
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

"""Acts on the resource registers (enter, change and remove rows, load the study's baseline), and exports of participation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from sgforum.core import audit, cache
from sgforum.core.clock import Period, is_future
from sgforum.core.db import db, lock
from sgforum.core.errors import InvalidInput, NotFound
from sgforum.core.marks import N_
from sgforum.core.permissions import Actor, Permission, require
from sgforum.metrics.queries import NOT_FROZEN, list_periods
from sgforum.reports.attachments import one_file
from sgforum.reports.baseline_rows import BASELINE_CITY, baseline_rows
from sgforum.reports.fields import MISSING, Wrong, parse, written
from sgforum.reports.models import FIRST_YEAR, Entry
from sgforum.reports.participation import months_tables
from sgforum.reports.queries import VERSION, get_row
from sgforum.reports.rules import EDIT_REGISTER, EXPORT_PARTICIPATION
from sgforum.reports.schema import YEAR, Register
from sgforum.reports.tables import Format
from sgforum.territory.models import PlaceLevel
from sgforum.territory.queries import get_place

TAKEN = N_("Baris ini sudah ada untuk tahun itu. Ubah baris yang lama.")
BAD_YEAR = N_("Tahun laporan paling awal 1990 dan paling jauh tahun depan.")
BAD_DATA_YEAR = N_("Tahun data tidak boleh sesudah tahun laporan.")
FUTURE = N_("Tanggal ini belum terjadi.")
WRONG_WAY = N_("Bulan terakhir lebih awal daripada bulan pertama.")
TOO_MANY = N_("Paling banyak %(most)s bulan dalam satu berkas.")
MOST_MONTHS = 36


def read_values(register: Register, given: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """Return the values of a row from texts by field name; raises InvalidInput with a sentence for each wrong field."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for item in (YEAR, *register.all_fields):
        try:
            values[item.name] = parse(item, given.get(item.name) or "")
        except Wrong as wrong:
            errors[item.name] = wrong.sentence
    if not errors:
        errors = {**_wrong_dates(values, at), **register.wrong(values)}
    if errors:
        raise InvalidInput(errors)
    values["data_year"] = values["data_year"] or values["year"]
    return values


def _wrong_dates(values: Mapping[str, Any], at: datetime) -> dict[str, str]:
    year, data_year, checked = values["year"], values["data_year"], values.get("checked_on")
    errors = {}
    if not FIRST_YEAR <= year <= at.year + 1:
        errors["year"] = BAD_YEAR
    elif data_year is not None and not FIRST_YEAR <= data_year <= year:
        errors["data_year"] = BAD_DATA_YEAR
    if checked is not None and is_future(checked, at):
        errors["checked_on"] = FUTURE
    return errors


def enter_row(
    *, actor: Actor, register: Register, place_code: str, given: Mapping[str, str], at: datetime
) -> Entry:
    """Add a row to a register of a city; `given` are texts by field name, as a form or file has them.

    Raises Forbidden, NotFound for a place that is no city, InvalidInput by field; a key that the year already has is
    refused, never overwritten.
    """
    open_registers(actor, place_code, register.edit)
    values = read_values(register, given, at)
    if find_twin(register, place_code, values) is not None:
        raise InvalidInput({_key_field(register): TAKEN})
    return add_row(actor=actor, register=register, place_code=place_code, values=values, at=at)


def update_row(
    *, actor: Actor, register: Register, public_id: str, given: Mapping[str, str], at: datetime
) -> Entry:
    """Replace what a row says; raises as `enter_row` does, and NotFound for a row that is gone."""
    row = get_row(register, public_id)
    open_registers(actor, row.place_code, register.edit)
    values = read_values(register, given, at)
    twin = find_twin(register, row.place_code, values)
    if twin is not None and twin.id != row.id:
        raise InvalidInput({_key_field(register): TAKEN})
    change_row(actor=actor, register=register, row=row, values=values, at=at)
    return row


def remove_row(*, actor: Actor, register: Register, public_id: str, reason: str, at: datetime) -> None:
    """Take a row out of its register; the audit keeps what it said and why it went. Raises InvalidInput without a reason."""
    row = get_row(register, public_id)
    open_registers(actor, row.place_code, register.edit)
    if not reason.strip():
        raise InvalidInput({"reason": MISSING})
    before = as_texts(register, row)
    db.session.delete(row)
    db.session.flush()
    cache.bump(VERSION)
    audit.record(
        actor=actor,
        act="reports.register.remove",
        subject=_subject(register, row),
        at=at,
        details=before,
        reason=reason.strip(),
    )


def load_baseline(*, actor: Actor, at: datetime) -> int:
    """Enter the study's 2018 figures where no row has their key; the number of rows added, 0 the second time.

    The study describes Balikpapan (64.71): raises NotFound where that city is not in this installation.
    """
    open_registers(actor, BASELINE_CITY)
    added = 0
    for register, values in baseline_rows():
        if find_twin(register, BASELINE_CITY, values) is None:
            add_row(actor=actor, register=register, place_code=BASELINE_CITY, values=values, at=at)
            added += 1
    return added


def add_row(
    *, actor: Actor, register: Register, place_code: str, values: Mapping[str, Any], at: datetime
) -> Entry:
    """Insert a row whose values were read and whose key is free; the caller has asked for permission and lock."""
    row = register.model()
    for name, value in {"place_code": place_code, **values, **_entered(actor, at)}.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    cache.bump(VERSION)
    audit.record(
        actor=actor,
        act="reports.register.enter",
        subject=_subject(register, row),
        at=at,
        details=as_texts(register, row),
    )
    return row


def change_row(
    *, actor: Actor, register: Register, row: Entry, values: Mapping[str, Any], at: datetime
) -> bool:
    """Write the values that differ; False and no trace where none does."""
    before = as_texts(register, row)
    for name, value in values.items():
        setattr(row, name, value)
    after = as_texts(register, row)
    if before == after:
        return False
    row.note_en = ""  # it translated the note that was there
    for name, value in _entered(actor, at).items():
        setattr(row, name, value)
    db.session.flush()
    cache.bump(VERSION)
    audit.record(
        actor=actor,
        act="reports.register.change",
        subject=_subject(register, row),
        at=at,
        details={"before": before, "after": after},
    )
    return True


def find_twin(register: Register, place_code: str, values: Mapping[str, Any]) -> Entry | None:
    """Return the row that has the same key in that city and year, if there is one."""
    query = select(register.model).where(
        register.model.place_code == place_code, register.model.year == values["year"]
    )
    for name in register.key:
        query = query.where(getattr(register.model, name) == values[name])
    return db.session.scalar(query)


def as_texts(register: Register, row: Entry) -> dict[str, str]:
    """Return a row as the texts that would enter it again."""
    return {item.name: written(item, getattr(row, item.name)) for item in (YEAR, *register.all_fields)}


def open_registers(actor: Actor, place_code: str, permission: Permission = EDIT_REGISTER) -> None:
    """Ask for permission and hold the city's registers for this transaction, so that no key is entered twice at once."""
    get_place(place_code, PlaceLevel.KOTA)
    require(actor, permission, place_code)
    lock(f"reports.{place_code}")


def _entered(actor: Actor, at: datetime) -> dict[str, Any]:
    return {"entered_by_id": actor.person_id, "entered_by_name": actor.name, "entered_at": at}


def _key_field(register: Register) -> str:
    return register.key[0] if register.key else YEAR.name


def _subject(register: Register, row: Entry) -> str:
    return f"{register.code}:{row.public_id}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an export is to hold: the months of a place from one to another, in a format."""

    place_code: str
    first: Period
    last: Period
    form: Format


@dataclass(frozen=True, slots=True)
class Export:
    """A file that was made, not yet handed out."""

    place_code: str
    periods: tuple[Period, ...]
    form: Format
    rows: int
    content: bytes


def make_export(*, actor: Actor, wanted: Wanted, demo: bool) -> Export:
    """Make one file of several months, protected as the open data are; reads only, so that nobody waits to write.

    Raises Forbidden without the permission in the place, InvalidInput if the months are the wrong way round or more
    than MOST_MONTHS, NotFound where none of them is frozen.
    """
    require(actor, EXPORT_PARTICIPATION, wanted.place_code)
    if wanted.first > wanted.last:
        raise InvalidInput({"last": WRONG_WAY})
    periods = tuple(each for each in reversed(list_periods()) if wanted.first <= each <= wanted.last)
    if len(periods) > MOST_MONTHS:
        raise InvalidInput({"last": TOO_MANY}, most=MOST_MONTHS)
    if not periods:
        raise NotFound(NOT_FROZEN, period=wanted.last)
    tables = months_tables(periods, wanted.place_code)
    content = one_file(tables, wanted.form, f"partisipasi-{periods[0]}-{periods[-1]}", demo=demo)
    return Export(wanted.place_code, periods, wanted.form, sum(len(table.rows) for table in tables), content)


def record_export(*, actor: Actor, export: Export, at: datetime) -> None:
    """Record who takes a file away, before it leaves; raises Forbidden without the permission in its place."""
    require(actor, EXPORT_PARTICIPATION, export.place_code)
    audit.record(
        actor=actor, act="reports.participation.export", subject=export.place_code, at=at,
        details={
            "from": str(export.periods[0]), "to": str(export.periods[-1]), "format": export.form.value,
            "rows": export.rows, "sha256": hashlib.sha256(export.content).hexdigest(),
        },
    )  # fmt: skip

"""Reading the registers and the resource report of a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from sqlalchemy import func, literal, select, union, union_all

from sgforum.core import cache
from sgforum.core.db import db
from sgforum.core.errors import NotFound
from sgforum.core.marks import N_
from sgforum.reports.compilation import Rows, compile_registers
from sgforum.reports.gaps import CityScore
from sgforum.reports.models import (
    REGISTER_MODELS,
    AccessShare,
    AppUse,
    Budget,
    CatalogueTally,
    CommandCentreEntry,
    Entry,
    Institution,
    LinkTally,
    Staffing,
)
from sgforum.reports.registers import Registers
from sgforum.reports.schema import REGISTERS, Register, find_register

Row = TypeVar("Row", bound=Entry)
VERSION = "reports"
NO_REGISTER = N_("Daftar itu tidak ada.")
NO_ROW = N_("Baris itu tidak ditemukan.")
NO_REPORT = N_("Belum ada data sumber daya untuk tahun %(year)s.")


def get_register(code: str) -> Register:
    """Return the register with this code; raises NotFound."""
    register = find_register(code)
    if register is None:
        raise NotFound(NO_REGISTER)
    return register


def list_rows(register: Register, place_code: str, year: int | None = None) -> Sequence[Entry]:
    """Return the rows of a register, newest year first and in the order of entry, or those of one year."""
    return _rows(register.model, place_code, year)


def _rows(model: type[Row], place_code: str, year: int | None) -> Sequence[Row]:
    query = select(model).where(model.place_code == place_code).order_by(model.year.desc(), model.id)
    if year is not None:
        query = query.where(model.year == year)
    return db.session.scalars(query).all()


def get_row(register: Register, public_id: str) -> Entry:
    """Return a row by its public id; raises NotFound."""
    row = db.session.scalar(select(register.model).where(register.model.public_id == public_id))
    if row is None:
        raise NotFound(NO_ROW)
    return row


def list_years(place_code: str) -> list[int]:
    """Return the report years that have at least one row, newest first, in one query."""
    each = [select(model.year).where(model.place_code == place_code) for model in REGISTER_MODELS]
    years = union(*each).subquery()
    return list(db.session.scalars(select(years.c.year).order_by(years.c.year.desc())))


def count_rows(place_code: str, year: int) -> Mapping[str, int]:
    """Return the number of rows of every register in a year, by register code, in one query."""
    each = [
        select(literal(register.code).label("code"), func.count().label("n"))
        .select_from(register.model)
        .where(register.model.place_code == place_code, register.model.year == year)
        for register in REGISTERS
    ]
    return dict(db.session.execute(union_all(*each)).all())


def registers_of(place_code: str, year: int) -> Registers:
    """Return all that the database says of a city's resources in one report year."""
    return compile_registers(
        year,
        Rows(
            institutions=_rows(Institution, place_code, year),
            links=_rows(LinkTally, place_code, year),
            command_centre=_rows(CommandCentreEntry, place_code, year),
            catalogue=_rows(CatalogueTally, place_code, year),
            budget=_rows(Budget, place_code, year),
            staffing=_rows(Staffing, place_code, year),
            access=_rows(AccessShare, place_code, year),
            app_use=_rows(AppUse, place_code, year),
        ),
    )


def city_score(place_code: str, year: int) -> CityScore | None:
    """Return the city's IPPK to hold beside the resources of a year, or None where no month was frozen.

    The participation row of both gap tables reads it. Until the metrics domain publishes months this is None, and
    the tables say "Belum terdata".
    """
    return None


def report_version() -> str:
    """Return the versions that a kept report page depends on: the registers and the territory."""
    return cache.versions(VERSION, "territory")

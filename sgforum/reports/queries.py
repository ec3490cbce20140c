"""Reading the registers and the resource report of a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import func, literal, select, union, union_all

from sgforum.core import cache
from sgforum.core.db import db
from sgforum.core.errors import NotFound
from sgforum.core.marks import N_
from sgforum.metrics.method import CURRENT
from sgforum.metrics.queries import VERSION as SCORES_VERSION
from sgforum.metrics.queries import PlaceScore, latest_period, list_scores, rollup_of
from sgforum.reports.achievement import Interval, exact
from sgforum.reports.catalogue import TARGETS, Target
from sgforum.reports.compilation import Linked, Rows, compile_registers, linked
from sgforum.reports.gaps import CityScore, Part, Responsibility
from sgforum.reports.link_queries import audited_links
from sgforum.reports.models import (
    REGISTER_MODELS,
    AccessShare,
    AppUse,
    AwarenessSurvey,
    Budget,
    CatalogueTally,
    CommandCentreEntry,
    Entry,
    FollowUp,
    Institution,
    LinkTally,
    SatisfactionSurvey,
    Staffing,
    TargetEntry,
    UseFunnel,
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


def list_cities() -> set[str]:
    """Return the codes of the kota that have at least one row, in one query."""
    return set(db.session.scalars(union(*(select(model.place_code) for model in REGISTER_MODELS))))


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
            awareness=_rows(AwarenessSurvey, place_code, year),
            funnel=_rows(UseFunnel, place_code, year),
            satisfaction=_rows(SatisfactionSurvey, place_code, year),
            audited=audited_links(place_code, year),
        ),
    )


def list_links(place_code: str, year: int) -> list[Linked]:
    """Return the agencies of a report year with the class of each link, as the report counts them."""
    return linked(_rows(Institution, place_code, year), audited_links(place_code, year))


def targets_of(place_code: str, year: int) -> dict[str, tuple[Target, ...]]:
    """Return the targets in force for a report year, by indicator, where the city has set any of them itself."""
    newest: dict[str, TargetEntry] = {}
    for row in db.session.scalars(
        select(TargetEntry)
        .where(TargetEntry.place_code == place_code, TargetEntry.year <= year)
        .order_by(TargetEntry.year)
    ):
        newest[row.target] = row
    found: dict[str, tuple[Target, ...]] = {}
    for code, row in newest.items():
        if code in TARGETS:  # the catalogue of a later release may know fewer
            indicator, position = TARGETS[code]
            targets = list(found.get(indicator.code, indicator.targets))
            value = Fraction(row.value_ten_thousandths, 10_000)
            targets[position] = replace(targets[position], value=value, source=row.source)
            found[indicator.code] = tuple(targets)
    return found


def follow_ups(place_code: str, year: int) -> dict[str, Responsibility]:
    """Return who closes which gap until when, by sub-dimension, as written for a report year."""
    return {
        row.dimension.value: Responsibility(row.responsible, row.due_on)
        for row in _rows(FollowUp, place_code, year)
    }


def city_score(place_code: str, year: int) -> CityScore | None:
    """Return the city's newest IPPK to hold beside the resources of a year, or None where no month was frozen.

    Cut to one decimal, as every page shows them. The participation row of both gap tables reads it; it names its month, which may lie after the registers' year.
    """
    period = latest_period()
    scores = [] if period is None else list_scores(period, inside=place_code)
    rated = [(score, score.ippk) for score in scores if score.ippk is not None]
    whole = rollup_of(scores)
    if period is None or whole is None:
        return None
    lowest, _ = min(rated, key=lambda pair: (pair[1], pair[0].code))
    least = lowest.shown or 0.0
    return CityScore(
        period=str(period),
        score=Interval.exactly(whole.shown),
        category=CURRENT.category(whole.mean).name,
        lowest=Interval.between(
            least if lowest.low is None else min(least, lowest.low),
            least if lowest.high is None else lowest.high,
            least,
        ),
        lowest_name=lowest.name,
        parts=tuple(_parts(rated)),
    )


def _parts(rated: Sequence[tuple[PlaceScore, float]]) -> Iterator[Part]:
    """Each indicator's mean over the rated kelurahan, weighted by adults, as the roll-up is."""
    for dimension in CURRENT.dimensions:
        for indicator in CURRENT.within(dimension.code):
            known = [
                (score.adults or 0, value)
                for score, _ in rated
                if (value := score.document["indicators"][indicator.code]["score"]) is not None
            ]
            people = sum(adults for adults, _ in known)
            mean = sum(adults * value for adults, value in known) / people if people else None
            yield Part(
                indicator.code,
                exact(dimension.weight) * exact(indicator.weight),
                None if mean is None else exact(mean),
            )


def report_version() -> str:
    """Return the versions that a kept report page depends on: the registers, the territory and the scores."""
    return cache.versions(VERSION, "territory", SCORES_VERSION)

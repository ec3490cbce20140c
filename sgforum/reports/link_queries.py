"""Reading the link audit: what it says of each site, its history, and which site comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from sgforum.core.db import db
from sgforum.core.errors import NotFound
from sgforum.core.marks import N_
from sgforum.core.paging import PAGE_SIZE, Page, cut, decode, encode
from sgforum.reports.link_models import LinkCheck, LinkPlan
from sgforum.reports.link_verdict import DAYS, Day, Site
from sgforum.reports.models import Institution
from sgforum.reports.registers import LinkClass

_BEGINNING = datetime(2, 1, 1, tzinfo=UTC)
NO_SITE = N_("Perangkat daerah itu tidak ditemukan.")


def days_of(place_code: str, year: int) -> dict[str, tuple[Day, ...]]:
    """Return by website the last days of a year on which it was checked; a day counts by its last check."""
    nth = func.row_number().over(
        partition_by=(LinkCheck.website, LinkCheck.checked_on),
        order_by=(LinkCheck.checked_at.desc(), LinkCheck.id.desc()),
    )
    daily = (
        select(LinkCheck.website, LinkCheck.checked_on, LinkCheck.link_class, nth.label("nth"))
        .where(*_in_year(place_code, year), LinkCheck.link_class != LinkClass.UNKNOWN)
        .subquery()
    )
    age = func.row_number().over(partition_by=daily.c.website, order_by=daily.c.checked_on.desc())
    ranked = select(daily, age.label("age")).where(daily.c.nth == 1).subquery()
    rows = db.session.execute(
        select(ranked.c.website, ranked.c.checked_on, ranked.c.link_class)
        .where(ranked.c.age <= DAYS)
        .order_by(ranked.c.website, ranked.c.age)
    )
    days: dict[str, tuple[Day, ...]] = {}
    for website, on, link_class in rows:
        days[website] = (*days.get(website, ()), Day(on, link_class))
    return days


def sites_of(place_code: str, year: int) -> dict[str, Site]:
    """Return by website what its checks of a year say, and when it was last asked, in two queries."""
    days = days_of(place_code, year)
    last = (
        select(LinkCheck.website, func.max(LinkCheck.checked_at), func.max(LinkCheck.checked_on))
        .where(*_in_year(place_code, year))
        .group_by(LinkCheck.website)
    )
    return {
        website: Site(days.get(website, ()), last_at, last_on)
        for website, last_at, last_on in db.session.execute(last)
    }


def _in_year(place_code: str, year: int) -> tuple[ColumnElement[bool], ...]:
    return (
        LinkCheck.place_code == place_code,
        LinkCheck.checked_on >= date(year, 1, 1),
        LinkCheck.checked_on <= date(year, 12, 31),
    )


def audited_links(place_code: str, year: int) -> dict[str, Day]:
    """Return by website what the audit has decided in a report year, with the last day that says so."""
    decided = {
        website: (days[0].on, Site(days).verdict) for website, days in days_of(place_code, year).items()
    }
    return {website: Day(on, found) for website, (on, found) in decided.items() if found is not None}


def list_agencies(place_code: str, year: int) -> Sequence[Institution]:
    """Return the agencies of a report year that have a website, in the order of entry."""
    return db.session.scalars(
        select(Institution)
        .where(Institution.place_code == place_code, Institution.year == year, Institution.website != "")
        .order_by(Institution.id)
    ).all()


def list_link_years(place_code: str) -> list[int]:
    """Return the report years with at least one website, newest first."""
    return list(
        db.session.scalars(
            select(Institution.year)
            .where(Institution.place_code == place_code, Institution.website != "")
            .distinct()
            .order_by(Institution.year.desc())
        )
    )


def get_agency(place_code: str, public_id: str) -> Institution:
    """Return an agency with a website by its public id; raises NotFound."""
    row = db.session.scalar(
        select(Institution).where(
            Institution.place_code == place_code,
            Institution.public_id == public_id,
            Institution.website != "",
        )
    )
    if row is None:
        raise NotFound(NO_SITE)
    return row


def list_checks(place_code: str, website: str, cursor: str | None = None) -> Page[LinkCheck]:
    """Return the checks of a site, newest first; raises InvalidInput for a cursor that is not ours."""
    query = select(LinkCheck).where(LinkCheck.place_code == place_code, LinkCheck.website == website)
    if cursor:
        at, last = decode(cursor, str, int)
        moment = _moment(str(at))
        earlier = LinkCheck.checked_at < moment
        query = query.where(or_(earlier, (LinkCheck.checked_at == moment) & (LinkCheck.id < last)))
    found = db.session.scalars(
        query.order_by(LinkCheck.checked_at.desc(), LinkCheck.id.desc()).limit(PAGE_SIZE + 1)
    ).all()
    rows, more = cut(found)
    return Page(rows, next=encode(rows[-1].checked_at.isoformat(), rows[-1].id) if more else None)


def _moment(text: str) -> datetime:
    """The time in a cursor; a text that was tampered with leads before everything."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return _BEGINNING
    return found if found.tzinfo and found.year > 1 else _BEGINNING


def all_checks(place_code: str) -> Sequence[LinkCheck]:
    """Return every check of a city in the order in which they were made."""
    return db.session.scalars(
        select(LinkCheck)
        .where(LinkCheck.place_code == place_code)
        .order_by(LinkCheck.checked_at, LinkCheck.id)
    ).all()


def find_plan(place_code: str) -> LinkPlan | None:
    """Return how a city's links are checked, if anybody has said so."""
    return db.session.get(LinkPlan, place_code)


def list_plans() -> Sequence[LinkPlan]:
    """Return the plans of all cities, read anew."""
    return db.session.scalars(
        select(LinkPlan).order_by(LinkPlan.place_code).execution_options(populate_existing=True)
    ).all()


def checks_since(place_code: str, at: datetime) -> Sequence[LinkCheck]:
    """Return the checks made since a moment, in their order."""
    return db.session.scalars(
        select(LinkCheck)
        .where(LinkCheck.place_code == place_code, LinkCheck.checked_at >= at)
        .order_by(LinkCheck.id)
    ).all()


def count_since(place_code: str, at: datetime) -> int:
    """Return how many sites were checked since a moment."""
    return int(
        db.session.scalar(
            select(func.count(LinkCheck.website.distinct())).where(
                LinkCheck.place_code == place_code, LinkCheck.checked_at >= at
            )
        )
        or 0
    )

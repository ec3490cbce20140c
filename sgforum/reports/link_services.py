"""Acts of the link audit: say what the index page is, ask for a check, take the next site, write down what it said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sgforum.core import audit, cache
from sgforum.core.clock import local_date
from sgforum.core.db import db, lock
from sgforum.core.errors import InvalidInput
from sgforum.core.marks import N_
from sgforum.core.permissions import Actor, require
from sgforum.reports.fields import Field, Kind, Wrong, parse
from sgforum.reports.link_check import Finding, Index
from sgforum.reports.link_models import LinkCheck, LinkPlan
from sgforum.reports.link_queries import find_plan, list_agencies, list_plans, sites_of
from sgforum.reports.link_verdict import Site, is_due
from sgforum.reports.queries import VERSION
from sgforum.reports.rules import AUDIT_LINKS
from sgforum.territory.models import PlaceLevel
from sgforum.territory.queries import get_place

CLAIM = timedelta(minutes=3)  # longer than one check can take; then another worker may try
INDEX_AGE = timedelta(hours=1)
NO_PLAN = N_("Isi dulu alamat halaman indeks kota.")
NO_SITES = N_("Belum ada perangkat daerah dengan alamat situs untuk tahun ini.")

_INDEX_FIELD = Field("index_url", "", Kind.URL, required=True, most=300)


@dataclass(frozen=True, slots=True)
class Turn:
    """The site whose turn it is; `index` is None where the index page is to be read again first."""

    place_code: str
    website: str
    name: str
    index_url: str
    index: Index | None


def set_index(*, actor: Actor, place_code: str, index_url: str, at: datetime) -> LinkPlan:
    """Say which page dead links lead back to; from then on the city's sites are checked.

    Raises Forbidden, NotFound for a place that is no city, and InvalidInput for what is no address.
    """
    _open(actor, place_code)
    try:
        address = parse(_INDEX_FIELD, index_url)
    except Wrong as wrong:
        raise InvalidInput({"index_url": wrong.sentence}) from None
    plan = find_plan(place_code)
    if plan is None:
        plan = LinkPlan(place_code=place_code, index_url=address)
        db.session.add(plan)
    elif plan.index_url != address:
        plan.index_url, plan.index_final_url, plan.index_title, plan.index_read_at = address, "", "", None
    db.session.flush()
    audit.record(
        actor=actor, act="reports.link.index", subject=place_code, at=at, details={"index_url": address}
    )
    return plan


def order_checks(*, actor: Actor, place_code: str, at: datetime, zone: ZoneInfo) -> int:
    """Ask for a check of all sites of this year now; the worker makes it. Returns how many sites there are."""
    _open(actor, place_code)
    plan = find_plan(place_code)
    if plan is None:
        raise InvalidInput({"index_url": NO_PLAN})
    count = len({row.website for row in list_agencies(place_code, local_date(at, zone).year)})
    if not count:
        raise InvalidInput(NO_SITES)
    plan.ordered_at = at
    db.session.flush()
    audit.record(actor=actor, act="reports.link.order", subject=place_code, at=at, details={"sites": count})
    return count


def claim_next(*, actor: Actor, at: datetime, zone: ZoneInfo, only: str | None = None) -> Turn | None:
    """Take the site that has waited longest, of one city or of all; None where nothing is due or another checks now.

    One site at a time over all workers, so that no host is ever asked twice at once.
    """
    lock("reports.links")
    plans = list_plans()
    if any(plan.claimed_until is not None and plan.claimed_until > at for plan in plans):
        return None
    for plan in plans:
        if only in (None, plan.place_code):
            require(actor, AUDIT_LINKS, plan.place_code)
            found = next(_due(plan, local_date(at, zone)), None)
            if found is not None:
                plan.claimed_until = at + CLAIM
                db.session.flush()
                return Turn(plan.place_code, *found, plan.index_url, _fresh(plan, at))
    return None


def _due(plan: LinkPlan, today: date) -> Iterator[tuple[str, str]]:
    """Website and name of what is due, the one that was asked longest ago first."""
    known = sites_of(plan.place_code, today.year)
    names = {row.website: row.name for row in reversed(list_agencies(plan.place_code, today.year))}
    waiting = [(known.get(website, Site()), website) for website in reversed(names)]
    for site, website in sorted(
        waiting, key=lambda pair: (pair[0].last_at is not None, pair[0].last_at or 0)
    ):
        if is_due(site, today=today, ordered_at=plan.ordered_at):
            yield website, names[website]


def _fresh(plan: LinkPlan, at: datetime) -> Index | None:
    if plan.index_read_at is None or plan.index_read_at < at - INDEX_AGE:
        return None
    return Index(plan.index_final_url, plan.index_title)


def known_index(*, actor: Actor, place_code: str, read: Index | None, at: datetime) -> Index:
    """Keep the index page as it was just read, and return the one to compare with.

    Where it does not answer, the last one that did counts, and before there was any the address alone.
    """
    require(actor, AUDIT_LINKS, place_code)
    plan = find_plan(place_code)
    if plan is None:
        raise InvalidInput({"index_url": NO_PLAN})
    if read is not None:
        plan.index_final_url, plan.index_title, plan.index_read_at = read.url, read.title, at
        db.session.flush()
    return Index(plan.index_final_url or plan.index_url, plan.index_title)


def record_check(*, actor: Actor, turn: Turn, finding: Finding, at: datetime, zone: ZoneInfo) -> LinkCheck:
    """Write a check down and let the next site have its turn."""
    require(actor, AUDIT_LINKS, turn.place_code)
    check = LinkCheck(
        place_code=turn.place_code,
        website=turn.website,
        name=turn.name,
        checked_at=at,
        checked_on=local_date(at, zone),
        **asdict(finding),
    )
    db.session.add(check)
    plan = find_plan(turn.place_code)
    if plan is not None:
        plan.claimed_until = None
    db.session.flush()
    cache.bump(VERSION)
    return check


def _open(actor: Actor, place_code: str) -> None:
    get_place(place_code, PlaceLevel.KOTA)
    require(actor, AUDIT_LINKS, place_code)
    lock("reports.links")

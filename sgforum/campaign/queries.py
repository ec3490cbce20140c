"""Reading apps, campaigns, links, and the steps from target to install. Drafts appear only in the desk's queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, case, func, or_, select, tuple_

from ..accounts.models import Person
from ..core import cache, paging
from ..core.db import db
from ..core.errors import NotFound
from ..core.marks import N_
from ..core.paging import Page
from ..core.permissions import Level
from ..territory.models import Place
from .models import (
    App,
    Audience,
    Campaign,
    CampaignState,
    GoalKind,
    Install,
    Link,
    LinkKind,
    Pledge,
    VisitDay,
)

APPS = "campaign.apps"
CAMPAIGNS = "campaign"
PLACES = "territory"
NO_CAMPAIGN = N_("Kampanye itu tidak ditemukan.")
NO_APP = N_("Aplikasi itu tidak ditemukan.")
NO_LINK = N_("Tautan pendek ini tidak dikenal. Periksa lagi hurufnya.")
MOST_OPEN = 200  # campaigns on one page that are running or coming

_PLEDGES = select(func.count()).where(Pledge.campaign_id == Campaign.id).correlate(Campaign).scalar_subquery()
_INSTALLS = (
    select(func.count()).where(Install.campaign_id == Campaign.id).correlate(Campaign).scalar_subquery()
)
_DONE = case(
    (Campaign.goal_kind == GoalKind.VISITS, Campaign.visits),
    (Campaign.goal_kind == GoalKind.PLEDGES, _PLEDGES),
    else_=_INSTALLS,
)


class Listed(NamedTuple):
    """A campaign in a list; `done` counts what its goal counts."""

    id: int
    public_id: str
    slug: str
    title: str
    goal: str
    goal_kind: GoalKind
    goal_number: int
    starts_on: date
    ends_on: date
    state: CampaignState
    app_name: str
    place: Place
    done: int


class Shown(NamedTuple):
    """A campaign on its own page, with its app, place, and the codes of its own two links."""

    campaign: Campaign
    app: App
    place: Place
    share_code: str
    poster_code: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """The steps of a campaign (score.md P5). visits are browser-days, the others distinct people.

    The target is None when its size is not known. Installs are declared by the people themselves, and
    each of them has pledged. `verified` counts are the residents (L2) among them.
    """

    target_group: str | None
    target_size: int | None
    target_source: str | None
    visits: int
    pledges: int
    pledges_verified: int
    installs: int
    installs_verified: int

    def done(self, kind: GoalKind) -> int:
        """How far the goal of this kind has come."""
        return {
            GoalKind.VISITS: self.visits,
            GoalKind.PLEDGES: self.pledges,
            GoalKind.INSTALLS: self.installs,
        }[kind]


class Uptake(NamedTuple):
    """Who uses an app (score.md P1): distinct confirmed people over all its campaigns, and the newest known target."""

    slug: str
    name: str
    audience: Audience
    installers: int
    installers_verified: int
    target_group: str | None
    target_size: int | None
    target_source: str | None


class LinkCount(NamedTuple):
    code: str
    channel: str
    kind: LinkKind
    visits: int


class Joined(NamedTuple):
    """What one person has done in a campaign."""

    pledged: bool
    installed: bool


def version_name(slug: str) -> str:
    """The name under which the core keeps the version of a campaign's page."""
    return f"campaign.{slug}"


def list_open(today: date) -> tuple[Sequence[Listed], Sequence[Listed]]:
    """Published campaigns that run today (the first to end first) and that are still to come."""
    rows = _listed(
        _select_listed()
        .where(Campaign.state == CampaignState.PUBLISHED, Campaign.ends_on >= today)
        .order_by(Campaign.ends_on, Campaign.id)
        .limit(MOST_OPEN)
    )
    running = [row for row in rows if row.starts_on <= today]
    coming = sorted((row for row in rows if row.starts_on > today), key=lambda row: row.starts_on)
    return running, coming


def list_ended(today: date, cursor: str | None = None) -> Page[Listed]:
    """Campaigns that are over, the last one first; raises InvalidInput for a cursor that is not ours."""
    over = or_(
        Campaign.state == CampaignState.ENDED,
        (Campaign.state == CampaignState.PUBLISHED) & (Campaign.ends_on < today),
    )
    return _page(_select_listed().where(over), cursor)


def list_managed(places: Sequence[str], cursor: str | None = None) -> Page[Listed]:
    """Campaigns of any state in and below the places, for those who may run them; the last to end first."""
    inside = [
        or_(Campaign.place_code == code, Campaign.place_code.startswith(code + ".", autoescape=True))
        for code in places
    ]
    return _page(_select_listed().where(or_(False, *inside)), cursor)


def list_of_app(app_id: int) -> Sequence[Listed]:
    """An app's campaigns that were published, newest first."""
    return _listed(
        _select_listed()
        .where(Campaign.app_id == app_id, Campaign.state != CampaignState.DRAFT)
        .order_by(Campaign.ends_on.desc(), Campaign.id.desc())
        .limit(paging.PAGE_SIZE)
    )


def _select_listed() -> Select[Any]:
    columns: list[Any] = [
        Campaign.id, Campaign.public_id, Campaign.slug, Campaign.title, Campaign.goal, Campaign.goal_kind,
        Campaign.goal_number, Campaign.starts_on, Campaign.ends_on, Campaign.state, App.name, Place, _DONE,
    ]  # fmt: skip
    return (
        select(*columns).join(App, App.id == Campaign.app_id).join(Place, Place.code == Campaign.place_code)
    )


def _listed(query: Select[Any]) -> Sequence[Listed]:
    return [Listed(*row) for row in db.session.execute(query)]


def _page(query: Select[Any], cursor: str | None) -> Page[Listed]:
    if cursor:
        ends_on, last = paging.decode(cursor, str, int)
        query = query.where(tuple_(Campaign.ends_on, Campaign.id) < (_day(str(ends_on)), last))
    rows, more = paging.cut(
        _listed(query.order_by(Campaign.ends_on.desc(), Campaign.id.desc()).limit(paging.PAGE_SIZE + 1))
    )
    return Page(rows, next=paging.encode(rows[-1].ends_on.isoformat(), rows[-1].id) if more else None)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min  # a cursor that was tampered with: no rows


def get_shown(slug: str) -> Shown:
    """A published or ended campaign; raises NotFound, for a draft too."""
    return _shown(Campaign.slug == slug, Campaign.state != CampaignState.DRAFT)


def get_managed_shown(campaign_id: str) -> Shown:
    """A campaign of any state by its public id, for the desk; raises NotFound."""
    return _shown(Campaign.public_id == campaign_id)


def _shown(*conditions: Any) -> Shown:
    row = db.session.execute(
        select(Campaign, App, Place, _own_code(LinkKind.SHARE), _own_code(LinkKind.POSTER))
        .join(App, App.id == Campaign.app_id)
        .join(Place, Place.code == Campaign.place_code)
        .where(*conditions)
    ).first()
    if row is None:
        raise NotFound(NO_CAMPAIGN)
    return Shown(*row)


def _own_code(kind: LinkKind) -> Any:
    return (
        select(Link.code)
        .where(Link.campaign_id == Campaign.id, Link.kind == kind)
        .correlate(Campaign)
        .scalar_subquery()
    )


def get_managed(campaign_id: str, *, for_update: bool = False) -> Campaign:
    """A campaign of any state by its public id, read anew; raises NotFound. The caller asks for the permission."""
    query = (
        select(Campaign).where(Campaign.public_id == campaign_id).execution_options(populate_existing=True)
    )
    campaign = db.session.scalar(query.with_for_update() if for_update else query)
    if campaign is None:
        raise NotFound(NO_CAMPAIGN)
    return campaign


def funnel(campaign_id: int) -> Funnel:
    """A campaign's steps in one query; raises NotFound."""

    def people(kind: type[Pledge | Install]) -> list[Any]:
        found = select(func.count()).select_from(kind).where(kind.campaign_id == campaign_id)
        verified = found.join(Person, Person.id == kind.person_id).where(Person.level >= Level.VERIFIED)
        return [found.scalar_subquery(), verified.scalar_subquery()]

    row = db.session.execute(
        select(
            Campaign.target_group, Campaign.target_size, Campaign.target_source, Campaign.visits,
            *people(Pledge), *people(Install),
        ).where(Campaign.id == campaign_id)
    ).first()  # fmt: skip
    if row is None:
        raise NotFound(NO_CAMPAIGN)
    return Funnel(*row)


def find_joined(campaign_id: int, person_id: int) -> Joined:
    row = db.session.execute(
        select(Pledge.person_id, Install.person_id)
        .outerjoin(
            Install, (Install.campaign_id == Pledge.campaign_id) & (Install.person_id == Pledge.person_id)
        )
        .where(Pledge.campaign_id == campaign_id, Pledge.person_id == person_id)
    ).first()
    return Joined(pledged=row is not None, installed=row is not None and row[1] is not None)


def list_links(campaign_id: int) -> Sequence[LinkCount]:
    """The links of a campaign with their visits: its own two first, then the channels in the order they were made."""
    visits = (
        select(func.coalesce(func.sum(VisitDay.visits), 0))
        .where(VisitDay.campaign_id == Link.campaign_id, VisitDay.code == Link.code)
        .correlate(Link)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Link.code, Link.channel, Link.kind, visits)
        .where(Link.campaign_id == campaign_id)
        .order_by(Link.id)
    )
    return [LinkCount(row[0], row[1], row[2], int(row[3])) for row in rows]


def get_link_target(code: str) -> str:
    """The slug of the campaign that a short link leads to; raises NotFound for an unknown one and for drafts."""
    slug = db.session.scalar(
        select(Campaign.slug)
        .join(Link, Link.campaign_id == Campaign.id)
        .where(Link.code == code, Campaign.state != CampaignState.DRAFT)
    )
    if slug is None:
        raise NotFound(NO_LINK)
    return slug


def list_apps() -> Sequence[App]:
    """The whole catalogue, by name."""
    return db.session.scalars(select(App).order_by(func.lower(App.name), App.slug)).all()


def get_app(slug: str) -> App:
    """An app by its slug, read anew; raises NotFound."""
    app = db.session.scalar(select(App).where(App.slug == slug).execution_options(populate_existing=True))
    if app is None:
        raise NotFound(NO_APP)
    return app


def list_app_uptake() -> Sequence[Uptake]:
    """For every app of the catalogue the distinct people who declared it installed; two queries for any number."""
    installs = (
        select(
            Campaign.app_id,
            func.count(Install.person_id.distinct()).label("people"),
            func.count(case((Person.level >= Level.VERIFIED, Install.person_id)).distinct()).label(
                "verified"
            ),
        )
        .join(Install, Install.campaign_id == Campaign.id)
        .join(Person, Person.id == Install.person_id)
        .where(Campaign.state != CampaignState.DRAFT, Person.level >= Level.CONFIRMED)
        .group_by(Campaign.app_id)
        .subquery()
    )
    targets = _newest_targets()
    rows = db.session.execute(
        select(App.id, App.slug, App.name, App.audience, installs.c.people, installs.c.verified)
        .outerjoin(installs, installs.c.app_id == App.id)
        .order_by(func.lower(App.name), App.slug)
    )
    nothing = (None, None, None)
    return [
        Uptake(slug, name, audience, people or 0, verified or 0, *targets.get(app_id, nothing))
        for app_id, slug, name, audience, people, verified in rows
    ]


def find_app_uptake(slug: str) -> Uptake | None:
    return next((row for row in list_app_uptake() if row.slug == slug), None)


def _newest_targets() -> dict[int, tuple[str | None, int | None, str | None]]:
    """By app id the target group of the newest published campaign that has one: a name, a size, its source."""
    rows = db.session.execute(
        select(Campaign.app_id, Campaign.target_group, Campaign.target_size, Campaign.target_source)
        .where(Campaign.state != CampaignState.DRAFT, Campaign.target_size.is_not(None))
        .order_by(Campaign.starts_on, Campaign.id)
    )
    return {app_id: (group, size, source) for app_id, group, size, source in rows}


def list_visit_drift() -> Sequence[tuple[str, int, int]]:
    """Campaigns whose counter of visits is not the sum of their days: (slug, counter, sum)."""
    total = func.coalesce(func.sum(VisitDay.visits), 0)
    rows = db.session.execute(
        select(Campaign.slug, Campaign.visits, total)
        .outerjoin(VisitDay, VisitDay.campaign_id == Campaign.id)
        .group_by(Campaign.id, Campaign.slug, Campaign.visits)
        .having(Campaign.visits != total)
        .order_by(Campaign.slug)
    )
    return [(row[0], row[1], int(row[2])) for row in rows]


def list_version(today: date) -> str:
    """Changes whenever the list of campaigns or the catalogue does: on every act, on every visit, every day."""
    visits = db.session.scalar(select(func.sum(Campaign.visits)))  # never falls; drafts have none
    return f"{cache.versions(CAMPAIGNS, APPS, PLACES)}.{visits or 0}.{today}"


def show_version(slug: str, today: date) -> str:
    """Changes whenever a campaign's page does."""
    visits = db.session.scalar(select(Campaign.visits).where(Campaign.slug == slug))
    return f"{cache.versions(version_name(slug), APPS, PLACES)}.{visits}.{today}"

"""Pages of campaigns and of the catalogue of apps, and what residents do on them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Response, current_app, request
from markupsafe import Markup

from ..core import clock, permissions
from ..core.errors import SgforumError
from ..core.marks import N_
from ..core.permissions import Actor, Level
from ..territory.queries import root_code
from ..web import i18n, printing
from ..web.answers import page, see_other
from ..web.guards import PUBLIC, SIGNED_IN, acting, actor
from ..web.i18n import gettext
from ..web.pages import Pages
from . import addresses, queries, rules, services
from .models import App
from .names import AUDIENCE_NAMES, GOAL_NAMES
from .queries import Shown

pages = Pages("campaign", __name__, template_folder="templates")


def today(at: datetime | None = None) -> date:
    """The day in the city's zone."""
    return clock.local_date(at or clock.now(), i18n.zone())


def _list_version(**_values: str) -> str:
    return queries.list_version(today())


def _show_version(slug: str) -> str:
    return queries.show_version(slug, today())


@pages.get("/kampanye", guard=PUBLIC, version=_list_version)
def index() -> Response:
    """What runs and what comes; behind a cursor only more of what is over."""
    cursor = request.args.get("sesudah")
    running, coming = ([], []) if cursor else queries.list_open(today())
    return page(
        "campaign/index.html", running=running, coming=coming, ended=queries.list_ended(today(), cursor),
        is_first=not cursor, today=today(), rules=rules, goals=GOAL_NAMES,
    )  # fmt: skip


@pages.get("/kampanye/<slug>", guard=PUBLIC, version=_show_version)
def show(slug: str) -> Response:
    shown = queries.get_shown(slug)
    person = actor()
    joined = None
    if person is not None and person.person_id is not None:
        joined = queries.find_joined(shown.campaign.id, person.person_id)
    return page(
        "campaign/show.html", **_context(shown), joined=joined, why_not=_why_not(person),
        whatsapp=addresses.whatsapp_address(shown.campaign.share_text, address_of(shown.share_code)),
        may_manage=permissions.may(person, rules.MANAGE, shown.campaign.place_code),
        may_read=permissions.may(person, rules.READ, shown.campaign.place_code),
    )  # fmt: skip


@pages.get("/kampanye/<slug>/poster", guard=PUBLIC, version=_show_version)
def poster(slug: str) -> Response:
    shown = queries.get_shown(slug)
    return page("campaign/poster.html", **_context(shown))


def _context(shown: Shown) -> dict[str, Any]:
    """What every page of one campaign shows."""
    campaign = shown.campaign
    steps = queries.funnel(campaign.id)
    day = today()
    return {
        "campaign": campaign, "app": shown.app, "place": shown.place, "steps": steps,
        "done": steps.done(campaign.goal_kind), "goals": GOAL_NAMES, "audiences": AUDIENCE_NAMES,
        "purpose": purpose_of(shown.app),
        "is_over": rules.is_over(campaign.state, campaign.ends_on, day),
        "is_running": rules.is_running(campaign.state, campaign.starts_on, campaign.ends_on, day),
        "share_address": address_of(shown.share_code), "share_code": shown.share_code,
        "share_qr": Markup(printing.qr_svg(address_of(shown.share_code), inline=True)),  # noqa: S704 - made by segno
        "poster_address": address_of(shown.poster_code), "poster_code": shown.poster_code,
        "poster_host": address_of("").partition("://")[2].removesuffix("/s/"),
        "poster_qr": Markup(printing.qr_svg(address_of(shown.poster_code), inline=True)),  # noqa: S704 - made by segno
    }  # fmt: skip


def address_of(code: str) -> str:
    return addresses.short_address(current_app.config["BASE_URL"], code)


def purpose_of(app: App) -> str:
    """What an app is for, in the reader's language where the catalogue has it."""
    return app.purpose_en if i18n.locale() == "en" and app.purpose_en else app.purpose


def _why_not(person: Actor | None) -> str | None:
    """Why a signed-in person cannot take part, or None."""
    if person is None:
        return None
    try:
        permissions.require_level(person, Level.CONFIRMED)
    except SgforumError as error:
        return str(gettext(error.message))
    return None


@pages.post("/kampanye/<slug>/ikut", guard=SIGNED_IN, limit="60/hour")
def join(slug: str) -> Response:
    with acting() as act:
        made = services.pledge(actor=act.actor, slug=slug, today=today(act.at), at=act.at)
    message = N_("Terima kasih, Anda ikut.") if made else N_("Anda sudah ikut sebelumnya.")
    return see_other("campaign.show", message, "ikut", slug=slug)


@pages.post("/kampanye/<slug>/batal-ikut", guard=SIGNED_IN, limit="60/hour")
def leave(slug: str) -> Response:
    with acting() as act:
        services.withdraw_pledge(actor=act.actor, slug=slug)
    return see_other("campaign.show", N_("Keikutsertaan Anda sudah dibatalkan."), "ikut", slug=slug)


@pages.post("/kampanye/<slug>/pasang", guard=SIGNED_IN, limit="60/hour")
def install(slug: str) -> Response:
    with acting() as act:
        made = services.declare_install(actor=act.actor, slug=slug, today=today(act.at), at=act.at)
    message = (
        N_("Terima kasih, pernyataan Anda sudah dicatat.")
        if made
        else N_("Anda sudah menyatakan ini sebelumnya.")
    )
    return see_other("campaign.show", message, "ikut", slug=slug)


@pages.post("/kampanye/<slug>/batal-pasang", guard=SIGNED_IN, limit="60/hour")
def uninstall(slug: str) -> Response:
    with acting() as act:
        services.withdraw_install(actor=act.actor, slug=slug)
    return see_other("campaign.show", N_("Pernyataan Anda sudah dibatalkan."), "ikut", slug=slug)


@pages.get("/aplikasi", guard=PUBLIC, version=_list_version)
def apps() -> Response:
    uptake = {row.slug: row for row in queries.list_app_uptake()}
    return page(
        "campaign/apps.html",
        apps=queries.list_apps(),
        uptake=uptake,
        audiences=AUDIENCE_NAMES,
        purpose_of=purpose_of,
    )


@pages.get("/aplikasi/<slug>", guard=PUBLIC, version=_list_version)
def app(slug: str) -> Response:
    found = queries.get_app(slug)
    return page(
        "campaign/app.html", app=found, purpose=purpose_of(found), audiences=AUDIENCE_NAMES, goals=GOAL_NAMES,
        uptake=queries.find_app_uptake(slug), campaigns=queries.list_of_app(found.id), today=today(), rules=rules,
        may_edit=permissions.may(actor(), rules.EDIT_APP, root_code()),
    )  # fmt: skip

"""Pages that put several domains side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response, current_app, redirect, render_template, request, url_for

from ..accounts.queries import count_waiting_residents
from ..accounts.rules import places_to_verify
from ..campaign.queries import list_open as list_open_campaigns
from ..consultation.queries import Shelf, list_shelf
from ..core import clock
from ..core.cache import versions
from ..core.errors import NotFound
from ..core.permissions import Actor, may, places_of
from ..forum.queries import (
    count_to_answer,
    list_busy_topics,
    list_latest_topics,
    list_open_commitments,
    list_to_answer,
)
from ..forum.rules import ANSWER, READ_DESK
from ..territory.models import FORUM_LEVELS, Place, PlaceLevel, kota_code
from ..territory.queries import (
    LEAST_SEARCHED,
    choose_kota,
    find_denominator,
    find_root,
    get_place,
    list_ancestors,
    list_places,
    list_titles,
    search_places,
)
from ..web import i18n
from ..web.answers import page
from ..web.guards import PUBLIC, permitted, signed_in
from ..web.pagecache import kept_part
from ..web.pages import Pages
from . import entries, queries, rules, scores, words

pages = Pages("portal", __name__, template_folder="templates")
BUSY_DAYS = 30


def _home_version() -> str:
    at = clock.now()
    return f"{queries.version_of(at)} {clock.local_date(at, i18n.zone())}"


@pages.get("/", guard=PUBLIC, version=_home_version)
def home() -> Response:
    """What needs a vote, busy topics, the scores; the same for everybody, so it is rendered once for each version."""
    body = kept_part(
        "home", _home_version(), lambda: render_template("portal/home_body.html", **_home_content())
    )
    return page("portal/home.html", body=body)


def _home_content() -> dict[str, Any]:
    at = clock.now()
    today = clock.local_date(at, i18n.zone())
    year_start = datetime(today.year, 1, 1, tzinfo=i18n.zone()).astimezone(UTC)
    choice = choose_kota(None)
    places = choice.others or list_places(PlaceLevel.KELURAHAN)
    return {
        "choice": choice,
        "kota": {place.code: place.title for place in choice.others},
        "facts": queries.city_facts(year_start),
        "year": today.year,
        "choices": sorted(places, key=lambda place: place.plain_name),
        "consultations": list_shelf(Shelf.OPEN, at).rows[:4],
        "topics": list_busy_topics(5, at - timedelta(days=BUSY_DAYS)),
        "campaigns": list_open_campaigns(today)[0][:3],
        "kept": queries.list_kept_promises(3),
        "tiles": scores.kota_tiles(places) if choice.others else scores.city_tiles(places),
        "at": at,
        "words": words,
    }


@pages.get("/kelurahan", guard=PUBLIC, version=lambda: versions("territory"))
def choose() -> Response:
    """Where the picker of the home page leads, with and without a choice; of a provinsi one kota at a time."""
    code, wanted = request.args.get("kode", ""), request.args.get("cari", "")
    if not code:
        found = search_places(wanted)
        above = list_titles(sorted({kota_code(place.code) for place in found}))
        choice = choose_kota(request.args.get("kota"))
        groups = [] if choice.is_open else _places_by_kecamatan(choice.inside)
        return page(
            "portal/places.html", choice=choice, groups=groups, wanted=wanted[:60], found=found,
            least=LEAST_SEARCHED, above={place.code: above[kota_code(place.code)] for place in found},
        )  # fmt: skip
    return redirect(url_for("portal.place", code=get_place(code, PlaceLevel.KELURAHAN).code), 303)  # type: ignore[return-value]


def _places_by_kecamatan(inside: str | None) -> list[tuple[Place, list[Place]]]:
    kelurahan = list_places(PlaceLevel.KELURAHAN, inside)
    return [
        (kecamatan, [place for place in kelurahan if place.parent_code == kecamatan.code])
        for kecamatan in list_places(PlaceLevel.KECAMATAN, inside)
    ]


def _places_below(place: Place) -> Sequence[Place]:
    """What a place's page leads on to: a provinsi's kota, their kecamatan, else kelurahan."""
    if place.level is PlaceLevel.KELURAHAN:
        return []
    below = PlaceLevel.KELURAHAN
    if place.level is PlaceLevel.PROVINSI:
        below = PlaceLevel.KOTA
    elif place.level is PlaceLevel.KOTA and choose_kota(place.code).others:
        below = PlaceLevel.KECAMATAN  # a kabupaten may have hundreds of desa
    return list_places(below, inside=place.code)


def _place_version(code: str) -> str:
    return _home_version()


@pages.get("/kelurahan/<code>", guard=PUBLIC, version=_place_version)
def place(code: str) -> Response:
    """A kelurahan's page; a kecamatan's, kota's and provinsi's have the same address and show what lies below them."""
    found = get_place(code, *FORUM_LEVELS)
    at = clock.now()
    today = clock.local_date(at, i18n.zone())
    children = _places_below(found)
    return page(
        "portal/place.html",
        place=found,
        ancestors=list_ancestors(code)[:-1],
        children=children,
        kota={each.code: each.title for each in children if each.level is PlaceLevel.KOTA},
        above=choose_kota(code).args if found.level is not PlaceLevel.KELURAHAN else {},
        denominator=find_denominator(code, today),
        score=scores.place_score(code) if found.level is PlaceLevel.KELURAHAN else None,
        topics=list_latest_topics(5, region=code),
        consultations=[
            *list_shelf(Shelf.OPEN, at, inside=code).rows,
            *list_shelf(Shelf.SOON, at, inside=code).rows,
        ],
        settled=list_shelf(Shelf.SETTLED, at, inside=code).rows[:3],
        kept=queries.list_kept_promises(3, inside=code),
        at=at,
        words=words,
    )


@pages.get("/privasi", guard=PUBLIC)
def privacy() -> Response:
    return page("portal/privacy.html")


@pages.get("/petugas", guard=permitted(rules.DESK))
def desk() -> Response:
    person = signed_in()
    today = clock.local_date(clock.now(), i18n.zone())
    answering = places_of(person, READ_DESK)
    return page(
        "portal/desk.html",
        entries=entries.desk_entries(person),
        answering=answering,
        may_answer=may(person, ANSWER),
        to_answer=list_to_answer(answering, limit=30),
        overdue=count_to_answer(answering, overdue_on=today),
        commitments=list_open_commitments(answering, limit=30),
        waiting=_waiting_residents(person),
        words=words,
    )


def _waiting_residents(person: Actor) -> int | None:
    """How many people wait for verification by this person, None for one who verifies nobody."""
    places = places_to_verify(person)
    if not places:
        return None
    kelurahan = sorted({".".join(code.split(".")[:4]) for code in places})
    return count_waiting_residents(kelurahan)


@pages.get("/admin", guard=permitted(rules.ADMINISTER))
def admin() -> Response:
    return page(
        "portal/admin.html",
        entries=entries.admin_entries(signed_in()),
    )


@pages.get("/admin/catatan", guard=permitted(rules.READ_AUDIT))
def audit() -> Response:
    """Every act of staff; for the administrator of one place the acts of its own officers."""
    person, root = signed_in(), find_root()
    whole = root is None or may(person, rules.READ_AUDIT, root.code)
    places = None if whole else places_of(person, rules.READ_AUDIT)
    return page(
        "portal/audit.html", page=queries.list_audit(request.args.get("setelah"), places), whole=whole
    )


@pages.get("/gaya", guard=PUBLIC)
def style_guide() -> Response:
    """Every part of the pages with made-up values; only with the setting DEBUG."""
    if not current_app.extensions["sgforum_config"].debug:
        raise NotFound
    return page(
        "style_guide.html", form=entries.SampleForm(), tiles=entries.sample_tiles(), **entries.sample_outlines()
    )  # fmt: skip

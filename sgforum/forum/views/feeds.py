"""Atom feeds: the newest topics of the city, and of one place."""

from __future__ import annotations

from flask import Response, current_app, render_template

from ...core.cache import versions
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from ...web import i18n
from ...web.guards import PUBLIC
from ..queries import list_feed
from ..services.touching import VERSION
from .blueprint import pages

CONTENT_TYPE = "application/atom+xml; charset=utf-8"


def _version() -> str:
    return versions(VERSION)


def _place_version(code: str) -> str:
    return versions(f"{VERSION}:{code}")


@pages.get("/topik/atom.xml", guard=PUBLIC, version=_version)
def feed() -> Response:
    return _feed(None, "/topik")


@pages.get("/kelurahan/<code>/forum/atom.xml", guard=PUBLIC, version=_place_version)
def place_feed(code: str) -> Response:
    place = get_place(code, *FORUM_LEVELS)
    return _feed(place.code, f"/kelurahan/{place.code}/forum", place.title)


def _feed(place_code: str | None, path: str, title: str = "") -> Response:
    """Addresses are absolute and of the configured site, never of the Host that was asked (threats 37)."""
    first = current_app.config["LANGUAGES"][0]
    prefix = "" if i18n.locale() == first else f"/{i18n.locale()}"
    xml = render_template(
        "forum/atom.xml", entries=list_feed(place_code), base=current_app.config["BASE_URL"].rstrip("/") + prefix,
        path=path, title=title,
    )  # fmt: skip
    return Response(xml, content_type=CONTENT_TYPE)

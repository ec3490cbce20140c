"""Lists of topics: all, and one place's forum."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, request, url_for
from flask_babel import gettext

from ...core.cache import versions
from ...core.errors import NotFound
from ...territory.models import PlaceLevel
from ...territory.queries import NO_PLACE
from ...territory.services import VERSION as TERRITORY
from ...web.answers import page
from ...web.guards import PUBLIC, actor
from ..models import Area
from ..queries import TopicFilter, list_forum_places, list_topics
from ..queries.topics import NEWEST, SORTS, SUPPORTED, UNANSWERED, ForumPlace
from ..services.touching import VERSION
from . import labels
from .blueprint import dated, pages


def _version() -> str:
    return dated(versions(VERSION, TERRITORY))


def _place_version(code: str) -> str:
    return dated(versions(f"{VERSION}:{code}", TERRITORY))


@pages.get("/topik", guard=PUBLIC, version=_version)
def topics() -> Response:
    """Every topic of the city, narrowed by place, area and order."""
    places = list_forum_places()
    region = request.args.get("wilayah") or None
    if region is not None:
        _get_place(places, region)
    return _list_page(places, TopicFilter(region=region, area=_area(), sort=_sort()), None)


@pages.get("/kelurahan/<code>/forum", guard=PUBLIC, version=_place_version)
def place(code: str) -> Response:
    """The forum of one kelurahan, kecamatan or the city."""
    places = list_forum_places()
    found = _get_place(places, code)
    return _list_page(places, TopicFilter(place=code, area=_area(), sort=_sort()), found)


def _get_place(places: Sequence[ForumPlace], code: str) -> ForumPlace:
    for found in places:
        if found.code == code:
            return found
    raise NotFound(NO_PLACE)


def _area() -> Area | None:
    text = request.args.get("bidang", "")
    return Area(text) if text in set(Area) else None


def _sort() -> str:
    text = request.args.get("urut", NEWEST)
    return text if text in SORTS else NEWEST


def _list_page(places: Sequence[ForumPlace], wanted: TopicFilter, found: ForumPlace | None) -> Response:
    cursor = request.args.get("sesudah")
    rows = list_topics(wanted, cursor)
    on = labels.today()
    base = url_for("forum.place", code=found.code) if found else url_for("forum.topics")
    kept = {
        "wilayah": wanted.region,
        "bidang": wanted.area,
        "urut": wanted.sort if wanted.sort != NEWEST else None,
    }

    def address(**changes: str | None) -> str:
        query = {name: value for name, value in (kept | changes).items() if value}
        return f"{base}?{urlencode(query)}" if query else base

    return page(
        "forum/topics.html",
        rows=[(row, labels.badge_of(row, on), labels.area_name(row.area)) for row in rows.rows],
        topic_base=url_for("forum.topics"),
        next_url=address(sesudah=rows.next) if rows.next else None,
        place=found,
        wanted=wanted,
        places=place_choices(places),
        sorts=[(name, address(urut=sort), sort == wanted.sort) for sort, name in _sort_names()],
        areas=[
            (gettext("Semua bidang"), address(bidang=None), wanted.area is None),
            *((labels.area_name(area), address(bidang=area.value), area is wanted.area) for area in Area),
        ],
        is_narrowed=bool(wanted.area or wanted.region or cursor or wanted.sort == UNANSWERED),
        mine=_own_kelurahan(found),
    )


def _sort_names() -> list[tuple[str, str]]:
    return [
        (NEWEST, gettext("Terbaru")),
        (SUPPORTED, gettext("Terbanyak didukung")),
        (UNANSWERED, gettext("Belum dijawab")),
    ]


def _own_kelurahan(found: ForumPlace | None) -> str | None:
    """The address of the reader's own kelurahan's forum, for a chip."""
    person = actor()
    if person is None or person.home is None or (found and found.code == person.home):
        return None
    return url_for("forum.place", code=person.home)


def place_choices(places: Sequence[ForumPlace]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Places for a select: the city and its kecamatan first, then kelurahan by kecamatan."""
    names = {place.code: place.name for place in places}
    groups: dict[str, list[tuple[str, str]]] = {gettext("Kota dan kecamatan"): []}
    for found in places:
        if found.level is PlaceLevel.KELURAHAN:
            group = names.get(found.code.rpartition(".")[0], "")
        else:
            group = gettext("Kota dan kecamatan")
        groups.setdefault(group, []).append((found.code, found.title))
    return list(groups.items())

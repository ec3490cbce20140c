"""Lists of topics: all, and one place's forum."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from markupsafe import Markup

from ...core.cache import versions
from ...core.errors import NotFound
from ...territory.models import FORUM_LEVELS, Place, PlaceLevel
from ...territory.queries import NO_PLACE, get_place
from ...territory.services import VERSION as TERRITORY
from ...web import i18n
from ...web.answers import page
from ...web.guards import PUBLIC, actor
from ...web.i18n import gettext
from ..models import Area
from ..queries import TopicFilter, list_forum_places, list_topics
from ..queries.topics import NEWEST, SORTS, SUPPORTED, UNANSWERED, ForumPlace
from ..services.touching import VERSION
from . import labels
from .blueprint import dated, pages
from .fragments import Fragment, kept

pages.add_app_template_global(labels.badge_today, "topic_badge")
pages.add_app_template_global(labels.waiting_badge)
pages.add_app_template_global(labels.promise_badge)


def _version() -> str:
    return dated(versions(VERSION, TERRITORY))


def _place_version(code: str) -> str:
    return dated(versions(f"{VERSION}:{code}", TERRITORY))


@pages.get("/topik", guard=PUBLIC, version=_version)
def topics() -> Response:
    """Every topic of the city, narrowed by place, area and order."""
    region = request.args.get("wilayah") or None
    return _list_page(TopicFilter(region=region, area=_area(), sort=_sort()), None, _version())


@pages.get("/kelurahan/<code>/forum", guard=PUBLIC, version=_place_version)
def place(code: str) -> Response:
    """The forum of one kelurahan, kecamatan or the city."""
    found = get_place(code, *FORUM_LEVELS)
    wanted = TopicFilter(place=code, area=_area(), sort=_sort())
    return _list_page(wanted, found, _place_version(code))


def _area() -> Area | None:
    text = request.args.get("bidang", "")
    return Area(text) if text in set(Area) else None


def _sort() -> str:
    text = request.args.get("urut", NEWEST)
    return text if text in SORTS else NEWEST


def _list_page(wanted: TopicFilter, found: Place | None, version: str) -> Response:
    """The page around a list; the list itself is the same for everybody and kept."""
    cursor = request.args.get("sesudah")
    key = ("topics", version, i18n.locale(), wanted, cursor)
    person = actor()
    home = person.home if person and not (found and found.code == person.home) else None
    return page(
        "forum/topics.html",
        place=found,
        topic_base=url_for("forum.topics"),
        mine=url_for("forum.place", code=home) if home else None,
        listed=kept(key, lambda: Fragment(_listed(wanted, found, cursor))),
    )


def _listed(wanted: TopicFilter, found: Place | None, cursor: str | None) -> Markup:
    """Choices and rows, rendered; raises NotFound for a place that there is not, InvalidInput for a bad cursor."""
    places = list_forum_places(found.code if found else wanted.region)
    if wanted.region is not None and wanted.region not in {place.code for place in places}:
        raise NotFound(NO_PLACE)
    rows = list_topics(wanted, cursor)
    badges, names = labels.badges_of(rows.rows, labels.today()), labels.area_names()
    address = _addresses(wanted, found)
    html = render_template(
        "forum/list.html",
        rows=list(zip(rows.rows, badges, strict=True)),
        badges=set(badges),
        names=names,
        when=labels.Ago(),
        topic_base=url_for("forum.topics"),
        next_url=address(sesudah=rows.next) if rows.next else None,
        first_url=address(bidang=None, wilayah=None, urut=None),
        place=found,
        wanted=wanted,
        places=place_choices(places),
        kota=_kota_to_tell(places),
        is_kota_first=all(place.level in (PlaceLevel.PROVINSI, PlaceLevel.KOTA) for place in places),
        sorts=[(name, address(urut=sort), sort == wanted.sort) for sort, name in _sort_names()],
        areas=[
            (gettext("Semua bidang"), address(bidang=None), wanted.area is None),
            *((name, address(bidang=area.value), area is wanted.area) for area, name in names.items()),
        ],
        is_narrowed=bool(wanted.area or wanted.region or cursor or wanted.sort == UNANSWERED),
    )
    return Markup(html)  # noqa: S704 - a rendered template


def _kota_to_tell(places: Sequence[ForumPlace]) -> dict[str, str]:
    """Titles by code, where the list may hold places of several kota; names of kelurahan and desa repeat."""
    kota = {place.code: place.title for place in places if place.level is PlaceLevel.KOTA}
    return kota if len(kota) > 1 else {}


def _addresses(wanted: TopicFilter, found: Place | None) -> Callable[..., str]:
    """A maker of addresses of this list with something changed (None: without it)."""
    base = url_for("forum.place", code=found.code) if found else url_for("forum.topics")
    sort = wanted.sort if wanted.sort != NEWEST else None
    given = {"wilayah": wanted.region, "bidang": wanted.area, "urut": sort}

    def address(**changes: str | None) -> str:
        query = {name: value for name, value in (given | changes).items() if value and value != NEWEST}
        return f"{base}?{urlencode(query)}" if query else base

    return address


def _sort_names() -> list[tuple[str, str]]:
    return [
        (NEWEST, gettext("Terbaru")),
        (SUPPORTED, gettext("Paling banyak didukung")),
        (UNANSWERED, gettext("Belum dijawab")),
    ]


def place_choices(places: Sequence[ForumPlace]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Places for a select: the widest first, then kelurahan by kecamatan; of several kota all before a kecamatan."""
    names = {place.code: place.name for place in places}
    has_several = sum(place.level is PlaceLevel.KOTA for place in places) > 1
    wide = gettext("Kota dan kabupaten") if has_several else gettext("Kota dan kecamatan")
    groups: dict[str, list[tuple[str, str]]] = {wide: []}
    for found in places:
        if found.level is PlaceLevel.KELURAHAN:
            group = names.get(found.code.rpartition(".")[0], "")
        elif found.level is PlaceLevel.KECAMATAN and has_several:
            group = gettext("Kecamatan")
        else:
            group = wide
        groups.setdefault(group, []).append((found.code, found.title))
    return list(groups.items())

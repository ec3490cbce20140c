"""The command centre: the city's live view of what waits for somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from flask import Response, request, url_for

from ..accounts.rules import READ_WAITING
from ..consultation.rules import READ as READ_CONSULTATIONS
from ..core import clock
from ..core.permissions import Actor, may, places_of
from ..forum.rules import READ_DESK
from ..metrics.rules import READ_REVIEW
from ..reports.models import AgencyKind, LinkClass
from ..reports.rules import READ_REGISTER
from ..territory.models import Place, kota_code
from ..territory.queries import KotaChoice, choose_kota
from ..territory.rules import READ_DENOMINATORS
from ..web import i18n
from ..web.answers import page
from ..web.guards import permitted, signed_in
from ..web.i18n import gettext, ngettext
from ..web.pages import Pages
from . import centre, rules, words

SHOWN = 10  # bars that are compared; all places stand in the table
MOST_ROWS = 60


class Waiting(NamedTuple):
    """A line of what waits: a sentence with its number, and where it is dealt with ("" for who may not)."""

    number: int
    sentence: str
    url: str


def register(pages: Pages) -> None:
    """Put the page on the portal's blueprint."""
    pages.get("/pusat-kendali", guard=permitted(rules.READ_CENTRE))(command_centre)


def command_centre() -> Response:
    person, at = signed_in(), clock.now()
    today = clock.local_date(at, i18n.zone())
    mine = places_of(person, rules.READ_CENTRE)
    choice = choose_kota(request.args.get("kota"), mine)
    places = choice.narrow(mine)
    loads = centre.list_loads(places, today, by_kota=choice.is_open)
    silence = centre.list_silent(places, at)
    listed = silence.places if not choice.is_open else ()
    names = centre.names_of(loads, listed, MOST_ROWS)
    midnights = _midnights(today)
    texts, answers = centre.count_by_day(places, midnights)
    total = centre.total_of(loads)
    news, before = centre.count_news(places, at)
    return page(
        "portal/centre.html",
        choice=choice, total=total, loads=[(names.get(load.code), load) for load in loads[:MOST_ROWS]], shown=SHOWN,
        more=max(0, len(loads) - MOST_ROWS), silence=silence, silent_days=centre.SILENT_DAYS,
        silent=_silent_groups(silence.places, names, choice), waiting=_waiting(person, total, centre.count_checks(places)),
        newly_late=centre.count_newly_late(places, today), news=_news_lines(news, before),
        events=centre.list_events(places, at), event_words=_event_words(), texts=texts, answers=answers,
        days=[moment.astimezone(i18n.zone()).date() for moment in midnights[:-1]],
        **_links_of(choice, person), words=words,
    )  # fmt: skip


def _midnights(today: date) -> list[datetime]:
    """The beginning of each of the last days and of tomorrow, in the city's zone."""
    days = [today - timedelta(days=n) for n in range(centre.TREND_DAYS - 1, -2, -1)]
    return [datetime.combine(day, time(), tzinfo=i18n.zone()) for day in days]


def _silent_groups(
    silent: Sequence[centre.Quiet], names: Mapping[str, Place], choice: KotaChoice
) -> list[tuple[str, str, Sequence[centre.Quiet]]]:
    """(name, address, places) of each kecamatan; of a provinsi of each kota, whose page tells more."""
    groups: dict[str, list[centre.Quiet]] = {}
    for place in silent:
        key = kota_code(place.code) if choice.is_open else place.parent_code
        groups.setdefault(key, []).append(place)
    if choice.is_open:
        titles = {kota.code: kota.title for kota in choice.others}
        return [
            (titles.get(code, code), url_for("portal.command_centre", kota=code), groups[code])
            for code in sorted(groups)
        ]
    return [
        (names[code].title if code in names else code, url_for("portal.place", code=code), groups[code])
        for code in sorted(groups)
    ]


def _waiting(person: Actor, total: centre.Load, checks: centre.Checks) -> list[Waiting]:
    """What waits, kind by kind, each with the desk on which it is done."""
    rows = (
        (total.answers, ngettext("topik menunggu jawaban resmi", "topik menunggu jawaban resmi", total.answers),
         "forum.desk", READ_DESK),
        (total.promises, ngettext("janji belum selesai", "janji belum selesai", total.promises), "forum.desk", READ_DESK),
        (total.decisions, ngettext("musyawarah menunggu keputusan", "musyawarah menunggu keputusan", total.decisions),
         "consultation.desk", READ_CONSULTATIONS),
        (checks.residents, ngettext("warga menunggu verifikasi", "warga menunggu verifikasi", checks.residents),
         "accounts.waiting", READ_WAITING),
        (checks.denominators, ngettext("angka penduduk menunggu persetujuan", "angka penduduk menunggu persetujuan",
                                       checks.denominators), "territory.denominators", READ_DENOMINATORS),
        (checks.scores, ngettext("skor ditahan untuk diperiksa", "skor ditahan untuk diperiksa", checks.scores),
         "metrics.scores", READ_REVIEW),
    )  # fmt: skip
    return [
        Waiting(count, sentence, url_for(endpoint) if may(person, permission) else "")
        for count, sentence, endpoint, permission in rows
    ]


def _news_lines(news: centre.News, before: centre.News) -> list[tuple[str, int, int]]:
    """(name, in the last 24 hours, in those before) of each kind."""
    names = (
        gettext("Topik baru"), gettext("Jawaban resmi"), gettext("Janji selesai"),
        gettext("Musyawarah terbit"), gettext("Keputusan"), gettext("Warga terverifikasi"),
    )  # fmt: skip
    return list(zip(names, news, before, strict=True))


def _event_words() -> dict[str, str]:
    return {
        "answers": gettext("Dijawab"),
        "kept": gettext("Janji selesai"),
        "published": gettext("Musyawarah terbit"),
        "decided": gettext("Diputuskan"),
    }


def _links_of(choice: KotaChoice, person: Actor) -> dict[str, Any]:
    """The links of the kota's agencies; of a provinsi each kota tells its own."""
    if choice.kota is None:
        return {"links": None, "may_check": False}
    kinds = {
        AgencyKind.DINAS: gettext("Dinas"), AgencyKind.BADAN: gettext("Badan"), AgencyKind.KANTOR: gettext("Kantor")
    }  # fmt: skip
    classes = {
        LinkClass.ACTIVE: gettext("Aktif"), LinkClass.BACK_TO_INDEX: gettext("Kembali ke halaman depan"),
        LinkClass.FAILING: gettext("Galat"), LinkClass.UNREACHABLE: gettext("Tidak terjangkau"),
        LinkClass.UNKNOWN: gettext("Belum diperiksa"),
    }  # fmt: skip
    return {
        "links": centre.find_links(choice.kota.code), "kinds": kinds, "classes": classes,
        "may_check": may(person, READ_REGISTER, choice.kota.code),
    }  # fmt: skip

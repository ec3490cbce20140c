"""What leads to the data: a catalogue entry after DCAT 3 as JSON-LD, and an Atom feed of months and revisions."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from sgforum.core.clock import Period
from sgforum.core.marks import N_
from sgforum.metrics.queries import Month
from sgforum.reports.opendata import package
from sgforum.reports.opendata.site import LICENCE_URL, Site
from sgforum.reports.tables import json_bytes

ATOM = "application/atom+xml; charset=utf-8"
JSON_LD = "application/ld+json"
TABLES = ("scores", "indicators", "counts", "rollups", "method")
FEED_TITLE = N_("Data terbuka partisipasi kelurahan")
SUMMARY = N_("%(places)s kelurahan. Dibekukan %(first)s.")
REVISED = N_("%(places)s kelurahan. Dibekukan %(first)s, revisi terakhir %(last)s.")
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
_MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
_IANA = "https://www.iana.org/assignments/media-types/"


def catalogue_bytes(site: Site, months: Sequence[Month]) -> bytes:
    """The catalogue of all months, newest first."""
    document = {
        "@context": _CONTEXT,
        "@id": f"{site.data_url}/katalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _said(site, FEED_TITLE),
        "dct:description": _said(site, package.ABOUT),
        "dct:publisher": _publisher(site),
        "dct:license": {"@id": LICENCE_URL},
        "dct:language": ["id", "en"],
        "foaf:homepage": {"@id": site.data_url},
        "dcat:dataset": [_dataset(site, month) for month in months],
    }
    return json_bytes(document, demo=site.is_demo)


def _publisher(site: Site) -> dict[str, str]:
    return {"@id": site.base_url, "@type": "foaf:Agent", "foaf:name": site.publisher}


def _said(site: Site, text: str) -> list[dict[str, str]]:
    return [{"@language": language, "@value": told} for language, told in site.both(text).items()]


def _day(value: object) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": str(value)}


def _dataset(site: Site, month: Month) -> dict[str, Any]:
    year, number = month.period.year, month.period.month
    return {
        "@id": site.month_url(month.period), "@type": "dcat:Dataset",
        "dct:identifier": f"partisipasi-{site.code}-{month.period}", "dct:title": _said(site, package.TITLE),
        "dct:description": _said(site, package.ABOUT), "dct:issued": _day(month.first_on),
        "dct:modified": _day(month.last_on), "dct:accrualPeriodicity": {"@id": _MONTHLY},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime", "dcat:startDate": _day(f"{month.period}-01"),
            "dcat:endDate": _day(f"{month.period}-{monthrange(year, number)[1]:02d}"),
        },
        "dct:spatial": {"@type": "dct:Location", "dct:identifier": site.code, "dct:title": site.place},
        "dct:publisher": _publisher(site), "dct:license": {"@id": LICENCE_URL},
        "dcat:keyword": ["partisipasi", "kelurahan", "musyawarah", "IPPK"],
        "dcat:landingPage": {"@id": site.month_url(month.period)},
        "dcat:distribution": [_distribution(site, month.period, *each) for each in list_files(month.period)],
    }  # fmt: skip


def list_files(period: Period) -> list[tuple[str, str]]:
    """Names and media types of what a month's package holds, without making it."""
    return [
        (package.DESCRIPTOR, package.JSON),
        *((f"{name}.csv", package.CSV) for name in TABLES),
        (package.DICTIONARY, package.CSV),
        (package.STANDARD, package.JSON),
        (package.README, package.MARKDOWN),
        (package.database_name(period), package.SQLITE),
    ]


def _distribution(site: Site, period: Period, name: str, kind: str) -> dict[str, Any]:
    url = f"{site.month_url(period)}/{name}"
    return {
        "@id": url, "@type": "dcat:Distribution", "dct:title": name, "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url}, "dcat:mediaType": {"@id": _IANA + kind.partition(";")[0]},
        "dct:license": {"@id": LICENCE_URL},
    }  # fmt: skip


def feed_bytes(site: Site, months: Sequence[Month], said: Callable[..., str]) -> bytes:
    """The Atom feed of all months, newest first; a revision makes its month's entry new. said: as gettext."""
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom"})
    last = max((month.last_on.isoformat() for month in months), default="1970-01-01")
    _add(feed, "title", f"{said(FEED_TITLE)}, {site.place}")
    _add(feed, "id", site.data_url)
    _add(feed, "link", href=site.data_url)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site.data_url}/atom.xml")
    _add(feed, "updated", f"{last}T00:00:00Z")
    _add(_add(feed, "author"), "name", site.publisher)
    _add(feed, "rights", LICENCE_URL)
    for month in months:
        _add_entry(_add(feed, "entry"), site, month, said)
    ET.indent(feed)
    text = ET.tostring(feed, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _add_entry(entry: ET.Element, site: Site, month: Month, said: Callable[..., str]) -> None:
    url = site.month_url(month.period)
    sentence = SUMMARY if month.first_on == month.last_on else REVISED
    _add(entry, "title", f"{said(package.TITLE)}, {month.period}")
    _add(entry, "id", url)
    _add(entry, "link", href=url)
    for name, kind in list_files(month.period):
        _add(entry, "link", rel="enclosure", type=kind.partition(";")[0], href=f"{url}/{name}")
    _add(entry, "published", f"{month.first_on}T00:00:00Z")
    _add(entry, "updated", f"{month.last_on}T00:00:00Z")
    _add(entry, "summary", said(sentence, places=month.places, first=month.first_on, last=month.last_on))


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, name, attributes)
    child.text = text or None
    return child

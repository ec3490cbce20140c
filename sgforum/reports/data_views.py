"""Open data at stable addresses under /data: months, their files, catalogue and feed; the same as `sgforum export open-data`."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, current_app

from sgforum.core import cache
from sgforum.core.cache import Lru
from sgforum.core.clock import Period
from sgforum.core.errors import InvalidInput, NotFound
from sgforum.core.marks import N_
from sgforum.metrics import queries as scores
from sgforum.metrics.queries import Month
from sgforum.reports.attachments import TYPES, one_file
from sgforum.reports.opendata import catalogue
from sgforum.reports.opendata.package import Package, package_of
from sgforum.reports.opendata.site import LICENCE, LICENCE_URL, Site
from sgforum.reports.participation import participation_tables
from sgforum.reports.tables import Format
from sgforum.territory.queries import find_root
from sgforum.web.answers import is_demo, page
from sgforum.web.downloads import published
from sgforum.web.guards import PUBLIC
from sgforum.web.i18n import english, gettext
from sgforum.web.pages import Pages

NO_FILE = N_("Berkas itu tidak ada di paket data bulan ini.")
_packages: Lru[Package] = Lru(24)


def register(pages: Pages) -> None:
    """Add months and their files to the pages of the reports."""
    pages.get("/data/partisipasi/<period>.<form>", guard=PUBLIC)(participation_file)
    pages.get("/data/katalog.jsonld", guard=PUBLIC)(catalogue_file)
    pages.get("/data/atom.xml", guard=PUBLIC)(feed)
    pages.get("/data/<period>", guard=PUBLIC, version=_version)(month)
    pages.get("/data/<period>/<name>", guard=PUBLIC)(month_file)


def _version(**_values: str) -> str:
    """Of everything in a package: figures, and the names of places."""
    return cache.versions(scores.VERSION, "territory")


def list_months() -> Sequence[Month]:
    """Months whose scores can be taken away, newest first."""
    return scores.list_months()


def data_site() -> Site:
    """This installation as a publisher; works without a request, for the commands."""
    root = find_root()
    base_url = current_app.config["BASE_URL"].rstrip("/")
    code, place = (root.code, root.title) if root else ("", "")
    return Site(code, place, base_url, is_demo(), english)


def make_package(period: Period) -> Package:
    """The files of a month, kept until its figures change; raises NotFound for one that is not frozen."""
    key = "\n".join((current_app.instance_path, str(period), _version(), str(is_demo())))
    found = _packages.get(key)
    if found is None:
        on = next((each.last_on for each in list_months() if each.period == period), None)
        if on is None:
            raise NotFound(scores.NOT_FROZEN, period=period)
        found = package_of(data_site(), period, participation_tables(period), on)
        _packages.put(key, found)
    return found


def _asked(period: str) -> Period:
    """The month of an address; raises NotFound for what is no month, as for any other address of nothing."""
    try:
        return Period.parse(period)
    except InvalidInput:
        raise NotFound(scores.NO_SCORE) from None


def month(period: str) -> Response:
    """What there is of a month: every file with its size, what the tables mean, how to use them."""
    asked = _asked(period)
    made = make_package(asked)
    about = next(each for each in list_months() if each.period == asked)
    return page(
        "reports/month.html", month=about, files=made.files, site_=data_site(), licence=LICENCE, licence_url=LICENCE_URL,
        tables=made.tables,
    )  # fmt: skip


def month_file(period: str, name: str) -> Response:
    """One file of a month's package."""
    found = make_package(_asked(period)).find(name)
    if found is None:
        raise NotFound(NO_FILE)
    return published(found.content, found.name, found.kind)


def catalogue_file() -> Response:
    """The catalogue entry of all months, as DCAT."""
    return published(
        catalogue.catalogue_bytes(data_site(), list_months()), "katalog.jsonld", catalogue.JSON_LD
    )


def feed() -> Response:
    """New months and revisions, as Atom."""
    return published(catalogue.feed_bytes(data_site(), list_months(), gettext), "atom.xml", catalogue.ATOM)


def participation_file(period: str, form: str) -> Response:
    """A month's tables as one file in one of the four formats."""
    if form not in set(Format):
        abort(404)
    asked = Period.parse(period)
    ending, kind = TYPES[Format(form)]
    content = one_file(participation_tables(asked), Format(form), f"partisipasi-{asked}", demo=is_demo())
    return published(content, f"partisipasi-{asked}.{ending}", kind, attached=True)

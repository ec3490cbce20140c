"""The public pages of the resource report and of the open data."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Response, abort, g, has_request_context, redirect, request, url_for

from sgforum.core import clock
from sgforum.core.errors import NotFound
from sgforum.core.marks import N_
from sgforum.reports import builders, data_views, files, queries
from sgforum.reports.catalogue import INDICATORS, Dimension
from sgforum.reports.comparison import CHANGE_LABELS, Change, compare
from sgforum.reports.indicators import ResourceReport, assess
from sgforum.reports.presentation import City, Document, document
from sgforum.reports.report_tables import report_tables
from sgforum.reports.schema import REGISTERS
from sgforum.reports.tables import json_bytes, xlsx_bytes
from sgforum.reports.wording import Wording
from sgforum.territory.models import Place
from sgforum.territory.queries import KotaChoice, choose_kota
from sgforum.web import i18n
from sgforum.web.answers import is_demo, page
from sgforum.web.downloads import download
from sgforum.web.guards import PUBLIC
from sgforum.web.i18n import gettext, ngettext
from sgforum.web.pages import Pages

pages = Pages("reports", __name__, template_folder="templates")

NO_INDICATOR = N_("Indikator itu tidak ada.")
NO_CITY = N_("Wilayah kota belum dimuat ke situs ini.")
CHANGE_BADGES = {
    Change.BETTER: "ok", Change.WORSE: "err", Change.SAME: "", Change.UNSURE: "warn", Change.NEW: "info",
    Change.LOST: "warn", Change.UNKNOWN: "plain",
}  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wording() -> Wording:
    """The words of the page being made."""
    return Wording(gettext, ngettext, i18n.locale())


def this_year() -> int:
    """The current year in the city's zone."""
    return clock.local_date(clock.now(), i18n.zone()).year


def get_city(asked: str | None = None) -> City:
    """The kota asked for, else the first with data, else the first; raises NotFound before territory is imported."""
    place = city_of(choose_kota(asked))
    if place is None:
        raise NotFound(NO_CITY)
    return City(place.code, place.name)


def city_of(choice: KotaChoice) -> Place | None:
    """The kota that a choice means: registers and reports are a kota's, so one of several is always shown."""
    if choice.kota is not None or not choice.others:
        return choice.kota
    known = queries.list_cities()
    return next((place for place in choice.others if place.code in known), choice.others[0])


def chosen(among: Collection[str] | None = None) -> KotaChoice:
    """The kota of the address, of those that `among` names, settled: the one shown when none was asked for is chosen too."""
    choice = choose_kota(request.args.get("kota"), among)
    kota = city_of(choice)
    inside = kota.code if kota and choice.others else choice.inside
    g.reports_kota = inside
    return KotaChoice(kota, choice.others, inside)


@pages.url_defaults
def keep_kota(_endpoint: str, values: dict[str, Any]) -> None:
    """Every address of these pages carries the kota that the page is about, where there are several."""
    if has_request_context() and g.get("reports_kota"):
        values.setdefault("kota", g.reports_kota)


def get_chosen(among: Collection[str] | None = None) -> tuple[City, KotaChoice]:
    """As `chosen`, with the kota as a report names it; raises NotFound before territory is imported."""
    choice = chosen(among)
    if choice.kota is None:
        raise NotFound(NO_CITY)
    return City(choice.kota.code, choice.kota.name), choice


def load_document(city: City, year: int) -> Document:
    """The report of a year that is known to have data."""
    return document(
        city,
        load_report(city.code, year),
        queries.city_score(city.code, year),
        this_year=this_year(),
        follow_ups=queries.follow_ups(city.code, year),
    )


def load_report(place_code: str, year: int) -> ResourceReport:
    """What the registers say of a year, held against the targets in force then."""
    return assess(queries.registers_of(place_code, year), targets=queries.targets_of(place_code, year))


def _version(**_values: object) -> str:
    return f"{queries.report_version()}.{this_year()}"


def _chosen_year(years: list[int]) -> int:
    """The year of the address, else the newest with data; raises NotFound for one without."""
    asked = request.args.get("tahun", "")
    if not asked:
        return years[0]
    if not (asked.isascii() and asked.isdecimal() and int(asked[:5]) in years):
        raise NotFound(queries.NO_REPORT, year=asked[:20])
    return int(asked)


@pages.get("/laporan", guard=PUBLIC, version=_version)
def index() -> Response:
    choice = chosen()
    city = choice.kota
    years = queries.list_years(city.code) if city else []
    if city is None or not years:
        return page("reports/empty.html", choice=choice)
    doc = load_document(City(city.code, city.name), _chosen_year(years))
    return page("reports/index.html", years=years, choice=choice, **builders.report_context(doc, wording()))


@pages.get("/laporan/<code>", guard=PUBLIC, version=_version)
def indicator(code: str) -> Response:
    """One indicator: how it is reckoned, what it is held against, and every part of it with its source."""
    if code.upper() not in {item.code for item in INDICATORS}:
        raise NotFound(NO_INDICATOR)
    if code != code.lower():  # the report prints K1; the address is lower case
        query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
        return redirect(url_for("reports.indicator", code=code.lower()) + query, 301)  # type: ignore[return-value]
    city, _choice = get_chosen()
    years = queries.list_years(city.code)
    if not years:
        raise NotFound(queries.NO_REPORT, year=this_year())
    doc = load_document(city, _chosen_year(years))
    result = next(item for item in doc.report.results if item.indicator.code == code.upper())
    context = builders.report_context(doc, wording())
    return page("reports/indicator.html", years=years, result=result, **context)


@pages.get("/laporan/unduh/<int:year>.<form>", guard=PUBLIC)
def report_file(year: int, form: str) -> Response:
    """The report as a file: json, xlsx or html (PDF takes seconds and is made on the command line)."""
    if form not in {"json", "xlsx", "html"}:
        abort(404)
    city, _choice = get_chosen()
    if year not in queries.list_years(city.code):
        raise NotFound(queries.NO_REPORT, year=year)
    content, kind = file_content(load_document(city, year), form)
    return download(content, f"laporan-sumber-daya-{year}.{form}", kind)


@pages.get("/laporan/banding", guard=PUBLIC, version=_version)
def compare_years() -> Response:
    """Two report years side by side: the two newest, unless the address names others."""
    city, choice = get_chosen()
    years = queries.list_years(city.code)
    if len(years) < 2:
        return page("reports/comparison.html", choice=choice, city=city, years=years, found=None)
    late = _year_among(request.args.get("tahun", ""), years, years[0])
    others = [year for year in years if year != late]
    early = _year_among(request.args.get("dengan", ""), others, others[0])
    found = compare(load_report(city.code, early), load_report(city.code, late))
    return page(
        "reports/comparison.html", choice=choice, city=city, years=years, found=found, early=early, late=late,
        say=wording(), labels=CHANGE_LABELS, badges=CHANGE_BADGES, dimensions=Dimension, change=Change,
    )  # fmt: skip


def _year_among(asked: str, years: list[int], fallback: int) -> int:
    return int(asked) if asked.isascii() and asked.isdecimal() and int(asked[:5]) in years else fallback


def file_content(doc: Document, form: str) -> tuple[bytes, str]:
    """The bytes and the content type of a report in one of the formats that need no extra package."""
    say, demo = wording(), is_demo()
    if form == "json":
        return json_bytes(builders.json_document(doc, say), demo=demo), "application/json"
    if form == "xlsx":
        return xlsx_bytes(report_tables(doc, say), demo=demo), XLSX
    return builders.html_document(doc, say, demo=demo).encode(), "text/html; charset=utf-8"


@pages.get("/data", guard=PUBLIC, version=_version)
def data() -> Response:
    """What can be taken away: the reports of every year and the registers behind them."""
    choice = chosen()
    years = queries.list_years(choice.kota.code) if choice.kota else []
    return page(
        "reports/data.html",
        choice=choice,
        years=years,
        registers=REGISTERS,
        say=wording(),
        months=data_views.list_months(),
    )


@pages.get("/data/register/<code>.csv", guard=PUBLIC)
def register_file(code: str) -> Response:
    """A register with every year, as the CSV that the import reads; it holds no names of persons."""
    register = queries.get_register(code)
    text = files.export_rows(register, get_chosen()[0].code)
    return download(text.encode(), f"{code}.csv", "text/csv; charset=utf-8")

"""Pages of the link audit: what it found of every agency's site, its history, and the officials' buttons for it."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

from flask import Response, current_app, request
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from sgforum.core.errors import InvalidInput
from sgforum.core.marks import N_
from sgforum.core.outbound import Reason
from sgforum.core.permissions import may
from sgforum.core.spreadsheet import guarded
from sgforum.reports import link_queries, link_services, queries
from sgforum.reports.admin import choose_city
from sgforum.reports.fields import MISSING
from sgforum.reports.link_check import ROBOTS
from sgforum.reports.link_models import LinkCheck
from sgforum.reports.link_verdict import Site
from sgforum.reports.registers import LinkClass
from sgforum.reports.rules import AUDIT_LINKS, READ_REGISTER
from sgforum.reports.schema import LINK_CLASSES
from sgforum.reports.views import get_chosen, pages, this_year, wording
from sgforum.web.answers import form_page, page, see_other
from sgforum.web.downloads import download
from sgforum.web.formkit import Form
from sgforum.web.guards import PUBLIC, acting, actor, permitted
from sgforum.web.i18n import ngettext, zone

REASONS = {
    Reason.ADDRESS.value: N_("Alamatnya tidak dapat dibuka."),
    Reason.NOT_PUBLIC.value: N_("Alamatnya tidak terbuka untuk umum."),
    Reason.NAME.value: N_("Nama situsnya tidak ditemukan."),
    Reason.CONNECTION.value: N_("Tidak tersambung ke situsnya."),
    Reason.TIMEOUT.value: N_("Tidak selesai dalam 10 detik."),
    Reason.TLS.value: N_("Sertifikatnya tidak sah."),
    Reason.PROTOCOL.value: N_("Jawabannya rusak."),
    Reason.REDIRECTS.value: N_("Dialihkan lebih dari lima kali."),
    ROBOTS: N_("Situs ini meminta robot tidak membukanya."),
}
BADGES = {
    LinkClass.ACTIVE: "ok",
    LinkClass.BACK_TO_INDEX: "warn",
    LinkClass.FAILING: "err",
    LinkClass.UNREACHABLE: "err",
    LinkClass.UNKNOWN: "plain",
}
COLUMNS = (
    "website", "name", "checked_at", "link_class", "reason", "status", "hops", "final_url", "title", "milliseconds",
)  # fmt: skip
READER, EDITOR = permitted(READ_REGISTER), permitted(AUDIT_LINKS)


class IndexForm(Form):
    index_url = StringField(_l("Alamat halaman indeks kota"), [InputRequired(_l(MISSING)), Length(max=300)])


def _version(**_values: object) -> str:
    return f"{queries.report_version()}.{this_year()}"


def _words() -> dict[str, Any]:
    return {"say": wording(), "classes": LINK_CLASSES, "badges": BADGES, "reasons": REASONS}


@pages.get("/laporan/tautan", guard=PUBLIC, version=_version)
def links() -> Response:
    """Every agency with a website in a report year: what the audit says of it, day by day."""
    city, choice = get_chosen()
    years = link_queries.list_link_years(city.code)
    asked = request.args.get("tahun", "")
    year = int(asked) if asked.isdecimal() and int(asked[:5]) in years else (years or [this_year()])[0]
    sites = link_queries.sites_of(city.code, year)
    agencies = [(row, sites.get(row.website, Site())) for row in link_queries.list_agencies(city.code, year)]
    return page(
        "reports/links.html", city=city, choice=choice, years=years, year=year, agencies=agencies, **_words()
    )


@pages.get("/laporan/tautan/<public_id>", guard=PUBLIC)
def link_history(public_id: str) -> Response:
    """All checks of one agency's site, newest first."""
    city, _choice = get_chosen()
    row = link_queries.get_agency(city.code, public_id)
    checks = link_queries.list_checks(city.code, row.website, request.args.get("sesudah"))
    site = link_queries.sites_of(city.code, row.year).get(row.website, Site())
    return page("reports/link_history.html", row=row, site=site, checks=checks, **_words())


@pages.get("/data/tautan.csv", guard=PUBLIC)
def link_file() -> Response:
    """Every check ever made, as CSV."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for check in link_queries.all_checks(get_chosen()[0].code):
        writer.writerow(guarded(_cell(check, name)) for name in COLUMNS)
    return download(stream.getvalue().encode(), "tautan.csv", "text/csv; charset=utf-8")


def _cell(check: LinkCheck, name: str) -> str:
    value = getattr(check, name)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return "" if value is None else str(value)


@pages.form("/admin/tautan", guard=EDITOR, reading=READER, limit="60/hour")
def link_audit() -> Response:
    """The index page that dead links lead to, and how far the audit is."""
    city, choice = choose_city(READ_REGISTER)
    plan = link_queries.find_plan(city.code)
    form = IndexForm(data={"index_url": plan.index_url if plan else ""} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            with acting() as act:
                link_services.set_index(
                    actor=act.actor, place_code=city.code, index_url=form.index_url.data, at=act.at
                )
            return see_other("reports.link_audit", N_("Alamat indeks sudah disimpan."))
        except InvalidInput as error:
            form.take(error)
    ordered = plan.ordered_at if plan else None
    return form_page(
        "reports/link_audit.html",
        form,
        choice=choice,
        plan=plan,
        count=len({row.website for row in link_queries.list_agencies(city.code, this_year())}),
        done=link_queries.count_since(city.code, ordered) if ordered else 0,
        has_contact=bool(current_app.extensions["sgforum_config"].link_audit_contact),
        may_edit=may(actor(), AUDIT_LINKS, city.code),
        year=this_year(),
    )


@pages.post("/admin/tautan/periksa", guard=EDITOR, limit="4/hour")
def order_checks() -> Response:
    """Ask for a check of all sites; the worker makes it, one site after the other."""
    city, _choice = choose_city(AUDIT_LINKS)
    try:
        with acting() as act:
            count = link_services.order_checks(actor=act.actor, place_code=city.code, at=act.at, zone=zone())
    except InvalidInput as error:
        return see_other("reports.link_audit", error.message)
    sentence = ngettext(
        "%(num)s situs akan diperiksa satu per satu.", "%(num)s situs akan diperiksa satu per satu.", count
    )
    return see_other("reports.link_audit", sentence)

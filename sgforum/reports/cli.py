"""`sgforum report`: reports as files."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import current_app

from sgforum.core import clock
from sgforum.core.console import emit, json_option
from sgforum.core.db import transaction
from sgforum.core.errors import NotFound, Refused
from sgforum.core.permissions import SYSTEM
from sgforum.reports import builders, link_jobs, link_queries, queries, services
from sgforum.reports.tables import save_bytes
from sgforum.reports.views import file_content, get_city, load_document, wording
from sgforum.web.answers import is_demo
from sgforum.web.printing import pdf_bytes

NO_CONTACT = (
    "Set LINK_AUDIT_CONTACT to a mail address or page first: keepers of sites must know whom to write to."
)


@click.group(help="Reports as files, and what they rest on.")
def report() -> None:
    pass


@report.command(epilog="Example: sgforum report resources --year 2018 --format json -o laporan-2018.json")
@click.option("--year", type=click.IntRange(1990, 2100), required=True, help="Year of the report.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "pdf", "xlsx", "json"]),
    required=True,
    help="PDF needs the extra sgforum[pdf].",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write."
)
@click.option("--kota", help="Code of the kota, where there are several; default: the first with data.")
@json_option
def resources(year: int, form: str, output: Path, kota: str | None, *, as_json: bool) -> None:
    """Write the resource report of a year: dimensions, 22 indicators, both gap tables, sources."""
    city = get_city(kota)
    if year not in queries.list_years(city.code):
        raise NotFound(queries.NO_REPORT, year=year)
    doc = load_document(city, year)
    if form == "pdf":
        content = pdf_bytes(builders.html_document(doc, wording(), demo=is_demo()))
    else:
        content, _kind = file_content(doc, form)
    save_bytes(output, content)
    overall = doc.report.overall
    facts = {
        "path": os.fspath(output),
        "year": year,
        "format": form,
        "bytes": len(content),
        "indicators_available": overall.indicators_available,
        "indicators": overall.indicators,
    }
    known = f"{overall.indicators_available} of {overall.indicators} indicators have data"
    emit(facts, as_json=as_json, text=f"{output}: resource report {year}, {known}.")


@report.command(epilog="Example: sgforum report baseline")
@json_option
def baseline(*, as_json: bool) -> None:
    """Enter the 2018 study's figures into the registers; a second time changes nothing."""
    with transaction():
        added = services.load_baseline(actor=SYSTEM, at=clock.now())
    emit({"rows": added}, as_json=as_json, text=f"{added} rows of the 2018 baseline entered.")


@report.command(epilog="Example: sgforum report links --kota 64.71")
@click.option("--kota", help="Code of the kota, where there are several; default: the first with data.")
@json_option
def links(kota: str | None, *, as_json: bool) -> None:
    """Check the agencies' sites that are due, one after the other, as the worker does; print what came back.

    A site is due once a week, and every day while its days do not decide.
    """
    config = current_app.extensions["sgforum_config"]
    if not config.link_audit_contact:
        raise Refused(NO_CONTACT)
    city, began = get_city(kota), clock.now()
    while link_jobs.audit_links(config, clock.now(), only=city.code):
        pass
    checks = link_queries.checks_since(city.code, began)
    facts = {
        "checks": [
            {
                "website": check.website,
                "class": check.link_class.value,
                "status": check.status,
                "reason": check.reason,
            }
            for check in checks
        ]
    }
    lines = [
        f"{check.link_class.value:18} {check.status or check.reason} {check.website}" for check in checks
    ]
    emit(facts, as_json=as_json, text="\n".join([*lines, f"{len(checks)} sites checked."]))

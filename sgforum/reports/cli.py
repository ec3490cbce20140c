"""`sgforum report`: reports as files."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask import current_app

from sgforum.core import clock
from sgforum.core.clock import Period
from sgforum.core.console import emit, json_option
from sgforum.core.db import transaction
from sgforum.core.errors import NotFound, Refused
from sgforum.core.permissions import SYSTEM
from sgforum.reports import builders, link_jobs, link_queries, making, queries, services
from sgforum.reports.consultation_report import consultation_report
from sgforum.reports.models import PreparedKind
from sgforum.reports.score_report import score_report
from sgforum.reports.tables import save_bytes
from sgforum.reports.views import file_content, get_city, load_document, wording
from sgforum.web import i18n
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


_FORM = click.option(
    "--format", "form", type=click.Choice(["html", "pdf", "xlsx", "json"]), required=True,
    help="PDF needs the extra sgforum[pdf].",
)  # fmt: skip
_OUTPUT = click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write."
)


@report.command(epilog="Example: sgforum report scores --period 2026-10 --format pdf -o skor.pdf")
@click.option("--period", required=True, help="Month, YYYY-MM; it must be frozen.")
@click.option("--place", help="Code of a kota or kelurahan; default: the only kota.")
@_FORM
@_OUTPUT
@json_option
def scores(period: str, place: str | None, form: str, output: Path, *, as_json: bool) -> None:
    """Write the report of a month's scores: of a kota with a page for each rated kelurahan, or of one kelurahan."""
    month, code = Period.parse(period), place or get_city().code
    with i18n.speaking(i18n.locale()):
        if form == "pdf":
            content = making.make_pdf(making.parts_of(PreparedKind.SCORES, code, str(month)), lambda *_: None)
        else:
            content, _kind = making.score_file(score_report(code, month), form)
    save_bytes(output, content)
    facts = {
        "path": os.fspath(output),
        "period": str(month),
        "place": code,
        "format": form,
        "bytes": len(content),
    }
    emit(facts, as_json=as_json, text=f"{output}: scores of {code} in {month}.")


@report.command(epilog="Example: sgforum report consultation hjfn59t3z8 --format pdf -o musyawarah.pdf")
@click.argument("public_id")
@_FORM
@_OUTPUT
@json_option
def consultation(public_id: str, form: str, output: Path, *, as_json: bool) -> None:
    """Write the report of the counted consultation PUBLIC_ID: who took part, what came out, what was decided and why."""
    with i18n.speaking(i18n.locale()):
        if form == "pdf":
            content = making.make_pdf(
                making.parts_of(PreparedKind.CONSULTATION, "", public_id), lambda *_: None
            )
        else:
            content, _kind = making.consultation_file(consultation_report(public_id), form)
    save_bytes(output, content)
    facts = {"path": os.fspath(output), "consultation": public_id, "format": form, "bytes": len(content)}
    emit(facts, as_json=as_json, text=f"{output}: report of consultation {public_id}.")


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

"""The minutes of a box (berita acara): what was opened, by whom, what came out; as a page and as a PDF to sign."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, render_template, url_for
from markupsafe import Markup

from ...ballot import queries as ballots
from ...ballot.board import Kind
from ...ballot.models import BoardEntry
from ...ballot.services import public_key_of_boards
from ...core.errors import NotFound
from ...core.marks import N_
from ...web import i18n
from ...web.answers import is_demo, page
from ...web.downloads import download
from ...web.guards import PUBLIC
from ...web.printing import can_make_pdf, pdf_bytes, print_style, qr_svg
from .. import lifecycle, queries
from ..forms import SECRECY_NAMES
from ..lifecycle import PhaseKind, State
from ..models import reference_of
from ..question_forms import BALLOT_NAMES
from .blueprint import ADDRESS, get_sheet, key_folder, page_version, pages
from .outcomes import papers_of, results_of
from .results import parts_of
from .wording import place_title

NO_MINUTES = N_("Berita acara baru ada sesudah kotak suara dibuka dan dihitung.")


@pages.get(f"{ADDRESS}/berita-acara", guard=PUBLIC, version=page_version)
def minutes(public_id: str, slug: str) -> Response:
    return page("consultation/minutes.html", has_pdf=can_make_pdf(), **_minutes_of(public_id))


@pages.get(f"{ADDRESS}/berita-acara.pdf", guard=PUBLIC)
def minutes_file(public_id: str, slug: str) -> Response:
    """One sheet or two, with room to sign; read aloud and put on the notice board it holds the board to its word."""
    html = render_template(
        "consultation/minutes_print.html", style=print_style(), is_demo=is_demo(), **_minutes_of(public_id)
    )
    return download(pdf_bytes(html), f"berita-acara-{public_id}.pdf", "application/pdf")


def _minutes_of(public_id: str) -> dict[str, Any]:
    sheet = get_sheet(public_id)
    row = sheet.row
    results = results_of(sheet) if row.state in (State.CLOSED, State.DECIDED) else []
    if not results:
        raise NotFound(NO_MINUTES)
    ceremony = queries.find_ceremony(row.id)
    officer = queries.get_opener(ceremony) if ceremony else None
    address = _address_of(row)
    return {
        "row": row, "place": place_title(row.place_level, row.place_name, row.place_code), "ceremony": ceremony,
        "officer": officer.name if officer else "", "address": address, "language": i18n.locale(),
        "qr": Markup(qr_svg(address, inline=True)),  # noqa: S704 - made by segno
        "results": [(one, parts_of(one) if one.tally.may_show_totals else None) for one in results],
        "papers": papers_of(results), "head": _last_result(public_id), "key": public_key_of_boards(key_folder()), "voting": lifecycle.find_phase(sheet.phases, PhaseKind.VOTING),
        "poll": results[0].poll, "ballots": BALLOT_NAMES, "secrecy": SECRECY_NAMES,
        "questions": {one.position: one for one in sheet.questions},
    }  # fmt: skip


def _address_of(row: Any) -> str:
    """Where the result stands, in full and in the default language: for the paper and its QR code."""
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    return base + url_for("consultation.result", public_id=row.public_id, slug=row.slug).removeprefix("/en")


def _last_result(public_id: str) -> BoardEntry | None:
    """The board's last line about a result: later lines do not change what these minutes say."""
    lines = ballots.list_entries(reference_of(public_id))
    return next((line for line in reversed(lines) if line.kind == Kind.RESULT.value), None)

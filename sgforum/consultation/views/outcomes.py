"""The result page and the list of slips: what may be known once the box is closed to its end."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from ...ballot import queries as ballots
from ...ballot.models import Receipt, Secrecy
from ...core import clock
from ...core.errors import NotFound
from ...core.marks import N_
from ...web.answers import compressed, page
from ...web.downloads import download
from ...web.guards import PUBLIC, actor
from ...web.i18n import gettext
from .. import lifecycle, queries
from ..forms import FOLLOWED_NAMES, KEPT_NAMES
from ..lifecycle import PhaseKind, State
from ..models import reference_of
from .blueprint import ADDRESS, get_sheet, page_version, pages
from .public import frame
from .reconciling import Reconciled, reconciliation_of
from .results import Parts, Result, parts_of, result_of
from .slates import slate_of
from .splits import splits_of
from .wording import drawn

_OF_BOARD = (
    ("consultation.bundle", N_("Unduh berkas hitung ulang (ZIP)")),
    ("consultation.board", N_("Papan pengumuman kotak suara")),
)


@pages.get(f"{ADDRESS}/hasil", guard=PUBLIC, version=page_version)
def result(public_id: str, slug: str) -> Response:
    """The count, once the box is closed to its end; until then, for every role alike, when it comes."""
    sheet = get_sheet(public_id)
    if sheet.row.published_at is None:
        raise NotFound(queries.NO_CONSULTATION)
    row = sheet.row
    found = results_of(sheet) if row.state in (State.CLOSED, State.DECIDED) else []
    at, voting = clock.now(), lifecycle.find_phase(sheet.phases, PhaseKind.VOTING)
    shown = page(
        "consultation/result.html", **frame(sheet, at), has_ended=voting is not None and at >= voting.ends_at,
        results=_with_parts(found), links=_links(sheet, found), papers=papers_of(found),
        splits=splits_of(row.splits) if found else [],
        revisions=queries.list_revisions(row.id) if row.state is State.DECIDED else [],
        followed=FOLLOWED_NAMES, kept=KEPT_NAMES, voting=voting,
    )  # fmt: skip
    if actor() is None:
        return shown  # visitors get the kept page, which is compressed once
    return compressed(shown, url_for("consultation.result", public_id=public_id, slug=row.slug))


def results_of(sheet: queries.Sheet) -> list[Result]:
    """The counted questions of a consultation, in their order."""
    polls = ballots.find_polls([one.reference for one in sheet.questions])
    return [
        result_of(slate_of(question), poll, tally)
        for question in sheet.questions
        if (poll := polls.get(question.reference)) and (tally := ballots.tally_of(poll))
    ]


def papers_of(found: list[Result]) -> dict[int, Reconciled]:
    """Whether people and papers add up, by question; only of polls that took paper ballots."""
    return {one.slate.number: reconciliation_of(one.poll, one.tally) for one in found if one.poll.paper}


def _with_parts(found: list[Result]) -> list[tuple[Result, Parts | None]]:
    """Every question, with its numbers if they may be shown and are drawn here."""
    numbers = drawn([(one.slate.number, len(one.slate.choices)) for one in found])
    return [
        (one, parts_of(one) if one.tally.may_show_totals and one.slate.number in numbers else None)
        for one in found
    ]


def _links(sheet: queries.Sheet, found: list[Result]) -> list[tuple[str, str]]:
    """What lets anyone check the count: (words, address)."""
    address: dict[str, Any] = {"public_id": sheet.row.public_id, "slug": sheet.row.slug}
    links = [(gettext("Berita acara"), url_for("consultation.minutes", **address))] if found else []
    if found:
        wanted = {"jenis": "consultation", "isi": sheet.row.public_id}
        links.append((gettext("Laporan musyawarah (PDF)"), url_for("reports.prepared_files", **wanted)))
    if found and ballots.board_head(reference_of(sheet.row.public_id)) is not None:
        links += [(gettext(words), url_for(endpoint, **address)) for endpoint, words in _OF_BOARD]
    if found and sheet.row.secrecy is Secrecy.OPEN:
        links.append((gettext("Daftar suara menurut nama"), url_for("consultation.roll_call", **address)))
    for one in found:
        if one.tally.may_show_totals and one.poll.receipt is Receipt.INCLUSION:
            number = one.slate.number
            words = (
                gettext("Unduh daftar amplop (CSV)")
                if len(found) == 1
                else gettext("Unduh daftar amplop soal %(number)s (CSV)", number=number)
            )
            query = {"soal": number} if number > 1 else {}
            links.append((words, url_for("consultation.slips", **(address | query))))
    return links


@pages.get(f"{ADDRESS}/hasil/amplop.csv", guard=PUBLIC)
def slips(public_id: str, slug: str) -> Response:
    """The slips and hashes of all envelopes that were in the box: whoever kept a slip finds it here."""
    sheet = get_sheet(public_id)
    number = request.args.get("soal", 1, type=int)
    poll = ballots.find_poll(reference_of(public_id, number)) if sheet.row.closed_at else None
    lines = [f"{slip},{digest}" for slip, digest in ballots.list_slips(poll.id)] if poll else []
    if not lines:
        raise NotFound(N_("Daftar amplop belum ada atau tidak diumumkan karena pemilihnya terlalu sedikit."))
    content = "\r\n".join(["slip,sha256", *lines]) + "\r\n"
    tail = f"-{number}" if number > 1 else ""
    return download(content.encode(), f"amplop-{public_id}{tail}.csv", "text/csv; charset=utf-8")

"""Reports as files: HTML in parts, and the PDF, XLSX and JSON made of the same figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from flask import current_app

from sgforum.core.clock import Period
from sgforum.core.errors import NotFound
from sgforum.core.marks import N_
from sgforum.metrics.queries import words as score_sentences
from sgforum.reports import builders, queries
from sgforum.reports.consultation_report import (
    ConsultationReport,
    consultation_document,
    consultation_report,
    consultation_tables,
)
from sgforum.reports.models import PreparedKind
from sgforum.reports.presentation import City
from sgforum.reports.score_report import ScoreReport, score_document, score_report, score_tables
from sgforum.reports.tables import DEMO_NOTICE, json_bytes, xlsx_bytes
from sgforum.reports.views import XLSX, get_city, load_document, wording
from sgforum.territory.models import place_title
from sgforum.web import i18n
from sgforum.web.answers import is_demo
from sgforum.web.i18n import gettext
from sgforum.web.printing import pdf_of_parts, print_style

Progress = Callable[[int, int], None]
Part = Callable[[], str]

PROMISES = {
    "inform": N_("Memberi tahu"), "consult": N_("Meminta pendapat"), "involve": N_("Melibatkan"),
    "collaborate": N_("Bekerja sama"), "empower": N_("Warga memutuskan"),
}  # fmt: skip
ANSWERS = {"yes": N_("Ya"), "partly": N_("Sebagian"), "no": N_("Tidak")}


def parts_of(kind: PreparedKind, place_code: str, subject: str) -> Sequence[Part]:
    """What makes the parts of a report as HTML, in order; raises NotFound for one that there is not, InvalidInput for no month."""
    if kind is PreparedKind.CONSULTATION:
        return [partial(consultation_html, consultation_report(subject))]
    if kind is PreparedKind.RESOURCES:
        city = get_city(place_code)
        if not subject.isdecimal() or int(subject) not in queries.list_years(city.code):
            raise NotFound(queries.NO_REPORT, year=subject)
        return [partial(_resources_html, city, int(subject))]
    report = score_report(place_code, Period.parse(subject))
    if kind is PreparedKind.PLACE_SCORE or report.is_of_one:
        return [partial(score_html, report, 0)]
    return [partial(score_html, report, part) for part in range(len(report.sheets) + 1)]


def make_pdf(parts: Sequence[Part], progress: Progress) -> bytes:
    """The PDF of the parts; `progress` is told after each how many are laid out, of how many."""

    def each() -> Iterator[str]:
        for number, part in enumerate(parts):
            progress(number, len(parts))
            yield part()

    return pdf_of_parts(each())


def _resources_html(city: City, year: int) -> str:
    return builders.html_document(load_document(city, year), wording(), demo=is_demo())


def score_html(report: ScoreReport, part: int | None = None) -> str:
    """The report of scores as one HTML file, or one part of it: 0 the summary, then each kelurahan."""
    return _render(
        "reports/score_print.html", report=report, part=part, advice=score_sentences.ADVICE,
        disguised=score_sentences.DISGUISED,
    )  # fmt: skip


def consultation_html(report: ConsultationReport) -> str:
    """The report of a consultation as one HTML file."""
    row, record = report.row, report.record
    return _render(
        "reports/consultation_print.html", report=report,
        place=place_title(row.place_level, row.place_name, row.place_code),
        promise=gettext(PROMISES[row.promise.value]) if row.promise else "",
        kept=gettext(ANSWERS[record.promise_kept.value]) if record else "",
        followed=gettext(ANSWERS[record.followed.value]) if record else "",
    )  # fmt: skip


def _render(template: str, **context: Any) -> str:
    notice = gettext(DEMO_NOTICE) if is_demo() else ""
    found = current_app.jinja_env.get_template(template)
    return found.render(style=print_style(), demo_notice=notice, language=i18n.locale(), **context)


def score_file(report: ScoreReport, form: str) -> tuple[bytes, str]:
    """Bytes and content type of a report of scores as json, xlsx or html."""
    if form == "json":
        return json_bytes(score_document(report), demo=is_demo()), "application/json"
    if form == "xlsx":
        return xlsx_bytes(score_tables(report), demo=is_demo()), XLSX
    return score_html(report).encode(), "text/html; charset=utf-8"


def consultation_file(report: ConsultationReport, form: str) -> tuple[bytes, str]:
    """Bytes and content type of a consultation's report as json, xlsx or html."""
    if form == "json":
        return json_bytes(consultation_document(report), demo=is_demo()), "application/json"
    if form == "xlsx":
        return xlsx_bytes(consultation_tables(report), demo=is_demo()), XLSX
    return consultation_html(report).encode(), "text/html; charset=utf-8"

"""Asking for a report as PDF, seeing how far it is, taking it; reports of scores and consultations as other files."""

from __future__ import annotations

from flask import Response, abort, request, url_for

from sgforum.core import clock
from sgforum.core.clock import Period
from sgforum.core.errors import InvalidInput, NotFound
from sgforum.core.marks import N_
from sgforum.core.permissions import Actor
from sgforum.reports import making, prepared
from sgforum.reports.consultation_report import consultation_report
from sgforum.reports.models import PreparedFile, PreparedKind, PreparedState
from sgforum.reports.score_report import score_report
from sgforum.territory.models import kota_code
from sgforum.territory.queries import get_place, list_titles
from sgforum.web import i18n
from sgforum.web.answers import page, see_other
from sgforum.web.downloads import download
from sgforum.web.formkit import Form
from sgforum.web.guards import PUBLIC, SIGNED_IN, acting, signed_in
from sgforum.web.i18n import gettext
from sgforum.web.pages import Pages
from sgforum.web.printing import can_make_pdf

FORMS = ("json", "xlsx", "html")
LIMIT = "20/hour"
DELETED = N_("Berkas sudah dihapus.")


def register(pages: Pages) -> None:
    """Put these pages on the blueprint of the reports."""
    pages.get("/laporan/unduh/skor/<period>.<form>", guard=PUBLIC)(score_download)
    pages.get("/laporan/unduh/musyawarah/<public_id>.<form>", guard=PUBLIC)(consultation_download)
    pages.form("/laporan/berkas", guard=SIGNED_IN, limit=LIMIT)(prepared_files)
    pages.get("/laporan/berkas/<public_id>", guard=SIGNED_IN)(prepared_file)
    pages.get("/laporan/berkas/<public_id>.pdf", guard=SIGNED_IN)(prepared_content)
    pages.post("/laporan/berkas/<public_id>/hapus", guard=SIGNED_IN, limit="60/hour")(delete_prepared)


def score_download(period: str, form: str) -> Response:
    """The scores of a kota, or of the kelurahan in the address, as a file that is made at once."""
    if form not in FORMS:
        abort(404)
    report = score_report(request.args.get("wilayah", ""), _period(period))
    content, kind = making.score_file(report, form)
    return download(content, f"skor-{report.place.code}-{period}.{form}", kind)


def _period(text: str) -> Period:
    """The month of an address; 404 for what is none."""
    try:
        return Period.parse(text)
    except InvalidInput:
        abort(404)


def consultation_download(public_id: str, form: str) -> Response:
    """The report of a counted consultation as a file that is made at once."""
    if form not in FORMS:
        abort(404)
    content, kind = making.consultation_file(consultation_report(public_id), form)
    return download(content, f"musyawarah-{public_id}.{form}", kind)


def prepared_files() -> Response:
    """The person's files, and the one that the address asks for, to be put on the list with one button."""
    person, form = signed_in(), Form()
    wanted = _wanted()
    if form.validate_on_submit() and wanted is not None:
        kind, place_code, subject = wanted
        with acting() as act:
            asked = prepared.ask_for(
                actor=act.actor,
                kind=kind,
                place_code=place_code,
                subject=subject,
                language=i18n.locale(),
                at=act.at,
            )
            public_id = asked.public_id
        return see_other("reports.prepared_file", public_id=public_id)
    files = prepared.list_prepared(_id(person), clock.now())
    return page(
        "reports/prepared.html", form=form, wanted=wanted, name=_name(*wanted) if wanted else "",
        files=[(file, _name(file.kind, file.place_code, file.subject)) for file in files],
        can_make_pdf=can_make_pdf(), kept_days=prepared.KEPT_DAYS, State=PreparedState,
    )  # fmt: skip


def _wanted() -> tuple[PreparedKind, str, str] | None:
    """The report that the address names, known to exist; None without one, NotFound for one that there is not."""
    kind_text, subject = request.args.get("jenis", ""), request.args.get("isi", "")
    if not kind_text:
        return None
    if kind_text not in {kind.value for kind in PreparedKind} or not 0 < len(subject) <= 40:
        abort(404)
    kind = PreparedKind(kind_text)
    if kind is PreparedKind.CONSULTATION:
        return kind, consultation_report(subject).row.place_code, subject
    place = get_place(request.args.get("wilayah", ""))
    if kind in (PreparedKind.SCORES, PreparedKind.PLACE_SCORE):
        _period(subject)
    making.parts_of(kind, place.code, subject)
    return kind, place.code if kind is not PreparedKind.RESOURCES else kota_code(place.code), subject


def _name(kind: PreparedKind, place_code: str, subject: str) -> str:
    """What a file is, in the reader's language."""
    place = list_titles([place_code])[place_code]
    if kind is PreparedKind.RESOURCES:
        return gettext("Laporan sumber daya %(year)s, %(place)s", year=subject, place=place)
    if kind is PreparedKind.CONSULTATION:
        return gettext("Laporan musyawarah di %(place)s", place=place)
    return gettext("Skor partisipasi %(place)s, %(month)s", place=place, month=i18n.month_name(subject))


def prepared_file(public_id: str) -> Response:
    """How far one file is; the page asks again by itself where scripts run, and by its button everywhere."""
    file = prepared.get_prepared(_id(signed_in()), public_id, clock.now())
    return page(
        "reports/prepared_file.html", file=file, name=_name(file.kind, file.place_code, file.subject),
        is_open=file.state in (PreparedState.WAITING, PreparedState.WORKING), State=PreparedState,
        kept_days=prepared.KEPT_DAYS, again=_again(file),
    )  # fmt: skip


def _again(file: PreparedFile) -> str:
    """The address that asks for the same report once more."""
    return url_for("reports.prepared_files", jenis=file.kind.value, wilayah=file.place_code, isi=file.subject)


def prepared_content(public_id: str) -> Response:
    """The finished file, for the person who asked for it."""
    file = prepared.get_prepared(_id(signed_in()), public_id, clock.now(), with_content=True)
    if file.content is None:
        raise NotFound(prepared.NO_FILE, days=prepared.KEPT_DAYS)
    return download(
        file.content, f"{file.kind.value}-{file.place_code}-{file.subject}.pdf", "application/pdf"
    )


def delete_prepared(public_id: str) -> Response:
    with acting() as act:
        prepared.delete_own(actor=act.actor, public_id=public_id)
    return see_other("reports.prepared_files", DELETED)


def _id(person: Actor) -> int:
    if person.person_id is None:
        abort(404)
    return person.person_id

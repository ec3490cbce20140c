"""Pages of those who keep the registers: rows in and out, one by one or as a file."""

from __future__ import annotations

from flask import Response, request
from werkzeug.datastructures import FileStorage

from sgforum.core.errors import BadLines, InvalidInput
from sgforum.core.marks import N_
from sgforum.core.permissions import Permission, may, places_of, require
from sgforum.core.sheets import file_text
from sgforum.reports import files, queries, services
from sgforum.reports.baseline_rows import BASELINE_CITY
from sgforum.reports.fields import PLACES, Kind, written
from sgforum.reports.forms import ImportForm, RemoveForm, row_form
from sgforum.reports.models import Entry
from sgforum.reports.presentation import City
from sgforum.reports.rules import EDIT_REGISTER, READ_REGISTER
from sgforum.reports.schema import REGISTERS, YEAR, Register
from sgforum.reports.views import get_chosen, pages, this_year, wording
from sgforum.territory.models import kota_code
from sgforum.territory.queries import KotaChoice
from sgforum.web.answers import form_page, page, see_other
from sgforum.web.guards import acting, actor, permitted
from sgforum.web.i18n import gettext

EDITOR, READER = permitted(EDIT_REGISTER), permitted(READ_REGISTER)
NO_FILE = N_("Pilih berkas atau tempel isinya.")


def _city(permission: Permission) -> City:
    """The city, for people who may edit (or read) its registers; for others the page does not exist."""
    return choose_city(permission)[0]


def choose_city(permission: Permission) -> tuple[City, KotaChoice]:
    """The kota of the address, of those that the person's roles cover: a register is a whole kota's."""
    person = actor()
    places = places_of(person, permission) if person else []
    city, choice = get_chosen([code for code in places if code == kota_code(code)])
    require(person, permission, city.code)
    return city, choice


@pages.get("/admin/register", guard=READER)
def registers() -> Response:
    city, choice = choose_city(READ_REGISTER)
    years = sorted({this_year(), *queries.list_years(city.code)}, reverse=True)
    asked = request.args.get("tahun", "")
    year = int(asked) if asked.isdecimal() and int(asked[:5]) in years else years[0]
    return page(
        "reports/registers.html",
        registers=REGISTERS,
        counts=queries.count_rows(city.code, year),
        years=years,
        year=year,
        choice=choice,
        may_load=city.code == BASELINE_CITY and may(actor(), EDIT_REGISTER, city.code),
        say=wording(),
    )


@pages.post("/admin/register/data-awal", guard=EDITOR, limit="10/hour")
def load_baseline() -> Response:
    with acting() as act:
        added = services.load_baseline(actor=act.actor, at=act.at)
    message = (
        N_("Data awal 2018 sudah dimuat.")
        if added
        else N_("Data awal 2018 sudah ada. Tidak ada yang berubah.")
    )
    return see_other("reports.registers", message, tahun=2018)


@pages.form("/admin/register/<code>", guard=EDITOR, reading=READER, limit="300/hour")
def register(code: str) -> Response:
    """A register's rows with the form for one more; an auditor sees the rows."""
    city, found = _city(READ_REGISTER), queries.get_register(code)
    form = row_form(found)(data={"year": str(this_year())} if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.enter_row(
                    actor=act.actor, register=found, place_code=city.code, given=form.given(), at=act.at
                )
            return see_other("reports.register", N_("Baris sudah disimpan."), code=code)
        except InvalidInput as error:
            form.take(error)
    return form_page("reports/register.html", form, **_register_context(found, city))


def _register_context(found: Register, city: City) -> dict[str, object]:
    return {
        "register": found, "rows": queries.list_rows(found, city.code), "shown": _shown, "say": wording(),
        "may_edit": may(actor(), found.edit, city.code),
    }  # fmt: skip


def _shown(found: Register, row: Entry) -> list[tuple[str, str]]:
    """What a row says, as pairs of label and text in the reader's language; empty fields are left out."""
    say, pairs = wording(), []
    for item in found.fields:
        value = getattr(row, item.name)
        text = written(item, value)
        if item.kind is Kind.CHOICE:
            name = say.message(item.choices.get(text, ""))
            text = f"{text} {name}" if item.shows_code else name
        elif item.kind is Kind.YES_NO:
            text = say.message(text)
        elif item.kind in (Kind.COUNT, Kind.RUPIAH) and value is not None:
            text = say.whole(value)
        elif say.decimal_comma and (item.kind is Kind.PERCENT or item.kind in PLACES):
            text = text.replace(".", ",")
        if text:
            pairs.append((say.message(item.label), text))
    return pairs


@pages.form("/admin/register/<code>/impor", guard=EDITOR, limit="60/hour")
def import_register(code: str) -> Response:
    """A CSV or XLSX file: all of it or nothing; with an error it stands in the form as text, to be mended there."""
    found = queries.get_register(code)
    city = _city(found.edit)
    form, wrong = ImportForm(), []
    if form.validate_on_submit():
        try:
            form.text.data = _sent_text(form)
            with acting() as act:
                done = files.import_rows(
                    actor=act.actor, register=found, place_code=city.code, text=form.text.data, at=act.at
                )
            return see_other("reports.register", _told(done), code=code)
        except BadLines as error:
            wrong = files.rows_of(error)
            form.form_errors.append(
                gettext("Tidak ada baris yang diimpor. Perbaiki dulu yang tertulis di bawah.")
            )
        except InvalidInput as error:
            form.take(error)
    context = {"register": found, "columns": (YEAR, *found.all_fields), "wrong": wrong, "say": wording()}
    return form_page("reports/import.html", form, **context)


def _sent_text(form: ImportForm) -> str:
    sent = form.file.data
    if not isinstance(sent, FileStorage) or not sent.filename:
        if not (form.text.data or "").strip():
            raise InvalidInput({"text": NO_FILE})
        return str(form.text.data)
    return file_text(sent.read())


def _told(done: files.Imported) -> str:
    return str(
        gettext(
            "Berkas sudah diimpor: %(added)s baris baru, %(changed)s diubah, %(same)s tetap.",
            added=done.added,
            changed=done.changed,
            same=done.same,
        )
    )


@pages.form("/admin/register/<code>/<public_id>", guard=EDITOR, limit="300/hour")
def row(code: str, public_id: str) -> Response:
    found = queries.get_register(code)
    entry = queries.get_row(found, public_id)
    require(actor(), found.edit, entry.place_code)
    form = row_form(found)(data=_form_texts(found, entry) if request.method == "GET" else None)
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.update_row(
                    actor=act.actor, register=found, public_id=public_id, given=form.given(), at=act.at
                )
            return see_other("reports.register", N_("Baris sudah disimpan."), code=code)
        except InvalidInput as error:
            form.take(error)
    return form_page("reports/row.html", form, register=found, row=entry, say=wording())


def _form_texts(found: Register, entry: Entry) -> dict[str, str]:
    """The row as the form shows it: a switch that is off is the empty choice."""
    texts = services.as_texts(found, entry)
    for item in found.all_fields:
        if item.kind is Kind.YES_NO and item.empty is False and texts[item.name] == "tidak":
            texts[item.name] = ""
    return texts


@pages.form("/admin/register/<code>/<public_id>/hapus", guard=EDITOR, limit="120/hour")
def remove(code: str, public_id: str) -> Response:
    found = queries.get_register(code)
    entry = queries.get_row(found, public_id)
    require(actor(), found.edit, entry.place_code)
    form = RemoveForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.remove_row(
                    actor=act.actor, register=found, public_id=public_id, reason=form.reason.data, at=act.at
                )
            return see_other(
                "reports.register", N_("Baris sudah dihapus. Catatannya tetap tersimpan."), code=code
            )
        except InvalidInput as error:
            form.take(error)
    return form_page("reports/remove.html", form, register=found, row=entry, shown=_shown, say=wording())

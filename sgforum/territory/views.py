"""Pages of places and denominators, for the city's administration."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from ..core.errors import BadLines, Conflict, InvalidInput
from ..core.marks import N_
from ..core.permissions import Actor, may, places_of
from ..web.answers import form_page, see_other
from ..web.downloads import download
from ..web.formkit import choices
from ..web.guards import Acting, acting, permitted, signed_in
from ..web.i18n import gettext
from ..web.pages import Pages
from . import files, queries, rules, services
from .forms import ApproveForm, DenominatorForm, FileForm
from .models import Denominator, PlaceLevel

pages = Pages("territory", __name__, template_folder="templates")
LIMIT = "60/hour"


@pages.form(
    "/admin/wilayah", guard=permitted(rules.IMPORT_PLACES), reading=permitted(rules.READ_PLACES), limit=LIMIT
)
def places() -> Response:
    form = FileForm()
    if form.validate_on_submit():
        imported = _import(form, lambda act, text: files.import_places(actor=act.actor, text=text, at=act.at))
        if imported is not None:
            return see_other("territory.places", N_("Wilayah sudah diperbarui."))
    return form_page(
        "territory/places.html", form, counts=queries.count_places(), columns=files.PLACE_COLUMNS,
        may_import=may(signed_in(), rules.IMPORT_PLACES),
    )  # fmt: skip


@pages.get("/admin/wilayah.csv", guard=permitted(rules.READ_PLACES))
def export() -> Response:
    return download(files.export_places().encode(), "wilayah.csv", "text/csv; charset=utf-8")


@pages.form(
    "/admin/penduduk",
    guard=permitted(rules.ENTER_DENOMINATOR),
    reading=permitted(rules.READ_DENOMINATORS),
    limit=LIMIT,
)
def denominators() -> Response:
    form = DenominatorForm()
    form.place_code.choices = choices(_choices(signed_in()))
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.enter_denominator(
                    actor=act.actor, place_code=form.place_code.data, adults=form.adults.data,
                    rt_count=form.rt_count.data, groups={}, source=form.source.data, as_of=form.as_of.data, at=act.at,
                )  # fmt: skip
            return see_other(
                "territory.denominators", N_("Angka sudah dicatat. Orang lain perlu menyetujuinya.")
            )
        except InvalidInput as error:
            form.take(error)
        except Conflict as error:
            form.take(InvalidInput({"source": error.message}))
    return _denominator_page(form, FileForm(prefix="csv"))


@pages.post("/admin/penduduk/impor", guard=permitted(rules.ENTER_DENOMINATOR), limit=LIMIT)
def import_denominators() -> Response:
    form = FileForm(prefix="csv")
    if form.validate_on_submit():
        imported = _import(
            form, lambda act, text: files.import_denominators(actor=act.actor, text=text, at=act.at)
        )
        if imported is not None:
            return see_other(
                "territory.denominators", N_("Angka sudah dicatat. Orang lain perlu menyetujuinya.")
            )
    entry = DenominatorForm(formdata=None)
    entry.place_code.choices = choices(_choices(signed_in()))
    return _denominator_page(entry, form)


@pages.post("/admin/penduduk/<int:denominator_id>/setujui", guard=permitted(rules.APPROVE_DENOMINATOR))
def approve(denominator_id: int) -> Response:
    with acting() as act:
        services.approve_denominator(actor=act.actor, denominator_id=denominator_id, at=act.at)
    return see_other("territory.denominators", N_("Angka penduduk sudah disetujui dan mulai berlaku."))


def _denominator_page(form: DenominatorForm, csv_form: FileForm) -> Response:
    person, choice = signed_in(), _choice()
    waiting = [
        (entry, place, _may_approve(person, entry))
        for entry, place in queries.list_unapproved_denominators(
            choice.narrow(places_of(person, rules.READ_DENOMINATORS))
        )
    ]
    shown = form_page(
        "territory/denominators.html", form, csv_form=csv_form, waiting=waiting, choice=choice,
        may_enter=may(person, rules.ENTER_DENOMINATOR), columns=files.DENOMINATOR_COLUMNS,
        approve_form=ApproveForm(formdata=None), **_in_force(choice),
    )  # fmt: skip
    if csv_form.has_errors:
        shown.status_code = 422
    return shown


def _may_approve(person: Actor, entry: Denominator) -> bool:
    """Whether the person may put the figure in force: it takes somebody else than who entered it."""
    return (
        may(person, rules.APPROVE_DENOMINATOR, entry.place_code) and entry.entered_by_id != person.person_id
    )


def _in_force(choice: queries.KotaChoice) -> dict[str, object]:
    """The figures in force; of a kota beside others one kecamatan at a time, for it may have hundreds of desa."""
    if choice.is_open:
        return {"in_force": [], "kecamatan": [], "shown": None}
    if choice.inside is None:
        return {"in_force": queries.list_in_force(), "kecamatan": [], "shown": None}
    kecamatan = queries.list_places(PlaceLevel.KECAMATAN, choice.inside)
    asked = request.args.get("kecamatan")
    shown = next(
        (place.code for place in kecamatan if place.code == asked), kecamatan[0].code if kecamatan else ""
    )
    return {"in_force": queries.list_in_force(shown), "kecamatan": kecamatan, "shown": shown}


def _import(form: FileForm, work: Callable[[Acting, str], int]) -> int | None:
    """Run an import; what is wrong with the file stands by its field, line by line."""
    try:
        text = form.file.data.read().decode("utf-8-sig")
        with acting() as act:
            return work(act, text)
    except UnicodeDecodeError:
        form.take(InvalidInput({"file": N_("Berkas ini bukan teks UTF-8.")}))
    except BadLines as error:
        lines = [
            gettext(
                "Baris %(number)s: %(sentence)s",
                number=number,
                sentence=gettext(wrong.message, **wrong.params),
            )
            for number, wrong in error.lines[:50]
        ]
        form.file.errors = [gettext("Tidak ada yang diimpor."), *lines]
    return None


def _choice() -> queries.KotaChoice:
    """The kota asked for, of those that the person's roles lie in or cover."""
    return queries.choose_kota(request.args.get("kota"), places_of(signed_in(), rules.READ_DENOMINATORS))


def _choices(person: Actor) -> list[tuple[str, str]]:
    choice = _choice()
    places_ = [] if choice.is_open else queries.list_places(PlaceLevel.KELURAHAN, choice.inside)
    mine = [(place.code, place.name) for place in places_ if may(person, rules.ENTER_DENOMINATOR, place.code)]
    return [("", gettext("Pilih kelurahan")), *mine]

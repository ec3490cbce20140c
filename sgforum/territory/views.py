"""Pages of places and denominators, for the city's administration."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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
from .forms import ApproveForm, DenominatorForm, FileForm, OfficialForm
from .models import Denominator, Place, PlaceLevel, Publisher

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
                figure = services.Statement(
                    adults=form.adults.data, rt_count=form.rt_count.data, source=form.source.data,
                    publisher=Publisher(form.publisher.data), as_of=form.as_of.data,
                )  # fmt: skip
                services.enter_denominator(
                    actor=act.actor, place_code=form.place_code.data, figure=figure, at=act.at
                )
            return see_other(
                "territory.denominators", N_("Angka sudah dicatat. Orang lain perlu menyetujuinya.")
            )
        except InvalidInput as error:
            form.take(error)
        except Conflict as error:
            form.take(InvalidInput({"source": error.message}))
    return _denominator_page(form)


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
    return _denominator_page(csv_form=form)


@pages.post("/admin/penduduk/tabel", guard=permitted(rules.ENTER_DENOMINATOR), limit=LIMIT)
def import_official() -> Response:
    """A table of Disdukcapil or BPS as it was published; what is wrong with it stands by its field."""
    form = OfficialForm(prefix="tabel")
    if form.validate_on_submit():
        data = form.file.data.read()

        def enter(act: Acting) -> int:
            return files.import_official(
                actor=act.actor, data=data, publisher=Publisher(form.publisher.data), source=form.source.data,
                as_of=form.as_of.data, at=act.at,
            )  # fmt: skip

        if _take_file(form, enter) is not None:
            return see_other(
                "territory.denominators", N_("Angka sudah dicatat. Orang lain perlu menyetujuinya.")
            )
    return _denominator_page(official_form=form)


@pages.post("/admin/penduduk/<int:denominator_id>/setujui", guard=permitted(rules.APPROVE_DENOMINATOR))
def approve(denominator_id: int) -> Response:
    with acting() as act:
        services.approve_denominator(actor=act.actor, denominator_id=denominator_id, at=act.at)
    return see_other("territory.denominators", N_("Angka penduduk sudah disetujui dan mulai berlaku."))


def _denominator_page(
    form: DenominatorForm | None = None,
    csv_form: FileForm | None = None,
    official_form: OfficialForm | None = None,
) -> Response:
    """The page with the one form that was sent, as it was filled in, and the others empty."""
    person, choice = signed_in(), _choice()
    if form is None:
        form = DenominatorForm(formdata=None)
        form.place_code.choices = choices(_choices(person))
    csv_form = csv_form or FileForm(prefix="csv", formdata=None)
    official_form = official_form or OfficialForm(prefix="tabel", formdata=None)
    shown = form_page(
        "territory/denominators.html", form, csv_form=csv_form, official_form=official_form,
        waiting=_waiting(person, choice), choice=choice, may_enter=may(person, rules.ENTER_DENOMINATOR),
        columns=files.DENOMINATOR_COLUMNS, publishers=rules.PUBLISHER_NAMES,
        approve_form=ApproveForm(formdata=None), **_in_force(choice),
    )  # fmt: skip
    if csv_form.has_errors or official_form.has_errors:
        shown.status_code = 422
    return shown


def _waiting(
    person: Actor, choice: queries.KotaChoice
) -> list[tuple[Denominator, Place, bool, float | None]]:
    """What waits for a second person: the figure, its place, whether this reader may approve it, and a large change."""
    rows = queries.list_unapproved_denominators(choice.narrow(places_of(person, rules.READ_DENOMINATORS)))
    figures = queries.list_denominators() if rows else {}
    return [
        (entry, place, _may_approve(person, entry), rules.change_of(entry.adults, _before(entry, figures)))
        for entry, place in rows
    ]


def _before(entry: Denominator, figures: Mapping[str, Sequence[Denominator]]) -> int | None:
    same = (each for each in figures.get(entry.place_code, ()) if each.publisher is entry.publisher)
    return next((each.adults for each in same), None)


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
    """Run an import of a CSV text; what is wrong with the file stands by its field, line by line."""
    try:
        text = form.file.data.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        form.take(InvalidInput({"file": N_("Berkas ini bukan teks UTF-8.")}))
        return None
    return _take_file(form, lambda act: work(act, text))


def _take_file(form: FileForm | OfficialForm, work: Callable[[Acting], int]) -> int | None:
    """Run an import in a transaction; None, and the field says why, if nothing was imported."""
    try:
        with acting() as act:
            return work(act)
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
    except InvalidInput as error:
        form.take(
            error if "" not in error.errors else InvalidInput({"file": error.errors[""]}, **error.params)
        )
    return None


def _choice() -> queries.KotaChoice:
    """The kota asked for, of those that the person's roles lie in or cover."""
    return queries.choose_kota(request.args.get("kota"), places_of(signed_in(), rules.READ_DENOMINATORS))


def _choices(person: Actor) -> list[tuple[str, str]]:
    choice = _choice()
    places_ = [] if choice.is_open else queries.list_places(PlaceLevel.KELURAHAN, choice.inside)
    mine = [(place.code, place.name) for place in places_ if may(person, rules.ENTER_DENOMINATOR, place.code)]
    return [("", gettext("Pilih kelurahan")), *mine]

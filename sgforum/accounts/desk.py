"""Pages of those who verify residents, suspend people and hand out roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import Response, request

from ..core import clock, permissions
from ..core.errors import InvalidInput, NotFound, Refused
from ..core.marks import N_
from ..core.permissions import Actor, Role
from ..territory.models import AgeBand, Place, PlaceLevel, Sex
from ..territory.queries import KotaChoice, choose_kota, get_place, list_offered, list_places, list_titles
from ..web.answers import form_page, page, see_other
from ..web.formkit import choices
from ..web.guards import acting, permitted, signed_in
from ..web.i18n import gettext
from . import queries, rules, services
from .forms import ROLE_NAMES, ConfirmForm, RoleForm, SuspendForm, VerifyForm
from .models import Method, Person, RoleGrant
from .services.credentials import normalise_email
from .views import pages

VERIFIERS_SHOWN = timedelta(days=90)


@pages.get("/petugas/warga", guard=permitted(rules.READ_WAITING))
def waiting() -> Response:
    """Who waits, by name, for those who verify; for an auditor only how many, and who verified whom they knew."""
    person, since = signed_in(), clock.now() - VERIFIERS_SHOWN
    places = _kelurahan_of(rules.places_to_verify(person))
    if places:
        return page(
            "accounts/waiting.html",
            waiting=queries.list_waiting_residents(places),
            total=queries.count_waiting_residents(places),
        )
    inside = permissions.places_of(person, rules.READ_WAITING)
    return page(
        "accounts/waiting_counts.html",
        counts=queries.count_waiting_by_kelurahan(inside),
        verifiers=queries.list_verifiers(inside, since),
        since=since,
    )


def _kelurahan_of(places: list[str]) -> list[str]:
    """An RT officer sees those who registered in the kelurahan: the RT is told only when they come."""
    return sorted({".".join(code.split(".")[:4]) for code in places})


@pages.form("/petugas/warga/<public_id>", guard=permitted(rules.VERIFY), limit="120/hour")
def verify(public_id: str) -> Response:
    person = queries.get_person(public_id)
    home = get_place(person.home_code or "", PlaceLevel.KELURAHAN)
    options = [
        rt for rt in list_places(PlaceLevel.RT, inside=home.code) if rules.may_verify(signed_in(), rt.code)
    ]
    if not options:
        raise NotFound(queries.NO_PERSON)
    form = VerifyForm()
    form.rt_code.choices = choices([("", gettext("Pilih RT")), *((rt.code, rt_label(rt)) for rt in options)])
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.verify_residency(
                    actor=act.actor, person_public_id=public_id, rt_code=form.rt_code.data,
                    sex=Sex(form.sex.data) if form.sex.data else None,
                    age_band=AgeBand(form.age_band.data) if form.age_band.data else None,
                    method=_method(act.actor), at=act.at,
                )  # fmt: skip
            return see_other("accounts.waiting", N_("Warga sudah diverifikasi."))
        except InvalidInput as error:
            form.take(error)
        except NotFound:
            form.take(InvalidInput({"rt_code": N_("Pilih RT tempat tinggalnya.")}))
    return form_page("accounts/verify.html", form, person=person, home=home)


def _method(person: Actor) -> Method:
    return Method.DESK if any(grant.role is Role.OFFICIAL for grant in person.grants) else Method.RT_OFFICER


def rt_label(rt: Place) -> str:
    """RT 03 / RW 01."""
    rw = rt.code.split(".")[-2].removeprefix("RW")
    return f"{rt.name} / RW {rw}"


@pages.form("/petugas/akun/<public_id>/tangguhkan", guard=permitted(rules.SUSPEND), limit="60/hour")
def suspend(public_id: str) -> Response:
    person = queries.get_person(public_id)
    permissions.require(signed_in(), rules.SUSPEND, person.home_code or "")
    form = SuspendForm()
    if form.validate_on_submit():
        try:
            with acting() as act:
                days = int(form.days.data)
                services.suspend(
                    actor=act.actor, person_public_id=public_id, reason=form.reason.data, at=act.at,
                    until=act.at + timedelta(days=days) if days else None,
                )  # fmt: skip
            return see_other("accounts.suspend", N_("Akun sudah ditangguhkan."), public_id=public_id)
        except InvalidInput as error:
            form.take(error)
    current = queries.find_current_suspension(person.id, clock.now())
    return form_page(
        "accounts/suspend.html", form, person=person, suspension=current, lift_form=ConfirmForm()
    )


@pages.post("/petugas/akun/<public_id>/cabut", guard=permitted(rules.SUSPEND))
def lift(public_id: str) -> Response:
    with acting() as act:
        services.lift_suspension(actor=act.actor, person_public_id=public_id, at=act.at)
    return see_other("accounts.suspend", N_("Penangguhan sudah dicabut."), public_id=public_id)


@pages.form(
    "/admin/peran", guard=permitted(rules.GRANT_ROLE), reading=permitted(rules.READ_PEOPLE), limit="60/hour"
)
def roles() -> Response:
    """The staff of the reader's places; the form to add one is for admins only."""
    person = signed_in()
    form = RoleForm()
    choice = choose_kota(request.args.get("kota"), permissions.places_of(person, rules.READ_PEOPLE))
    form.place_code.choices = choices(_place_choices(person, choice))
    if form.validate_on_submit():
        try:
            with acting() as act:
                _grant(act.actor, form)
            return see_other("accounts.roles", N_("Peran sudah diberikan. Orang itu perlu masuk lagi."))
        except InvalidInput as error:
            form.take(error)
        except (NotFound, Refused) as error:
            form.take(InvalidInput({"email": error.message}))
    return form_page(
        "accounts/roles.html", form, names=ROLE_NAMES, choice=choice,
        groups=_by_region(_staff(permissions.places_of(person, rules.READ_PEOPLE), choice)),
        may_grant=permissions.may(person, rules.GRANT_ROLE),
        may_revoke=lambda grant: (
            grant.person_id != person.person_id and permissions.may(person, rules.GRANT_ROLE, grant.place_code)
        ),
    )  # fmt: skip


def _grant(person: Actor, form: RoleForm) -> None:
    found = queries.find_person_by_email(normalise_email(form.email.data))
    if found is None or found.email_confirmed_at is None:
        raise InvalidInput({"email": N_("Belum ada akun terkonfirmasi dengan surel ini.")})
    services.grant_role(
        actor=person, person_public_id=found.public_id, role=Role(form.role.data),
        place_code=form.place_code.data, at=clock.now(),
    )  # fmt: skip


def _staff(places: Sequence[str], choice: KotaChoice) -> Sequence[tuple[RoleGrant, Person, Place]]:
    """The staff of the reader's places; of several kota that of the chosen one, before that only the widest."""
    if choice.is_open:
        return queries.list_staff_of(places)
    return queries.list_staff(choice.narrow(places))


def _by_region(
    staff: Sequence[tuple[RoleGrant, Person, Place]],
) -> list[tuple[str, list[tuple[RoleGrant, Person, Place]]]]:
    """(title, roles) of each kecamatan with all below it, after the provinsi and kota themselves: folded, a city fits a phone."""
    groups: dict[str, list[tuple[RoleGrant, Person, Place]]] = {}
    for row in staff:
        groups.setdefault(".".join(row[2].code.split(".")[:3]), []).append(row)
    titles = list_titles(list(groups))
    return [(titles[code], rows) for code, rows in groups.items()]


def _place_choices(person: Actor, choice: KotaChoice) -> list[tuple[str, str]]:
    offered = (
        place for place in list_offered(choice) if permissions.may(person, rules.GRANT_ROLE, place.code)
    )
    places = sorted(offered, key=lambda place: place.code)
    return [("", gettext("Pilih wilayah")), *((place.code, place.title) for place in places)]


@pages.post("/admin/peran/<int:grant_id>/cabut", guard=permitted(rules.GRANT_ROLE))
def revoke(grant_id: int) -> Response:
    with acting() as act:
        services.revoke_role(actor=act.actor, grant_id=grant_id, at=act.at)
    return see_other("accounts.roles", N_("Peran sudah dicabut."))

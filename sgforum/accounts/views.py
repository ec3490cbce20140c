"""Pages of one's own account."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from datetime import datetime

from flask import Response, current_app, g, redirect, request, session, url_for

from ..core import clock
from ..core.crypto import keyed_hash, secret_of
from ..core.db import transaction
from ..core.errors import InvalidInput, NotFound, Refused, TooMany
from ..core.marks import N_
from ..territory.models import PlaceLevel
from ..territory.queries import choose_kota, list_ancestors, list_places
from ..web import i18n
from ..web.answers import form_page, page, see_other
from ..web.downloads import download
from ..web.formkit import choices
from ..web.guards import PUBLIC, SIGNED_IN, acting, actor, safe_next, signed_in
from ..web.i18n import gettext
from ..web.limits import count
from ..web.pages import Pages
from . import queries, services, sessions
from .forms import (
    ChangePasswordForm,
    ConfirmForm,
    EmailForm,
    EraseForm,
    MoveForm,
    NewPasswordForm,
    RegisterForm,
    SignInForm,
)
from .models import Person
from .services.credentials import normalise_email

pages = Pages("accounts", __name__, template_folder="templates")
PER_ACCOUNT = "60/hour"  # from wherever: guessing from many addresses
PER_ACCOUNT_HERE = (
    "10/15minutes"  # from one address: less than PER_ACCOUNT, so that nobody locks another out alone
)
PER_RESET = "5/hour"  # mails to one address
PER_REGISTRATION = "3/hour"  # the same, whoever registers it
_REGISTERED = "registered"  # in the cookie: the hash of the address that this browser registered


def kelurahan_choices(inside: str | None) -> list[tuple[str, str]]:
    """Kelurahan for a select, with their kecamatan where two have one name; of several kota those of one."""
    places = sorted(list_places(PlaceLevel.KELURAHAN, inside), key=lambda place: (place.name, place.code))
    counts = Counter(place.name for place in places)
    above = {}
    if max(counts.values(), default=1) > 1:
        above = {place.code: place.title for place in list_places(PlaceLevel.KECAMATAN, inside)}
    return [
        (
            place.code,
            place.name if counts[place.name] == 1 else f"{place.name}, {above[place.parent_code or '']}",
        )
        for place in places
    ]


@pages.form("/daftar", guard=PUBLIC, limit="10/hour")
def register() -> Response:
    form = RegisterForm(
        data={"home_code": request.args.get("kelurahan", "")} if request.method == "GET" else None
    )
    choice = choose_kota(request.args.get("kota") or request.args.get("kelurahan"))
    offered = [] if choice.is_open else kelurahan_choices(choice.inside)
    form.home_code.choices = choices([("", gettext("Pilih kelurahan")), *offered])
    if form.validate_on_submit():
        try:
            _register(form)
            return see_other("accounts.registered")
        except InvalidInput as error:
            form.take(error)
    return form_page("accounts/register.html", form, choice=choice)


def _register(form: RegisterForm) -> None:
    """Make the account; beyond the limit of mails to one address nothing happens, and the answer is the same."""
    secret = secret_of(form.password.data)
    with suppress(TooMany), transaction():
        services.register(
            name=form.name.data, email=form.email.data, password=secret,
            home_code=form.home_code.data, locale=i18n.locale(), at=clock.now(),
        )  # fmt: skip
        count(PER_REGISTRATION, "register", _account_of(form.email.data))
    session[_REGISTERED] = _mark_of(form.email.data)


def _mark_of(email: str) -> str:
    return keyed_hash(str(current_app.config["SECRET_KEY"]).encode(), f"registered {_account_of(email)}")


@pages.get("/daftar/terkirim", guard=PUBLIC)
def registered() -> Response:
    return page("accounts/mail_sent.html", purpose="register")


@pages.form("/daftar/konfirmasi/<token>", guard=PUBLIC, limit="20/hour")
def confirm(token: str) -> Response:
    """A button, not the link itself: mail scanners follow links.

    Only the browser that registered is signed in: whoever registers somebody else's address knows the password
    of the account, and its owner must not slip into it by the link.
    """
    form = ConfirmForm()
    if form.validate_on_submit():
        try:
            return _confirmed(token)
        except InvalidInput as error:
            form.take(error)
    return form_page("accounts/confirm.html", form)


def _confirmed(token: str) -> Response:
    at = clock.now()
    with transaction():
        person = services.confirm_email(token=token, at=at)
        is_ours = session.get(_REGISTERED) == _mark_of(person.email)
        session_token = services.start_session(person=person, at=at) if is_ours else None
        is_here = not is_ours and _is_signed_in_as(person)
    if session_token is not None:
        sessions.begin(session_token)
    if session_token is not None or is_here:
        return see_other("accounts.account", N_("Surel Anda sudah dikonfirmasi. Anda dapat mulai menulis."))
    return see_other("accounts.sign_in", N_("Surel sudah dikonfirmasi. Silakan masuk."))


def _is_signed_in_as(person: Person) -> bool:
    here = actor()
    return here is not None and here.person_id == person.id


@pages.form("/masuk", guard=PUBLIC, limit="20/minute;100/hour")
def sign_in() -> Response:
    form = SignInForm()
    target = safe_next(form.lanjut.data or request.args.get("lanjut"), "")
    form.lanjut.data = target
    if request.method == "GET" and actor() is not None:
        return redirect(target or url_for("accounts.account"), 303)  # type: ignore[return-value]
    if form.validate_on_submit():
        try:
            account = _account_of(form.email.data)
            count(PER_ACCOUNT_HERE, "account", account, str(request.remote_addr))
            count(PER_ACCOUNT, "account", account)
            checked = services.check_credentials(email=form.email.data, password=form.password.data)
            with transaction():
                token = services.sign_in(checked=checked, at=clock.now())
            sessions.begin(token)
            return redirect(target or url_for("accounts.account"), 303)  # type: ignore[return-value]
        except InvalidInput as error:
            form.take(error)
    return form_page("accounts/sign_in.html", form)


def _account_of(email: str) -> str:
    """What an account's limits are counted under; unknown accounts count alike."""
    try:
        return normalise_email(email)
    except InvalidInput:
        return "-"


@pages.post("/keluar", guard=SIGNED_IN)
def sign_out() -> Response:
    token = sessions.end()
    if token:
        with transaction():
            services.sign_out(token=token)
    g.pop("actor", None)
    response = see_other("accounts.signed_out")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@pages.get("/keluar/selesai", guard=PUBLIC)
def signed_out() -> Response:
    return page("accounts/signed_out.html")


@pages.form("/masuk/lupa", guard=PUBLIC, limit="10/hour")
def forgot() -> Response:
    form = EmailForm()
    if form.validate_on_submit():
        try:
            count(PER_RESET, "reset", _account_of(form.email.data))
            with transaction():
                services.ask_password_reset(email=form.email.data)
            return see_other("accounts.reset_sent")
        except InvalidInput as error:
            form.take(error)
    return form_page("accounts/forgot.html", form)


@pages.get("/masuk/lupa/terkirim", guard=PUBLIC)
def reset_sent() -> Response:
    return page("accounts/mail_sent.html", purpose="reset")


@pages.form("/masuk/sandi-baru/<token>", guard=PUBLIC, limit="20/hour")
def reset(token: str) -> Response:
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            secret = secret_of(form.new.data)
            with transaction():
                services.reset_password(token=token, new=secret, at=clock.now())
            return see_other("accounts.sign_in", N_("Kata sandi sudah diganti. Silakan masuk."))
        except InvalidInput as error:
            form.take(error)
    return form_page("accounts/new_password.html", form)


@pages.get("/akun", guard=SIGNED_IN)
def account() -> Response:
    person = queries.get_person(signed_in().public_id)
    at = clock.now()
    return page(
        "accounts/account.html",
        person=person,
        places=list_ancestors(person.rt_code or person.home_code or ""),
        suspension=queries.find_current_suspension(person.id, at),
        verification=queries.find_verification(person.id),
        form=ConfirmForm(),
    )


@pages.form("/akun/pindah", guard=SIGNED_IN, limit="10/hour")
def move() -> Response:
    """Say that one lives in another kelurahan now; somebody there must verify it again."""
    form = MoveForm()
    choice = choose_kota(request.args.get("kota"))
    offered = [] if choice.is_open else kelurahan_choices(choice.inside)
    form.home_code.choices = choices([("", gettext("Pilih kelurahan")), *offered])
    if form.validate_on_submit():
        try:
            with acting() as act:
                services.move_home(actor=act.actor, kelurahan_code=form.home_code.data, at=act.at)
            return see_other(
                "accounts.account",
                N_(
                    "Kelurahan Anda sudah diganti. Temui ketua RT atau loket kelurahan di tempat tinggal baru."
                ),
            )
        except InvalidInput as error:
            form.take(error)
        except (NotFound, Refused) as error:
            form.take(InvalidInput({"home_code": error.message}))
    return form_page("accounts/move.html", form, choice=choice, days=services.FROZEN_FOR.days)


@pages.form("/akun/sandi", guard=SIGNED_IN, limit="10/hour")
def password() -> Response:
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            secret = secret_of(form.new.data)
            with acting() as act:
                token = services.change_password(actor=act.actor, old=form.old.data, new=secret, at=act.at)
            sessions.begin(token)
            return see_other("accounts.account", N_("Kata sandi sudah diganti. Perangkat lain sudah keluar."))
        except InvalidInput as error:
            form.take(error)
    return form_page("accounts/password.html", form)


@pages.post("/akun/konfirmasi", guard=SIGNED_IN, limit="5/hour")
def confirm_again() -> Response:
    with acting() as act:
        person = queries.get_person(act.actor.public_id)
        if person.email_confirmed_at is None:
            services.ask_confirmation(person=person, at=act.at)
    return see_other("accounts.registered")


@pages.get("/akun/data.json", guard=SIGNED_IN)
def own_data() -> Response:
    """All that is stored of the signed-in person, as a file."""
    person = signed_in()
    found = {
        "site": current_app.config["BASE_URL"],
        "made_at": clock.now(),
        **current_app.extensions["sgforum_own_data"](person.person_id),
    }
    content = json.dumps(found, ensure_ascii=False, indent=2, default=_written).encode()
    return download(content, "data-saya.json", "application/json")


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@pages.form("/akun/hapus", guard=SIGNED_IN, limit="5/hour")
def erase() -> Response:
    """Erase one's own account, with the password once more."""
    form = EraseForm()
    if form.validate_on_submit():
        try:
            _erase(form.password.data)
            return see_other("accounts.signed_out", N_("Akun Anda sudah dihapus."))
        except (InvalidInput, Refused) as error:
            form.take(InvalidInput({"password": error.message}))
    return form_page("accounts/erase.html", form)


def _erase(given: str) -> None:
    person = queries.get_person(signed_in().public_id)
    try:
        checked = services.check_credentials(email=person.email, password=given)
    except InvalidInput:
        raise InvalidInput({"password": N_("Kata sandi tidak cocok.")}) from None
    with acting() as act:
        services.erase_account(actor=act.actor, checked=checked, at=act.at)
    sessions.end()
    g.pop("actor", None)

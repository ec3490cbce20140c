"""Acts on one's own account: register, confirm, sign in and out, change or reset the password."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, update

from ...core import audit, bus, crypto
from ...core.db import db, lock
from ...core.errors import InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import SYSTEM, Actor, Level
from ...territory.models import PlaceLevel
from ...territory.queries import get_place
from ..events import ConfirmationAsked, KnownAddressRegistered, PasswordChanged, PasswordResetAsked
from ..models import MailToken, Person, Purpose, SignedIn
from ..queries import actor_of, find_person_by_email

CONFIRM_HOURS = 24
RESET_HOURS = 1
SESSION_DAYS = 30
PASSWORD_LENGTH = (10, 200)
WRONG_CREDENTIALS = N_("Surel atau kata sandi tidak cocok.")
DEAD_LINK = N_("Tautan ini sudah dipakai atau sudah lewat waktunya. Mintalah tautan baru.")
_COMMON_PASSWORDS = {
    "password",
    "katasandi",
    "indonesia",
    "balikpapan",
    "1234567890",
    "qwertyuiop",
    "bismillah",
}


def normalise_email(text: str) -> str:
    """NFKC, lower case, checked; raises InvalidInput. Two spellings of one address are one account (threats 42)."""
    folded = unicodedata.normalize("NFKC", text.strip())
    try:
        return validate_email(folded, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise InvalidInput(
            {"email": N_("Tulis alamat surel yang lengkap, misalnya nama@contoh.id.")}
        ) from None


def check_new_password(password: str, *, email: str, name: str) -> str | None:
    """What is wrong with a password, as a sentence, or None. Length matters, not kinds of signs."""
    if not PASSWORD_LENGTH[0] <= len(password) <= PASSWORD_LENGTH[1]:
        return N_("Kata sandi paling pendek 10 huruf dan paling panjang 200 huruf.")
    plain = password.lower()
    if len(set(plain)) < 4 or plain.strip("0123456789!.") in _COMMON_PASSWORDS or plain in _COMMON_PASSWORDS:
        return N_("Kata sandi ini terlalu mudah ditebak. Pakailah beberapa kata yang tidak berhubungan.")
    if plain in (email, name.lower()) or plain == email.split("@", maxsplit=1)[0]:
        return N_("Kata sandi tidak boleh sama dengan nama atau surel Anda.")
    return None


def register(
    *, name: str, email: str, password: str | crypto.Secret, home_code: str, locale: str, at: datetime
) -> Person | None:
    """Make an account of level 0 and ask for confirmation; None if the address has one already.

    The caller shows the same page in both cases: only the owner of the address learns the difference.
    """
    name, secret = (
        " ".join(name.split()),
        crypto.secret_of(password),
    )  # hashed first: both ways cost the same time
    address, errors = _address_or_errors(email)
    if not 2 <= len(name) <= 80 or any(unicodedata.category(sign).startswith("C") for sign in name):
        errors["name"] = N_("Tulis nama Anda, 2 sampai 80 huruf.")
    problem = check_new_password(secret.plain, email=address, name=name)
    if problem:
        errors["password"] = problem
    try:
        get_place(home_code, PlaceLevel.KELURAHAN)
    except NotFound:
        errors["home_code"] = N_("Pilih kelurahan tempat Anda tinggal.")
    if errors:
        raise InvalidInput(errors)
    lock(f"accounts_email:{address}")  # a double click is told the same as a known address
    known = find_person_by_email(address)
    if known is not None:
        bus.publish(KnownAddressRegistered(known.email, known.name, known.locale))
        return None
    person = Person(
        email=address,
        password_hash=secret.hashed,
        name=name,
        home_code=home_code,
        locale=locale,
        created_at=at,
        level=0,
    )
    db.session.add(person)
    db.session.flush()
    ask_confirmation(person=person, at=at)
    return person


def _address_or_errors(email: str) -> tuple[str, dict[str, str]]:
    try:
        return normalise_email(email), {}
    except InvalidInput as error:
        return email, dict(error.errors)


def register_by_operator(
    *, name: str, email: str, password: str | crypto.Secret, home_code: str | None, at: datetime
) -> Person:
    """A confirmed account made on the server's command line, for the first staff of a city."""
    person = Person(
        email=normalise_email(email), password_hash=crypto.secret_of(password).hashed, name=name,
        home_code=home_code, created_at=at, email_confirmed_at=at, level=Level.CONFIRMED,
    )  # fmt: skip
    db.session.add(person)
    db.session.flush()
    audit.record(actor=SYSTEM, act="accounts.person.add", subject=person.public_id, at=at)
    return person


def ask_confirmation(*, person: Person, at: datetime) -> str:
    """Send a confirmation link; the token is returned for the demo and tests only."""
    token = _mail_token(person, Purpose.CONFIRM, at, CONFIRM_HOURS)
    bus.publish(ConfirmationAsked(person.email, person.name, person.locale, token))
    return token


def confirm_email(*, token: str, at: datetime) -> Person:
    """Raise a person to level 1; raises InvalidInput for a link that is used, old or unknown."""
    person = _redeem(token, Purpose.CONFIRM, at)
    person.email_confirmed_at = person.email_confirmed_at or at
    person.level = max(person.level, Level.CONFIRMED)
    return person


@dataclass(frozen=True, slots=True)
class Checked:
    """A password that fitted: whose, against which hash, and the new hash where the old one is too weak by now."""

    person_id: int
    password_hash: str
    stronger: str | None


def check_credentials(*, email: str, password: str) -> Checked:
    """Compare a password, outside of a write transaction; raises InvalidInput, the same for an unknown address."""
    try:
        person = find_person_by_email(normalise_email(email))
    except InvalidInput:
        person = None
    if not crypto.check_password(person.password_hash if person else None, password) or person is None:
        raise InvalidInput(WRONG_CREDENTIALS)
    weak = crypto.needs_rehash(person.password_hash)
    return Checked(person.id, person.password_hash, crypto.hash_password(password) if weak else None)


def sign_in(*, checked: Checked, at: datetime) -> str:
    """A new session's token; raises InvalidInput if the password was changed since it was checked."""
    person = db.session.get_one(Person, checked.person_id)
    if person.password_hash != checked.password_hash:
        raise InvalidInput(WRONG_CREDENTIALS)
    if checked.stronger:
        person.password_hash = checked.stronger
    return start_session(person=person, at=at)


def start_session(*, person: Person, at: datetime) -> str:
    """A new session of the person's present epoch; the token goes into the cookie."""
    db.session.execute(delete(SignedIn).where(SignedIn.person_id == person.id, SignedIn.expires_at <= at))
    token = crypto.new_token()
    db.session.add(
        SignedIn(
            token_hash=crypto.token_hash(token), person_id=person.id, epoch=person.session_epoch,
            created_at=at, expires_at=at + timedelta(days=SESSION_DAYS),
        )
    )  # fmt: skip
    return token


def sign_out(*, token: str) -> None:
    """End one session: its cookie is worthless from now on."""
    db.session.execute(delete(SignedIn).where(SignedIn.token_hash == crypto.token_hash(token)))


def end_sessions(person: Person) -> None:
    """End all sessions and links of a person at their next use: the epoch that they carry is over."""
    person.session_epoch = Person.session_epoch + 1  # in the database: of two at once, neither is lost
    db.session.flush()
    db.session.execute(
        update(MailToken)
        .where(MailToken.person_id == person.id, MailToken.used_at.is_(None))
        .values(epoch=-1)
    )


def change_password(*, actor: Actor, old: str, new: str | crypto.Secret, at: datetime) -> str:
    """Set a new password and end every session; returns the token of a fresh one for this browser."""
    person = db.session.get_one(Person, actor.person_id)
    if not crypto.check_password(person.password_hash, old):
        raise InvalidInput({"old": N_("Kata sandi lama tidak cocok.")})
    _set_password(person, new, "new", at)
    return start_session(person=person, at=at)


def ask_password_reset(*, email: str) -> None:
    """Ask for a reset link; raises InvalidInput for what is no address.

    Whether there is an account is looked up when the mail is written, so that the answer takes as long for an
    address without one (threats 35).
    """
    bus.publish(PasswordResetAsked(normalise_email(email)))


def make_reset_link(*, email: str, at: datetime) -> tuple[Person, str] | None:
    """The account of an address with a new reset link's token; None where there is no account."""
    person = find_person_by_email(email)
    return None if person is None else (person, _mail_token(person, Purpose.RESET, at, RESET_HOURS))


def reset_password(*, token: str, new: str | crypto.Secret, at: datetime) -> Person:
    """Set a password by link; every other link and session of the person ends."""
    person = _redeem(token, Purpose.RESET, at)
    _set_password(person, new, "new", at)
    return person


def _set_password(person: Person, new: str | crypto.Secret, field: str, at: datetime) -> None:
    secret = crypto.secret_of(new)
    problem = check_new_password(secret.plain, email=person.email, name=person.name)
    if problem:
        raise InvalidInput({field: problem})
    person.password_hash = secret.hashed
    end_sessions(person)
    bus.publish(PasswordChanged(person.email, person.name, person.locale))
    actor = actor_of(person, at)
    if not actor.is_staff:  # the record of staff acts is kept for ever; a resident's name is not
        actor = replace(actor, name="")
    audit.record(actor=actor, act="accounts.password.change", subject=person.public_id, at=at)


def _mail_token(person: Person, purpose: Purpose, at: datetime, hours: int) -> str:
    token = crypto.new_token()
    db.session.add(
        MailToken(
            token_hash=crypto.token_hash(token), person_id=person.id, purpose=purpose, email=person.email,
            epoch=person.session_epoch, expires_at=at + timedelta(hours=hours),
        )
    )  # fmt: skip
    db.session.flush()
    return token


def _redeem(token: str, purpose: Purpose, at: datetime) -> Person:
    """Use a link up, once even if it is clicked twice at the same moment."""
    key = crypto.token_hash(token)
    used = db.session.execute(
        update(MailToken)
        .where(
            MailToken.token_hash == key, MailToken.purpose == purpose,
            MailToken.used_at.is_(None), MailToken.expires_at > at,
        )
        .values(used_at=at)
        .returning(MailToken.person_id, MailToken.email, MailToken.epoch)
    ).first()  # fmt: skip
    person = db.session.get(Person, used.person_id) if used else None
    if used is None or person is None or (person.email, person.session_epoch) != (used.email, used.epoch):
        raise InvalidInput(DEAD_LINK)
    return person

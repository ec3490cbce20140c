"""Writing to the outbox: called by facts of other domains, inside their transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from ..accounts import services as accounts
from ..accounts.events import (
    ConfirmationAsked,
    KnownAddressRegistered,
    PasswordChanged,
    PasswordResetAsked,
    PersonErased,
    ResidencyVerified,
)
from ..core import bus, clock
from ..core.db import db
from .models import MOST_ATTEMPTS, RESET_ASKED, OutboxMail


def queue_mail(*, template: str, recipient: str, locale: str, values: dict[str, str]) -> None:
    """Put a mail in the outbox; template is a name below notify/templates/mail/."""
    at = clock.now()
    db.session.add(
        OutboxMail(
            template=template, recipient=recipient, locale=locale, values=values, created_at=at, due_at=at
        )
    )  # fmt: skip


def retry_given_up(*, at: datetime) -> int:
    """Make mails due again that failed as often as they are tried; how many."""
    made_due = db.session.execute(
        update(OutboxMail)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.attempts >= MOST_ATTEMPTS)
        .values(attempts=0, due_at=at, claimed_until=None)
        .returning(OutboxMail.id)
    )
    return len(made_due.all())


def wire() -> None:
    """Listen to the facts that people must be told."""
    bus.subscribe(ConfirmationAsked, _confirmation)
    bus.subscribe(KnownAddressRegistered, _known_address)
    bus.subscribe(PasswordResetAsked, _reset)
    bus.subscribe(PasswordChanged, _changed)
    bus.subscribe(ResidencyVerified, _verified)
    bus.subscribe(PersonErased, _erased)


def _confirmation(fact: ConfirmationAsked) -> None:
    queue_mail(
        template="confirm",
        recipient=fact.email,
        locale=fact.locale,
        values={"name": fact.name, "token": fact.token},
    )


def _known_address(fact: KnownAddressRegistered) -> None:
    queue_mail(template="known_address", recipient=fact.email, locale=fact.locale, values={"name": fact.name})


def _reset(fact: PasswordResetAsked) -> None:
    """The same row for every address; `write_resets` makes the mail of it, or nothing."""
    queue_mail(template=RESET_ASKED, recipient=fact.email, locale="", values={})


def write_resets(*, at: datetime, limit: int = 50) -> int:
    """Turn what was asked into mails with a link; an address without an account is forgotten. How many mails."""
    asked = db.session.scalars(
        select(OutboxMail)
        .where(OutboxMail.template == RESET_ASKED)
        .order_by(OutboxMail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    written = 0
    for mail in asked:
        found = accounts.make_reset_link(email=mail.recipient, at=at)
        if found is None:
            db.session.delete(mail)
            continue
        person, token = found
        mail.template, mail.locale, mail.due_at = "reset", person.locale, at
        mail.values = {"name": person.name, "token": token}
        written += 1
    return written


def _changed(fact: PasswordChanged) -> None:
    queue_mail(
        template="password_changed", recipient=fact.email, locale=fact.locale, values={"name": fact.name}
    )


def _verified(fact: ResidencyVerified) -> None:
    queue_mail(template="verified", recipient=fact.email, locale=fact.locale, values={"name": fact.name})


def _erased(fact: PersonErased) -> None:
    """The address goes from the outbox too, with what waits to be sent to it."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.recipient == fact.email))

"""Sending what the outbox holds: by SMTP, or as files in the instance."""

from __future__ import annotations

import logging
import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import or_, select, update

from ..config import Config
from ..core.db import db, transaction
from .models import MOST_ATTEMPTS, RESET_ASKED, OutboxMail

BATCH = 50
CLAIM_MINUTES = 15  # longer than a batch can take with every mail at the server's time limit
_log = logging.getLogger("sgforum.notify")


class Unwritable(Exception):
    """A mail whose template cannot be filled; the cause is the template's own error."""


# What is wrong with one mail; the others go on. Anything else is wrong with the way to the mail server.
UNSENDABLE = (
    Unwritable,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPDataError,
    smtplib.SMTPNotSupportedError,
    ValueError,
)
Send = Callable[[EmailMessage], None]
Compose = Callable[[OutboxMail], tuple[str, str]]  # subject and body


def deliver_due(config: Config, at: datetime, compose: Compose) -> int:
    """Send what is due; how many went out. What fails is tried again, later each time."""
    claimed = _claim(at)
    if not claimed:
        return 0
    sent = 0
    try:
        with _sender(config) as send:
            for mail_id in claimed:
                try:
                    sent += _deliver(config, mail_id, at, compose, send)
                except UNSENDABLE as error:
                    _postpone([mail_id], at, error)
    except (OSError, smtplib.SMTPException) as error:
        _postpone(claimed, at, error)
    return sent


def _claim(at: datetime) -> list[int]:
    """Take some mails for ourselves: the UPDATE decides which worker has them."""
    with transaction() as session:
        free = or_(OutboxMail.claimed_until.is_(None), OutboxMail.claimed_until <= at)
        due = (
            select(OutboxMail.id)
            .where(
                OutboxMail.sent_at.is_(None),
                OutboxMail.due_at <= at,
                free,
                OutboxMail.attempts < MOST_ATTEMPTS,
                OutboxMail.template != RESET_ASKED,
            )
            .order_by(OutboxMail.due_at, OutboxMail.id)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        ids = list(session.scalars(due))
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.id.in_(ids))
            .values(claimed_until=at + timedelta(minutes=CLAIM_MINUTES), attempts=OutboxMail.attempts + 1)
        )
    return ids


def _deliver(config: Config, mail_id: int, at: datetime, compose: Compose, send: Send) -> int:
    mail = db.session.get_one(OutboxMail, mail_id)
    if mail.sent_at is not None:
        return 0
    subject, body = _composed(mail, compose)
    message = EmailMessage()
    message["From"] = config.mail_from or f"noreply@{urlsplit(config.base_url).hostname}"
    message["To"] = mail.recipient
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    # The same on every attempt: a mail server that got it before the crash knows it again
    message["Message-ID"] = f"<{mail.message_id}@{urlsplit(config.base_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    send(message)
    with transaction() as session:
        session.execute(
            update(OutboxMail).where(OutboxMail.id == mail_id).values(sent_at=at, values={}, last_error="")
        )
    return 1


def _composed(mail: OutboxMail, compose: Compose) -> tuple[str, str]:
    """Subject and body; raises Unwritable, so that one broken template does not hold up the other mails."""
    try:
        return compose(mail)
    except Exception as error:
        _log.exception("the mail template %s cannot be filled", mail.template)
        raise Unwritable(f"{mail.template}: {type(error).__name__}: {error}") from error


def _postpone(ids: list[int], at: datetime, error: Exception) -> None:
    with transaction() as session:
        for mail in session.scalars(
            select(OutboxMail).where(OutboxMail.id.in_(ids), OutboxMail.sent_at.is_(None))
        ):
            mail.due_at = at + timedelta(seconds=30 * 2**mail.attempts)
            mail.claimed_until = None
            mail.last_error = f"{type(error).__name__}: {error}"[:500]
            if mail.attempts >= MOST_ATTEMPTS:  # no address and no text of the server's answer, which has it
                _log.error(
                    "a mail (%s) is given up after %s attempts: %s. See sgforum doctor",
                    mail.template, mail.attempts, type(error).__name__,
                )  # fmt: skip


def _sender(config: Config) -> AbstractContextManager[Send]:
    return _smtp(config.mail_url) if config.mail_url else _files(config.instance / "outbox")


@contextmanager
def _files(folder: Path) -> Iterator[Send]:
    folder.mkdir(mode=0o700, exist_ok=True)

    def write(message: EmailMessage) -> None:
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        unfinished = folder / f".{name}"
        unfinished.write_bytes(bytes(message))
        os.replace(unfinished, folder / f"{name}.eml")  # noqa: PTH105 - one step, also over an earlier attempt

    yield write


@contextmanager
def _smtp(url: str) -> Iterator[Send]:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 0
    with (
        smtplib.SMTP_SSL(host, port, timeout=15, context=tls_for(host))
        if parts.scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=15)
    ) as server:
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=tls_for(host))
            server.ehlo()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield lambda message: _check_refused(server.send_message(message))


def tls_for(host: str) -> ssl.SSLContext:
    """Checks who the mail server is (smtplib itself would not): mails carry links that open accounts.

    Not on this machine, where mail servers come with a certificate of their own making.
    """
    context = ssl.create_default_context()
    if host in ("localhost", "127.0.0.1", "::1"):
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _check_refused(refused: dict[str, tuple[int, bytes]]) -> None:
    if refused:
        raise smtplib.SMTPRecipientsRefused(refused)

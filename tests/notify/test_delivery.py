"""The outbox: a mail that cannot be written or sent holds up nobody, and is given up loudly, not silently."""

from __future__ import annotations

import logging
import smtplib
import ssl
from datetime import timedelta

import pytest
from click.testing import CliRunner
from jinja2 import UndefinedError
from sqlalchemy import select

from sgforum.cli import house
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.notify import delivery
from sgforum.notify.component import check_mails, compose
from sgforum.notify.delivery import deliver_due, tls_for
from sgforum.notify.models import MOST_ATTEMPTS, OutboxMail
from sgforum.notify.services import queue_mail


@pytest.mark.parametrize(
    ("host", "is_checked"),
    [("mail.contoh.id", True), ("10.0.0.5", True), ("127.0.0.1", False), ("localhost", False)],
)
def test_mail_server_elsewhere_must_prove_who_it_is(host, is_checked):
    context = tls_for(host)
    assert (context.verify_mode is ssl.CERT_REQUIRED) is is_checked
    assert context.check_hostname is is_checked


@pytest.fixture
def config(app):
    return app.extensions["sgforum_config"]


def write(name, template="verified"):
    with transaction():
        queue_mail(template=template, recipient=f"{name}@contoh.id", locale="id", values={"name": name})


def mails():
    db.session.expire_all()
    return {mail.recipient.partition("@")[0]: mail for mail in db.session.scalars(select(OutboxMail))}


def test_a_mail_whose_template_is_broken_holds_up_nobody(config, caplog):
    for name in ("pertama", "rusak", "terakhir"):
        write(name)

    def broken(mail):
        if mail.recipient.startswith("rusak"):
            raise UndefinedError("'kota' is undefined")
        return compose(mail)

    with caplog.at_level(logging.ERROR):
        assert deliver_due(config, now(), broken) == 2
    found = mails()
    assert [name for name, mail in found.items() if mail.sent_at is None] == ["rusak"]
    assert "UndefinedError: 'kota' is undefined" in found["rusak"].last_error
    assert "verified cannot be filled" in caplog.text
    assert found["rusak"].due_at > now()


def test_a_template_that_is_not_there_holds_up_nobody(config):
    write("hilang", "no_such_template")
    write("biasa")
    assert deliver_due(config, now(), compose) == 1
    assert "TemplateNotFound" in mails()["hilang"].last_error


def fail_as_often_as_it_is_tried(config, monkeypatch):
    """Twelve turns of a mail server that refuses everybody."""

    def refuse(_message):
        raise smtplib.SMTPDataError(554, b"ditolak@contoh.id: no")

    monkeypatch.setattr(delivery, "_sender", lambda _config: _Refusing(refuse))
    at = now()
    for _ in range(MOST_ATTEMPTS):
        deliver_due(config, at, compose)
        at += timedelta(days=10)
    return at


class _Refusing:
    def __init__(self, send):
        self.send = send

    def __enter__(self):
        return self.send

    def __exit__(self, *_):
        return None


def test_a_mail_that_is_given_up_is_in_the_log_without_its_address(config, monkeypatch, caplog):
    write("ditolak")
    with caplog.at_level(logging.ERROR):
        at = fail_as_often_as_it_is_tried(config, monkeypatch)
    given_up = [record.getMessage() for record in caplog.records]
    assert given_up == ["a mail (verified) is given up after 12 attempts: SMTPDataError. See sgforum doctor"]
    assert deliver_due(config, at + timedelta(days=99), compose) == 0


def test_the_doctor_counts_mails_that_were_given_up_and_names_the_mend(config, monkeypatch):
    assert check_mails(config) == []
    write("ditolak")
    fail_as_often_as_it_is_tried(config, monkeypatch)
    write("baru")
    (line,) = check_mails(config)
    assert line.startswith("1 mails were given up after 12 attempts")
    assert "SMTPDataError" in line
    assert line.endswith("sgforum mail retry")


def test_the_doctor_counts_mails_that_wait(config):
    write("lama")
    db.session.execute(db.update(OutboxMail).values(created_at=now() - timedelta(hours=2)))
    db.session.commit()
    (line,) = check_mails(config)
    assert line.startswith("1 mails wait")


def test_mails_that_were_given_up_are_sent_after_a_retry(config, monkeypatch):
    write("ditolak")
    fail_as_often_as_it_is_tried(config, monkeypatch)
    monkeypatch.undo()
    db.session.remove()
    done = CliRunner().invoke(house, ["--instance", str(config.instance), "mail", "retry"])
    assert (done.exit_code, done.stdout) == (0, "1 mails will be tried again.\n")
    assert deliver_due(config, now(), compose) == 1
    assert check_mails(config) == []

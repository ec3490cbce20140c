"""Mail over SMTP: each once, whatever is down; names and hosts that lie do no harm."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import text

from sgforum.core.db import db
from tests.factories.accounts import make_person
from tests.factories.territory import KELURAHAN

from .processes import environment, free_port
from .sink import Sink, listening
from .town import Town, opened
from .visitor import Answer, Visitor

PASSWORD = "ikan lompat pagar biru"


@pytest.fixture(scope="module")
def posted(tmp_path_factory):
    """A town that posts to a port, with two workers that deliver: (town, port)."""
    instance, port = tmp_path_factory.mktemp("post"), free_port()
    url = f"smtp://127.0.0.1:{port}"
    with opened(instance, MAIL_URL=url) as town:
        command = [sys.executable, "-m", "sgforum", "--instance", str(instance), "worker"]
        settings = environment(MAIL_URL=url, BASE_URL=town.url)
        with (instance / "worker.log").open("wb") as log:
            second = subprocess.Popen(command, env=settings, stdout=log, stderr=log)
        yield town, port
        second.terminate()
        second.wait(timeout=30)


def register(town: Town, email: str, name: str = "Wati Susilo", **headers: str) -> Answer:
    fields = {"name": name, "email": email, "password": PASSWORD, "home_code": KELURAHAN}
    return town.visitor().post("/daftar", fields, **headers)


def wait_for(condition: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not condition():
        time.sleep(0.2)
    assert condition()


def time_passes(town: Town) -> None:
    """What waits for its next attempt is due now."""
    with town.inside():
        db.session.execute(text("UPDATE notify_outbox_mail SET due_at = created_at WHERE sent_at IS NULL"))
        db.session.commit()


def test_while_the_mail_server_is_down_requests_go_on_and_each_mail_goes_out_once(posted):
    town, port = posted
    addresses = [f"tunggu{n}@contoh.id" for n in range(12)]
    began = time.monotonic()
    assert {register(town, address).status for address in addresses} == {303}
    assert time.monotonic() - began < 30  # nothing waited for a mail server: 12 registrations, 24 argon2 at most
    wait_for(lambda: town.count("SELECT count(*) FROM notify_outbox_mail WHERE last_error <> ''") > 0)
    with listening(port) as sink:
        time_passes(town)
        wait_for(lambda: len(sink.mails) >= len(addresses))
        time.sleep(6)  # a turn of both workers more
    assert Counter(mail.recipients for mail in sink.mails) == {(address,): 1 for address in addresses}
    assert len({mail.message["Message-ID"] for mail in sink.mails}) == len(addresses)
    assert town.count("SELECT count(*) FROM notify_outbox_mail WHERE sent_at IS NULL") == 0


def test_an_address_that_is_refused_holds_up_nobody(posted):
    town, port = posted
    with listening(port) as sink:
        for address in ("ditolak@contoh.id", "setelahnya1@contoh.id", "setelahnya2@contoh.id"):
            assert register(town, address).status == 303
        wait_for(lambda: len(sink.mails) >= 2)
    assert {mail.recipients for mail in sink.mails} == {("setelahnya1@contoh.id",), ("setelahnya2@contoh.id",)}
    late = "SELECT count(*) FROM notify_outbox_mail WHERE recipient LIKE 'setelahnya%' AND sent_at IS NULL"
    wait_for(lambda: town.count(late) == 0)


def one_mail(sink: Sink) -> str:
    """The only mail, as it came over the wire."""
    wait_for(lambda: len(sink.mails) == 1)
    return sink.mails[0].raw.decode()


@pytest.mark.parametrize("name", [
    "Budi\r\nBcc: korban@contoh.id", "Budi\nSubject: menang undian", "Budi\r\n\r\nKlik di sini", "Budi\u2028Bcc: a@b.id",
    "=?utf-8?q?Bcc:_korban@contoh.id?=", "Budi %(token)s {{ 7*7 }} %s",
])  # fmt: skip
def test_a_name_cannot_add_headers_or_lines(posted, name):
    town, port = posted
    email = f"nama{abs(hash(name))}@contoh.id"
    with listening(port) as sink:
        answer = register(town, email, name)
        assert answer.status in (303, 422)
        if answer.status == 422:
            return
        raw = one_mail(sink)
    headers = raw.partition("\r\n\r\n")[0]
    assert sink.mails[0].recipients == (email,)
    assert not re.search(r"(?im)^(bcc|cc):", headers)
    assert sink.mails[0].message["To"] == email
    assert "undian" not in headers
    assert "49" not in sink.mails[0].text.splitlines()[0]


@pytest.mark.parametrize("email", ["a@contoh.id\r\nBcc: b@contoh.id", "a@contoh.id, b@contoh.id", "a@contoh.id\x00", "<a@contoh.id>\nX: y"])
def test_an_address_cannot_add_recipients(posted, email):
    town, _ = posted
    before = town.count("SELECT count(*) FROM notify_outbox_mail")
    assert register(town, email).status == 422
    assert town.count("SELECT count(*) FROM notify_outbox_mail") == before


@pytest.mark.parametrize("name", ["Buka http://jahat.example/x", "jahat.example", "[x](https://jahat.example)", "a@jahat.example"])
def test_a_name_becomes_no_link_in_the_mail(posted, name):
    """A mail that anyone can send to anyone must not carry the sender's link (Flarum CVE-2026-30913)."""
    town, port = posted
    with listening(port) as sink:
        if register(town, f"umpan{abs(hash(name))}@contoh.id", name).status == 422:
            return
        one_mail(sink)
    links = re.findall(r"\S*(?:://|www\.|\w\.\w|@)\S*", sink.mails[0].text)
    assert [link for link in links if "jahat" in link] == []


@pytest.mark.parametrize("headers", [
    {"Host": "jahat.example"}, {"X-Forwarded-Host": "jahat.example"}, {"Forwarded": "host=jahat.example"},
    {"Host": "jahat.example", "X-Forwarded-Host": "jahat.example", "X-Forwarded-Port": "99"},
])  # fmt: skip
def test_links_lead_to_the_base_url_whatever_host_was_asked(posted, headers):
    town, port = posted
    with town.inside():
        email = make_person().email
    visitor = Visitor(town.url)
    visitor.token()
    with listening(port) as sink:
        answer = visitor.post("/masuk/lupa", {"email": email}, **headers)
        assert answer.status in (303, 400)
        assert "jahat" not in answer.location
        if answer.status == 400:
            return
        one_mail(sink)
    assert f"{town.url}/masuk/sandi-baru/" in sink.mails[0].text
    assert "jahat" not in sink.mails[0].raw.decode()

"""Mail over SMTP: each once, whatever is down; names and hosts that lie do no harm."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import text

from sgforum.core.db import db
from tests.factories.accounts import make_person
from tests.factories.territory import KELURAHAN

from .processes import environment, free_port
from .sink import Mail, listening
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
    assert (
        time.monotonic() - began < 30
    )  # nothing waited for a mail server: 12 registrations, 24 argon2 at most
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
    assert {mail.recipients for mail in sink.mails} == {
        ("setelahnya1@contoh.id",),
        ("setelahnya2@contoh.id",),
    }
    late = "SELECT count(*) FROM notify_outbox_mail WHERE recipient LIKE 'setelahnya%' AND sent_at IS NULL"
    wait_for(lambda: town.count(late) == 0)


LYING_NAMES = [
    "Budi\r\nBcc: korban@contoh.id", "Budi\nSubject: menang undian", "Budi\r\n\r\nKlik di sini", "Budi\u2028Bcc: a@b.id",
    "=?utf-8?q?Bcc:_korban@contoh.id?=", "Budi %(token)s {{ 7*7 }} %s", "Budi\x00Bcc: a@b.id", "\u202eidub",
]  # fmt: skip
LURES = [
    "Buka http://jahat.example/x",
    "jahat.example",
    "[x](https://jahat.example)",
    "a@jahat.example",
    "Budi.jahat.example",
]
LYING_HOSTS = [
    {"Host": "jahat.example"}, {"X-Forwarded-Host": "jahat.example"}, {"Forwarded": "host=jahat.example"},
    {"Host": "jahat.example", "X-Forwarded-Host": "jahat.example", "X-Forwarded-Port": "99"},
]  # fmt: skip


def mails_of(posted, acts: list[Callable[[], Answer]]) -> list[Mail]:
    """The mails that some requests lead to; each is refused at its field or sends one."""
    _, port = posted
    with listening(port) as sink:
        statuses = [act().status for act in acts]
        assert set(statuses) <= {303, 400, 422}
        wait_for(lambda: len(sink.mails) == statuses.count(303))
    assert sink.mails
    return sink.mails


def test_a_name_cannot_add_headers_or_lines(posted):
    town = posted[0]
    mails = mails_of(
        posted, [partial(register, town, f"nama{n}@contoh.id", name) for n, name in enumerate(LYING_NAMES)]
    )
    for mail in mails:
        headers = mail.raw.decode().partition("\r\n\r\n")[0]
        assert mail.recipients == (mail.message["To"],)
        assert not re.search(r"(?im)^(bcc|cc):", headers)
        assert "undian" not in headers
        assert "49" not in mail.text.splitlines()[0]


def test_a_name_becomes_no_link_in_the_mail(posted):
    """A mail that anyone can send to anyone must not carry the sender's link (Flarum CVE-2026-30913)."""
    town = posted[0]
    for mail in mails_of(
        posted, [partial(register, town, f"umpan{n}@contoh.id", name) for n, name in enumerate(LURES)]
    ):
        links = re.findall(r"\S*(?:://|www\.|\w\.\w|@)\S*", mail.text)
        assert [link for link in links if "jahat" in link] == []


@pytest.mark.parametrize(
    "email",
    ["a@contoh.id\r\nBcc: b@contoh.id", "a@contoh.id, b@contoh.id", "a@contoh.id\x00", "<a@contoh.id>\nX: y"],
)
def test_an_address_cannot_add_recipients(posted, email):
    town, _ = posted
    before = town.count("SELECT count(*) FROM notify_outbox_mail")
    assert register(town, email).status == 422
    assert town.count("SELECT count(*) FROM notify_outbox_mail") == before


def test_links_lead_to_the_base_url_whatever_host_was_asked(posted):
    town = posted[0]
    with town.inside():
        emails = [make_person().email for _ in LYING_HOSTS]
    acts = [
        partial(Visitor(town.url).post, "/masuk/lupa", {"email": email}, **headers)
        for email, headers in zip(emails, LYING_HOSTS, strict=True)
    ]
    for mail in mails_of(posted, acts):
        assert f"{town.url}/masuk/sandi-baru/" in mail.text
        assert "jahat" not in mail.raw.decode()

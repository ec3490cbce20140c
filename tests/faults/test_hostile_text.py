"""Hostile words in every text field and in every address: refused or shown as words, never run, never a 5xx."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from sqlalchemy import text

from sgforum.core.db import db
from sgforum.core.permissions import Role
from tests.factories.accounts import make_person, make_staff
from tests.factories.consultation import make_consultation
from tests.factories.forum import make_topic
from tests.factories.territory import KELURAHAN

from . import payloads
from .town import Town, address_of
from .visitor import Answer, Visitor

WRITE = f"/kelurahan/{KELURAHAN}/forum/tulis"
PASSWORD = "ikan lompat pagar biru"
SLOWEST_SECONDS = 10  # on a busy machine; a quiet one needs a hundredth
_FORBIDDEN = {
    "iframe",
    "object",
    "embed",
    "base",
    "math",
    "style",
    "noscript",
    "x",
    "mglyph",
    "frame",
    "applet",
}


class _Inert(HTMLParser):
    """Collects what could run, or what came from a payload as markup."""

    def __init__(self) -> None:
        super().__init__()
        self.alarms: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag in _FORBIDDEN or (tag == "script" and not (values.get("src") or "").startswith("/static/")):
            self.alarms.append(f"<{tag}>")
        for name, value in attrs:
            word = "".join((value or "").split()).lower()
            if name.startswith("on") or name in (payloads.MARK, "style", "srcdoc"):
                self.alarms.append(f"{tag} {name}")
            if name in ("href", "src", "action", "formaction") and word.startswith(
                ("javascript", "vbscript", "data:text")
            ):
                self.alarms.append(f"{tag} {name}={word[:30]}")


def assert_inert(answer: Answer, what: object) -> None:
    parser = _Inert()
    parser.feed(answer.text)
    assert parser.alarms == [], what
    assert "Set-Cookie: sgforum=jahat" not in str(answer.headers)


class Writer:
    """Puts a payload into fields and looks at what comes of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.failures: list[str] = []

    def put(self, browser: Visitor, path: str, fields: dict[str, str], look: str = "") -> Answer:
        began = time.monotonic()
        answer = browser.post(path, fields)
        spent = time.monotonic() - began
        what = f"{path}: {max(fields.values(), key=len)[:60]!a}"
        if answer.status not in (200, 303, 403, 409, 413, 422, 429) or spent > SLOWEST_SECONDS:
            self.failures.append(f"{what}: {answer.status} in {spent:.1f} s")
        assert answer.status != 429 or path == "/masuk", what  # else the payload was not tried
        assert_inert(answer, what)
        page = look or answer.location
        if page:
            assert_inert(browser.get(page), what)
        return answer


@pytest.fixture
def writer(town) -> Writer:
    made = Writer(town)
    yield made
    assert made.failures == []


def test_words_of_a_resident(writer, town):
    """Register, topic with its title, reply, edit, comment, and the ballot: a new person for every few payloads."""
    with town.inside():
        consultation = address_of(make_consultation(town.person("official"), town.config.keys, "comment"))
    for n, payload in enumerate(payloads.ALL):
        if n % 2 == 0:
            (browser,) = town.people(1)
        topic = {
            "title": payload,
            "text": "Teks yang biasa saja.",
            "kind": "proposal",
            "area": "drainase",
            "looked": "1",
        }
        writer.put(browser, WRITE, topic)
        writer.put(browser, WRITE, topic | {"title": f"Judul yang biasa nomor {n}", "text": payload})
        if n % 2:
            writer.put(
                browser,
                WRITE,
                topic | {"title": "Judul lain", "kind": payload, "area": payload, "looked": payload},
            )
        writer.put(browser, f"{consultation}/tanggapan", {"text": payload}, look=consultation)
        writer.put(browser, f"{consultation}/suara", {"choice": payload, "langkah": payload})


def test_words_in_replies_are_shown_as_words(writer, town):
    author, answerer = town.people(1)[0], None
    with town.inside():
        topic = make_topic(title="Papan nama jalan hilang")
        address = f"/topik/{topic.public_id}-{topic.slug}"
    for n, payload in enumerate(payloads.ALL):
        if n % 25 == 0:
            (answerer,) = town.people(1)
        answer = writer.put(answerer, f"{address}/tanggapan", {"text": payload})
        absent = answerer.post(
            f"{address}/tanggapan", {"text": f"Menjawab yang tidak ada, nomor {n}.", "reply_to": payload[:30]}
        )
        assert absent.status in (303, 404, 409, 422, 429), payload[:30]
        if answer.status == 303:
            assert_inert(author.get(answer.location), payload[:60])
    assert_inert(Visitor(town.url).get("/topik/atom.xml"), "feed")


def test_words_of_a_newcomer(writer, town):
    for payload in payloads.ALL:
        fields = {"name": payload, "email": "nama@contoh.id", "password": PASSWORD, "home_code": KELURAHAN}
        for name in ("name", "email", "home_code"):
            writer.put(
                town.visitor(),
                "/daftar",
                fields | {"email": f"u{abs(hash(payload))}@contoh.id", "name": "Budi", name: payload},
            )
        writer.put(town.visitor(), "/masuk", {"email": payload, "password": payload, "lanjut": payload})


def test_words_of_staff(writer, town):
    """Answer, moderation, suspension, campaign and consultation: staff are not trusted with markup either."""
    for n, payload in enumerate(payloads.ALL):
        if n % 10 == 0:
            with town.inside():
                officer = town.browser(make_staff())
                admin, moderator = (
                    town.browser(make_staff(Role.ADMIN)),
                    town.browser(town.person("moderator")),
                )
        with town.inside():
            topic = f"/topik/{make_topic(title='Hal untuk dijawab').public_id}"
            resident = make_person().public_id
        words = {
            "unit": payload,
            "text": payload,
            "reason": payload,
            "outcome": "accepted",
            "commitment": payload,
            "due_on": "2030-01-01",
        }
        writer.put(officer, f"{topic}/jawaban", words, look=topic)
        writer.put(
            officer,
            f"{topic}/jawaban",
            {"unit": "Kelurahan", "text": payload, "reason": "Sesuai.", "outcome": "answered"},
            look=topic,
        )
        writer.put(moderator, f"{topic}/p/1/moderasi", {"reason": payload}, look=topic)
        writer.put(admin, f"/petugas/akun/{resident}/tangguhkan", {"reason": payload, "days": "1"})
        plan = {
            "app_slug": "hore", "place_code": KELURAHAN, "title": payload, "goal": payload, "goal_number": "10", "goal_kind": "installs",
            "starts_on": "2026-01-01", "ends_on": "2030-01-01", "page_text": payload, "pledge": payload, "share_text": payload,
        }  # fmt: skip
        writer.put(officer, "/petugas/kampanye/baru", plan)
        writer.put(
            officer,
            "/petugas/kampanye/baru",
            plan | {"goal_number": payload, "starts_on": payload, "goal_kind": payload},
        )
        figures = {
            "place_code": KELURAHAN,
            "adults": payload,
            "rt_count": payload,
            "source": payload,
            "as_of": "2026-01-01",
        }
        writer.put(officer, "/admin/penduduk", figures)
        draft = dict.fromkeys(
            (
                "question",
                "summary",
                "document",
                "decision_named",
                "cost_text",
                "options-0",
                "officer",
                "decision_on",
                "quorum",
            ),
            payload,
        )
        writer.put(
            officer, "/petugas/konsultasi/baru", draft | {"title": f"Draf nomor {n}", "place_code": KELURAHAN}
        )
        writer.put(officer, "/petugas/konsultasi/baru", {"title": payload, "place_code": KELURAHAN})


def test_words_of_a_decision(writer, town):
    with town.inside():
        made = make_consultation(town.person("official"), town.config.keys, "closed")
        address, public_id = address_of(made), made.public_id
    officer = town.visitor("official")
    for n, payload in enumerate(payloads.ALL):
        words = dict.fromkeys(
            (
                "decided",
                "reasons",
                "not_followed",
                "document",
                "after_action",
                "officer_title",
                "revision_reason",
            ),
            payload,
        )
        if n >= 55:
            break
        writer.put(
            officer,
            f"/petugas/konsultasi/{public_id}/keputusan",
            words | {"followed": "yes", "promise_kept": "no"},
            look=address,
        )
    assert_inert(Visitor(town.url).get(f"{address}/hasil"), "result")


def test_ten_megabytes_are_refused(town):
    (browser,) = town.people(1)
    body = b"csrf_token=x&text=" + b"a" * 10_000_000
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    for path in ("/masuk", "/daftar", WRITE):
        answer = browser.send("POST", path, body, kind)
        assert answer.status == 413, path
        assert "<h1" in answer.text
    parts = (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' for _ in range(20_000))
        + b"--x--\r\n"
    )
    answer = browser.send("POST", "/masuk", parts, {"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status in (400, 413)


def test_what_was_written_is_whole_afterwards(town):
    """No payload has harmed the tables, nor has the server failed at any."""
    with town.inside():
        assert db.session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert "Traceback" not in town.log


def test_a_file_name_with_a_payload_is_inert(town):
    browser = town.visitor("admin")
    for payload in (*payloads.MARKUP, *payloads.STRINGS):
        name = quote(payload)
        body = (
            f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token()}\r\n'
            f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n{payload}\r\n--x--\r\n'
        ).encode()
        answer = browser.send(
            "POST", "/admin/wilayah", body, {"Content-Type": "multipart/form-data; boundary=x"}
        )
        assert answer.status in (200, 422), payload
        assert_inert(answer, payload)

"""Canaries in everything that is not public: no surface shows them to a visitor or to a resident of another ward."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from sgforum import __version__
from sgforum.accounts.models import Suspension
from sgforum.campaign.models import Link
from sgforum.consultation.services import add_comment, hide_comment
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.forum.services import hide_post, lock_topic
from sgforum.notify.models import OutboxMail
from tests.factories.accounts import as_actor, make_person
from tests.factories.campaign import make_campaign
from tests.factories.consultation import do, make_consultation
from tests.factories.forum import make_post, make_topic
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN

from .town import Town
from .visitor import Answer, Visitor

MOST_PAGES = 150
CANARY = "kenarirahasia"
PASSWORD = f"{CANARY} kata sandi yang panjang"


@dataclass
class Hidden:
    """What must be found nowhere, and the addresses at which it lies."""

    canaries: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)

    def plant(self, name: str) -> str:
        canary = f"{CANARY}{name}"
        self.canaries.add(canary)
        return canary


@pytest.fixture(scope="module")
def hidden(town) -> Hidden:
    made = Hidden({PASSWORD})
    with town.inside():
        _plant_consultation(town, made)
        _plant_campaign(made)
        _plant_topics(town, made)
        _plant_people(town, made)
    _plant_registration(town, made)
    return made


def _plant_consultation(town: Town, made: Hidden) -> None:
    words = {
        name: made.plant(f"draf{name}")
        for name in (
            "title",
            "question",
            "summary",
            "document",
            "decision_named",
            "officer_title",
            "cost_text",
            "how_to_join",
            "accessible_text",
        )
    }
    lurah = town.person("official")
    options = (made.plant("opsia"), made.plant("opsib"))
    draft = make_consultation(lurah, town.config.keys, "draft", options=options, **words)
    address = f"/konsultasi/{draft.public_id}-x"
    tails = ("", "/dokumen", "/hasil", "/hasil/amplop.csv", "/suara", "/suara/bukti")
    made.addresses |= {f"{address}{tail}" for tail in tails} | {f"/petugas/konsultasi/{draft.public_id}"}
    shown = make_consultation(lurah, town.config.keys, "comment")
    comment = do(
        add_comment,
        actor=as_actor(make_person()),
        public_id=shown.public_id,
        text=made.plant("komentar"),
        at=now(),
    )
    hide = {"comment_public_id": comment.public_id, "reason": made.plant("alasankomentar"), "at": now()}
    do(hide_comment, actor=as_actor(town.person("moderator")), **hide)
    made.addresses |= {
        f"/konsultasi/{shown.public_id}-{shown.slug}",
        f"/konsultasi/tanggapan/{comment.public_id}/sembunyikan",
    }


def _plant_campaign(made: Hidden) -> None:
    words = {
        name: made.plant(f"kampanye{name}") for name in ("title", "goal", "page_text", "pledge", "share_text")
    }
    campaign = make_campaign("draft", **words)
    made.addresses |= {f"/kampanye/{campaign.slug}{tail}" for tail in ("", "/poster")}
    made.addresses |= {f"/petugas/kampanye/{campaign.public_id}{tail}" for tail in ("", "/ubah")}
    for code in db.session.scalars(db.select(Link.code).where(Link.campaign_id == campaign.id)):
        made.addresses |= {f"/s/{code}", f"/s/{code}.svg"}


def _plant_topics(town: Town, made: Hidden) -> None:
    topic = make_topic(title=made.plant("judul"), text=made.plant("isi"))
    make_post(topic, text=made.plant("balasan"))
    open_topic = make_topic(title="Taman bermain di Manggar rusak")
    post = make_post(open_topic, text=made.plant("balasantersembunyi"))
    locked = make_topic(title="Jam ronda malam di Manggar")
    moderator = as_actor(town.person("moderator"))
    do(
        hide_post,
        actor=moderator,
        topic_public_id=topic.public_id,
        number=1,
        reason=made.plant("alasantopik"),
        at=now(),
    )
    do(
        hide_post,
        actor=moderator,
        topic_public_id=open_topic.public_id,
        number=post.number,
        reason=made.plant("alasanpos"),
        at=now(),
    )
    do(lock_topic, actor=moderator, topic_public_id=locked.public_id, reason="Sudah terjawab.", at=now())
    for found in (topic, open_topic, locked):
        tails = (
            "",
            "-x",
            "?dari=2",
            "?kutip=2",
            "?balas=2",
            "/p/1",
            "/p/2",
            "/p/1/riwayat",
            "/p/2/riwayat",
            "/p/1/sunting",
            "/moderasi",
            "/jawaban",
        )
        made.addresses |= {f"/topik/{found.public_id}{tail}" for tail in tails}


def _plant_people(town: Town, made: Hidden) -> None:
    person = make_person(email=f"{made.plant('surel')}@contoh.id", suspended_until=now() + timedelta(days=9))
    reason = made.plant("penangguhan")
    official = town.person("official")
    db.session.add(
        Suspension(
            person_id=person.id, by_id=official.id, reason=reason, at=now(), until=now() + timedelta(days=9)
        )
    )
    db.session.commit()
    make_topic(person, title="Pohon tumbang di Jalan Manggar")
    made.addresses |= {f"/petugas/akun/{person.public_id}/tangguhkan", f"/petugas/warga/{person.public_id}"}


def _plant_registration(town: Town, made: Hidden) -> None:
    """Through the site itself, so that its log has the chance to keep what it should not."""
    browser = town.visitor()
    fields = {
        "name": "Wati Susilo",
        "email": "wati.kenari@contoh.id",
        "password": PASSWORD,
        "home_code": KELURAHAN,
    }
    assert browser.post("/daftar", fields).status == 303
    assert browser.post("/masuk", {"email": fields["email"], "password": PASSWORD}).status == 303
    browser.post("/masuk", {"email": fields["email"], "password": f"{CANARY}salah"})
    made.canaries |= {f"{CANARY}salah", fields["email"], browser.cookies["sgforum"]}
    with town.inside():
        waiting = db.session.scalars(
            db.select(OutboxMail.values).where(OutboxMail.recipient == fields["email"])
        )
        made.canaries |= {values["token"] for values in waiting if "token" in values}


class _Links(HTMLParser):
    """Every address that a page names."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src", "action") and value]


def links_of(answer: Answer, path: str) -> list[str]:
    """Paths on this site that the answer leads to."""
    kind = answer.headers.get_content_type()
    parser = _Links()
    if kind.endswith(("html", "xml")):
        parser.feed(answer.text)
    found = [*parser.found, *([answer.location] if answer.location else [])]
    found += re.findall(r"<(?:id|loc)>([^<]+)<", answer.text) if kind.endswith("xml") else []
    parts = [urlsplit(urljoin(path, link)) for link in found]
    here = [part for part in parts if not part.netloc or part.netloc.startswith("127.0.0.1")]
    return [part.path + (f"?{part.query}" if part.query else "") for part in here if part.path]


def crawl(browser: Visitor, start: set[str]) -> dict[str, Answer]:
    """Every page that can be reached, breadth first; of lists that lead on for ever, the beginning."""
    queue, seen = sorted(start), {}
    while queue and len(seen) < MOST_PAGES + len(start):
        path = queue.pop(0)
        if path in seen or path.startswith(("/static", "/keluar")):
            continue
        seen[path] = browser.get(path)
        queue += [link for link in links_of(seen[path], path) if link not in seen]
    return seen


DOORS = {
    "/", "/en/", "/topik", "/topik/atom.xml", f"/kelurahan/{KELURAHAN}/forum/atom.xml", "/konsultasi", "/konsultasi?daftar=segera",
    "/konsultasi?daftar=selesai", "/konsultasi/atom.xml", "/kampanye", "/aplikasi", "/data", "/laporan", "/skor", "/metode", "/cari?q=kenari",
    "/sitemap.xml", "/robots.txt", "/akun", "/akun/tulisan", "/petugas", "/admin", "/admin/catatan", "/admin/peran", "/sw.js", "/readyz", "/healthz",
    "/metrics", "/api/v1/openapi.json", "/console", "/.git/config", "/instance/sgforum.db", "/static/../../sgforum.db", "/backups/", "/sgforum.db",
}  # fmt: skip


def without(path: str, answer: Answer) -> str:
    """All that was answered, but for the address that was asked: a page may name it, as in the link to English."""
    asked = path.partition("?")[0].removeprefix("/en")
    return (str(answer.headers) + answer.text).replace(asked, "")


@pytest.mark.parametrize("who", ["visitor", "resident of another ward"])
def test_no_surface_shows_what_is_not_public(town, hidden, who):
    browser = town.visitor() if who == "visitor" else town.people(1, home=FAR_KELURAHAN)[0]
    own = set(browser.cookies.values())
    pages = crawl(browser, DOORS | hidden.addresses)
    assert len(pages) > 100
    leaks = [
        (path, canary)
        for path, answer in pages.items()
        for canary in hidden.canaries - own
        if canary.lower() in without(path, answer).lower()
    ]
    assert leaks == []
    assert [path for path, answer in pages.items() if answer.status >= 500] == []


def test_a_hidden_thing_and_one_that_never_was_look_the_same(town, hidden):
    """Status and headers, but for what is of the moment, and the page but for its own address."""

    def look(path: str) -> tuple[int, str]:
        answer = Visitor(town.url).get(path)
        for name in ("Date", "Content-Length", "ETag"):
            del answer.headers[name]
        return answer.status, without(path, answer)

    for path in sorted(hidden.addresses):
        parts = path.split("/")
        if parts[1] == "konsultasi" and parts[2].endswith("-x"):
            never = path.replace(parts[2][:10], "zzzzzzzzzz")
            assert look(path) == look(never), path
        if parts[1] == "kampanye":
            assert look(path) == look(path.replace(parts[2], "tidak-pernah-ada")), path


def test_the_server_log_keeps_no_secret(town, hidden):
    assert [canary for canary in hidden.canaries if canary in town.log] == []


INSIDE = re.compile(
    r"Traceback|File \"|sqlalchemy|sqlite3?\b|psycopg|(?-i:\bSELECT\b|\bINSERT\b)|werkzeug|flask|jinja|python|\.py\b|site-packages|/home/|/root/|/tmp/|/work",
    re.IGNORECASE,
)


def bad_requests(town: Town) -> list[Answer]:
    """One of every refusal that can be had from outside."""
    visitor, resident = town.visitor(), town.people(1)[0]
    long = "x" * 3000
    return [
        visitor.get("/tidak-ada"), visitor.get("/topik/aaaaaaaaaa"), visitor.get(f"/topik/{long}"), visitor.get("/skor?periode=kapan"),
        visitor.get("/topik?sesudah=!!"), visitor.get("/%00"), visitor.get("/%ff%fe"), visitor.get("/kelurahan/x"), visitor.send("DELETE", "/"),
        visitor.send("POST", "/masuk", b"email=a"), visitor.send("POST", "/masuk", b"\xff" * 99, {"Content-Type": "multipart/form-data; boundary=x"}),
        visitor.send("POST", "/masuk", b"{}", {"Content-Type": "application/json"}), visitor.send("PUT", "/topik", b"x"), visitor.send("TRACE", "/"),
        visitor.post("/masuk", {"email": "\x00", "password": long}), visitor.post("/petugas/konsultasi/baru", {}), resident.get("/admin"),
        resident.post("/topik/aaaaaaaaaa/tanggapan", {"text": "halo"}), resident.post("/keluar", {"csrf_token": "bukan"}),
        visitor.send("GET", "/", headers={"Accept-Language": long, "If-None-Match": long}), visitor.get("/data/register/zzz.csv"),
    ]  # fmt: skip


def test_refusals_say_nothing_of_the_inside(town):
    for n, answer in enumerate(bad_requests(town)):
        text = re.sub(r'(?:href|src|action|value|content)="[^"]*"', "", answer.text)
        found = INSIDE.search(text)
        assert answer.status < 500, (n, answer.status)
        assert found is None, (n, found and text[max(0, found.start() - 80) : found.end() + 80])
        assert __version__ not in text
        assert not re.search(r"python|werkzeug|\d\.\d", str(answer.headers.get("Server", ""))), n


def test_every_answer_carries_the_protecting_headers(town):
    for answer in bad_requests(town):
        if answer.headers.get_content_type() != "text/html":
            continue
        policy = answer.headers.get("Content-Security-Policy", "")
        for rule in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert rule in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"

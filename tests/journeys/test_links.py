"""Follows every link from home, as each role and in both languages: no dead one, and English is English."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from .world import World

pytestmark = pytest.mark.browser
MOST_OF_A_KIND = 16
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_FRAME = {"button", "legend", "label", "th", "dt", "summary", "caption", "footer", "header"}
# Words of our own sentences; kelurahan and kecamatan keep their names in English too
_INDONESIAN = re.compile(
    r"\b(?:Anda|Beranda|Masuk|Kirim|Simpan|Batal|Tulis|Lihat|Semua|Wilayah|Musyawarah|Kampanye|tanggapan|dukungan|Jawaban|"
    r"Sudah|Belum|terverifikasi|Pilih|Unduh|Ubah|Hapus|Kelola|Daftar|Keluar|untuk|dengan|yang|dari|Skor|Laporan|Bahasa|"
    r"Alasan|Sumber|Jumlah|Tanggal|Peran|Petugas|Harus|Kata sandi|Surel)\b"
)


@dataclass
class Answer:
    status: int
    kind: str
    text: str
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    lang: str = ""
    frame: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Links, ids, the language, and the words of the frame: headers, footers, buttons, labels, table heads."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        if tag == "html":
            self.answer.lang = given.get("lang", "")
        if given.get("id"):
            self.answer.ids.add(given["id"])
        address = given.get("href") if tag in ("a", "link") else given.get("src")
        if address:
            self.answer.links.append(address)
        if tag not in _VOID:
            # what is marked as another language, and what people chose or wrote, is not ours
            foreign = ("lang" in given and tag != "html") or tag in ("select", "textarea", "script", "code")
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in _VOID:
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.open}
        if data.strip() and tags & _FRAME and not any(foreign for _, foreign in self.open):
            self.answer.frame.append(data.strip())


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args):
        return None


class Crawl:
    """Breadth first, four at a time, within the site."""

    def __init__(self, base: str, world: World, role: str | None) -> None:
        cookie = world.cookie(role) if role else None
        self.base, self.headers = base, {"Cookie": f"sgforum={cookie}"} if cookie else {}
        self._endpoints, self._seen = world.app.url_map.bind(""), Counter()
        self.answers: dict[str, Answer] = {}
        self.asked_by: dict[str, str] = {}
        self.anchors: set[tuple[str, str, str]] = set()
        self._opener = urllib.request.build_opener(_Stay)

    def get(self, address: str) -> Answer:
        request = urllib.request.Request(address, headers=self.headers)
        try:
            with self._opener.open(request, timeout=20) as reply:
                return _read(reply, reply.status)
        except urllib.error.HTTPError as error:
            with error:
                return _read(error, error.code)

    def run(self, start: str) -> None:
        queue = deque([urljoin(self.base, start)])
        with ThreadPoolExecutor(4) as pool:
            while queue:
                batch = [queue.popleft() for _ in range(min(len(queue), 16))]
                for address, answer in zip(batch, pool.map(self.get, batch), strict=True):
                    self.answers[address] = answer
                    queue.extend(self._further(address, answer))

    def _further(self, address: str, answer: Answer) -> list[str]:
        found = []
        for link in answer.links:
            target, anchor = urldefrag(urljoin(address, link))
            if anchor and not urlsplit(target).path.startswith("/static/"):
                self.anchors.add((address, target, anchor))
            if target.startswith(self.base) and target not in self.asked_by and self._wants(target):
                self.asked_by[target] = address
                found.append(target)
        return found

    def _wants(self, address: str) -> bool:
        """So many of each kind of page: the fortieth topic links like the others. What no rule fits is always asked."""
        path = urlsplit(address).path.removeprefix("/en") or "/"
        try:
            endpoint, _ = self._endpoints.match(path)
        except (NotFound, RequestRedirect):
            return True
        self._seen[endpoint] += 1
        return endpoint == "site.static" or self._seen[endpoint] <= MOST_OF_A_KIND

    def dead(self) -> list[str]:
        return [
            f"{address} answers {answer.status}, linked from {self.asked_by.get(address)}"
            for address, answer in self.answers.items()
            if answer.status >= 400
        ]

    def lost_anchors(self) -> list[str]:
        pages = {address: answer for address, answer in self.answers.items() if answer.kind == "text/html"}
        return [
            f"{target}#{anchor}, linked from {origin}"
            for origin, target, anchor in sorted(self.anchors)
            if target in pages and pages[target].status == 200 and anchor not in pages[target].ids
        ]


def _read(reply, status: int) -> Answer:
    kind = reply.headers.get_content_type()
    body = reply.read()
    answer = Answer(status, kind, body.decode() if kind == "text/html" else "")
    if reply.headers["Location"]:
        answer.links.append(reply.headers["Location"])
    if answer.text:
        Reader(answer).feed(answer.text)
    return answer


@pytest.mark.parametrize("role", [None, "resident", "lurah", "admin"])
def test_no_link_is_dead(site, world, role):
    crawl = Crawl(site.url, world, role)
    crawl.run("/")
    assert len(crawl.answers) > 60
    lost = crawl.dead() + crawl.lost_anchors()
    assert not lost, "\n".join(lost)


@pytest.mark.parametrize("role", [None, "resident", "lurah", "admin"])
def test_english_is_whole(site, world, role):
    crawl = Crawl(site.url, world, role)
    crawl.run("/en/")
    pages = {
        address: answer
        for address, answer in crawl.answers.items()
        if answer.kind == "text/html" and answer.status == 200 and urlsplit(address).path.startswith("/en/")
    }
    assert len(pages) > 40
    assert crawl.dead() == []
    assert [address for address, answer in pages.items() if answer.lang != "en"] == []
    left = {text for answer in pages.values() for text in answer.frame if _INDONESIAN.search(text)}
    assert not left, "\n".join(sorted(left))


def test_every_indonesian_page_has_its_english_twin(site, world):
    crawl = Crawl(site.url, world, None)
    crawl.run("/")
    paths = {
        urlsplit(address).path
        for address, answer in crawl.answers.items()
        if answer.kind == "text/html" and answer.status == 200 and not urlsplit(address).path.startswith("/en")
        and "/laporan/unduh/" not in address
    }  # fmt: skip
    twins = {path: crawl.get(f"{site.url}/en{path}") for path in sorted(paths)}
    assert [path for path, twin in twins.items() if (twin.status, twin.lang) != (200, "en")] == []

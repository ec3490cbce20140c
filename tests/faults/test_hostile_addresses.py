"""Nonsense in every part of every address: a page, a redirect or a refusal, never a 5xx."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from sgforum.ballot.models import Secrecy
from sgforum.consultation.services import BoxDraft
from tests.factories.campaign import make_campaign
from tests.factories.consultation import make_consultation
from tests.factories.forum import make_posts, make_topic
from tests.factories.territory import KELURAHAN

from . import payloads
from .test_hostile_text import assert_inert
from .town import Town
from .visitor import Visitor

PRODUCT = Path(__file__).resolve().parents[2] / "sgforum"
# What is read of a query, by the page that reads it; a test finds what is missing here
READ = {
    "/topik": ("wilayah", "bidang", "urut", "sesudah"), f"/kelurahan/{KELURAHAN}/forum": ("bidang", "urut", "sesudah"),
    "TOPIC": ("dari", "kutip", "balas"), "/tulis": ("wilayah", "kota"), f"/kelurahan/{KELURAHAN}/forum/tulis": ("judul", "jenis", "bidang"),
    "/konsultasi": ("daftar", "wilayah", "mulai"), "CONSULTATION": ("mulai", "soal"), "/petugas/konsultasi": ("mulai", "kota"),
    "COUNTED/hasil": ("soal",), "COUNTED/hasil/daftar-suara": ("soal", "mulai"), "COUNTED/hasil/amplop.csv": ("soal",),
    "ROLL/pemilih": ("cari",), "/petugas/konsultasi/baru": ("kelurahan", "kota"), "/kampanye": ("sesudah",), "/petugas/kampanye": ("sesudah",), "/petugas/kampanye/baru": ("aplikasi",),
    "/metode": ("kota",), "/metode/penduduk": ("kota",), "/metode/versi": ("periode", "kota"), "/tata-kelola": ("periode", "kota"), f"/skor/{KELURAHAN}/pendamping": ("periode",), "/admin/tata-kelola": ("kota",),
    "/skor": ("periode", "kota"), "/admin/wilayah": ("kecamatan", "kota"), "/admin/penduduk": ("kota",), f"/skor/{KELURAHAN}": ("periode",), f"/skor/{KELURAHAN}/reviu": ("periode",), "/laporan": ("tahun",), "/laporan/banding": ("tahun", "dengan"), "/laporan/tautan": ("tahun",), "/laporan/a1": ("tahun",),
    "/admin/register": ("tahun",), "/admin/register/anggaran": ("tahun",), "/admin/catatan": ("setelah",), "/kelurahan": ("kode", "kota", "cari"), "/pusat-kendali": ("kota",), "/laporan/berkas": ("jenis", "wilayah", "isi"), "/laporan/unduh/skor/2026-01.json": ("wilayah",),
    "/masuk": ("lanjut",), "/daftar": ("kelurahan", "kota"), "/akun/pindah": ("kota",), "/bahasa": ("dari",), "/static/app.js": ("v",),
}  # fmt: skip


@pytest.fixture(scope="module")
def routes(town) -> list[dict]:
    """As the shipped command lists them."""
    command = [sys.executable, "-m", "sgforum", "--instance", str(town.instance), "routes", "--json"]
    return json.loads(subprocess.run(command, capture_output=True, check=True, timeout=60).stdout)


@pytest.fixture(scope="module")
def real(town) -> dict[str, str]:
    """A value for each kind of part that makes an address one of a page that is there."""
    with town.inside():
        topic = make_topic()
        make_posts(topic, 25)
        voting = make_consultation(town.person("official"), town.config.keys, "voting")
        counted = make_consultation(
            town.person("official"), town.config.keys, "closed", box=BoxDraft(secrecy=Secrecy.OPEN)
        )
        campaign = make_campaign()
        return {
            "ref": topic.public_id, "number": "1", "code": KELURAHAN, "slug": campaign.slug, "campaign_id": campaign.public_id,
            "consultation": voting.public_id, "consultation_slug": voting.slug,
            "counted": f"{counted.public_id}-{counted.slug}",
        }  # fmt: skip


def filled(rule: str, real: dict[str, str], bad: str, at: int) -> str:
    """The rule with a bad value in the part number `at`, and real ones (or words) in the others."""
    n = -1

    def fill(match: re.Match[str]) -> str:
        nonlocal n
        n += 1
        name = match[1].rpartition(":")[2]
        if n == at:
            return quote(bad, safe="%'[]")
        if "konsultasi" in rule:
            name = {"public_id": "consultation", "slug": "consultation_slug"}.get(name, name)
        return real.get(name, "1")

    return re.sub(r"<([^>]+)>", fill, rule)


def bad_paths(routes: list[dict], real: dict[str, str]) -> Iterator[str]:
    for route in routes:
        if "GET" in route["methods"]:
            for at in range(route["path"].count("<")):
                for bad in payloads.PARTS:
                    yield filled(route["path"], real, bad, at)


def failures(browsers: list[Visitor], paths: list[str]) -> list[str]:
    """What answered with a 5xx, or with markup of the address's own."""

    def ask(path: str) -> list[str]:
        found = []
        for browser in browsers:
            answer = browser.get(path)
            if answer.status >= 500:
                found.append(f"{answer.status} {path[:120]}")
            elif payloads.MARK in path and answer.headers.get_content_type() == "text/html":
                assert_inert(answer, path)
        return found

    with ThreadPoolExecutor(4) as pool:
        return [line for lines in pool.map(ask, paths) for line in lines]


def test_no_part_of_a_path_breaks_a_page(town, routes, real):
    paths = sorted(set(bad_paths(routes, real)))
    assert len(paths) > 500
    assert failures([town.visitor("admin")], paths) == []


def where(page: str, real: dict[str, str]) -> str:
    words = {
        "TOPIC": f"/topik/{real['ref']}", "COUNTED": f"/konsultasi/{real['counted']}",
        "CONSULTATION": f"/konsultasi/{real['consultation']}-{real['consultation_slug']}",
        "ROLL": f"/petugas/konsultasi/{real['consultation']}",
    }  # fmt: skip
    first, slash, rest = page.partition("/")
    return words.get(first, first) + slash + rest


def followed(town: Town, browser: Visitor, path: str) -> str:
    """The path itself, or where it leads for good."""
    answer = browser.get(path)
    return answer.location.removeprefix(town.url) if answer.status in (301, 308) else path


def test_no_value_in_a_query_breaks_a_page(town, real):
    admin, paths = town.visitor("admin"), []
    for page, names in READ.items():
        path = followed(town, admin, where(page, real))
        paths += [f"{path}?{name}={value}" for name in names for value in payloads.VALUES]
        paths += [f"{path}?{name}=a&{name}=b&{name}[]=c&{name}[x]=d" for name in names]
    assert failures([admin, town.visitor()], paths) == []


def test_no_query_breaks_a_page_that_reads_none(town, routes, real):
    names = sorted({name for found in READ.values() for name in found})
    queries = ["&".join(f"{name}={value}" for name in names) for value in payloads.VALUES[1::6]]
    paths = [
        f"{filled(route['path'], real, '', -2)}?{query}"
        for route in routes
        for query in queries
        if "GET" in route["methods"]
    ]
    assert failures([town.visitor("admin")], paths) == []


def test_every_name_that_the_product_reads_is_tried():
    sources = "\n".join(path.read_text(encoding="utf-8") for path in PRODUCT.rglob("*.py"))
    read = set(re.findall(r'request\.args\.get\("(\w+)"', sources)) | set(
        re.findall(r'"(\w+)" (?:not )?in request\.args', sources)
    )
    tried = {name for found in READ.values() for name in found}
    assert read - tried == set()


@pytest.mark.parametrize("target", [
    "//jahat.example", "/\\jahat.example", "\\\\jahat.example", "https:jahat.example", "https://jahat.example", "/\t/jahat.example", "///jahat.example",
    "/%5cjahat.example", "javascript:alert(1)", "/%0d%0aX:y", "@jahat.example", "..//jahat.example", " //jahat.example", "/%2f%2fjahat.example/..",
])  # fmt: skip
def test_no_address_leads_away_from_the_site(town, target):
    (resident,) = town.people(1)
    for path in (f"/masuk?lanjut={quote(target)}", f"/bahasa?dari={quote(target)}"):
        answer = resident.get(path)
        to = answer.location.removeprefix(town.url)
        assert not to or (to.startswith("/") and not to.startswith(("//", "/\\"))), (path, to)
        assert not re.search(r'href="(?:/en)?(?://|/\\|https?:)[^"]*jahat', answer.text), path

"""One check of one site against sites on this machine: the classes of K1, robots.txt, politeness."""

from __future__ import annotations

import pytest

from sgforum.core.outbound import Answer
from sgforum.reports.link_check import (
    LONGEST_PAUSE,
    PAUSE_SECONDS,
    ROBOTS,
    Asker,
    Index,
    agent_name,
    check_site,
    read_index,
    same_page,
    title_of,
)
from sgforum.reports.registers import LinkClass
from tests.core.sites import dripping, page, running, to

AGENT = agent_name("https://forum.test", "kominfo@kota.test")


@pytest.fixture
def sites():
    with running() as found:
        found.answers["kota.test/"] = page("Kota Balikpapan")
        yield found


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def asker(sites, pauses):
    return Asker(AGENT, sites.network(), pauses.append, seconds=3)


@pytest.fixture
def index(sites, asker):
    return read_index(f"http://kota.test:{sites.port}/", asker)


def check(sites, asker, index, host="dinas.test", path="/"):
    return check_site(f"http://{host}:{sites.port}{path}", index, asker)


def test_a_page_of_its_own_is_live(sites, asker, index):
    sites.answers["dinas.test/"] = to("/beranda")
    sites.answers["dinas.test/beranda"] = page("Dinas Perhubungan")
    found = check(sites, asker, index)
    assert (found.link_class, found.status, found.hops, found.title) == (
        LinkClass.ACTIVE,
        200,
        1,
        "Dinas Perhubungan",
    )
    assert found.final_url == f"http://dinas.test:{sites.port}/beranda"
    assert found.reason == ""


@pytest.mark.parametrize("target", ["http://kota.test:{port}/", "http://kota.test:{port}/index.php#top"])
def test_a_link_that_ends_at_the_index_page_is_back_at_the_index(sites, asker, index, target):
    sites.answers["kota.test/index.php"] = page("Judul lain")
    sites.answers["dinas.test/"] = to(target.format(port=sites.port))
    assert check(sites, asker, index).link_class is LinkClass.BACK_TO_INDEX


def test_a_page_with_the_title_of_the_index_is_back_at_the_index(sites, asker, index):
    sites.answers["dinas.test/"] = page(" Kota\n Balikpapan ")
    assert check(sites, asker, index).link_class is LinkClass.BACK_TO_INDEX


def test_two_pages_without_a_title_are_not_one_page(sites, asker):
    sites.answers["dinas.test/"] = (200, {}, b"<p>tanpa judul</p>")
    assert check(sites, asker, Index(f"http://kota.test:{sites.port}/")).link_class is LinkClass.ACTIVE


@pytest.mark.parametrize("status", [204, 299])
def test_every_2xx_is_live(sites, asker, index, status):
    sites.answers["dinas.test/"] = (status, {}, b"")
    assert check(sites, asker, index).link_class is LinkClass.ACTIVE


@pytest.mark.parametrize("status", [304, 400, 403, 404, 410, 500, 503])
def test_other_answers_are_failing(sites, asker, index, status):
    sites.answers["dinas.test/"] = page("Galat", status)
    found = check(sites, asker, index)
    assert (found.link_class, found.status) == (LinkClass.FAILING, status)


def test_a_sixth_redirect_is_failing(sites, asker, index):
    sites.answers["dinas.test/"] = to("/")
    found = check(sites, asker, index)
    assert (found.link_class, found.reason, found.hops) == (LinkClass.FAILING, "terlalu_banyak_pengalihan", 5)
    assert sites.asked.count("dinas.test/") == 6


def test_what_residents_cannot_reach_is_unreachable(sites, asker, index):
    assert check(sites, asker, index, "tidak-ada.test").link_class is LinkClass.UNREACHABLE
    sites.names["dalam.test"] = ["10.1.2.3"]
    inside = check(sites, asker, index, "dalam.test")
    assert (inside.link_class, inside.reason) == (LinkClass.UNREACHABLE, "alamat_tidak_umum")
    with dripping(b"HTTP/1.1 200 OK\r\nX: ") as port:
        sites.names["lambat.test"] = ["127.0.0.1"]
        slow = Asker(AGENT, sites.network(), lambda _seconds: None, seconds=0.5)
        found = check_site(f"http://lambat.test:{port}/", index, slow)
    assert (found.link_class, found.reason) == (LinkClass.UNREACHABLE, "terlalu_lama")
    assert found.milliseconds >= 400


def test_robots_txt_is_read_first_and_obeyed(sites, asker, index):
    sites.answers["dinas.test/"] = page()
    sites.answers["dinas.test/robots.txt"] = (200, {}, b"User-agent: sgforum\nDisallow: /")
    found = check(sites, asker, index)
    assert (found.link_class, found.reason, found.status) == (LinkClass.UNKNOWN, ROBOTS, None)
    assert "dinas.test/" not in sites.asked
    sites.answers["dinas.test/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /admin")
    assert check(sites, asker, index).link_class is LinkClass.ACTIVE


@pytest.mark.parametrize("robots", [(404, {}, b""), (503, {}, b"Disallow: /"), to("http://tidak-ada.test/")])
def test_without_readable_wishes_the_one_page_is_asked(sites, asker, index, robots):
    sites.answers["dinas.test/"] = page()
    sites.answers["dinas.test/robots.txt"] = robots
    assert check(sites, asker, index).link_class is LinkClass.ACTIVE


@pytest.mark.parametrize(
    ("delay", "wanted"),
    [(b"", PAUSE_SECONDS), (b"Crawl-delay: 4", 4.0), (b"Crawl-delay: 900", LONGEST_PAUSE)],
)
def test_one_host_is_asked_with_a_pause_and_never_twice_at_once(sites, asker, pauses, delay, wanted):
    sites.answers["dinas.test/"] = page()
    sites.answers["dinas.test/robots.txt"] = (200, {}, b"User-agent: *\n" + delay + b"\nDisallow: /x")
    check(sites, asker, Index("http://kota.test/"))
    assert pauses == [wanted]
    assert sites.asked[-2:] == ["dinas.test/robots.txt", "dinas.test/"]
    assert sites.most_at_once == 1


def test_sites_can_see_who_asks(sites, asker, index):
    sites.answers["dinas.test/"] = page()
    check(sites, asker, index)
    said = {headers["User-Agent"] for headers in sites.headers}
    assert said == {AGENT}
    assert AGENT.startswith("sgforum/")
    assert "https://forum.test" in AGENT
    assert "kominfo@kota.test" in AGENT
    assert agent_name("x", "a\r\nHost: b\u2028") == agent_name("x", "aHost: b")


def test_an_index_that_is_no_page_is_not_compared_with(sites, asker):
    sites.answers["kota.test/"] = page("Galat", 500)
    assert read_index(f"http://kota.test:{sites.port}/", asker) is None
    assert read_index("http://tidak-ada.test/", asker) is None


@pytest.mark.parametrize(
    ("body", "kind", "title"),
    [
        (b"<html><TITLE lang='id'>A &amp; B\n  C</TITLE >", "text/html", "A & B C"),
        ("<title>Dinas é</title>".encode(), "text/html; charset=utf-8", "Dinas é"),
        ("<title>Dinas é</title>".encode("latin-1"), "text/html; charset=ISO-8859-1", "Dinas é"),
        (b"<title>x</title>", "text/html; charset=rusak", "x"),
        (b"<title>tanpa akhir", "text/html", ""),
        (b"</title>", "", ""),
        (b"", "", ""),
        (b"<title>" + b"a" * 5_000 + b"</title>", "text/html", "a" * 300),
        (b"<title" * 40_000, "text/html", ""),
    ],
)
def test_title_of_reads_what_a_browser_would_show(body, kind, title):
    assert title_of(Answer("http://a.test/", 200, 0, kind, body)) == title


def test_same_page_overlooks_what_makes_no_other_page():
    for other in ("https://www.kota.go.id", "http://kota.go.id:80/index.html", "http://KOTA.go.id/#atas"):
        assert same_page("http://kota.go.id/", other)
    for other in (
        "http://kota.go.id/dinas",
        "http://dinas.kota.go.id/",
        "http://kota.go.id/?p=1",
        "http://kota.go.id:8080/",
    ):
        assert not same_page("http://kota.go.id/", other)

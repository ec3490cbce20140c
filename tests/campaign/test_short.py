"""Short addresses: where they lead, what they count, and that nobody is stored."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import segno
from sqlalchemy.exc import OperationalError

from sgforum.campaign import addresses, queries, services
from sgforum.campaign import short as short_pages
from sgforum.campaign.models import VisitDay
from sgforum.core import clock
from sgforum.core.db import db
from sgforum.web import printing

from .conftest import BROWSER


@pytest.fixture
def code(hore):
    return queries.list_links(hore.running.id)[0].code


def visits(hore):
    db.session.rollback()
    return queries.funnel(hore.running.id).visits


def test_short_leads_to_the_campaign_and_counts(client, hore, code):
    answer = client.get(f"/s/{code}", headers=BROWSER)
    assert (answer.status_code, answer.location) == (303, f"/kampanye/{hore.running.slug}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert visits(hore) == 1
    assert queries.funnel(hore.elsewhere.id).visits == 0


def test_short_stays_in_the_readers_language(client, hore, code):
    assert client.get(f"/en/s/{code}", headers=BROWSER).location == f"/en/kampanye/{hore.running.slug}"


def test_one_browser_counts_once_a_day_in_every_language(client, hore, code):
    for path in (f"/s/{code}", f"/s/{code}", f"/en/s/{code}", f"/s/{code.upper()}"):
        assert client.get(path, headers=BROWSER).status_code == 303
    assert visits(hore) == 1


def test_another_browser_counts_again(house, hore, code):
    for _ in range(3):
        house.test_client().get(f"/s/{code}", headers=BROWSER)
    assert visits(hore) == 3


def test_each_link_counts_for_itself(client, hore, code):
    poster = queries.list_links(hore.running.id)[1].code
    client.get(f"/s/{code}", headers=BROWSER)
    client.get(f"/s/{poster}", headers=BROWSER)
    assert [link.visits for link in queries.list_links(hore.running.id)] == [1, 1]


def test_cookie_says_nothing_and_ends_at_the_citys_midnight(client, hore, code, monkeypatch):
    at = datetime.combine(hore.running.starts_on + timedelta(days=2), datetime.min.time(), tzinfo=UTC)
    at = at.replace(hour=15, minute=59)  # 23.59 in Balikpapan
    monkeypatch.setattr(clock, "now", lambda: at)
    header = client.get(f"/s/{code}", headers=BROWSER).headers["Set-Cookie"]
    cookie = SimpleCookie(header)[f"k_{code}"]
    assert cookie.value == "1"
    assert cookie["max-age"] == "60"
    assert cookie["expires"].endswith("16:00:00 GMT")
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert header.count("=") == 5  # value, expiry, age, path, same-site: nothing else


def test_cookie_of_yesterday_does_not_stop_todays_count(client, hore, code, monkeypatch):
    client.get(f"/s/{code}", headers=BROWSER)
    client.delete_cookie(f"k_{code}")  # what a browser does at midnight
    tomorrow = clock.now() + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    client.get(f"/s/{code}", headers=BROWSER)
    assert db.session.scalar(db.select(db.func.count()).select_from(VisitDay)) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"},
        {"User-Agent": "WhatsApp/2.23.20.0"},
        {"User-Agent": "TelegramBot (like TwitterBot)"},
        {"User-Agent": "facebookexternalhit/1.1"},
        {"User-Agent": "curl/8.5.0"},
        {"User-Agent": "python-requests/2.32"},
        {"User-Agent": ""},
        BROWSER | {"Sec-Purpose": "prefetch;prerender"},
        BROWSER | {"Purpose": "prefetch"},
        BROWSER | {"X-Moz": "prefetch"},
    ],
)
def test_programs_and_prefetches_are_led_on_without_count_or_cookie(client, hore, code, headers):
    answer = client.get(f"/s/{code}", headers=headers)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    assert visits(hore) == 0


@pytest.mark.parametrize(
    "agent",
    [
        BROWSER["User-Agent"],
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 Chrome/119 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 8; wv) AppleWebKit/537.36 Version/4.0 Chrome/90 Mobile Safari/537.36 [FB_IAB/FB4A]",
        "Opera/9.80 (Android; Opera Mini/36.2/191.273; U; id) Presto/2.12.423 Version/12.16",
    ],
)
def test_peoples_browsers_count(client, hore, code, agent):
    client.get(f"/s/{code}", headers={"User-Agent": agent})
    assert visits(hore) == 1


def test_head_is_not_counted(client, hore, code):
    assert client.head(f"/s/{code}", headers=BROWSER).status_code == 303
    assert visits(hore) == 0


def test_unknown_code_is_not_found(client, hore):
    answer = client.get("/s/zzzzzz", headers=BROWSER)
    assert answer.status_code == 404
    assert "Tautan pendek ini tidak dikenal" in answer.text
    assert client.get("/s/zzzzzz.svg").status_code == 404


def test_code_of_a_draft_is_not_found(client, hore):
    code = queries.list_links(hore.draft.id)[0].code
    for path in (f"/s/{code}", f"/s/{code}.svg"):
        answer = client.get(path, headers=BROWSER)
        assert answer.status_code == 404
        assert hore.draft.slug not in answer.text
        assert "Set-Cookie" not in answer.headers


def test_ended_campaign_is_still_found_and_no_longer_counted(client, hore):
    code = queries.list_links(hore.ended.id)[0].code
    answer = client.get(f"/s/{code}", headers=BROWSER)
    assert answer.location == f"/kampanye/{hore.ended.slug}"
    assert "Set-Cookie" not in answer.headers
    assert queries.funnel(hore.ended.id).visits == 0


def test_limit_by_address_stops_the_count_and_not_the_visitor(house, hore, code, monkeypatch):
    house.config["LIMITS_OFF"] = False
    monkeypatch.setattr(short_pages, "MOST_VISITS", "2/hour")
    for _ in range(4):
        assert house.test_client().get(f"/s/{code}", headers=BROWSER).status_code == 303
    assert visits(hore) == 2


def test_limits_keep_no_readable_address(house, hore, code, config):
    house.config["LIMITS_OFF"] = False
    house.test_client().get(f"/s/{code}", headers=BROWSER, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    stored = b"".join(path.read_bytes() for path in config.instance.glob("limits.db*"))
    assert b"campaign.visit" in stored
    assert b"203.0.113.77" not in stored
    assert code.encode() not in stored


def test_busy_database_does_not_stop_the_visitor(client, hore, code, monkeypatch):
    def busy(**_values):
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    monkeypatch.setattr(services, "count_visit", busy)
    answer = client.get(f"/s/{code}", headers=BROWSER)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers


def test_visit_tables_have_no_place_for_a_person(house):
    columns = {column.name for column in db.metadata.tables["campaign_visit_day"].columns}
    assert columns == {"campaign_id", "code", "day", "visits"}
    targets = {key.target_fullname for key in db.metadata.tables["campaign_visit_day"].foreign_keys}
    assert targets == {"campaign_link.campaign_id", "campaign_link.code"}
    link = {column.name for column in db.metadata.tables["campaign_link"].columns}
    assert link == {"id", "code", "campaign_id", "channel", "kind", "created_at"}


def modules_of(svg: str) -> list[list[int]]:
    """The dark squares of an SVG QR code, read from its path without segno: rows of 0 and 1, quiet zone included."""
    size = int(re.search(r'viewBox="0 0 (\d+) \1"', svg)[1])
    grid = [[0] * size for _ in range(size)]
    x, y = 0, 0.0
    path = re.search(r'stroke="#000" d="([^"]+)"|stroke="#000000" d="([^"]+)"|d="(M[^"]+)" stroke', svg)
    for command, first, second in re.findall(
        r"([Mmh])(-?[\d.]+)(?:[ ,]?(-?[\d.]+))?", next(filter(None, path.groups()))
    ):
        if command == "M":
            x, y = int(first), float(second)
        elif command == "m":
            x, y = x + int(first), y + float(second)
        else:
            for column in range(x, x + int(first)):
                grid[int(y)][column] = 1
            x += int(first)
    return grid


@pytest.mark.parametrize("inline", [True, False])
def test_qr_code_holds_the_absolute_address(house, inline):
    address = addresses.short_address("https://forum.balikpapan.example/", "abc234")
    assert address == "https://forum.balikpapan.example/s/abc234"
    found = modules_of(printing.qr_svg(address, inline=inline))
    expected = segno.make_qr(address, error="m")
    assert found == [list(row) for row in expected.matrix_iter(border=4)]
    other = segno.make_qr(address[:-1] + "5", error="m")
    assert found != [list(row) for row in other.matrix_iter(border=4)]


def test_qr_page_is_a_picture_of_the_links_address(client, hore, code):
    answer = client.get(f"/s/{code}.svg")
    assert answer.content_type.startswith("image/svg+xml")
    assert answer.text.startswith("<?xml")
    expected = segno.make_qr(f"http://127.0.0.1:8000/s/{code}", error="m")
    assert modules_of(answer.text) == [list(row) for row in expected.matrix_iter(border=4)]
    assert visits(hore) == 0


def test_whatsapp_address_carries_sentence_and_link(house):
    address = addresses.whatsapp_address("Ayo & pasang!", "https://a.example/s/abc234")
    assert address == "https://wa.me/?text=Ayo%20%26%20pasang%21%20https%3A%2F%2Fa.example%2Fs%2Fabc234"

"""Kept pages: for visitors only, never stale, never poisoned."""

from __future__ import annotations

import gzip
import secrets

import pytest
from flask import session

from sgforum.core import cache
from sgforum.core.db import transaction
from sgforum.web.pagecache import kept
from tests.factories.accounts import make_person, sign_in
from tests.factories.forum import make_topic
from tests.factories.territory import make_city


@pytest.fixture
def client(app):
    make_city()
    return app.test_client(use_cookies=False)


def test_unchanged_page_is_answered_with_304(client):
    first = client.get("/topik", headers={"Accept-Encoding": "gzip"})
    tag = first.headers["ETag"]
    again = client.get("/topik", headers={"Accept-Encoding": "gzip", "If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


def test_page_is_made_anew_when_its_version_rises(client):
    before = client.get("/topik")
    make_topic(title="Lampu jalan padam di gang baru")
    assert "Lampu jalan padam" not in client.get("/topik").text  # written past the service: nobody said so
    with transaction():
        cache.bump("forum")
    after = client.get("/topik", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Lampu jalan padam di gang baru" in after.text


def test_compressed_and_plain_are_the_same_page(client):
    zipped = [client.get("/skor", headers={"Accept-Encoding": "gzip"}) for _ in range(3)]
    plain = client.get("/skor")
    assert "Content-Encoding" not in plain.headers
    assert {gzip.decompress(answer.data) for answer in zipped} == {plain.data}


def test_signed_in_pages_are_not_kept_for_visitors(client, app):
    person = make_person(name="Nama Yang Tidak Boleh Bocor")
    browser = app.test_client()
    sign_in(browser, person)
    browser.get("/topik")  # writes a token into the session, and is kept by nobody for that alone
    assert person.name in browser.get("/topik").text
    answer = client.get("/topik")
    assert person.name not in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in answer.headers["Vary"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.id"}, {"X-Forwarded-Host": "evil.id"}, {"X-Forwarded-Proto": "gopher"}, {"X-Original-URL": "/admin"},
        {"X-Forwarded-Prefix": "/evil"}, {"Accept-Language": "en"}, {"X-HTTP-Method-Override": "DELETE"},
    ],
)  # fmt: skip
def test_headers_cannot_poison_a_kept_page(client, headers):
    wanted = client.get("/kelurahan/64.71.01.1001").data
    with transaction():
        cache.bump("forum")
    client.get("/kelurahan/64.71.01.1001", headers=headers)
    assert client.get("/kelurahan/64.71.01.1001").data == wanted


def test_languages_are_kept_apart(client):
    assert 'lang="id"' in client.get("/topik").text
    assert 'lang="en"' in client.get("/en/topik").text
    assert 'lang="id"' in client.get("/topik").text


def test_error_is_not_kept(client):
    assert client.get("/kelurahan/99.99").status_code == 404
    assert client.get("/kelurahan/99.99").headers["Cache-Control"] == "private, no-store"


def test_page_that_begins_a_session_is_kept_by_nobody(app):
    make_city()
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().get("/masuk")  # its form carries the token of the session that it begins
    assert "Set-Cookie" in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_page_that_begins_a_session_is_not_shown_to_others(app):
    def begin():
        session["own"] = secrets.token_hex(4)
        return session["own"]

    with app.test_request_context("/uji-sesi"):
        first = kept(begin, lambda: "1")().get_data(as_text=True)
    with app.test_request_context("/uji-sesi"):
        assert kept(begin, lambda: "1")().get_data(as_text=True) != first

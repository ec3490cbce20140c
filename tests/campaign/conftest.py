"""A city with a running campaign for Hore, beside others that must not be counted or shown."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import g

from sgforum.core.cache import Lru
from sgforum.web import pagecache
from tests.factories.campaign import make_app, make_campaign
from tests.factories.territory import FAR_KELURAHAN, make_city

BROWSER = {"User-Agent": "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"}


def prepare(app):
    """Make each request of a test stand alone."""
    app.before_request_funcs.setdefault(None, []).insert(0, forget_last_request)
    return app


def forget_last_request():
    """The tests' own application context would carry actor and language from one request to the next."""
    for name in list(g):
        g.pop(name)


@pytest.fixture(autouse=True)
def no_kept_pages(monkeypatch):
    """Another test's installation has pages of the same addresses and versions."""
    monkeypatch.setattr(pagecache, "_pages", Lru(pagecache.MOST_PAGES))


@pytest.fixture
def house(app):
    """The application with the campaign's pages and a city."""
    prepare(app)
    make_city()
    return app


@pytest.fixture
def each_house(each_app):
    """The same on SQLite and PostgreSQL."""
    prepare(each_app)
    make_city()
    return each_app


@pytest.fixture
def client(house):
    return house.test_client()


@pytest.fixture
def hore(house):
    """A running campaign of Manggar, with noise: another app's campaign elsewhere, one over, one draft."""
    make_app("tmc", owner="")
    return SimpleNamespace(
        running=make_campaign(title="Pasang Hore bersama"),
        elsewhere=make_campaign(title="Kenali TMC di jalan", app_slug="tmc", place_code=FAR_KELURAHAN),
        ended=make_campaign(title="Kampanye yang sudah lama", state="ended"),
        draft=make_campaign(title="Rahasia yang belum terbit", state="draft"),
    )

"""A city with a forum: an application on each database, and what tests do again and again."""

from __future__ import annotations

from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest
from flask import g
from sqlalchemy import event

from sgforum.core.db import db
from sgforum.forum.views import fragments
from sgforum.web import pagecache
from tests.factories.accounts import sign_in
from tests.factories.territory import make_city

ZONE = ZoneInfo("Asia/Makassar")


@pytest.fixture
def app(app):
    """Requests of a test share its application context: each begins with an empty `g`, as in a server."""
    app.before_request_funcs.setdefault(None, []).insert(0, _forget)
    return app


def _forget() -> None:
    vars(g._get_current_object()).clear()


def forget_pages() -> None:
    """Drop what the process keeps in memory: it may be of another test's database."""
    pagecache._pages = pagecache.Lru(pagecache.MOST_PAGES)
    pagecache._parts = pagecache.Lru(pagecache.MOST_PAGES)
    fragments._kept = pagecache.Lru(fragments.MOST_FRAGMENTS)


@pytest.fixture
def city(app):
    forget_pages()
    return make_city()


@pytest.fixture
def zone():
    return ZONE


@pytest.fixture
def visitor(app, city):
    return app.test_client()


@pytest.fixture
def client_of(app, city):
    """A browser in which a person is signed in."""

    def make(person):
        client = app.test_client()
        sign_in(client, person)
        return client

    return make


@pytest.fixture
def count_queries(app):
    """Collect every statement but BEGIN that is executed inside a `with`."""

    @contextmanager
    def counted():
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith("BEGIN"):
                statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counted

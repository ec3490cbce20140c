"""A city with registers, noise beside it, and people who may and may not edit them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from sgforum.core.cache import Lru
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM, Role
from sgforum.reports import services
from sgforum.web import pagecache
from tests.factories.accounts import make_official, make_person, make_staff
from tests.factories.reports import make_noise
from tests.factories.territory import CITY, KELURAHAN, make_city


@pytest.fixture(autouse=True)
def no_kept_pages(monkeypatch):
    """Another test's installation has pages of the same addresses and versions."""
    monkeypatch.setattr(pagecache, "_pages", Lru(pagecache.MOST_PAGES))


@pytest.fixture
def city(app):
    place = make_city()
    make_noise()
    return place


@pytest.fixture
def baseline(city):
    with transaction():
        services.load_baseline(actor=SYSTEM, at=now())
    return city


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def admin(city):
    return make_staff(Role.ADMIN, CITY)


@pytest.fixture
def strangers(city):
    """People who may not edit the city's registers: a resident, a lurah, a moderator and an auditor of the city."""
    return (
        make_person(),
        make_official(KELURAHAN),
        make_staff(Role.MODERATOR, CITY),
        make_staff(Role.AUDITOR, CITY),
    )


@pytest.fixture
def count_queries():
    @contextmanager
    def counting():
        statements: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting


@pytest.fixture
def event_loop_of_its_own():
    """Runs a coroutine to its end in a thread of its own: a browser test of the same process may have left a loop here."""

    def run(coroutine):
        with ThreadPoolExecutor(max_workers=1) as pool:
            return pool.submit(asyncio.run, coroutine).result(timeout=60)

    return run

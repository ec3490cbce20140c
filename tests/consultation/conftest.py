"""A small city with one official, and a browser on its site."""

from __future__ import annotations

import pytest

from sgforum.core.cache import Lru
from sgforum.web import pagecache
from tests.factories.accounts import make_official, make_person, sign_in
from tests.factories.consultation import make_consultation
from tests.factories.territory import make_city

on_both = pytest.mark.parametrize(
    "house", ["app", pytest.param("postgres_app", marks=pytest.mark.postgres)], indirect=True
)


@pytest.fixture
def house(request):
    """The installation under test: on SQLite, and for tests marked `on_both` on PostgreSQL too."""
    return request.getfixturevalue(getattr(request, "param", "app"))


@pytest.fixture(autouse=True)
def no_kept_pages(monkeypatch):
    """Another test's installation has an index of the same address."""
    monkeypatch.setattr(pagecache, "_pages", Lru(pagecache.MOST_PAGES))


@pytest.fixture
def city(house):
    return make_city()


@pytest.fixture
def official(city):
    return make_official()


@pytest.fixture
def keys(config):
    return config.keys


@pytest.fixture
def client(house):
    return house.test_client()


@pytest.fixture
def voter(city):
    return make_person()


@pytest.fixture
def asked(official, keys, client, voter):
    """Make a consultation in its voting phase with these questions; the voter is signed in."""

    def ask(*questions, **changes):
        made = make_consultation(official, keys, "voting", questions=questions, **changes)
        sign_in(client, voter)
        return made

    return ask


@pytest.fixture
def second(official):
    return make_official(name="Nurhayati")


@pytest.fixture
def first_desk(official, house):
    client = house.test_client()
    sign_in(client, official)
    return client


@pytest.fixture
def second_desk(second, house):
    client = house.test_client()
    sign_in(client, second)
    return client

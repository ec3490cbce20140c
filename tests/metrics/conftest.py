"""The worked example of the score's definition, section 5.6: one kelurahan of 15,600 adults in one month."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from sgforum.cli import house
from sgforum.core.db import db
from sgforum.metrics.indicators import Group, Inputs
from sgforum.metrics.ippk import evaluate
from sgforum.web import pagecache
from tests.factories.accounts import sign_in
from tests.factories.territory import make_city

Vary = Callable[..., Inputs]


@pytest.fixture(scope="session")
def example() -> Inputs:
    return Inputs(
        kelurahan="64.71.01.1001",
        period="2018-05",
        adults=15_600,
        adults_on="2018-01",
        rt_total=47,
        readers=936,
        participants=172,
        # q = .26, .25, .25, .24 of 15,600
        groups=(
            Group("a", 40, 4056),
            Group("b", 62, 3900),
            Group("c", 28, 3900),
            Group("d", 42, 3744),
        ),
        acts=((1, 90), (2, 40), (3, 25), (6, 10), (12, 7)),
        rt_covered=31,
        cohort=230,
        returning=58,
        opened=6,
        opened_complete=5,
        qualified_3_months=2,
        qualified_6_months=4,
        items_due=46,
        items_answered=34,
        closed=5,
        closed_recorded=3,
        proposals_decided=18,
        proposals_adopted=4,
        city_mean=0.25,
        city_kappa=10,
        commitments_due=5,
        commitments_done=3,
    )


@pytest.fixture(scope="session")
def vary(example: Inputs) -> Vary:
    """Return the example with some counts replaced; `newcomers={"a": 1}` adds people with one act each."""

    def varied(newcomers: dict[str, int] | None = None, **counts: Any) -> Inputs:
        added = newcomers or {}
        people = sum(added.values())
        if added:
            acts = dict(example.acts or ())
            counts["participants"] = (example.participants or 0) + people
            counts["groups"] = tuple(
                replace(group, participants=group.participants + added.get(group.key, 0))
                for group in example.groups or ()
            )
            counts["acts"] = tuple((acts | {1: acts[1] + people}).items())
        return replace(example, **counts)

    return varied


@pytest.fixture(scope="session")
def effect(example: Inputs) -> Callable[[Inputs], float]:
    """Return by how much the score differs from the example's."""
    start = evaluate(example).value
    assert start is not None

    def difference(inputs: Inputs) -> float:
        value = evaluate(inputs).value
        assert value is not None
        return value - start

    return difference


@pytest.fixture
def city(app):
    pagecache._pages = pagecache.Lru(pagecache.MOST_PAGES)  # pages kept for another test's database
    return make_city()


@pytest.fixture
def each_city(each_app):
    """The same on SQLite and PostgreSQL."""
    return make_city()


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
def run(app, monkeypatch):
    """The `sgforum` command on the installation under test, in its own application as always."""
    runner = CliRunner()
    root = str(app.extensions["sgforum_config"].instance)
    monkeypatch.delenv("SGFORUM_INSTANCE", raising=False)

    def call(*arguments):
        db.session.remove()
        return runner.invoke(house, ["--instance", root, *arguments])

    return call


@pytest.fixture
def count_statements(app):
    """A context manager whose list holds every statement executed inside it."""

    @contextmanager
    def counted():
        statements = []

        def note(_connection, _cursor, statement, *_rest):
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counted

"""An installation with a city on SQLite and on PostgreSQL: every law of the box is held on both."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from sgforum.app import create_app
from sgforum.config import Config
from sgforum.core.db import db
from tests.factories.territory import make_city

SERVER = (
    os.environ.get("SGFORUM_TEST_POSTGRES_URL") or "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


def _connect() -> psycopg.Connection:
    plain = make_url(SERVER).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


@pytest.fixture(scope="session")
def scratch_database():
    """The address of a database that lives as long as the test run."""
    try:
        server = _connect()
    except psycopg.OperationalError as error:
        if os.environ.get("CI"):
            pytest.fail(f"PostgreSQL is missing: {error}")
        pytest.skip(f"no PostgreSQL: {error}")
    name = f"sgforum_ballot_{secrets.token_hex(6)}"
    with server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    yield (
        make_url(SERVER)
        .set(drivername="postgresql+psycopg", database=name)
        .render_as_string(hide_password=False)
    )
    with _connect() as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _installation(config: Config):
    application = create_app(config)
    application.config.update(TESTING=True)
    with application.app_context():
        db.create_all()
        make_city()
        yield application
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            db.drop_all()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request, config):
    """The application with a city, once on each database; its context is pushed."""
    if request.param == "postgresql":
        config = replace(config, database_url=request.getfixturevalue("scratch_database"))
    yield from _installation(config)


@pytest.fixture
def sqlite_site(config):
    yield from _installation(config)


@pytest.fixture
def postgres_site(config, scratch_database):
    yield from _installation(replace(config, database_url=scratch_database))

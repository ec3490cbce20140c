"""An installation with a city on SQLite and on PostgreSQL: every law of the box is held on both."""

from __future__ import annotations

import uuid
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from sgforum.config import Config
from sgforum.core.db import db
from tests.conftest import installed
from tests.factories.territory import make_city


@pytest.fixture(scope="session")
def scratch_database(postgres_server) -> str:
    """The address of one database for all tests here: most of them are shorter than the making of one."""
    name = f"sgforum_ballot_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        # the tests kill clients, never the server: its commits need not wait for the disk
        server.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))
    address = make_url(postgres_server).set(drivername="postgresql+psycopg", database=name)
    yield address.render_as_string(hide_password=False)
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _city_on(config: Config):
    with installed(config) as application:
        make_city()
        yield application
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            _empty_tables()


def _empty_tables() -> None:
    with db.engine.begin() as connection:
        names = ", ".join(table.name for table in db.metadata.sorted_tables)
        connection.execute(text(f"TRUNCATE {names}"))  # a board refuses DELETE


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def site(request, config):
    """The application with a city, once on each database; its context is pushed."""
    if request.param == "postgresql":
        config = replace(config, database_url=request.getfixturevalue("scratch_database"))
    yield from _city_on(config)


@pytest.fixture
def sqlite_site(config):
    yield from _city_on(config)


@pytest.fixture
def postgres_site(config, scratch_database):
    yield from _city_on(replace(config, database_url=scratch_database))

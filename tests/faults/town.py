"""A served town: the small city, a few people of every role, and the way in for each of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import text
from sqlalchemy.engine import make_url

from sgforum.accounts.models import Person
from sgforum.app import create_app
from sgforum.config import Config, load_config
from sgforum.consultation.models import Consultation
from sgforum.core import migrate
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.permissions import Role
from tests.conftest import served
from tests.factories.accounts import make_person, make_staff, sign_in
from tests.factories.consultation import make_consultation
from tests.factories.territory import CITY, KELURAHAN, make_city

from .visitor import Visitor


@dataclass
class Town:
    """`url` is where it is served now; `staff` holds public ids by role."""

    instance: Path
    config: Config
    app: Flask
    url: str = ""
    staff: dict[str, str] = field(default_factory=dict)
    slowest: float = 0.0  # seconds of the longest answer, where a test measures it

    @contextmanager
    def inside(self) -> Iterator[None]:
        """In an application context of its own, with the database as the server has left it."""
        with self.app.app_context():
            yield
            db.session.remove()

    def people(self, count: int, **fields: Any) -> list[Visitor]:
        """New people, each signed in at a browser of their own."""
        with self.inside():
            return [self.browser(make_person(**fields)) for _ in range(count)]

    def browser(self, person: Person) -> Visitor:
        """Call inside."""
        client = self.app.test_client()
        sign_in(client, person)
        return Visitor(self.url, {"sgforum": client.get_cookie("sgforum").value})

    def visitor(self, role: str | None = None) -> Visitor:
        """A browser of the staff of a role; without one, nobody's."""
        if role is None:
            return Visitor(self.url)
        with self.inside():
            return self.browser(self.person(role))

    def person(self, role: str) -> Person:
        """Call inside."""
        return db.session.scalars(db.select(Person).where(Person.public_id == self.staff[role])).one()

    def consultation(self, stage: str = "voting", **fields: Any) -> str:
        """The address of a new consultation of the lurah."""
        with self.inside():
            return address_of(make_consultation(self.person("official"), self.config.keys, stage, **fields))

    def count(self, statement: str, **values: Any) -> int:
        """A number straight from the database."""
        with self.inside():
            return int(db.session.execute(text(statement), values).scalar() or 0)

    @property
    def log(self) -> str:
        return (self.instance / "server.log").read_text(encoding="utf-8", errors="replace")


def address_of(made: Consultation) -> str:
    return f"/konsultasi/{made.public_id}-{made.slug}"


def found(instance: Path, database_url: str = "") -> Town:
    """Make the town in an empty instance, with the schema that `serve` would make."""
    environ = {"SGFORUM_DATABASE_URL": database_url} if database_url else {}
    config = load_config(instance, environ)
    town = Town(instance, config, create_app(config))
    with town.inside():
        migrate.upgrade(db.engine, instance)
        make_city()
        # as a second writer beside the server: a transaction that reads first must not turn writer later
        db.engine.update_execution_options(sgforum_write=True)
        for role in Role:
            place = CITY if role in (Role.ADMIN, Role.AUDITOR) else KELURAHAN
            name = f"Petugas {role.value}"
            town.staff[role.value] = make_staff(role, place, name=name, created_at=now()).public_id
    return town


@contextmanager
def opened(instance: Path, database_url: str = "", workers: int = 2, **settings: str) -> Iterator[Town]:
    """A town that is served as behind one proxy, so that each visitor has an address."""
    town = found(instance, database_url)
    if database_url:
        settings["DATABASE_URL"] = database_url
    with served(instance, workers=workers, TRUSTED_PROXIES="1", **settings) as site:
        town.url = site.url
        yield town
    with town.app.app_context():
        db.session.remove()
        db.engine.dispose()


@contextmanager
def database(server: str) -> Iterator[str]:
    """A PostgreSQL database of its own, dropped afterwards."""
    name = f"sgforum_faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_url(server).set(database=name, drivername="postgresql+psycopg").render_as_string(False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

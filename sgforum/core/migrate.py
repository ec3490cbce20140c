"""Migrations: one process runs them, the others wait; SQLite is copied first."""

from __future__ import annotations

import fcntl
import importlib.resources
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select
from sqlalchemy.engine import Engine

from .db import db


def script_folder(package: str) -> Path:
    """Where `sgforum.migrations` or `sgforum.translations` lies: in the installed package, or beside a checkout."""
    try:
        found = Path(str(importlib.resources.files(f"sgforum.{package}")))
        if found.is_dir():
            return found
    except ModuleNotFoundError:
        pass  # a bare checkout that nobody installed: the folder stands beside the package
    return Path(__file__).resolve().parents[2] / package


def alembic_config(engine: Engine) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(script_folder("migrations")))
    config.attributes["engine"] = engine
    return config


def current(engine: Engine) -> str | None:
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head(engine: Engine) -> str | None:
    return ScriptDirectory.from_config(alembic_config(engine)).get_current_head()


def upgrade(engine: Engine, instance: Path) -> bool:
    """Bring the database to the newest schema; False if it was there already. Waits while another process does it."""
    with _lock(engine, instance):
        revision = current(engine)
        if revision == head(engine):
            return False
        if revision is not None and engine.dialect.name == "sqlite":
            _copy_before(engine, instance, revision)
        command.upgrade(alembic_config(engine), "head")
    return True


def differences(engine: Engine) -> list[object]:
    """What the models say and the database does not, or the other way round; [] when they are the same."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, db.metadata))


def _copy_before(engine: Engine, instance: Path, revision: str) -> None:
    folder = instance / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"before-upgrade-from-{revision}.db"
    with sqlite3.connect(str(engine.url.database)) as source, sqlite3.connect(target) as copy:
        source.backup(copy)
    target.chmod(0o600)


@contextmanager
def _lock(engine: Engine, instance: Path) -> Iterator[None]:
    """Hold off other processes of this machine by a file, those of other machines by the database."""
    with (instance / "migrate.lock").open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        if engine.dialect.name != "postgresql":
            yield
            return
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            key = func.hashtext("sgforum.migrate")
            connection.execute(select(func.pg_advisory_lock(key)))
            try:
                yield
            finally:
                connection.execute(select(func.pg_advisory_unlock(key)))

"""Alembic's environment: runs with the engine it is handed, safe for SQLite's table rebuilds."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection, Engine

from sgforum.core.columns import UtcDateTime
from sgforum.core.db import Base

engine: Engine = context.config.attributes["engine"]
# With the models only when a migration is written; to run one, the names of constraints are enough
target_metadata = context.config.attributes.get("metadata") or MetaData(
    naming_convention=Base.metadata.naming_convention
)


def render_item(kind: str, item: Any, _context: Any) -> Any:
    """Write our own column types as what the database sees: a migration must not depend on today's code."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def _switch_off_foreign_keys(connection: Connection) -> None:
    """Past SQLAlchemy, which begins a transaction before every statement: inside of one the PRAGMA does nothing."""
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    if cursor.execute("PRAGMA foreign_keys").fetchone() != (0,):
        raise RuntimeError("foreign keys are still on: a table rebuild would delete rows")
    cursor.close()


def run() -> None:
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # A table rebuild drops the old table; with foreign keys on, that deletes the rows of its children
            _switch_off_foreign_keys(connection)
        context.configure(
            connection=connection,
            target_metadata=target_metadata,
            render_as_batch=sqlite,
            compare_type=True,
            render_item=render_item,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            connection.invalidate()  # its foreign keys are off: the pool must not hand it out again
            if broken:
                raise RuntimeError(f"foreign keys broken by the migration: {broken[:5]}")


run()

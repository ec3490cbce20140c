"""Alembic's environment: runs with the engine it is handed, safe for SQLite's table rebuilds."""

from __future__ import annotations

from alembic import context
from sqlalchemy.engine import Engine

engine: Engine = context.config.attributes["engine"]
target_metadata = context.config.attributes.get("metadata")


def run() -> None:
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # A table rebuild drops the old table; with foreign keys on, that deletes the rows of its children
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
        context.configure(
            connection=connection, target_metadata=target_metadata, render_as_batch=sqlite, compare_type=True
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

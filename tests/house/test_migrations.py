"""Migrations end in exactly the models' schema, and a database survives them."""

from __future__ import annotations

import pytest
from alembic import command
from sqlalchemy import inspect, text

from sgforum.app import create_app
from sgforum.config import Config
from sgforum.core import migrate
from sgforum.core.db import db
from tests.factories.accounts import make_person
from tests.factories.territory import make_city, make_denominator


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_app(request, tmp_path):
    """An application whose database has no table yet."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    app = create_app(Config(instance=tmp_path, secret_key="tests-only", database_url=url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_head_is_what_the_models_say(empty_app, tmp_path):
    assert migrate.upgrade(db.engine, tmp_path) is True
    assert migrate.differences(db.engine) == []
    assert migrate.upgrade(db.engine, tmp_path) is False


def test_checks_and_unique_keys_are_the_models(empty_app, tmp_path):
    migrate.upgrade(db.engine, tmp_path)
    migrated = _constraints()
    db.drop_all()
    db.create_all()
    assert migrated == _constraints()


def _constraints():
    inspector = inspect(db.engine)
    return {
        table: (
            sorted(str(check["name"]) for check in inspector.get_check_constraints(table)),
            sorted(tuple(unique["column_names"]) for unique in inspector.get_unique_constraints(table)),
            sorted(
                (tuple(key["constrained_columns"]), key["referred_table"])
                for key in inspector.get_foreign_keys(table)
            ),
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_tables_without_rowid_stay_so(empty_app, tmp_path):
    if db.engine.dialect.name != "sqlite":
        return
    migrate.upgrade(db.engine, tmp_path)
    made = dict(db.session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all())
    for table in db.metadata.sorted_tables:
        wanted = table.dialect_options["sqlite"]["with_rowid"] is False
        assert ("WITHOUT ROWID" in made[table.name]) == wanted, table.name


def test_down_and_up_again_with_filled_tables(empty_app, tmp_path):
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    make_person()
    make_denominator()
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), "base")
    assert [name for name in inspect(db.engine).get_table_names() if name != "alembic_version"] == []
    migrate.upgrade(db.engine, tmp_path)
    assert migrate.differences(db.engine) == []


def test_a_copy_is_made_before_an_upgrade(tmp_path):
    app = create_app(Config(instance=tmp_path, secret_key="tests-only"))
    with app.app_context():
        migrate.upgrade(db.engine, tmp_path)
        db.session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        db.session.commit()
        with pytest.raises(Exception, match="0000"):
            migrate.upgrade(db.engine, tmp_path)
        db.engine.dispose()
    assert (tmp_path / "backups" / "before-upgrade-from-0000.db").stat().st_mode & 0o077 == 0

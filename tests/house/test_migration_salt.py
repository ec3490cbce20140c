"""Scores that are frozen already get a salt each, and keep everything else, up and down."""

from __future__ import annotations

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from sgforum.core import migrate
from sgforum.core.db import db
from tests.factories.metrics import freeze, make_active
from tests.factories.territory import make_city, make_denominator

REVISION = "0009"


def go_down():
    db.session.remove()
    config = migrate.alembic_config(db.engine)
    below = ScriptDirectory.from_config(config).get_revision(REVISION).down_revision
    command.downgrade(config, str(below))


def rows():
    found = [
        dict(row) for row in db.session.execute(text("SELECT * FROM metrics_snapshot ORDER BY id")).mappings()
    ]
    db.session.rollback()
    return found


def without_salt(found):
    return [{name: value for name, value in row.items() if name != "salt"} for row in found]


def test_frozen_scores_stay_and_get_salts(empty_app, tmp_path):
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    make_denominator()
    make_active(12)
    freeze()
    first = rows()
    go_down()
    assert "salt" not in rows()[0]
    assert rows() == without_salt(first)
    migrate.upgrade(db.engine, tmp_path)
    again = rows()
    assert without_salt(again) == without_salt(first)
    assert len({row["salt"] for row in again}) == len(again) == 3
    assert all(len(row["salt"]) == 64 for row in again)
    assert migrate.differences(db.engine) == []

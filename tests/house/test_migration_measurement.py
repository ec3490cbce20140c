"""0007 says who published older figures, and takes nothing with it when it goes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import select, text

from sgforum.accounts.models import Move
from sgforum.consultation.models import Comment
from sgforum.core import migrate
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.metrics.models import Check, Sensitivity, SideFigure, SideKind
from sgforum.territory.models import Denominator
from tests.factories.accounts import make_person
from tests.factories.metrics import comment, make_consultation
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, make_city, make_denominator

REVISION = "0007"
SOURCES = {
    "Disdukcapil semester I 2026": "disdukcapil", "DKB DUKCAPIL": "disdukcapil", "Proyeksi BPS": "bps",
    "Badan Pusat Statistik": "bps", "Laporan lurah": "other",
}  # fmt: skip
_TABLES = ("territory_denominator", "territory_denominator_group", "consultation_comment", "accounts_person")


def go_down():
    config = migrate.alembic_config(db.engine)
    db.session.remove()
    command.downgrade(config, str(ScriptDirectory.from_config(config).get_revision(REVISION).down_revision))


def rows(table):
    found = db.session.execute(select(text("*")).select_from(text(table))).mappings()
    kept = sorted(repr(sorted(dict(row).items())) for row in found)
    db.session.rollback()
    return kept


@pytest.fixture
def filled(empty_app, tmp_path):
    """Figures of several sources and a comment, in the schema before."""
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    for day, source in enumerate(SOURCES, 1):
        make_denominator(source=source, as_of=date(2026, 1, day))
    comment(make_consultation(), make_person())
    go_down()
    return tmp_path


def test_older_figures_are_of_the_publisher_that_their_source_names(filled):
    before = {table: rows(table) for table in _TABLES}
    assert all(before.values())
    migrate.upgrade(db.engine, filled)
    assert {row.source: row.publisher.value for row in db.session.scalars(select(Denominator))} == SOURCES
    assert db.session.scalars(select(Comment.is_duplicate)).all() == [False]
    go_down()
    assert {table: rows(table) for table in _TABLES} == before


def test_it_goes_with_moves_and_checks_and_leaves_people_where_they_live(filled):
    before = {table: rows(table) for table in _TABLES}
    migrate.upgrade(db.engine, filled)
    person = make_person()
    db.session.add_all(
        [
            Move(
                person_id=person.id, from_code=FAR_KELURAHAN, to_code=KELURAHAN, at=now(),
                counts_from=now() + timedelta(days=30),
            ),
            Check(at=now(), counters=20, drift=0),
            Sensitivity(kota_code=CITY, month="2026-03", input_hash="a" * 64, result="{}"),
            SideFigure(
                kota_code=CITY, kind=SideKind.SERVICE, subject="KTP", value=80.5, base=120, source="SKM",
                as_of=date(2026, 1, 1), entered_by_name="A", entered_at=now(),
            ),
        ]
    )  # fmt: skip
    db.session.commit()
    go_down()
    assert rows("territory_denominator") == before["territory_denominator"]
    homes = db.session.scalars(text("SELECT home_code FROM accounts_person")).all()
    assert KELURAHAN in homes
    db.session.rollback()
    migrate.upgrade(db.engine, filled)
    assert migrate.differences(db.engine) == []

"""The registers, targets and link checks that 0008 adds come and go beside a filled report."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import column, insert, inspect, select, table, text
from sqlalchemy.exc import IntegrityError

from sgforum.core import migrate
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from sgforum.reports import link_services
from sgforum.reports.link_check import Finding, Index
from sgforum.reports.link_models import LinkCheck
from sgforum.reports.registers import LinkClass
from tests.factories.reports import make_row
from tests.factories.territory import CITY, make_city

REVISION = "0008"
NEW = {
    f"reports_{name}"
    for name in ("awareness", "funnel", "satisfaction", "target", "follow_up", "link_plan", "link_check")
}


def below() -> str:
    found = ScriptDirectory.from_config(migrate.alembic_config(db.engine)).get_revision(REVISION)
    return str(found.down_revision)


def old_rows():
    found = {
        name: sorted(
            repr(dict(row))
            for row in db.session.execute(select(text("*")).select_from(text(name))).mappings()
        )
        for name in inspect(db.engine).get_table_names()
        if name not in NEW | {"alembic_version", "core_version"}
    }
    db.session.remove()
    return found


def test_a_filled_report_survives_0008_up_and_down(empty_app, tmp_path):
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    website = "https://a.go.id"
    make_row("perangkat-daerah", website=website)
    make_row("anggaran")
    for code in ("kesadaran-aplikasi", "langkah-aplikasi", "kepuasan-aplikasi", "sasaran", "tindak-lanjut"):
        make_row(code)
    with transaction():
        link_services.set_index(actor=SYSTEM, place_code=CITY, index_url="https://k.go.id", at=now())
        link_services.record_check(
            actor=SYSTEM, turn=link_services.Turn(CITY, website, "A", "https://k.go.id", Index("")),
            finding=Finding(LinkClass.ACTIVE, "", 200, 0, website, "A", 1), at=now(), zone=empty_app.config["ZONE"],
        )  # fmt: skip
    before = old_rows()
    command.downgrade(migrate.alembic_config(db.engine), below())
    assert NEW & set(inspect(db.engine).get_table_names()) == set()
    left = old_rows()
    assert left == {name: before[name] for name in left}
    migrate.upgrade(db.engine, tmp_path)
    assert migrate.differences(db.engine) == []
    left = old_rows()
    assert left == {name: before[name] for name in left}


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": None}, {"reason": "terlalu_lama"}, {"status": 404}, {"hops": 6}, {"milliseconds": -1}, {"website": ""},
        {"link_class": "hidup"},
    ],
)  # fmt: skip
def test_the_database_holds_what_a_check_may_say(app, wrong):
    make_city()
    right = {
        "place_code": CITY, "website": "https://a.go.id", "name": "A", "checked_at": "2026-01-01", "checked_on": "2026-01-01",
        "link_class": "aktif", "reason": "", "status": 200, "hops": 0, "final_url": "", "title": "", "milliseconds": 1,
    }  # fmt: skip
    statement = insert(table("reports_link_check", *map(column, right)))
    db.session.execute(statement, right)
    with pytest.raises(IntegrityError):
        db.session.execute(statement, {**right, **wrong})
    db.session.rollback()
    assert db.session.query(LinkCheck).count() == 0

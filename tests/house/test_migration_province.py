"""The level above the kota comes and goes with everything that a filled database holds."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import select, text, update

from sgforum.accounts.models import RoleGrant
from sgforum.core import migrate
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.permissions import Role
from sgforum.territory.models import Place, PlaceLevel
from tests.factories.accounts import make_person, make_staff
from tests.factories.forum import make_topic
from tests.factories.territory import CITY, KELURAHAN, PROVINSI, make_city, make_denominator

REVISION = "0004"
SAMARINDA = "64.72"
_TABLES = ("territory_place", "territory_denominator", "accounts_role_grant", "accounts_person")


def below() -> str:
    """The revision before this one."""
    found = ScriptDirectory.from_config(migrate.alembic_config(db.engine)).get_revision(REVISION)
    return str(found.down_revision)


def go_down():
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), below())


def rows(table):
    found = db.session.execute(select(text("*")).select_from(text(table))).mappings()
    kept = sorted(repr(dict(row)) for row in found)
    db.session.rollback()
    return kept


def add_provinsi():
    """Kalimantan Timur above the city, and Samarinda beside it."""
    db.session.add(Place(code=PROVINSI, level=PlaceLevel.PROVINSI, name="Kalimantan Timur"))
    db.session.flush()
    db.session.add(Place(code=SAMARINDA, level=PlaceLevel.KOTA, name="Kota Samarinda", parent_code=PROVINSI))
    db.session.execute(update(Place).where(Place.code == CITY).values(parent_code=PROVINSI))
    db.session.commit()


@pytest.fixture
def filled(empty_app, tmp_path):
    """A city's places, a figure, and its people, in the schema before."""
    migrate.upgrade(db.engine, tmp_path)
    make_city()
    make_person()
    make_staff(Role.ADMIN, CITY)
    make_denominator()
    go_down()
    return tmp_path


def test_a_city_stays_as_it_was_up_and_down(filled):
    before = {table: rows(table) for table in _TABLES}
    assert all(before.values())
    command.upgrade(migrate.alembic_config(db.engine), REVISION)
    assert {table: rows(table) for table in _TABLES} == before
    go_down()
    assert {table: rows(table) for table in _TABLES} == before


def test_the_schema_before_knows_no_provinsi(filled):
    with pytest.raises(Exception, match="level"):
        add_provinsi()
    db.session.rollback()


def test_a_provinsi_goes_and_its_kota_stand_alone(filled):
    before = {table: rows(table) for table in ("territory_denominator", "accounts_person")}
    migrate.upgrade(db.engine, filled)
    add_provinsi()
    go_down()
    left = dict(
        db.session.execute(
            text("SELECT code, parent_code FROM territory_place WHERE level IN ('provinsi', 'kota')")
        ).all()
    )
    assert left == {CITY: None, SAMARINDA: None}
    parent = "SELECT parent_code FROM territory_place WHERE code = :code"
    assert db.session.scalar(text(parent), {"code": "64.71.01"}) == CITY
    db.session.rollback()
    assert {table: rows(table) for table in before} == before
    migrate.upgrade(db.engine, filled)
    assert migrate.differences(db.engine) == []


def test_roles_in_the_provinsi_cover_the_same_places_after_it_is_gone(filled):
    migrate.upgrade(db.engine, filled)
    add_provinsi()
    whole = make_staff(Role.ADMIN, PROVINSI)
    former = make_staff(Role.AUDITOR, PROVINSI)
    both = make_staff(Role.ADMIN, PROVINSI)
    db.session.add(RoleGrant(person_id=both.id, role=Role.ADMIN, place_code=CITY, granted_at=now()))
    db.session.execute(update(RoleGrant).where(RoleGrant.person_id == former.id).values(revoked_at=now()))
    db.session.commit()
    people = [person.id for person in (whole, former, both)]
    go_down()
    found = db.session.execute(
        text("SELECT person_id, role, place_code, revoked_at IS NULL FROM accounts_role_grant")
    ).all()
    held = sorted((people.index(row[0]), row[1], row[2], bool(row[3])) for row in found if row[0] in people)
    assert held == [
        (0, "admin", CITY, True), (0, "admin", SAMARINDA, True),
        (1, "auditor", CITY, False), (1, "auditor", SAMARINDA, False),
        (2, "admin", CITY, True), (2, "admin", SAMARINDA, True),
    ]  # fmt: skip


def test_what_was_said_in_the_provinsi_is_not_dropped(filled):
    migrate.upgrade(db.engine, filled)
    add_provinsi()
    make_topic(make_person(home=KELURAHAN), place=PROVINSI)
    db.session.remove()
    command.downgrade(migrate.alembic_config(db.engine), REVISION)
    with pytest.raises(RuntimeError, match="belong to the provinsi 64"):
        go_down()
    assert migrate.current(db.engine) == REVISION
    assert db.session.scalar(select(Place.name).where(Place.code == PROVINSI)) == "Kalimantan Timur"

"""Two at the same moment, on PostgreSQL, where reading does not wait for whoever writes."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import func, select

from sgforum.accounts import services
from sgforum.accounts.models import Method, Person, Verification
from sgforum.accounts.queries import find_person_by_email
from sgforum.accounts.services import credentials
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict
from sgforum.core.permissions import Role
from tests.factories.accounts import PASSWORD, as_actor, make_person, make_staff
from tests.factories.territory import KELURAHAN, make_city
from tests.faults.crowd import at_once

pytestmark = pytest.mark.postgres
RT = f"{KELURAHAN}.RW01.RT02"


@pytest.fixture
def house(postgres_app):
    make_city()
    return postgres_app


def in_house(house, act):
    def run():
        with house.app_context():
            try:
                with transaction():
                    return act()
            except Conflict as error:
                return type(error)
            finally:
                db.session.remove()

    return run


def test_one_address_registered_at_once_is_one_account(house, monkeypatch):
    def look_up_slowly(email):
        found = find_person_by_email(email)
        time.sleep(0.3)  # all the others look now
        return found

    monkeypatch.setattr(credentials, "find_person_by_email", look_up_slowly)

    def register():
        made = services.register(
            name="Siti Rahmawati", email="siti@contoh.id", password=PASSWORD, home_code=KELURAHAN, locale="id", at=now()
        )  # fmt: skip
        return made is not None

    assert sorted(at_once([in_house(house, register)] * 4)) == [False, False, False, True]
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1


def test_resident_verified_by_two_at_once_is_verified_once(house):
    person = make_person(level=1).public_id
    officers = [as_actor(make_staff(Role.VERIFIER, RT)) for _ in range(3)]

    def verify(officer):
        return services.verify_residency(
            actor=officer, person_public_id=person, rt_code=RT, sex=None, age_band=None,
            method=Method.RT_OFFICER, at=now(),
        ) is not None  # fmt: skip

    db.session.rollback()
    done = at_once([in_house(house, lambda officer=officer: verify(officer)) for officer in officers])
    assert sorted(map(str, done)) == ["<class 'sgforum.core.errors.Conflict'>"] * 2 + ["True"]
    assert db.session.scalar(select(func.count()).select_from(Verification)) == 1

from datetime import date

import pytest

from sgforum.core.clock import now
from sgforum.core.db import transaction
from sgforum.core.errors import Conflict, Forbidden, Refused
from sgforum.core.permissions import Role
from sgforum.territory.queries import find_denominator
from sgforum.territory.services import add_rt, approve_denominator, enter_denominator
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, make_city, make_denominator


@pytest.fixture(autouse=True)
def _city(app):
    make_city()


def enter(person, **fields):
    values = {
        "place_code": KELURAHAN, "adults": 15_600, "rt_count": 47, "groups": {}, "source": "Disdukcapil",
        "as_of": date(2026, 1, 1),
    } | fields  # fmt: skip
    with transaction():
        return enter_denominator(actor=as_actor(person), at=now(), **values).id


def approve(person, number):
    with transaction():
        approve_denominator(actor=as_actor(person), denominator_id=number, at=now())


def test_counts_only_after_a_second_person_approves():
    number = enter(make_official())
    assert find_denominator(KELURAHAN, now().date()) is None
    approve(make_staff(Role.ADMIN, CITY), number)
    assert find_denominator(KELURAHAN, now().date()).adults == 15_600


def test_the_one_who_entered_may_not_approve():
    admin = make_staff(Role.ADMIN, CITY)
    with pytest.raises(Refused):
        approve(admin, enter(admin))


def test_approved_twice_is_a_conflict():
    number, admin = enter(make_official()), make_staff(Role.ADMIN, CITY)
    approve(admin, number)
    with pytest.raises(Conflict):
        approve(admin, number)


def test_same_source_and_date_twice_is_a_conflict():
    official = make_official()
    enter(official)
    with pytest.raises(Conflict):
        enter(official, adults=16_000)


@pytest.mark.parametrize("place", [FAR_KELURAHAN])
def test_official_of_another_place_may_not_enter(place):
    with pytest.raises(Forbidden):
        enter(make_official(place))


def test_residents_may_not_enter():
    with pytest.raises(Forbidden):
        enter(make_person())


def test_the_figure_in_force_on_a_date_is_found():
    make_denominator(adults=1_000, as_of=date(2025, 1, 1), source="lama")
    make_denominator(adults=2_000, as_of=date(2026, 1, 1), source="baru")
    make_denominator(adults=9_000, as_of=date(2026, 1, 1), place_code=FAR_KELURAHAN)
    assert find_denominator(KELURAHAN, date(2025, 6, 1)).adults == 1_000
    assert find_denominator(KELURAHAN, date(2026, 6, 1)).adults == 2_000
    assert find_denominator(KELURAHAN, date(2024, 12, 31)) is None


def test_add_rt_makes_its_rw_once():
    with transaction():
        first = add_rt(actor=as_actor(make_official()), kelurahan_code=KELURAHAN, rw=7, rt=3)
        assert add_rt(actor=as_actor(make_official()), kelurahan_code=KELURAHAN, rw=7, rt=3) is first
    assert first.code == f"{KELURAHAN}.RW07.RT03"

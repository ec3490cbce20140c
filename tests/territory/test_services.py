from datetime import UTC, date, datetime

import pytest

from sgforum.core.clock import now
from sgforum.core.db import transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, Refused
from sgforum.core.permissions import Role
from sgforum.territory.models import Publisher
from sgforum.territory.queries import find_denominator, list_denominators
from sgforum.territory.rules import change_of
from sgforum.territory.services import Statement, add_rt, approve_denominator, enter_denominator
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, make_city, make_denominator


@pytest.fixture(autouse=True)
def _city(app):
    make_city()


def enter(person, **fields):
    values = {"adults": 15_600, "rt_count": 47, "source": "Disdukcapil", "as_of": date(2026, 1, 1)} | fields
    with transaction():
        return enter_denominator(
            actor=as_actor(person), place_code=KELURAHAN, figure=Statement(**values), at=now()
        ).id


def approve(person, number):
    with transaction():
        approve_denominator(actor=as_actor(person), denominator_id=number, at=now())


@pytest.mark.parametrize(("day", "is_taken"), [(25, True), (26, False)])
def test_a_figure_of_today_is_taken_from_the_citys_own_midnight_on(day, is_taken):
    """At 17.00 UTC it is one in the morning of the next day in Balikpapan."""
    figure = Statement(adults=15_600, rt_count=47, source="Disdukcapil", as_of=date(2026, 11, day))
    at, actor = datetime(2026, 11, 24, 17, tzinfo=UTC), as_actor(make_official())
    if is_taken:
        with transaction():
            enter_denominator(actor=actor, place_code=KELURAHAN, figure=figure, at=at)
    else:
        with pytest.raises(InvalidInput) as refusal, transaction():
            enter_denominator(actor=actor, place_code=KELURAHAN, figure=figure, at=at)
        assert list(refusal.value.errors) == ["as_of"]


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


def test_disdukcapil_is_preferred_whatever_is_newer_or_smaller():
    make_denominator(adults=3_000, as_of=date(2024, 1, 1), source="d1", publisher=Publisher.DISDUKCAPIL)
    make_denominator(adults=2_900, as_of=date(2025, 1, 1), source="d2", publisher=Publisher.DISDUKCAPIL)
    make_denominator(adults=2_000, as_of=date(2026, 1, 1), source="b", publisher=Publisher.BPS)
    make_denominator(adults=1_000, as_of=date(2026, 2, 1), source="o")
    make_denominator(
        adults=2_500, as_of=date(2026, 1, 1), source="b", publisher=Publisher.BPS, place_code=FAR_KELURAHAN
    )
    assert find_denominator(KELURAHAN, date(2026, 6, 1)).adults == 2_900
    assert find_denominator(FAR_KELURAHAN, date(2026, 6, 1)).adults == 2_500
    assert [row.adults for row in list_denominators(date(2026, 6, 1))[KELURAHAN]] == [2_900, 2_000, 1_000]
    assert [row.adults for row in list_denominators(date(2024, 6, 1))[KELURAHAN]] == [3_000]


@pytest.mark.parametrize(
    ("before", "adults", "told"),
    [(None, 900, False), (1_000, 1_100, False), (1_000, 1_101, True), (1_000, 899, True)],
)
def test_a_change_beyond_a_tenth_is_told(before, adults, told):
    assert (change_of(adults, before) is not None) is told


@pytest.mark.parametrize(("share", "field"), [(0, "smartphone_share"), (1.2, "smartphone_share")])
def test_an_impossible_share_is_refused(share, field):
    with pytest.raises(InvalidInput) as refused:
        enter(make_official(), smartphone_share=share)
    assert list(refused.value.errors) == [field]

from datetime import timedelta

import pytest
from sqlalchemy import select

from sgforum.accounts import services
from sgforum.accounts.models import Method, Person, Verification
from sgforum.accounts.queries import find_actor_by_session
from sgforum.accounts.rules import GRANT_ROLE
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound, Refused
from sgforum.core.permissions import NOT_CONFIRMED, NOT_VERIFIED, SUSPENDED, Level, Role, may, require_level
from sgforum.territory.models import AgeBand, Sex
from tests.factories.accounts import PASSWORD, as_actor, make_official, make_person, make_staff
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN

RT = f"{KELURAHAN}.RW01.RT02"


def verify(verifier, person, **fields):
    values = {
        "rt_code": RT,
        "sex": Sex.FEMALE,
        "age_band": AgeBand.ADULT,
        "method": Method.RT_OFFICER,
    } | fields
    with transaction():
        services.verify_residency(
            actor=as_actor(verifier), person_public_id=person.public_id, at=now(), **values
        )


def test_rt_officer_verifies_and_is_recorded(city):
    officer, person = make_staff(Role.VERIFIER, RT), make_person(level=1)
    verify(officer, person)
    person = db.session.get(Person, person.id)
    assert (person.level, person.rt_code, person.sex, person.age_band) == (2, RT, Sex.FEMALE, AgeBand.ADULT)
    assert db.session.scalars(select(Verification.verifier_id)).one() == officer.id
    assert db.session.scalars(select(AuditEntry.act)).one() == "accounts.residency.verify"


def test_kelurahan_desk_verifies_in_any_of_its_rt(city):
    person = make_person(level=1)
    verify(make_official(KELURAHAN), person, method=Method.DESK)
    assert db.session.get(Person, person.id).level == Level.VERIFIED


@pytest.mark.parametrize("place", [f"{KELURAHAN}.RW01.RT01", OTHER_KELURAHAN, FAR_KELURAHAN])
def test_officer_of_another_place_may_not(city, place):
    person = make_person(level=1)
    with pytest.raises(Forbidden):
        verify(make_staff(Role.VERIFIER, place), person)
    assert db.session.get(Person, person.id).level == Level.CONFIRMED


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.AUDITOR, Role.ADMIN])
def test_other_roles_may_not_verify(city, role):
    with pytest.raises(Forbidden):
        verify(make_staff(role, CITY), make_person(level=1))


@pytest.mark.parametrize("place", [CITY, "64.71.01"])
def test_city_and_kecamatan_offices_do_not_verify(city, place):
    with pytest.raises(Forbidden):
        verify(make_official(place), make_person(level=1), method=Method.DESK)


def test_nobody_verifies_oneself(city):
    officer = make_staff(Role.VERIFIER, RT)
    with pytest.raises(Refused):
        verify(officer, officer)


def test_unconfirmed_address_is_not_verified(city):
    with pytest.raises(Refused):
        verify(make_staff(Role.VERIFIER, RT), make_person(level=0))


def test_person_of_another_kelurahan_is_not_verified_here(city):
    with pytest.raises(Refused):
        verify(make_staff(Role.VERIFIER, RT), make_person(level=1, home=OTHER_KELURAHAN))


def test_second_verification_is_a_conflict(city):
    officer, person = make_staff(Role.VERIFIER, RT), make_person(level=1)
    verify(officer, person)
    with pytest.raises(Conflict):
        verify(officer, person)


def session_of(person):
    with transaction():
        checked = services.check_credentials(email=person.email, password=PASSWORD)
        return services.sign_in(checked=checked, at=now())


def suspend(moderator, person, **fields):
    values = {"reason": "Mengirim iklan berulang kali."} | fields
    with transaction():
        return services.suspend(
            actor=as_actor(moderator), person_public_id=person.public_id, at=now(), **values
        )


def test_suspension_ends_sessions_and_is_seen_after_signing_in_again(city):
    person = make_person()
    token = session_of(person)
    suspend(make_staff(Role.MODERATOR, KELURAHAN), person)
    assert find_actor_by_session(token, now()) is None
    actor = find_actor_by_session(session_of(person), now())
    assert actor.suspended
    with pytest.raises(Refused, match=SUSPENDED):
        require_level(actor, Level.CONFIRMED)


def test_suspension_ends_by_itself(city):
    person = make_person()
    suspend(make_staff(Role.MODERATOR, KELURAHAN), person, until=now() + timedelta(days=1))
    token = session_of(person)
    assert find_actor_by_session(token, now()).suspended
    assert not find_actor_by_session(token, now() + timedelta(days=2)).suspended


def test_suspension_is_lifted(city):
    person, moderator = make_person(), make_staff(Role.MODERATOR, KELURAHAN)
    suspend(moderator, person)
    with transaction():
        services.lift_suspension(actor=as_actor(moderator), person_public_id=person.public_id, at=now())
    assert not find_actor_by_session(session_of(person), now()).suspended
    with pytest.raises(NotFound), transaction():
        services.lift_suspension(actor=as_actor(moderator), person_public_id=person.public_id, at=now())


def test_moderator_of_another_place_may_not_suspend(city):
    with pytest.raises(Forbidden):
        suspend(make_staff(Role.MODERATOR, FAR_KELURAHAN), make_person())


def test_suspension_needs_a_reason(city):
    with pytest.raises(InvalidInput):
        suspend(make_staff(Role.MODERATOR, KELURAHAN), make_person(), reason="ya")


def test_staff_are_not_suspended(city):
    with pytest.raises(Refused):
        suspend(make_staff(Role.ADMIN, CITY), make_official(KELURAHAN))


def grant(admin, person, role=Role.OFFICIAL, place=KELURAHAN):
    with transaction():
        return services.grant_role(
            actor=as_actor(admin), person_public_id=person.public_id, role=role, place_code=place, at=now()
        )


def test_role_change_ends_sessions(city):
    admin, person = make_staff(Role.ADMIN, CITY), make_person()
    token = session_of(person)
    given = grant(admin, person)
    assert find_actor_by_session(token, now()) is None
    token = session_of(person)
    assert find_actor_by_session(token, now()).has_role(Role.OFFICIAL, KELURAHAN)
    with transaction():
        services.revoke_role(actor=as_actor(admin), grant_id=given.id, at=now())
    assert find_actor_by_session(token, now()) is None
    assert find_actor_by_session(session_of(person), now()).grants == ()


def test_same_role_twice_is_a_conflict(city):
    admin, person = make_staff(Role.ADMIN, CITY), make_person()
    grant(admin, person)
    with pytest.raises(Conflict):
        grant(admin, person)


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.MODERATOR, Role.AUDITOR, Role.VERIFIER])
def test_only_admins_grant_roles(city, role):
    with pytest.raises(Forbidden):
        grant(make_staff(role, CITY), make_person())


def test_admin_cannot_revoke_oneself(city):
    admin = make_staff(Role.ADMIN, CITY)
    given = db.session.execute(db.text("SELECT id FROM accounts_role_grant")).scalar()
    with pytest.raises(Refused), transaction():
        services.revoke_role(actor=as_actor(admin), grant_id=given, at=now())


def test_roles_cover_what_lies_below_and_nothing_else(city):
    actor = as_actor(make_staff(Role.ADMIN, "64.71.01"))
    assert may(actor, GRANT_ROLE, KELURAHAN)
    assert may(actor, GRANT_ROLE, RT)
    assert not may(actor, GRANT_ROLE, FAR_KELURAHAN)
    assert not may(actor, GRANT_ROLE, CITY)
    assert not may(actor, GRANT_ROLE, "64.71.010")
    assert not may(None, GRANT_ROLE)


def test_levels_are_refused_with_their_reason(city):
    with pytest.raises(Refused, match=NOT_CONFIRMED):
        require_level(as_actor(make_person(level=0)), Level.VERIFIED)
    with pytest.raises(Refused, match=NOT_VERIFIED):
        require_level(as_actor(make_person(level=1)), Level.VERIFIED)

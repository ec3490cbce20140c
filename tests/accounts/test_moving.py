"""Moving to another kelurahan: verified anew there, and what is kept of the move."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sgforum.accounts import services
from sgforum.accounts.models import Method, Move, Person
from sgforum.accounts.own_data import own_data
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import InvalidInput, NotFound, Refused
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN

pytestmark = pytest.mark.usefixtures("city")


def move(person, code=FAR_KELURAHAN):
    with transaction():
        services.move_home(actor=as_actor(person), kelurahan_code=code, at=now())
    return db.session.get_one(Person, person.id)


def test_a_verified_resident_is_confirmed_only_and_the_move_is_kept():
    person, neighbour = make_person(), make_person()
    rt = person.rt_code
    moved = move(person)
    assert (moved.level, moved.home_code, moved.rt_code, moved.verified_at) == (1, FAR_KELURAHAN, None, None)
    kept = db.session.scalars(select(Move)).one()
    assert (kept.person_id, kept.from_code, kept.from_rt, kept.to_code) == (
        person.id, KELURAHAN, rt, FAR_KELURAHAN,
    )  # fmt: skip
    assert (kept.counts_from - kept.at).days == 30
    assert own_data(person.id)["moves"][0]["from_code"] == KELURAHAN
    assert db.session.get_one(Person, neighbour.id).level == 2


def test_somebody_at_the_new_place_verifies_again():
    person = move(make_person())
    with transaction():
        services.verify_residency(
            actor=as_actor(make_official(FAR_KELURAHAN)), person_public_id=person.public_id,
            rt_code=f"{FAR_KELURAHAN}.RW01.RT01", sex=None, age_band=None, method=Method.DESK, at=now(),
        )  # fmt: skip
    assert db.session.get_one(Person, person.id).level == 2


def test_who_was_never_verified_leaves_no_move():
    moved = move(make_person(level=1))
    assert moved.home_code == FAR_KELURAHAN
    assert db.session.scalars(select(Move)).all() == []


@pytest.mark.parametrize(
    ("code", "error"), [(KELURAHAN, InvalidInput), (CITY, NotFound), ("64.71.09.1009", NotFound)]
)
def test_what_is_no_other_kelurahan_is_refused(code, error):
    with pytest.raises(error):
        move(make_person(), code)


def test_who_has_not_confirmed_the_address_is_refused():
    with pytest.raises(Refused):
        move(make_person(level=0))


def test_page_moves_and_keeps_what_is_wrong_beside_the_field(app):
    client = app.test_client()
    person = make_person()
    sign_in(client, person)
    assert "30 hari" in client.get("/akun/pindah").text
    wrong = client.post("/akun/pindah", data={"home_code": KELURAHAN})
    assert wrong.status_code == 422
    assert "Anda sudah terdaftar di kelurahan ini." in wrong.text
    assert client.post("/akun/pindah", data={"home_code": CITY}).status_code == 422
    assert client.post("/akun/pindah", data={"home_code": OTHER_KELURAHAN}).status_code == 303
    assert db.session.get_one(Person, person.id).home_code == OTHER_KELURAHAN

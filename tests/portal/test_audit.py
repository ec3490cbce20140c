"""Which lines of the audit record an administrator sees: the city's all, a kelurahan's those of its own officers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sgforum.accounts.models import RoleGrant
from sgforum.core import audit
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM, Role
from sgforum.portal.queries import list_audit
from tests.factories.accounts import as_actor, make_official, make_person, make_staff, sign_in
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, make_city


@pytest.fixture
def town(each_app):
    make_city()
    return each_app


def note(actor, act):
    with transaction():
        audit.record(actor=actor, act=act, subject="x", at=now())


def acts_seen(*places):
    return {entry.act for entry in list_audit(None, places).rows}


def test_a_places_record_holds_the_acts_of_its_own_officers_only(town):
    both = make_official(KELURAHAN)
    db.session.add(RoleGrant(person_id=both.id, role=Role.ADMIN, place_code=CITY, granted_at=now()))
    db.session.commit()
    people = {
        "here": make_official(KELURAHAN), "rt": make_staff(Role.VERIFIER, f"{KELURAHAN}.RW01.RT01"),
        "elsewhere": make_official(FAR_KELURAHAN), "city": make_staff(Role.ADMIN, CITY), "both": both,
        "resident": make_person(),
    }  # fmt: skip
    for act, person in people.items():
        note(as_actor(person), act)
    note(SYSTEM, "system")
    assert acts_seen(KELURAHAN) == {"here", "rt"}
    assert acts_seen(FAR_KELURAHAN) == {"elsewhere"}
    assert acts_seen() == set()
    assert {entry.act for entry in list_audit(None).rows} == {*people, "system"}


def test_an_act_after_the_role_ended_is_not_the_places(town):
    former = make_official(KELURAHAN)
    note(as_actor(former), "before")
    grant = db.session.scalars(db.select(RoleGrant).where(RoleGrant.person_id == former.id)).one()
    grant.revoked_at = now() + timedelta(seconds=1)
    db.session.commit()
    with transaction():
        audit.record(actor=as_actor(former), act="after", subject="x", at=now() + timedelta(seconds=2))
    assert acts_seen(KELURAHAN) == {"before"}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_the_page_says_that_it_is_of_one_place(town, role):
    note(as_actor(make_official(KELURAHAN)), "act.here")
    note(as_actor(make_official(FAR_KELURAHAN)), "act.elsewhere")
    client = town.test_client()
    sign_in(client, make_staff(role, KELURAHAN))
    page = client.get("/admin/catatan").text
    assert "act.here" in page
    assert "act.elsewhere" not in page
    assert "perannya di wilayah Anda" in page
    sign_in(client, make_staff(role, CITY))
    page = client.get("/admin/catatan").text
    assert "act.elsewhere" in page
    assert "perannya di wilayah Anda" not in page


def test_a_kelurahans_administration_leads_to_what_it_may_open(town):
    client = town.test_client()
    for place in (KELURAHAN, CITY):
        sign_in(client, make_staff(Role.ADMIN, place))
        main = client.get("/admin").text.partition("<main")[2].partition("</main>")[0]
        links = [part.partition('"')[0] for part in main.split('href="')[1:]]
        assert links
        assert [link for link in links if client.get(link).status_code != 200] == []

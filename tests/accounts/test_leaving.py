"""One's own copy of what is stored, and erasing the account: what goes, what stays, and who may not leave."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import g
from sqlalchemy import select

from sgforum.accounts import services
from sgforum.accounts.models import MailToken, Person, RoleGrant, SignedIn
from sgforum.app import own_data
from sgforum.ballot.models import Elector, Poll, Receipt, Rule, Secrecy, Vote
from sgforum.campaign.models import Install, Pledge
from sgforum.campaign.services import declare_install
from sgforum.consultation.services import add_comment, close_due
from sgforum.core.audit import AuditEntry, first_broken_entry
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.errors import InvalidInput, Refused
from sgforum.core.permissions import Role
from sgforum.forum.models import Post, Support, Topic
from sgforum.metrics.measures.counters import recount
from sgforum.notify.models import OutboxMail
from tests.factories.accounts import PASSWORD, as_actor, make_official, make_person, make_staff, sign_in
from tests.factories.campaign import make_app, make_campaign, today
from tests.factories.consultation import ZONE, do, make_consultation
from tests.factories.forum import make_post, make_support, make_topic
from tests.factories.metrics import freeze, make_rated
from tests.factories.territory import CITY, KELURAHAN, OTHER_KELURAHAN, make_city, make_denominator

NAME = "Kenari Canary Wulandari"


@pytest.fixture
def town(each_app):
    """Requests of a test share its application context: each begins with an empty `g`, as in a server."""
    each_app.before_request_funcs.setdefault(None, []).insert(
        0, lambda: vars(g._get_current_object()).clear()
    )
    make_city()
    return each_app


@pytest.fixture
def keys(town):
    return town.extensions["sgforum_config"].keys


def browser(town, person):
    client = town.test_client()
    sign_in(client, person)
    return client


def erase(person, password=PASSWORD):
    checked = services.check_credentials(email=person.email, password=password)
    do(services.erase_account, actor=as_actor(person), checked=checked, at=now())


@pytest.fixture
def active(town, keys):
    """A person with something in every domain; beside them a neighbour who did the same."""
    person, neighbour = make_person(name=NAME, email="kenari@contoh.id"), make_person(name="Tetangga Sebelah")
    official = make_official()
    make_app("hore")
    campaign, town_topic = make_campaign(), make_topic(neighbour)
    comments = make_consultation(official, keys, "comment")
    voting = make_consultation(official, keys, "voting", votes={"a": [person, neighbour]})
    for one in (person, neighbour):
        topic = make_topic(one, title=f"Usulan {one.name}")
        make_post(topic, one, f"Tulisan milik {one.name}.")
        make_support(make_topic(), one)
        do(add_comment, actor=as_actor(one), public_id=comments.public_id, text=f"Kata {one.name}.", at=now())
        do(declare_install, actor=as_actor(one), slug=campaign.slug, today=today(), at=now())
    return {
        "person": person,
        "campaign": campaign,
        "comments": comments,
        "voting": voting,
        "topic": town_topic,
    }


def test_the_copy_holds_everything_of_the_person_and_nothing_of_others(town, active):
    client = browser(town, active["person"])
    answer = client.get("/akun/data.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="data-saya.json"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    found = json.loads(answer.text)
    assert found["accounts"]["profile"]["name"] == NAME
    assert found["accounts"]["profile"]["rt_code"] == f"{KELURAHAN}.RW01.RT01"
    assert len(found["accounts"]["sessions"]) == 1
    assert f"Tulisan milik {NAME}." in [post["text"] for post in found["forum"]["posts"]]
    assert len(found["forum"]["supports"]) == 1
    assert [comment["text"] for comment in found["consultation"]["comments"]] == [f"Kata {NAME}."]
    assert [row["campaign"] for row in found["campaign"]["pledges"]] == [active["campaign"].slug]
    assert len(found["campaign"]["installs"]) == 1
    reference = f"consultation:{active['voting'].public_id}"
    assert found["ballot"]["rolls"] == [{"poll": reference, "voted": True, "took_paper": False}]
    assert "Tetangga Sebelah" not in answer.text
    for secret in ("password", "token", "choice", active["person"].password_hash):
        assert secret not in answer.text


def test_the_copy_of_somebody_who_stayed_away_says_so(town, active):
    absent = make_person()
    found = own_data(absent.id)
    assert found["ballot"] == {"rolls": [], "open_votes": []}
    assert found["forum"]["posts"] == found["campaign"]["pledges"] == found["notify"]["mails"] == []


def test_the_copy_names_the_choice_in_an_open_poll_only(town):
    person, neighbour = make_person(), make_person()
    poll = Poll(
        reference="consultation:terbuka", place_code=KELURAHAN, title="Apa?", rule=Rule.PLURALITY, parameters={},
        opens_at=now(), closes_at=now() + timedelta(days=7), ends_at=now() + timedelta(days=7), snapshot_at=now(),
        secrecy=Secrecy.OPEN, receipt=Receipt.NONE, roll_size=0, roll_hash="a", rules_hash="b",
    )  # fmt: skip
    db.session.add(poll)
    db.session.flush()
    for voter, choice in ((person, "ya"), (neighbour, "tidak")):
        db.session.add(Vote(poll_id=poll.id, person_id=voter.id, number=1, choice=choice, cast_at=now()))
    db.session.commit()
    assert [row["choice"] for row in own_data(person.id)["ballot"]["open_votes"]] == ["ya"]


def test_a_visitor_gets_no_copy(town):
    client = town.test_client()
    assert client.get("/akun/data.json").status_code == 303
    assert client.get("/akun/hapus").status_code == 303
    assert client.post("/akun/hapus", data={"password": PASSWORD}).status_code == 401


def test_erasing_takes_name_and_address_from_every_page_and_row(town, active):
    person = active["person"]
    services.ask_confirmation(person=person, at=now())
    db.session.commit()
    visitor, client = town.test_client(), browser(town, person)
    topic = db.session.scalars(select(Topic).where(Topic.title == f"Usulan {NAME}")).one()
    pages = [
        f"/topik/{topic.public_id}-{topic.slug}", "/topik/atom.xml",
        f"/konsultasi/{active['comments'].public_id}-{active['comments'].slug}",
    ]  # fmt: skip
    topic.title = "Usulan tanpa nama"
    db.session.execute(
        db.update(Post).where(Post.author_id == person.id).values(html="<p>Isi.</p>", text="Isi.")
    )
    db.session.commit()
    before = [visitor.get(page).text for page in pages]
    assert all(NAME in text for text in before if text)
    assert client.post("/akun/hapus", data={"password": PASSWORD}).location == "/keluar/selesai"
    assert "Akun Anda sudah dihapus." in client.get("/keluar/selesai").text
    assert client.get("/akun").status_code == 303
    for page in pages:
        assert f">{NAME}<" not in visitor.get(page).text, page
    stored = " ".join(
        str(list(row))
        for table in (Person, SignedIn, MailToken, OutboxMail, AuditEntry)
        for row in db.session.execute(select(table.__table__))
    )
    assert NAME not in stored
    assert "kenari@contoh.id" not in stored
    assert first_broken_entry() is None


def test_erasing_keeps_texts_and_counts_and_takes_pledges_back(town, active):
    person, supported = (
        active["person"],
        db.session.scalars(select(Topic).join(Support).where(Support.person_id == active["person"].id)).one(),
    )
    count = supported.support_count
    erase(person)
    db.session.expire_all()
    assert db.session.get_one(Topic, supported.id).support_count == count
    assert len(db.session.scalars(select(Post).where(Post.author_id == person.id)).all()) == 2
    for kind in (Pledge, Install):
        assert person.id not in db.session.scalars(select(kind.person_id)).all()
        assert len(db.session.scalars(select(kind)).all()) == 1
    assert person.name == "Warga"


def test_a_vote_that_was_cast_still_counts(town, active, keys):
    erase(active["person"])
    voting = active["voting"]
    close_due(public_id=voting.public_id, keys=keys, at=now() + timedelta(days=30))
    poll_id = db.session.scalars(select(Elector.poll_id)).first()
    voted = db.session.scalars(
        select(Elector.person_id).where(Elector.poll_id == poll_id, Elector.voted)
    ).all()
    assert active["person"].id in voted
    assert len(voted) == 2


def test_an_erased_person_is_on_no_new_roll(town, active, keys):
    erase(active["person"])
    made = make_consultation(make_official(), keys, "voting")
    db.session.refresh(made)
    assert (
        made.roll_size
        == db.session.query(Person).where(Person.level == 2, Person.suspended_until.is_(None)).count()
    )


def test_published_figures_stand_after_somebody_left(town):
    make_denominator(adults=3_000, rt_count=6)
    people = make_rated(40)
    freeze()
    assert recount(ZONE) == []
    person = people[0]
    person.password_hash = make_person().password_hash
    db.session.commit()
    erase(person)
    assert recount(ZONE) == []
    again = freeze()  # whoever left is in no age band: the figures differ, the published score stands
    assert (again.revised, again.new) == ([], [])


def test_nobody_signs_in_to_an_erased_account_and_the_address_is_free(town):
    person = make_person(email="siti@contoh.id")
    erase(person)
    for email in ("siti@contoh.id", person.email):
        for password in (PASSWORD, ""):
            with pytest.raises(InvalidInput):
                services.check_credentials(email=email, password=password)
    with transaction():
        again = services.register(
            name="Siti", email="siti@contoh.id", password=PASSWORD, home_code=KELURAHAN, locale="id", at=now()
        )
    assert again.id != person.id


@pytest.mark.parametrize("given", ["salah sekali", ""])
def test_a_wrong_password_erases_nothing(town, given):
    person = make_person(name=NAME)
    client = browser(town, person)
    answer = client.post("/akun/hapus", data={"password": given})
    assert answer.status_code == 422
    db.session.refresh(person)
    assert person.name == NAME
    assert client.get("/akun").status_code == 200


def test_a_password_that_changed_meanwhile_erases_nothing(town):
    person = make_person(name=NAME)
    checked = services.check_credentials(email=person.email, password=PASSWORD)
    do(services.change_password, actor=as_actor(person), old=PASSWORD, new="lima kata yang baru", at=now())
    with pytest.raises(InvalidInput):
        do(services.erase_account, actor=as_actor(person), checked=checked, at=now())


def test_the_password_of_another_account_erases_nothing(town):
    person, other = make_person(name=NAME), make_person()
    checked = services.check_credentials(email=other.email, password=PASSWORD)
    with pytest.raises(InvalidInput):
        do(services.erase_account, actor=as_actor(person), checked=checked, at=now())


def test_the_last_administrator_cannot_leave(town):
    admin = make_staff(Role.ADMIN, CITY, name=NAME)
    make_staff(Role.ADMIN, KELURAHAN)
    make_staff(Role.AUDITOR, CITY)
    client = browser(town, admin)
    answer = client.post("/akun/hapus", data={"password": PASSWORD})
    assert answer.status_code == 422
    assert "Anda satu-satunya admin" in answer.text
    db.session.refresh(admin)
    assert admin.name == NAME
    make_staff(Role.ADMIN, CITY)
    assert client.post("/akun/hapus", data={"password": PASSWORD}).status_code == 303
    assert db.session.scalars(select(RoleGrant).where(RoleGrant.person_id == admin.id)).one().revoked_at
    db.session.refresh(admin)
    assert admin.name == "Petugas"


@pytest.mark.parametrize(("place", "may"), [(KELURAHAN, True), (OTHER_KELURAHAN, False)])
def test_an_administrator_may_leave_where_one_of_the_place_or_above_stays(town, place, may):
    admin = make_staff(Role.ADMIN, KELURAHAN)
    make_staff(Role.ADMIN, place)
    if may:
        erase(admin)
    else:
        with pytest.raises(Refused):
            erase(admin)


def test_who_waits_for_verification_waits_no_more(town):
    person = make_person(level=1, name=NAME)
    erase(person)
    lurah = browser(town, make_official())
    page = lurah.get("/petugas/warga").text
    assert person.public_id not in page
    assert lurah.get(f"/petugas/warga/{person.public_id}").status_code == 404


def test_a_residents_password_change_leaves_no_name_in_the_record_of_staff(town):
    for person in (make_person(name=NAME), make_official(name="Lurah Hasanuddin")):
        do(
            services.change_password,
            actor=as_actor(person),
            old=PASSWORD,
            new="lima kata yang baru",
            at=now(),
        )
    names = db.session.scalars(select(AuditEntry.actor_name).order_by(AuditEntry.id)).all()
    assert names == ["", "Lurah Hasanuddin"]

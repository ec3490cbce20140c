"""A guard is worth what its mutant shows: each law holds over HTTP, and turns red when its guard is switched off.

The box's own mutants (shuffle, row locks, erasure, keys) are in tests/ballot/test_mutants.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask_wtf import CSRFProtect
from sqlalchemy import bindparam, insert, inspect, select, text, true, update

from sgforum.accounts import queries as accounts
from sgforum.accounts.models import Person, RoleGrant, SignedIn
from sgforum.ballot import rules as ballot_rules
from sgforum.ballot.models import Envelope
from sgforum.ballot.rules import Standing
from sgforum.ballot.services import casting
from sgforum.consultation.queries import sheets
from sgforum.core import permissions
from sgforum.core.clock import now
from sgforum.core.columns import UtcDateTime
from sgforum.core.db import db
from sgforum.forum.models import OfficialAnswer, Post, Support, Topic
from sgforum.forum.services import writing
from sgforum.forum.views import writing as writing_views
from tests.factories.accounts import PASSWORD, make_official, make_person, sign_in
from tests.factories.consultation import make_consultation
from tests.factories.forum import make_topic
from tests.factories.territory import OTHER_KELURAHAN, make_city


@pytest.fixture
def town(app) -> Flask:
    make_city()
    make_person()  # noise: someone whom nothing here is about
    return app


def count(model) -> int:
    return db.session.scalar(select(db.func.count()).select_from(model))


def browser(town: Flask, person: Person):
    client = town.test_client()
    sign_in(client, person)
    return client


def vote(client, made, choice: str = "a") -> int:
    fields = {"choice": choice, "langkah": "kirim"}
    return client.post(f"/konsultasi/{made.public_id}-{made.slug}/suara", data=fields).status_code


def one_vote_each(town: Flask) -> None:
    """A person who votes three times has one envelope in the box."""
    voter = make_person()
    made = make_consultation(make_official(), town.extensions["sgforum_config"].keys)
    client = browser(town, voter)
    assert [vote(client, made, choice) for choice in "aba"] == [303] * 3
    assert count(Envelope) == 1, "more than one vote"


def roll_and_box_share_nothing(_town: Flask) -> None:
    """What is kept of a ballot has nothing in common with the roll but the poll, no time and no serial."""
    looked = inspect(db.engine)
    roll = {column["name"] for column in looked.get_columns("ballot_elector")}
    for table in ("ballot_paper", "ballot_envelope_hash"):
        columns = looked.get_columns(table)
        assert {column["name"] for column in columns} & roll == {"poll_id"}, "a common key"
        kinds = {str(column["type"]).split("(")[0] for column in columns}
        assert kinds <= {"BLOB", "TEXT", "INTEGER", "VARCHAR"}, "a time"
        made = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
        assert "WITHOUT ROWID" in made, "a serial"


def only_the_electorate_votes(town: Flask) -> None:
    """Someone from elsewhere and someone who came later are refused."""
    made = make_consultation(make_official(), town.extensions["sgforum_config"].keys)
    for person in (make_person(home=OTHER_KELURAHAN), make_person()):
        assert vote(browser(town, person), made) == 403, "a vote of someone off the roll"


def nothing_counts_after_close(town: Flask) -> None:
    """A vote after the closing moment is refused, though the box is not counted yet."""
    voter = make_person()
    made = make_consultation(make_official(), town.extensions["sgforum_config"].keys, "ended")
    assert vote(browser(town, voter), made) == 403, "a vote after close"
    assert count(Envelope) == 0


def a_new_password_ends_other_sessions(town: Flask) -> None:
    person = make_person()
    here, elsewhere = browser(town, person), browser(town, person)
    assert elsewhere.get("/akun").status_code == 200
    fields = {"old": PASSWORD, "new": "ikan lompat pagar biru"}
    assert here.post("/akun/sandi", data=fields).status_code == 303
    assert elsewhere.get("/akun").status_code == 303, "a session outlived its epoch"


def officials_act_in_their_place_only(town: Flask) -> None:
    topic = make_topic()
    fields = {
        "outcome": "answered",
        "unit": "Kelurahan",
        "text": "Sudah kami tinjau kemarin.",
        "reason": "Sesuai tinjauan.",
    }
    stranger = browser(town, make_official(OTHER_KELURAHAN))
    assert stranger.post(f"/topik/{topic.public_id}/jawaban", data=fields).status_code == 404, (
        "an answer from elsewhere"
    )
    assert count(OfficialAnswer) == 0


def a_text_is_edited_by_its_author_only(town: Flask) -> None:
    topic = make_topic(text="Teks asli dari penulisnya.")
    fields = {"text": "Teks dari orang lain, bukan penulisnya.", "title": topic.title}
    browser(town, make_person()).post(f"/topik/{topic.public_id}/p/1/sunting", data=fields)
    assert db.session.scalars(select(Post.text)).all() == ["Teks asli dari penulisnya."], (
        "edited by someone else"
    )


def drafts_are_for_those_who_manage_them(town: Flask) -> None:
    draft = make_consultation(make_official(), town.extensions["sgforum_config"].keys, "draft")
    address = f"/konsultasi/{draft.public_id}-{draft.slug}"
    for client in (
        town.test_client(),
        browser(town, make_person()),
        browser(town, make_official(OTHER_KELURAHAN)),
    ):
        assert client.get(address).status_code == 404, "a draft is shown"


def suspended_people_write_nothing(town: Flask) -> None:
    topic, person = make_topic(), make_person()
    client = browser(town, person)
    db.session.execute(
        update(Person).where(Person.id == person.id).values(suspended_until=now().replace(year=2999))
    )
    db.session.commit()
    client.post(f"/topik/{topic.public_id}/tanggapan", data={"text": "Tulisan dari akun yang ditangguhkan."})
    assert count(Post) == 1, "a post of a suspended person"


def acts_carry_the_token_of_their_form(town: Flask) -> None:
    """A page elsewhere that sends a form to this site does nothing here."""
    town.config["WTF_CSRF_ENABLED"] = True
    topic = make_topic()
    answer = browser(town, make_person()).post(f"/topik/{topic.public_id}/dukung")
    assert (answer.status_code, count(Support)) == (400, 0), "an act without a token"


LAWS: list[Callable[[Flask], None]] = [
    one_vote_each, roll_and_box_share_nothing, only_the_electorate_votes, nothing_counts_after_close,
    a_new_password_ends_other_sessions, officials_act_in_their_place_only, a_text_is_edited_by_its_author_only,
    drafts_are_for_those_who_manage_them, suspended_people_write_nothing, acts_carry_the_token_of_their_form,
]  # fmt: skip


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law_holds(town, law):
    law(town)


def red(words: str):
    return pytest.raises(AssertionError, match=words)


def test_without_the_primary_key_one_person_votes_many_times(town, monkeypatch):
    db.session.execute(text("DROP TABLE ballot_envelope"))
    db.session.execute(text("CREATE TABLE ballot_envelope (elector_id VARCHAR(32), content BLOB)"))
    db.session.commit()

    def put_in(elector_id, content):
        db.session.execute(insert(Envelope).values(elector_id=elector_id, content=content))
        return False

    monkeypatch.setattr(casting, "put_in", put_in)
    with red("more than one vote"):
        one_vote_each(town)


@pytest.mark.parametrize(("columns", "words"), [
    ("id BLOB PRIMARY KEY, poll_id INTEGER, choice TEXT, elector_id TEXT) WITHOUT ROWID", "a common key"),
    ("id BLOB PRIMARY KEY, poll_id INTEGER, choice TEXT, at DATETIME) WITHOUT ROWID", "a time"),
    ("id BLOB PRIMARY KEY, poll_id INTEGER, choice TEXT)", "a serial"),
])  # fmt: skip
def test_a_box_that_shares_something_with_the_roll_is_seen(town, columns, words):
    db.session.execute(text("DROP TABLE ballot_paper"))
    db.session.execute(text(f"CREATE TABLE ballot_paper ({columns}"))
    db.session.commit()
    with red(words):
        roll_and_box_share_nothing(town)


def test_without_the_roll_whoever_asks_votes(town, monkeypatch):
    """The place on the roll made at the vote instead of at the opening."""
    known = casting.find_standing

    def find_standing(person_id, poll_id, at):
        found = known(person_id, poll_id, at)
        if found.elector_id is not None:
            return found
        row = {"elector": f"{person_id:032x}", "poll": poll_id, "person": person_id}
        db.session.execute(
            text("INSERT INTO ballot_elector VALUES (:elector, :poll, :person, false, NULL, false)"), row
        )
        return Standing(found.level, found.home_code, None, found.suspended, row["elector"])

    monkeypatch.setattr(casting, "find_standing", find_standing)
    with red("off the roll"):
        only_the_electorate_votes(town)


def test_without_the_window_late_votes_count(town, monkeypatch):
    monkeypatch.setattr(ballot_rules, "window_refusal", lambda *_: None)
    monkeypatch.setattr(casting, "window_refusal", lambda *_: None)
    with red("after close"):
        nothing_counts_after_close(town)


def test_without_the_epoch_stolen_sessions_live_on(town, monkeypatch):
    columns = list(accounts._SESSION.selected_columns)
    without_epoch = (
        select(*columns)
        .join(SignedIn, SignedIn.person_id == Person.id)
        .outerjoin(RoleGrant, (RoleGrant.person_id == Person.id) & RoleGrant.revoked_at.is_(None))
        .where(
            SignedIn.token_hash == bindparam("key"),
            SignedIn.expires_at > bindparam("at", type_=UtcDateTime()),
        )
    )
    monkeypatch.setattr(accounts, "_SESSION", without_epoch)
    with red("outlived its epoch"):
        a_new_password_ends_other_sessions(town)


def test_without_the_place_every_official_rules_everywhere(town, monkeypatch):
    monkeypatch.setattr(permissions, "covers", lambda _outer, _inner: True)
    with red("from elsewhere"):
        officials_act_in_their_place_only(town)


def test_without_the_clause_drafts_are_shown(town, monkeypatch):
    monkeypatch.setattr(sheets, "is_visible_to", lambda _actor: true())
    with red("a draft is shown"):
        drafts_are_for_those_who_manage_them(town)


def _author_id() -> int:
    return db.session.scalars(select(Topic.author_id).order_by(Topic.id.desc()).limit(1)).one()


def _open_the_page(monkeypatch) -> None:
    """Whoever asks is taken for the author by the page."""
    known = writing_views.reader
    monkeypatch.setattr(writing_views, "reader", lambda: replace(known(), person_id=_author_id()))


def _open_the_service(monkeypatch) -> None:
    known = writing._writer
    monkeypatch.setattr(writing, "_writer", lambda actor: replace(known(actor), person_id=_author_id()))


def test_without_the_owner_anyone_edits_anything(town, monkeypatch):
    """Both doors are opened, the page's and the service's: either alone keeps strangers out."""
    _open_the_page(monkeypatch)
    a_text_is_edited_by_its_author_only(town)
    db.session.execute(text("DELETE FROM forum_post"))
    db.session.execute(text("DELETE FROM forum_topic"))
    db.session.commit()
    _open_the_service(monkeypatch)
    with red("edited by someone else"):
        a_text_is_edited_by_its_author_only(town)


def test_without_the_time_out_suspended_people_write(town, monkeypatch):
    monkeypatch.setattr(writing, "require_level", lambda actor, _level: actor)
    with red("a suspended person"):
        suspended_people_write_nothing(town)


def test_without_the_token_other_sites_act_for_people(town, monkeypatch):
    monkeypatch.setattr(CSRFProtect, "protect", lambda _self: None)
    with red("without a token"):
        acts_carry_the_token_of_their_form(town)

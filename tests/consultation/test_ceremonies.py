"""Boxes opened before witnesses, with dice and with a divided key; their pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from sgforum.ballot import queries as ballots
from sgforum.ballot.board import Kind
from sgforum.ballot.shares import fingerprint
from sgforum.consultation import jobs, queries, services
from sgforum.consultation.lifecycle import State
from sgforum.consultation.services import BoxDraft, CeremonyDraft, ceremonies, closing
from sgforum.core.audit import AuditEntry
from sgforum.core.db import db
from sgforum.core.errors import Conflict, Forbidden, InvalidInput
from tests.consultation.closings import (
    CHOICES,
    EVERY_RULE,
    WITNESSED,
    recounted,
    reload,
    vote_on_all,
    voting_of,
)
from tests.consultation.conftest import on_both
from tests.consultation.reading import text_of
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.consultation import do, make_consultation
from tests.factories.territory import FAR_KELURAHAN


@on_both
def test_a_box_of_witnesses_waits_for_them(official, keys, config):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    public_id, at = made.public_id, voting_of(made.public_id).ends_at
    assert jobs.tick(config, at) == 0
    assert reload(public_id).state is State.PUBLISHED
    services.open_box(actor=as_actor(official), public_id=public_id, ceremony=WITNESSED, keys=keys, at=at)
    assert reload(public_id).state is State.CLOSED
    (poll,) = ballots.list_polls(made.reference)
    assert ballots.find_tally(poll.id).seed == "4261"
    (closing,) = ballots.list_contents(poll, Kind.CLOSING)
    assert (closing["seed"], closing["seed_source"], closing["witnesses"]) == ("4261", "witnesses", 2)
    assert queries.find_ceremony(made.id).witnesses == WITNESSED.witnesses
    recounted(made, keys)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"dice": "1 2"}, "dice"),
        ({"dice": "1 2 7"}, "dice"),
        ({"dice": "satu"}, "dice"),
        ({"dice": "1" * 31}, "dice"),
        ({"witnesses": ["Siti"]}, "witnesses"),
        ({"witnesses": ["Siti", " siti "]}, "witnesses"),
        ({"witnesses": ["Siti", "x" * 121]}, "witnesses"),
        ({"witnesses": ["Siti", "NIK 6471012345678901"]}, "witnesses"),
    ],
)
def test_a_bad_ceremony_opens_nothing(official, keys, change, field):
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True))
    typed = {"dice": "123", "witnesses": ["Siti", "Budi"]} | change
    with pytest.raises(InvalidInput) as caught:
        services.open_box(
            actor=as_actor(official), public_id=made.public_id, ceremony=CeremonyDraft(**typed), keys=keys,
            at=voting_of(made.public_id).ends_at,
        )  # fmt: skip
    assert list(caught.value.errors) == [field]
    assert queries.find_ceremony(made.id) is None
    assert reload(made.public_id).state is State.PUBLISHED


def openings_on_record():
    found = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "consultation.box.open"))
    return [(entry.actor_name, entry.details) for entry in found]


@on_both
def test_an_opening_that_fails_leaves_neither_dice_nor_record(official, keys):
    """The roll was altered by hand, so the box stays shut; mended, it opens with other dice, and these are on record."""
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    actor, at, made_id = as_actor(official), voting_of(made.public_id).ends_at, made.id
    (poll,) = ballots.list_polls(made.reference)
    kept, poll.roll_hash = poll.roll_hash, "altered"
    db.session.commit()
    with pytest.raises(Conflict):
        services.open_box(actor=actor, public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=at)
    assert queries.find_ceremony(made_id) is None
    assert openings_on_record() == []
    ballots.get_poll(poll.id).roll_hash = kept
    db.session.commit()
    again = CeremonyDraft(dice="555", witnesses=["Ani", "Tono"])
    services.open_box(actor=actor, public_id=made.public_id, ceremony=again, keys=keys, at=at)
    assert queries.find_ceremony(made_id).dice == "555"
    assert openings_on_record() == [(official.name, {"dice": "555", "witnesses": ["Ani", "Tono"]})]


def test_whoever_opens_at_the_same_time_goes_by_the_first_dice(official, keys, monkeypatch):
    """A second officer presses the button while the first one's count has not begun yet; the first one then fails."""
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    second, at, made_id = make_official(), voting_of(made.public_id).ends_at, made.id
    count, second = ceremonies.count, as_actor(second)

    def interrupted(consultation, opening, when):
        monkeypatch.setattr(ceremonies, "count", count)
        again = CeremonyDraft(dice="555", witnesses=["Ani", "Tono"])
        services.open_box(actor=second, public_id=made.public_id, ceremony=again, keys=keys, at=at)
        raise Conflict("gagal")

    monkeypatch.setattr(ceremonies, "count", interrupted)
    with pytest.raises(Conflict):
        services.open_box(
            actor=as_actor(official), public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=at
        )
    (poll,) = ballots.list_polls(made.reference)
    assert (queries.find_ceremony(made_id).dice, ballots.find_tally(poll.id).seed) == ("4261", "4261")
    assert [name for name, _ in openings_on_record()] == [second.name]


def test_who_may_open_a_box_and_when(official, keys):
    made = make_consultation(official, keys, "voting", box=BoxDraft(ceremony=True))
    by_itself = make_consultation(official, keys, "ended")
    ends_at = voting_of(made.public_id).ends_at

    def attempt(person, public_id, at):
        services.open_box(actor=as_actor(person), public_id=public_id, ceremony=WITNESSED, keys=keys, at=at)

    with pytest.raises(Conflict, match="belum berakhir"):
        attempt(official, made.public_id, ends_at - timedelta(seconds=1))
    with pytest.raises(Conflict, match="dihitung sendiri"):
        attempt(official, by_itself.public_id, ends_at)
    for stranger in (make_official(place=FAR_KELURAHAN), make_person()):
        with pytest.raises(Forbidden):
            attempt(stranger, made.public_id, ends_at)
    attempt(official, made.public_id, ends_at)
    with pytest.raises(Conflict, match="sudah diumumkan"):
        attempt(official, made.public_id, ends_at)


@on_both
def test_two_of_three_shares_open_the_box_and_nothing_else_does(official, keys, config):
    people = [make_person() for _ in range(10)]
    holders = ("Lurah Siti", "Ketua RT Budi", "Operator Andi")
    box = BoxDraft(ceremony=True, holders=holders)
    made = make_consultation(official, keys, "draft", box=box, questions=EVERY_RULE[:2])
    public_id, actor = made.public_id, as_actor(official)
    first = do(services.divide_box_key, actor=actor, public_id=public_id, at=made.created_at)
    shares = do(services.divide_box_key, actor=actor, public_id=public_id, at=made.created_at)
    assert [name for name, _ in shares] == list(holders)
    voting = voting_of(public_id)
    do(services.publish, actor=actor, public_id=public_id, zone=config.zone, at=made.created_at)
    assert do(services.open_voting, public_id=public_id, keys=keys, at=voting.starts_at)
    assert [poll.key_name for poll in ballots.list_polls(made.reference)] == [None, None]
    vote_on_all(people, public_id, CHOICES[:2])

    def attempt(*words):
        draft = CeremonyDraft(WITNESSED.dice, WITNESSED.witnesses, words)
        services.open_box(actor=actor, public_id=public_id, ceremony=draft, keys=keys, at=voting.ends_at)

    for words, problem in (
        ((), Conflict),
        ((shares[0][1],), InvalidInput),
        ((shares[0][1], "kata yang salah"), InvalidInput),
        ((first[0][1], first[1][1]), Conflict),  # void since the key was divided again
    ):
        with pytest.raises(problem):
            attempt(*words)
        assert reload(public_id).state is State.PUBLISHED
    attempt(shares[2][1], shares[0][1])
    assert reload(public_id).state is State.CLOSED
    recounted(made, keys)


def test_a_key_is_divided_before_publishing_and_never_after_opening(official, keys, config):
    box = BoxDraft(ceremony=True, holders=("A", "B", "C"))
    made = make_consultation(official, keys, "draft", box=box)
    actor, at = as_actor(official), made.created_at
    with pytest.raises(InvalidInput, match="Bagikan kunci"):
        do(services.publish, actor=actor, public_id=made.public_id, zone=config.zone, at=at)
    with pytest.raises(Forbidden):
        do(services.divide_box_key, actor=as_actor(make_person()), public_id=made.public_id, at=at)
    do(services.divide_box_key, actor=actor, public_id=made.public_id, at=at)
    do(services.publish, actor=actor, public_id=made.public_id, zone=config.zone, at=at)
    opened_at = voting_of(made.public_id).starts_at
    do(services.open_voting, public_id=made.public_id, keys=keys, at=opened_at)
    for public_id in (made.public_id, make_consultation(official, keys, "draft").public_id):
        with pytest.raises(Conflict):
            do(services.divide_box_key, actor=actor, public_id=public_id, at=opened_at)


def test_other_holders_need_a_key_of_their_own(official, keys):
    box = BoxDraft(ceremony=True, holders=("A", "B", "C"))
    made = make_consultation(official, keys, "draft", box=box)
    do(services.divide_box_key, actor=as_actor(official), public_id=made.public_id, at=made.created_at)
    assert queries.has_divided_key(queries.find_consultation(made.public_id))
    row = queries.find_consultation(made.public_id)
    row.holders = ["A", "B", "D"]
    db.session.commit()
    assert not queries.has_divided_key(reload(made.public_id))


def test_dice_cannot_be_thrown_again_once_a_box_is_counted(official, keys, monkeypatch):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    actor, at = as_actor(official), voting_of(made.public_id).ends_at
    with monkeypatch.context() as patch:
        patch.setattr(closing, "_mark_closed", lambda *_a: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            services.open_box(
                actor=actor, public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=at
            )  # fmt: skip
    again = CeremonyDraft(dice="666", witnesses=["Lain", "Orang"])
    services.open_box(actor=actor, public_id=made.public_id, ceremony=again, keys=keys, at=at)
    assert queries.find_ceremony(made.id).dice == "4261"


def test_the_shares_are_shown_once_and_kept_nowhere(official, keys, client):
    box = BoxDraft(ceremony=True, holders=("Lurah Siti", "Ketua RT Budi", "Operator Andi"))
    made = make_consultation(official, keys, "draft", box=box)
    sign_in(client, official)
    url = f"/petugas/konsultasi/{made.public_id}/kunci"
    assert client.get(url).status_code == 200
    answer = client.post(url)
    assert "no-store" in answer.headers["Cache-Control"]
    words = re.findall(r"<li>([a-z]+)</li>", answer.get_data(as_text=True))
    assert len(words) == 99
    share = " ".join(words[:33])
    assert share not in text_of(client.get(url))
    made_key = ballots.find_split_key(made.reference)
    assert fingerprint(share) == made_key.fingerprints[0]
    dump = " ".join(str(row) for row in db.session.execute(text("SELECT details FROM core_audit_entry")))
    assert words[5] + " " + words[6] not in dump


def test_a_box_is_opened_from_its_page(official, keys, client):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    sign_in(client, official)
    url = f"/petugas/konsultasi/{made.public_id}/kotak"
    assert "Buka kotak suara" in text_of(client.get(f"/petugas/konsultasi/{made.public_id}"))
    bad = client.post(url, data={"dice": "12", "witnesses-0": "Siti Aminah"})
    assert bad.status_code == 422
    assert 'value="Siti Aminah"' in bad.get_data(as_text=True)
    typed = {"dice": "4 2 6", "witnesses-0": "Siti Aminah", "witnesses-1": "Budi Santoso"}
    assert client.post(url, data=typed).status_code == 303
    assert reload(made.public_id).state is State.CLOSED
    assert client.post(url, data=typed).status_code == 409
    assert "sudah dibuka dan dihitung" in text_of(client.get(url))


def test_before_the_end_the_page_says_when(official, keys, client):
    made = make_consultation(official, keys, "voting", box=BoxDraft(ceremony=True))
    sign_in(client, official)
    page = text_of(client.get(f"/petugas/konsultasi/{made.public_id}/kotak"))
    assert "baru dapat dibuka sesudah pemungutan suara berakhir" in page
    assert "<textarea" not in page


# ------------------------------------------------------------------ who took part

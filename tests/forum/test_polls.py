"""The poll of a topic: who may open it, that it stands, who may choose, what is seen when, and how it is counted."""

from __future__ import annotations

import io
import threading
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from sgforum.accounts.models import Person
from sgforum.accounts.services import erase_account
from sgforum.accounts.services.credentials import Checked
from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Elector, Poll, PollState, Vote
from sgforum.ballot.own_data import own_data
from sgforum.ballot.rules import CLOSED
from sgforum.ballot.services.publication import make_bundle
from sgforum.ballot.signing import signer
from sgforum.ballot.verify.checks import examine_files
from sgforum.ballot.verify.contents import Bundle
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import local_date, now
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound, Refused
from sgforum.core.permissions import NOT_CONFIRMED, SUSPENDED, Role
from sgforum.forum import jobs, services
from sgforum.forum.models import Topic
from sgforum.forum.queries.polls import find_poll_sheet, list_voters
from sgforum.forum.queries.topic import get_head
from sgforum.forum.services import polls
from sgforum.forum.services.touching import LOCKED
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.forum import make_post, make_topic
from tests.factories.polls import OPTIONS, QUESTION, ZONE, add, choose, close, poll_of
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, make_city


@pytest.fixture
def site(each_app):
    """The city on both databases."""
    make_city()
    return each_app


@pytest.fixture
def keys(config):
    return config.keys


def version_of(topic) -> int:
    return db.session.scalar(select(Topic.version).where(Topic.id == topic.id))


def error_of(person, topic, keys, **fields) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        add(person, topic, keys, **fields)
    db.session.rollback()
    return refused.value.errors


def test_author_opens_a_poll_that_ends_with_the_day_named(site, keys):
    author, noise = make_person(), make_topic()
    topic = make_topic(author)
    before = version_of(topic)
    at = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 23.30 in the city
    poll = add(author, topic, keys, at, closes_on=date(2026, 11, 25))
    assert (poll.reference, poll.title, poll.place_code) == (f"forum:{topic.public_id}", QUESTION, KELURAHAN)
    assert [option.text for option in poll.options] == list(OPTIONS)
    assert (poll.opens_at, poll.ends_at) == (at, datetime(2026, 11, 25, 16, tzinfo=UTC))
    assert (poll.secrecy, poll.electorate, poll.receipt, poll.key_name) == ("open", "anyone", "none", None)
    assert [entry.kind for entry in ballots.list_entries(poll.reference)] == ["opened"]
    assert version_of(topic) == before + 1
    assert (get_head(topic.public_id, None).poll_id, get_head(noise.public_id, None).poll_id) == (
        poll.id,
        None,
    )


@pytest.mark.parametrize(
    ("role", "place"), [(Role.OFFICIAL, KELURAHAN), (Role.MODERATOR, CITY), (Role.ADMIN, CITY)]
)
def test_staff_of_the_place_open_one_on_anybodys_topic(city, keys, role, place):
    assert add(make_staff(role, place), make_topic(), keys).state is PollState.OPEN


@pytest.mark.parametrize(
    ("role", "place"), [(Role.OFFICIAL, FAR_KELURAHAN), (Role.VERIFIER, KELURAHAN), (Role.AUDITOR, CITY)]
)
def test_others_find_no_way_to_open_one(city, keys, role, place):
    topic = make_topic()
    for person in (make_staff(role, place), make_person()):
        with pytest.raises(Forbidden):
            add(person, topic, keys)


def test_author_must_be_confirmed_and_not_suspended(city, keys):
    waiting = make_person(level=0)
    suspended = make_person(suspended_until=now() + timedelta(days=1))
    for person, reason in ((waiting, NOT_CONFIRMED), (suspended, SUSPENDED)):
        with pytest.raises(Refused) as refused:
            add(person, make_topic(person), keys)
        assert refused.value.message == reason


def test_locked_or_hidden_topic_takes_none(city, keys):
    author = make_person()
    locked = make_topic(author, locked_at=now(), locked_reason="Sudah selesai dibahas.")
    hidden = make_topic(author, hidden_at=now(), hidden_reason="Memuat nomor telepon.")
    with pytest.raises(Conflict) as refused:
        add(author, locked, keys)
    assert refused.value.message == LOCKED
    with pytest.raises(NotFound):
        add(author, hidden, keys)
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 0


def test_topic_has_one_poll_and_it_stands(site, keys):
    author = make_person()
    topic = make_topic(author)
    add(author, topic, keys)
    before = version_of(topic)
    with pytest.raises(Conflict) as refused:
        add(author, topic, keys, question="Pertanyaan lain yang baru?")
    assert refused.value.message == polls.HAS_POLL
    assert (poll_of(topic).title, version_of(topic)) == (QUESTION, before)


def test_what_is_asked_is_checked(site, keys):
    author = make_person()
    topic, today = make_topic(author), local_date(now(), ZONE)
    assert error_of(author, topic, keys, question="Apa?") == {"question": polls.NO_QUESTION}
    assert error_of(author, topic, keys, question="a" * 201) == {"question": polls.NO_QUESTION}
    assert error_of(author, topic, keys, question="Milik siapa 6471010101010001?") == {
        "question": polls.HAS_NIK
    }
    for options, reason in {
        ("Ya", " "): polls.FEW_OPTIONS,
        tuple(f"Pilihan {n}" for n in range(11)): polls.FEW_OPTIONS,
        ("Ya", "b" * 121): polls.LONG_OPTION,
        ("Ya", "Tidak", " YA "): polls.SAME_OPTIONS,
        ("Ya", "6471010101010001"): polls.HAS_NIK,
    }.items():
        assert error_of(author, topic, keys, options=options) == {"options": reason}
    for day in (None, today, today + timedelta(days=31), date(1, 1, 1)):
        assert error_of(author, topic, keys, closes_on=day) == {"closes_on": polls.NO_DATE}
    assert set(error_of(author, topic, keys, question="", options=(), closes_on=None)) == {
        "question", "options", "closes_on",
    }  # fmt: skip
    poll = add(
        author, topic, keys, options=[f"Pilihan {n}" for n in range(10)], closes_on=today + timedelta(days=30)
    )
    assert [option.code for option in poll.options] == list("abcdefghij")


def test_everybody_confirmed_may_choose_and_change(site, keys):
    author, topic = make_person(), make_topic()
    add(make_official(), topic, keys)
    before = version_of(topic)
    far = make_person(level=1, home=FAR_KELURAHAN)
    assert choose(author, topic, ["a"]) is False
    assert choose(author, topic, ["b"]) is True
    assert choose(far, topic, ["a"]) is False
    assert version_of(topic) == before
    sheet = find_poll_sheet(poll_of(topic).id, as_actor(author))
    assert (sheet.chosen, sheet.tally) == ({"b"}, None)
    assert find_poll_sheet(poll_of(topic).id, as_actor(make_person())).chosen == set()
    assert list_voters(sheet.id) == []


def test_who_may_not_choose_is_told_why(city, keys):
    topic = make_topic()
    add(make_official(), topic, keys)
    suspended = make_person(suspended_until=now() + timedelta(days=1))
    for person, reason in ((make_person(level=0), NOT_CONFIRMED), (suspended, SUSPENDED)):
        with pytest.raises(Refused) as refused:
            choose(person, topic)
        assert refused.value.message == reason
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 0


@pytest.mark.parametrize("chosen", [[], ["a", "b"], ["x"], ["a,b"], ["blank"], [""], ["a\x00"]])
def test_one_choice_is_one_known_option(city, keys, chosen):
    topic = make_topic()
    add(make_official(), topic, keys)
    with pytest.raises(InvalidInput) as refused:
        choose(make_person(), topic, chosen)
    assert refused.value.errors == {"choice": polls.CHOOSE_ONE}


def test_several_may_be_chosen_where_that_was_opened(site, keys):
    topic, person = make_topic(), make_person()
    poll = add(make_official(), topic, keys, is_several=True)
    for wrong in ([], ["a", "x"]):
        with pytest.raises(InvalidInput):
            choose(person, topic, wrong)
        db.session.rollback()
    choose(person, topic, ["c", "a", "a"])
    choose(make_person(), topic, ["c"])
    assert close(topic, keys) is True
    tally = ballots.find_tally(poll.id)
    assert ({code: int(n) for code, n in tally.totals.items()}, tally.ballots) == (
        {"a": 1, "b": 0, "c": 2},
        2,
    )


def test_closing_second_is_too_late_and_the_last_one_before_is_not(site, keys):
    topic, person = make_topic(), make_person()
    end = add(make_official(), topic, keys).ends_at
    choose(person, topic, ["a"], end - timedelta(microseconds=1))
    with pytest.raises(Refused) as refused:
        choose(person, topic, ["b"], end)
    assert refused.value.message == CLOSED
    db.session.rollback()
    close(topic, keys)
    assert [voter.codes for voter in list_voters(poll_of(topic).id)] == [("a",)]


def test_choice_is_for_visible_topics_with_a_poll(city, keys):
    topic, person = make_topic(), make_person()
    with pytest.raises(NotFound):
        choose(person, topic)
    add(make_official(), topic, keys)
    topic.hidden_at, topic.hidden_reason = now(), "Memuat nomor telepon."
    db.session.commit()
    with pytest.raises(NotFound):
        choose(person, topic)
    with pytest.raises(NotFound):
        services.cast_choice(actor=as_actor(person), topic_public_id="TIDAKADA00", chosen=["a"], at=now())


def test_a_locked_topic_keeps_its_poll(city, keys):
    topic = make_topic()
    add(make_official(), topic, keys)
    topic.locked_at, topic.locked_reason = now(), "Sudah selesai dibahas."
    db.session.commit()
    assert choose(make_person(), topic) is False


def test_worker_closes_what_is_due_and_tells_the_board(site, config, keys):
    early, late = make_topic(), make_topic()
    end = add(make_official(), early, keys).ends_at
    add(make_official(), late, keys, closes_on=local_date(now(), ZONE) + timedelta(days=20))
    choose(make_person(), early)
    before = version_of(early), version_of(late)
    assert jobs.close_polls(config, end - timedelta(seconds=1)) == 0
    assert jobs.close_polls(config, end) == 1
    assert jobs.close_polls(config, end + timedelta(seconds=10)) == 0
    assert (poll_of(early).state, poll_of(late).state) == (PollState.CLOSED, PollState.OPEN)
    board = [entry.kind for entry in ballots.list_entries(poll_of(early).reference)]
    assert board == ["opened", "closing", "result"]
    assert (version_of(early), version_of(late)) == (before[0] + 1, before[1])
    with pytest.raises(Conflict):
        close(late, keys, end)


def test_killed_between_count_and_board_it_goes_on(site, config, keys, monkeypatch):
    topic, other = make_topic(), make_topic()
    end = max(add(make_official(), one, keys).ends_at for one in (topic, other))
    choose(make_person(), topic)
    broken = polls.announce_results

    def killed(*, board, **given):
        if board == f"forum:{topic.public_id}":
            raise RuntimeError("killed")
        return broken(board=board, **given)

    monkeypatch.setattr(polls, "announce_results", killed)
    assert jobs.close_polls(config, end) == 1  # the other one
    assert poll_of(topic).state is PollState.CLOSED
    assert len(ballots.list_entries(poll_of(topic).reference)) == 1
    monkeypatch.undo()
    assert jobs.close_polls(config, end + timedelta(seconds=10)) == 1
    assert len(ballots.list_entries(poll_of(topic).reference)) == 3


def test_a_hidden_topics_poll_is_closed_too(city, config, keys):
    topic = make_topic()
    end = add(make_official(), topic, keys).ends_at
    topic.hidden_at, topic.hidden_reason = now(), "Memuat nomor telepon."
    db.session.commit()
    assert jobs.close_polls(config, end) == 1


def test_bundle_of_a_closed_poll_can_be_recounted(city, keys, tmp_path):
    topic = make_topic()
    add(make_official(), topic, keys)
    for codes in ("a", "b", "b"):
        choose(make_person(), topic, [codes])
    with pytest.raises(Conflict):
        make_bundle(board=f"forum:{topic.public_id}", keys=keys)
    close(topic, keys)
    board = f"forum:{topic.public_id}"
    with zipfile.ZipFile(io.BytesIO(make_bundle(board=board, keys=keys))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    head = ballots.list_entries(board)[-1].digest
    report = examine_files(Bundle(files), key=signer(keys).public_key.hex(), head=head)
    assert report.holds, report


def test_erased_account_stays_in_the_count_without_its_name(site, keys):
    person, topic, noise = make_person(name="Ani Erawati"), make_topic(), make_topic()
    poll = add(make_official(), topic, keys)
    choose(person, topic, ["c"])
    before = version_of(topic)
    erase(person)
    assert version_of(topic) == before  # nothing says that somebody had voted
    close(topic, keys)
    assert list_voters(poll.id) == [("Warga", ("c",))]
    assert ballots.find_tally(poll.id).ballots == 1

    other, unchanged = make_person(name="Budi Hartono"), version_of(noise)
    second = make_topic()
    add(make_official(), second, keys)
    choose(other, second)
    close(second, keys)
    shown = version_of(second)
    erase(other)
    assert list_voters(poll_of(second).id) == [("Warga", ("a",))]
    assert (version_of(second), version_of(noise)) == (shown + 1, unchanged)


def erase(person) -> None:
    actor, checked = as_actor(person), Checked(person.id, person.password_hash, None)
    with transaction():
        erase_account(actor=actor, checked=checked, at=now())


def test_record_of_acts_keeps_no_residents_name(city, keys):
    author = make_person(name="Citra Maharani")
    add(author, make_topic(author), keys)
    official = make_official(name="Lurah Hasan")
    add(official, make_topic(), keys)
    opened = select(AuditEntry.actor_name).where(AuditEntry.act == "ballot.poll.open").order_by(AuditEntry.id)
    assert list(db.session.scalars(opened)) == ["", "Lurah Hasan"]


def test_own_data_has_ones_choices_with_their_history(city, keys):
    person, topic = make_person(), make_topic()
    add(make_official(), topic, keys)
    choose(person, topic, ["a"])
    choose(person, topic, ["b"])
    choose(make_person(), topic, ["c"])
    held = own_data(person.id)
    assert [(row["poll"], row["number"], row["choice"]) for row in held["open_votes"]] == [
        (f"forum:{topic.public_id}", 1, "a"), (f"forum:{topic.public_id}", 2, "b"),
    ]  # fmt: skip
    assert held["rolls"] == []
    assert db.session.scalar(select(func.count()).select_from(Elector)) == 0


def test_names_come_in_their_order_and_by_pages(site, keys):
    topic = make_topic()
    poll = add(make_official(), topic, keys)
    for name in ("Zulaikha", "ani", "Budi", "Ani"):
        choose(make_person(name=name), topic)
    close(topic, keys)
    names = [voter.name for voter in list_voters(poll.id)]
    assert [name.lower() for name in names] == ["ani", "ani", "budi", "zulaikha"]
    assert [voter.name for voter in list_voters(poll.id, 3, 1)] == ["Budi"]


@pytest.mark.postgres
def test_two_at_once_open_one_poll(postgres_app, keys):
    make_city()
    author = make_person()
    topic = make_topic(author)
    make_post(topic)
    person_id, topic_id, told = author.id, topic.id, []
    db.session.rollback()

    def open_one(number):
        with postgres_app.app_context():
            found, on = db.session.get_one(Person, person_id), db.session.get_one(Topic, topic_id)
            try:
                add(found, on, keys, question=f"Pertanyaan nomor {number}?")
                told.append("opened")
            except Conflict:
                told.append("refused")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=open_one, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == ["opened", *["refused"] * 5]
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 1


@pytest.mark.postgres
def test_double_clicks_leave_one_counted_choice(postgres_app, keys):
    make_city()
    person, topic = make_person(), make_topic()
    poll = add(make_official(), topic, keys)
    poll_id, person_id, topic_id = poll.id, person.id, topic.id
    db.session.rollback()

    def click():
        with postgres_app.app_context():
            choose(db.session.get_one(Person, person_id), db.session.get_one(Topic, topic_id), ["b"])
            db.session.remove()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    close(topic, keys)
    assert ballots.find_tally(poll_id).ballots == 1
    assert [voter.codes for voter in list_voters(poll_id)] == [("b",)]

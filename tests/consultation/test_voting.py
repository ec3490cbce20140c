"""The box of a consultation: when it opens and closes, who may vote, and that nobody sees a result before."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Poll
from sgforum.consultation import jobs, queries, services
from sgforum.consultation.lifecycle import PhaseKind, State, find_phase
from sgforum.consultation.services import BoxDraft
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.errors import InvalidInput, NotFound, Refused
from tests.consultation.conftest import on_both
from tests.consultation.reading import text_of
from tests.factories.accounts import as_actor, make_person
from tests.factories.consultation import do, make_consultation
from tests.factories.territory import FAR_KELURAHAN, OTHER_KELURAHAN

NOT_VERIFIED = "Hanya warga terverifikasi yang dapat memberi suara. Temui ketua RT atau loket kelurahan Anda."


def voting_of(public_id):
    return find_phase(queries.list_phases(queries.find_consultation(public_id).id), PhaseKind.VOTING)


def cast(person, public_id, choice="a", at=None):
    return do(services.cast, actor=as_actor(person), public_id=public_id, choice=choice, at=at or now())


def poll_of(public_id):
    return ballots.find_poll(f"consultation:{public_id}")


def test_opening_snapshots_the_roll_and_fixes_the_checklist(official, keys):
    for home in (None, OTHER_KELURAHAN, FAR_KELURAHAN):
        make_person(home=home or FAR_KELURAHAN, rt=1)
    people = [make_person() for _ in range(3)]
    make_person(level=1)
    made = make_consultation(official, keys, "voting")
    row = queries.find_consultation(made.public_id)
    assert row.roll_size == len(people)
    assert row.information_complete is True
    assert [option.code for option in poll_of(made.public_id).options] == ["a", "b", "c"]


@pytest.mark.parametrize("part", ["cost_text", "how_to_join", "accessible_text"])
def test_a_gap_in_the_checklist_is_remembered(official, keys, part):
    made = make_consultation(official, keys, "voting", **{part: ""})
    assert queries.find_consultation(made.public_id).information_complete is False


def test_the_quorum_is_part_of_the_frozen_rules(official, keys):
    made = make_consultation(official, keys, "voting", quorum=40)
    assert poll_of(made.public_id).parameters["quorum_number"] == 40


@on_both
def test_a_vote_is_taken_and_changed_and_the_last_one_counts(official, keys):
    people = [make_person() for _ in range(11)]
    made = make_consultation(official, keys, "voting")
    assert not cast(people[0], made.public_id, "a").replaced
    assert cast(people[0], made.public_id, "b").replaced
    for person in people[1:]:
        cast(person, made.public_id, "a")
    assert services.close_due(public_id=made.public_id, keys=keys, at=voting_of(made.public_id).ends_at)
    tally = ballots.find_tally(poll_of(made.public_id).id)
    assert tally.totals == {"a": 10, "b": 1, "c": 0}
    assert (tally.envelopes, tally.valid, tally.invalid) == (11, 11, 0)


@on_both
def test_each_refusal_says_its_reason(official, keys):
    early = make_person()
    made = make_consultation(official, keys, "voting")
    late = make_person(verified_at=now())
    ends_at = voting_of(made.public_id).ends_at
    refusals = [
        (early, ends_at, "sudah ditutup"),
        (early, ends_at + timedelta(seconds=1), "sudah ditutup"),
        (make_person(home=OTHER_KELURAHAN), None, "wilayah lain"),
        (make_person(level=1), None, NOT_VERIFIED),
        (make_person(level=0), None, "Konfirmasi dulu"),
        (late, None, "setelah daftar pemilih ditetapkan"),
        (official, None, NOT_VERIFIED),
    ]
    for person, at, sentence in refusals:
        with pytest.raises(Refused) as caught:
            cast(person, made.public_id, at=at)
        assert sentence in str(caught.value)
    early.suspended_until = now() + timedelta(days=1)
    db.session.commit()
    with pytest.raises(Refused) as caught:
        cast(early, made.public_id)
    assert "ditangguhkan" in str(caught.value)
    assert not any(ballots.has_cast(as_actor(person), poll_of(made.public_id).id) for person, *_ in refusals)


def test_the_last_moment_counts_and_the_next_does_not(official, keys):
    person = make_person()
    made = make_consultation(official, keys, "voting")
    ends_at = voting_of(made.public_id).ends_at
    cast(person, made.public_id, at=ends_at - timedelta(microseconds=1))
    with pytest.raises(Refused):
        cast(person, made.public_id, at=ends_at)


@pytest.mark.parametrize("stage", ["information", "comment"])
def test_before_the_box_is_open_nobody_votes(official, keys, stage):
    person = make_person()
    made = make_consultation(official, keys, stage)
    with pytest.raises(Refused) as caught:
        cast(person, made.public_id)
    assert str(caught.value) == "Pemungutan suara belum dibuka."


def test_a_draft_cannot_be_voted_on_or_seen_to_exist(official, keys):
    made = make_consultation(official, keys, "draft")
    for public_id in (made.public_id, "abcdefghjk"):
        with pytest.raises(NotFound):
            cast(make_person(), public_id)


def test_an_unknown_choice_is_said_beside_the_field(official, keys):
    person = make_person()
    made = make_consultation(official, keys, "voting")
    with pytest.raises(InvalidInput) as caught:
        cast(person, made.public_id, "z")
    assert list(caught.value.errors) == ["choice"]


def test_the_tick_opens_and_closes_what_is_due_once(official, keys, config):
    make_consultation(official, keys, "draft")
    made = make_consultation(official, keys, "comment")
    voting = voting_of(made.public_id)
    assert jobs.tick(config, voting.starts_at - timedelta(seconds=1)) == 0
    assert jobs.tick(config, voting.starts_at) == 1
    assert jobs.tick(config, voting.starts_at) == 0
    assert queries.find_consultation(made.public_id).opened_at == voting.starts_at
    assert jobs.tick(config, voting.ends_at - timedelta(seconds=1)) == 0
    assert jobs.tick(config, voting.ends_at) == 1
    assert jobs.tick(config, voting.ends_at) == 0
    db.session.expire_all()
    assert queries.find_consultation(made.public_id).state is State.CLOSED


def test_a_worker_that_slept_through_the_voting_withdraws_and_says_why(official, keys, config):
    made = make_consultation(official, keys, "comment")
    assert jobs.tick(config, voting_of(made.public_id).ends_at) == 1
    row = queries.find_consultation(made.public_id)
    assert row.state is State.WITHDRAWN
    assert "gangguan pada server" in row.withdrawn_reason
    assert poll_of(made.public_id) is None


def test_one_broken_box_does_not_keep_the_others_closed(official, keys, config, caplog):
    broken, sound = (make_consultation(official, keys, "voting") for _ in range(2))
    (keys / poll_of(broken.public_id).key_name).unlink()
    at = voting_of(sound.public_id).ends_at + timedelta(seconds=1)
    assert jobs.tick(config, at) == 1
    db.session.expire_all()
    assert queries.find_consultation(sound.public_id).state is State.CLOSED
    assert queries.find_consultation(broken.public_id).state is State.PUBLISHED
    assert broken.public_id in caplog.text


def test_what_fails_every_ten_seconds_fills_no_log(official, keys, config, caplog, monkeypatch):
    broken = make_consultation(official, keys, "voting")
    (keys / poll_of(broken.public_id).key_name).unlink()
    at = voting_of(broken.public_id).ends_at
    for second in range(0, 60, 10):
        assert jobs.tick(config, at + timedelta(seconds=second)) == 0
    assert sum(broken.public_id in record.getMessage() for record in caplog.records) == 1
    later = now() + jobs.TELL_AGAIN
    monkeypatch.setattr("sgforum.core.clock.now", lambda: later)
    jobs.tick(config, at)
    assert sum(broken.public_id in record.getMessage() for record in caplog.records) == 2


def test_the_result_page_of_a_box_that_stays_shut_says_so(official, keys, client):
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True))
    page = text_of(client.get(f"/konsultasi/{made.public_id}-{made.slug}/hasil"))
    assert "Kotak suara menunggu dibuka di depan saksi" in page
    assert "Hasil diumumkan sesudah" not in page


@on_both
def test_several_workers_at_once_open_and_close_one_box(house, official, keys, config):
    made = make_consultation(official, keys, "comment")
    voting = voting_of(made.public_id)
    public_id = made.public_id
    db.session.remove()
    for at in (voting.starts_at, voting.ends_at):
        done = _at_once(house, lambda at=at: jobs.tick(config, at), workers=4)
        assert len(done) == 4
        assert sum(done) == 1
    row = queries.find_consultation(public_id)
    assert row.state is State.CLOSED
    assert db.session.scalar(select(func.count()).select_from(Poll)) == 1


def _at_once(app, act, workers):
    done, barrier = [], threading.Barrier(workers)

    def run():
        with app.app_context():
            barrier.wait()
            done.append(act())
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


@on_both
def test_parallel_votes_of_one_person_leave_one_envelope(house, official, keys):
    person, noise = make_person(), [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "voting", votes={"b": noise})
    actor, public_id = as_actor(person), made.public_id
    ends_at = voting_of(public_id).ends_at
    at = now()
    db.session.remove()
    done = _at_once(
        house, lambda: do(services.cast, actor=actor, public_id=public_id, choice="a", at=at), workers=8
    )
    assert sum(not receipt.replaced for receipt in done) == 1
    services.close_due(public_id=public_id, keys=keys, at=ends_at)
    assert ballots.find_tally(poll_of(public_id).id).totals == {"a": 1, "b": 10, "c": 0}


def test_a_vote_leaves_no_trace_in_the_consultation(official, keys):
    person = make_person()
    made = make_consultation(official, keys, "voting")
    before = (
        queries.find_page_version(made.public_id, now()),
        queries.find_consultation(made.public_id).version,
    )
    cast(person, made.public_id)
    assert (
        queries.find_page_version(made.public_id, now()),
        queries.find_consultation(made.public_id).version,
    ) == before


def test_each_voter_has_an_order_of_their_own_that_stays():
    options = [(code, code) for code in "abcdefgh"]
    orders = {person: services.order_for("x", person, options) for person in map(as_fake, range(20))}
    assert all(sorted(order) == options for order in orders.values())
    assert len({tuple(order) for order in orders.values()}) > 10
    assert orders == {person: services.order_for("x", person, options) for person in orders}


def as_fake(number):
    from sgforum.core.permissions import Actor, Level  # noqa: PLC0415

    return Actor(person_id=number, public_id=f"orang{number}", name="", level=Level.VERIFIED)

"""Closing: the count, what may be shown, what is refused, and that nothing remains to link or to lose."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from sgforum.ballot import erasure, queries, rules
from sgforum.ballot.keys import KEY_LOST
from sgforum.ballot.models import Elector, Envelope, EnvelopeHash, Option, Paper, Poll, PollState
from sgforum.ballot.services import close_poll
from sgforum.ballot.services.closing import ALTERED, NOT_YET
from sgforum.core.audit import AuditEntry, first_broken_entry
from sgforum.core.db import db
from sgforum.core.errors import Conflict, NotFound, Refused, Unavailable
from tests.factories.accounts import as_actor
from tests.factories.ballot import AFTER, CLOSES, DURING, cast, make_people, make_poll


@pytest.fixture
def people(site):
    return make_people(14)


@pytest.fixture
def poll(config, people):
    """12 of 14 vote: taman 6, lampu 4, parit 2; one of them changed from parit."""
    noise = make_poll(config.keys)
    poll = make_poll(config.keys, parameters={"quorum_share": 0.5})
    cast(people[0], noise, "parit")
    cast(people[0], poll, "parit")
    for person, choice in zip(people, ["taman"] * 6 + ["lampu"] * 4 + ["parit"] * 2, strict=False):
        cast(person, poll, choice)
    return poll


def close(poll, config, **more):
    return close_poll(poll_id=poll.id, keys=config.keys, at=more.pop("at", AFTER), **more)


def count(model, *where) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_close_poll_counts_every_last_ballot_once(poll, config):
    tally = close(poll, config)
    assert tally.totals == {"taman": 6, "lampu": 4, "parit": 2}
    assert (tally.winners, tally.envelopes, tally.valid, tally.invalid) == (("taman",), 12, 12, 0)
    assert (tally.roll_size, tally.quorum_needed, tally.quorum_met) == (14, 7, True)
    assert tally.seed == poll.rules_hash
    assert queries.find_tally(poll.id) == tally
    papers = db.session.execute(select(Paper.choice, func.count()).group_by(Paper.choice))
    assert dict(papers.all()) == tally.totals


def test_close_poll_agrees_on_every_count(poll, config):
    tally = close(poll, config)
    marks = count(Elector, Elector.poll_id == poll.id, Elector.voted)
    assert marks == count(Paper) == count(EnvelopeHash) == tally.envelopes == sum(tally.totals.values())


def test_close_poll_leaves_other_polls_alone(poll, people, config):
    close(poll, config)
    assert count(Envelope) == 1
    assert count(Elector, Elector.poll_id != poll.id) == 14
    assert count(Elector, Elector.poll_id != poll.id, Elector.voted) == 0
    other = db.session.scalars(select(Poll).where(Poll.id != poll.id)).one()
    assert other.state is PollState.OPEN
    assert close(other, config).totals["parit"] == 1


def test_close_poll_destroys_the_key_of_this_poll_only(poll, config):
    close(poll, config)
    assert {file.name for file in config.keys.glob("ballot-*")} == {
        name for name, _ in queries.list_keys_in_use()
    }
    assert not (config.keys / poll.key_name).exists()


def test_close_poll_again_gives_the_same(poll, config):
    first = close(poll, config)
    assert close(poll, config, at=AFTER + timedelta(days=1), seed="6-6-6") == first
    assert count(Paper) == 12
    assert db.session.get_one(Poll, poll.id).closed_at == AFTER


def test_close_poll_before_its_time_is_a_conflict(poll, people, config):
    with pytest.raises(Conflict) as refusal:
        close(poll, config, at=CLOSES - timedelta(microseconds=1))
    assert refusal.value.message == NOT_YET
    assert poll.state is PollState.OPEN
    cast(people[13], poll)


def test_close_poll_ends_casting_even_for_a_clock_that_was_set_back(poll, people, config):
    close(poll, config, at=CLOSES)
    with pytest.raises(Refused) as refusal:
        cast(people[13], poll, at=DURING)
    assert refusal.value.message == rules.CLOSED
    assert (
        count(Envelope, Envelope.elector_id.in_(select(Elector.elector_id).where(Elector.poll_id == poll.id)))
        == 0
    )


def test_close_poll_of_none_is_not_found(site, config):
    with pytest.raises(NotFound):
        close_poll(poll_id=10**9, keys=config.keys, at=AFTER)


def test_close_poll_of_an_empty_box(site, config):
    poll = make_poll(config.keys, parameters={"quorum_number": 1})
    tally = close(poll, config)
    assert (tally.winners, tally.envelopes, tally.quorum_met, tally.may_show_totals) == ((), 0, False, False)


def test_close_poll_tells_participants_and_slips_only_then(poll, people, config):
    slip = cast(people[12], poll, "parit").slip
    close(poll, config)
    assert list(queries.list_participants(poll.id)) == sorted(person.id for person in people[:13])
    assert slip in [found for found, _ in queries.list_slips(poll.id)]
    assert queries.has_cast(as_actor(people[12]), poll.id)
    assert not queries.has_cast(as_actor(people[13]), poll.id)


def test_a_replaced_slip_is_not_in_the_box(poll, people, config):
    first, last = (cast(people[12], poll, choice).slip for choice in ("taman", "lampu"))
    close(poll, config)
    found = [slip for slip, _ in queries.list_slips(poll.id)]
    assert last in found
    assert first not in found


@pytest.mark.parametrize(("voters", "shown"), [(9, None), (10, 10)])
def test_close_poll_of_few_ballots_shows_the_winner_only(site, config, voters, shown):
    people = make_people(12)
    poll = make_poll(config.keys)
    for person in people[:voters]:
        cast(person, poll, "lampu")
    tally = close(poll, config)
    assert tally.winners == ("lampu",)
    assert tally.is_unanimous
    assert tally.may_show_totals is (shown is not None)
    assert len(queries.list_slips(poll.id)) == (shown or 0)


@pytest.mark.parametrize(
    ("given", "parameters", "used"),
    [("4-1-6", {"seed": "drand 99"}, "4-1-6"), (None, {"seed": "drand 99"}, "drand 99")],
)
def test_close_poll_records_the_seed_of_the_tie_order(site, config, given, parameters, used):
    poll = make_poll(config.keys, parameters=parameters)
    assert close(poll, config, seed=given).seed == used


def test_close_poll_counts_a_copied_envelope_as_invalid(poll, people, config):
    """Someone with the database in hand gives one elector's envelope to another: it is no ballot there."""
    electors = dict(
        db.session.execute(
            select(Elector.person_id, Elector.elector_id).where(Elector.poll_id == poll.id)
        ).all()
    )
    copied = db.session.scalar(select(Envelope.content).where(Envelope.elector_id == electors[people[0].id]))
    db.session.execute(
        update(Envelope).where(Envelope.elector_id == electors[people[11].id]).values(content=copied)
    )
    db.session.commit()
    tally = close(poll, config)
    assert (tally.envelopes, tally.valid, tally.invalid) == (12, 11, 1)
    assert tally.totals == {"taman": 6, "lampu": 4, "parit": 1}
    assert count(Paper, Paper.choice.is_(None)) == 1


def _alter_title(poll):
    return update(Poll).where(Poll.id == poll.id).values(title="Lain")


def _alter_quorum(poll):
    return update(Poll).where(Poll.id == poll.id).values(parameters={"quorum_share": 0.9})


def _swap_options(poll):
    return update(Option).where(Option.poll_id == poll.id, Option.code == "taman").values(text="Lampu jalan")


@pytest.mark.parametrize("alter", [_alter_title, _alter_quorum, _swap_options])
def test_close_poll_refuses_altered_rules(poll, config, alter):
    db.session.execute(alter(poll))
    db.session.commit()
    with pytest.raises(Conflict) as refusal:
        close(poll, config)
    assert refusal.value.message == ALTERED
    assert count(Paper) == 0


def test_close_poll_refuses_an_altered_roll(poll, people, config):
    extra = make_people(1)[0]
    db.session.add(Elector(elector_id="ab" * 16, poll_id=poll.id, person_id=extra.id))
    db.session.commit()
    with pytest.raises(Conflict):
        close(poll, config)
    assert count(Envelope) == 13


def test_close_poll_without_its_key_loses_nothing(poll, config, tmp_path):
    kept = tmp_path / "kept"
    shutil.move(config.keys / poll.key_name, kept)
    with pytest.raises(Unavailable) as refusal:
        close(poll, config)
    assert refusal.value.message == KEY_LOST
    assert count(Envelope) == 13
    (config.keys / poll.key_name).write_bytes(kept.read_bytes()[:-1])
    with pytest.raises(Unavailable):
        close(poll, config)
    shutil.move(kept, config.keys / poll.key_name)
    assert close(poll, config).envelopes == 12


def test_close_poll_is_recorded(poll, config):
    close(poll, config)
    acts = db.session.scalars(
        select(AuditEntry.act).where(AuditEntry.subject == poll.reference).order_by(AuditEntry.id)
    )
    assert acts.all() == ["ballot.poll.open", "ballot.poll.close"]
    assert first_broken_entry() is None


def test_close_poll_waits_with_the_result_for_a_reader_that_holds_the_log(sqlite_site, config, monkeypatch):
    """While someone reads an old state, the log cannot be erased: no result yet, and the next call goes on."""
    monkeypatch.setattr(erasure, "PATIENCE_SECONDS", 0.2)
    people = make_people(3)
    poll = make_poll(config.keys)
    for person in people:
        cast(person, poll)
    poll_id = poll.id
    with closing(sqlite3.connect(config.instance / "sgforum.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM ballot_envelope").fetchone()
        with pytest.raises(Unavailable) as refusal:
            close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
        assert refusal.value.message == erasure.STILL_BUSY
        assert queries.find_tally(poll_id) is None
        assert queries.get_poll(poll_id).state is PollState.SEPARATED
    assert close_poll(poll_id=poll_id, keys=config.keys, at=AFTER).envelopes == 3

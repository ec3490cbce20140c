"""A guard is worth what its mutant shows: with each one switched off, its law turns red."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from nacl.public import PrivateKey, SealedBox
from sqlalchemy import Select, insert, text

from sgforum.ballot import queries, rules
from sgforum.ballot.envelope import Ballot
from sgforum.ballot.models import BatchState, Envelope, PollState
from sgforum.ballot.services import batches, casting, closing, counting, ending
from sgforum.core.db import db, is_sqlite

from . import laws


def red(words: str):
    return pytest.raises(AssertionError, match=words)


def test_without_the_primary_key_one_person_votes_many_times(site, config, monkeypatch):
    blob = "BLOB" if is_sqlite() else "BYTEA"
    db.session.execute(text("DROP TABLE ballot_envelope"))
    db.session.execute(text(f"CREATE TABLE ballot_envelope (elector_id VARCHAR(32), content {blob})"))
    db.session.commit()

    def put_in(elector_id, content):
        db.session.execute(insert(Envelope).values(elector_id=elector_id, content=content))
        return False

    monkeypatch.setattr(casting, "put_in", put_in)
    with red("more than one envelope"):
        laws.one_envelope_each(site, config.keys)
    db.session.execute(text("DROP TABLE ballot_envelope"))
    db.session.commit()
    db.create_all()


def test_without_the_standing_check_a_suspended_person_votes(site, config, monkeypatch):
    monkeypatch.setattr(rules, "standing_refusal", lambda *_: None)
    with red("someone who may not vote"):
        laws.only_the_roll_votes(config.keys)


def test_without_the_snapshot_whoever_lives_there_votes(site, config, monkeypatch):
    """The roll filled at the vote instead of at opening: also the shape that links voters by insertion."""

    def find_standing(person_id, poll_id, at):
        standing = queries.find_standing(person_id, poll_id, at)
        if standing.elector_id is None:
            elector_id = f"{person_id:032x}"
            statement = "INSERT INTO ballot_elector VALUES (:elector, :poll, :person, false, NULL, false)"
            db.session.execute(text(statement), {"elector": elector_id, "poll": poll_id, "person": person_id})
            return rules.Standing(standing.level, standing.home_code, None, standing.suspended, elector_id)
        return standing

    monkeypatch.setattr(casting, "find_standing", find_standing)
    with red("someone who may not vote"):
        laws.only_the_roll_votes(config.keys)


def test_without_the_window_check_late_ballots_count(site, config, monkeypatch):
    monkeypatch.setattr(rules, "window_refusal", lambda *_: None)
    monkeypatch.setattr(casting, "window_refusal", lambda *_: None)
    with red("outside the window"):
        laws.nothing_counts_outside_the_window(config.keys)


def test_without_the_state_check_ballots_fall_into_an_opened_box(site, config, monkeypatch):
    def only_the_clock(window, at):
        return None if window.opens_at <= at < window.ends_at else rules.CLOSED

    monkeypatch.setattr(rules, "window_refusal", only_the_clock)
    monkeypatch.setattr(casting, "window_refusal", only_the_clock)
    with red("in an opened box"):
        laws.nothing_counts_outside_the_window(config.keys)


@pytest.mark.postgres
def test_without_row_locks_an_accepted_ballot_is_lost(postgres_site, config, monkeypatch):
    monkeypatch.setattr(Select, "with_for_update", lambda self, **_: self)
    with red("was not counted"):
        laws.accepted_ballots_are_counted(postgres_site, config.keys)


class _StraightDeck:
    def shuffle(self, cards):
        """Leave the papers in the order of the envelopes."""


@pytest.mark.postgres
def test_without_the_shuffle_voters_are_linked(postgres_site, config, monkeypatch):
    monkeypatch.setattr(counting.secrets, "SystemRandom", _StraightDeck)
    with red(r"(9\d|100)% of voters linked"):
        laws.no_voter_can_be_linked(config.keys, config.instance, monkeypatch, voters=100)


def test_with_a_rowid_that_follows_the_roll_voters_are_linked(sqlite_site, config, monkeypatch):
    """The paper table with its hidden serial; at close the log is gone, so the serial alone must betray."""
    schema = db.session.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'ballot_paper'"))
    db.session.execute(text("DROP TABLE ballot_paper"))
    db.session.execute(text(re.sub(r"\s*WITHOUT ROWID\s*$", "", schema)))
    db.session.commit()
    monkeypatch.setattr(counting.secrets, "SystemRandom", _StraightDeck)
    with red(r"(9\d|100)% of voters linked"):
        laws.no_voter_can_be_linked(config.keys, config.instance, monkeypatch, voters=100)


@pytest.mark.postgres
def test_without_the_separation_roll_and_box_share_their_transaction(postgres_site, config, monkeypatch):
    monkeypatch.setattr(closing, "_separate", lambda poll: setattr(poll, "state", PollState.SEPARATED))
    with red("share a transaction"):
        laws.roll_and_box_share_no_transaction(config.keys)


def test_without_the_erasure_old_envelopes_stay_in_the_files(sqlite_site, config, monkeypatch):
    monkeypatch.setattr(closing, "erase_traces", lambda: None)
    with red("still in the files"):
        laws.no_old_envelope_in_the_files(config.keys, config.instance)


def test_without_destroying_the_key_old_backups_can_be_opened(site, config, monkeypatch):
    monkeypatch.setattr(closing.key_files, "destroy", lambda *_: None)
    with red("can still be opened"):
        laws.old_copies_stay_sealed(config.keys)


def test_without_the_owner_inside_a_copied_envelope_counts(site, config, monkeypatch):
    laws.a_copied_envelope_is_no_ballot(config.keys)

    def unseal_any(key, _elector_id, content):
        return Ballot(json.loads(SealedBox(PrivateKey(key)).decrypt(content))[1])

    monkeypatch.setattr(counting, "unseal", unseal_any)
    with red("copied envelope was counted"):
        laws.a_copied_envelope_is_no_ballot(config.keys)


def test_without_the_paper_check_one_person_has_two_ballots(site, config, monkeypatch):
    laws.who_took_a_paper_votes_once(config.keys)
    monkeypatch.setattr(rules, "HAS_PAPER", None)
    with red("two ballots in the box"):
        laws.who_took_a_paper_votes_once(config.keys)


def test_without_the_second_officer_papers_of_one_count(site, config, monkeypatch):
    laws.one_officer_is_not_two(config.keys)
    monkeypatch.setattr(batches, "BatchState", _Agreed)
    with red("papers of one officer"):
        laws.one_officer_is_not_two(config.keys)


class _Agreed:
    """Every state is as good as agreed."""

    ENTERED = DIFFERS = AGREED = BatchState.ENTERED


def test_without_the_comparison_altered_rules_are_counted(site, config, monkeypatch):
    laws.altered_rules_keep_the_box_shut(config.keys)
    monkeypatch.setattr(closing, "is_altered", lambda _poll: False)
    with red("altered rules were counted"):
        laws.altered_rules_keep_the_box_shut(config.keys)


def test_without_the_announced_end_voting_is_extended_again_and_again(site, config, monkeypatch):
    laws.voting_is_extended_once(config.keys)

    def again(polls, at):
        return at + timedelta(days=2) if at >= polls[0].ends_at else None

    monkeypatch.setattr(ending, "_extended", again)
    with red("extended again"):
        laws.voting_is_extended_once(config.keys)

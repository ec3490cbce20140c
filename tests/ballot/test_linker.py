"""Roll and box share no key, no time and no order: held by the schema, and by an attack that must fail."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import DateTime, inspect, text
from sqlalchemy.exc import OperationalError

from sgforum.ballot.models import Elector, Envelope, EnvelopeHash, Paper
from sgforum.ballot.services import close_poll
from sgforum.core.db import db
from tests.factories.ballot import AFTER, cast, make_people, make_poll

from . import laws
from .every_kind import EVERY_RULE

SECRET = (Elector, Envelope, Paper, EnvelopeHash)


@pytest.mark.parametrize("rule", EVERY_RULE)
def test_no_voter_of_300_can_be_linked(site, config, monkeypatch, rule):
    laws.no_voter_can_be_linked(config.keys, config.instance, monkeypatch, rule=rule)


@pytest.mark.postgres
def test_roll_and_box_share_no_transaction(postgres_site, config):
    laws.roll_and_box_share_no_transaction(config.keys)


def test_no_old_envelope_is_left_in_the_files(sqlite_site, config):
    laws.no_old_envelope_in_the_files(config.keys, config.instance)


def test_no_key_is_left_for_old_backups(site, config):
    laws.old_copies_stay_sealed(config.keys)


@pytest.mark.parametrize("model", SECRET)
@pytest.mark.parametrize("hidden", ["rowid", "_rowid_", "oid"])
def test_sqlite_tables_have_no_hidden_serial(sqlite_site, model, hidden):
    with pytest.raises(OperationalError, match="no such column"):
        db.session.execute(text(f"SELECT {hidden} FROM {model.__tablename__}"))  # noqa: S608


def test_sqlite_keeps_no_sequence(sqlite_site, config):
    make_people(3)
    make_poll(config.keys)
    tables = db.session.scalars(text("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'")).all()
    assert tables == []


def test_roll_and_box_have_no_time_no_serial_and_nothing_in_common_but_the_poll(site):
    schema = inspect(db.engine)
    columns = {model: schema.get_columns(model.__tablename__) for model in SECRET}
    for found in columns.values():
        assert not [column["name"] for column in found if isinstance(column["type"], DateTime)]
        assert not [column["name"] for column in found if "nextval" in str(column["default"])]
        assert not {column["name"] for column in found} & {"created_at", "updated_at", "position", "serial"}
    names = {model: {column["name"] for column in found} for model, found in columns.items()}
    assert names[Paper] & (names[Elector] | names[Envelope]) == {"poll_id"}
    assert names[EnvelopeHash] & (names[Elector] | names[Envelope]) == {"poll_id"}
    assert names[EnvelopeHash] & names[Paper] == {"poll_id"}


def test_no_foreign_key_leads_from_box_to_roll(site):
    schema = inspect(db.engine)
    for model in (Paper, EnvelopeHash):
        targets = {key["referred_table"] for key in schema.get_foreign_keys(model.__tablename__)}
        assert targets == {"ballot_poll"}
    into_roll = [
        table
        for table in schema.get_table_names()
        for key in schema.get_foreign_keys(table)
        if key["referred_table"] == "ballot_elector"
    ]
    assert into_roll == ["ballot_envelope"]


def _occurrences(folder, needle: str) -> int:
    return sum(path.read_bytes().count(needle.encode()) for path in folder.glob("sgforum.db*"))


def test_choices_are_in_no_file_before_close(sqlite_site, config):
    """The code of an option occurs as often with all ballots in the box as with none; also in the log."""
    canary = "kanari7f3a9c"
    people = make_people(20)
    poll = make_poll(config.keys, options=[(canary, "Satu"), ("lain", "Dua")])
    poll_id = poll.id
    db.session.rollback()  # our own read would hold up the checkpoint
    with closing(sqlite3.connect(config.instance / "sgforum.db")) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    before = _occurrences(config.instance, canary)
    assert before > 0
    for person in people:
        cast(person, poll_id, canary)
    assert (config.instance / "sgforum.db-wal").stat().st_size > 0
    assert _occurrences(config.instance, canary) == before
    assert close_poll(poll_id=poll_id, keys=config.keys, at=AFTER).totals[canary] == 20


def test_the_log_is_empty_after_close(sqlite_site, config):
    people = make_people(12)
    poll = make_poll(config.keys)
    for person in people:
        cast(person, poll)
    sizes = []

    def reached(point: str) -> None:
        if point in ("separated", "erased"):
            sizes.append((config.instance / "sgforum.db-wal").stat().st_size)

    close_poll(poll_id=poll.id, keys=config.keys, at=AFTER, reached=reached)
    assert sizes[0] > 0
    assert sizes[1] == 0

"""From the first line on the board to the bundle that anyone recounts, on both databases."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from sgforum.ballot import queries
from sgforum.ballot.board import Kind, chain_problems, read_lines, signature_problems
from sgforum.ballot.jobs import post_envelopes
from sgforum.ballot.models import BoardEntry, Poll
from sgforum.ballot.services import announcing, close_poll, publication
from sgforum.ballot.services.board import append
from sgforum.ballot.signing import FILE_NAME, signer
from sgforum.ballot.verify.checks import examine_files
from sgforum.ballot.verify.contents import Bundle
from sgforum.core.db import db, transaction
from sgforum.core.errors import Conflict, NotFound
from tests.factories.ballot import AFTER, CLOSES, DURING, OPENS, cast, make_people, make_poll

from .crowd import at_once

BOARD = "consultation:papan"
NOTE = {"documents": {}, "note": "Dibacakan."}


def write(config, content=NOTE, at=DURING, kind=Kind.ANNOUNCED, board=BOARD):
    with transaction():
        append(board=board, kind=kind, content=content, at=at, keys=config.keys)


def problems(config, board=BOARD) -> list:
    entries, unreadable = read_lines([entry.line.encode() for entry in queries.list_entries(board)])
    key = signer(config.keys).public_key
    return [*unreadable, *chain_problems(entries), *signature_problems(entries, key)]


def open_on_board(config, **fields) -> Poll:
    poll = make_poll(config.keys, **fields)
    with transaction():
        announcing.announce_opening(poll=queries.get_poll(poll.id), at=OPENS, keys=config.keys)
    return db.session.get_one(Poll, poll.id)


def close_on_board(config, poll, at=AFTER) -> None:
    tally = close_poll(poll_id=poll.id, keys=config.keys, at=at)
    with transaction():
        poll = queries.get_poll(poll.id)
        announcing.announce_closing(
            poll=poll, turnout=publication.turnout_of(poll.id, tally.envelopes), seed=tally.seed, seed_source="rules",
            envelopes=publication.list_envelope_hashes(poll.id), witnesses=0, at=at, keys=config.keys,
        )  # fmt: skip
        announcing.announce_result(poll=poll, files=publication.files_of(poll), at=at, keys=config.keys)


def unpack(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def examined(config, board) -> dict[str, bytes]:
    """The bundle's files, after all checks have held with the installation's key and the board's head."""
    files = unpack(publication.make_bundle(board=board, keys=config.keys))
    head = queries.board_head(board).digest
    report = examine_files(Bundle(files), key=signer(config.keys).public_key.hex(), head=head)
    assert [(one.number, one.differences) for one in report.findings if not one.holds] == []
    return files


def test_append_makes_a_signed_chain(site, config):
    for _ in range(3):
        write(config)
    write(config, board="consultation:lain")
    assert [entry.number for entry in queries.list_entries(BOARD)] == [1, 2, 3]
    assert queries.board_head(BOARD).number == 3
    assert queries.board_head("consultation:tak-ada") is None
    assert problems(config) == []


def test_append_at_once_gives_every_line_its_number(site, config):
    outcomes = at_once(site, [lambda: write(config) for _ in range(12)])
    assert outcomes == [None] * 12
    assert [entry.number for entry in queries.list_entries(BOARD)] == list(range(1, 13))
    assert problems(config) == []


def test_append_of_a_clock_that_lags_keeps_time_in_order(site, config):
    write(config, at=DURING)
    write(config, at=DURING - timedelta(seconds=5))
    assert [entry.at for entry in queries.list_entries(BOARD)] == [DURING, DURING]
    assert problems(config) == []


def test_append_refuses_a_content_of_another_kind(site, config):
    with pytest.raises(ValueError, match="note is missing"):
        write(config, {"documents": {}})
    assert queries.list_entries(BOARD) == []


def test_append_in_a_transaction_that_fails_leaves_no_line(site, config):
    with pytest.raises(RuntimeError), transaction():
        append(board=BOARD, kind=Kind.ANNOUNCED, content=NOTE, at=DURING, keys=config.keys)
        raise RuntimeError
    write(config)
    assert [entry.number for entry in queries.list_entries(BOARD)] == [1]


def test_the_signing_key_is_a_file_for_the_server_alone(site, config):
    write(config)
    path = config.keys / FILE_NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert signer(config.keys).public_key == signer(config.keys).public_key
    rows = db.session.execute(text("SELECT line FROM ballot_board_entry")).scalars().all()
    assert all(path.read_bytes().hex() not in line for line in rows)


def test_the_bundle_of_a_closed_poll_holds(site, config):
    people = make_people(35)
    poll = open_on_board(config, parameters={"quorum_share": 0.5, "blank": True})
    make_poll(config.keys)  # noise, on the same people
    for person, choice in zip(people, ["taman"] * 15 + ["lampu"] * 11 + ["blank"] * 2, strict=False):
        cast(person, poll, choice)
    post_envelopes(config, DURING)
    close_on_board(config, poll)
    files = examined(config, poll.board)
    assert files["soal-1/suara.csv"] == b"ballot,count\nblank,2\nlampu,11\ntaman,15\n"
    assert files["soal-1/amplop.csv"].count(b"\n") == 29
    assert json.loads(files["soal-1/hasil.json"])["turnout"] == {
        "online": 28,
        "paper": 0,
        "desk": 0,
        "spoiled": 0,
    }
    assert publication.make_bundle(board=poll.board, keys=config.keys) == publication.make_bundle(
        board=poll.board, keys=config.keys
    )


def test_the_bundle_tells_nobody_and_no_key(site, config):
    people = make_people(12)
    poll = open_on_board(config)
    secret = (config.keys / poll.key_name).read_bytes()
    for person in people:
        cast(person, poll)
    close_on_board(config, poll)
    content = publication.make_bundle(board=poll.board, keys=config.keys)
    electors = db.session.execute(text("SELECT elector_id FROM ballot_elector")).scalars().all()
    hidden = [*electors, *(person.public_id for person in people), *(person.name for person in people)]
    assert not [value for value in hidden if value.encode() in content]
    for key in (secret, (config.keys / FILE_NAME).read_bytes()):
        assert key not in content
        assert key.hex().encode() not in content


def test_the_bundle_of_few_ballots_has_the_winner_only(site, config):
    people = make_people(9)
    poll = open_on_board(config)
    for person in people:
        cast(person, poll, "lampu")
    post_envelopes(config, DURING)
    close_on_board(config, poll)
    files = examined(config, poll.board)
    assert sorted(name for name in files if name.startswith("soal-1/")) == [
        "soal-1/daftar.csv",
        "soal-1/hasil.json",
    ]
    result = json.loads(files["soal-1/hasil.json"])
    assert (result["turnout"], result["outcome"]["winners"]) == (None, ["lampu"])
    assert "scores" not in result["outcome"]
    assert b'"number":null' in files["papan.jsonl"]


def test_the_bundle_holds_every_question_of_a_consultation(site, config):
    people = make_people(12)
    polls = [
        open_on_board(config, reference=reference) for reference in ("consultation:dua", "consultation:dua/2")
    ]
    open_on_board(config, reference="consultation:dua9")  # noise: another board
    for person in people:
        cast(person, polls[0], "taman")
        cast(person, polls[1], "parit")
    for poll in polls:
        close_on_board(config, poll)
    files = examined(config, "consultation:dua")
    winners = [json.loads(files[f"soal-{number}/hasil.json"])["outcome"]["winners"] for number in (1, 2)]
    assert winners == [["taman"], ["parit"]]


def test_the_bundle_waits_for_the_last_result(site, config):
    polls = [
        open_on_board(config, reference=reference)
        for reference in ("consultation:tiga", "consultation:tiga/2")
    ]
    close_on_board(config, polls[0])
    with pytest.raises(Conflict):
        publication.make_bundle(board="consultation:tiga", keys=config.keys)
    with pytest.raises(Conflict):
        publication.files_of(polls[1])
    with pytest.raises(NotFound):
        publication.make_bundle(board="consultation:tak-ada", keys=config.keys)


def lines_of(poll) -> list[dict]:
    return queries.list_contents(db.session.get_one(Poll, poll.id), Kind.ENVELOPES)


def test_post_envelopes_writes_once_a_day(site, config):
    poll = open_on_board(config)
    zone = ZoneInfo(config.timezone)
    days = [(DURING + timedelta(days=day)).astimezone(zone).date().isoformat() for day in (0, 1)]
    assert post_envelopes(config, DURING) == 1
    assert post_envelopes(config, DURING) == 0
    assert post_envelopes(config, DURING + timedelta(days=1)) == 1
    assert [line["on"] for line in lines_of(poll)] == days


def test_post_envelopes_knows_the_day_of_the_city(site, config):
    """Just before midnight in Balikpapan it is still afternoon in London."""
    opens = datetime(2026, 11, 1, 0, tzinfo=UTC)
    poll = open_on_board(config, opens_at=opens, at=opens, closes_at=opens + timedelta(days=9))
    for moment in (datetime(2026, 11, 3, 15, 59, tzinfo=UTC), datetime(2026, 11, 3, 16, 0, tzinfo=UTC)):
        assert post_envelopes(config, moment) == 1
    assert [line["on"] for line in lines_of(poll)] == ["2026-11-03", "2026-11-04"]


@pytest.mark.parametrize(("voters", "told"), [(9, None), (10, 10)])
def test_post_envelopes_tells_numbers_from_ten_on(site, config, voters, told):
    people = make_people(10)
    other = open_on_board(config)  # noise: its envelopes do not count here
    poll = open_on_board(config)
    for person in people[:voters]:
        cast(person, poll)
        cast(person, other)
    post_envelopes(config, DURING)
    (line,) = lines_of(poll)
    assert line["number"] == told
    assert (line["root"] is None) == (told is None)


def test_post_envelopes_passes_what_is_not_open_or_not_announced(site, config):
    silent = make_poll(config.keys)
    poll = open_on_board(config)
    assert post_envelopes(config, OPENS - timedelta(seconds=1)) == 0
    assert post_envelopes(config, CLOSES) == 0
    assert post_envelopes(config, DURING) == 1
    assert lines_of(silent) == []
    close_on_board(config, poll)
    assert post_envelopes(config, DURING + timedelta(days=1)) == 0


def test_post_envelopes_at_once_writes_one_line(site, config):
    poll = open_on_board(config)
    outcomes = at_once(site, [lambda: post_envelopes(config, DURING) for _ in range(6)])
    assert sorted(outcomes) == [0, 0, 0, 0, 0, 1]
    assert len(lines_of(poll)) == 1
    assert db.session.query(BoardEntry).count() == 2

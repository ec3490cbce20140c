"""Polls of every kind through the services: each rule, open votes, paper, split keys, late electors, extensions."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from sgforum.accounts.models import Person
from sgforum.ballot.models import (
    BatchState,
    BoardEntry,
    Channel,
    Elector,
    Envelope,
    Paper,
    Poll,
    Receipt,
    Secrecy,
    Vote,
)
from sgforum.ballot.queries import current_votes, has_cast
from sgforum.ballot.rules import CLOSED, HAS_PAPER
from sgforum.ballot.services import (
    Opening,
    Reading,
    Terms,
    add_elector,
    check_batch,
    check_in,
    close_poll,
    close_polls,
    divide_key,
    enter_batch,
    undo_check_in,
)
from sgforum.ballot.services.batches import NOT_AGREED, SAME_OFFICER, TOO_MANY
from sgforum.ballot.services.closing import NOT_YET, SHARES_NEEDED
from sgforum.ballot.tallies import count as count_profile
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.errors import Conflict, InvalidInput, Refused
from sgforum.core.permissions import Role
from tests.factories.accounts import as_actor, make_person, make_staff
from tests.factories.ballot import AFTER, CLOSES, DURING, OPTIONS, cast, make_people, make_poll
from tests.factories.territory import KELURAHAN

from .laws import do_as

CODES = tuple(code for code, _ in OPTIONS)
MONEY = {"budget": 10, "costs": {"taman": 6, "lampu": 4, "parit": 5}}
KINDS = [
    ("plurality", {}, ["taman", "lampu", "taman"]),
    ("approval", {}, ["taman,lampu", "lampu", "lampu,parit"]),
    ("score", {}, ["taman:5,lampu:0", "lampu:3", "parit:1,taman:2"]),
    ("schulze", {}, ["taman>lampu", "lampu>parit=taman", "parit"]),
    ("irv", {}, ["taman>lampu", "lampu>parit", "parit>lampu"]),
    ("greedy", MONEY, ["taman,lampu", "lampu", "parit"]),
    ("equal-shares", MONEY, ["taman,lampu", "lampu", "parit"]),
]
OPEN = Terms(secrecy=Secrecy.OPEN, receipt=Receipt.NONE)
PAPER = Terms(paper=True)


@pytest.mark.parametrize("terms", [Terms(), OPEN], ids=["secret", "open"])
@pytest.mark.parametrize("kind", KINDS, ids=[rule for rule, _, _ in KINDS])
def test_a_poll_of_each_rule_is_cast_and_counted(site, config, kind, terms):
    rule, parameters, choices = kind
    people = make_people(4)
    poll_id = make_poll(config.keys, rule=rule, parameters=parameters, terms=terms).id
    for person, choice in zip(people, choices, strict=False):
        cast(person, poll_id, choice)
    tally = close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    assert tally.outcome == count_profile(rule, Counter(choices), CODES, parameters, tally.seed)
    assert (tally.roll_size, tally.envelopes) == (4, 3)
    voted = select(func.count()).select_from(Elector).where(Elector.poll_id == poll_id, Elector.voted)
    assert db.session.scalar(voted) == 3


@pytest.mark.parametrize(
    ("rule", "parameters", "choice"),
    [
        ("plurality", {}, "taman,lampu"),
        ("plurality", {}, "blank"),
        ("approval", {"most": 1}, "taman,lampu"),
        ("approval", {}, "taman,taman"),
        ("score", {}, "taman:6"),
        ("schulze", {}, "taman>taman"),
        ("irv", {"most_ranked": 1}, "taman>lampu"),
        ("greedy", MONEY, "jalan"),
    ],
)
def test_a_ballot_that_does_not_fit_is_refused(sqlite_site, config, rule, parameters, choice):
    (person,) = make_people(1)
    poll = make_poll(config.keys, rule=rule, parameters=parameters)
    with pytest.raises(InvalidInput):
        cast(person, poll, choice)
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_a_blank_ballot_is_taken_where_it_is_offered(sqlite_site, config):
    (person,) = make_people(1)
    poll = make_poll(config.keys, parameters={"blank": True})
    cast(person, poll, "blank")
    assert close_poll(poll_id=poll.id, keys=config.keys, at=AFTER).blank == 1


def test_the_last_open_vote_counts_and_all_are_kept(site, config):
    first, second, absent = make_people(3)
    poll = make_poll(config.keys, terms=OPEN)
    assert [cast(first, poll, choice).replaced for choice in ("taman", "lampu")] == [False, True]
    cast(second, poll, "parit")
    assert sorted(row.choice for row in db.session.execute(current_votes(poll.id))) == ["lampu", "parit"]
    assert db.session.scalar(select(func.count()).select_from(Vote)) == 3
    assert has_cast(as_actor(first), poll.id)
    assert not has_cast(as_actor(absent), poll.id)
    tally = close_poll(poll_id=poll.id, keys=config.keys, at=AFTER)
    assert tally.totals == {"taman": 0, "lampu": 1, "parit": 1}
    with pytest.raises(Refused, match=CLOSED):
        cast(first, poll, "taman")


def test_a_code_of_a_content_receipt_stands_beside_the_ballot(site, config):
    people = make_people(3)
    poll = make_poll(config.keys, terms=Terms(receipt=Receipt.CONTENT))
    codes = {cast(person, poll, choice).code: choice for person, choice in zip(people, CODES, strict=True)}
    close_poll(poll_id=poll.id, keys=config.keys, at=AFTER)
    assert {row.code: row.choice for row in db.session.execute(select(Paper.code, Paper.choice))} == codes


@pytest.mark.parametrize("receipt", [Receipt.NONE, Receipt.INCLUSION])
def test_other_receipts_give_no_code(sqlite_site, config, receipt):
    (person,) = make_people(1)
    poll = make_poll(config.keys, terms=Terms(receipt=receipt))
    slip = cast(person, poll)
    assert (bool(slip.slip), slip.code) == (receipt is Receipt.INCLUSION, "")
    close_poll(poll_id=poll.id, keys=config.keys, at=AFTER)
    assert db.session.scalars(select(Paper.code)).all() == [None]


@pytest.fixture
def officers(site):
    return [make_staff(Role.OFFICIAL, KELURAHAN) for _ in range(2)]


def test_paper_goes_into_the_same_box(site, config, officers):
    online, paper, spoiler = make_people(3)
    poll = make_poll(config.keys, terms=PAPER)
    poll_id, board = poll.id, poll.board
    cast(online, poll, "taman")
    cast(paper, poll, "lampu")
    person_ids = [paper.public_id, spoiler.public_id]
    taken = [
        do_as(officers[0], check_in, board=board, person_id=one, channel=Channel.PAPER, at=DURING)
        for one in person_ids
    ]
    assert taken == [True, False]
    with pytest.raises(Refused, match=HAS_PAPER):
        cast(paper, poll_id, "lampu")
    reading = Reading({"parit": 1}, spoiled=1)
    batch = do_as(
        officers[0],
        enter_batch,
        poll_id=poll_id,
        label="TPS 1",
        channel=Channel.PAPER,
        reading=reading,
        at=AFTER,
    )
    batch_id = batch.public_id
    with pytest.raises(Conflict, match=NOT_AGREED):
        close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    with pytest.raises(Conflict, match=SAME_OFFICER):
        do_as(officers[0], check_batch, batch_id=batch_id, reading=reading, at=AFTER)
    wrong = do_as(officers[1], check_batch, batch_id=batch_id, reading=Reading({"taman": 1}, 1), at=AFTER)
    assert wrong.state is BatchState.DIFFERS
    agreed = do_as(officers[1], check_batch, batch_id=batch_id, reading=reading, at=AFTER)
    assert agreed.state is BatchState.AGREED
    tally = close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    assert tally.totals == {"taman": 1, "lampu": 0, "parit": 1}
    assert (tally.envelopes, tally.papers, tally.spoiled, tally.ballots) == (1, 1, 1, 2)
    assert agreed.lines is None
    roll = db.session.execute(select(Elector.person_id, Elector.channel))
    channels = {row.person_id: row.channel for row in roll}
    assert channels == {online.id: Channel.ONLINE, paper.id: Channel.PAPER, spoiler.id: Channel.PAPER}


def test_more_paper_than_people_who_took_one_is_refused(site, config, officers):
    make_people(2)
    poll_id = make_poll(config.keys, terms=PAPER).id
    reading = Reading({"parit": 1})
    fields = {"poll_id": poll_id, "label": "TPS 1", "channel": Channel.PAPER, "reading": reading, "at": AFTER}
    batch_id = do_as(officers[0], enter_batch, **fields).public_id
    do_as(officers[1], check_batch, batch_id=batch_id, reading=reading, at=AFTER)
    with pytest.raises(Conflict, match=TOO_MANY):
        close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 0


def test_a_check_in_by_mistake_is_taken_back(site, config, officers):
    (person,) = make_people(1)
    poll = make_poll(config.keys, terms=PAPER)
    fields = {"board": poll.board, "person_id": person.public_id, "at": DURING}
    do_as(officers[0], check_in, channel=Channel.DESK, **fields)
    do_as(officers[0], undo_check_in, **fields)
    assert cast(person, poll, "taman").replaced is False


def test_two_of_three_holders_open_the_box(site, config, officers):
    people = make_people(3)
    board = "consultation:kuncibagi"
    shares = do_as(
        officers[0],
        divide_key,
        board=board,
        place_code=KELURAHAN,
        holders=["Lurah", "Saksi RT", "Operator"],
        at=DURING,
    )
    poll_id = make_poll(config.keys, reference=board, terms=Terms(split=True)).id
    for person in people:
        cast(person, poll_id, "parit")
    assert not list(config.keys.glob("ballot-*"))
    with pytest.raises(Conflict, match=SHARES_NEEDED):
        close_polls(poll_ids=[poll_id], opening=Opening(config.keys), at=AFTER)
    with pytest.raises(InvalidInput):
        close_polls(poll_ids=[poll_id], opening=Opening(config.keys, [shares[0]]), at=AFTER)
    opening = Opening(config.keys, [shares[2], shares[0].upper()])
    (tally,) = close_polls(poll_ids=[poll_id], opening=opening, at=AFTER)
    assert tally.totals["parit"] == 3


def test_an_elector_added_late_votes_and_the_box_opens(site, config, officers):
    (early,) = make_people(1)
    poll = make_poll(config.keys)
    poll_id, board = poll.id, poll.board
    late = make_person(verified_at=DURING)
    with pytest.raises(Refused):
        cast(late, poll_id)
    db.session.rollback()
    reason = "Diverifikasi sesudah daftar ditetapkan"
    fields = {"board": board, "person_id": late.public_id, "at": DURING}
    do_as(officers[0], add_elector, reason=reason, **fields)
    with pytest.raises(InvalidInput):
        do_as(officers[0], add_elector, reason=reason, **fields)
    cast(late, poll_id, "lampu")
    cast(early, poll_id, "lampu")
    tally = close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    assert (tally.roll_size, tally.envelopes) == (2, 2)


def test_an_elector_whom_nobody_announced_keeps_the_box_shut(site, config):
    make_people(1)
    poll_id = make_poll(config.keys).id
    late = make_person()
    db.session.add(Elector(elector_id="f" * 32, poll_id=poll_id, person_id=late.id, late=True))
    db.session.commit()
    with pytest.raises(Conflict):
        close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)


def test_a_poll_short_of_its_quorum_is_extended_once(site, config):
    people = make_people(3)
    poll_id = make_poll(config.keys, parameters={"quorum_number": 2, "extend_days": 3}).id
    cast(people[0], poll_id)
    with pytest.raises(Conflict, match=NOT_YET):
        close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    assert db.session.get_one(Poll, poll_id).ends_at == CLOSES + timedelta(days=3)
    cast(people[1], poll_id, at=AFTER)
    tally = close_poll(poll_id=poll_id, keys=config.keys, at=CLOSES + timedelta(days=3))
    assert (tally.envelopes, tally.quorum_met) == (2, True)


def test_a_poll_that_reached_its_quorum_is_not_extended(site, config):
    (person,) = make_people(1)
    poll_id = make_poll(config.keys, parameters={"quorum_number": 1, "extend_days": 3}).id
    cast(person, poll_id)
    assert close_poll(poll_id=poll_id, keys=config.keys, at=AFTER).quorum_met is True


@pytest.mark.parametrize(
    "statement", ["UPDATE ballot_board_entry SET line = 'x'", "DELETE FROM ballot_board_entry"]
)
def test_nobody_changes_a_line_of_a_board(site, statement):
    db.session.add(BoardEntry(board="uji", number=1, kind="opened", at=now(), line="{}", digest="d" * 64))
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_rules_changed_after_the_first_ballot_keep_the_box_shut(site, config):
    (person,) = make_people(1)
    poll_id = make_poll(config.keys, rule="irv", parameters={}).id
    cast(person, poll_id, "taman>lampu")
    changed = {**db.session.get_one(Poll, poll_id).parameters, "overvote": "skip"}
    db.session.execute(update(Poll).values(parameters=changed))
    db.session.commit()
    with pytest.raises(Conflict):
        close_poll(poll_id=poll_id, keys=config.keys, at=AFTER)
    assert db.session.scalar(select(func.count()).select_from(Person)) == 1

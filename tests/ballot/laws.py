"""The laws of the box, each as a procedure that builds its own case and asserts; mutants are held against them."""

from __future__ import annotations

import random
import shutil
import threading
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from sgforum.accounts.queries import actor_of
from sgforum.ballot.envelope import unseal
from sgforum.ballot.models import Channel, Elector, Envelope, Paper, Poll
from sgforum.ballot.services import (
    CastReceipt,
    Reading,
    Terms,
    cast_ballot,
    check_batch,
    check_in,
    close_poll,
    enter_batch,
    opening,
)
from sgforum.core.db import db, is_sqlite, transaction
from sgforum.core.errors import SgforumError
from sgforum.core.permissions import Role
from tests.factories.accounts import as_actor, make_person, make_staff
from tests.factories.ballot import AFTER, CLOSES, DURING, OPENS, OPTIONS, cast, make_people, make_poll
from tests.factories.territory import KELURAHAN, OTHER_KELURAHAN

from .crowd import at_once
from .every_kind import case_of
from .linker import Loot, best_attack, learn_roll, shared_transactions, take_files, take_orders

CHOICES = [code for code, _ in OPTIONS]


def count_envelopes() -> int:
    found = db.session.execute(text("SELECT count(*) FROM ballot_envelope")).scalar_one()
    db.session.rollback()
    return found


def casting(actor, poll_id, choice, at=DURING):
    def act() -> CastReceipt:
        with transaction():
            return cast_ballot(actor=actor, poll_id=poll_id, choice=choice, at=at)

    return act


def one_envelope_each(site: Flask, keys: Path, rounds: int = 1, rule: str = "plurality") -> None:
    """Fifty casts of one person at once leave one envelope, and one paper."""
    person, other = make_people(2)
    for _ in range(rounds):
        case = case_of(rule, 12)
        poll_id = make_poll(keys, rule=rule, options=case.options, parameters=case.parameters).id
        cast(other, poll_id, case.ballots[0])  # noise
        actor = actor_of(person, DURING)
        outcomes = at_once(site, [casting(actor, poll_id, case.ballots[n % 12]) for n in range(50)])
        assert all(isinstance(outcome, CastReceipt) for outcome in outcomes), f"an error: {outcomes}"
        assert count_envelopes() == 2, "more than one envelope of a person"
        assert [outcome.replaced for outcome in outcomes].count(False) == 1
        tally = close_poll(poll_id=poll_id, keys=keys, at=AFTER)
        assert (tally.envelopes, tally.ballots, tally.outcome.valid) == (2, 2, 2)


def only_the_roll_votes(keys: Path) -> None:
    """Unverified, suspended, from elsewhere, verified too late: none of their ballots is in the box."""
    suspended = make_person()
    poll_id = make_poll(keys).id
    suspended.suspended_until = CLOSES
    db.session.commit()
    others = [
        make_person(level=1), make_person(home=OTHER_KELURAHAN), make_person(verified_at=DURING), make_person(),
        suspended,
    ]  # fmt: skip
    for person in others:
        _try_to_cast(person, poll_id, DURING)
    assert count_envelopes() == 0, "a ballot of someone who may not vote"


def nothing_counts_outside_the_window(keys: Path) -> None:
    """No ballot before opening, at or after close, or once the box was opened."""
    person = make_person()
    poll_id = make_poll(keys).id
    for at in (OPENS.replace(year=2000), CLOSES, AFTER):
        _try_to_cast(person, poll_id, at)
    assert count_envelopes() == 0, "a ballot outside the window"
    close_poll(poll_id=poll_id, keys=keys, at=CLOSES)
    _try_to_cast(person, poll_id, DURING)
    assert count_envelopes() == 0, "a ballot in an opened box"


def _try_to_cast(person, poll_id, at) -> None:
    try:
        cast(person, poll_id, at=at)
    except SgforumError:
        db.session.rollback()


def accepted_ballots_are_counted(site: Flask, keys: Path) -> None:
    """A ballot that was accepted before close, but is not committed when the closing begins, is waited for."""
    person = make_person()
    poll_id = make_poll(keys).id
    actor = actor_of(person, DURING)
    is_cast, may_commit = threading.Event(), threading.Event()

    def slow_cast() -> CastReceipt:
        with transaction():
            receipt = cast_ballot(actor=actor, poll_id=poll_id, choice="taman", at=DURING)
            is_cast.set()
            may_commit.wait(10)
            return receipt

    def close():
        is_cast.wait(10)
        threading.Timer(0.4, may_commit.set).start()
        return close_poll(poll_id=poll_id, keys=keys, at=CLOSES)

    receipt, tally = at_once(site, [slow_cast, close])
    assert isinstance(receipt, CastReceipt)
    assert getattr(tally, "envelopes", None) == 1, f"an accepted ballot was not counted: {tally!r}"


def old_copies_stay_sealed(keys: Path) -> None:
    """After close no key is left that opens an envelope kept in an old backup."""
    people = make_people(3)
    poll_id = make_poll(keys).id
    for person in people:
        cast(person, poll_id)
    backup = [tuple(row) for row in db.session.execute(select(Envelope.elector_id, Envelope.content))]
    close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    left = [path.read_bytes() for path in keys.glob("ballot-*")]
    opened = [unseal(key, *envelope) for key in left for envelope in backup]
    assert not any(opened), "an old envelope can still be opened"


def no_old_envelope_in_the_files(keys: Path, instance: Path) -> None:
    """After close no envelope, also no replaced one, is in any byte of the database's files (SQLite)."""
    people = make_people(20)
    poll_id = make_poll(keys).id
    cast_ones = []
    for person in [*people, *people[:5]]:
        cast(person, poll_id, random.choice(CHOICES))
        cast_ones += [bytes(content) for content in db.session.scalars(select(Envelope.content))]
    assert len(set(cast_ones)) == 25
    close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    files = b"".join(path.read_bytes() for path in instance.glob("sgforum.db*"))
    assert len(files) > 100_000
    # a page boundary may cut a long blob: any 40 bytes of it would do
    found = [one for one in cast_ones if one[:40] in files or one[200:240] in files or one[-40:] in files]
    assert not found, "an envelope is still in the files"


def no_voter_can_be_linked(
    keys: Path, instance: Path, monkeypatch, voters: int = 300, rule: str = "plurality"
) -> float:
    """Every join of roll and box that files, backups and system columns allow finds fewer than 5 in 100."""
    monkeypatch.setattr(opening, "MOST_OPTIONS", voters)
    people, case = make_people(voters), case_of(rule, voters)
    poll_id = make_poll(keys, rule=rule, options=case.options, parameters=case.parameters).id
    make_poll(keys)  # noise: a second roll of the same people
    ids = [person.id for person in people]
    truth = dict(zip(ids, case.ballots, strict=True))
    order = random.sample(people, voters)
    loot = Loot()
    learn_roll(loot)
    for person in order:
        cast(person, poll_id, truth[person.id])
    loot.people["the order of arrival, as seen from the door"] = [person.id for person in order]

    def take(stage: str) -> None:
        take_orders(loot, stage)
        if is_sqlite():
            copy = instance / f"backup-{stage}"
            copy.mkdir()
            for file in instance.glob("sgforum.db*"):
                shutil.copy(file, copy)
            take_files(loot, stage, copy)

    take("while voting")
    close_poll(
        poll_id=poll_id,
        keys=keys,
        at=AFTER,
        reached=lambda point: point in ("counted", "separated") and take(point),
    )
    take("after close")
    assert any("ballot_paper" in where for where in loot.papers)
    success, how = best_attack(loot, truth)
    assert success < 0.05, f"{success:.0%} of voters linked by {how}"
    return success


def roll_and_box_share_no_transaction(keys: Path) -> None:
    """PostgreSQL: one transaction wrote the whole box, and it wrote nothing of the roll."""
    people = make_people(30)
    poll_id = make_poll(keys).id
    for person in people[:20]:
        cast(person, poll_id)
    close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    assert db.session.scalar(select(func.count()).select_from(Elector).where(Elector.voted)) == 20
    written, shared = shared_transactions()
    assert written == 1, "papers of several transactions"
    assert shared == 0, "roll and box share a transaction"


def a_copied_envelope_is_no_ballot(keys: Path) -> None:
    """An envelope put under another elector's id by somebody with the database in hand does not count again."""
    people = make_people(3)
    poll_id = make_poll(keys).id
    for person in people:
        cast(person, poll_id)
    envelopes = db.session.execute(select(Envelope.elector_id, Envelope.content)).all()
    (_, content), (other, _), *_rest = envelopes
    db.session.execute(update(Envelope).where(Envelope.elector_id == other).values(content=content))
    db.session.commit()
    tally = close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    assert tally.outcome.valid == 2, "a copied envelope was counted"


def who_took_a_paper_votes_once(keys: Path) -> None:
    """A paper ballot and an envelope of one person are never both in the box."""
    (person,) = make_people(1)
    officers = [make_staff(Role.OFFICIAL, KELURAHAN) for _ in range(2)]
    poll = make_poll(keys, terms=Terms(paper=True))
    poll_id, board = poll.id, poll.board
    cast(person, poll_id)
    do_as(officers[0], check_in, board=board, person_id=person.public_id, channel=Channel.PAPER, at=DURING)
    _try_to_cast(person, poll_id, DURING)
    reading, fields = Reading({"parit": 1}), {"label": "TPS 1", "channel": Channel.PAPER, "at": AFTER}
    batch = do_as(officers[0], enter_batch, poll_id=poll_id, reading=reading, **fields)
    do_as(officers[1], check_batch, batch_id=batch.public_id, reading=reading, at=AFTER)
    tally = close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    assert tally.ballots == 1, "one person has two ballots in the box"


def one_officer_is_not_two(keys: Path) -> None:
    """Papers that one officer alone has read do not go into the box."""
    (person,) = make_people(1)
    officer = make_staff(Role.OFFICIAL, KELURAHAN)
    poll = make_poll(keys, terms=Terms(paper=True))
    poll_id, board = poll.id, poll.board
    do_as(officer, check_in, board=board, person_id=person.public_id, channel=Channel.PAPER, at=DURING)
    reading, fields = Reading({"parit": 1}), {"label": "TPS 1", "channel": Channel.PAPER, "at": AFTER}
    batch_id = do_as(officer, enter_batch, poll_id=poll_id, reading=reading, **fields).public_id
    try:
        do_as(officer, check_batch, batch_id=batch_id, reading=reading, at=AFTER)
    except (SgforumError, IntegrityError):
        db.session.rollback()
    try:
        close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    except SgforumError:
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 0, (
        "papers of one officer were counted"
    )


def altered_rules_keep_the_box_shut(keys: Path) -> None:
    """Whoever changes a rule in the database after the first ballot gets no count."""
    (person,) = make_people(1)
    poll_id = make_poll(keys).id
    cast(person, poll_id)
    db.session.execute(update(Poll).where(Poll.id == poll_id).values(title="Yang lain?"))
    db.session.commit()
    try:
        close_poll(poll_id=poll_id, keys=keys, at=AFTER)
    except SgforumError:
        db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Paper)) == 0, "altered rules were counted"


def voting_is_extended_once(keys: Path) -> None:
    """However long a quorum is missed, voting goes on for the days of the rules, once."""
    make_people(3)
    poll_id = make_poll(keys, parameters={"quorum_number": 3, "extend_days": 2}).id
    for days in range(0, 12, 2):
        try:
            close_poll(poll_id=poll_id, keys=keys, at=CLOSES + timedelta(days=days))
        except SgforumError:
            db.session.rollback()
    ends_at = db.session.scalar(select(Poll.ends_at).where(Poll.id == poll_id))
    assert ends_at == CLOSES + timedelta(days=2), "voting was extended again"


def do_as(person, act, **fields):
    """Do an act as somebody, in a transaction of its own."""
    with transaction():
        return act(actor=as_actor(person), **fields)

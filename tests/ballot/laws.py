"""The laws of the box, each as a procedure that builds its own case and asserts; mutants are held against them."""

from __future__ import annotations

import random
import shutil
import threading
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, text

from sgforum.accounts.queries import actor_of
from sgforum.ballot.envelope import unseal
from sgforum.ballot.models import Elector, Envelope
from sgforum.ballot.services import CastReceipt, cast_ballot, close_poll, opening
from sgforum.core.db import db, is_sqlite, transaction
from sgforum.core.errors import SgforumError
from tests.factories.accounts import make_person
from tests.factories.ballot import AFTER, CLOSES, DURING, OPENS, OPTIONS, cast, make_people, make_poll
from tests.factories.territory import OTHER_KELURAHAN

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

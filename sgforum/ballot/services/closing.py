"""Closing a poll, in steps that are each taken once: count, separate, erase, destroy the key.

A process that is killed anywhere leaves a state from which the next call goes on: no ballot is lost or
counted twice, because envelopes turn into papers within one transaction (voting.md 3.3, step 4).
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Delete, Update, delete, func, insert, select, update

from ...accounts.models import Person
from ...core import audit
from ...core.db import db, transaction
from ...core.errors import Conflict, NotFound
from ...core.marks import N_
from ...core.permissions import SYSTEM
from .. import keys as key_files
from ..commitments import hash_of_sorted, roll_line
from ..envelope import digest, unseal
from ..erasure import erase_traces
from ..models import Elector, Envelope, EnvelopeHash, Paper, Poll, PollState, Rule
from ..queries import NO_POLL, find_tally, get_poll, rules_hash_of
from ..tally import BLANK, Tally, tally_plurality

NOT_YET = N_("Pemungutan suara belum berakhir, jadi kotak suara belum dapat dibuka.")
ALTERED = N_(
    "Aturan atau daftar pemilih berbeda dari saat dibuka. Kotak suara tidak dibuka; hubungi pengelola server."
)
TALLIES = {Rule.PLURALITY: tally_plurality}
_INVALID = ""
Reached = Callable[[str], None]


def _go_on(_point: str) -> None:
    """Nothing happens at a point of the closing; a test puts its fault there."""


def close_poll(
    *, poll_id: int, keys: Path, at: datetime, seed: str | None = None, reached: Reached = _go_on
) -> Tally:
    """Open the box of a poll that is past its close, and return the result; again, or at once twice, the same.

    Does its own transactions: call it outside of one. seed: of the tie order, such as dice thrown before
    witnesses; else the poll's parameter "seed", else the hash of its rules, which no one can aim after
    opening. reached: told each point that is passed. Raises NotFound; Conflict before close or if rules or
    roll were altered; Unavailable if the key is lost or the database too busy to erase (call again).
    """
    with transaction():
        poll = _lock_poll(poll_id)
        if at < poll.closes_at:
            raise Conflict(NOT_YET)
        if poll.state is PollState.OPEN:
            _count(poll, keys, seed)
            reached("opened")
    reached("counted")
    with transaction():
        poll = _lock_poll(poll_id)
        if poll.state is PollState.COUNTED:
            _separate(poll)
            reached("rewritten")
    reached("separated")
    return _finish(poll_id, keys, at, reached)


def _lock_poll(poll_id: int) -> Poll:
    """The poll's row, exclusively: casting holds it shared, so no ballot is under way from here on."""
    poll = db.session.scalar(
        select(Poll).where(Poll.id == poll_id).with_for_update().execution_options(populate_existing=True)
    )
    if poll is None:
        raise NotFound(NO_POLL)
    return poll


def _count(poll: Poll, keys: Path, seed: str | None) -> None:
    """Turn envelopes into shuffled papers, mark the roll, store the tally; all of it or nothing."""
    if rules_hash_of(poll) != poll.rules_hash or _roll_hash(poll.id) != poll.roll_hash:
        raise Conflict(ALTERED)
    key = key_files.read(keys, poll.key_name)
    of_poll = select(Elector.elector_id).where(Elector.poll_id == poll.id)
    sealed = db.session.execute(
        select(Envelope.elector_id, Envelope.content).where(Envelope.elector_id.in_(of_poll))
    ).all()
    choices = _open_all(poll, key, sealed)
    hashes = [digest(content) for _, content in sealed]
    marked = _change(
        update(Elector)
        .where(Elector.poll_id == poll.id, Elector.elector_id.in_(select(Envelope.elector_id)))
        .values(voted=True)
    )
    deleted = _change(delete(Envelope).where(Envelope.elector_id.in_(of_poll)))
    _fill_box(poll.id, choices, hashes)
    profile = Counter(_INVALID if choice is None else choice for choice in choices)
    tally = TALLIES[poll.rule](
        profile, [option.code for option in poll.options], seed or poll.parameters.get("seed") or poll.rules_hash,
        poll.roll_size, poll.parameters,
    )  # fmt: skip
    _hold_equal(marked, deleted, len(sealed), _count_papers(poll.id), tally.envelopes)
    poll.tally, poll.box_hash, poll.state = tally.to_json(), hash_of_sorted(hashes), PollState.COUNTED


def _roll_hash(poll_id: int) -> str:
    lines = db.session.execute(
        select(Elector.elector_id, Person.public_id)
        .join(Person, Person.id == Elector.person_id)
        .where(Elector.poll_id == poll_id)
    )
    return hash_of_sorted(roll_line(*line) for line in lines)


def _open_all(poll: Poll, key: bytes, sealed: Sequence[tuple[str, bytes]]) -> list[str | None]:
    """The choices in an order that has nothing to do with the envelopes'; None for what is no valid ballot."""
    valid = {option.code for option in poll.options} | ({BLANK} if poll.parameters.get("blank") else set())
    choices = [unseal(key, elector_id, content) for elector_id, content in sealed]
    readable = [choice if choice in valid else None for choice in choices]
    secrets.SystemRandom().shuffle(readable)
    return readable


def _fill_box(poll_id: int, choices: Sequence[str | None], hashes: Sequence[str]) -> None:
    if not choices:
        return
    papers = [{"id": secrets.token_bytes(16), "poll_id": poll_id, "choice": choice} for choice in choices]
    db.session.execute(insert(Paper), papers)
    db.session.execute(
        insert(EnvelopeHash), [{"poll_id": poll_id, "digest": one} for one in sorted(set(hashes))]
    )


def _count_papers(poll_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(Paper).where(Paper.poll_id == poll_id)) or 0


def _hold_equal(*numbers: int) -> None:
    """Roll marks, envelopes, papers and tally must agree; if not, nothing of the count is kept."""
    if len(set(numbers)) > 1:
        raise RuntimeError(f"marks, deleted and read envelopes, papers and tally differ: {numbers}")


def _separate(poll: Poll) -> None:
    """Write the roll anew in a transaction of its own, so that it shares no transaction with the box.

    On PostgreSQL every row of the roll then has this transaction's `xmin` and no trace of row locks, every
    paper the count's; on SQLite it costs a moment and keeps one path for both.
    """
    columns = (Elector.elector_id, Elector.poll_id, Elector.person_id, Elector.voted)
    roll = db.session.execute(select(*columns).where(Elector.poll_id == poll.id).order_by(Elector.elector_id))
    rows = [dict(row) for row in roll.mappings()]
    deleted = _change(delete(Elector).where(Elector.poll_id == poll.id))
    _hold_equal(deleted, len(rows), poll.roll_size)
    if rows:
        db.session.execute(insert(Elector), rows)
    poll.state = PollState.SEPARATED


def _finish(poll_id: int, keys: Path, at: datetime, reached: Reached) -> Tally:
    """Erase what the files still hold, destroy the key, and only then let the result be seen."""
    poll = get_poll(poll_id)
    if poll.state is PollState.SEPARATED:
        key_name = poll.key_name
        erase_traces()
        reached("erased")
        key_files.destroy(keys, key_name)
        reached("key-destroyed")
        with transaction():
            poll = _lock_poll(poll_id)
            if poll.state is PollState.SEPARATED:
                poll.state, poll.closed_at = PollState.CLOSED, at
                audit.record(
                    actor=SYSTEM, act="ballot.poll.close", subject=poll.reference, at=at,
                    details={"box_hash": poll.box_hash},
                )  # fmt: skip
        reached("closed")
    tally = find_tally(poll_id)
    if tally is None:
        raise RuntimeError("the poll did not come to its end")
    return tally


def _change(statement: Update | Delete) -> int:
    """Run an UPDATE or DELETE past the session's objects; returns how many rows it met."""
    return db.session.connection().execute(statement).rowcount

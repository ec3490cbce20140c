"""Closing polls, in steps that are each taken once: count, separate, erase, destroy the key.

A process that is killed anywhere leaves a state from which the next call goes on: no ballot is lost or
counted twice, because envelopes turn into papers within one transaction (voting.md 3.3, step 4).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, insert, select

from ...core.db import db, transaction
from ...core.errors import Conflict, Unavailable
from ...core.marks import N_
from .. import keys as key_files
from ..commitments import hash_of_sorted
from ..envelope import public_key_of
from ..erasure import erase_traces
from ..models import Elector, Poll, PollState, Secrecy
from ..queries import find_tally, get_poll, list_roll_lines, lock_poll, rules_hash_of
from ..shares import WRONG_SHARES, join
from ..tally import Tally
from .counting import count_open, count_secret, mark_closed, rows_met
from .ending import settle_end

NOT_YET = N_("Pemungutan suara belum berakhir, jadi kotak suara belum dapat dibuka.")
ALTERED = N_(
    "Aturan atau daftar pemilih berbeda dari saat dibuka. Kotak suara tidak dibuka; hubungi pengelola server."
)
SHARES_NEEDED = N_("Kotak suara ini dibuka dengan dua dari tiga bagian kunci.")
Reached = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Opening:
    """With what the boxes are opened.

    shares: two of a split key. seed: of the tie order, such as dice thrown before witnesses; "" takes
    the poll's parameter "seed", else the hash of its rules, which no one can aim after opening.
    """

    keys: Path
    shares: Sequence[str] = ()
    seed: str = ""


def _go_on(_point: str) -> None:
    """Nothing happens at a point of the closing; a test puts its fault there."""


def close_poll(
    *, poll_id: int, keys: Path, at: datetime, seed: str | None = None, reached: Reached = _go_on
) -> Tally:
    """Close one poll (close_polls), with the key that the server keeps."""
    (tally,) = close_polls(poll_ids=[poll_id], opening=Opening(keys, seed=seed or ""), at=at, reached=reached)
    return tally


def close_polls(
    *, poll_ids: Sequence[int], opening: Opening, at: datetime, reached: Reached = _go_on
) -> list[Tally]:
    """Open the boxes of polls that are past their end; again, or at once twice, the same results.

    Does its own transactions: call it outside of one. The files are erased once for all of them. reached: told
    each point that is passed. Raises NotFound; Conflict before the end, while paper ballots are not agreed on,
    or if rules or roll were altered; InvalidInput for wrong shares; Unavailable if the key is lost or the
    database too busy to erase (call again).
    """
    private = join(opening.shares) if opening.shares else None
    for poll_id in poll_ids:
        _count(poll_id, opening, private, at, reached)
    reached("counted")
    for poll_id in poll_ids:
        with transaction():
            poll = lock_poll(poll_id)
            if poll.state is PollState.COUNTED:
                _separate(poll)
                reached("rewritten")
    reached("separated")
    _finish(poll_ids, opening.keys, at, reached)
    return [_result(poll_id) for poll_id in poll_ids]


def _count(poll_id: int, opening: Opening, private: bytes | None, at: datetime, reached: Reached) -> None:
    board = get_poll(poll_id).board
    with (
        transaction()
    ):  # locks the whole board in its order: one poll first would be a deadlock with another closing
        moved = settle_end(board=board, at=at)
    if moved is not None:
        raise Conflict(NOT_YET)
    with transaction():
        poll = lock_poll(poll_id)
        if poll.state is not PollState.OPEN:
            return
        if at < poll.ends_at:
            raise Conflict(NOT_YET)
        if is_altered(poll):
            raise Conflict(ALTERED)
        if poll.secrecy is Secrecy.OPEN:
            count_open(poll, opening.seed, at)
        else:
            count_secret(poll, _key_of(poll, opening.keys, private), opening.seed)
        reached("opened")


def _key_of(poll: Poll, keys: Path, private: bytes | None) -> bytes:
    """The key that opens this box: the server's file, or the one that two holders' shares make."""
    if poll.key_name is not None:
        return key_files.read(keys, poll.key_name)
    if private is None:
        raise Conflict(SHARES_NEEDED)
    if public_key_of(private) != poll.public_key:
        raise Conflict(WRONG_SHARES)
    return private


def is_altered(poll: Poll) -> bool:
    """Whether rules or roll are not those of the opening, with exactly as many electors more as were added on record."""
    late = select(func.count()).select_from(Elector).where(Elector.poll_id == poll.id, Elector.late)
    return (
        rules_hash_of(poll) != poll.rules_hash
        or hash_of_sorted(list_roll_lines(poll.id, at_opening=True)) != poll.roll_hash
        or db.session.scalar(late) != poll.added
    )


def _separate(poll: Poll) -> None:
    """Write the roll anew in a transaction of its own, so that it shares no transaction with the box.

    On PostgreSQL every row of the roll then has this transaction's `xmin` and no trace of row locks, every
    paper the count's; on SQLite it costs a moment and keeps one path for both.
    """
    columns = [Elector.__table__.c[name] for name in ROLL_COLUMNS]
    roll = db.session.execute(select(*columns).where(Elector.poll_id == poll.id).order_by(Elector.elector_id))
    rows = [dict(row) for row in roll.mappings()]
    deleted = rows_met(delete(Elector).where(Elector.poll_id == poll.id))
    if not deleted == len(rows) == poll.electors:
        raise RuntimeError(f"the roll has {len(rows)} rows, {deleted} were deleted, {poll.electors} expected")
    if rows:
        db.session.execute(insert(Elector), rows)
    poll.state = PollState.SEPARATED


ROLL_COLUMNS = ("elector_id", "poll_id", "person_id", "voted", "channel", "late")


def _finish(poll_ids: Sequence[int], keys: Path, at: datetime, reached: Reached) -> None:
    """Erase what the files still hold, destroy the keys, and only then let the results be seen."""
    left = [poll for poll in map(get_poll, poll_ids) if poll.state is PollState.SEPARATED]
    if left:
        names = [poll.key_name for poll in left if poll.key_name is not None]
        erase_traces()
        reached("erased")
        for name in names:
            key_files.destroy(keys, name)
        reached("key-destroyed")
        for poll_id in poll_ids:
            with transaction():  # one poll each: two closings in other orders must not wait for each other
                _mark_closed(lock_poll(poll_id), at)
    reached("closed")


def _mark_closed(poll: Poll, at: datetime) -> None:
    if poll.state is PollState.SEPARATED:
        mark_closed(poll, at)


def _result(poll_id: int) -> Tally:
    tally = find_tally(poll_id)
    if tally is None:
        raise Unavailable(N_("Kotak suara sedang ditutup oleh proses lain. Coba lagi sebentar lagi."))
    return tally

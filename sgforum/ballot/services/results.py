"""Telling a board what its polls came to, once all their boxes are closed: channels, seed, final box, result."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from ...core.db import db, lock
from ...core.errors import Conflict
from ..board import Kind
from ..models import Batch, Poll
from ..queries import find_tally, list_contents, list_polls
from .announcing import announce_batch, announce_closing, announce_result
from .publication import NOT_CLOSED, files_of, list_envelope_hashes, turnout_of


def announce_results(*, board: str, witnesses: int, at: datetime, keys: Path) -> bool:
    """Write the closing and the result of every poll of a board; False if that was done, or never will be.

    witnesses: how many saw the dice that gave the seed; 0: the seed is a parameter's or the hash of the rules.
    Works in the caller's transaction. A board whose opening was not announced, of the time before there
    were boards, stays empty. Raises Conflict while a box is not closed to the end.
    """
    lock(f"ballot_board:{board}")
    todo = [poll for poll in list_polls(board) if _is_due(poll)]
    for poll in todo:
        _announce(poll, witnesses, at, keys)
    return bool(todo)


def _is_due(poll: Poll) -> bool:
    return bool(list_contents(poll, Kind.OPENED)) and not list_contents(poll, Kind.RESULT)


def _announce(poll: Poll, witnesses: int, at: datetime, keys: Path) -> None:
    tally = find_tally(poll.id)
    if tally is None:
        raise Conflict(NOT_CLOSED)
    for batch in db.session.scalars(select(Batch).where(Batch.poll_id == poll.id).order_by(Batch.label)):
        announce_batch(poll=poll, batch=batch, shown=tally.may_show_totals, at=at, keys=keys)
    announce_closing(
        poll=poll, turnout=turnout_of(poll.id, tally.ballots), envelopes=list_envelope_hashes(poll.id),
        seed=tally.seed, seed_source=_source_of(poll, tally.seed), witnesses=witnesses, at=at, keys=keys,
    )  # fmt: skip
    announce_result(poll=poll, files=files_of(poll), at=at, keys=keys)


def _source_of(poll: Poll, seed: str) -> str:
    if seed == poll.rules_hash:
        return "rules"
    return "parameter" if seed == poll.parameters.get("seed") else "witnesses"

"""What is told on the board of each act of a poll: opening, the daily state of the box, closing, result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from ... import __version__
from ...core.db import db, lock
from ..board import Kind
from ..bundle import UNANNOUNCED, ByChannel
from ..commitments import hash_of_sorted
from ..envelope import digest
from ..merkle import root_of_hashes
from ..models import Batch, BoardEntry, Elector, Envelope, Poll, Secrecy
from ..queries import list_contents, list_roll_lines
from ..tally import SMALLEST_SHOWN, is_telling
from .board import append

SOFTWARE = f"sgforum {__version__}"


def announce_opening(*, poll: Poll, at: datetime, keys: Path) -> BoardEntry:
    """Write down what was frozen: the hash of the rules, the roll, the key, the kind of receipt."""
    content = roll_state(poll) | {
        "rules_hash": poll.rules_hash, "rule": poll.rule.value, "parameters": poll.parameters,
        "secrecy": poll.secrecy.value, "electorate": poll.electorate.value, "receipt": poll.receipt.value,
        "paper": poll.paper, "key": None if poll.public_key is None else hashlib.sha256(poll.public_key).hexdigest(),
        "holders": poll.holders, "software": SOFTWARE,
    }  # fmt: skip
    return _append(poll, Kind.OPENED, content, at, keys)


def announce_elector(*, poll: Poll, at: datetime, keys: Path) -> BoardEntry:
    """Write down that the roll has grown, not by whom."""
    return _append(poll, Kind.ELECTOR_ADDED, roll_state(poll), at, keys)


def roll_state(poll: Poll) -> dict[str, Any]:
    """Size, SHA-256 and Merkle root of the roll as it is now."""
    lines = list_roll_lines(poll.id)
    return {"roll_size": len(lines), "roll_hash": hash_of_sorted(lines), "roll_root": root_of_hashes(lines)}


def announce_extension(*, poll: Poll, reason: str, at: datetime, keys: Path) -> BoardEntry:
    """Write down that voting goes on until the poll's new end, and by which of its rules."""
    content = {"ends_at": poll.ends_at.astimezone(UTC).isoformat(), "reason": reason}
    return _append(poll, Kind.EXTENDED, content, at, keys)


def announce_batch(*, poll: Poll, batch: Batch, shown: bool, at: datetime, keys: Path) -> BoardEntry:
    """Write down what a bundle of paper ballots brought, in numbers of papers alone, where the box shows numbers."""
    content = {
        "channel": batch.channel.value, "label": batch.label,
        "papers": batch.papers if shown else None, "spoiled": batch.spoiled if shown else None,
    }  # fmt: skip
    return _append(poll, Kind.BATCH, content, at, keys)


def announce_envelopes(*, poll: Poll, on: date, at: datetime, keys: Path) -> bool:
    """Write down the day's number of envelopes and their root; returns False if it was done, or never will be.

    Below k neither is told: an unchanged or empty box would show who voted first. A poll whose opening is not
    on the board, that is open or that is being closed has no such line.
    """
    lock(f"ballot_board:{poll.board}")
    told = {content["on"] for content in list_contents(poll, Kind.ENVELOPES)}
    is_due = poll.secrecy is Secrecy.SECRET and bool(list_contents(poll, Kind.OPENED))
    if not is_due or on.isoformat() in told or list_contents(poll, Kind.CLOSING):
        return False
    digests = _digests(poll)
    shown = len(digests) >= SMALLEST_SHOWN
    content = {
        "on": on.isoformat(), "number": len(digests) if shown else None, "root": root_of_hashes(digests) if shown else None,
    }  # fmt: skip
    _append(poll, Kind.ENVELOPES, content, at, keys)
    return True


def _digests(poll: Poll) -> list[str]:
    sealed = db.session.scalars(
        select(Envelope.content)
        .join(Elector, Elector.elector_id == Envelope.elector_id)
        .where(Elector.poll_id == poll.id)
    )
    return [digest(content) for content in sealed]


def announce_closing(
    *,
    poll: Poll,
    turnout: ByChannel,
    envelopes: Sequence[str],
    seed: str,
    seed_source: str,
    witnesses: int,
    at: datetime,
    keys: Path,
) -> BoardEntry:
    """Write down the final box: its root, the ballots by channel (if they may be shown), and the seed that decides ties.

    envelopes: hashes of all that were in the box. seed_source: one of `entries.SEED_SOURCES`.
    """
    is_secret = poll.secrecy is Secrecy.SECRET
    shown = not is_secret or not is_telling(turnout.online, turnout.paper + turnout.desk)
    numbers = {
        name: getattr(turnout, name) if shown else None for name in ("online", "paper", "desk", "spoiled")
    }
    content = numbers | {
        "roll_size": poll.electors, "root": root_of_hashes(envelopes) if is_secret else None, "seed": seed,
        "seed_source": seed_source, "witnesses": witnesses,
    }  # fmt: skip
    return _append(poll, Kind.CLOSING, content, at, keys)


def announce_result(*, poll: Poll, files: Mapping[str, bytes], at: datetime, keys: Path) -> BoardEntry:
    """Write down the SHA-256 of what is published of the poll; files: `publication.files_of`."""
    hashes = {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name not in UNANNOUNCED
    }
    return _append(poll, Kind.RESULT, {"files": hashes, "software": SOFTWARE}, at, keys)


def _append(poll: Poll, kind: Kind, content: Mapping[str, Any], at: datetime, keys: Path) -> BoardEntry:
    return append(board=poll.board, kind=kind, content={"poll": poll.reference, **content}, at=at, keys=keys)

"""Casting a ballot: one for each person who may vote, replaced by the last one cast."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from ...core.db import db, insert_into, lock
from ...core.errors import Forbidden, InvalidInput, Refused
from ...core.marks import N_
from ...core.permissions import Actor
from ..envelope import Ballot, digest, seal, slip_of
from ..models import Envelope, Poll, Receipt, Secrecy, Vote
from ..queries import NO_POLL, find_standing, get_poll, may_stand, window_of
from ..rules import NOT_ON_ROLL, require_admission, window_refusal

NO_SUCH_CHOICE = N_("Pilihan ini tidak sesuai dengan surat suara. Periksa lagi lalu kirim.")
_CODE_SIGNS = "0123456789"


@dataclass(frozen=True, slots=True)
class CastReceipt:
    """What the resident keeps; each is "" where the poll's kind of receipt has none.

    slip: proves that the envelope was in the box, not what is in it. code: stands beside the ballot in the
    published file. replaced: whether an earlier ballot of the same person gave way.
    """

    slip: str
    replaced: bool
    code: str = ""


def cast_ballot(*, actor: Actor, poll_id: int, choice: str, at: datetime) -> CastReceipt:
    """Put the actor's choice, in canonical form (tallies/marks.py), into the box; the last one counts.

    Works in the caller's transaction. The poll, the person and the roll are read again inside, and the
    poll's row is share-locked, so that closing comes wholly before or wholly after. Raises Refused with the
    reason, InvalidInput for the field "choice", NotFound for no such poll. A secret ballot leaves no time,
    event, log line or cache key behind.
    """
    poll = get_poll(poll_id)
    early_or_late = window_refusal(window_of(poll), at)
    if early_or_late is not None:
        raise Refused(early_or_late)  # before the lock: late ballots must not hold up the closing
    poll = db.session.scalars(
        select(Poll)
        .where(Poll.id == poll_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one()
    standing = find_standing(actor.person_id, poll_id, at)
    if standing is None or actor.person_id is None:
        raise Forbidden(NO_POLL)
    require_admission(window_of(poll), standing, at)
    if not may_stand(poll, choice):
        raise InvalidInput({"choice": NO_SUCH_CHOICE})
    if poll.secrecy is Secrecy.OPEN:
        return CastReceipt("", _write_vote(poll.id, actor.person_id, choice, at))
    if standing.elector_id is None:
        raise Refused(NOT_ON_ROLL)
    return _put_sealed(poll, standing.elector_id, choice)


def _put_sealed(poll: Poll, elector_id: str, choice: str) -> CastReceipt:
    assert poll.public_key is not None  # CHECK sealed  # noqa: S101
    code = _new_code() if poll.receipt is Receipt.CONTENT else ""
    content = seal(poll.public_key, elector_id, Ballot(choice, code), poll.envelope_bytes)
    slip = slip_of(digest(content)) if poll.receipt is Receipt.INCLUSION else ""
    return CastReceipt(slip, put_in(elector_id, content), code)


def _new_code() -> str:
    """Twelve random digits, in groups that can be read aloud: 0412 7730 9951."""
    digits = "".join(secrets.choice(_CODE_SIGNS) for _ in range(12))
    return " ".join(digits[start : start + 4] for start in range(0, 12, 4))


def put_in(elector_id: str, content: bytes) -> bool:
    """Insert or replace the elector's envelope; returns whether there was one before."""
    lock(f"ballot_elector:{elector_id}")  # only for a true answer to "replaced"; the key keeps it at one
    before = db.session.scalar(select(Envelope.elector_id).where(Envelope.elector_id == elector_id))
    statement = insert_into(Envelope).values(elector_id=elector_id, content=content)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["elector_id"], set_={"content": content})
    )
    return before is not None


def _write_vote(poll_id: int, person_id: int, choice: str, at: datetime) -> bool:
    """Write an open vote after the person's earlier ones; returns whether there were any."""
    lock(f"ballot_vote:{poll_id}:{person_id}")
    mine = (Vote.poll_id == poll_id) & (Vote.person_id == person_id)
    last = db.session.scalar(select(func.max(Vote.number)).where(mine)) or 0
    db.session.add(Vote(poll_id=poll_id, person_id=person_id, number=last + 1, choice=choice, cast_at=at))
    db.session.flush()
    return last > 0

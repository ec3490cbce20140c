"""Casting a ballot: one sealed envelope for each person on the roll, replaced by the last one cast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ...core.db import db, insert_into, lock
from ...core.errors import Forbidden, InvalidInput, Refused
from ...core.marks import N_
from ...core.permissions import Actor
from ..envelope import digest, seal, slip_of
from ..models import Envelope, Poll
from ..queries import NO_POLL, find_standing, get_poll, window_of
from ..rules import admit, window_refusal
from ..tally import BLANK

NO_SUCH_CHOICE = N_("Pilih salah satu pilihan yang tersedia.")


@dataclass(frozen=True, slots=True)
class CastReceipt:
    """What the resident keeps: a number that proves the envelope was in the box, not what is in it.

    replaced: whether an earlier envelope of the same person gave way.
    """

    slip: str
    replaced: bool


def cast_ballot(*, actor: Actor, poll_id: int, choice: str, at: datetime) -> CastReceipt:
    """Put the actor's sealed choice into the box in the caller's transaction; the last one counts.

    The poll, the person and the roll are read again inside, and the poll's row is share-locked, so that
    closing comes wholly before or wholly after. Raises Refused with the reason, InvalidInput for the field
    "choice", NotFound for no such poll. Leaves no time, event, log line or cache key behind.
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
    if standing is None:
        raise Forbidden(NO_POLL)
    elector_id = admit(window_of(poll), standing, at)
    if choice not in _choices(poll):
        raise InvalidInput({"choice": NO_SUCH_CHOICE})
    content = seal(poll.public_key, elector_id, choice)
    return CastReceipt(slip_of(digest(content)), put_in(elector_id, content))


def put_in(elector_id: str, content: bytes) -> bool:
    """Insert or replace the elector's envelope; returns whether there was one before."""
    lock(f"ballot_elector:{elector_id}")  # only for a true answer to "replaced"; the key keeps it at one
    before = db.session.scalar(select(Envelope.elector_id).where(Envelope.elector_id == elector_id))
    statement = insert_into(Envelope).values(elector_id=elector_id, content=content)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["elector_id"], set_={"content": content})
    )
    return before is not None


def _choices(poll: Poll) -> set[str]:
    codes = {option.code for option in poll.options}
    return codes | {BLANK} if poll.parameters.get("blank") else codes

"""The roll while voting runs: electors added after opening, and those who take a paper ballot instead."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, insert, select

from ...accounts.models import Person
from ...core import audit
from ...core.db import db
from ...core.errors import Conflict, InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...core.permissions import Actor, require
from ..models import Channel, Elector, Electorate, Envelope, Poll
from ..queries import NO_POLL, lock_board, window_of
from ..rules import NOT_ON_ROLL, RUN, window_refusal
from .opening import may_be_elector

UNFIT = N_("Orang ini bukan warga terverifikasi di wilayah pemungutan suara ini.")
ON_ROLL = N_("Orang ini sudah tercantum dalam daftar pemilih.")
TAKEN = N_("Orang ini sudah mengambil surat suara kertas.")
NOT_TAKEN = N_("Orang ini tidak tercatat mengambil surat suara kertas.")
ONLINE_ONLY = N_("Pemungutan suara ini hanya daring; tidak ada surat suara kertas.")


def add_elector(*, actor: Actor, board: str, person_id: str, reason: str, at: datetime) -> None:
    """Put a resident on the roll of all polls of a board while voting runs, such as one verified too late.

    person_id: public. Logged with the reason; the poll counts them apart from the snapshot. Raises Refused outside the
    window, InvalidInput for the field "person" or "reason".
    """
    polls = _get_running(actor, board, at)
    reason = " ".join(reason.split())
    if not 10 <= len(reason) <= 300:
        raise InvalidInput({"reason": N_("Tulis alasannya, 10 sampai 300 huruf.")})
    if polls[0].electorate is not Electorate.ROLL:
        raise Conflict(UNFIT)
    found = db.session.scalar(
        select(Person.id).where(Person.public_id == person_id, may_be_elector(polls[0].place_code, at))
    )
    if found is None:
        raise InvalidInput({"person": UNFIT})
    for poll in polls:
        if _find_elector(poll.id, found) is not None:
            raise InvalidInput({"person": ON_ROLL})
        row = {"elector_id": secrets.token_hex(16), "poll_id": poll.id, "person_id": found, "late": True}
        db.session.execute(insert(Elector), [{**row, "voted": False, "channel": None}])
        poll.added += 1
    db.session.flush()
    audit.record(actor=actor, act="ballot.elector.add", subject=board, at=at, reason=reason)


def check_in(*, actor: Actor, board: str, person_id: str, channel: Channel, at: datetime) -> bool:
    """Give an elector a paper ballot: from now on they cannot vote here, and an envelope of theirs is taken out.

    person_id: public. Returns whether there was such an envelope. No time is kept.
    """
    polls = _get_running(actor, board, at)
    if not polls[0].paper or channel is Channel.ONLINE:
        raise Conflict(ONLINE_ONLY)
    replaced = False
    for poll in polls:
        elector = _get_elector(poll.id, person_id)
        if elector.channel is not None:
            raise Conflict(TAKEN)
        elector.channel = channel
        gone = db.session.connection().execute(
            delete(Envelope).where(Envelope.elector_id == elector.elector_id)
        )
        replaced = replaced or gone.rowcount > 0
    db.session.flush()
    return replaced


def undo_check_in(*, actor: Actor, board: str, person_id: str, at: datetime) -> None:
    """Take back a check-in that was a mistake; the elector may vote here again."""
    for poll in _get_running(actor, board, at):
        elector = _get_elector(poll.id, person_id)
        if elector.channel is None:
            raise Conflict(NOT_TAKEN)
        elector.channel = None
    db.session.flush()


def _get_running(actor: Actor, board: str, at: datetime) -> list[Poll]:
    polls = list(lock_board(board))
    if not polls:
        raise NotFound(NO_POLL)
    require(actor, RUN, polls[0].place_code)
    reason = window_refusal(window_of(polls[0]), at)
    if reason is not None:
        raise Refused(reason)
    return polls


def _find_elector(poll_id: int, person_id: int) -> Elector | None:
    return db.session.scalar(
        select(Elector).where(Elector.poll_id == poll_id, Elector.person_id == person_id)
    )


def _get_elector(poll_id: int, public_id: str) -> Elector:
    person_id = db.session.scalar(select(Person.id).where(Person.public_id == public_id))
    elector = _find_elector(poll_id, person_id) if person_id is not None else None
    if elector is None:
        raise InvalidInput({"person": NOT_ON_ROLL})
    return elector

"""The roll of a consultation while voting runs: electors added late and told on the board, paper ballots handed out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ...ballot import queries as ballots
from ...ballot.models import Channel
from ...ballot.services import add_elector, announce_elector, check_in, undo_check_in
from ...core import cache
from ...core.db import db
from ...core.errors import InvalidInput
from ...core.permissions import Actor
from .. import queries
from .texts import HAS_NIK, clean_line, has_nik


def add_late_elector(
    *, actor: Actor, public_id: str, person_id: str, reason: str, keys: Path, at: datetime
) -> None:
    """Put a resident on the roll of every question, and write so on the board, in the caller's transaction.

    person_id: public. Raises Refused outside the voting phase, InvalidInput for the field "person" or "reason".
    """
    reason = clean_line(reason)
    if has_nik(reason):
        raise InvalidInput({"reason": HAS_NIK})
    consultation = queries.lock_consultation(public_id)
    board = consultation.reference
    add_elector(actor=actor, board=board, person_id=person_id, reason=reason, at=at)
    if ballots.board_head(board) is not None:  # what opened before there were boards has none to tell it
        for poll in ballots.list_polls(board):
            announce_elector(poll=poll, at=at, keys=keys)
    consultation.version += 1
    db.session.flush()
    cache.bump(queries.INDEX_VERSION)


def hand_out_paper(*, actor: Actor, public_id: str, person_id: str, channel: Channel, at: datetime) -> None:
    """Give an elector paper ballots for all questions; whether they had voted here before is told to nobody."""
    board = queries.lock_consultation(public_id).reference
    check_in(actor=actor, board=board, person_id=person_id, channel=channel, at=at)


def take_back_paper(*, actor: Actor, public_id: str, person_id: str, at: datetime) -> None:
    """Undo a hand-out that was a mistake; a vote that was cast here before does not come back."""
    board = queries.lock_consultation(public_id).reference
    undo_check_in(actor=actor, board=board, person_id=person_id, at=at)

"""The end of voting: prolonged or cut short only as the rules say, boxes opened, results on the board."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from ...accounts.queries import actor_of
from ...ballot import queries as ballots
from ...ballot.models import PollState, Secrecy
from ...ballot.services import (
    Opening,
    announce_extension,
    announce_results,
    close_polls,
    settle_end,
)
from ...ballot.splits import protect
from ...ballot.tally import SMALLEST_SHOWN
from ...core import audit, bus, cache
from ...core.db import db, transaction
from ...core.errors import NotFound
from ...territory.models import PlaceLevel
from ...territory.queries import get_place
from .. import lifecycle, queries
from ..events import ConsultationClosed
from ..lifecycle import Act, State
from ..models import Ceremony, Consultation
from .phase_rows import replace_phases

BELOW_QUORUM = "kuorum belum tercapai"  # on the board, which has one language


def settle_voting(*, public_id: str, keys: Path, at: datetime) -> bool:
    """Move the end of voting if the rules fixed at opening say so now; False if nothing moved.

    Works in the caller's transaction: polls, phases and the board's line move together or not at all.
    """
    consultation = queries.lock_consultation(public_id)
    if consultation.state is not State.PUBLISHED or consultation.opened_at is None:
        return False
    end = settle_end(board=consultation.reference, at=at)
    if end is None:
        return False
    for poll in ballots.list_polls(consultation.reference):
        if end > poll.closes_at:
            announce_extension(poll=poll, reason=BELOW_QUORUM, at=at, keys=keys)
    phases = queries.list_phases(consultation.id)
    replace_phases(consultation, lifecycle.extended(phases, end))
    _show_change(consultation)
    return True


def close_due(*, public_id: str, keys: Path, at: datetime) -> bool:
    """Count the boxes of a consultation whose voting has ended and mark it closed; False if nothing was left to do.

    Where voting is prolonged now, that is done instead; where people open the box before witnesses, it waits
    for them. Takes several transactions of its own, for closing a box does (ballot.services.close_polls):
    what was done stays done, and what is left is done at the next call, by this or another worker.
    """
    if queries.find_consultation(public_id) is None:
        return False
    with transaction():
        if settle_voting(public_id=public_id, keys=keys, at=at):
            return True
    consultation = queries.find_consultation(public_id)
    if consultation is None or not may_close(consultation, at):
        return False
    if consultation.ceremony and _is_sealed(consultation):
        return False
    return count(consultation, Opening(keys), at)


def _is_sealed(consultation: Consultation) -> bool:
    """Whether a box still waits for its key; once all are counted anybody may finish what people began."""
    polls = ballots.list_polls(consultation.reference)
    return any(poll.state is PollState.OPEN for poll in polls)


def count(consultation: Consultation, opening: Opening, at: datetime) -> bool:
    """Open all boxes of a consultation, tell the board, and let the result be seen; False if others did that."""
    public_id, board = consultation.public_id, consultation.reference
    polls = ballots.list_polls(board)
    if not polls:
        raise NotFound(ballots.NO_POLL)
    close_polls(poll_ids=[poll.id for poll in polls], opening=opening, at=at)
    with transaction():
        return _mark_closed(public_id, opening.keys, at)


def may_close(consultation: Consultation, at: datetime) -> bool:
    """Whether voting has ended and the result is not out yet."""
    phases = queries.list_phases(consultation.id)
    acts = lifecycle.acts_at(consultation.state, phases, at, box_open=consultation.opened_at is not None)
    return Act.CLOSE_BOX in acts


def _mark_closed(public_id: str, keys: Path, at: datetime) -> bool:
    consultation = queries.lock_consultation(public_id)
    if not may_close(consultation, at):
        return False
    ceremony = queries.find_ceremony(consultation.id)
    witnesses = len(ceremony.witnesses) if ceremony else 0
    announce_results(board=consultation.reference, witnesses=witnesses, at=at, keys=keys)
    if ceremony is not None:
        _record_opening(consultation, ceremony, at)
    consultation.state, consultation.closed_at = State.CLOSED, at
    consultation.splits = _splits_of(consultation)
    _show_change(consultation)
    bus.publish(ConsultationClosed(consultation.public_id, consultation.place_code))
    return True


def _record_opening(consultation: Consultation, ceremony: Ceremony, at: datetime) -> None:
    """Put on record who opened the box before whom: now that it is open, whoever finished the count."""
    audit.record(
        actor=actor_of(queries.get_opener(ceremony), at), act="consultation.box.open", subject=consultation.public_id,
        at=ceremony.held_at, details={"dice": ceremony.dice, "witnesses": ceremony.witnesses},
    )  # fmt: skip


def _splits_of(consultation: Consultation) -> dict[str, Any] | None:
    """Who took part, by group, as it may be shown; computed once, for later changes of people would betray them.

    None in an open vote, which says who took part by name, and where too few voted to tell any number.
    """
    if consultation.secrecy is Secrecy.OPEN:
        return None
    level = get_place(consultation.place_code).level
    found = ballots.split_of(consultation.reference, by_rt=level is PlaceLevel.KELURAHAN)
    voters = sum(number for _, number in found["sex"].values())
    tallies = [ballots.find_tally(poll.id) for poll in ballots.list_polls(consultation.reference)]
    if voters < SMALLEST_SHOWN or any(tally and not tally.may_show_totals for tally in tallies):
        return None
    return {name: protect(groups) for name, groups in found.items()}


def _show_change(consultation: Consultation) -> None:
    consultation.version += 1
    db.session.flush()
    cache.bump(queries.INDEX_VERSION)

"""When a poll ends: as announced, unless the rules that were fixed at opening extend it once or end it early."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ...core.db import db
from ..models import Poll, PollState
from ..queries import count_cast, lock_board
from ..tally import SMALLEST_SHOWN, quorum_needed


def settle_end(*, board: str, at: datetime) -> datetime | None:
    """Move the end of all polls of a board if their rules say so now; the new end, or None if nothing moved.

    Extended once, when the announced end has come and a poll with `extend_days` is short of its quorum;
    ended early, when every poll has `end_when_all` and everyone on the roll has voted (at least ten people).
    Works in the caller's transaction and holds the polls until it ends.
    """
    polls = lock_board(board)
    if not polls or any(poll.state is not PollState.OPEN for poll in polls):
        return None
    end = _extended(polls, at) or _early(polls, at)
    if end is None:
        return None
    for poll in polls:
        poll.ends_at = end
    db.session.flush()
    return end


def _extended(polls: Sequence[Poll], at: datetime) -> datetime | None:
    days = max(int(poll.parameters.get("extend_days") or 0) for poll in polls)
    first = polls[0]
    if not days or first.ends_at != first.closes_at or at < first.closes_at:
        return None
    end = first.closes_at + timedelta(days=days)
    if at >= end:  # slept through: people could not have voted in the days that were added
        return None
    is_short = any(
        count_cast(poll) < quorum_needed(poll.parameters, poll.electors)
        for poll in polls
        if poll.parameters.get("extend_days")
    )
    return end if is_short else None


def _early(polls: Sequence[Poll], at: datetime) -> datetime | None:
    if not all(poll.parameters.get("end_when_all") for poll in polls) or not at < polls[0].ends_at:
        return None
    if at <= polls[0].opens_at or polls[0].electors < SMALLEST_SHOWN:
        return None
    return at if all(count_cast(poll) == poll.electors for poll in polls) else None

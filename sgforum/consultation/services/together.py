"""Many boxes that end at the same hour, as a province's do: opened one by one, the files erased once for all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ...ballot import queries as ballots
from ...ballot.models import Poll, PollState
from ...ballot.services import Opening, close_polls
from .. import queries


def count_together(*, public_ids: Sequence[str], keys: Path, at: datetime) -> int:
    """Count the boxes of consultations whose voting has ended; how many boxes were open.

    Erasing writes the whole database anew (ballot.erasure), which is what closing takes its time for. Nothing is
    announced here: call `close_due` for each consultation afterwards. It also counts what is left out here, boxes
    whose end a rule may still move or that people open before witnesses. Takes transactions of its own; raises
    what `close_polls` raises, and then too `close_due` goes on from what was done.
    """
    boxes = [
        poll.id
        for public_id in public_ids
        if (consultation := queries.find_consultation(public_id)) is not None
        for poll in ballots.list_polls(consultation.reference)
        if _is_plain(poll) and at >= poll.ends_at
    ]
    if len(boxes) > 1:
        close_polls(poll_ids=boxes, opening=Opening(keys), at=at)
    return len(boxes)


def _is_plain(poll: Poll) -> bool:
    """Whether its end cannot move any more and the server holds its key; of an open vote there is none."""
    rules = poll.parameters
    return (
        poll.state is not PollState.CLOSED
        and not poll.ceremony
        and not rules.get("extend_days")
        and not rules.get("end_when_all")
        and (poll.key_name is not None or not poll.is_secret)
    )

"""On which rolls a person stands, and whether they voted; what they chose only where the poll is open."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select

from ..core.db import db
from .models import Channel, Elector, Envelope, Poll, Vote

_ON_PAPER = (Channel.PAPER, Channel.DESK)


def own_data(person_id: int) -> dict[str, Any]:
    """By poll: whether the person has voted, whether they took a paper ballot; and their choices in open polls.

    Of a secret ballot never what is in it: it is sealed until the close and connected with nobody after it.
    """
    has_voted = case((Envelope.elector_id.is_not(None), True), else_=Elector.voted)
    found = (
        select(Poll.reference.label("poll"), has_voted.label("voted"), Elector.channel)
        .join(Elector, Elector.poll_id == Poll.id)
        .outerjoin(Envelope, Envelope.elector_id == Elector.elector_id)
        .where(Elector.person_id == person_id)
        .order_by(Poll.id)
    )
    rows = db.session.execute(found).mappings()
    open_votes = (
        select(Poll.reference.label("poll"), Vote.number, Vote.choice, Vote.cast_at)
        .join(Poll, Poll.id == Vote.poll_id)
        .where(Vote.person_id == person_id)
        .order_by(Poll.id, Vote.number)
    )
    return {
        "rolls": [
            {"poll": row["poll"], "voted": bool(row["voted"]), "took_paper": row["channel"] in _ON_PAPER}
            for row in rows
        ],
        "open_votes": [dict(row) for row in db.session.execute(open_votes).mappings()],
    }

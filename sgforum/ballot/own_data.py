"""On which rolls a person stands, and whether they voted; never what."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select

from ..core.db import db
from .models import Elector, Envelope, Poll


def own_data(person_id: int) -> dict[str, Any]:
    """By poll: whether the person's envelope is or was in the box. What is in it nobody can read by person."""
    has_voted = case((Envelope.elector_id.is_not(None), True), else_=Elector.voted)
    found = (
        select(Poll.reference.label("poll"), has_voted.label("voted"))
        .join(Elector, Elector.poll_id == Poll.id)
        .outerjoin(Envelope, Envelope.elector_id == Elector.elector_id)
        .where(Elector.person_id == person_id)
        .order_by(Poll.id)
    )
    rows = db.session.execute(found).mappings()
    return {"rolls": [{"poll": row["poll"], "voted": bool(row["voted"])} for row in rows]}

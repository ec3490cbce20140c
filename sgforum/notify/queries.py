"""Reading the outbox: what waits too long, what was given up."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from ..core.db import db
from .models import MOST_ATTEMPTS, OutboxMail


class GivenUp(NamedTuple):
    """Mails that failed as often as they are tried, and what the last of them failed of."""

    mails: int
    last_error: str


def count_stuck(before: datetime) -> int:
    """Mails written before a moment that still wait for an attempt."""
    late = select(func.count()).select_from(OutboxMail).where(
        OutboxMail.sent_at.is_(None), OutboxMail.created_at < before, OutboxMail.attempts < MOST_ATTEMPTS
    )  # fmt: skip
    return int(db.session.scalar(late) or 0)


def find_given_up() -> GivenUp:
    given_up = OutboxMail.sent_at.is_(None), OutboxMail.attempts >= MOST_ATTEMPTS
    count = db.session.scalar(select(func.count()).select_from(OutboxMail).where(*given_up))
    last = (
        select(OutboxMail.last_error)
        .where(*given_up)
        .order_by(OutboxMail.due_at.desc(), OutboxMail.id.desc())
    )
    return GivenUp(int(count or 0), db.session.scalar(last.limit(1)) or "")

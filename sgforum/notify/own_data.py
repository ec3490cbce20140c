"""Which mails were written to a person."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..accounts.models import Person
from ..core.db import db
from .models import OutboxMail


def own_data(person_id: int) -> dict[str, Any]:
    """Mails to the person's address: what about and when. Their language is that of the profile; nothing else is set."""
    found = (
        select(OutboxMail.template, OutboxMail.created_at, OutboxMail.sent_at)
        .join(Person, Person.email == OutboxMail.recipient)
        .where(Person.id == person_id)
        .order_by(OutboxMail.id)
    )
    return {"mails": [dict(row) for row in db.session.execute(found).mappings()]}

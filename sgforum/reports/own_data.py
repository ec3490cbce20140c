"""Which reports a person had made; their content is public data, and not repeated."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from sgforum.core.db import db
from sgforum.reports.models import PreparedFile


def own_data(person_id: int) -> dict[str, Any]:
    """Kind, place, subject, state and time of each file that is kept."""
    columns = (
        PreparedFile.public_id, PreparedFile.kind, PreparedFile.place_code, PreparedFile.subject, PreparedFile.language,
        PreparedFile.state, PreparedFile.asked_at, PreparedFile.expires_at, PreparedFile.size,
    )  # fmt: skip
    found = select(*columns).where(PreparedFile.owner_id == person_id).order_by(PreparedFile.id)
    return {"prepared_files": [dict(row) for row in db.session.execute(found).mappings()]}

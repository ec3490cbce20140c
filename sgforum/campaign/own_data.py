"""In which campaigns a person takes part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..core.db import db
from .models import Campaign, Install, Pledge


def own_data(person_id: int) -> dict[str, Any]:
    """Pledges and declared installs."""

    def of(kind: type[Pledge | Install]) -> list[dict[str, Any]]:
        found = (
            select(Campaign.slug.label("campaign"), Campaign.title, kind.at)
            .join(kind, kind.campaign_id == Campaign.id)
            .where(kind.person_id == person_id)
            .order_by(kind.at)
        )
        return [dict(row) for row in db.session.execute(found).mappings()]

    return {"pledges": of(Pledge), "installs": of(Install)}

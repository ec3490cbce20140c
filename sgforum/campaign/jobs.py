"""What the worker does for campaigns."""

from __future__ import annotations

from datetime import datetime

from ..component import Job
from ..config import Config
from ..core.clock import local_date
from ..core.db import transaction
from . import services


def end_due(config: Config, at: datetime) -> int:
    """End the campaigns whose last day is past in the city's zone."""
    with transaction():
        return services.end_due_campaigns(today=local_date(at, config.zone), at=at)


JOBS = (Job("campaign.end", 900, end_due),)

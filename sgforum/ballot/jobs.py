"""What the worker does for boards: once a day it writes down how many envelopes each box holds."""

from __future__ import annotations

from datetime import datetime

from ..component import Job
from ..config import Config
from ..core.clock import local_date
from ..core.db import transaction
from .queries import get_poll, list_boxes_open
from .services.announcing import announce_envelopes


def post_envelopes(config: Config, at: datetime) -> int:
    """Append the day's line for every secret poll that is taking ballots; a second run the same day adds none."""
    today, done = local_date(at, config.zone), 0
    for poll_id in list_boxes_open(at):
        with transaction():
            done += announce_envelopes(poll=get_poll(poll_id), on=today, at=at, keys=config.keys)
    return done


DAILY = Job(name="ballot.envelopes", every_seconds=600, run=post_envelopes)

"""The self-check: compare every counter with its rows, and keep when that was and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ...core import cache
from ...core.db import db
from ..measures.counters import COUNTERS, Drift, recount
from ..models import Check
from ..queries import VERSION


def check_counters(*, zone: ZoneInfo, at: datetime) -> Sequence[Drift]:
    """Recount everything and keep the outcome, which public pages tell with its date; returns what differs."""
    found = recount(zone)
    db.session.add(Check(at=at, counters=len(COUNTERS), drift=len(found)))
    db.session.flush()
    cache.bump(VERSION)
    return found

"""What the worker does for forums: it closes the polls that are due."""

from __future__ import annotations

import logging
from datetime import datetime

from ..ballot.queries import list_due
from ..component import Job
from ..config import Config
from ..core.db import db
from .queries.polls import POLL_PREFIX
from .services import close_due_poll

_log = logging.getLogger("sgforum.forum")


def close_polls(config: Config, at: datetime) -> int:
    """Count every poll that is due. One that fails is logged and tried again; the others go on."""
    return sum(_close(reference, config, at) for reference in list_due(POLL_PREFIX, at))


def _close(reference: str, config: Config, at: datetime) -> bool:
    try:
        return close_due_poll(reference=reference, keys=config.keys, at=at)
    except Exception:  # noqa: BLE001 - one broken poll must not keep the others open; the log has it
        db.session.rollback()
        _log.exception("poll %s: closing failed", reference)
        return False


POLLS = Job(name="forum.polls", every_seconds=10, run=close_polls)

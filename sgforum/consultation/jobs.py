"""What the worker does for consultations: opens and closes the boxes that are due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from ..component import Job
from ..config import Config
from ..core import clock
from ..core.db import db, transaction
from ..core.errors import SgforumError
from . import queries, services

_log = logging.getLogger("sgforum.consultation")


def tick(config: Config, at: datetime) -> int:
    """Open, cut short and close every box that is due. One that fails is logged and tried again; the others go on."""

    def open_one(public_id: str) -> bool:
        with transaction():
            return services.open_voting(public_id=public_id, keys=config.keys, at=at)

    def settle_one(public_id: str) -> bool:
        with transaction():
            return services.settle_voting(public_id=public_id, keys=config.keys, at=at)

    def close_one(public_id: str) -> bool:
        return services.close_due(public_id=public_id, keys=config.keys, at=at)

    done = sum(_try(open_one, public_id) for public_id in queries.list_due_to_open(at))
    done += sum(_try(settle_one, public_id) for public_id in queries.list_ending_early(at))
    due = queries.list_due_to_close(at)
    _count_together(due, config, at)
    return done + sum(_try(close_one, public_id) for public_id in due)


def _count_together(due: Sequence[str], config: Config, at: datetime) -> None:
    """The boxes of one evening at once; whatever hinders that, each is closed by itself afterwards."""
    try:
        services.count_together(public_ids=due, keys=config.keys, at=at)
    except Exception:  # noqa: BLE001 - one broken box must not keep the others closed; the log has it
        db.session.rollback()
        if _is_news("together"):
            _log.exception("consultations that end together could not be counted together")


def _try(act: Callable[[str], bool], public_id: str) -> bool:
    try:
        return act(public_id)
    except SgforumError as error:
        db.session.rollback()
        if _is_news(f"{public_id} {act.__name__} {error.message}"):
            _log.warning("consultation %s: %s refused: %s", public_id, act.__name__, error)
    except Exception as error:  # noqa: BLE001 - one broken box must not keep the others closed; the log has it
        db.session.rollback()
        if _is_news(f"{public_id} {act.__name__} {error!r}"):
            _log.exception("consultation %s: %s failed", public_id, act.__name__)
    return False


_told: dict[str, datetime] = {}
TELL_AGAIN = timedelta(hours=1)


def _is_news(what: str) -> bool:
    """Whether the log has not had it for an hour: what is tried every ten seconds must not fill the disk."""
    at = clock.now()
    if what in _told and at - _told[what] < TELL_AGAIN:
        return False
    _told[what] = at
    return True


TICK = Job(name="consultation.tick", every_seconds=10, run=tick)

"""What the worker does for reports: makes the files that people asked for, deletes those past their time."""

from __future__ import annotations

import logging
from datetime import datetime

from sgforum.component import Job
from sgforum.config import Config
from sgforum.core import clock
from sgforum.core.db import db, transaction
from sgforum.core.errors import SgforumError
from sgforum.reports import making, prepared
from sgforum.web import i18n

_log = logging.getLogger("sgforum.reports")
SECONDS = 2
HOUR = 3600


def make_next(config: Config, at: datetime) -> int:
    """Make the oldest file that waits; what a rule refuses is given up at once, anything else is tried three times."""
    with transaction():
        taken = prepared.claim(at=at)
        if taken is None:
            return 0
        file_id, kind, place, subject = taken.id, taken.kind, taken.place_code, taken.subject
        language = taken.language

    def note(done: int, total: int) -> None:
        with transaction():
            prepared.note_progress(file_id=file_id, done=done, total=total, at=clock.now())

    try:
        with i18n.speaking(language if language in config.languages else config.languages[0]):
            content = making.make_pdf(making.parts_of(kind, place, subject), note)
    except Exception as error:  # noqa: BLE001 - one report that cannot be made must not stop the worker; the log has it
        db.session.rollback()
        _log.exception("report %s of %s %s was not made", kind.value, place, subject)
        with transaction():
            prepared.give_up(file_id=file_id, at=clock.now(), for_good=isinstance(error, SgforumError))
        return 0
    with transaction():
        prepared.finish(file_id=file_id, content=content, at=clock.now())
    return 1


def delete_expired(config: Config, at: datetime) -> int:
    with transaction():
        return prepared.delete_expired(at=at)


JOBS = (
    Job("reports.prepare", SECONDS, make_next, is_long=True),
    Job("reports.expire", HOUR, delete_expired),
)

"""Photos and recordings as they are stored: each once, and no longer than something shows it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete, exists, or_

from ...core.db import db
from ..models import AnswerOption, File, Question

_SHOWN_IN = (AnswerOption.photo, AnswerOption.recording, Question.recording)


def keep_file(file: File, at: datetime) -> str:
    """Store a file once, however often it is shown; returns its digest."""
    digest = hashlib.sha256(file.content).hexdigest()
    if db.session.get(File, digest) is None:
        file.digest, file.added_at = digest, at
        db.session.add(file)
        db.session.flush()
    return digest


def forget_unused_files() -> None:
    """Delete the files that nothing shows any more."""
    db.session.flush()
    is_shown = or_(*(exists().where(column == File.digest) for column in _SHOWN_IN))
    db.session.execute(delete(File).where(~is_shown))

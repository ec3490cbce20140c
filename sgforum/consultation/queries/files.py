"""Photos and recordings as they may be seen: with the consultation that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from ...core.db import db
from ...core.permissions import Actor, may
from ..models import AnswerOption, Consultation, File, Question
from ..rules import READ


@dataclass(frozen=True, slots=True)
class FileSheet:
    """A file's content with its type; public once a consultation that shows it is published."""

    content: bytes
    content_type: str
    added_at: datetime
    is_public: bool


def find_file(digest: str, person: Actor | None) -> FileSheet | None:
    """The file, if something that the person may see shows it: a published consultation, or a draft of their place."""
    shown_in = db.session.execute(
        select(Consultation.published_at, Consultation.place_code)
        .join(Question, Question.consultation_id == Consultation.id)
        .outerjoin(AnswerOption, AnswerOption.question_id == Question.id)
        .where(
            or_(
                Question.recording == digest,
                AnswerOption.photo == digest,
                AnswerOption.recording == digest,
            )
        )
        .distinct()
    ).all()
    is_public = any(row.published_at is not None for row in shown_in)
    if not is_public and not any(may(person, READ, row.place_code) for row in shown_in):
        return None
    found = db.session.get_one(File, digest)
    return FileSheet(found.content, found.content_type, found.added_at, is_public)

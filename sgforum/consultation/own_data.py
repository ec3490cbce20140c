"""What a person wrote and read in consultations."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from ..core.db import db
from .models import Comment, Consultation, Read


def own_data(person_id: int) -> dict[str, Any]:
    """Comments, also hidden ones, and which consultations were read when."""
    about = (Consultation.public_id.label("consultation"), Consultation.title)
    comments = (
        select(*about, Comment.text, Comment.created_at, Comment.hidden_at, Comment.hidden_reason)
        .join(Comment, Comment.consultation_id == Consultation.id)
        .where(Comment.author_id == person_id)
        .order_by(Comment.id)
    )
    reads = (
        select(*about, Read.read_at)
        .join(Read, Read.consultation_id == Consultation.id)
        .where(Read.person_id == person_id)
        .order_by(Read.read_at)
    )
    return {
        "comments": [dict(row) for row in db.session.execute(comments).mappings()],
        "reads": [dict(row) for row in db.session.execute(reads).mappings()],
    }

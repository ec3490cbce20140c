"""What a person wrote and did in forums."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from ..core.db import db
from .models import Commitment, CommitmentDispute, Dispute, OfficialAnswer, Post, PostRevision, Support, Topic

_TOPIC = (Topic.public_id.label("topic"), Topic.title)


def own_data(person_id: int) -> dict[str, Any]:
    """Posts with their earlier versions, also hidden ones; support; what the person said of answers and promises."""
    return {
        "posts": _rows(
            select(*_TOPIC, Post.number, Post.text, Post.created_at, Post.edited_at, Post.hidden_at, Post.hidden_reason)
            .join(Topic, Topic.id == Post.topic_id)
            .where(Post.author_id == person_id)
            .order_by(Post.id)
        ),
        "earlier_versions": _rows(
            select(*_TOPIC, Post.number, PostRevision.text, PostRevision.replaced_at)
            .join(Post, Post.id == PostRevision.post_id)
            .join(Topic, Topic.id == Post.topic_id)
            .where(Post.author_id == person_id)
            .order_by(PostRevision.id)
        ),
        "supports": _rows(
            select(*_TOPIC, Support.at)
            .join(Topic, Topic.id == Support.topic_id)
            .where(Support.person_id == person_id)
            .order_by(Support.at)
        ),
        "judgements": _rows(
            select(*_TOPIC, Dispute.is_answered, Dispute.at)
            .join(OfficialAnswer, OfficialAnswer.id == Dispute.answer_id)
            .join(Topic, Topic.id == OfficialAnswer.topic_id)
            .where(Dispute.person_id == person_id)
            .order_by(Dispute.at)
        ),
        "doubts": _rows(
            select(*_TOPIC, CommitmentDispute.at)
            .join(Commitment, Commitment.id == CommitmentDispute.commitment_id)
            .join(Topic, Topic.id == Commitment.topic_id)
            .where(CommitmentDispute.person_id == person_id)
            .order_by(CommitmentDispute.at)
        ),
    }  # fmt: skip


def _rows(query: Select[*tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(row) for row in db.session.execute(query).mappings()]

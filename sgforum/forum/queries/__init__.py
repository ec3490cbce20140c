"""Reading forums: pages and feeds, the officials' desk, and what the score counts."""

from __future__ import annotations

from .acts import (
    CommitmentDue,
    DecidedProposal,
    DueItem,
    list_commitments_due,
    list_decided_proposals,
    list_due_items,
)
from .desk import count_to_answer, list_open_commitments, list_to_answer
from .topics import (
    TopicFilter,
    TopicRow,
    find_similar_topics,
    list_busy_topics,
    list_feed,
    list_forum_places,
    list_latest_topics,
    list_own_texts,
    list_topics,
    topic_address,
)

__all__ = [
    "CommitmentDue",
    "DecidedProposal",
    "DueItem",
    "TopicFilter",
    "TopicRow",
    "count_to_answer",
    "find_similar_topics",
    "list_busy_topics",
    "list_commitments_due",
    "list_decided_proposals",
    "list_due_items",
    "list_feed",
    "list_forum_places",
    "list_latest_topics",
    "list_open_commitments",
    "list_own_texts",
    "list_to_answer",
    "list_topics",
    "topic_address",
]

"""Reading forums: pages and feeds, the officials' desk, and what the score counts."""

from __future__ import annotations

from .acts import (
    Act,
    CommitmentDue,
    DecidedProposal,
    DueItem,
    list_acts,
    list_commitments_due,
    list_decided_proposals,
    list_due_items,
)
from .desk import count_to_answer, list_open_commitments, list_to_answer
from .topics import (
    TopicFilter,
    TopicRow,
    count_topics,
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
    "Act",
    "CommitmentDue",
    "DecidedProposal",
    "DueItem",
    "TopicFilter",
    "TopicRow",
    "count_to_answer",
    "count_topics",
    "find_similar_topics",
    "list_acts",
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

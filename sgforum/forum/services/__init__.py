"""Acts in a forum: writing, supporting, answering, moderating."""

from __future__ import annotations

from .answering import Reply, answer_topic, dispute_commitment, judge_answer, report_done
from .moderating import hide_post, lock_topic, restore_post, unlock_topic
from .polls import PollDraft, add_poll, cast_choice, close_due_poll
from .supporting import support_topic, withdraw_support
from .touching import renew_pages_of
from .writing import edit_post, publish_post, publish_topic

__all__ = [
    "PollDraft",
    "Reply",
    "add_poll",
    "answer_topic",
    "cast_choice",
    "close_due_poll",
    "dispute_commitment",
    "edit_post",
    "hide_post",
    "judge_answer",
    "lock_topic",
    "publish_post",
    "publish_topic",
    "renew_pages_of",
    "report_done",
    "restore_post",
    "support_topic",
    "unlock_topic",
    "withdraw_support",
]

"""What people and the worker do with consultations."""

from __future__ import annotations

from .comments import add_comment, hide_comment, mark_read, renew_pages_of
from .decisions import Decision, record_decision, revise_decision
from .drafts import Draft, NotReady, create_draft, edit_draft, publish, withdraw
from .together import count_together
from .voting import cast, close_due, open_voting, order_for

__all__ = [
    "Decision",
    "Draft",
    "NotReady",
    "add_comment",
    "cast",
    "close_due",
    "count_together",
    "create_draft",
    "edit_draft",
    "hide_comment",
    "mark_read",
    "open_voting",
    "order_for",
    "publish",
    "record_decision",
    "renew_pages_of",
    "revise_decision",
    "withdraw",
]

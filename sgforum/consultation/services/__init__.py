"""What people and the worker do with consultations."""

from __future__ import annotations

from .boxes import BoxDraft
from .ceremonies import CeremonyDraft, divide_box_key, open_box
from .closing import close_due, may_close, settle_voting
from .comments import add_comment, hide_comment, mark_read, renew_pages_of
from .decisions import Decision, record_decision, revise_decision
from .drafts import Draft, NotReady, create_draft, edit_draft, publish, withdraw
from .materials import remove_photo, remove_recording, set_photo, set_recording, set_regional
from .question_drafts import OptionDraft, QuestionDraft
from .questions import draft_of, move_question, remove_question, save_question
from .rolls import add_late_elector, hand_out_paper, take_back_paper
from .together import count_together
from .voting import cast, open_voting, order_for

__all__ = [
    "BoxDraft",
    "CeremonyDraft",
    "Decision",
    "Draft",
    "NotReady",
    "OptionDraft",
    "QuestionDraft",
    "add_comment",
    "add_late_elector",
    "cast",
    "close_due",
    "count_together",
    "create_draft",
    "divide_box_key",
    "draft_of",
    "edit_draft",
    "hand_out_paper",
    "hide_comment",
    "mark_read",
    "may_close",
    "move_question",
    "open_box",
    "open_voting",
    "order_for",
    "publish",
    "record_decision",
    "remove_photo",
    "remove_question",
    "remove_recording",
    "renew_pages_of",
    "revise_decision",
    "save_question",
    "set_photo",
    "set_recording",
    "set_regional",
    "settle_voting",
    "take_back_paper",
    "withdraw",
]

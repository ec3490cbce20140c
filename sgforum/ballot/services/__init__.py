"""Acts on polls: opened once, ballots cast and changed, roll and paper kept, closed once."""

from __future__ import annotations

from .announcing import announce_elector, announce_extension, announce_opening
from .batches import Reading, check_batch, correct_batch, enter_batch, remove_batch
from .board import public_key_of_boards
from .casting import CastReceipt, cast_ballot
from .closing import Opening, close_poll, close_polls
from .ending import settle_end
from .keyholding import divide_key
from .opening import Terms, open_poll
from .publication import make_bundle
from .results import announce_results
from .roll import add_elector, check_in, undo_check_in

__all__ = [
    "CastReceipt",
    "Opening",
    "Reading",
    "Terms",
    "add_elector",
    "announce_elector",
    "announce_extension",
    "announce_opening",
    "announce_results",
    "cast_ballot",
    "check_batch",
    "check_in",
    "close_poll",
    "close_polls",
    "correct_batch",
    "divide_key",
    "enter_batch",
    "make_bundle",
    "open_poll",
    "public_key_of_boards",
    "remove_batch",
    "settle_end",
    "undo_check_in",
]

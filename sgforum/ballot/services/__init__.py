"""Acts on a secret poll: it is opened once, ballots are cast and changed, and it is closed once."""

from __future__ import annotations

from .casting import CastReceipt, cast_ballot
from .closing import close_poll
from .opening import open_poll

__all__ = ["CastReceipt", "cast_ballot", "close_poll", "open_poll"]

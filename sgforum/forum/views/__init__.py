"""The forum's pages: lists and feeds, the topic, its poll, writing, and what staff do."""

from __future__ import annotations

from . import feeds as feeds
from . import lists as lists
from . import polls as polls
from . import staff as staff
from . import topic as topic
from . import writing as writing
from .blueprint import pages

__all__ = ["pages"]

"""What each kind of line on the board holds: the fields of its content and their shapes.

Every line of one poll names it in `poll`, since the questions of a consultation share a board. Numbers of
ballots are null where fewer than k = 10 were cast: only the winner of such a poll is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .board import Entry, Kind
from .shapes import COUNT, FLAG, HASH, OBJECT, TEXT, TIME, Shape, list_of, map_of, mismatch, one_of, optional

SEED_SOURCES = ("witnesses", "parameter", "rules")
_POLL = {"poll": TEXT}

FIELDS: Mapping[Kind, Mapping[str, Shape]] = {
    # key: SHA-256 of the public key that envelopes are sealed with; holders: who keeps its split private key
    Kind.OPENED: _POLL | {
        "rules_hash": HASH, "rule": TEXT, "parameters": OBJECT, "roll_size": COUNT, "roll_hash": HASH,
        "roll_root": HASH, "secrecy": one_of("secret", "open"), "electorate": one_of("roll", "anyone"),
        "receipt": one_of("none", "inclusion", "content"), "paper": FLAG, "key": optional(HASH),
        "holders": optional(list_of(TEXT)), "software": TEXT,
    },
    Kind.ELECTOR_ADDED: _POLL | {"roll_size": COUNT, "roll_hash": HASH, "roll_root": HASH},
    # on: the day in the city's zone; number and root are null below k, where they would show who came first
    Kind.ENVELOPES: _POLL | {"on": TEXT, "number": optional(COUNT), "root": optional(HASH)},
    Kind.EXTENDED: _POLL | {"ends_at": TIME, "reason": TEXT},
    Kind.BATCH: _POLL | {"channel": one_of("paper", "desk"), "label": TEXT, "papers": optional(COUNT), "spoiled": optional(COUNT)},
    # root: of the sorted envelope hashes; null in an open poll, which has none
    Kind.CLOSING: _POLL | {
        "roll_size": COUNT, "online": optional(COUNT), "paper": optional(COUNT), "desk": optional(COUNT),
        "spoiled": optional(COUNT), "root": optional(HASH), "seed": TEXT, "seed_source": one_of(*SEED_SOURCES),
        "witnesses": COUNT,
    },
    # files: SHA-256 by name of what the bundle holds for this poll
    Kind.RESULT: _POLL | {"files": map_of(HASH), "software": TEXT},
    Kind.ANNOUNCED: {"documents": map_of(HASH), "note": TEXT},
    Kind.CORRECTED: {"line": COUNT, "reason": TEXT},
}  # fmt: skip


def content_problem(kind: Kind, content: Mapping[str, Any]) -> str | None:
    """Why this cannot be the content of a line of the kind, or None if it can."""
    return mismatch(FIELDS[kind], dict(content))


def poll_of(entry: Entry) -> str | None:
    """The reference of the poll that a line is about; None for a line about the board as a whole."""
    poll = entry.content.get("poll")
    return poll if isinstance(poll, str) else None

"""Writing on a board: one line after the other, signed, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ...core.db import db, lock
from ..board import GENESIS, Kind, digest, make_line
from ..entries import content_problem
from ..models import BoardEntry
from ..queries import board_head
from ..signing import signer


def public_key_of_boards(keys: Path) -> str:
    """The key with which every line of this installation's boards is signed, as 64 hexadecimal digits."""
    return signer(keys).public_key.hex()


def append(*, board: str, kind: Kind, content: Mapping[str, Any], at: datetime, keys: Path) -> BoardEntry:
    """Append a signed line to the board and return it; the board is locked until the transaction ends.

    content: the fields of `entries.FIELDS` for this kind; ValueError if it is anything else, for what stands
    on a board stays there. Of two processes with clocks apart the later line never gets the earlier time.
    """
    if (problem := content_problem(kind, content)) is not None:
        raise ValueError(f"a line {kind.value!r} of {board}: {problem}")
    lock(f"ballot_board:{board}")
    head = board_head(board)
    number, previous, moment = (
        (1, GENESIS, at) if head is None else (head.number + 1, head.digest, max(at, head.at))
    )
    line = make_line(
        board=board,
        number=number,
        at=moment,
        kind=kind,
        content=content,
        previous=previous,
        sign=signer(keys).sign,
    )
    entry = BoardEntry(
        board=board, number=number, kind=kind.value, at=moment, line=line, digest=digest(line.encode())
    )
    db.session.add(entry)
    db.session.flush()
    return entry

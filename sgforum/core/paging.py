"""Pages by cursor: the place in the order, not the number of rows before it, so that every page costs the same."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from .errors import InvalidInput

Row = TypeVar("Row")
PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows and the cursors of the pages beside them (None: there is no such page)."""

    rows: Sequence[Row]
    next: str | None = None
    previous: str | None = None


def encode(*parts: str | int) -> str:
    """An opaque, URL-safe cursor."""
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str, *kinds: type[str | int]) -> list[str | int]:
    """The parts of a cursor, checked against their kinds; raises InvalidInput for one that we did not make."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded.encode(), altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, UnicodeError, RecursionError):
        raise InvalidInput("Alamat halaman ini tidak lengkap. Mulailah dari halaman pertama.") from None
    fits = isinstance(parts, list) and len(parts) == len(kinds)
    if not fits or any(type(part) is not kind for part, kind in zip(parts, kinds, strict=True)):
        raise InvalidInput("Alamat halaman ini tidak lengkap. Mulailah dari halaman pertama.")
    if any(isinstance(part, int) and abs(part) >= 2**63 for part in parts):
        raise InvalidInput("Alamat halaman ini tidak lengkap. Mulailah dari halaman pertama.")
    return list(parts)


def cut(rows: Sequence[Row], size: int = PAGE_SIZE) -> tuple[Sequence[Row], bool]:
    """The first `size` of the size + 1 rows that were asked for, and whether there are more."""
    return rows[:size], len(rows) > size

"""Fingerprints of what is frozen at opening and found at close: anyone who has the lines can compute them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from .canonical import line_of

_SLIP_DIGITS = 12


def hash_of_sorted(lines: Iterable[str]) -> str:
    """SHA-256 over the lines in ascending order, each ended by a line feed."""
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).hexdigest()


def roll_line(elector_id: str, person_public_id: str) -> str:
    """One elector's line of the roll: the random id hides the person from who does not know it."""
    return hashlib.sha256(f"{elector_id}:{person_public_id}".encode()).hexdigest()


def rules_document(
    *,
    reference: str,
    place_code: str,
    title: str,
    options: Sequence[tuple[str, str]],
    rule: str,
    parameters: Mapping[str, Any],
    window: tuple[datetime, datetime],
) -> dict[str, Any]:
    """The frozen rules of a poll as they are published; times in UTC as ISO 8601."""
    opens_at, closes_at = (moment.astimezone(UTC).isoformat() for moment in window)
    return {
        "reference": reference, "place": place_code, "title": title, "rule": rule,
        "options": [list(option) for option in options], "parameters": dict(parameters),
        "opens_at": opens_at, "closes_at": closes_at,
    }  # fmt: skip


def rules_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the rules as JSON with sorted keys, UTF-8, no spaces."""
    return hashlib.sha256(line_of(document).encode()).hexdigest()


def slip_of(envelope_digest: str) -> str:
    """The short number on a resident's slip: 12 digits of the envelope's hash, like "0412 7730 9951"."""
    digits = f"{int(envelope_digest, 16) % 10**_SLIP_DIGITS:0{_SLIP_DIGITS}d}"
    return " ".join(digits[start : start + 4] for start in range(0, _SLIP_DIGITS, 4))

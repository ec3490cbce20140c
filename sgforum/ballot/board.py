"""The board: an append-only list of signed lines, each holding the hash of the one before.

What is written on it cannot be changed without changing every later line, and whoever wrote down the last
hash (the minutes read aloud, the notice board of the RT) sees it (voting.md 3.3). Line = compact JSON, see
`canonical.line_of`; keys in Indonesian, for the people whose board it is.
"""

from __future__ import annotations

import enum
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .canonical import NotCanonical, line_of, parse
from .ed25519 import is_valid

GENESIS = "0" * 64
FIELDS = frozenset({"papan", "nomor", "waktu", "jenis", "isi", "sebelum", "tanda_tangan"})
_HEX = re.compile(r"[0-9a-f]*")
Sign = Callable[[bytes], bytes]


class Kind(enum.StrEnum):
    """What a line tells; the content of each is in `entries`."""

    OPENED = "opened"
    ELECTOR_ADDED = "elector_added"
    ENVELOPES = "envelopes"
    EXTENDED = "extended"
    BATCH = "batch"
    CLOSING = "closing"
    RESULT = "result"
    ANNOUNCED = "announced"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as read: `at` is aware UTC, `line` the bytes as they stand, `digest` their SHA-256."""

    board: str
    number: int
    at: datetime
    kind: Kind
    content: Mapping[str, Any]
    previous: str
    signature: bytes
    line: bytes

    @property
    def digest(self) -> str:
        return digest(self.line)

    @property
    def signed(self) -> bytes:
        """The bytes that were signed: the line without its signature."""
        return line_of(_unsigned(self)).encode()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the line of this number (of its place, counted from 1)."""

    number: int
    sentence: str


def digest(line: bytes) -> str:
    """What the next line holds of this one."""
    return hashlib.sha256(line).hexdigest()


def make_line(
    *,
    board: str,
    number: int,
    at: datetime,
    kind: Kind,
    content: Mapping[str, Any],
    previous: str,
    sign: Sign,
) -> str:
    """The next line of a board, signed. sign: Ed25519 over the bytes of the line without its signature."""
    fields = {
        "papan": board, "nomor": number, "waktu": at.astimezone(UTC).isoformat(), "jenis": kind.value,
        "isi": dict(content), "sebelum": previous,
    }  # fmt: skip
    return line_of({**fields, "tanda_tangan": sign(line_of(fields).encode()).hex()})


def read_line(line: bytes) -> Entry:
    """A line as an entry; raises NotCanonical if it is not exactly what `make_line` writes."""
    fields = parse(line)
    if not isinstance(fields, dict) or set(fields) != FIELDS:
        raise NotCanonical("the line has not the keys of a board's line")
    entry = Entry(
        board=_text(fields, "papan"), number=_number(fields["nomor"]), at=_moment(_text(fields, "waktu")),
        kind=_kind(_text(fields, "jenis")), content=_object(fields["isi"]),
        previous=_hex(_text(fields, "sebelum"), 64), signature=bytes.fromhex(_hex(_text(fields, "tanda_tangan"), 128)),
        line=line,
    )  # fmt: skip
    again = line_of({**_unsigned(entry), "tanda_tangan": entry.signature.hex()})
    if again.encode("utf-8", "surrogatepass") != line:
        raise NotCanonical("the line is not in the one form of a board's line")
    return entry


def read_lines(lines: Sequence[bytes]) -> tuple[list[Entry], list[Problem]]:
    """The entries that can be read, and a problem for each line that cannot."""
    entries, problems = [], []
    for place, line in enumerate(lines, 1):
        try:
            entries.append(read_line(line))
        except NotCanonical as error:
            problems.append(Problem(place, str(error)))
    return entries, problems


def chain_problems(entries: Sequence[Entry]) -> Iterator[Problem]:
    """Where the entries are no chain: numbers from 1 on, one board, the hash before, time never backwards."""
    previous, last = GENESIS, None
    for place, entry in enumerate(entries, 1):
        if entry.number != place:
            yield Problem(place, f"the line is numbered {entry.number}")
        if entry.previous != previous:
            yield Problem(place, "it does not hold the hash of the line before it")
        if last is not None and entry.board != last.board:
            yield Problem(place, f"it belongs to another board, {entry.board!r}")
        if last is not None and entry.at < last.at:
            yield Problem(place, "its time is before that of the line before it")
        previous, last = entry.digest, entry


def signature_problems(entries: Sequence[Entry], public_key: bytes) -> Iterator[Problem]:
    """The lines that are not signed by the owner of the key."""
    for place, entry in enumerate(entries, 1):
        if not is_valid(public_key, entry.signed, entry.signature):
            yield Problem(place, "its signature does not fit the public key")


def _unsigned(entry: Entry) -> dict[str, Any]:
    return {
        "papan": entry.board, "nomor": entry.number, "waktu": entry.at.isoformat(), "jenis": entry.kind.value,
        "isi": dict(entry.content), "sebelum": entry.previous,
    }  # fmt: skip


def _text(fields: Mapping[str, Any], name: str) -> str:
    if not isinstance(fields[name], str):
        raise NotCanonical(f"{name} is no text")
    return str(fields[name])


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise NotCanonical("nomor is no whole number")
    return value


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotCanonical("isi is no object")
    return value


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise NotCanonical("waktu is no time") from None
    if moment.tzinfo is None:
        raise NotCanonical("waktu has no zone")
    return moment.astimezone(UTC)


def _kind(text: str) -> Kind:
    try:
        return Kind(text)
    except ValueError:
        raise NotCanonical(f"jenis {text!r} is not known") from None


def _hex(text: str, length: int) -> str:
    if len(text) != length or not _HEX.fullmatch(text):
        raise NotCanonical(f"a hash or signature is not {length} hexadecimal digits")
    return text

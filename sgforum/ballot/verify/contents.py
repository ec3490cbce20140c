"""The bundle's files as values: each is read when a check asks for it, and told by name if it is malformed."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from ..board import Entry, Kind, Problem, read_lines
from ..bundle import BALLOTS, BOARD, ENVELOPES, KEY, NAMES, RESULT, ROLL, ROLL_CALL, RULES, STATISTIC, folder
from ..canonical import NotCanonical, parse_document
from ..entries import content_problem, poll_of
from ..shapes import COUNT, FLAG, MOST, OBJECT, TEXT, TIME, Shape, list_of, map_of, mismatch, optional
from ..tallies.marks import CODE
from ..tallies.marks import RULES as RULE_NAMES
from .trial import Malformed

MOST_POLLS = 10
MOST_OPTIONS = 500
MOST_LINES = 20_000  # on a board; each signature takes some milliseconds
_KEY = re.compile(rb"ed25519 ([0-9a-f]{64})\n")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,12}")
Row = tuple[str, ...]
Value = TypeVar("Value")

_CODE = Shape("a code", lambda value: isinstance(value, str) and bool(CODE.fullmatch(value)))
_OPTION = Shape(
    "pairs of code and text",
    lambda value: (
        isinstance(value, list) and len(value) == 2 and _CODE.fits(value[0]) and TEXT.fits(value[1])
    ),
)
_RULES_FIELDS = {"format": COUNT, "board": TEXT, "polls": list_of(OBJECT)}
_POLL_FIELDS = {
    "reference": TEXT, "place": TEXT, "title": TEXT, "options": list_of(_OPTION), "parameters": OBJECT,
    "rule": Shape("a rule", lambda value: isinstance(value, str) and value in RULE_NAMES),
    "opens_at": TIME, "closes_at": TIME,
}  # fmt: skip
_RESULT_FIELDS = {
    "poll": TEXT, "electors": optional(COUNT), "turnout": optional(map_of(COUNT)), "quorum": OBJECT, "outcome": OBJECT,
}  # fmt: skip
_TURNOUT_FIELDS = {"online": COUNT, "paper": COUNT, "desk": COUNT, "spoiled": COUNT}
_QUORUM_FIELDS = {"needed": COUNT, "met": FLAG}
# What every outcome has, and what is left of it where fewer than k ballots were cast
OUTCOME_FIELDS = {
    "rule": TEXT, "options": list_of(TEXT), "winners": list_of(TEXT), "tie_order": list_of(TEXT), "seed": TEXT,
}  # fmt: skip
COUNTED_FIELDS = {"ballots": COUNT, "valid": COUNT, "blank": COUNT, "invalid": COUNT}


@dataclass(frozen=True)
class Bundle:
    """A bundle's files by name."""

    files: Mapping[str, bytes]

    def bytes_of(self, name: str) -> bytes:
        if name not in self.files:
            raise Malformed(f"{name} is not in the bundle")
        return self.files[name]

    def document(
        self, name: str, fields: Mapping[str, Shape], *, also: Sequence[str] | None = ()
    ) -> dict[str, Any]:
        """A JSON file that is an object of these fields; raises Malformed."""
        content = _reading(name, lambda: parse_document(self.bytes_of(name)))
        if (problem := mismatch(fields, content, also=also)) is not None:
            raise Malformed(f"{name}: {problem}")
        return dict(content)

    def rows(self, name: str, *heads: Row) -> tuple[Row, list[Row]]:
        """A CSV file: its head, which must be one of these, and its rows; raises Malformed."""
        found = _reading(name, lambda: _read_csv(self.bytes_of(name)))
        if not found or found[0] not in heads:
            raise Malformed(f"{name}: the first line is not {' or '.join(','.join(head) for head in heads)}")
        head, rows = found[0], found[1:]
        if any(len(row) != len(head) for row in rows):
            raise Malformed(f"{name}: a line has another number of columns than the first")
        return head, rows

    @cached_property
    def rules(self) -> dict[str, Any]:
        found = self.document(RULES, _RULES_FIELDS)
        if not 1 <= len(found["polls"]) <= MOST_POLLS:
            raise Malformed(f"{RULES}: a consultation has 1 to {MOST_POLLS} questions")
        return found

    @cached_property
    def public_key(self) -> bytes:
        match = _KEY.fullmatch(self.bytes_of(KEY))
        if match is None:
            raise Malformed(f"{KEY}: it is not ed25519 and 64 hexadecimal digits on one line")
        return bytes.fromhex(match[1].decode())

    @cached_property
    def lines(self) -> list[bytes]:
        """The lines of the board, without line feeds."""
        content = self.bytes_of(BOARD)
        if not content.endswith(b"\n"):
            raise Malformed(f"{BOARD}: it does not end with a line feed")
        lines = content[:-1].split(b"\n")
        if len(lines) > MOST_LINES:
            raise Malformed(f"{BOARD}: it has more than {MOST_LINES} lines")
        return lines

    @cached_property
    def read_board(self) -> tuple[list[Entry], list[Problem]]:
        """The entries that can be read, and what is wrong with the others."""
        entries, problems = read_lines(self.lines)
        fitting = []
        for entry in entries:
            if (problem := content_problem(entry.kind, entry.content)) is None:
                fitting.append(entry)
            else:
                problems.append(Problem(entry.number, f"isi: {problem}"))
        return fitting, problems

    @cached_property
    def polls(self) -> list[PollPart]:
        return [PollPart(self, number) for number in range(1, len(self.rules["polls"]) + 1)]


@dataclass(frozen=True)
class PollPart:
    """What the bundle holds of its n-th question."""

    bundle: Bundle
    number: int

    @property
    def folder(self) -> str:
        return folder(self.number)

    def has(self, name: str) -> bool:
        return self.folder + name in self.bundle.files

    @cached_property
    def rules(self) -> dict[str, Any]:
        """The frozen rules; keys that later versions add are hashed with the others."""
        found = self.bundle.rules["polls"][self.number - 1]
        problem = mismatch(_POLL_FIELDS, found, also=None)
        if problem is None and not 1 <= len(found["options"]) <= MOST_OPTIONS:
            problem = f"a question has 1 to {MOST_OPTIONS} options"
        if problem is not None:
            raise Malformed(f"{RULES}: question {self.number}: {problem}")
        return dict(found)

    @property
    def reference(self) -> str:
        return str(self.rules["reference"])

    @property
    def codes(self) -> list[str]:
        return [code for code, _ in self.rules["options"]]

    def entries(self, kind: Kind) -> list[Entry]:
        """The board's lines of this kind about this poll, in order."""
        found, _ = self.bundle.read_board
        return [entry for entry in found if entry.kind is kind and poll_of(entry) == self.reference]

    def entry(self, kind: Kind) -> Mapping[str, Any]:
        """The content of the one line of this kind; raises Malformed if there is none or are several."""
        found = self.entries(kind)
        if len(found) != 1:
            raise Malformed(f"{BOARD}: {self.reference} has {len(found)} lines {kind.value!r} instead of one")
        return found[0].content

    @cached_property
    def result(self) -> dict[str, Any]:
        name = self.folder + RESULT
        found = self.bundle.document(name, _RESULT_FIELDS)
        problems = {
            "turnout": found["turnout"] and mismatch(_TURNOUT_FIELDS, found["turnout"]),
            "quorum": mismatch(_QUORUM_FIELDS, found["quorum"]),
            "outcome": mismatch(OUTCOME_FIELDS, found["outcome"], also=None),
        }
        if found["turnout"] is not None:
            problems["outcome"] = problems["outcome"] or mismatch(COUNTED_FIELDS, found["outcome"], also=None)
        for part, problem in problems.items():
            if problem:
                raise Malformed(f"{name}: {part}: {problem}")
        return found

    @property
    def outcome(self) -> dict[str, Any]:
        return dict(self.result["outcome"])

    @property
    def turnout(self) -> dict[str, int] | None:
        """Ballots by channel; None where fewer than k were cast."""
        found: dict[str, int] | None = self.result["turnout"]
        return found

    @property
    def ballots(self) -> int | None:
        """How many ballots were in the box; None where that is not published."""
        found = self.turnout
        return None if found is None else found["online"] + found["paper"] + found["desk"]

    @cached_property
    def papers(self) -> list[tuple[str, str]] | None:
        """(code, ballot) for each paper of a poll with content receipts; None for other polls."""
        head, rows = self._ballot_rows
        return [(code, ballot) for code, ballot in rows] if head == ("code", "ballot") else None

    @cached_property
    def profile(self) -> dict[str, int]:
        """The published ballots {canonical ballot: how many}; raises Malformed."""
        name = self.folder + BALLOTS
        profile: dict[str, int] = {}
        if self.papers is not None:
            for _, ballot in self.papers:
                profile[ballot] = profile.get(ballot, 0) + 1
            return profile
        for ballot, many in self._ballot_rows[1]:
            if ballot in profile or not _NUMBER.fullmatch(many) or not 0 < int(many) <= MOST:
                raise Malformed(f"{name}: {ballot!r} stands twice or its number is none")
            profile[ballot] = int(many)
        return profile

    @cached_property
    def _ballot_rows(self) -> tuple[Row, list[Row]]:
        return self.bundle.rows(self.folder + BALLOTS, ("ballot", "count"), ("code", "ballot"))

    @cached_property
    def statistic(self) -> dict[str, Any]:
        return self.bundle.document(self.folder + STATISTIC, {"rule": TEXT, **COUNTED_FIELDS}, also=None)

    @cached_property
    def roll(self) -> list[str]:
        return [line for (line,) in self.bundle.rows(self.folder + ROLL, ("sha256",))[1]]

    @cached_property
    def envelopes(self) -> list[Row]:
        """(slip, SHA-256) of each envelope."""
        return self.bundle.rows(self.folder + ENVELOPES, ("slip", "sha256"))[1]

    @cached_property
    def roll_call(self) -> list[Row]:
        """(public id, ballot) of each voter in an open poll."""
        return self.bundle.rows(self.folder + ROLL_CALL, ("id", "ballot"))[1]

    @cached_property
    def names(self) -> list[Row]:
        """(public id, name) of each voter in an open poll."""
        return self.bundle.rows(self.folder + NAMES, ("id", "name"))[1]


def _reading(name: str, read: Callable[[], Value]) -> Value:
    try:
        return read()
    except (NotCanonical, UnicodeDecodeError, csv.Error) as error:
        raise Malformed(f"{name}: {error}") from None


def _read_csv(content: bytes) -> list[Row]:
    reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
    return [tuple(row) for row in reader]

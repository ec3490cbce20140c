"""People x statements as one block of bytes, and the counts that need nothing but the standard library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

UNSEEN, AGREE, DISAGREE, PASS = range(4)  # what a byte of `Votes.cells` says
CODES = {1: AGREE, -1: DISAGREE, 0: PASS}  # as Polis' open data write votes


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes on one statement."""

    agree: int
    disagree: int
    passed: int

    @property
    def seen(self) -> int:
        return self.agree + self.disagree + self.passed

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.agree + other.agree, self.disagree + other.disagree, self.passed + other.passed)


@dataclass(frozen=True, slots=True)
class Votes:
    """Who voted how: `cells` has one byte for each person and statement, a person's row after the other.

    A byte is UNSEEN, AGREE, DISAGREE or PASS; 10,000 people and 500 statements take 5 MB.
    """

    participants: tuple[str, ...]
    statements: tuple[str, ...]
    cells: bytes

    def __post_init__(self) -> None:
        if len(self.cells) != len(self.participants) * len(self.statements):
            raise ValueError("one byte for each person and statement")

    def row(self, person: int) -> bytes:
        """The votes of the person with this number, statement by statement."""
        width = len(self.statements)
        return self.cells[person * width : (person + 1) * width]

    def seen_by_each(self) -> list[int]:
        """On how many statements each person voted, a pass included."""
        width = len(self.statements)
        return [width - self.row(person).count(UNSEEN) for person in range(len(self.participants))]


def gather(statements: Sequence[str], votes: Iterable[tuple[str, str, int]]) -> Votes:
    """Votes from rows (person, statement, 1 | -1 | 0) in any order; of two votes on one statement the later counts.

    People stand in the order of their names, so that the order of the rows changes nothing. Raises KeyError for
    a statement that is not listed or another value.
    """
    place = {name: number for number, name in enumerate(statements)}
    rows: dict[str, bytearray] = {}
    for person, statement, value in votes:
        rows.setdefault(person, bytearray(len(place)))[place[statement]] = CODES[value]
    people = sorted(rows)
    return Votes(tuple(people), tuple(statements), b"".join(rows[person] for person in people))


def count_votes(votes: Votes, people: Iterable[int] | None = None) -> list[Counts]:
    """The counts of each statement, of everybody or of the people with these numbers only."""
    cells = votes.cells if people is None else b"".join(map(votes.row, people))
    width = len(votes.statements)
    columns = (cells[number::width] for number in range(width))
    return [Counts(column.count(AGREE), column.count(DISAGREE), column.count(PASS)) for column in columns]

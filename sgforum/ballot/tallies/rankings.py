"""Rankings in bulk: which are readable, and who stands above whom, without visiting every pair of every ballot.

A ranking is cut after its first five ranks. What happens inside a piece is counted once for each distinct
piece (at most 30,240 of five out of ten options), and that the first piece stands above the second once for each
distinct pair of sets; so a million different ballots cost two look-ups each instead of 45 additions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .marks import BLANK
from .outcome import Matrix

_RANKS = 5


class Masks(dict[str, int]):
    """The set of options in a piece of a ranking, as bits; -1 if an option is unknown or stands twice."""

    def __init__(self, options: Sequence[str]) -> None:
        super().__init__()
        self.bits = {option: 1 << index for index, option in enumerate(options)}

    def __missing__(self, piece: str) -> int:
        mask = 0
        for option in piece.replace("=", ">").split(">"):
            bit = self.bits.get(option, 0)
            if not bit or mask & bit:
                mask = -1
                break
            mask |= bit
        self[piece] = mask
        return mask


@dataclass(slots=True)
class Cut:
    """Rankings in two pieces: heads and tails with their ballots, and how often which sets stand above which."""

    heads: defaultdict[str, int]
    tails: defaultdict[str, int]
    sides: defaultdict[tuple[int, int], int]
    blank: int = 0
    invalid: int = 0
    unreadable: set[str] | None = None

    @property
    def valid(self) -> int:
        return sum(self.sides.values())


def cut(profile: Mapping[str, int], masks: Masks, most: int | None = None) -> Cut:
    """Cut all rankings after five ranks; those of more than `most` options are unreadable."""
    heads: defaultdict[str, int] = defaultdict(int)
    tails: defaultdict[str, int] = defaultdict(int)
    sides: defaultdict[tuple[int, int], int] = defaultdict(int)
    unreadable: set[str] = set()
    most = len(masks.bits) if most is None else most
    for text, ballots in profile.items():
        pieces = text.split(">", _RANKS)
        if len(pieces) > _RANKS:
            tail = pieces[_RANKS]
            head = text[: -len(tail) - 1]
            low = masks[tail]
        else:
            head, tail, low = text, "", 0
        high = masks[head]
        if high & low or high < 0 or (high | low).bit_count() > most:
            unreadable.add(text)
            continue
        heads[head] += ballots
        sides[high, low] += ballots
        if tail:
            tails[tail] += ballots
    blank = profile.get(BLANK, 0)
    invalid = sum(profile[text] for text in unreadable) - blank
    return Cut(heads, tails, sides, blank, invalid, unreadable)


class Pairs:
    """Ballots by pair of options: one above the other, both on one rank; and ballots that rank an option."""

    def __init__(self, options: Sequence[str]) -> None:
        self.masks = Masks(options)
        self.places = {option: index for index, option in enumerate(options)}
        self.above = [[0] * len(options) for _ in options]
        self.level = [[0] * len(options) for _ in options]
        self.ranked = [0] * len(options)

    def add(self, pieces: Cut) -> None:
        """Count the cut rankings; long tails are cut again."""
        for head, ballots in pieces.heads.items():
            self._add_piece(head, ballots)
        for (high, low), ballots in pieces.sides.items():
            if low:
                below = _members(low)
                for upper in _members(high):
                    _add_to(self.above[upper], below, ballots)
        if pieces.tails:
            self.add(cut(pieces.tails, self.masks))

    def _add_piece(self, piece: str, ballots: int) -> None:
        above, ranked, places = self.above, self.ranked, self.places
        passed: list[int] = []
        for rank in piece.split(">"):
            if "=" in rank:
                passed += self._add_tied(rank, passed, ballots)
                continue
            member = places[rank]
            ranked[member] += ballots
            for upper in passed:
                above[upper][member] += ballots
            passed.append(member)

    def _add_tied(self, rank: str, passed: list[int], ballots: int) -> list[int]:
        members = [self.places[option] for option in rank.split("=")]
        _add_to(self.ranked, members, ballots)
        for upper in passed:
            _add_to(self.above[upper], members, ballots)
        for member in members:
            _add_to(self.level[member], members, ballots)
        return members

    def matrix(self, *, unranked_last: bool) -> Matrix:
        """[i][j]: ballots with option i above option j; an unranked option stands below all ranked ones, or nowhere."""
        size = range(len(self.ranked))
        if not unranked_last:
            return tuple(tuple(row) for row in self.above)
        return tuple(
            tuple(0 if i == j else self.ranked[i] - self.above[j][i] - self.level[i][j] for j in size)
            for i in size
        )


def _add_to(row: list[int], places: Iterable[int], ballots: int) -> None:
    for place in places:
        row[place] += ballots


def _members(mask: int) -> list[int]:
    found = []
    while mask:
        lowest = mask & -mask
        found.append(lowest.bit_length() - 1)
        mask ^= lowest
    return found

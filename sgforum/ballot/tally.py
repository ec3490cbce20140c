"""Counting, as pure functions of a profile {choice: ballots}: no database, no clock, same input same result."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

BLANK = "blank"  # the choice of nothing, where a poll allows it: counts for quorum, for no option
SMALLEST_SHOWN = 10  # k of voting.md 3.3: with fewer ballots only the winner is published


@dataclass(frozen=True, slots=True)
class PluralityResult:
    """Votes by option; `ranking` is a list of tied sets, best first; `tie_order` is all options as lots fell."""

    totals: dict[str, int]
    blank: int
    invalid: int
    winners: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    tie_order: tuple[str, ...]
    seed: str

    @property
    def valid(self) -> int:
        return sum(self.totals.values()) + self.blank

    @property
    def is_tied(self) -> bool:
        return len(self.winners) > 1

    @property
    def is_unanimous(self) -> bool:
        """Whether every ballot says the same, so that the count reveals each one's choice."""
        return max([*self.totals.values(), self.blank, self.invalid]) == self.valid + self.invalid > 0


def plurality(profile: Mapping[str, int], options: Sequence[str], seed: str) -> PluralityResult:
    """Most votes win; all options with the most votes are winners, none if nobody chose any.

    profile: {choice: number of ballots}, where a choice is an option, BLANK, or anything else, which is
    counted as invalid. Ties stay in `winners` and `ranking`; within a tied set options stand in the order
    of SHA-256(seed || option), which is the recorded order in which a tie is broken (voting.md 3.3).
    Raises ValueError for a negative number, no option, or an option twice.
    """
    if not options or len(set(options)) != len(options):
        raise ValueError("options must be distinct and at least one")
    if any(count < 0 for count in profile.values()):
        raise ValueError("a profile has no negative numbers")
    order = tie_order(options, seed)
    totals = {option: profile.get(option, 0) for option in options}
    blank = 0 if BLANK in totals else profile.get(BLANK, 0)
    levels = sorted(set(totals.values()), reverse=True)
    ranking = tuple(tuple(option for option in order if totals[option] == level) for level in levels)
    return PluralityResult(
        totals=totals, blank=blank, invalid=sum(profile.values()) - sum(totals.values()) - blank,
        winners=ranking[0] if levels[0] > 0 else (), ranking=ranking, tie_order=order, seed=seed,
    )  # fmt: skip


def tie_order(options: Sequence[str], seed: str) -> tuple[str, ...]:
    """The options by SHA-256(seed || option): fixed by the seed alone, checkable with any hash program."""
    return tuple(sorted(options, key=lambda option: hashlib.sha256((seed + option).encode()).hexdigest()))


def quorum_needed(parameters: Mapping[str, Any], roll_size: int) -> int:
    """Ballots that must be in the box: `quorum_number`, or `quorum_share` (0 to 1) of the roll, rounded up.

    With both the greater counts; a share of an empty roll still asks for one ballot.
    """
    number = int(parameters.get("quorum_number") or 0)
    share = Decimal(str(parameters.get("quorum_share") or 0))  # as written: 0.1 of 30 is 3, not 4
    return max(number, math.ceil(share * roll_size), 1 if share else 0)


@dataclass(frozen=True, slots=True)
class Tally:
    """The result of a closed poll. totals and the numbers may be published only if `may_show_totals`."""

    rule: str
    seed: str
    roll_size: int
    envelopes: int
    valid: int  # blank ones included
    blank: int
    invalid: int
    totals: dict[str, int]
    winners: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    tie_order: tuple[str, ...]
    quorum_needed: int
    quorum_met: bool
    is_unanimous: bool

    @property
    def may_show_totals(self) -> bool:
        """Whether enough people voted that numbers reveal no one; below k = 10 the winner only."""
        return self.envelopes >= SMALLEST_SHOWN

    @property
    def is_tied(self) -> bool:
        return len(self.winners) > 1

    def to_json(self) -> dict[str, Any]:
        """What the database keeps; `Tally.from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Tally:
        lists = {
            "winners": tuple(stored["winners"]),
            "ranking": tuple(tuple(tied) for tied in stored["ranking"]),
            "tie_order": tuple(stored["tie_order"]),
        }
        return cls(**{**stored, **lists})


def tally_plurality(
    profile: Mapping[str, int],
    options: Sequence[str],
    seed: str,
    roll_size: int,
    parameters: Mapping[str, Any],
) -> Tally:
    """The plurality result with turnout and quorum: below the quorum the result stands, but is not met."""
    result = plurality(profile, options, seed)
    envelopes = result.valid + result.invalid
    needed = quorum_needed(parameters, roll_size)
    return Tally(
        rule="plurality", seed=seed, roll_size=roll_size, envelopes=envelopes, valid=result.valid,
        blank=result.blank, invalid=result.invalid, totals=result.totals, winners=result.winners,
        ranking=result.ranking, tie_order=result.tie_order, quorum_needed=needed,
        quorum_met=envelopes >= needed, is_unanimous=result.is_unanimous,
    )  # fmt: skip

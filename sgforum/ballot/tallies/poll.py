"""What a rule is given: the profile with options and effective parameters, and the frame of its outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .marks import BLANK
from .outcome import Outcome


@dataclass(frozen=True, slots=True)
class Poll:
    """A closed poll. profile: {canonical ballot: how many}; order: the options as the seed's lots fell."""

    rule: str
    profile: Mapping[str, int]
    options: tuple[str, ...]
    parameters: dict[str, Any]
    seed: str
    order: tuple[str, ...]

    def sort_out(self, read: Callable[[str], Any]) -> Ballots:
        """The ballots that `read` understands (it returns None for others), beside blank and invalid ones.

        They stand in the order of their texts, so that sums of floats do not depend on the profile's order.
        """
        marked, blank, invalid = [], 0, 0
        for text, ballots in sorted(self.profile.items()):
            if text == BLANK:
                blank += ballots
            elif (mark := read(text)) is None:
                invalid += ballots
            elif ballots:
                marked.append((mark, ballots))
        return Ballots(marked, blank, invalid)

    def outcome(self, valid: int, blank: int, invalid: int, **found: Any) -> Outcome:
        """The outcome with what the rule found."""
        return Outcome(
            rule=self.rule, parameters=self.parameters, options=self.options, ballots=valid + blank + invalid,
            valid=valid, blank=blank, invalid=invalid, tie_order=self.order, seed=self.seed, **found,
        )  # fmt: skip

    def reaches(self, votes: int, valid: int) -> bool:
        """Whether the best option has the least share of valid ballots that a winner needs (and any vote)."""
        return votes > 0 and votes >= Fraction(str(self.parameters["threshold_share"])) * valid


@dataclass(frozen=True, slots=True)
class Ballots:
    """Marks with the number of ballots that carry them; blank and invalid ballots apart."""

    marked: list[tuple[Any, int]]
    blank: int
    invalid: int

    @property
    def valid(self) -> int:
        return sum(ballots for _, ballots in self.marked)

    @property
    def numbers(self) -> tuple[int, int, int]:
        return self.valid, self.blank, self.invalid

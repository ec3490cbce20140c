"""Instant runoff: the last one leaves and its ballots go on to their next rank, until one has more than half."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .outcome import Outcome
from .poll import Poll
from .rankings import Masks, cut
from .ties import levels

Rest = tuple[str, int]  # what is left of a ranking, and how many ballots have it


@dataclass(slots=True)
class Runoff:
    """The piles on the table: ballots by the option they count for now, and those that count for none."""

    overvote: str
    piles: dict[str, list[Rest]]
    exhausted: int = 0
    votes: dict[str, int] = field(default_factory=dict)

    def place(self, ballots: Iterable[Rest]) -> None:
        """Put each ballot on the pile of its highest rank that still stands."""
        piles, votes = self.piles, self.votes
        for rest, number in ballots:
            while rest:
                option, _, rest = rest.partition(">")  # noqa: PLW2901 - walks down the ranking
                if "=" in option:
                    option, rest = self._overvoted(option, rest)  # noqa: PLW2901 - the same walk
                if option in piles:
                    piles[option].append((rest, number))
                    votes[option] += number
                    break
            else:
                self.exhausted += number

    def _overvoted(self, rank: str, rest: str) -> tuple[str, str]:
        """What counts on a rank with several options, "" for nothing, and the ranks after it that still do."""
        if self.overvote == "skip":
            return "", rest
        standing = [option for option in rank.split("=") if option in self.piles]
        if self.overvote == "exhaust" or len(standing) > 1:
            return "", ""
        return standing[0] if standing else "", rest

    def drop(self, option: str) -> None:
        """Take the option off the table and place its ballots anew."""
        pile = self.piles.pop(option)
        del self.votes[option]
        self.place(pile)


def irv(poll: Poll) -> Outcome:
    """Eliminate the option with the fewest votes, by lot among several, until one has more than half.

    Where all that are left have equally many votes, they all are winners. Ballots without a further rank are
    exhausted. Those who left are ranked by when they left, the others by their last votes.
    """
    pieces = cut(poll.profile, Masks(poll.options), poll.parameters["most_ranked"])
    unreadable = pieces.unreadable or set()
    table = Runoff(poll.parameters["overvote"], {option: [] for option in poll.options})
    table.votes = dict.fromkeys(poll.options, 0)
    table.place(item for item in poll.profile.items() if item[0] not in unreadable)
    left, rounds = _play(poll, table)
    ranking = (
        *levels(table.votes, [o for o in poll.order if o in table.votes]),
        *((option,) for option in left),
    )
    most = table.votes[ranking[0][0]]
    return poll.outcome(
        pieces.valid, pieces.blank, pieces.invalid, ranking=ranking, rounds=tuple(rounds),
        winners=ranking[0] if poll.reaches(most, pieces.valid) else (),
    )  # fmt: skip


def _play(poll: Poll, table: Runoff) -> tuple[list[str], list[dict[str, Any]]]:
    """Rounds until the end; the options that left, last one first, and the rounds."""
    left: list[str] = []
    rounds = []
    while True:
        found: dict[str, Any] = {"votes": dict(table.votes), "exhausted": table.exhausted}
        rounds.append(found)
        if _is_over(table.votes, poll.parameters["until"]):
            return left, rounds
        fewest = min(table.votes.values())
        last = [option for option in poll.order if table.votes.get(option) == fewest]
        found["eliminated"] = last[-1]
        if len(last) > 1:
            found["tied"] = tuple(last)
        left.insert(0, last[-1])
        table.drop(last[-1])


def _is_over(votes: dict[str, int], until: str) -> bool:
    most, total = max(votes.values()), sum(votes.values())
    if most * len(votes) == total:  # all equal, or one alone
        return True
    return 2 * most > total if until == "majority" else len(votes) == 2

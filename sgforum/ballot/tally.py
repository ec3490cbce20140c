"""The result of a closed poll: who took part, whether the quorum is met, and the outcome of its rule. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .tallies import Outcome, count
from .tallies.marks import BLANK as BLANK
from .tallies.ties import quorum_needed as quorum_needed

SMALLEST_SHOWN = 10  # k of voting.md 3.3: with fewer ballots only the winner is published


def is_telling(online: int, papers: int) -> bool:
    """Whether the numbers of a secret box would show what single people chose, so that only the winner is published.

    Fewer than k ballots; or fewer than k cast here beside papers: the officers who read those subtract them.
    """
    return online + papers < SMALLEST_SHOWN or (papers > 0 and 0 < online < SMALLEST_SHOWN)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a closed poll keeps; `envelopes` are the ballots cast here, `papers` those counted by officers.

    roll_size: everyone who could vote, late electors included; 0 where there is no roll. spoiled: paper
    ballots that stayed out of the box. Scores and numbers may be published only if `may_show_totals`.
    """

    roll_size: int
    envelopes: int
    papers: int
    spoiled: int
    is_secret: bool
    is_unanimous: bool
    quorum_needed: int
    quorum_met: bool
    outcome: Outcome

    @property
    def may_show_totals(self) -> bool:
        """Whether enough people voted that numbers reveal no one; in an open poll they reveal nothing more."""
        return not self.is_secret or not is_telling(self.envelopes, self.papers)

    @property
    def ballots(self) -> int:
        return self.outcome.ballots

    @property
    def rule(self) -> str:
        return self.outcome.rule

    @property
    def seed(self) -> str:
        return self.outcome.seed

    @property
    def valid(self) -> int:
        """Ballots that say something or are blank on purpose."""
        return self.outcome.valid + self.outcome.blank

    @property
    def blank(self) -> int:
        return self.outcome.blank

    @property
    def invalid(self) -> int:
        return self.outcome.invalid

    @property
    def totals(self) -> dict[str, Any]:
        """Votes, approvals, points or support by option; {} where the rule counts none."""
        return dict(self.outcome.scores or {})

    @property
    def winners(self) -> tuple[str, ...]:
        """The winning options, or the selected projects."""
        return self.outcome.winners if self.outcome.selected is None else self.outcome.selected

    @property
    def ranking(self) -> tuple[tuple[str, ...], ...]:
        return self.outcome.ranking

    @property
    def tie_order(self) -> tuple[str, ...]:
        return self.outcome.tie_order

    @property
    def is_tied(self) -> bool:
        return self.outcome.is_tied

    def to_json(self) -> dict[str, Any]:
        """What the database keeps; `Tally.from_json` reads it back."""
        kept = {name: getattr(self, name) for name in _OWN}
        return {**kept, "outcome": self.outcome.to_json()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Tally:
        return cls(**{name: stored[name] for name in _OWN}, outcome=Outcome.from_json(stored["outcome"]))


_OWN = (
    "roll_size", "envelopes", "papers", "spoiled", "is_secret", "is_unanimous", "quorum_needed", "quorum_met",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turnout:
    """How the ballots came in: the roll, those cast here, paper ones in the box, and spoiled ones outside it."""

    roll_size: int
    envelopes: int
    papers: int = 0
    spoiled: int = 0


def tally_poll(
    *, rule: str, profile: Mapping[str, int], options: tuple[str, ...], parameters: Mapping[str, Any],
    seed: str, turnout: Turnout, is_secret: bool,
) -> Tally:  # fmt: skip
    """Count a profile {canonical ballot: how many} and say whether the quorum is met; below it the result stands.

    Raises ValueError if the profile has not as many ballots as the turnout, or a negative number.
    """
    outcome = count(rule, profile, options, parameters, seed)
    if outcome.ballots != turnout.envelopes + turnout.papers:
        raise ValueError("the profile and the turnout differ")
    needed = quorum_needed(parameters, turnout.roll_size)
    return Tally(
        roll_size=turnout.roll_size, envelopes=turnout.envelopes, papers=turnout.papers, spoiled=turnout.spoiled,
        is_secret=is_secret, is_unanimous=max(profile.values(), default=0) == outcome.ballots > 0,
        quorum_needed=needed, quorum_met=outcome.ballots >= needed, outcome=outcome,
    )  # fmt: skip

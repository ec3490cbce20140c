"""Whether people and papers of a poll add up, before its box is opened and after the count. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ..ballot.tally import Tally


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The numbers of one poll.

    roll: electors at the opening; added: those since. taken: electors who took a paper ballot. paper, desk,
    spoiled: papers in the bundles. agreed: whether two officers agree on every bundle. tally: None before the count.
    """

    roll: int
    added: int
    taken: int = 0
    paper: int = 0
    desk: int = 0
    spoiled: int = 0
    agreed: bool = True
    tally: Tally | None = None

    @property
    def electors(self) -> int:
        return self.roll + self.added

    @property
    def papers(self) -> int:
        """Papers that go into the box."""
        return self.paper + self.desk

    @property
    def not_returned(self) -> int:
        """Papers that were handed out and are in no bundle; below 0 if there are more papers than were handed out."""
        return self.taken - self.papers - self.spoiled

    @property
    def is_withheld(self) -> bool:
        """Whether so few voted that numbers would show who chose what."""
        return self.tally is not None and not self.tally.may_show_totals

    @property
    def online(self) -> int | None:
        """Ballots cast here, None as long as they are secret."""
        return None if self.tally is None or self.is_withheld else self.tally.envelopes

    @property
    def box(self) -> int | None:
        """Ballots in the opened box, None as long as they are secret."""
        return None if self.tally is None or self.is_withheld else self.tally.ballots

    @property
    def adds_up(self) -> bool:
        """Whether every number is where it must be; before the count as far as it can be known."""
        papers_fit = self.not_returned >= 0 and self.agreed and self.taken <= self.electors
        tally = self.tally
        if tally is None:
            return papers_fit
        return papers_fit and (
            (tally.papers, tally.spoiled, tally.roll_size) == (self.papers, self.spoiled, self.electors)
            and tally.envelopes + self.papers == tally.ballots
            and tally.envelopes + self.taken <= self.electors
        )

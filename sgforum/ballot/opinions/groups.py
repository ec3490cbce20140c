"""What a search for groups of opinion found, and from when on groups may be spoken of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .votes import Votes

Point = tuple[float, float]


class Reason(StrEnum):
    """Why there are no groups."""

    FEW_PEOPLE = "few_people"
    NO_DIFFERENCE = "no_difference"
    NOT_DISTINCT = "not_distinct"
    NO_NUMPY = "no_numpy"


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on somebody takes part in the search, and from when on its result is told (choices, not findings)."""

    votes: int = 7  # a person needs that many, or all statements where there are fewer
    voters: int = 7  # a statement needs that many; see grouping.py for what becomes of the others
    floor: int = 15  # with fewer such people, the most active of the others take part too
    people: int = 30  # with fewer people no groups: a group would be a handful of neighbours
    silhouette: float = 0.25  # below, the line between groups runs through a crowd
    most_groups: int = 5


DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Frame:
    """What the next search needs so that groups keep their numbers: axes by statement, centres by group."""

    axes: Mapping[str, Point]
    centres: Mapping[int, Point]


@dataclass(frozen=True, slots=True)
class Groups:
    """Everybody's group (None: in none), in the order of the votes; without groups `reason` says why."""

    group_of: tuple[int | None, ...]
    qualified: int
    silhouette: float | None  # of the best number of groups, also where it was too low to tell
    frame: Frame
    reason: Reason | None = None

    @property
    def ids(self) -> list[int]:
        return sorted({group for group in self.group_of if group is not None})

    def members(self, group: int) -> list[int]:
        """The numbers of the people in a group."""
        return [person for person, own in enumerate(self.group_of) if own == group]


def taking_part(votes: Votes, limits: Limits = DEFAULT) -> list[int]:
    """The numbers of those who have voted enough; below the floor, the most active besides (the earlier of equals)."""
    seen = votes.seen_by_each()
    enough = max(1, min(limits.votes, len(votes.statements)))
    active = sorted((person for person, number in enumerate(seen) if number), key=lambda i: -seen[i])
    qualified = [person for person in active if seen[person] >= enough]
    return sorted(active[: max(limits.floor, len(qualified))])


def no_groups(votes: Votes, qualified: int, reason: Reason) -> Groups:
    """The result of a search that found nothing to tell."""
    return Groups((None,) * len(votes.participants), qualified, None, Frame({}, {}), reason)

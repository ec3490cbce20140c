"""Who took part, by group, so that nobody can be made out (voting.md 3.3): k-anonymous with complementary suppression.

Pure. What is published of a poll includes how many were on the roll and how many voted, so a single hidden
group could be worked out as the rest. Then a second one is hidden with it.
"""

from __future__ import annotations

from collections.abc import Mapping

from .tally import SMALLEST_SHOWN

Group = tuple[int, int]  # (electors, voters)


def protect(groups: Mapping[str, Group]) -> dict[str, Group | None]:
    """The groups of one split, None for each that stays hidden.

    Hidden is a group with fewer than k electors, fewer than k voters, or in which everybody voted: there each
    elector's own act could be read. While the hidden groups are a single one, or their voters, or their
    electors who did not vote, together fewer than k, the smallest shown group is hidden too. Raises
    ValueError for more voters than electors.
    """
    if any(not 0 <= voters <= electors for electors, voters in groups.values()):
        raise ValueError("a group has more voters than electors")
    hidden = {name for name, group in groups.items() if _betrays(*group)}
    while hidden and not _is_safe([groups[name] for name in hidden]):
        shown = sorted(set(groups) - hidden, key=lambda name: (groups[name][1], groups[name][0], name))
        if not shown:
            break
        hidden.add(shown[0])
    return {name: None if name in hidden else group for name, group in groups.items()}


def _betrays(electors: int, voters: int) -> bool:
    return electors < SMALLEST_SHOWN or voters < SMALLEST_SHOWN or voters == electors


def _is_safe(hidden: list[Group]) -> bool:
    electors, voters = (sum(numbers) for numbers in zip(*hidden, strict=True))
    return len(hidden) > 1 and voters >= SMALLEST_SHOWN and electors - voters >= SMALLEST_SHOWN

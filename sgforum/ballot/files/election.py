"""What an election file holds: options with their names, and ballots grouped into profiles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...core.errors import InvalidInput
from ...core.marks import N_
from ..tallies.marks import BLANK, Kind, Levels

MOST_OPTIONS = 1000
UNKNOWN_OPTION = N_("pilihan %(name)s tidak ada")
TWICE = N_("pilihan %(name)s disebut dua kali")
TOO_MANY_OPTIONS = N_("lebih dari 1.000 pilihan")
NO_OPTIONS = N_("tidak ada pilihan")
NO_NUMBER = N_("%(text)s bukan bilangan bulat dari 0 sampai 999.999.999.999")
_DIGITS = 12
USUAL_HIGHEST = 5  # scores go from 0 to 5 where a file has no higher one

Profile = dict[str, int]


@dataclass(frozen=True, slots=True)
class Election:
    """A file's election. Codes of options are "1", "2", ... in the order of names, for ties as well.

    names: as the file has them, all different; labels: longer names, where it has them too; profiles: ballots
    by kind in canonical strings, in every form that the file itself gives; parameters: what the file says of
    its rule, by rule.
    """

    names: tuple[str, ...]
    profiles: dict[Kind, Profile]
    labels: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    title: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        return codes_of(self.names)

    def defaults(self, rule: str, profile: Profile) -> dict[str, Any]:
        """Parameters that follow from the file: what it says, and scores as high as it has them."""
        given = dict(self.parameters.get(rule, {}))
        if rule == "score":
            given["highest"] = max(USUAL_HIGHEST, _highest(profile))
        return given


def _highest(profile: Profile) -> int:
    parts = {part.rpartition(":")[2] for ballot in profile for part in ballot.split(",")}
    return max((int(part) for part in parts if part.isdigit()), default=0)


def codes_of(names: Sequence[str]) -> tuple[str, ...]:
    """The codes "1", "2", ... of so many options."""
    return tuple(str(place) for place in range(1, len(names) + 1))


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Names that are all different: an empty one becomes its number, one that occurs twice gets it behind."""
    if not names:
        raise InvalidInput(NO_OPTIONS)
    if len(names) > MOST_OPTIONS:
        raise InvalidInput(TOO_MANY_OPTIONS)
    often = Counter(names)
    return tuple(
        name if name and often[name] == 1 else f"{name} ({place})" if name else str(place)
        for place, name in enumerate(names, start=1)
    )


def number_of(text: str) -> int:
    """A whole number of ballots."""
    if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
        raise InvalidInput(NO_NUMBER, text=text[:40])
    return int(text)


def check_once(names: Iterable[str]) -> None:
    """Refuse a ballot that names an option twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InvalidInput(TWICE, name=name)
        seen.add(name)


def ranking(levels: Levels, codes: Mapping[str, str]) -> str:
    """The canonical ranking of names; raises for an unknown name or one that occurs twice."""
    check_once(name for level in levels for name in level)
    ranks = []
    for level in levels:
        for name in level:
            if name not in codes:
                raise InvalidInput(UNKNOWN_OPTION, name=name)
        ranks.append("=".join(sorted((codes[name] for name in level), key=int)))
    return ">".join(rank for rank in ranks if rank) or BLANK


def add(profile: Profile, ballot: str, number: int) -> None:
    profile[ballot] = profile.get(ballot, 0) + number

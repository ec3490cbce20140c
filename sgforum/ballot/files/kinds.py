"""Ballots of one kind counted by a rule of another, where that says something; else a clear refusal."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ...core.errors import InvalidInput
from ...core.marks import N_
from ..tallies.marks import BLANK, RULES, UNREADABLE, Kind, to_number
from .election import Election, Profile, add

DO_NOT_FIT = N_("surat suara di berkas ini berjenis %(found)s; aturan %(rule)s perlu jenis %(needed)s")


def profile_for(election: Election, rule: str) -> Profile:
    """The election's ballots as the rule's kind; raises InvalidInput where they are of another kind altogether.

    Rankings give first choices (an overvoted first rank is invalid), scores give rankings and points, single
    choices are rankings, approvals and budget ballots of one, approvals are budget ballots.
    """
    needed = RULES[rule]
    if needed in election.profiles:
        return election.profiles[needed]
    for found, profile in election.profiles.items():
        convert = _STEPS.get((found, needed))
        if convert is not None:
            return _converted(profile, convert)
    if needed is Kind.SINGLE and (one := _ones(election)) is not None:
        return one
    found_kinds = ", ".join(election.profiles)
    raise InvalidInput(DO_NOT_FIT, found=found_kinds, rule=rule, needed=needed.value)


def _converted(profile: Profile, convert: Callable[[str], str]) -> Profile:
    converted: Profile = {}
    for ballot, number in profile.items():
        add(converted, ballot if ballot == BLANK else convert(ballot), number)
    return converted


def _ones(election: Election) -> Profile | None:
    """Approvals as single choices, if no ballot has more than one."""
    for kind in (Kind.APPROVAL, Kind.BUDGET):
        profile = election.profiles.get(kind)
        if profile is not None and not any("," in ballot or ":" in ballot for ballot in profile):
            return profile
    return None


def _first(ballot: str) -> str:
    first = ballot.partition(">")[0]
    return UNREADABLE if "=" in first else first


def _by_points(ballot: str) -> str:
    """The ranking that points give: more points, higher rank."""
    levels: dict[Fraction, list[str]] = {}
    for part in ballot.split(","):
        option, _, points = part.partition(":")
        levels.setdefault(Fraction(to_number(points) or 0), []).append(option)
    return ">".join("=".join(levels[points]) for points in sorted(levels, reverse=True))


def _first_by_points(ballot: str) -> str:
    return _first(_by_points(ballot))


def _same(ballot: str) -> str:
    return ballot


def _without_points(ballot: str) -> str:
    """The projects that got any points."""
    given = (part.partition(":") for part in ballot.split(","))
    return (
        ",".join(option for option, colon, points in given if not colon or (to_number(points) or 0) > 0)
        or BLANK
    )


_STEPS: dict[tuple[Kind, Kind], Callable[[str], str]] = {
    (Kind.RANKED, Kind.SINGLE): _first,
    (Kind.SCORE, Kind.SINGLE): _first_by_points,
    (Kind.SINGLE, Kind.RANKED): _same,
    (Kind.SINGLE, Kind.APPROVAL): _same,
    (Kind.SINGLE, Kind.BUDGET): _same,
    (Kind.SCORE, Kind.RANKED): _by_points,
    (Kind.SCORE, Kind.BUDGET): _same,
    (Kind.APPROVAL, Kind.BUDGET): _same,
    (Kind.BUDGET, Kind.APPROVAL): _without_points,
    (Kind.BUDGET, Kind.SCORE): _same,
}

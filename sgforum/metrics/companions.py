"""Figures beside the score (score.md 5.1): how evenly and by whom a month was carried. Shown, never scored. Pure.

Each is None where its base is missing or where it would tell a count of one to four people (score.md 8).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sgforum.metrics.indicators import Inputs, capped_acts, effective_voices, equal_rate
from sgforum.metrics.method import CURRENT, Method

TOP = 0.1
LEAST_PEOPLE = 5  # a figure must not be about fewer of them


@dataclass(frozen=True, slots=True)
class Companions:
    """What the stored inputs of a month tell beside the score; shares are of 1.

    equality: SET / PAR, 1 where every group takes part alike (Atkinson, epsilon 2). gini, evenness (Pielou's J),
    top_share: of acts over people, a person's capped as in SEF. likeness: sum of min(share of participants, share of
    residents) over the groups. least_to_most: the rate of the group that took part least by that of the most.
    """

    equality: float | None
    gini: float | None
    evenness: float | None
    top_share: float | None
    likeness: float | None
    least_to_most: float | None


def companions(inputs: Inputs, method: Method = CURRENT) -> Companions:
    """Return the companion figures of a month."""
    histogram = capped_acts(inputs, method)
    is_enough = (inputs.participants or 0) >= method.by_code["SEF"].needs
    return Companions(
        equality=_equality(inputs, method),
        gini=gini(histogram) if is_enough else None,
        evenness=evenness(histogram) if is_enough else None,
        top_share=top_share(histogram),
        likeness=_likeness(inputs),
        least_to_most=_least_to_most(inputs),
    )


def gini(histogram: Iterable[tuple[int, int]]) -> float | None:
    """Return the Gini coefficient of (acts, persons), 0 where all did alike; None without acts.

    G = sum_i (2 i - n - 1) x_i / (n sum x), x ascending; a class of equals takes the mean of its ranks.
    """
    ordered = sorted((acts, persons) for acts, persons in histogram if persons)
    people = sum(persons for _, persons in ordered)
    total = sum(acts * persons for acts, persons in ordered)
    if not total:
        return None
    weighted, before = 0, 0
    for acts, persons in ordered:
        weighted += (
            acts * persons * (2 * before + persons - people)
        )  # 2 * mean rank - n - 1 = 2 before + p - n
        before += persons
    return weighted / (people * total)


def evenness(histogram: Sequence[tuple[int, int]]) -> float | None:
    """Return Pielou's J = H / ln S of (acts, persons): 1 where all did alike; None for fewer than two people."""
    people = sum(persons for _, persons in histogram)
    if people < 2:
        return None
    return math.log(effective_voices(histogram)) / math.log(people)


def top_share(histogram: Iterable[tuple[int, int]]) -> float | None:
    """Return the share of acts of the tenth of people who did most; None where that is fewer than five people."""
    ordered = sorted(histogram, reverse=True)
    left = top = round(TOP * sum(persons for _, persons in ordered))
    if top < LEAST_PEOPLE:
        return None
    done = 0
    for acts, persons in ordered:
        taken = min(left, persons)
        done += acts * taken
        left -= taken
    return done / sum(acts * persons for acts, persons in ordered)


def uptake(inputs: Inputs, smartphone_share: float | None) -> float | None:
    """Return participants by residents with a smartphone (serapan digital); never a score: it would reward exclusion."""
    if not inputs.adults or not smartphone_share or not inputs.participants:
        return None
    return inputs.participants / (inputs.adults * smartphone_share)


def share_of(part: int, whole: int, least: int = 10) -> float | None:
    """Return part / whole for a base of at least ten; None where part or the rest would tell one to four people."""
    if whole < least or 0 < part < LEAST_PEOPLE or 0 < whole - part < LEAST_PEOPLE:
        return None
    return part / whole


def _equality(inputs: Inputs, method: Method) -> float | None:
    known = sum(group.participants for group in inputs.groups or ())
    if not inputs.adults or not inputs.participants or not any(g.population for g in inputs.groups or ()):
        return None
    if (
        inputs.participants < method.publish_participants
        or known < method.attributes_known_least * inputs.participants
    ):
        return None
    rate = equal_rate(inputs, (group.participants for group in inputs.groups or ()), method)
    return min(1.0, rate * inputs.adults / known)


def _likeness(inputs: Inputs) -> float | None:
    came = sum(group.participants for group in inputs.groups or ())
    live = sum(group.population for group in inputs.groups or ())
    if came < 10 or not live:
        return None
    return math.fsum(min(g.participants / came, g.population / live) for g in inputs.groups or ())


def _least_to_most(inputs: Inputs) -> float | None:
    """Go Vocal's R-score; not told where a group of one to four people is at either end."""
    groups = [group for group in inputs.groups or () if group.population]
    if sum(group.participants for group in groups) < 10:
        return None
    ordered = sorted(groups, key=lambda group: group.participants / group.population)
    if any(0 < group.participants < LEAST_PEOPLE for group in (ordered[0], ordered[-1])):
        return None
    least, most = ((g.participants / g.population) for g in (ordered[0], ordered[-1]))
    return least / most

"""Participatory budgets: what both budget rules know of projects, money and support."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...core.marks import N_
from .marks import Number, is_within, read_points
from .outcome import Outcome
from .parameters import ParameterError, money
from .poll import Ballots, Poll
from .ties import levels

NO_COST = N_("%(name)s: usulan %(value)s tidak punya biaya")
NO_PROJECT = N_("%(name)s: usulan %(value)s tidak ada")


@dataclass(frozen=True, slots=True)
class Plan:
    """Projects with costs and support (points in sum), and who excludes whom; lots: 0 for the first in a tie."""

    costs: dict[str, Number]
    budget: Number
    support: dict[str, Number]
    rivals: dict[str, frozenset[str]]
    threshold: int
    lots: dict[str, Any]

    def is_backed(self, project: str) -> bool:
        return self.support[project] >= self.threshold

    def cost_of(self, projects: Iterable[str]) -> Number:
        return tidy(sum((self.costs[project] for project in projects), start=Fraction(0)))


def tidy(value: Number) -> Number:
    """An int where it is whole."""
    return value.numerator if value.denominator == 1 else value


def read_ballots(poll: Poll) -> Ballots:
    """Ballots as {project: points}; a project without points counts 1, and 0 points or fewer support nothing."""
    known, most = set(poll.options), poll.parameters["most"]

    def read(text: str) -> dict[str, Number] | None:
        points = read_points(text, known, default=1)
        return points if points and is_within(len(points), most) else None

    return poll.sort_out(read)


def plan(poll: Poll, ballots: Ballots) -> Plan:
    """The plan of the poll; raises ParameterError for a project without cost, or a set with an unknown project."""
    given = poll.parameters
    support: dict[str, Number] = dict.fromkeys(poll.options, 0)
    for points, number in ballots.marked:
        for project, value in points.items():
            support[project] += value * number
    return Plan(
        costs=_costs(poll), budget=given["budget"], support={p: tidy(s) for p, s in support.items()},
        rivals=_rivals(poll), threshold=given["threshold"], lots=_lots(poll),
    )  # fmt: skip


def _costs(poll: Poll) -> dict[str, Number]:
    given = poll.parameters["costs"]
    for project in poll.options:
        if project not in given:
            raise ParameterError("costs", NO_COST, value=project)
    return {project: money(given[project]) for project in poll.options}


def _rivals(poll: Poll) -> dict[str, frozenset[str]]:
    rivals: dict[str, set[str]] = {project: set() for project in poll.options}
    for group in poll.parameters["exclusive"]:
        for project in group:
            if project not in rivals:
                raise ParameterError("exclusive", NO_PROJECT, value=project)
            rivals[project].update(other for other in group if other != project)
    return {project: frozenset(others) for project, others in rivals.items()}


def _lots(poll: Poll) -> dict[str, Any]:
    """What sorts projects that are equally strong: the lot, or the cost or place in the list before it."""
    lot = {project: place for place, project in enumerate(poll.order)}
    listed = {project: place for place, project in enumerate(poll.options)}
    costs = poll.parameters["costs"]
    first = {"lot": lot, "cheaper": costs, "listed": listed}[poll.parameters["ties"]]
    return {project: (first[project], lot[project]) for project in poll.options}


def outcome(poll: Poll, ballots: Ballots, found: Plan, chosen: Iterable[str], **more: Any) -> Outcome:
    """The outcome of a budget rule; projects stand in the poll's order, the ranking goes by support."""
    funded = set(chosen)
    selected = tuple(project for project in poll.options if project in funded)
    ranking = levels(found.support, poll.order)
    return poll.outcome(
        *ballots.numbers, winners=selected, ranking=ranking, scores=found.support, selected=selected,
        cost=found.cost_of(selected), **more,
    )  # fmt: skip

"""Greedy: the best supported project first, then the next one, as long as the money lasts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .outcome import Outcome
from .poll import Poll
from .projects import Plan, outcome, plan, read_ballots, tidy


def greedy(poll: Poll) -> Outcome:
    """Walk down the projects by support; each that fits is funded, unless a rival is or its support is too small.

    One that no longer fits is skipped, or ends the walk (`oversize`). Every step is a round with its reason:
    selected, threshold, exclusive, oversize; `tied` where equally supported projects stood at the same place.
    """
    ballots = read_ballots(poll)
    projects = plan(poll, ballots)
    selected, rounds = _walk(projects, poll.parameters["oversize"])
    return outcome(poll, ballots, projects, selected, rounds=tuple(rounds))


def _walk(projects: Plan, oversize: str) -> tuple[list[str], list[dict[str, Any]]]:
    support = projects.support
    equals = Counter(support.values())
    left = projects.budget
    selected: list[str] = []
    rounds = []
    for project in sorted(support, key=lambda project: (-support[project], projects.lots[project])):
        cost = projects.costs[project]
        decision = _decide(projects, project, selected, fits=cost <= left)
        if decision == "selected":
            selected.append(project)
            left = tidy(left - cost)
        found: dict[str, Any] = {
            "project": project, "support": support[project], "cost": cost, "decision": decision, "left": left,
        }  # fmt: skip
        if equals[support[project]] > 1:
            tied = [other for other in support if support[other] == support[project]]
            found["tied"] = tuple(sorted(tied, key=projects.lots.__getitem__))
        rounds.append(found)
        if decision == "oversize" and oversize == "stop":
            break
    return selected, rounds


def _decide(projects: Plan, project: str, selected: list[str], *, fits: bool) -> str:
    if not projects.is_backed(project):
        return "threshold"
    if not projects.rivals[project].isdisjoint(selected):
        return "exclusive"
    return "selected" if fits else "oversize"

"""Schulze from its matrix, and what payments prove of Equal Shares, where the ballots are not published."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..shapes import COUNT, OBJECT, list_of
from ..tallies.outcome import Matrix, as_number
from ..tallies.parameters import effective
from ..tallies.schulze import rank, strongest_paths
from ..tallies.ties import levels, tie_order
from .contents import PollPart
from .trial import Malformed, Trial


def check_matrix(poll: PollPart, trial: Trial) -> None:
    """Strongest paths, ranking and winners follow from the matrix of one-to-one votes."""
    outcome, codes = poll.outcome, poll.codes
    matrix = _matrix(poll)
    trial.note(
        f"{poll.reference} counted again from its {len(codes)} x {len(codes)} matrix of one-to-one votes"
    )
    size = range(len(codes))
    for one in size:
        trial.equal(f"votes of {codes[one]} against itself", 0, matrix[one][one])
        for other in range(one):
            both = matrix[one][other] + matrix[other][one]
            trial.hold(
                both <= outcome["valid"],
                f"{codes[one]} and {codes[other]} were compared by more than all ballots",
            )
    strengths = strongest_paths(matrix, effective("schulze", poll.rules["parameters"])["strength"])
    ranking = [list(tied) for tied in rank(codes, strengths, outcome["tie_order"])]
    trial.equal(
        f"strongest paths of {poll.reference}", [list(row) for row in strengths], outcome.get("strengths")
    )
    trial.equal(f"ranking of {poll.reference}", ranking, outcome.get("ranking"))
    trial.equal(f"winners of {poll.reference}", ranking[0] if outcome["valid"] else [], outcome["winners"])


def _matrix(poll: PollPart) -> Matrix:
    rows: Any = poll.outcome.get("pairwise")
    size = len(poll.codes)
    is_matrix = list_of(list_of(COUNT)).fits(rows) and {len(rows), *map(len, rows)} == {size}
    if not is_matrix:
        raise Malformed(f"the matrix of {poll.reference} is not one of {size} options")
    if sorted(poll.outcome["tie_order"]) != sorted(poll.codes):
        raise Malformed(f"the tie order of {poll.reference} does not hold its options")
    return tuple(tuple(row) for row in rows)


def check_payments(poll: PollPart, trial: Trial) -> None:
    """What supporters pay covers each project's cost, within the budget; that no other choice was due it cannot show."""
    outcome, given = poll.outcome, effective("equal-shares", poll.rules["parameters"])
    selected = outcome.get("selected") or []
    payments = outcome.get("payments")
    if (
        not isinstance(payments, dict)
        or not set(selected) <= set(poll.codes)
        or not isinstance(outcome.get("scores"), dict)
    ):
        raise Malformed(f"payments, support or projects of {poll.reference} are missing")
    trial.note(
        f"payments for {len(selected)} projects of {poll.reference}: cost, support and budget; a full recount needs ballots"
    )
    trial.equal(f"projects paid in {poll.reference}", sorted(selected), sorted(payments))
    trial.equal(f"winners of {poll.reference}", selected, outcome["winners"])
    trial.equal(
        f"projects of {poll.reference} in order", [code for code in poll.codes if code in selected], selected
    )
    for project in selected:
        _check_project(project, payments.get(project), outcome["scores"].get(project), given, trial)
    _check_rounds(poll, given, trial)
    trial.equal(f"ranking of {poll.reference}", _ranking(poll), outcome.get("ranking"))
    cost = sum(Fraction(given["costs"].get(project, 0)) for project in selected)
    trial.equal(f"cost of {poll.reference}", cost, _money(outcome.get("cost")))
    trial.hold(cost <= given["budget"], f"the projects of {poll.reference} cost more than the budget")
    for group in given["exclusive"]:
        trial.hold(len(set(group) & set(selected)) < 2, f"{', '.join(group)} exclude each other")


def _check_rounds(poll: PollPart, given: dict[str, Any], trial: Trial) -> None:
    """Round by round: what was bought, for how much, by how many, and what is left; the share fits the rule."""
    outcome, left = poll.outcome, Fraction(given["budget"])
    rounds: Any = outcome.get("rounds")
    if not list_of(OBJECT).fits(rounds):
        raise Malformed(f"the rounds of {poll.reference} are missing")
    trial.equal(
        f"projects bought in {poll.reference}",
        sorted(outcome["selected"]),
        sorted(one.get("project") for one in rounds),
    )
    for number, one in enumerate(rounds, 1):
        project = one["project"]
        paid = outcome["payments"][project]
        left -= Fraction(given["costs"].get(project, 0))
        wanted = {
            "support": outcome["scores"].get(project), "cost": given["costs"].get(project), "decision": "selected",
            "supporters": sum(part["ballots"] for part in paid), "most_paid": paid[0]["each"] if paid else None,
        }  # fmt: skip
        for name, value in wanted.items():
            trial.equal(f"{name} of round {number} of {poll.reference}", value, one.get(name))
        trial.equal(f"money left after round {number} of {poll.reference}", left, _money(one.get("left")))
        _check_share(poll, given, [part["each"] for part in paid], one.get("share"), trial)


def _check_share(
    poll: PollPart, given: dict[str, Any], paid: Sequence[Any], share: Any, trial: Trial
) -> None:
    """Every ballot has the budget divided by the ballots, more only where the rule adds to it; none pays more."""
    found, fair = _money(share), Fraction(given["budget"]) / max(1, poll.outcome["valid"])
    is_fair = found == fair or (given["completion"] == "add1" and found > fair)
    trial.hold(is_fair, f"the share of {poll.reference} is {found} instead of {fair}")
    amounts = [_money(each) for each in paid]
    trial.hold(
        amounts == sorted(set(amounts), reverse=True), f"payments of {poll.reference} are not in order"
    )
    trial.hold(
        all(0 <= each <= found for each in amounts), f"somebody pays more than a share in {poll.reference}"
    )


def _ranking(poll: PollPart) -> list[list[str]]:
    support = {code: _money(poll.outcome["scores"].get(code)) for code in poll.codes}
    return [list(tied) for tied in levels(support, tie_order(poll.codes, poll.outcome["seed"]))]


def _check_project(project: str, paid: Any, support: Any, given: dict[str, Any], trial: Trial) -> None:
    classes = [
        (COUNT.fits(one.get("ballots")) and one["ballots"], _money(one.get("each")))
        for one in _objects(project, paid)
    ]
    total = sum((ballots * each for ballots, each in classes), start=Fraction(0))
    trial.equal(f"paid for {project}", Fraction(given["costs"].get(project, 0)), total)
    supporters, voices = sum(ballots for ballots, _ in classes), _money(support)
    trial.hold(supporters <= voices, f"{supporters} ballots pay for {project}, and {voices} support it")
    trial.hold(voices >= given["threshold"], f"{project} has less support than the threshold")


def _objects(project: str, paid: Any) -> Sequence[dict[str, Any]]:
    if not isinstance(paid, list) or not all(isinstance(one, dict) for one in paid):
        raise Malformed(f"the payments for {project} are no list of classes of ballots")
    return paid


def _money(value: Any) -> Fraction:
    found = as_number(value)
    if type(found) is not int and not isinstance(found, Fraction):
        raise Malformed(f"{str(value)[:40]!r} is no amount")
    return Fraction(found)

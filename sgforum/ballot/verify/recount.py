"""The count again: from the ballots where they are published, from the statistic that decides it where not."""

from __future__ import annotations

from typing import Any

from ..board import Kind
from ..bundle import BALLOTS, STATISTICS
from ..tallies import count, effective
from .contents import Bundle, PollPart
from .rebuild import rebuild
from .runoff import check_runoff
from .trial import Malformed, Trial
from .without_ballots import check_matrix, check_payments

REBUILT = ("plurality", "approval", "score", "greedy")  # sums decide: any ballots with these sums will do
WITHOUT_BALLOTS = {"schulze": check_matrix, "irv": check_runoff, "equal-shares": check_payments}
BALLOT_LIMITS = ("most",)  # rebuilt ballots may name more options than real ones could


def check_recount(bundle: Bundle, trial: Trial) -> None:
    """Counting again gives the published result, in every number."""
    for poll in bundle.polls:
        if poll.ballots is None:
            _check_winners(poll, trial)
        elif poll.has(BALLOTS):
            trial.note(
                f"{poll.reference} counted again from {poll.ballots} ballots with {poll.rules['rule']}"
            )
            parameters = poll.rules["parameters"]
            _compare(poll, poll.outcome, _count(poll, poll.profile, parameters), trial)
        else:
            _check_statistic(poll, trial)


def _count(poll: PollPart, profile: dict[str, int], parameters: dict[str, Any]) -> dict[str, Any]:
    seed = poll.entry(Kind.CLOSING)["seed"]
    try:
        return count(poll.rules["rule"], profile, poll.codes, parameters, seed).to_json()
    except ValueError as error:
        raise Malformed(f"{poll.reference} cannot be counted: {str(error) or type(error).__name__}") from None


def _compare(poll: PollPart, published: dict[str, Any], counted: dict[str, Any], trial: Trial) -> None:
    for name in sorted(set(published) | set(counted)):
        if trial.hold(
            name in counted and name in published, f"{poll.reference}: {name} is missing or has no meaning"
        ):
            trial.equal(f"{name} of {poll.reference}", counted[name], published[name])


def _check_winners(poll: PollPart, trial: Trial) -> None:
    trial.note(
        f"too few ballots in {poll.reference} to show their numbers: its winner is published, a recount is not possible"
    )
    known = set(poll.codes)
    for name in ("winners", "selected"):
        found = poll.outcome.get(name) or []
        fits = isinstance(found, list) and all(isinstance(code, str) and code in known for code in found)
        trial.hold(fits, f"{name} of {poll.reference} are not among its options")


def _check_statistic(poll: PollPart, trial: Trial) -> None:
    """The statistic is the result's own, and the result follows from it."""
    rule, outcome = poll.rules["rule"], poll.outcome
    for name in ("rule", *STATISTICS[rule]):
        trial.equal(f"{name} of {poll.reference}", poll.statistic.get(name), outcome.get(name))
    parameters = effective(rule, poll.rules["parameters"])
    trial.equal(f"parameters of {poll.reference}", parameters, outcome.get("parameters"))
    if rule in REBUILT:
        trial.note(f"{poll.reference} counted again from ballots rebuilt from its sums, with {rule}")
        lifted = {key: value for key, value in poll.rules["parameters"].items() if key not in BALLOT_LIMITS}
        counted = _count(poll, rebuild(poll.statistic, poll.codes), lifted)
        _compare(poll, outcome, counted | {"parameters": parameters}, trial)
    else:
        WITHOUT_BALLOTS[rule](poll, trial)

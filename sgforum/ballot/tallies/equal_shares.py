"""Equal Shares with its completion: raise everybody's share step by step as long as the budget is not overspent."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ...core.marks import N_
from .marks import Number
from .outcome import Outcome, Paid
from .poll import Poll
from .projects import Plan, outcome, plan, read_ballots, tidy
from .shares import Field, Purchase, Runner, field_of, runner

MOST_STEPS = 100_000
SHARES_PER_STEP = 200  # the step that is taken where none is given: this part of a share, in whole rupiah


UNSETTLED = N_("hasil tidak boleh diumumkan: hitungan cepat dan hitungan pecahan tidak sama")
TOO_MANY_STEPS = N_("langkah add1 lebih dari 100.000 kali; pakai add1_step yang lebih besar")


class Unsettled(ValueError):
    """No result may be published: floats and exact fractions disagree, or the search does not end."""

    def __init__(self, sentence: str = UNSETTLED) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def equal_shares(poll: Poll) -> Outcome:
    """Supporters buy projects with equal shares of the budget, best value first.

    A share is budget / ballots that name a project. With `add1` shares grow by `add1_step` until the projects
    bought cost more than the budget; the step before it counts, even where some project would still fit.
    The step is searched with floats; then it and the next one are run with exact fractions. Raises Unsettled.
    """
    ballots = read_ballots(poll)
    projects = plan(poll, ballots)
    field = field_of(projects, ballots)
    share = Fraction(projects.budget) / max(1, field.voters)
    utility = poll.parameters["utility"]
    exact = runner(field, utility, exact=True)
    if poll.parameters["completion"] == "add1":
        fast = runner(field, utility, exact=False)
        bought, share = Search(field, share, _step(poll, field), fast, exact).settle()
    else:
        bought = exact(share)
    return outcome(
        poll,
        ballots,
        projects,
        names(bought),
        rounds=_rounds(projects, bought, share),
        payments=_payments(bought),
    )


def _step(poll: Poll, field: Field) -> Fraction:
    given = poll.parameters["add1_step"]
    return Fraction(given or max(1, poll.parameters["budget"] // (max(1, field.voters) * SHARES_PER_STEP)))


def names(bought: Sequence[Purchase]) -> frozenset[str]:
    return frozenset(purchase.project for purchase in bought)


class Search:
    """The last share before the budget is overspent, on the ladder share, share + step, share + 2 steps, ..."""

    def __init__(self, field: Field, share: Fraction, step: Fraction, fast: Runner, exact: Runner) -> None:
        self.field, self.plan = field, field.plan
        self.share, self.step = share, step
        self.fast, self.exact = fast, exact
        self.all_costs = self.plan.cost_of(field.backers)

    def settle(self) -> tuple[list[Purchase], Fraction]:
        """The purchases of the last share that does not overspend, in exact fractions, and that share."""
        steps, wanted, is_end = self._steps()
        bought = self.exact(self._at(steps))
        if names(bought) != wanted or self._overspends(names(bought)):
            raise Unsettled
        if not is_end and not self._overspends(names(self.exact(self._at(steps + 1)))):
            raise Unsettled
        return bought, self._at(steps)

    def _at(self, steps: int) -> Fraction:
        return self.share + steps * self.step

    def _overspends(self, projects: frozenset[str]) -> bool:
        return self.plan.cost_of(projects) > self.plan.budget

    def _steps(self) -> tuple[int, frozenset[str], bool]:
        """How many steps, what they buy, and whether more money could buy nothing else."""
        last = self._last_step()
        first = last if self._never_overspends() else 0
        wanted: frozenset[str] = frozenset()
        for steps in range(first, first + MOST_STEPS):
            found = names(self.fast(self._at(steps)))
            if steps > first and self._overspends(found):
                return steps - 1, wanted, False
            wanted = found
            if steps >= last or len(found) == len(self.field.backers):
                return steps, wanted, True
        raise Unsettled(TOO_MANY_STEPS)

    def _last_step(self) -> int:
        """From this step on every ballot could pay for everything alone: more money changes nothing."""
        return max(0, -(-(self.all_costs - self.share) // self.step))

    def _never_overspends(self) -> bool:
        return self.all_costs <= self.plan.budget and not any(self.plan.rivals.values())


def _rounds(projects: Plan, bought: Sequence[Purchase], share: Fraction) -> tuple[dict[str, Any], ...]:
    """What was bought in which order, with how many ballots, and the most that one of them paid."""
    left: Number = projects.budget
    rounds: list[dict[str, Any]] = []
    for purchase in bought:
        left = tidy(left - projects.costs[purchase.project])
        found = {
            "project": purchase.project, "support": projects.support[purchase.project],
            "cost": projects.costs[purchase.project], "decision": "selected", "left": left,
            "supporters": sum(ballots for _, ballots in purchase.paid), "most_paid": tidy(purchase.paid[0][0]),
            "share": tidy(share),
        }  # fmt: skip
        rounds.append(found | ({"tied": purchase.tied} if purchase.tied else {}))
    return tuple(rounds)


def _payments(bought: Sequence[Purchase]) -> dict[str, tuple[Paid, ...]]:
    """By project: so many ballots paid so much each, the highest amount first; in sum exactly the cost."""
    return {
        purchase.project: tuple(Paid(ballots, tidy(each)) for each, ballots in purchase.paid)
        for purchase in bought
    }

"""The Method of Equal Shares: everyone gets an equal share, and supporters of a project pay for it together.

D. Peters, G. Pierczyński and P. Skowron, "Proportional participatory budgeting with additive utilities",
NeurIPS 2021. The same steps run with floats (to search) and with exact fractions (to publish).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .marks import Number
from .poll import Ballots
from .projects import Plan

Amount = Any  # float or Fraction: one list of purses holds one of them throughout
ROUNDING = 1e-9  # relative; floats that differ by less are taken for equal, or settled by fractions


@dataclass(frozen=True, slots=True)
class Backers:
    """Supporters of a project: classes of equal ballots, the points each gives, and points times ballots."""

    voters: tuple[int, ...]
    points: tuple[Number, ...]
    masses: tuple[Number, ...]
    is_plain: bool  # one point each, as in approval ballots

    def wealth(self, purses: list[Amount]) -> list[Amount]:
        """What each could pay for a point."""
        if self.is_plain:
            return [purses[voter] for voter in self.voters]
        return [purses[voter] / points for voter, points in zip(self.voters, self.points, strict=True)]


@dataclass(frozen=True, slots=True)
class Field:
    """Who supports what. weights: ballots by class of equal ballots."""

    plan: Plan
    weights: list[int]
    backers: dict[str, Backers]

    @property
    def voters(self) -> int:
        return sum(self.weights)


def field_of(plan: Plan, ballots: Ballots) -> Field:
    """The field of projects that reach the threshold and that somebody supports."""
    weights = [number for _, number in ballots.marked]
    voters: dict[str, list[int]] = {project: [] for project in plan.costs}
    points: dict[str, list[Number]] = {project: [] for project in plan.costs}
    for voter, (marked, _) in enumerate(ballots.marked):
        for project, value in marked.items():
            if value > 0:
                voters[project].append(voter)
                points[project].append(value)
    backed = [project for project in plan.costs if voters[project] and plan.is_backed(project)]
    return Field(plan, weights, {p: _backers(voters[p], points[p], weights) for p in backed})


def _backers(voters: list[int], points: list[Number], weights: list[int]) -> Backers:
    if set(points) == {1}:
        masses: list[Number] = [weights[voter] for voter in voters]
        return Backers(tuple(voters), tuple(points), tuple(masses), is_plain=True)
    masses = [value * weights[voter] for voter, value in zip(voters, points, strict=True)]
    return Backers(tuple(voters), tuple(points), tuple(masses), is_plain=False)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A project bought: what its supporters paid, as (amount, ballots) from the highest on, and who was tied with it."""

    project: str
    paid: list[tuple[Amount, int]]
    tied: tuple[str, ...]


class Run:
    """One run in floats with a given share for every ballot: it finds what would be bought."""

    def __init__(self, field: Field, share: Fraction, utility: str) -> None:
        self.field, self.plan = field, field.plan
        self.purses = [float(share)] * len(field.weights)
        self.by_cost = utility == "cost"
        self.bounds = {project: self._least(project) for project in field.backers}

    def buy_all(self) -> list[Purchase]:
        """Buy the project that gives most for what its supporters pay, again and again, until none can be paid."""
        bought = []
        while self.bounds:
            offers = self._settle(self._offers())
            if not offers:
                continue
            tied = sorted(offers, key=self.plan.lots.__getitem__)
            paid = self._pay(tied[0], offers[tied[0]])
            bought.append(Purchase(tied[0], paid, tuple(tied) if len(tied) > 1 else ()))
            for gone in (tied[0], *self.plan.rivals[tied[0]]):
                self.bounds.pop(gone, None)
        return bought

    def _least(self, project: str) -> float:
        """The rate if nobody's purse were too small; later rates are never lower."""
        return float(self._rate(project, self.plan.costs[project] / sum(self.field.backers[project].masses)))

    def _rate(self, project: str, price: Amount) -> Amount:
        """Money for a unit of utility, from money for a point: a point is worth the project's cost, or one."""
        cost = self.plan.costs[project]
        return price / cost if self.by_cost and cost else price

    def _offers(self) -> dict[str, float]:
        """Prices of the projects with the best rate, as floats see it; those nobody can pay leave for good."""
        limit = math.inf
        prices: dict[str, float] = {}
        for project in sorted(self.bounds, key=self.bounds.__getitem__):
            if self.bounds[project] > limit:
                break
            price = self._price(project)
            if price is None:
                del self.bounds[project]
                continue
            prices[project] = price
            rate = self.bounds[project] = self._rate(project, price)
            limit = min(limit, rate * (1 + ROUNDING))
        return {project: price for project, price in prices.items() if self.bounds[project] <= limit}

    def _price(self, project: str) -> float | None:
        """The least price of a point at which the supporters can pay the cost together; None if they cannot.

        Supporters pay price times points, or all they have left. Those who cannot pay the price give all, the
        others share what is missing, until all others can.
        """
        backers = self.field.backers[project]
        missing = float(self.plan.costs[project])
        masses: Any = sum(backers.masses)
        rich = list(zip(backers.wealth(self.purses), backers.masses, strict=True))
        while rich:
            price: float = missing / masses
            least = price * (1 - ROUNDING)
            poor = [item for item in rich if item[0] < least]
            if not poor:
                return price
            missing -= sum(money * mass for money, mass in poor)
            masses -= sum(mass for _, mass in poor)
            rich = [item for item in rich if item[0] >= least]
        return None

    def _settle(self, offers: dict[str, float]) -> dict[str, Amount]:
        """The offers that are taken for equally good."""
        return offers

    def _pay(self, project: str, price: Amount) -> list[tuple[Amount, int]]:
        """Take the money out of the purses; ballots by what each paid are left out, for nobody reads them."""
        backers, purses = self.field.backers[project], self.purses
        for voter, points in zip(backers.voters, backers.points, strict=True):
            purses[voter] = max(0.0, purses[voter] - price * points)
        return []


class ExactRun(Run):
    """The same run in fractions: floats only say what to look at, never decide within their rounding.

    The purses are whole numbers of a unit 1/`parts` of money, made finer where a price needs it.
    """

    def __init__(self, field: Field, share: Fraction, utility: str) -> None:
        super().__init__(field, share, utility)
        self.parts = share.denominator
        self.units = [share.numerator] * len(field.weights)

    def _settle(self, offers: dict[str, float]) -> dict[str, Amount]:
        """Exact prices of the projects that are exactly the best among those that floats cannot tell apart."""
        exact: dict[str, Fraction] = {}
        for project, nearly in offers.items():
            price = self._exact_price(project, nearly)
            if price is None:
                del self.bounds[project]
            else:
                exact[project] = price
        rates = {project: self._rate(project, price) for project, price in exact.items()}
        best = min(rates.values(), default=None)
        return {project: exact[project] for project, rate in rates.items() if rate == best}

    def _exact_price(self, project: str, nearly: float) -> Fraction | None:
        """The price as a fraction; floats only name those who are poorer or richer than any doubt."""
        backers, weights, units = self.field.backers[project], self.field.weights, self.units
        given = 0
        masses: Number = 0
        doubtful: list[tuple[Fraction, Number]] = []
        low, high = nearly * (1 - ROUNDING), nearly * (1 + ROUNDING)
        for wealth, voter, points, mass in zip(
            backers.wealth(self.purses), backers.voters, backers.points, backers.masses, strict=True
        ):
            if wealth < low:
                given += units[voter] * weights[voter]
            elif wealth > high:
                masses += mass
            else:
                doubtful.append((Fraction(units[voter], self.parts) / points, mass))
        return _share_out(self.plan.costs[project] - Fraction(given, self.parts), masses, doubtful)

    def _pay(self, project: str, price: Amount) -> list[tuple[Amount, int]]:
        """Take the money out of the purses; ballots by what each paid."""
        backers, weights = self.field.backers[project], self.field.weights
        dues = {points: self._in_units(price * points) for points in sorted(set(backers.points))}
        dues = {points: self._in_units(price * points) for points in dues}  # the unit is fine enough by now
        units, parts = self.units, self.parts
        paid: Counter[int] = Counter()
        for voter, points in zip(backers.voters, backers.points, strict=True):
            amount = min(units[voter], dues[points])
            units[voter] -= amount
            paid[amount] += weights[voter]
            self.purses[voter] = units[voter] / parts
        return [(Fraction(amount, parts), paid[amount]) for amount in sorted(paid, reverse=True)]

    def _in_units(self, amount: Fraction) -> int:
        """The amount as a number of units, after making these fine enough."""
        finer = amount.denominator // math.gcd(self.parts, amount.denominator)
        if finer > 1:
            self.parts *= finer
            self.units = [number * finer for number in self.units]
        return amount.numerator * (self.parts // amount.denominator)


def _share_out(missing: Fraction, masses: Number, doubtful: list[tuple[Fraction, Number]]) -> Fraction | None:
    """The price at which the rich (`masses`) and those of the doubtful who can pay it cover what is missing."""
    able = doubtful
    total = masses + sum(mass for _, mass in able)
    while total:
        price = missing / total
        unable = [(money, mass) for money, mass in able if money < price]
        if not unable:
            return price
        missing -= sum(money * mass for money, mass in unable)
        total -= sum(mass for _, mass in unable)
        able = [(money, mass) for money, mass in able if money >= price]
    return None


Runner = Callable[[Fraction], list[Purchase]]


def runner(field: Field, utility: str, *, exact: bool) -> Runner:
    """A function from the share of every ballot to what is bought with it."""
    kind = ExactRun if exact else Run
    return lambda share: kind(field, share, utility).buy_all()

"""Each rule a second time: slow, on single ballots, straight from its definition. Nothing is shared with the product."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise as pairwise_of
from itertools import permutations


def single_ballots(profile):
    """Every ballot by itself, as tied sets, best first."""
    return [
        [set(rank.split("=")) for rank in text.split(">")]
        for text, number in profile.items()
        for _ in range(number)
        if text != "blank"
    ]


def place(ballot, option):
    """The rank of an option; None if it has none."""
    return next((rank for rank, tied in enumerate(ballot) if option in tied), None)


def prefers(ballot, one, other, unranked="last"):
    mine, theirs = place(ballot, one), place(ballot, other)
    if mine is not None and theirs is not None:
        return mine < theirs
    return unranked == "last" and mine is not None


def pairwise(profile, options, unranked="last"):
    ballots = single_ballots(profile)
    return {
        (one, other): sum(prefers(ballot, one, other, unranked) for ballot in ballots)
        for one in options
        for other in options
        if one != other
    }


def widest(votes, options, start, end, strength="winning"):
    """The best weakest link over every simple path, tried one by one."""

    def link(one, other):
        won, lost = votes[one, other], votes[other, one]
        if won <= lost:
            return 0
        return won if strength == "winning" else won - lost

    middle = [option for option in options if option not in (start, end)]
    best = 0
    for length in range(len(middle) + 1):
        for between in permutations(middle, length):
            path = [start, *between, end]
            best = max(best, min(link(a, b) for a, b in pairwise_of(path)))
    return best


def schulze_winners(profile, options, unranked="last", strength="winning"):
    votes = pairwise(profile, options, unranked)
    return {
        one
        for one in options
        if all(
            widest(votes, options, one, other, strength) >= widest(votes, options, other, one, strength)
            for other in options
            if other != one
        )
    }


def irv_rounds(profile, options, order, overvote="standing", until="majority"):
    """Votes in every round; each ballot is walked by hand and remembers that it has ended."""
    papers = [list(ballot) for ballot in single_ballots(profile)]
    standing, rounds = list(options), []
    while True:
        votes = dict.fromkeys(standing, 0)
        for paper in papers:
            choice = top_of(paper, standing, overvote)
            if choice is not None:
                votes[choice] += 1
        rounds.append(votes)
        most, total = max(votes.values()), sum(votes.values())
        is_won = 2 * most > total if until == "majority" else len(votes) == 2
        if is_won or len(set(votes.values())) == 1:
            return rounds
        last = max((option for option in standing if votes[option] == min(votes.values())), key=order.index)
        standing.remove(last)


def top_of(paper, standing, overvote):
    """The option a paper counts for; ranks that are used up are taken off it for good."""
    while paper:
        rank = paper[0]
        left = [option for option in rank if option in standing]
        if len(rank) == 1 and left:
            return left[0]
        if len(rank) > 1 and overvote == "exhaust":
            paper.clear()
        elif len(rank) > 1 and overvote == "standing" and len(left) == 1:
            return left[0]
        elif len(rank) > 1 and overvote == "standing" and len(left) > 1:
            paper.clear()
        else:
            paper.pop(0)
    return None


def greedy(support, costs, budget, lots, *, oversize="skip", threshold=1, exclusive=()):
    chosen, left = [], budget
    for project in sorted(costs, key=lambda p: (-support[p], lots.index(p))):
        rivals = {other for group in exclusive if project in group for other in group} - {project}
        if support[project] < threshold or rivals & set(chosen):
            continue
        if costs[project] <= left:
            chosen.append(project)
            left -= costs[project]
        elif oversize == "stop":
            break
    return set(chosen)


def voters_of(profile):
    """Every voter by itself: {project: points}."""
    found = []
    for text, number in profile.items():
        for _ in range(number if text != "blank" else 0):
            pairs = [part.partition(":") for part in text.split(",")]
            found.append({project: int(points or 1) for project, _, points in pairs})
    return found


def lowest_price(purses, backers, cost):
    """The least q with sum(min(purse, q * points)) = cost, found by trying who is broke; None if they cannot pay."""
    if sum(purses[voter] for voter in backers) < cost:
        return None
    by_wealth = sorted(backers, key=lambda voter: purses[voter] / backers[voter])
    for poor in range(len(by_wealth)):
        paid = sum((purses[voter] for voter in by_wealth[:poor]), Fraction(0))
        price = (cost - paid) / sum(backers[voter] for voter in by_wealth[poor:])
        if price * backers[by_wealth[poor]] <= purses[by_wealth[poor]]:
            return price
    return None


def shares(profile, costs, share, lots, *, utility="cost", threshold=1, exclusive=()):
    """Equal Shares with fractions, voter by voter, every project priced anew in every round."""
    voters = voters_of(profile)
    purses = [Fraction(share)] * len(voters)
    support = Counter()
    for voter in voters:
        support.update(voter)
    open_ = [project for project in costs if support[project] >= max(threshold, 1)]
    bought = []
    while True:
        offers = []
        for project in open_:
            backers = {n: voter[project] for n, voter in enumerate(voters) if project in voter}
            price = lowest_price(purses, backers, costs[project])
            if price is not None:
                rate = price / costs[project] if utility == "cost" and costs[project] else price
                offers.append((rate, lots.index(project), project, price, backers))
        if not offers:
            return bought
        _, _, project, price, backers = min(offers, key=lambda offer: offer[:2])
        for voter, points in backers.items():
            purses[voter] -= min(purses[voter], price * points)
        bought.append(project)
        gone = {other for group in exclusive if project in group for other in group} | {project}
        open_ = [other for other in open_ if other not in gone]


def shares_add1(profile, costs, budget, step, lots, **details):
    """Raise the share until the budget is overspent, every step with fractions."""
    number = len(voters_of(profile))
    share, found = Fraction(budget, number), None
    while found is None or share <= sum(costs.values()) + step:
        bought = shares(profile, costs, share, lots, **details)
        if sum(costs[project] for project in bought) > budget:
            return found
        found, share = bought, share + step
    return found

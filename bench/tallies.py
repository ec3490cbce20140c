"""Every rule at size, and pabutools and pref-voting beside it in the same run where they are installed.

    python bench/tallies.py [--ballots 1000000] [--peer-ballots 100000] [--seed 1]

Ballots of ten options lie in a SQLite table and are grouped there by content; then each rule counts them. A budget of
200 projects and 20,000 voters is counted by both budget rules. Peers get the same ballots in their own structures, whose
making is part of their time for rankings (as the grouping is of ours) and not for budgets. They are oracles here, never
dependencies: for them, run this with the Python of an environment that has them and PYTHONPATH=. set. Prints Markdown.
"""

from __future__ import annotations

import argparse
import random
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from typing import Any

from sgforum.ballot.tallies import count

try:
    from pabutools.election import ApprovalBallot, ApprovalProfile, Cost_Sat, Instance, Project
    from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
except ImportError:
    Instance = None
try:
    from pref_voting.iterative_methods import instant_runoff
    from pref_voting.margin_based_methods import beat_path
    from pref_voting.profiles import Profile
except ImportError:
    Profile = None

OPTIONS = tuple("abcdefghij")
PROJECTS, VOTERS, CHOSEN = 200, 20_000, 10


def clocked(act: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds that an act takes (others may share the machine), and what it gives."""
    start = time.process_time()
    found = act()
    return time.process_time() - start, found


def table(ballots: Iterator[str]) -> sqlite3.Connection:
    """The ballots in a table without any index, as papers lie in a box."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE paper (choice TEXT NOT NULL)")
    database.executemany("INSERT INTO paper VALUES (?)", ((text,) for text in ballots))
    return database


def grouped(database: sqlite3.Connection) -> dict[str, int]:
    return dict(database.execute("SELECT choice, COUNT(*) FROM paper GROUP BY choice"))


def rankings(dice: random.Random, number: int, most: int) -> Iterator[str]:
    options = list(OPTIONS)
    for _ in range(number):
        dice.shuffle(options)
        yield ">".join(options[: most if most == len(options) else dice.randint(1, most)])


def lists(dice: random.Random, number: int) -> Iterator[str]:
    for _ in range(number):
        yield ",".join(option for option in OPTIONS if dice.random() < 0.4) or "blank"


def scores(dice: random.Random, number: int) -> Iterator[str]:
    for _ in range(number):
        yield ",".join(f"{option}:{dice.randint(0, 5)}" for option in OPTIONS[:4])


def singles(dice: random.Random, number: int) -> Iterator[str]:
    for _ in range(number):
        yield dice.choice(OPTIONS)


def big_box(dice: random.Random, number: int) -> None:
    """All ballots of one box, rule by rule."""
    print(
        f"| {number:,} ballots x 10 options | distinct | grouped in SQL, s | counted, s |\n|---|---|---|---|"
    )
    boxes = (
        ("plurality", "single", singles(dice, number)),
        ("approval", "approval", lists(dice, number)),
        ("score", "score, 4 options of 10", scores(dice, number)),
        ("schulze irv", "up to 5 of 10 ranked", rankings(dice, number, 5)),
        ("schulze irv", "all 10 ranked", rankings(dice, number, 10)),
    )
    for rules, name, ballots in boxes:
        database = table(ballots)
        sql, profile = clocked(lambda database=database: grouped(database))
        database.close()
        for rule in rules.split():
            seconds, _ = clocked(lambda rule=rule, profile=profile: count(rule, profile, OPTIONS, {}))
            print(f"| {rule}, {name} | {len(profile):,} | {sql:.2f} | {seconds:.2f} |")
    print(f"\nPeak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB\n")


def beside(name: str, ours: float, theirs: float, *, same: bool) -> None:
    print(f"| {name} | {ours:.3f} | {theirs:.2f} | {theirs / ours:.0f}x | {'yes' if same else 'no'} |")


def peers_in_rankings(dice: random.Random, number: int) -> None:
    """Schulze and instant runoff beside pref-voting, all ten options ranked."""
    database = table(rankings(dice, number, 10))
    for rule, method in (("schulze", beat_path), ("irv", instant_runoff)):
        ours, found = clocked(lambda rule=rule: count(rule, grouped(database), OPTIONS, {}))

        def peer(method: Any = method) -> Any:
            profile = grouped(database)
            orders = [[OPTIONS.index(option) for option in text.split(">")] for text in profile]
            return method(Profile(orders, rcounts=list(profile.values())))

        theirs, winners = clocked(peer)
        same = {OPTIONS[int(winner)] for winner in winners} == set(found.winners)
        beside(f"{rule}, {number:,} ballots, pref-voting", ours, theirs, same=same)


def budget(dice: random.Random) -> tuple[dict[str, int], dict[str, int], int]:
    """Projects with costs, ballots of up to ten of them, and a quarter of all costs as the budget."""
    projects = [f"p{place}" for place in range(PROJECTS)]
    costs = {project: dice.randrange(1, 50) * 1_000_000 + dice.randrange(1_000_000) for project in projects}
    liked = [dice.random() ** 2 + 0.02 for _ in projects]
    profile: dict[str, int] = {}
    for _ in range(VOTERS):
        chosen = set(dice.choices(projects, liked, k=CHOSEN))
        text = ",".join(project for project in projects if project in chosen)
        profile[text] = profile.get(text, 0) + 1
    return profile, costs, sum(costs.values()) // 4


def budgets(dice: random.Random) -> dict[str, tuple[float, Any]]:
    profile, costs, money = made = budget(dice)
    runs = {
        "greedy": ("greedy", {}),
        "equal-shares, exact fractions": ("equal-shares", {}),
        "equal-shares, add1": ("equal-shares", {"completion": "add1"}),
    }
    print(f"| {PROJECTS} projects x {VOTERS:,} voters | s | selected |\n|---|---|---|")
    found = {}
    for name, (rule, more) in runs.items():
        given = {"budget": money, "costs": costs, **more}
        found[name] = clocked(lambda rule=rule, given=given: count(rule, profile, tuple(costs), given))
        seconds, outcome = found[name]
        print(f"| {name} | {seconds:.2f} | {len(outcome.selected)} |")
    print()
    found["budget"] = (0.0, made)
    return found


def peers_in_budgets(found: dict[str, tuple[float, Any]]) -> None:
    """Greedy and Equal Shares beside pabutools, whose structures are made before the clock starts."""
    profile, costs, money = found["budget"][1]
    projects = {name: Project(name, cost) for name, cost in costs.items()}
    instance = Instance(projects.values(), budget_limit=money)
    voters = ApprovalProfile(
        [
            ApprovalBallot(projects[n] for n in text.split(","))
            for text, k in profile.items()
            for _ in range(k)
        ],
        instance=instance,
    )
    rules = (
        ("greedy", greedy_utilitarian_welfare),
        ("equal-shares, exact fractions", method_of_equal_shares),
    )
    for name, rule in rules:
        satisfaction = {"sat_class": Cost_Sat}
        theirs, selected = clocked(lambda rule=rule, kind=satisfaction: rule(instance, voters, **kind))
        ours, outcome = found[name]
        beside(f"{name}, pabutools", ours, theirs, same={p.name for p in selected} == set(outcome.selected))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=1_000_000)
    parser.add_argument("--peer-ballots", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    dice = random.Random(given.seed)
    big_box(dice, given.ballots)
    found = budgets(dice)
    print("| in the same run | ours, s | theirs, s | ratio | same result |\n|---|---|---|---|---|")
    if Profile is not None:
        peers_in_rankings(dice, given.peer_ballots)
    if Instance is not None:
        peers_in_budgets(found)


if __name__ == "__main__":
    main()

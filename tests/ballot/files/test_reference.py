"""Published elections, recounted from the published ballots."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from sgforum.ballot.files import profile_for, read_election
from sgforum.ballot.tallies import count

pytestmark = pytest.mark.reference
DEBIAN = {
    "a": "Wouter Verhelst", "b": "Aigars Mahinovs", "c": "Gustavo Franco", "d": "Sam Hocevar", "e": "Steve McIntyre",
    "f": "Raphael Hertzog", "g": "Anthony Towns", "h": "Simon Richter", "i": "None Of The Above",
}  # fmt: skip


def recount(path, rule, **given):
    election = read_election(path, rule)
    profile = profile_for(election, rule)
    found = count(rule, profile, election.codes, election.defaults(rule, profile) | given)
    return found, dict(zip(election.codes, election.names, strict=True))


def named(found, names):
    return [names[code] for code in found]


def test_burlington_2009_plurality_elects_wright(reference):
    found, names = recount(reference / "burlington_2009.abif", "plurality")
    assert named(found.winners, names) == ["Wright"]
    assert found.scores[found.winners[0]] == 2951
    assert found.ballots == 8980


@pytest.mark.parametrize(("overvote", "wright"), [("standing", 4061), ("exhaust", 4060)])
def test_burlington_2009_irv_elects_kiss(reference, overvote, wright):
    found, names = recount(reference / "burlington_2009.abif", "irv", overvote=overvote)
    final = {names[code]: votes for code, votes in found.rounds[-1]["votes"].items()}
    assert named(found.winners, names) == ["Kiss"]
    assert final == {"Kiss": 4313, "Wright": wright}


def test_burlington_2009_irv_counts_overvotes_that_resolve_by_default(reference):
    found, _ = recount(reference / "burlington_2009.abif", "irv")
    assert sorted(found.rounds[-1]["votes"].values()) == [4061, 4313]


def test_burlington_2009_schulze_elects_montroll_who_beats_everybody(reference):
    found, names = recount(reference / "burlington_2009.abif", "schulze")
    assert named(found.winners, names) == ["Montroll"]
    me = found.options.index(found.winners[0])
    others = [place for place in range(len(found.options)) if place != me]
    assert all(found.pairwise[me][other] > found.pairwise[other][me] for other in others)


@pytest.fixture(scope="module")
def debian_2007(reference):
    """The tally sheet as a profile: the i-th character is the rank of option i, `-` is unranked."""
    profile = Counter()
    text = (reference / "debian_leader_2007_tally.txt").read_text(encoding="utf-8", errors="replace")
    for ranks in re.findall(r"^V: ([-1-9]{9})\s", text, re.MULTILINE):
        levels = {}
        for option, rank in zip(DEBIAN, ranks, strict=True):
            levels.setdefault(rank, []).append(option)
        levels.pop("-", None)
        profile[">".join("=".join(levels[rank]) for rank in sorted(levels)) or "blank"] += 1
    return profile


def test_debian_2007_elects_hocevar_eight_ahead(debian_2007):
    found = count("schulze", debian_2007, tuple(DEBIAN), {})
    assert found.ballots == 482
    assert [DEBIAN[option].split()[-1] for (option,) in found.ranking] == [
        "Hocevar", "McIntyre", "Hertzog", "Verhelst", "Towns", "Franco", "Above", "Richter", "Mahinovs"
    ]  # fmt: skip
    sam, steve = found.options.index("d"), found.options.index("e")
    assert found.pairwise[sam][steve] - found.pairwise[steve][sam] == 8


def test_debian_2007_margin_is_another_if_unranked_options_are_ignored(debian_2007):
    found = count("schulze", debian_2007, tuple(DEBIAN), {"unranked": "ignore"})
    sam, steve = found.options.index("d"), found.options.index("e")
    assert found.pairwise[sam][steve] - found.pairwise[steve][sam] == 21


@pytest.mark.parametrize(
    ("given", "selected", "cost"),
    [
        ({"completion": "add1", "add1_step": 1}, "2 3 5 6 9 11 12 13 14", 76_700),
        ({"completion": "none"}, "2 3 9 11 12 13 14", 60_700),
        ({}, "2 3 5 6 9 11 12 13 14", 76_700),
    ],
)
def test_assen_2024_equal_shares(reference, given, selected, cost):
    found, names = recount(reference / "assen_2024.pb", "equal-shares", **given)
    assert sorted(map(int, named(found.selected, names))) == [int(project) for project in selected.split()]
    assert (found.cost, found.valid) == (cost, 84)


def test_assen_2024_votes_are_those_of_the_file(reference):
    found, names = recount(reference / "assen_2024.pb", "approval")
    votes = {names[code]: number for code, number in found.scores.items()}
    assert (votes["3"], votes["9"], votes["8"], votes["12"]) == (43, 42, 25, 9)

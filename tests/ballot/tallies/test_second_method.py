"""Each rule against the slow, literal one of literal.py."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.ballot.tallies import count
from sgforum.ballot.tallies.ties import tie_order

from . import literal
from .profiles import OPTIONS, money, pointed, profiles, rankings, subsets

MANY = tuple("abcdefghijkl")  # more than one and two cuts of five ranks
LOTS = tie_order(OPTIONS, "")
choices = st.sampled_from


@given(profiles(rankings()), choices(["last", "ignore"]), choices(["winning", "margin"]))
def test_schulze_finds_what_trying_every_path_finds(profile, unranked, strength):
    outcome = count("schulze", profile, OPTIONS, {"unranked": unranked, "strength": strength})
    assert set(outcome.winners) == literal.schulze_winners(profile, OPTIONS, unranked, strength)


@given(profiles(rankings(MANY)), choices(["last", "ignore"]))
def test_pairwise_of_long_rankings_is_what_looking_at_each_ballot_finds(profile, unranked):
    outcome = count("schulze", profile, MANY, {"unranked": unranked})
    wanted = literal.pairwise(profile, MANY, unranked)
    found = {
        (one, other): outcome.pairwise[i][j]
        for i, one in enumerate(MANY)
        for j, other in enumerate(MANY)
        if i != j
    }
    assert found == wanted


@given(profiles(rankings(MANY)), choices(["standing", "exhaust", "skip"]), choices(["majority", "two"]))
def test_irv_counts_what_walking_each_paper_counts(profile, overvote, until):
    outcome = count("irv", profile, MANY, {"overvote": overvote, "until": until})
    wanted = literal.irv_rounds(profile, MANY, tie_order(MANY, ""), overvote, until)
    assert [item["votes"] for item in outcome.rounds] == wanted
    for item in outcome.rounds:
        assert sum(item["votes"].values()) + item["exhausted"] == outcome.valid


@given(
    profiles(subsets),
    money,
    choices(["skip", "stop"]),
    st.integers(0, 8),
    choices([[], [["a", "b"]], [["a", "b", "c"], ["c", "d"]]]),
)
def test_greedy_selects_what_the_literal_walk_selects(profile, given_money, oversize, threshold, exclusive):
    details = {"oversize": oversize, "threshold": threshold, "exclusive": exclusive}
    outcome = count("greedy", profile, OPTIONS, given_money | details)
    support = literal.Counter()
    for voter in literal.voters_of(profile):
        support.update(voter)
    wanted = literal.greedy(support, given_money["costs"], given_money["budget"], LOTS, **details)
    assert set(outcome.selected) == wanted


@given(
    profiles(subsets | pointed, most=3),
    money,
    choices(["cost", "cardinality"]),
    st.integers(1, 4),
    choices([[], [["a", "b"]], [["a", "b", "c"], ["c", "d"]]]),
)
def test_equal_shares_buys_what_pricing_everything_anew_buys(
    profile, given_money, utility, threshold, exclusive
):
    details = {"utility": utility, "threshold": threshold, "exclusive": exclusive}
    outcome = count("equal-shares", profile, OPTIONS, given_money | details)
    share = Fraction(given_money["budget"], len(literal.voters_of(profile)))
    wanted = literal.shares(profile, given_money["costs"], share, LOTS, **details)
    assert [item["project"] for item in outcome.rounds] == wanted


@settings(max_examples=60)
@given(
    profiles(subsets, most=2),
    money,
    choices(["cost", "cardinality"]),
    st.integers(3, 15),
    choices([[], [["a", "b"]]]),
)
def test_add1_ends_where_trying_every_step_with_fractions_ends(
    profile, given_money, utility, step, exclusive
):
    details = {"utility": utility, "exclusive": exclusive}
    given_all = given_money | details | {"completion": "add1", "add1_step": step}
    outcome = count("equal-shares", profile, OPTIONS, given_all)
    wanted = literal.shares_add1(profile, given_money["costs"], given_money["budget"], step, LOTS, **details)
    assert [item["project"] for item in outcome.rounds] == wanted

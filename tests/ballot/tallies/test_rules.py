"""Each rule's own behaviour on small cases worked out by hand, and every parameter that turns a result."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sgforum.ballot.tallies import Unsettled, count
from sgforum.ballot.tallies.equal_shares import Search
from sgforum.ballot.tallies.parameters import PARAMETERS
from sgforum.ballot.tallies.poll import Poll
from sgforum.ballot.tallies.projects import plan, read_ballots
from sgforum.ballot.tallies.shares import Purchase, field_of
from sgforum.ballot.tallies.ties import tie_order

ABC = ("a", "b", "c")
ABCD = ("a", "b", "c", "d")
P = ("p1", "p2", "p3", "p4")


def funded(rule, profile, costs, budget, **given):
    return count(rule, profile, tuple(costs), {"costs": costs, "budget": budget, **given}).selected


def test_equal_ranks_are_kept_not_broken():
    """B and c on one rank: neither gets a vote over the other; broken by the alphabet, b would win."""
    outcome = count("schulze", {"b=c>a": 5, "c": 1}, ABC, {})
    assert outcome.pairwise == ((0, 0, 0), (5, 0, 0), (6, 1, 0))
    assert outcome.winners == ("c",)


def test_unranked_options_stand_below_all_ranked_ones():
    outcome = count("schulze", {"a": 3, "b>c": 2}, ABC, {})
    assert outcome.pairwise[0] == (0, 3, 3)
    assert outcome.winners == ("a",)


def test_schulze_cycle_is_resolved_by_its_weakest_win():
    """The example of Schulze's paper: 45 ballots of five options; e wins, then a, c, b, d."""
    profile = {
        "a>c>b>e>d": 5, "a>d>e>c>b": 5, "b>e>d>a>c": 8, "c>a>b>e>d": 3,
        "c>a>e>b>d": 7, "c>b>a>d>e": 2, "d>c>e>b>a": 7, "e>b>a>d>c": 8,
    }  # fmt: skip
    outcome = count("schulze", profile, tuple("abcde"), {})
    assert outcome.ranking == (("e",), ("a",), ("c",), ("b",), ("d",))
    assert outcome.strengths == (
        (0, 28, 28, 30, 24), (25, 0, 28, 33, 24), (25, 29, 0, 29, 24), (25, 28, 28, 0, 24), (25, 28, 28, 31, 0)
    )  # fmt: skip


def test_schulze_without_any_comparison_ties_all():
    outcome = count("schulze", {"a=b=c": 4}, ABC, {})
    assert set(outcome.winners) == set(ABC)
    assert outcome.is_tied


def test_irv_passes_ballots_on_until_somebody_has_more_than_half():
    outcome = count("irv", {"a": 4, "b>c": 3, "c>b": 2}, ABC, {})
    assert outcome.winners == ("b",)
    assert outcome.ranking == (("b",), ("a",), ("c",))
    assert outcome.rounds == (
        {"votes": {"a": 4, "b": 3, "c": 2}, "exhausted": 0, "eliminated": "c"},
        {"votes": {"a": 4, "b": 5}, "exhausted": 0},
    )


def test_irv_draws_a_recorded_lot_among_the_last():
    profile = {"a": 4, "b>c": 2, "c>b": 2}
    gone = set()
    for seed in map(str, range(20)):
        outcome = count("irv", profile, ABC, {}, seed)
        order = [option for option in tie_order(ABC, seed) if option != "a"]
        assert outcome.rounds[0]["tied"] == tuple(order)
        assert outcome.rounds[0]["eliminated"] == order[-1]
        gone.add(order[-1])
    assert gone == {"b", "c"}


def test_irv_with_equal_finalists_names_both():
    outcome = count("irv", {"a": 3, "b": 3, "c": 1}, ABC, {})
    assert set(outcome.winners) == {"a", "b"}
    assert len(outcome.rounds) == 2


def test_score_left_out_is_no_zero():
    outcome = count("score", {"a:5": 1, "a:3,b:0": 1, "b:4": 1}, ("a", "b"), {"total": "mean"})
    assert outcome.scores == {"a": 4, "b": 2}
    assert outcome.histogram == {"a": {"5": 1, "3": 1}, "b": {"4": 1, "0": 1}}


def test_greedy_names_the_reason_of_every_step():
    profile = {"p1,p2": 4, "p1,p4": 2, "p1,p3": 1}
    costs = {"p1": 60, "p2": 50, "p3": 10, "p4": 40}
    outcome = count(
        "greedy", profile, P, {"costs": costs, "budget": 100, "threshold": 2, "exclusive": [["p1", "p4"]]}
    )
    assert [(item["project"], item["decision"], item["left"]) for item in outcome.rounds] == [
        ("p1", "selected", 40), ("p2", "oversize", 40), ("p4", "exclusive", 40), ("p3", "threshold", 40)
    ]  # fmt: skip


def test_greedy_stop_selects_one_where_skip_selects_three():
    """As in Gdynia 2020: the second project does not fit any more, smaller ones would."""
    profile, costs = (
        {"p1,p2,p3,p4": 1, "p1,p2,p3": 1, "p1,p2": 1, "p1": 1},
        {"p1": 70, "p2": 60, "p3": 20, "p4": 10},
    )
    assert funded("greedy", profile, costs, 100, oversize="stop") == ("p1",)
    assert funded("greedy", profile, costs, 100, oversize="skip") == ("p1", "p3", "p4")


def test_project_without_any_support_is_not_funded():
    costs = {"p1": 10, "p2": 10}
    assert funded("greedy", {"p1": 1}, costs, 100) == ("p1",)
    assert funded("equal-shares", {"p1": 1}, costs, 100, completion="add1") == ("p1",)


def test_negative_points_are_no_support():
    costs = {"p1": 10, "p2": 10}
    assert funded("equal-shares", {"p1:2,p2:-1": 3}, costs, 100) == ("p1",)
    assert funded("greedy", {"p1:2,p2:-1": 3}, costs, 100) == ("p1",)


def test_equal_shares_by_hand():
    """Four voters have 25 each: p1 takes 30 / 3 of its three supporters, p2 takes 40 / 3 of its own three."""
    outcome = count(
        "equal-shares",
        {"p1,p2": 2, "p1": 1, "p2": 1},
        ("p1", "p2"),
        {"costs": {"p1": 30, "p2": 40}, "budget": 100},
    )
    assert outcome.selected == ("p1", "p2")
    first, second = outcome.rounds
    assert {first["most_paid"], second["most_paid"]} == {10, Fraction(40, 3)}


def test_equal_shares_takes_all_from_those_who_have_less():
    """Six have 10 each. p1 costs 27: 9 from its three. p2 costs 21 and has one of those (1 left) and two others (10)."""
    outcome = count(
        "equal-shares", {"p1,p2": 1, "p1": 2, "p2": 2, "p3": 1}, ("p1", "p2", "p3"),
        {"costs": {"p1": 27, "p2": 21, "p3": 60}, "budget": 60, "ties": "listed"},
    )  # fmt: skip
    assert outcome.selected == ("p1", "p2")
    assert [(paid.ballots, paid.each) for paid in outcome.payments["p1"]] == [(3, 9)]
    assert [(paid.ballots, paid.each) for paid in outcome.payments["p2"]] == [(2, 10), (1, 1)]


def test_add1_goes_on_where_nothing_more_fits_and_stops_before_overspending():
    """Some step selects p1 and p2, after which nothing else fits; later ones p1 and p4, the last within the budget."""
    profile = {"p1,p3": 1, "p2,p3,p4": 3, "p1": 2, "p4": 1}
    costs = {"p1": 20, "p2": 50, "p3": 90, "p4": 80}
    full = funded("equal-shares", profile, costs, 100, completion="add1", add1_step=1)
    assert full == ("p1", "p4")
    seen = {
        funded("equal-shares", profile, costs, budget) for budget in range(100, 300, 7)
    }  # a bigger budget is a bigger share
    assert ("p1", "p2") in seen


def test_add1_ends_when_everything_is_bought():
    costs = {"p1": 90, "p2": 5}
    assert funded("equal-shares", {"p1": 1, "p2": 3}, costs, 100) == ("p2",)
    assert funded("equal-shares", {"p1": 1, "p2": 3}, costs, 100, completion="add1") == ("p1", "p2")


def _search(fast, exact, costs=None, budget=100):
    costs = costs or {"p1": 60, "p2": 70}
    poll = Poll(
        "equal-shares", {"p1": 1, "p2": 1}, ("p1", "p2"),
        {"budget": budget, "costs": costs, "exclusive": [], "threshold": 1, "ties": "lot", "most": None}, "", ("p1", "p2"),
    )  # fmt: skip
    ballots = read_ballots(poll)
    return Search(field_of(plan(poll, ballots), ballots), Fraction(50), Fraction(10), fast, exact)


def _buys(threshold, *projects):
    return lambda share: [Purchase(p, [(share, 1)], ()) for p in projects] if share >= threshold else []


def test_add1_is_refused_when_fractions_buy_something_else():
    with pytest.raises(Unsettled):
        _search(_buys(70, "p1", "p2"), _buys(50, "p1")).settle()


def test_add1_is_refused_when_fractions_do_not_overspend_one_step_later():
    with pytest.raises(Unsettled):
        _search(_buys(70, "p1", "p2"), _buys(80, "p1", "p2")).settle()


def test_add1_is_settled_when_floats_and_fractions_agree():
    bought, share = _search(_buys(70, "p1", "p2"), _buys(70, "p1", "p2")).settle()
    assert (bought, share) == ([], 60)


def test_add1_with_too_small_a_step_is_refused_in_a_sentence():
    costs = {"p1": 10**14, "p2": 10**14}
    with pytest.raises(Unsettled, match="add1_step"):
        _search(_buys(10**13, "p1"), _buys(10**13, "p1"), costs, 10**14).settle()


RANKED_3 = {"a>d>c>b": 5, "a>d": 8, "c>a": 8, "d>a>b": 9}
SHARED = {"p1,p3": 1, "p2,p3,p4": 3, "p1": 2, "p4": 1}
COSTS = {"p1": 20, "p2": 50, "p3": 90, "p4": 80}


# (parameter, rule, profile, options, other parameters, one value, its winners, another value, its winners)
FLIPS = [
    ("threshold_share", "plurality", {"a": 4, "b": 3, "c": 3}, ABC, {}, 0.4, {"a"}, 0.5, set()),
    ("threshold_share", "approval", {"a,b": 4, "b": 1, "c": 5}, ABC, {}, 0.5, {"b", "c"}, 0.6, set()),
    ("threshold_share", "irv", {"a": 4, "b>c": 3, "c": 3}, ABC, {"seed": "1"}, 0.4, {"a"}, 0.6, set()),
    ("most", "approval", {"a,b": 3, "a": 1, "c": 2}, ABC, {}, None, {"a"}, 1, {"c"}),
    ("most", "greedy", {"p1,p2": 3, "p1": 1, "p3": 2}, P, {"costs": COSTS, "budget": 90}, None, {"p1", "p2"}, 1, {"p3"}),
    ("most", "equal-shares", {"p1,p2": 3, "p1": 1, "p3": 2}, P, {"costs": COSTS | {"p3": 60}, "budget": 90}, None, {"p1"}, 1, {"p1", "p3"}),
    ("highest", "score", {"a:9": 1, "b:4": 2}, ABC, {}, 9, {"a"}, 5, {"b"}),
    ("total", "score", {"a:5": 1, "b:3": 2}, ABC, {}, "sum", {"b"}, "mean", {"a"}),
    ("unranked", "schulze", {"a": 3, "b>a": 2}, ("a", "b"), {}, "last", {"a"}, "ignore", {"b"}),
    ("strength", "schulze", RANKED_3, ABCD, {"unranked": "ignore"}, "winning", {"c"}, "margin", {"a"}),
    ("most_ranked", "schulze", {"a>b>c": 3, "b": 2}, ABC, {}, None, {"a"}, 2, {"b"}),
    ("most_ranked", "irv", {"a>b>c": 3, "b": 2}, ABC, {}, None, {"a"}, 2, {"b"}),
    ("overvote", "irv", {"a=b>c": 3, "c": 2, "a": 3}, ABC, {}, "standing", {"a"}, "skip", {"c"}),
    ("overvote", "irv", {"a=b>c": 3, "a": 1, "c": 3, "b=c>a": 3}, ABC, {}, "exhaust", {"c"}, "skip", {"c"}),
    ("budget", "greedy", {"p1,p2": 2}, P, {"costs": COSTS}, 70, {"p1", "p2"}, 20, {"p1"}),
    ("budget", "equal-shares", {"p1,p2": 2}, P, {"costs": COSTS}, 70, {"p1", "p2"}, 20, {"p1"}),
    ("costs", "greedy", {"p1": 2, "p2": 1}, ("p1", "p2"), {"budget": 9}, {"p1": 9, "p2": 1}, {"p1"}, {"p1": 10, "p2": 1}, {"p2"}),
    ("exclusive", "greedy", {"p1,p2": 2}, P, {"costs": COSTS, "budget": 70, "ties": "listed"}, [], {"p1", "p2"}, [["p1", "p2"]], {"p1"}),
    ("exclusive", "equal-shares", {"p1,p2": 2}, P, {"costs": COSTS, "budget": 70, "ties": "listed"}, [], {"p1", "p2"}, [["p1", "p2"]], {"p1"}),
    ("threshold", "greedy", {"p1,p2": 2, "p1": 1}, P, {"costs": COSTS, "budget": 70}, 1, {"p1", "p2"}, 3, {"p1"}),
    ("threshold", "equal-shares", {"p1,p2": 2, "p1": 1}, P, {"costs": COSTS, "budget": 150}, 1, {"p1", "p2"}, 3, {"p1"}),
    ("ties", "greedy", {"p4,p2": 2}, P, {"costs": COSTS | {"p2": 95}, "budget": 100}, "cheaper", {"p4"}, "listed", {"p2"}),
    ("ties", "equal-shares", {"p4,p2": 2}, P, {"costs": COSTS | {"p2": 95}, "budget": 100}, "cheaper", {"p4"}, "listed", {"p2"}),
    ("oversize", "greedy", {"p1,p2,p3": 1, "p2,p3": 1, "p3": 1}, P, {"costs": COSTS, "budget": 60}, "skip", {"p2"}, "stop", set()),
    ("completion", "equal-shares", SHARED, P, {"costs": COSTS, "budget": 100}, "none", {"p1"}, "add1", {"p1", "p4"}),
    ("add1_step", "equal-shares", SHARED, P, {"costs": COSTS, "budget": 100, "completion": "add1"}, 1, {"p1", "p4"}, 20, {"p1"}),
    ("utility", "equal-shares", {"p1,p2,p3": 3, "p2": 1}, P, {"costs": {"p1": 60, "p2": 60, "p3": 20, "p4": 40}, "budget": 60}, "cost", {"p2"}, "cardinality", {"p3"}),
]  # fmt: skip


@pytest.mark.parametrize("flip", FLIPS, ids=[f"{flip[0]}-{flip[1]}" for flip in FLIPS])
def test_parameter_turns_the_result(flip):
    name, rule, profile, options, rest, one, first, other, second = flip
    assert set(count(rule, profile, options, rest | {name: one}).winners) == first
    assert set(count(rule, profile, options, rest | {name: other}).winners) == second


def test_until_two_plays_on_to_the_last_pair():
    profile = {"a": 6, "b": 2, "c>b": 1}
    assert len(count("irv", profile, ABC, {}).rounds) == 1
    assert count("irv", profile, ABC, {"until": "two"}).rounds[-1]["votes"] == {"a": 6, "b": 3}


def test_seed_decides_between_equal_projects():
    costs = {"p1": 60, "p2": 60}
    for rule in ("greedy", "equal-shares"):
        assert {funded(rule, {"p1,p2": 2}, costs, 60, seed=str(seed)) for seed in range(9)} == {
            ("p1",),
            ("p2",),
        }


def test_every_parameter_of_the_count_has_a_case():
    of_the_box = {"quorum_number", "quorum_share", "blank", "extend_days", "end_when_all"}
    tested = {flip[0] for flip in FLIPS} | {"until", "seed"}
    assert tested == {parameter.name for parameter in PARAMETERS} - of_the_box

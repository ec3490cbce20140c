"""What holds for every rule: order, weights and names do not matter, nothing is lost, the bytes are the same."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sgforum.ballot.tallies import Outcome, count
from sgforum.ballot.tallies.marks import RULES

from .profiles import BALLOTS, OPTIONS, polls, profiles, rankings, subsets


def written(outcome):
    return json.dumps(outcome.to_json())


def took_lots(outcome):
    return any("tied" in item for item in outcome.rounds or ())


def as_sets(outcome):
    return set(outcome.winners), [set(tied) for tied in outcome.ranking]


@given(polls(), st.randoms(use_true_random=False))
def test_order_of_ballots_changes_no_byte(poll, shuffler):
    rule, profile, parameters = poll
    other = list(profile.items())
    shuffler.shuffle(other)
    assert written(count(rule, dict(other), OPTIONS, parameters)) == written(
        count(rule, profile, OPTIONS, parameters)
    )


@given(polls(), st.integers(2, 7))
def test_many_times_the_same_ballots_give_the_same_result(poll, times):
    rule, profile, parameters = poll
    assume(rule != "equal-shares" or "blank" not in profile)
    one = count(rule, profile, OPTIONS, parameters)
    many = count(rule, {text: number * times for text, number in profile.items()}, OPTIONS, parameters)
    assert many.ballots == one.ballots * times
    assert (many.winners, many.ranking, many.selected) == (one.winners, one.ranking, one.selected)


@given(polls())
def test_no_ballot_is_lost(poll):
    rule, profile, parameters = poll
    outcome = count(rule, profile, OPTIONS, parameters)
    assert outcome.ballots == sum(profile.values()) == outcome.valid + outcome.blank + outcome.invalid
    assert outcome.blank == profile.get("blank", 0)
    assert outcome.invalid == profile.get("", 0) + profile.get("zz", 0)


@given(polls())
def test_ranking_names_every_option_once(poll):
    rule, profile, parameters = poll
    outcome = count(rule, profile, OPTIONS, parameters)
    assert sorted(option for tied in outcome.ranking for option in tied) == list(OPTIONS)


@given(polls(), st.permutations(OPTIONS))
def test_names_of_options_do_not_matter(poll, names):
    """Neutrality, where no lot was drawn: lots are drawn by name."""
    rule, profile, parameters = poll
    new = dict(zip(OPTIONS, names, strict=True))
    table = str.maketrans(new)
    renamed = {
        text if text in {"", "blank", "zz"} else text.translate(table): n for text, n in profile.items()
    }
    if "costs" in parameters:
        parameters = parameters | {"costs": {new[o]: cost for o, cost in parameters["costs"].items()}}
    before = count(rule, profile, OPTIONS, poll[2])
    after = count(rule, renamed, OPTIONS, parameters)
    assume(not took_lots(before))
    assert as_sets(after) == (
        {new[option] for option in before.winners},
        [{new[option] for option in tied} for tied in before.ranking],
    )


@given(polls())
def test_outcome_survives_its_json(poll):
    rule, profile, parameters = poll
    outcome = count(rule, profile, OPTIONS, parameters)
    assert Outcome.from_json(json.loads(written(outcome))) == outcome


@given(polls(), st.text(max_size=6))
def test_seed_changes_nothing_where_no_lot_is_drawn(poll, seed):
    rule, profile, parameters = poll
    outcome = count(rule, profile, OPTIONS, parameters)
    assume(not took_lots(outcome))
    assert as_sets(count(rule, profile, OPTIONS, parameters, seed)) == as_sets(outcome)


@pytest.mark.parametrize("rule", RULES)
def test_no_ballots_no_winner(rule):
    parameters = {"budget": 100, "costs": dict.fromkeys(OPTIONS, 10)} if RULES[rule] == "budget" else {}
    outcome = count(rule, {"blank": 3, "": 2}, OPTIONS, parameters)
    assert outcome.winners == ()
    assert (outcome.valid, outcome.blank, outcome.invalid) == (0, 3, 2)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("profile", "options"), [({"a": -1}, ["a"]), ({}, []), ({}, ["a", "a"]), ({}, ["a", "blank"]), ({}, [""])]
)
def test_nonsense_is_refused(rule, profile, options):
    with pytest.raises(ValueError, match=r"options|negative"):
        count(rule, profile, options, {})


@given(st.sampled_from(["plurality", "approval", "score", "schulze"]), st.data())
def test_more_support_never_harms_a_winner(rule, data):
    """Monotonicity: one ballot more for a winner, or a winner raised on one ballot, leaves it a winner."""
    profile = data.draw(profiles(BALLOTS[rule]))
    winner = data.draw(st.sampled_from(sorted(count(rule, profile, OPTIONS, {}).winners or OPTIONS)))
    assume(winner in count(rule, profile, OPTIONS, {}).winners)
    changed = data.draw(st.sampled_from(sorted(profile)))
    raised = dict(profile)
    raised[changed] -= 1
    better = _raise(rule, changed, winner)
    raised[better] = raised.get(better, 0) + 1
    assert winner in count(rule, raised, OPTIONS, {}).winners


def _raise(rule, ballot, winner):
    if rule == "plurality":
        return winner
    if rule == "approval":
        return ",".join(sorted({*ballot.split(","), winner}))
    if rule == "score":
        points = dict(part.split(":") for part in ballot.split(",")) | {winner: "5"}
        return ",".join(f"{option}:{points[option]}" for option in sorted(points))
    rest = [[o for o in rank.split("=") if o != winner] for rank in ballot.split(">")]
    return ">".join([winner, *("=".join(rank) for rank in rest if rank)])


@given(profiles(rankings(complete=True)))
def test_schulze_winner_of_all_is_not_the_winner_of_the_reverse(profile):
    """Reversal symmetry."""
    winners = count("schulze", profile, OPTIONS, {}).winners
    assume(len(winners) == 1)
    backwards = {">".join(reversed(text.split(">"))): number for text, number in profile.items()}
    assert winners[0] not in count("schulze", backwards, OPTIONS, {}).winners


@given(profiles(rankings()))
def test_schulze_winner_against_everybody_wins(profile):
    """Condorcet: who beats each other option one to one is the only winner."""
    outcome = count("schulze", profile, OPTIONS, {})
    for i, option in enumerate(OPTIONS):
        rivals = [j for j in range(len(OPTIONS)) if j != i]
        if all(outcome.pairwise[i][j] > outcome.pairwise[j][i] for j in rivals):
            assert outcome.winners == (option,)


@given(polls(rules=("greedy",)), st.sampled_from(["skip", "stop"]))
def test_greedy_keeps_a_project_that_gets_more_support(poll, oversize):
    _, profile, parameters = poll
    parameters = parameters | {"oversize": oversize}
    for project in count("greedy", profile, OPTIONS, parameters).selected:
        more = profile | {project: profile.get(project, 0) + 1}
        assert project in count("greedy", more, OPTIONS, parameters).selected


@given(
    polls(rules=("greedy", "equal-shares")),
    st.sampled_from(["none", "add1"]),
    st.sampled_from([[], [["a", "b"]], [["a", "b", "c"], ["c", "d"]]]),
)
def test_budget_is_kept_and_rivals_exclude_each_other(poll, completion, exclusive):
    rule, profile, parameters = poll
    parameters = parameters | {"exclusive": exclusive}
    if rule == "equal-shares":
        parameters["completion"] = completion
    outcome = count(rule, profile, OPTIONS, parameters)
    assert outcome.cost == sum(parameters["costs"][project] for project in outcome.selected)
    assert outcome.cost <= parameters["budget"]
    for group in exclusive:
        assert len(set(group) & set(outcome.selected)) <= 1


@given(polls(rules=("equal-shares",)), st.sampled_from(["cost", "cardinality"]))
def test_equal_shares_are_paid_to_the_rupiah(poll, utility):
    _, profile, parameters = poll
    outcome = count("equal-shares", profile, OPTIONS, parameters | {"utility": utility})
    for project, paid in outcome.payments.items():
        assert sum(share.ballots * Fraction(share.each) for share in paid) == parameters["costs"][project]
        assert sum(share.ballots for share in paid) == outcome.scores[project]


@given(profiles(subsets), st.integers(0, 4))
def test_approval_and_greedy_agree_on_support(profile, most):
    parameters = {"most": most or None}
    budget = {"budget": 0, "costs": dict.fromkeys(OPTIONS, 1)}
    assert (
        count("approval", profile, OPTIONS, parameters).scores
        == count("greedy", profile, OPTIONS, parameters | budget).scores
    )

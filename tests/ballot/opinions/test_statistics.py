"""The formulas of Polis, computed by hand, and which statements are chosen."""

from __future__ import annotations

import pytest

from sgforum.ballot.opinions.statistics import (
    consensus,
    difference_test,
    group_informed,
    representative,
    share,
    share_test,
    standing,
)
from sgforum.ballot.opinions.votes import Counts

NAMES = tuple("abcdefgh")


def chosen(*groups):
    """(statement, side, put first?) of the first group."""
    return [
        (item.standing.statement, item.standing.side, item.is_best_agree)
        for item in representative(NAMES[: len(groups[0])], groups)[0]
    ]


@pytest.mark.parametrize(("votes", "seen", "expected"), [(0, 0, 1 / 2), (3, 4, 4 / 6), (0, 8, 1 / 10)])
def test_share_adds_one_and_two(votes, seen, expected):
    assert share(votes, seen) == expected


@pytest.mark.parametrize(("votes", "seen", "expected"), [(8, 9, 2.529822), (0, 0, 1.0), (1, 8, -1.666667)])
def test_share_test_is_z_above_one_half(votes, seen, expected):
    assert share_test(votes, seen) == pytest.approx(expected, abs=1e-6)


def test_difference_test_is_pooled():
    # shares of 8 and of 2 among 10, pooled one half: the root is of a quarter of one fifth
    assert difference_test(7, 9, 1, 9) == pytest.approx(0.6 / 0.05**0.5)
    assert difference_test(1, 9, 7, 9) == pytest.approx(-0.6 / 0.05**0.5)


def test_difference_test_is_zero_where_all_agree():
    assert difference_test(9, 9, 4, 4) == 0


def test_standing_compares_a_group_with_the_rest():
    found = standing("a", "disagree", Counts(1, 7, 1), Counts(8, 1, 0))
    assert (found.n_success, found.n_trials) == (7, 9)
    assert found.p == 8 / 11
    assert found.repness == (8 / 11) / (2 / 11)
    assert found.p_test == share_test(7, 9)
    assert found.repness_test == difference_test(7, 9, 1, 9)
    assert found.metric == found.p * found.p_test * found.repness * found.repness_test


def test_representative_statements_are_ranked_with_agreement_first():
    own = [Counts(0, 19, 1), Counts(12, 6, 2), Counts(20, 0, 0), Counts(16, 4, 0)]
    other = [Counts(15, 5, 0), Counts(12, 6, 2), Counts(2, 18, 0), Counts(5, 15, 0)]
    assert chosen(own, other) == [("c", "agree", True), ("d", "agree", False), ("a", "disagree", False)]


def test_the_rest_is_all_other_groups_together():
    own, second, third = [Counts(9, 1, 0)], [Counts(1, 9, 0)], [Counts(3, 5, 2)]
    first = representative(("a",), [own, second, third])[0][0].standing
    assert first.repness == share(9, 10) / share(4, 20)


def test_at_most_five_are_chosen_and_agreements_stand_before_disagreements():
    own = [Counts(0, 20, 0)] * 6 + [Counts(18, 2, 0), Counts(20, 0, 0)]
    other = [Counts(20, 0, 0)] * 6 + [Counts(2, 18, 0)] * 2
    sides = [side for _, side, _ in chosen(own, other)]
    assert sides == ["agree"] + ["disagree"] * 4
    assert chosen(own, other)[0] == ("h", "agree", True)
    assert [name for name, _, _ in chosen(own, other)[1:]] == list("abcd")


def test_without_a_significant_one_the_best_agreement_stands_alone():
    own, other = [Counts(18, 2, 0), Counts(15, 5, 0)], [Counts(18, 2, 0), Counts(15, 5, 0)]
    assert chosen(own, other) == [("a", "agree", True)]


def test_without_an_agreement_the_one_most_unlike_the_rest_stands_alone():
    own = [Counts(2, 4, 4), Counts(2, 5, 3)]
    other = [Counts(2, 4, 4), Counts(4, 3, 3)]
    assert chosen(own, other) == [("b", "disagree", False)]


def test_a_statement_nobody_voted_on_is_no_best_agreement():
    own, other = [Counts(0, 0, 0), Counts(3, 9, 0)], [Counts(0, 0, 0), Counts(3, 9, 0)]
    assert all(not first for _, _, first in chosen(own, other))


def test_consensus_needs_a_majority_that_is_significant():
    counts = [Counts(90, 5, 5), Counts(52, 48, 0), Counts(6, 3, 0), Counts(4, 0, 40), Counts(70, 10, 20)]
    assert [item.statement for item in consensus(NAMES[:5], counts, "agree")] == ["a", "e"]
    assert consensus(NAMES[:5], counts, "disagree") == []
    first = consensus(NAMES[:5], counts, "agree")[0]
    assert (first.n_success, first.n_trials, first.p) == (90, 100, 91 / 102)
    assert first.p_test == share_test(90, 100)


def test_consensus_on_disagreement_is_the_mirror():
    counts = [Counts(90, 5, 5), Counts(70, 10, 20)]
    mirrored = [Counts(count.disagree, count.agree, count.passed) for count in counts]
    assert consensus(NAMES[:2], mirrored, "disagree") == consensus(NAMES[:2], counts, "agree")


def test_consensus_tells_five_at_most_the_strongest_first():
    counts = [Counts(60 + number, 10, 0) for number in range(8)]
    assert [item.statement for item in consensus(NAMES, counts, "agree")] == list("hgfed")


def test_group_informed_consensus_is_a_product_over_groups():
    groups = [[Counts(3, 1, 0), Counts(8, 0, 0)], [Counts(0, 1, 1), Counts(7, 0, 1)]]
    assert group_informed(groups) == pytest.approx([4 / 6 * 1 / 4, 9 / 10 * 8 / 10])


def test_a_best_agreement_needs_a_significant_share_or_a_majority_above_the_rest():
    assert chosen([Counts(2, 1, 0)], [Counts(2, 1, 0)]) == [("a", "disagree", False)]
    assert chosen([Counts(2, 1, 0)], [Counts(1, 2, 0)]) == [("a", "agree", True)]


def test_a_best_agreement_above_the_rest_gives_way_to_a_greater_metric_only():
    own, other = [Counts(16, 4, 0), Counts(18, 2, 0)], [Counts(4, 16, 0), Counts(17, 3, 0)]
    assert chosen(own, other) == [("a", "agree", True)]
    assert chosen(own[::-1], other[::-1])[0] == ("b", "agree", True)


def test_a_minority_greater_than_elsewhere_is_not_representative():
    own, other = [Counts(5, 15, 0), Counts(19, 1, 0)], [Counts(0, 20, 0), Counts(4, 16, 0)]
    assert chosen(own, other) == [("b", "agree", True)]

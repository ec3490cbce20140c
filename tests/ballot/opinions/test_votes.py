"""Votes as bytes, and counts of them."""

from __future__ import annotations

import pytest

from sgforum.ballot.opinions.votes import Counts, Votes, count_votes, gather

from .people import drawn


def test_votes_are_counted_by_statement():
    votes = drawn("+-0.", "+0-.", "++..")
    assert count_votes(votes) == [Counts(3, 0, 0), Counts(1, 1, 1), Counts(0, 1, 1), Counts(0, 0, 0)]


def test_votes_of_some_people_are_counted_alone():
    votes = drawn("+-", "-.", "+0")
    assert count_votes(votes, [0, 2]) == [Counts(2, 0, 0), Counts(0, 1, 1)]
    assert count_votes(votes, []) == [Counts(0, 0, 0)] * 2


def test_a_pass_is_seen():
    assert Counts(2, 1, 4).seen == 7
    assert drawn("+-0.", "....").seen_by_each() == [3, 0]


def test_rows_are_gathered_whatever_their_order():
    rows = [("b", "s1", 1), ("a", "s2", -1), ("b", "s2", 0)]
    votes = gather(("s1", "s2"), rows)
    assert votes == drawn(".-", "+0").__class__(("a", "b"), ("s1", "s2"), drawn(".-", "+0").cells)
    assert gather(("s1", "s2"), reversed(rows)) == votes


def test_of_two_votes_on_a_statement_the_later_counts():
    votes = gather(("s",), [("a", "s", 1), ("a", "s", -1)])
    assert count_votes(votes) == [Counts(0, 1, 0)]


@pytest.mark.parametrize("row", [("a", "unknown", 1), ("a", "s", 2)])
def test_a_vote_that_cannot_be_is_refused(row):
    with pytest.raises(KeyError):
        gather(("s",), [row])


def test_cells_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="one byte"):
        Votes(("a",), ("s",), b"")

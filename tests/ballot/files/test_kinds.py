"""Ballots of one kind under a rule of another: what is converted, and what is refused."""

from __future__ import annotations

import pytest

from sgforum.ballot.files import Election, profile_for
from sgforum.ballot.tallies.marks import Kind
from sgforum.core.errors import InvalidInput

NAMES = ("x", "y", "z")


def converted(kind, profile, rule):
    return profile_for(Election(NAMES, {kind: profile}), rule)


@pytest.mark.parametrize(
    ("kind", "ballot", "rule", "wanted"),
    [
        (Kind.RANKED, "1>2=3", "irv", "1>2=3"), (Kind.RANKED, "1>2=3", "plurality", "1"),
        (Kind.RANKED, "1=2>3", "plurality", ""), (Kind.SCORE, "1:2,2:5,3:2", "schulze", "2>1=3"),
        (Kind.SCORE, "1:2,2:5", "plurality", "2"), (Kind.SCORE, "1:5,2:5", "plurality", ""),
        (Kind.SCORE, "1:2", "greedy", "1:2"), (Kind.APPROVAL, "1,2", "equal-shares", "1,2"),
        (Kind.APPROVAL, "3", "plurality", "3"), (Kind.BUDGET, "1,2", "approval", "1,2"),
        (Kind.BUDGET, "1:0,2:3", "approval", "2"), (Kind.BUDGET, "1:0", "approval", "blank"),
        (Kind.BUDGET, "1:4", "score", "1:4"), (Kind.SINGLE, "1", "irv", "1"), (Kind.SINGLE, "1", "approval", "1"),
    ],
)  # fmt: skip
def test_ballot_is_converted(kind, ballot, rule, wanted):
    assert converted(kind, {ballot: 3, "blank": 1}, rule) == (
        {wanted: 3, "blank": 1} if wanted != "blank" else {"blank": 4}
    )


@pytest.mark.parametrize(
    ("kind", "ballot", "rule"),
    [
        (Kind.RANKED, "1>2", "approval"), (Kind.RANKED, "1>2", "score"), (Kind.RANKED, "1>2", "greedy"),
        (Kind.APPROVAL, "1,2", "plurality"), (Kind.APPROVAL, "1,2", "irv"), (Kind.BUDGET, "1:2", "plurality"),
    ],
)  # fmt: skip
def test_ballot_that_says_something_else_is_refused(kind, ballot, rule):
    with pytest.raises(InvalidInput, match=rule):
        converted(kind, {ballot: 1}, rule)


def test_equal_ballots_after_conversion_are_added_up():
    assert converted(Kind.RANKED, {"1>2": 3, "1>3": 2}, "plurality") == {"1": 5}

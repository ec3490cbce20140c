"""Canonical ballot strings: what is written can be read, and what cannot be read is invalid everywhere."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.ballot.tallies import count, effective, marks

from .profiles import BALLOTS, OPTIONS, rankings, scored, subsets

MONEY = {"budget": 100, "costs": dict.fromkeys(OPTIONS, 10)}


@pytest.mark.parametrize("rule", marks.RULES)
@given(data=st.data())
def test_readable_ballots_are_those_that_the_count_takes(rule, data):
    text = data.draw(
        BALLOTS[rule]
        | st.sampled_from(
            ["", "zz", "a,a", "a>a", "a>", ">a", "a=", "a:9", "a:-1", "a:", "a:1.5", "a,", "a>b>c>d>e>", " a"]
        )
    )
    given_ = effective(rule, MONEY if marks.RULES[rule] == "budget" else {})
    outcome = count(rule, {text: 1}, OPTIONS, given_)
    assert marks.is_readable(rule, text, OPTIONS, given_) == (outcome.valid == 1)


@pytest.mark.parametrize(
    ("rule", "text", "given_"),
    [
        ("approval", "a,b", {"most": 1}),
        ("schulze", "a>b=c", {"most_ranked": 2}),
        ("greedy", "a,b", {"most": 1}),
        ("score", "a:6", {}),
    ],
)
def test_ballot_beyond_the_polls_limits_is_invalid(rule, text, given_):
    given_ = effective(rule, given_ | (MONEY if rule == "greedy" else {}))
    assert not marks.is_readable(rule, text, OPTIONS, given_)
    assert count(rule, {text: 1}, OPTIONS, given_).invalid == 1


def test_blank_is_readable_everywhere():
    assert all(marks.is_readable(rule, "blank", OPTIONS, effective(rule, {})) for rule in marks.RULES)


@given(rankings())
def test_written_ranking_is_what_was_read(text):
    levels = marks.read_ranking(text, OPTIONS)
    assert marks.write_ranking([list(reversed(tied)) for tied in levels], OPTIONS) == text


@given(subsets)
def test_written_list_is_what_was_read(text):
    assert marks.write_list(set(marks.read_list(text, OPTIONS)), OPTIONS) == text


@given(scored)
def test_written_points_are_what_was_read(text):
    points = marks.read_points(text, OPTIONS)
    assert marks.write_points(dict(reversed(points.items())), OPTIONS) == text


def test_nothing_chosen_is_written_as_blank():
    assert (
        marks.write_list((), OPTIONS)
        == marks.write_ranking((), OPTIONS)
        == marks.write_points({}, OPTIONS)
        == "blank"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-2", -2),
        ("2.5", Fraction(5, 2)),
        ("", None),
        ("x", None),
        ("1e3", None),
        ("٣", None),
        ("9" * 10, None),
    ],
)
def test_number_is_exact_or_refused(text, value):
    assert marks.to_number(text) == value

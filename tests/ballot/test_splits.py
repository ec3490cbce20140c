"""Who took part, by group: no hidden group can be worked out from what is shown and the totals."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sgforum.ballot.splits import protect
from sgforum.ballot.tally import SMALLEST_SHOWN

K = SMALLEST_SHOWN
group = st.integers(0, 60).flatmap(lambda electors: st.tuples(st.just(electors), st.integers(0, electors)))
splits = st.dictionaries(st.sampled_from("abcdefgh"), group, min_size=1)


def test_large_groups_are_shown():
    groups = {"f": (60, 30), "m": (50, 20)}
    assert protect(groups) == groups


@pytest.mark.parametrize("small", [(9, 5), (40, 9), (40, 0), (12, 12)])
def test_a_group_that_betrays_is_hidden_with_a_second_one(small):
    shown = protect({"a": small, "b": (60, 30), "c": (50, 20), "d": (90, 60)})
    assert {name for name, group in shown.items() if group is None} == {"a", "c"}


def test_several_hidden_groups_that_hide_each_other_take_no_more():
    groups = {"a": (30, 8), "b": (30, 9), "c": (50, 20)}
    assert protect(groups) == {"a": None, "b": None, "c": (50, 20)}


def test_two_small_ones_that_add_up_to_too_little_take_a_third():
    assert protect({"a": (30, 2), "b": (30, 3), "c": (50, 20), "d": (90, 40)})["c"] is None


@given(splits)
@example({"a": (10, 9), "b": (60, 60)})
def test_what_is_hidden_stays_hidden(groups):
    """An attacker knows the totals and every shown group: what is left is at least two groups, or all of them."""
    shown = protect(groups)
    hidden = [groups[name] for name, value in shown.items() if value is None]
    assert all(value is None or value == groups[name] for name, value in shown.items())
    for value in shown.values():
        assert value is None or (value[0] >= K and K <= value[1] < value[0])
    if hidden and len(hidden) < len(groups):
        electors, voters = (sum(numbers) for numbers in zip(*hidden, strict=True))
        assert len(hidden) > 1
        assert min(voters, electors - voters) >= K


def test_more_voters_than_electors_are_refused():
    with pytest.raises(ValueError, match="more voters"):
        protect({"a": (3, 4)})

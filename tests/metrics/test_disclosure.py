"""What is printed of few people cannot be turned back into them: attacked by brute force."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.metrics.measures.disclosure import (
    LEAST,
    WIDTH,
    Counts,
    hidden_counts,
    is_small,
    printed,
    protect,
    span,
    withheld,
)
from sgforum.metrics.method import CURRENT, Scale

tables = st.dictionaries(
    st.sampled_from(["K1", "K2", "K3"]),
    st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.integers(0, 9), min_size=1, max_size=4),
    min_size=1,
    max_size=3,
).map(
    lambda groups: {
        name: {f"{name}.{code}": n for code, n in group.items()} for name, group in groups.items()
    }
)


def shown_of(groups, before=None, **fields):
    """Only small counts are hidden."""
    hidden = frozenset(code for group in groups.values() for code, n in group.items() if is_small(n))
    return protect(Counts(groups, hidden, **fields), before)


def attack(counts, shown):
    """The least and greatest value of every hidden count that fits all that is printed, by linear bounds.

    Hidden counts are at least 0 and otherwise free; the constraints are the printed totals. They form a tree
    (city, groups, places), so bounds carried up and down it are exact (they meet every constraint at once).
    """
    far = 10**6
    low, high = {}, {}
    for name, group in counts.items():
        for code in group:
            value = shown.places[code]
            low[code], high[code] = (0, far) if value is None else (value, value)
        sums = sum(low[c] for c in group), min(far, sum(high[c] for c in group))
        total = shown.groups[name]
        low[name], high[name] = sums if total is None else (total, total)
    if shown.total is not None:
        for name in counts:
            others = [other for other in counts if other != name]
            most, least = sum(low[o] for o in others), sum(high[o] for o in others)
            low[name], high[name] = max(low[name], shown.total - least), min(high[name], shown.total - most)
    for name, group in counts.items():
        for code in group:
            others = [other for other in group if other != code]
            if shown.places[code] is None:
                low[code], high[code] = (
                    max(low[code], low[name] - sum(high[o] for o in others)),
                    min(high[code], high[name] - sum(low[o] for o in others)),
                )
    return low, high


@settings(max_examples=1_000, deadline=None)
@given(tables)
def test_no_hidden_count_can_be_narrowed_down(counts):
    shown = shown_of(counts)
    low, high = attack(counts, shown)
    for group in counts.values():
        for code, count in group.items():
            assert (shown.places[code] is None) == (0 < count < LEAST)
            if shown.places[code] is None:
                assert high[code] - low[code] >= WIDTH
    for name in counts:
        if shown.groups[name] is None:
            assert high[name] - low[name] >= WIDTH


@settings(max_examples=300, deadline=None)
@given(tables)
def test_what_is_printed_is_true(counts):
    shown = shown_of(counts)
    for name, group in counts.items():
        for code, count in group.items():
            assert shown.places[code] in (None, count)
        assert shown.groups[name] in (None, sum(group.values()))
    assert shown.total in (None, sum(sum(group.values()) for group in counts.values()))


def test_totals_stay_where_nothing_is_hidden():
    shown = shown_of({"K1": {"a": 5, "b": 0}, "K2": {"c": 12}})
    assert (shown.places, shown.groups, shown.total) == ({"a": 5, "b": 0, "c": 12}, {"K1": 5, "K2": 12}, 17)


def test_one_small_count_takes_its_group_and_the_city_with_it():
    shown = shown_of({"K1": {"a": 3, "b": 40}, "K2": {"c": 12}})
    assert (shown.places["a"], shown.groups, shown.total) == (None, {"K1": None, "K2": 12}, None)


def test_two_small_counts_hide_behind_each_other():
    shown = shown_of({"K1": {"a": 3, "b": 4, "c": 20}, "K2": {"d": 2, "e": 30}, "K3": {"f": 4, "g": 9}})
    assert shown.groups == {"K1": 27, "K2": None, "K3": None}
    assert shown.total == 72


def test_two_that_can_hardly_hide_behind_each_other_take_the_total():
    """Where 4 and 5 people live, a sum of 8 leaves each only two values."""
    assert shown_of({"K1": {"a": 4, "b": 4}}).groups == {"K1": 8}
    assert shown_of({"K1": {"a": 4, "b": 4}}, most={"a": 4, "b": 5}).groups == {"K1": None}


def test_a_total_over_a_count_of_which_more_is_known_is_not_printed():
    shown = shown_of({"K1": {"a": 3, "b": 4}, "K2": {"c": 9}}, bounded=frozenset({"b"}))
    assert (shown.groups, shown.total) == ({"K1": None, "K2": 9}, None)


def test_a_total_that_covers_one_more_hidden_count_is_not_printed_again():
    first = shown_of({"K1": {"a": 3, "b": 4, "c": 9}})
    assert first.groups == {"K1": 16}
    again = shown_of({"K1": {"a": 3, "b": 4, "c": 9}}, first)
    assert again.groups == {"K1": 16}
    later = shown_of({"K1": {"a": 3, "b": 4, "c": 4}}, again)
    assert (later.groups, later.total) == ({"K1": None}, None)
    assert shown_of({"K1": {"a": 3, "b": 4, "c": 4}}, later).groups == {"K1": None}


def test_zero_and_unknown_are_printed_as_they_are():
    assert [printed(n) for n in (None, 0, 1, 4, 5)] == [None, 0, None, None, 5]


# --- Which counts of a place are hidden --------------------------------------------------------------------------

PLAIN = {"adults": 3_000, "participants": 40, "readers": 30, "cohort": 25, "returning": 9, "rt_covered": 6}


@pytest.mark.parametrize(
    ("changes", "hidden"),
    [
        ({}, set()),
        ({"readers": 4}, {"readers"}),
        ({"readers": 0, "returning": 0}, set()),
        ({"participants": 3, "returning": 2}, {"participants", "returning", "rt_covered"}),
        ({"cohort": 4, "returning": 0}, {"cohort"}),
        ({"returning": 25}, {"returning"}),
        ({"participants": 3_000}, {"participants", "returning", "rt_covered"}),
    ],
)
def test_small_counts_whole_groups_and_what_bounds_them_are_hidden(changes, hidden):
    assert hidden_counts([PLAIN | changes]) == hidden


def test_what_was_hidden_once_stays_hidden():
    assert hidden_counts([PLAIN | {"readers": 4}, PLAIN, PLAIN]) == {"readers"}
    assert hidden_counts([PLAIN | {"cohort": 4, "returning": 0}, PLAIN]) == {"cohort", "returning"}


# --- Which parts of a score go with them -------------------------------------------------------------------------


def test_a_share_that_tells_goes_with_its_dimension_and_d4():
    inputs = PLAIN | {"returning": 3}
    found = withheld(hidden_counts([inputs]), inputs)
    assert found.scores == {"KMB", "CRT", "SET", "SEF"}
    assert found.dimensions == {"D2", "D4"}


def test_a_share_that_leaves_enough_open_keeps_its_score():
    """Of 3,000 adults up to 12 readers are still below the goalpost of 0.4 %."""
    inputs = PLAIN | {"readers": 4}
    found = withheld(hidden_counts([inputs]), inputs)
    assert (found.raw, found.scores, found.dimensions) == ({"JGK"}, frozenset(), frozenset())


def test_nothing_is_withheld_where_nothing_is_hidden():
    assert withheld(frozenset(), PLAIN) == withheld(frozenset({"rt_covered"}), PLAIN)
    assert withheld(frozenset(), PLAIN).raw == frozenset()


@given(st.sampled_from(["JGK", "PAR", "KMB", "INF"]), st.integers(1, 5_000), st.data())
def test_the_span_holds_every_count_that_prints_the_same_score_and_no_other(code, whole, data):
    scale: Scale = CURRENT.by_code[code].scale
    count = data.draw(st.integers(0, whole))
    score = round(scale.score(count / whole), 1)
    low, high = span(scale, score, whole)
    assert low <= count <= high
    for other in (low - 1, high + 1):
        if 0 <= other <= whole:
            assert abs(scale.score(other / whole) - score) > 0.0499

"""Companion figures: the definition's own numbers, their bounds, and what they must not tell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.metrics.companions import companions, evenness, gini, share_of, top_share, uptake
from sgforum.metrics.indicators import Group, capped_acts, effective_voices

histograms = st.lists(st.tuples(st.integers(1, 20), st.integers(1, 50)), min_size=1, max_size=8).map(
    lambda pairs: tuple(dict(pairs).items())
)


def test_the_worked_kelurahan_has_the_printed_figures(example):
    found = companions(example)
    assert round(found.gini, 3) == 0.414
    assert round(found.evenness, 3) == 0.932
    assert round(found.top_share, 3) == 0.370
    assert round(effective_voices(capped_acts(example)), 1) == 121.1
    # SET / PAR of section 5.6: 1.01724 % / 1.10256 %
    assert found.equality == pytest.approx(0.9226, abs=0.0005)
    assert found.likeness == pytest.approx(40 / 172 + 0.25 + 28 / 172 + 0.24, abs=1e-9)
    assert found.least_to_most == pytest.approx((28 / 3900) / (62 / 3900))
    assert uptake(example, 0.8788) == pytest.approx(172 / (15_600 * 0.8788))


def plain_gini(histogram):
    people = [acts for acts, persons in histogram for _ in range(persons)]
    differences = sum(abs(one - other) for one in people for other in people)
    return differences / (2 * len(people) * sum(people))


@given(histograms)
def test_gini_is_half_the_mean_difference(histogram):
    assert gini(histogram) == pytest.approx(plain_gini(histogram), abs=1e-12)


@given(histograms)
def test_everything_is_a_share(histogram):
    for value in (gini(histogram), evenness(histogram), top_share(histogram)):
        assert value is None or -1e-12 <= value <= 1 + 1e-12


def test_equal_people_are_even():
    assert gini([(3, 40)]) == 0
    assert evenness([(3, 40)]) == pytest.approx(1)
    assert top_share([(3, 50)]) == pytest.approx(0.1)


def test_few_people_are_not_told(example):
    few = replace(example, participants=9, acts=((1, 8), (40, 1)), groups=None)
    found = companions(few)
    assert {found.gini, found.evenness, found.top_share, found.equality, found.likeness} == {None}
    assert top_share([(1, 44)]) is None
    hidden = replace(example, groups=(Group("a", 60, 4000), Group("b", 3, 4000), Group("c", 40, 4000)))
    assert companions(hidden).least_to_most is None
    empty = replace(example, groups=(Group("a", 60, 4000), Group("b", 0, 4000)))
    assert companions(empty).least_to_most == 0


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 40, 0.0), (40, 40, 1.0), (5, 20, 0.25), (4, 20, None), (16, 20, None), (15, 20, 0.75), (0, 9, None)],
)
def test_shares_of_few_people_are_not_told(part, whole, told):
    assert share_of(part, whole) == told

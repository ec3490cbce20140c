"""Weights through all levels, and what an index listens to whatever they say."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sgforum.metrics.index.statistics import correlation, cronbach_alpha, rank_correlation
from sgforum.metrics.index.weights import shares, weights

from .making import computed, spec

NAN = math.nan


def test_shares_multiply_through_the_levels_and_add_up_to_one():
    given = spec(
        {"code": "a", "dimension": "in", "weight": 3},
        {"code": "b", "dimension": "in"},
        {"code": "c", "dimension": "out", "weight": 2},
        "d",
        dimension=[{"code": "in", "parent": "out", "weight": 2}, {"code": "out", "weight": 3}],
    )
    found = shares(given)
    assert found == pytest.approx(
        {"out": 0.75, "d": 0.25, "in": 0.375, "c": 0.375, "a": 0.28125, "b": 0.09375}
    )
    assert sum(found[i.code] for i in given.indicators) == pytest.approx(1)


def test_an_indicator_of_wide_spread_weighs_more_than_it_is_given():
    result = computed(spec("a", "b"), a=[0, 100, 0, 100], b=[1, 1, 2, 2])
    found = {weight.code: weight for weight in weights(result)}
    assert found["a"].share == found["b"].share == 0.5
    assert found["a"].r > 0.99
    assert found["a"].effective > 0.9
    assert found["a"].effective + found["b"].effective == pytest.approx(1)


def test_effective_weights_are_told_among_equals():
    given = spec(
        {"code": "a", "dimension": "d"},
        {"code": "b", "dimension": "e"},
        dimension=[{"code": "d"}, {"code": "e"}],
    )
    found = {weight.code: weight for weight in weights(computed(given, a=[1, 2, 3], b=[3, 1, 2]))}
    assert found["d"].effective + found["e"].effective == pytest.approx(1)
    assert found["a"].effective == pytest.approx(found["d"].effective)


def test_what_does_not_vary_has_no_effective_weight():
    found = {weight.code: weight for weight in weights(computed(spec("a", "b"), a=[5, 5, 5], b=[1, 2, 4]))}
    assert math.isnan(found["a"].r)
    assert math.isnan(found["a"].effective)
    assert found["b"].effective == 1


def test_correlation_is_over_pairs_that_are_both_there():
    x, y = np.array([1, 2, 3, 9, NAN]), np.array([2, 4, 6, NAN, 1])
    assert correlation(x, y) == pytest.approx(1)
    assert correlation(x, -y) == pytest.approx(-1)
    assert math.isnan(correlation(x[:2], y[:2]))
    assert math.isnan(correlation(np.ones(5), y))
    assert correlation(x * 1e300, y * 1e-300) == pytest.approx(1)
    assert correlation(np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 4])) == pytest.approx(0.8)
    assert rank_correlation(np.array([1.0, 10, 100, 1000]), np.array([1.0, 3, 2, 4])) == pytest.approx(0.8)


def test_alpha_is_one_for_columns_alike_and_small_for_columns_unlike():
    column = np.array([1.0, 2, 3, 4])
    assert cronbach_alpha([column, column]) == pytest.approx(1)
    # variances 5/3 each, of the sum 16/3: 2 (1 - (10/3)/(16/3)) = 3/4
    assert cronbach_alpha([column, np.array([2.0, 1, 4, 3])]) == pytest.approx(0.75)
    assert math.isnan(cronbach_alpha([column]))
    assert math.isnan(cronbach_alpha([column, np.array([NAN, NAN, 1, 2])]))

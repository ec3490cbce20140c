"""Means level by level: by hand, their laws, and what missing and non-positive values do."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.core.errors import InvalidInput
from sgforum.metrics.index.aggregate import combine
from sgforum.metrics.index.means import Kind, Mean, Policy, Zero, read_mean

from .making import computed, notes, scores, spec

NAN = math.nan
NO_ZERO = Zero(Policy.ZERO)


def mean(kind, values, weights=None, zero=NO_ZERO, missing=0.0):
    columns = [np.array([float(value)]) for value in values]
    found = combine(columns, weights or [1.0] * len(values), read_mean(kind), zero, missing)
    return float(found.score[0])


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("arithmetic", (2 * 1 + 4 + 8) / 4),
        ("geometric", (1 * 1 * 4 * 8) ** 0.25),
        ("harmonic", 4 / (2 / 1 + 1 / 4 + 1 / 8)),
        ("power:2", ((2 * 1 + 16 + 64) / 4) ** 0.5),
        ("power:-1", 4 / (2 / 1 + 1 / 4 + 1 / 8)),
        ("power:1", 3.5),
        ("mpi", 3.5 - (2 * 2.5**2 + 0.5**2 + 4.5**2) / 4 / 3.5),
        ("mpi:+", 3.5 + (2 * 2.5**2 + 0.5**2 + 4.5**2) / 4 / 3.5),
    ],
)
def test_weighted_means_by_hand(kind, expected):
    assert mean(kind, [1, 4, 8], [2, 1, 1]) == pytest.approx(expected, abs=1e-9)


def test_mpi_is_mean_less_spread_times_its_share_of_the_mean():
    # De Muro, Mazziotta, Pareto 2011: values with mean 100 and sd 10; M = 100, S = 10, cv = 0.1
    assert mean("mpi", [90, 110]) == 99
    assert mean("mpi:+", [90, 110]) == 101
    assert mean("mpi", [100, 100]) == 100


def test_mpi_of_zscores_is_told_around_100():
    given_ = spec("a", "b", aggregate="mpi", normalise={"method": "zscore", "sd": "population"})
    found = scores(computed(given_, a=[1, 2, 3], b=[3, 2, 1]))
    z = 10 * 1.5**0.5
    assert found == pytest.approx({"A": 100 - z * z / 100, "B": 100, "C": 100 - z * z / 100})


@pytest.mark.parametrize("kind", ["arithmetic", "geometric", "harmonic", "power:3", "power:-2", "mpi"])
def test_what_is_missing_is_left_out_and_weights_are_scaled_up(kind):
    assert mean(kind, [2, NAN, 8], [1, 5, 3]) == pytest.approx(mean(kind, [2, 8], [1, 3]))
    assert mean(kind, [NAN, 5], [1, 1]) == 5
    assert math.isnan(mean(kind, [NAN, NAN]))


def test_least_share_of_weight_counts_weights_not_values():
    assert mean("arithmetic", [1, NAN, NAN], [0.5, 0.25, 0.25], missing=0.5) == 1
    assert math.isnan(mean("arithmetic", [NAN, 1, 1], [0.6, 0.2, 0.2], missing=0.5))
    assert mean("arithmetic", [1, NAN], [0.1 + 0.2, 0.3], missing=0.5) == 1  # 0.30000000000000004 of 0.6


def test_nothing_there_is_no_score_even_where_nothing_is_asked_for():
    assert math.isnan(mean("arithmetic", [NAN], missing=0.0))


@pytest.mark.parametrize("kind", ["geometric", "harmonic", "power:-2"])
def test_zero_policy_zero_makes_the_mean_zero(kind):
    assert mean(kind, [0, 8]) == 0
    assert mean(kind, [-3, 8]) == 0


@pytest.mark.parametrize("kind", ["geometric", "harmonic", "power:-2"])
def test_zero_policy_floor_lifts_what_lies_below(kind):
    floor = Zero(Policy.FLOOR, 1.0)
    assert mean(kind, [0, 8], zero=floor) == mean(kind, [1, 8])
    assert mean(kind, [0.5, 8], zero=floor) == mean(kind, [1, 8])  # else 0.5 would score below 0


def test_power_above_zero_takes_zero_as_it_is_and_negative_as_zero():
    assert mean("power:2", [0, 4]) == pytest.approx(8**0.5)
    assert mean("power:2", [-4, 4]) == pytest.approx(8**0.5)
    assert mean("power:2", [0, 0]) == 0


def test_power_neither_overflows_nor_vanishes():
    assert mean("power:40", [1e200, 1e200]) == pytest.approx(1e200)
    assert mean("power:-40", [1e-9, 1e200]) == pytest.approx(1e-9 * 2 ** (1 / 40), abs=1e-9)


def test_zero_policy_error_names_unit_value_and_mean():
    given_ = spec("a", "b", aggregate="geometric", zero="error")
    with pytest.raises(InvalidInput) as refused:
        computed(given_, a=[1, 2, 0], b=[1, 1, 1])
    assert str(refused.value) == (
        'C: "a" is not above 0, and the index is a geometric mean with zero = "error"'
    )


def test_zero_policy_error_in_a_dimension_names_it():
    inside = {"code": "d", "aggregate": "harmonic"}
    given_ = spec({"code": "a", "dimension": "d"}, dimension=[inside], zero="error")
    with pytest.raises(InvalidInput, match='A: "a" is not above 0, and dimension "d" is a harmonic mean'):
        computed(given_, a=[0])


def test_zero_policy_error_leaves_positive_values_and_missing_ones_alone():
    given_ = spec("a", "b", aggregate="geometric", zero="error")
    assert scores(computed(given_, a=[4, NAN], b=[9, 2])) == {"A": 6, "B": 2}


@pytest.mark.parametrize(("zero", "expected"), [("zero", 0.0), ("floor:2", 6.0)])
def test_a_policy_that_was_applied_is_logged_with_its_units(zero, expected):
    result = computed(spec("a", "b", aggregate="geometric", zero=zero), a=[0, 5], b=[18, 5])
    assert scores(result) == pytest.approx({"A": expected, "B": 5})
    assert f"index: zero = {zero if zero == 'zero' else 'floor:2.0'} was applied to 1 rows: A" in notes(
        result
    )


@pytest.mark.parametrize(("zero", "expected"), [("zero", 0.0), ("floor:3", 3.0)])
def test_mpi_of_a_mean_that_is_not_positive_follows_the_policy(zero, expected):
    result = computed(spec("a", "b", aggregate="mpi", zero=zero), a=[-1, 5], b=[1, 5])
    assert scores(result) == {"A": expected, "B": 5}
    assert "was applied to 1 rows: A" in notes(result)


def test_dimensions_nest_and_each_has_its_own_mean_and_threshold():
    given_ = spec(
        {"code": "a", "dimension": "in"},
        {"code": "b", "dimension": "in"},
        {"code": "c", "dimension": "out", "weight": 3},
        "d",
        dimension=[
            {"code": "in", "parent": "out", "aggregate": "geometric", "missing": 1.0},
            {"code": "out"},
        ],
        aggregate="harmonic",
    )
    result = computed(given_, a=[2, NAN], b=[8, 8], c=[8, 8], d=[7, 8])
    assert scores(result, "in") == pytest.approx({"A": 4, "B": NAN}, nan_ok=True)
    assert scores(result, "out") == pytest.approx({"A": 7, "B": 8})
    assert scores(result) == pytest.approx({"A": 7, "B": 8})
    assert 'dimension "in": no score for 1 rows with nothing or less than 1 of the weight: B' in notes(result)


VALUES = st.lists(st.integers(1, 10_000).map(lambda v: v / 100), min_size=1, max_size=6)
MEANS = st.sampled_from(["arithmetic", "geometric", "harmonic", "power:2", "power:0.5", "power:-3"])


@settings(deadline=None)
@given(MEANS, VALUES, st.data())
def test_means_lie_between_their_values_and_rise_with_each(kind, values, data):
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(values), max_size=len(values)))
    before = mean(kind, values, weights)
    assert min(values) - 1e-9 <= before <= max(values) + 1e-9
    at = data.draw(st.integers(0, len(values) - 1))
    values[at] += data.draw(st.integers(1, 100))
    assert mean(kind, values, weights) > before - 1e-9


@settings(deadline=None)
@given(VALUES, st.data())
def test_means_stand_in_the_order_of_their_powers(values, data):
    weights = data.draw(st.lists(st.integers(1, 9), min_size=len(values), max_size=len(values)))
    ordered = [
        mean(k, values, weights)
        for k in ("power:-3", "harmonic", "geometric", "power:0.5", "arithmetic", "power:2")
    ]
    assert all(low <= high + 1e-8 for low, high in pairwise(ordered))


@settings(deadline=None)
@given(MEANS | st.just("mpi"), VALUES, st.integers(1, 50))
def test_only_proportions_of_weights_count(kind, values, factor):
    weights = list(range(1, len(values) + 1))
    assert mean(kind, values, [w * factor for w in weights]) == pytest.approx(
        mean(kind, values, weights), abs=1e-8
    )


def test_kinds_have_names():
    assert [str(read_mean(text)) for text in ("power:2", "power:0", "mpi", "mpi:+", "harmonic")] == [
        "power:2.0", "geometric", "mpi", "mpi:+", "harmonic",
    ]  # fmt: skip
    assert str(Mean(Kind.ARITHMETIC)) == "arithmetic"

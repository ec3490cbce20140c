"""Intervals: what varies, that they hold what they say, and that memory is bounded by pieces."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sgforum.metrics.index import uncertainty
from sgforum.metrics.index.document import document
from sgforum.metrics.index.draws import quantiles, stream
from sgforum.metrics.index.parsing import read_spec
from sgforum.metrics.index.sensitivity import sensitivity
from sgforum.metrics.index.sobol import sobol
from sgforum.metrics.index.uncertainty import simulate
from sgforum.metrics.index.variants import Variants, variant_at, varied
from sgforum.metrics.index.weights import noisy_weights

from .making import computed, spec
from .published import HDI

NAN = math.nan
FIRST = [0.6990345474368357, 0.17433552137309583]
POSTS = {"method": "goalposts", "low": 0, "high": 10}


def test_the_stream_of_a_seed_is_what_it_has_always_been():
    # numpy keeps RandomState for ever (NEP 19); published intervals rest on it
    assert stream(1, 0).random_sample(2).tolist() == FIRST
    assert stream(1, 0).random_sample(2).tolist() == FIRST
    assert stream(1, 1).random_sample() != FIRST[0]
    assert stream(2, 0).random_sample() != FIRST[0]


def test_quantiles_are_of_type_7_over_the_draws_there_are():
    draws = np.sort(np.array([[1.0, 5.0, NAN], [4.0, NAN, NAN], [2.0, NAN, NAN], [3.0, 7.0, NAN]]), axis=0)
    low, middle = quantiles(draws, (0.1, 0.5))
    assert low.tolist()[:2] == pytest.approx([np.quantile([1, 2, 3, 4], 0.1), 5.2])
    assert middle.tolist()[:2] == [2.5, 6]
    assert np.isnan(low[2])


def test_weights_stay_within_their_noise_and_each_moves_by_itself():
    given = spec({"code": "a", "weight": 4}, "b", "c")
    drawn = [noisy_weights(given, 0.25, stream(1, k)) for k in range(400)]
    shares = np.array([[w["a"] / 4, w["b"], w["c"]] for w in drawn])
    assert shares.min() >= 0.75
    assert shares.max() <= 1.25
    assert shares.mean(axis=0) == pytest.approx([1, 1, 1], abs=0.02)
    assert abs(np.corrcoef(shares.T)[0, 1]) < 0.15


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, ("weights",)),
        ({"weights": 0.0}, ()),
        ({"goalposts": 0.2}, ("weights", "goalposts")),
        ({"aggregate": ["geometric"], "missing": [0.1], "weights": 0.0}, ("aggregate", "missing")),
        ({"untreated": True}, ("weights",)),  # there is no treatment to leave out
    ],
)
def test_what_varies_is_what_the_spec_says(keys, expected):
    assert varied(spec({"code": "a", "normalise": POSTS}, uncertainty=keys)) == expected


def test_data_vary_where_errors_are_known():
    given = spec({"code": "a", "error": {"method": "normal", "sd": 1}}, "b", uncertainty={"weights": 0.0})
    assert varied(given) == ("data",)
    off = spec(
        {"code": "a", "error": {"method": "normal", "sd": 1}}, uncertainty={"weights": 0.0, "data": False}
    )
    assert varied(off) == ()


def test_a_normal_error_gives_its_quantiles():
    given = spec({"code": "a", "error": {"method": "normal", "sd": "s"}}, "b", uncertainty={"weights": 0.0})
    found = simulate(computed(given, a=[100, 100, 100], b=[100, 100, 100], s=[2, 0, NAN]), draws=4000, seed=1)
    assert found.low[0] == pytest.approx(100 - 1.645, abs=0.1)  # sd of the mean is 1
    assert found.high[0] == pytest.approx(100 + 1.645, abs=0.1)
    assert (found.low[1:].tolist(), found.high[1:].tolist()) == ([100, 100], [100, 100])


def test_a_relative_error_grows_with_the_value():
    given = spec({"code": "a", "error": {"method": "relative", "sd": 0.1}}, uncertainty={"weights": 0.0})
    found = simulate(computed(given, a=[10, 1000]), draws=2000, seed=1)
    assert (found.high - found.low)[1] / (found.high - found.low)[0] == pytest.approx(100, rel=0.1)


def test_a_share_has_the_interval_of_its_beta():
    # 172 of 15,600: Beta(172.5, 15428.5), 90 % from 0.967 to 1.245 % (Wilson 0.973 to 1.249 %)
    given = spec(
        {"code": "a", "denominator": "n", "factor": 100, "error": {"method": "share", "n": "n"}},
        uncertainty={"weights": 0.0},
    )
    found = simulate(computed(given, a=[172, 5], n=[15600, 0]), draws=20000, seed=3)
    assert found.low[0] == pytest.approx(0.967, abs=0.008)
    assert found.high[0] == pytest.approx(1.245, abs=0.008)
    assert np.isnan(found.low[1])


def test_errors_of_the_data_do_not_move_the_yardstick():
    given = spec(
        {"code": "a", "normalise": "minmax", "error": {"method": "normal", "sd": 1}},
        uncertainty={"weights": 0.0},
    )
    found = simulate(computed(given, a=[0, 50, 100]), draws=2000, seed=1)
    assert found.high[2] > 101
    assert found.low[0] < -1


def test_goalposts_move_by_their_share_of_the_width():
    given = spec({"code": "a", "normalise": POSTS}, uncertainty={"weights": 0.0, "goalposts": 0.2})
    result = computed(given, a=[5])
    many = Variants(result, 1)
    drawn = [
        float(many.scores(variant_at(given, {"goalposts": u / 500}, 1), slice(0, 1))[0]) for u in range(500)
    ]
    assert min(drawn) == pytest.approx((5 - 2) / (12 - 2), abs=0.03)  # posts at 2 and 12
    assert max(drawn) == pytest.approx((5 + 2) / (8 + 2), abs=0.03)  # posts at -2 and 8


def test_choices_of_method_are_taken_alike():
    given = spec(
        "a",
        "b",
        aggregate="arithmetic",
        uncertainty={"weights": 0.0, "aggregate": ["arithmetic", "geometric"]},
    )
    result = computed(given, a=[2], b=[8])
    many = Variants(result, 1)
    found = [
        float(many.scores(variant_at(given, {"aggregate": u}, 1), slice(0, 1))[0])
        for u in (0, 0.49, 0.5, 0.99)
    ]
    assert found == [5, 5, 4, 4]


def test_other_scaling_and_no_treatment_are_fitted_to_their_own_columns():
    given = spec(
        {"code": "a", "treat": "log", "normalise": "minmax"},
        uncertainty={
            "weights": 0.0,
            "untreated": True,
            "normalise": ["minmax", {"method": "minmax", "high": 1}],
        },
    )
    result = computed(given, a=[0, 1, 10])
    many = Variants(result, 1)

    def at(**point):
        return many.scores(variant_at(given, point, 1), slice(0, 3)).tolist()

    assert at(treat=0.9, normalise=0.0) == pytest.approx([0, 10, 100])
    assert at(treat=0.9, normalise=0.9) == pytest.approx([0, 0.1, 1])
    assert at(treat=0.1, normalise=0.0) == result.score.tolist()
    assert 40 < at(treat=0.1, normalise=0.0)[1] < 60


def test_thresholds_for_missing_data_vary():
    given = spec("a", "b", "c", uncertainty={"weights": 0.0, "missing": [0.2, 0.9]})
    found = simulate(computed(given, a=[1, 1], b=[1, NAN], c=[1, NAN]), draws=200, seed=1)
    assert found.scored[0] == 1
    assert np.isnan(found.low[1])  # by the spec itself it has no score, so it has no interval
    given = spec("a", "b", "c", missing=0.3, uncertainty={"weights": 0.0, "missing": [0.2, 0.9]})
    found = simulate(computed(given, a=[1, 1], b=[1, NAN], c=[1, NAN]), draws=200, seed=1)
    assert found.scored[1] == pytest.approx(0.5, abs=0.1)
    assert found.low[1] == 1


def test_nobody_scores_outside_the_own_interval():
    given = spec("a", "b", uncertainty={"weights": 0.0, "aggregate": ["geometric"]})
    found = simulate(computed(given, a=[2], b=[8]), draws=10, seed=1)
    assert (found.low[0], found.median[0], found.high[0]) == (4, 4, 5)


def test_ranks_have_an_interval_within_their_period():
    given = spec(
        {"code": "a", "error": {"method": "normal", "sd": 1}}, time="t", uncertainty={"weights": 0.0}
    )
    result = computed(
        given, unit=["x", "y", "z"] * 2, periods=["1"] * 3 + ["2"] * 3, a=[0, 0.1, 99, 0, 50, 99]
    )
    found = simulate(result, draws=300, seed=1)
    assert (found.rank_low.tolist(), found.rank_high.tolist()) == ([2, 2, 1, 3, 2, 1], [3, 3, 1, 3, 2, 1])


def test_too_many_units_for_rank_intervals_is_said(monkeypatch):
    monkeypatch.setattr(uncertainty, "MOST_RANKED", 2)
    result = computed(spec("a", "b"), a=[1, 2, 3], b=[3, 1, 2])
    found = document(result, simulate(result, draws=5, seed=1))
    assert found["units"][0]["interval"]["rank_low"] is None
    assert "ranks have no interval: too many units" in found["log"][-1]["notes"][0]


def test_large_periods_are_drawn_in_pieces_with_the_same_weights(monkeypatch):
    result = computed(spec("a", "b", "c"), a=[1, 2, 3, 4, 5], b=[3, 1, 2, 5, 4], c=[9, 1, 1, 2, 3])
    whole = simulate(result, draws=30, seed=1)
    monkeypatch.setattr(uncertainty, "MOST_CELLS", 60)
    pieces = simulate(result, draws=30, seed=1)
    assert (whole.low.tolist(), whole.high.tolist()) == (pieces.low.tolist(), pieces.high.tolist())
    assert not pieces.rank_low.any()


def test_more_noise_gives_wider_intervals_and_none_gives_none():
    def width(noise):
        result = computed(spec("a", "b", uncertainty={"weights": noise}), a=[10], b=[90])
        found = simulate(result, draws=500, seed=2)
        return float(found.high[0] - found.low[0])

    assert width(0.0) == 0
    assert 0 < width(0.1) < width(0.3)


def test_the_entry_in_the_log_says_draws_seed_and_what_varied():
    result = computed(spec("a", "b"), a=[1, 2], b=[2, 1])
    entry = document(result, simulate(result, draws=7, seed=11))["log"][-1]
    assert entry["stage"] == "uncertainty"
    assert entry["parameters"] == {"draws": 7, "seed": 11, "level": 0.9, "varied": ["weights"]}


def test_noise_of_weights_moves_the_worked_example_as_the_study_says():
    # section 5.2: plus or minus 25 % on the weights moves 65.22 only between 64.8 and 65.7
    four = [{"code": c, "weight": w} for c, w in (("d1", 0.15), ("d2", 0.3), ("d3", 0.35), ("d4", 0.2))]
    given = spec(*four, aggregate="geometric", uncertainty={"level": 0.95})
    result = computed(given, d1=[74.87], d2=[61.70], d3=[63.78], d4=[66.48])
    found = simulate(result, draws=3000, seed=1)
    assert (found.low[0], found.high[0]) == pytest.approx((64.8, 65.7), abs=0.06)


def test_sobol_of_an_additive_function_adds_up_to_one():
    found = sobol(lambda u: 2 * u[:, 0] + u[:, 1], 3, 4096, seed=1, resamples=100)
    assert [one.first for one in found] == pytest.approx([0.8, 0.2, 0.0], abs=0.05)
    assert [one.total for one in found] == pytest.approx([0.8, 0.2, 0.0], abs=0.03)


def test_sobol_without_variance_is_zero():
    (found,) = sobol(lambda u: np.ones(len(u)), 1, 16, seed=1, resamples=10)
    assert (found.first, found.total, found.first_low, found.total_high) == (0, 0, 0, 0)


def test_sobol_of_a_seed_is_always_the_same():
    def wave(u):
        return np.sin(6 * u[:, 0]) * u[:, 1]

    assert sobol(wave, 2, 64, seed=5) == sobol(wave, 2, 64, seed=5)
    assert sobol(wave, 2, 64, seed=5) != sobol(wave, 2, 64, seed=6)


def test_sensitivity_names_the_choice_that_moves_ranks():
    given = spec(
        "a", "b", aggregate="arithmetic",
        uncertainty={"weights": 0.01, "aggregate": ["arithmetic", "harmonic"]},
    )  # fmt: skip
    result = computed(given, a=[1, 50, 40, 30], b=[99, 50, 45, 20])
    found = sensitivity(result, draws=64, seed=1)
    assert found.evaluations == 64 * 4
    assert found.factors["aggregate"].total > 0.9
    assert found.factors["weights"].total < 0.1
    assert found.mean_shift > 0


def test_sensitivity_without_anything_uncertain_is_empty():
    found = sensitivity(computed(spec("a", uncertainty={"weights": 0.0}), a=[1, 2]), seed=1)
    assert (found.evaluations, found.factors, found.mean_shift) == (0, {}, 0)


def test_published_specs_can_be_varied():
    assert varied(read_spec(HDI)) == ("weights",)

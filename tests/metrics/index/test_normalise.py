"""Each way of making values comparable, by hand and by its laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.core.errors import InvalidInput
from sgforum.metrics.index.normalise import fit
from sgforum.metrics.index.parsing import read_normalise
from sgforum.metrics.index.spec import Normalise

from .making import computed, notes, scores, spec

X = np.array([3.0, 1.0, math.nan, 5.0, 3.0])


def made(column=X, direction=1, times=1.0, reference=math.nan, **how):
    found = fit(
        Normalise(**read_normalise(how, "here")),
        direction,
        np.asarray(column, float),
        scale=times,
        reference=reference,
    )
    return [None if math.isnan(v) else round(float(v), 6) for v in found.apply(np.asarray(column, float))]


@pytest.mark.parametrize(
    ("how", "direction", "expected"),
    [
        ({"method": "none"}, 1, [3, 1, None, 5, 3]),
        ({"method": "none"}, -1, [-3, -1, None, -5, -3]),
        ({"method": "minmax"}, 1, [50, 0, None, 100, 50]),
        ({"method": "minmax"}, -1, [50, 100, None, 0, 50]),
        ({"method": "minmax", "low": 70, "high": 130}, 1, [100, 70, None, 130, 100]),
        ({"method": "zscore"}, 1, [0, -1.224745, None, 1.224745, 0]),
        ({"method": "zscore"}, -1, [0, 1.224745, None, -1.224745, 0]),
        ({"method": "zscore", "sd": "population"}, 1, [0, -1.414214, None, 1.414214, 0]),
        ({"method": "zscore", "mean": 100, "spread": 10}, 1, [100, 87.752551, None, 112.247449, 100]),
        ({"method": "goalposts", "low": 1, "high": 4}, 1, [0.666667, 0, None, 1, 0.666667]),
        ({"method": "goalposts", "low": 1, "high": 4}, -1, [0.333333, 1, None, 0, 0.333333]),
        ({"method": "goalposts", "low": 2, "high": 4, "clip": False}, 1, [0.5, -0.5, None, 1.5, 0.5]),
        ({"method": "rank"}, 1, [2, 1, None, 4, 2]),
        ({"method": "rank"}, -1, [2, 4, None, 1, 2]),
        ({"method": "rank", "ties": "average"}, 1, [2.5, 1, None, 4, 2.5]),
        ({"method": "percentile"}, 1, [0.333333, 0, None, 1, 0.333333]),
        ({"method": "distance"}, 1, [0.5, 0, None, 1, 0.5]),
        ({"method": "distance"}, -1, [0.5, 1, None, 0, 0.5]),
        ({"method": "distance", "to": 4}, 1, [0.666667, 0, None, 1.333333, 0.666667]),
        ({"method": "distance", "to": 4, "clip": True}, 1, [0.666667, 0, None, 1, 0.666667]),
        ({"method": "distance", "to": 2}, -1, [0.666667, 1.333333, None, 0, 0.666667]),
    ],
)  # fmt: skip
def test_values_by_hand(how, direction, expected):
    assert made(direction=direction, **how) == expected


@pytest.mark.parametrize(
    "how", [{"method": "goalposts", "low": 1, "high": 5}, {"method": "percentile"}, {"method": "distance"}]
)
def test_scale_multiplies_what_lies_between_0_and_1(how):
    assert made([1.0, 2.0, 5.0], times=100.0, **how) in ([0, 25, 100], [0, 50, 100])
    assert [round(v * 100, 4) for v in made([1.0, 2.0, 5.0], **how)] == made(
        [1.0, 2.0, 5.0], times=100.0, **how
    )


def test_scale_leaves_ranges_that_are_given_alone():
    assert made(times=100.0, method="minmax", low=0, high=1) == [0.5, 0, None, 1, 0.5]


def test_log_goalposts_are_those_of_the_hdi():
    # HDR 2021/22: income (ln GNI - ln 100)/(ln 75000 - ln 100), capped
    how = {"method": "goalposts", "low": 100, "high": 75000, "scale": "log"}
    assert made([100.0, 75000.0, 80000.0, math.sqrt(100 * 75000)], **how) == [0, 1, 1, 0.5]


def test_log_goalposts_give_zero_for_a_rate_of_zero():
    # section 5: lg(r) is 0 when r = 0
    how = {"method": "goalposts", "low": 0.001, "high": 0.05, "scale": "log"}
    assert made([0.0, -1.0, 0.05], times=100.0, **how) == [0, 0, 100]
    assert made([0.0, 0.05], direction=-1, **how) == [1, 0]


def test_log_goalposts_without_clip_have_no_value_for_zero_and_say_so():
    how = {"method": "goalposts", "low": 1, "high": 10, "scale": "log", "clip": False}
    result = computed(spec({"code": "a", "normalise": how}), a=[0, 10])
    assert math.isnan(scores(result)["A"])
    assert scores(result)["B"] == 1
    assert 'indicator "a": no scaled value for 1 rows: A' in notes(result, "normalised")


@pytest.mark.parametrize("method", ["minmax", "zscore", "percentile", "distance"])
@pytest.mark.parametrize("column", [[4.0, 4.0, math.nan], [4.0], [math.nan, math.nan]])
def test_a_column_without_spread_gives_no_value_and_says_so(method, column):
    found = fit(Normalise(method), 1, np.array(column), scale=1.0)
    assert found.constant in {"is 4 for every unit", "has no value"}
    assert np.isnan(found.apply(np.array(column))).all()


def test_a_constant_column_does_not_count_and_the_log_says_so():
    result = computed(spec("a", "b", normalise="minmax"), a=[7, 7, 7], b=[1, 2, 3])
    assert scores(result) == {"A": 0, "B": 50, "C": 100}
    assert 'indicator "a" is 7 for every unit: it tells no unit apart and gives no score' in notes(
        result, "normalised"
    )
    assert "in 3 rows the weights of what is there were scaled up" in notes(result, "aggregated")


def test_distance_to_a_unit():
    how = {"method": "distance", "to": "reference:B"}
    assert scores(computed(spec({"code": "a", "normalise": how}), a=[1, 3, 5])) == {"A": 0, "B": 1, "C": 2}


def test_distance_to_a_unit_that_is_not_there_is_refused():
    how = {"method": "distance", "to": "reference:Z"}
    with pytest.raises(InvalidInput, match='indicator "a": the data have no unit "Z" to refer to'):
        computed(spec({"code": "a", "normalise": how}), a=[1, 3, 5])


@pytest.mark.parametrize(
    ("how", "column", "why"),
    [
        (
            {"method": "distance", "to": "reference:B"},
            [1, math.nan, 5],
            "has no value for the unit it is compared with",
        ),
        (
            {"method": "distance", "to": 1},
            [1, 3, 5],
            "has no value worse than 1, from which the distance would be told",
        ),
    ],
)
def test_a_distance_that_cannot_be_told_is_said(how, column, why):
    result = computed(spec({"code": "a", "normalise": how}), a=column)
    assert np.isnan(result.score).all()
    assert why in notes(result, "normalised")


METHODS = st.sampled_from(
    [
        Normalise("minmax"),
        Normalise("zscore"),
        Normalise("rank"),
        Normalise("percentile"),
        Normalise("distance"),
        Normalise("goalposts", low=-50.0, high=70.0, clip=True),
        Normalise("none"),
    ]
)
NUMBERS = st.lists(st.integers(-1000, 1000).map(float), min_size=2, max_size=30, unique=True)


@settings(deadline=None)
@given(METHODS, NUMBERS)
def test_more_is_never_worse_and_with_direction_minus_1_never_better(how, values):
    column = np.array(sorted(values))
    up = fit(how, 1, column, scale=1.0).apply(column)
    down = fit(how, -1, column, scale=1.0).apply(column)
    assert (np.diff(up) >= 0).all()
    assert (np.diff(down) <= 0).all()


@settings(deadline=None)
@given(
    st.sampled_from([Normalise("minmax"), Normalise("zscore"), Normalise("rank"), Normalise("percentile"), Normalise("distance")]),
    NUMBERS,
    st.floats(0.001, 1000),
    st.floats(-100, 100),
)  # fmt: skip
def test_another_unit_of_measurement_changes_nothing(how, values, factor, offset):
    column = np.array(values)
    other = column * factor + offset
    one = fit(how, 1, column, scale=1.0).apply(column)
    assert fit(how, 1, other, scale=1.0).apply(other) == pytest.approx(one, abs=1e-6)


@settings(deadline=None)
@given(NUMBERS, st.sampled_from([1, -1]))
def test_min_max_percentile_and_distance_are_bounded(values, direction):
    column = np.array(values)
    for how in (Normalise("minmax", low=0.0, high=1.0), Normalise("percentile"), Normalise("distance")):
        found = fit(how, direction, column, scale=1.0).apply(column)
        assert found.min() == 0
        assert found.max() == 1

"""Missing data: small samples, denominators, screening, and stand-ins that are never silent."""

from __future__ import annotations

import math

import pytest

from .making import computed, notes, scores, spec

NAN = math.nan


def changes(result, stage):
    (entry,) = [entry for entry in result.log if entry.stage == stage]
    return [(result.table.label(c.row), c.indicator, c.before, c.after, c.how) for c in entry.changes]


def test_values_are_divided_by_their_denominator_times_a_factor():
    result = computed(spec({"code": "a", "denominator": "n", "factor": 100}), a=[1, 3], n=[4, 12])
    assert scores(result) == {"A": 25, "B": 25}
    assert 'indicator "a" divided by "n"' in notes(result, "denominated")


@pytest.mark.parametrize("denominator", [0, -2, NAN])
def test_a_denominator_that_is_not_above_zero_leaves_no_value_and_is_listed(denominator):
    result = computed(spec({"code": "a", "denominator": "n"}), a=[1, 3], n=[denominator, 12])
    assert math.isnan(scores(result)["A"])
    ((label, code, before, after, how),) = changes(result, "denominated")
    assert (label, code, before, how) == ("A", "a", 1, "n is not above 0")
    assert math.isnan(after)


def test_a_factor_alone_changes_the_unit():
    assert scores(computed(spec({"code": "a", "factor": 0.1}), a=[50]))["A"] == 5


def test_values_of_too_small_samples_do_not_count_and_are_listed():
    given = spec({"code": "a", "n": "m", "minimum_n": 30}, "b")
    result = computed(given, a=[1, 1, 1], b=[3, 3, 3], m=[29, 30, NAN])
    assert scores(result) == {"A": 3, "B": 2, "C": 3}
    assert [(label, how) for label, _, _, _, how in changes(result, "screened")] == [
        ("A", "m is below 30"), ("C", "m is below 30"),
    ]  # fmt: skip


def test_units_with_too_little_data_are_left_out_and_do_not_move_the_yardstick():
    given = spec("a", "b", "c", screen=0.5, normalise="minmax")
    result = computed(given, a=[0, 5, 900], b=[0, 5, NAN], c=[0, 5, NAN])
    assert scores(result) == pytest.approx({"A": 0, "B": 100, "C": NAN}, nan_ok=True)
    assert "left out, with less than 0.5 of the indicators: C" in notes(result, "screened")


def test_screening_is_off_by_default():
    assert scores(computed(spec("a", "b", missing=0), a=[1], b=[NAN]))["A"] == 1


def test_nothing_is_imputed_unless_the_spec_says_so():
    result = computed(spec("a", "b", missing=0), a=[1, NAN], b=[1, 2])
    assert changes(result, "imputed") == []
    assert scores(result)["B"] == 2
    assert 'indicator "a": 1 values are missing' in notes(result, "raw")


@pytest.mark.parametrize(
    ("how", "stand_in"), [("mean", 4), ("median", 3), ({"method": "value", "value": 9}, 9)]
)
def test_stand_ins_are_listed(how, stand_in):
    result = computed(spec({"code": "a", "impute": how}), a=[1, 3, 8, NAN])
    assert scores(result)["D"] == stand_in
    ((label, code, before, after, why),) = changes(result, "imputed")
    assert (label, code, after) == ("D", "a", stand_in)
    assert math.isnan(before)
    assert why.startswith("imputed: ")


def test_stand_ins_of_a_group_come_from_the_group():
    given = spec({"code": "a", "impute": {"method": "mean", "by": "g"}})
    result = computed(given, a=[1, 3, NAN, 100, NAN, NAN], g=["x", "x", "x", "y", "y", "z"])
    assert scores(result) == pytest.approx(
        {"A": 1, "B": 3, "C": 2, "D": 100, "E": 100, "F": NAN}, nan_ok=True
    )
    assert 'indicator "a" 1 values could not be imputed (mean)' in notes(result, "imputed")


def test_means_are_taken_inside_a_period():
    given = spec("a", time="t", impute="mean")
    result = computed(given, unit=["x", "y", "x", "y"], periods=["1", "1", "2", "2"], a=[1, NAN, 5, NAN])
    assert scores(result) == {"x, 1": 1, "y, 1": 1, "x, 2": 5, "y, 2": 5}


def test_latest_takes_the_last_earlier_period_that_has_a_value():
    given = spec("a", time="t", impute="latest")
    result = computed(
        given, unit=["x"] * 4 + ["y"], periods=["2", "1", "3", "4", "3"], a=[NAN, 7, NAN, 9, NAN]
    )
    assert scores(result) == pytest.approx(
        {"x, 1": 7, "x, 2": 7, "x, 3": 7, "y, 3": NAN, "x, 4": 9}, nan_ok=True
    )


def test_units_that_are_left_out_are_not_imputed():
    given = spec("a", "b", "c", screen=0.5, impute="mean")
    result = computed(given, a=[1, 2, 3], b=[1, 2, NAN], c=[1, NAN, NAN])
    assert math.isnan(scores(result)["C"])
    assert [label for label, *_ in changes(result, "imputed")] == ["B"]
    assert scores(result)["B"] == pytest.approx(5 / 3)


def test_all_missing_is_no_score_and_the_log_says_so():
    result = computed(spec("a", "b", normalise="minmax", treat="winsorise"), a=[NAN, NAN], b=[NAN, NAN])
    assert all(math.isnan(score) for score in scores(result).values())
    assert result.rank.tolist() == [0, 0]
    assert 'indicator "a" has no value' in notes(result, "raw")
    assert "index: no score for 2 rows" in notes(result, "aggregated")


@pytest.mark.parametrize("how", ["minmax", "zscore", "percentile", "distance"])
def test_a_single_unit_cannot_be_compared_and_the_log_says_so(how):
    result = computed(spec("a", normalise=how, treat="winsorise"), a=[5])
    assert math.isnan(scores(result)["A"])
    assert 'indicator "a" is 5 for every unit: it tells no unit apart' in notes(result, "normalised")


@pytest.mark.parametrize("how", ["none", "rank", {"method": "goalposts", "low": 0, "high": 10}])
def test_a_single_unit_has_a_score_where_no_other_is_needed(how):
    result = computed(spec("a", normalise=how), a=[5])
    assert scores(result)["A"] in {5, 1, 0.5}
    assert result.rank.tolist() == [1]

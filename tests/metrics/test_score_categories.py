"""Bands, what is printed, what may be said, and sums over places and months."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sgforum.metrics.interval import Change, Direction, Verdict, change, simulate, verdict
from sgforum.metrics.ippk import RollUp, combine, floor_one_decimal, quantile, roll_up
from sgforum.metrics.method import METHOD_1

CODES = [category.code for category in METHOD_1.categories]


@pytest.mark.parametrize(
    ("value", "shown", "code"),
    [
        (1.0, 1.0, "sangat_rendah"),
        (19.999, 19.9, "sangat_rendah"),
        (20.0, 20.0, "rendah"),
        (39.96, 39.9, "rendah"),
        (40.0, 40.0, "sedang"),
        (59.96, 59.9, "sedang"),
        (59.999999, 59.9, "sedang"),
        (60.0, 60.0, "baik"),
        (64.1, 64.1, "baik"),
        (79.99, 79.9, "baik"),
        (80.0, 80.0, "sangat_baik"),
        (100.0, 100.0, "sangat_baik"),
    ],
)
def test_band_is_decided_unrounded_and_print_is_floored(value, shown, code):
    assert floor_one_decimal(value) == shown
    assert METHOD_1.category(value).code == code


@pytest.mark.parametrize("level", [20.0, 40.0, 60.0, 80.0])
def test_four_equal_dimensions_give_exactly_their_level(level):
    assert combine(dict.fromkeys(("D1", "D2", "D3", "D4"), level)) == level


def test_empty_dimension_hurts_but_does_not_erase():
    assert combine({"D1": 0, "D2": 100, "D3": 100, "D4": 100}) == pytest.approx(100 * 100**-0.15)


def shares(*values):
    return tuple(zip(CODES, values, strict=True))


@pytest.mark.parametrize(
    ("value", "probabilities", "expected"),
    [
        (65.0, shares(0, 0, 0.09, 0.91, 0), Verdict("baik", "baik", 0.91)),
        (65.0, shares(0, 0, 0.2, 0.8, 0), Verdict("baik", "baik", 0.8)),
        (61.0, shares(0, 0, 0.45, 0.55, 0), Verdict("sedang", "baik", 1.0)),
        (79.0, shares(0, 0, 0.15, 0.5, 0.35), Verdict("baik", "sangat_baik", 0.85)),
        # the printed estimate says Sedang, so Baik alone would contradict it
        (59.9, shares(0, 0, 0.15, 0.85, 0), Verdict("sedang", "baik", 1.0)),
        (50.0, shares(0, 0.3, 0.4, 0.3, 0), Verdict("rendah", "baik", 1.0)),
    ],
)
def test_verdict_is_the_shortest_run_that_is_sure(value, probabilities, expected):
    said = verdict(value, probabilities)
    assert (said.lowest, said.highest) == (expected.lowest, expected.highest)
    assert said.probability == pytest.approx(expected.probability)


def test_same_counts_a_month_later_are_no_real_change(example):
    said = change(simulate(example), simulate(replace(example, period="2018-06")))
    assert said.direction is Direction.NO_REAL_CHANGE
    assert said.probability_up == pytest.approx(0.5, abs=0.05)


def test_records_lost_is_a_fall_and_found_a_rise(example):
    lost = replace(example, period="2018-06", closed_recorded=0, proposals_adopted=0, commitments_done=0)
    assert change(simulate(example), simulate(lost)).direction is Direction.DOWN
    assert change(simulate(lost), simulate(example)).direction is Direction.UP


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([1.0, 2.0], [1.0, 2.0], Change(Direction.NO_REAL_CHANGE, 0.5)),
        ([1.0] * 10, [2.0] * 9 + [0.0], Change(Direction.NO_REAL_CHANGE, 0.9)),
        ([1.0] * 10, [2.0] * 10, Change(Direction.UP, 1.0)),
        ([1.0] * 10, [0.0] * 10, Change(Direction.DOWN, 0.0)),
        ([], [1.0], None),
    ],
)
def test_change_needs_more_than_nine_in_ten(before, after, expected):
    assert change(before, after) == expected


def test_roll_up_weighs_by_adults_and_tells_the_spread():
    places = [(1000, 20.0), (3000, 60.0), (1000, 40.0), (500, None), (None, 90.0)]
    assert roll_up(places) == RollUp(
        mean=pytest.approx((20 + 3 * 60 + 40) / 5),
        least=20.0,
        p10=pytest.approx(24.0),
        median=40.0,
        most=60.0,
        rated=3,
        not_rated=2,
    )


def test_roll_up_of_nothing_rated_is_nothing():
    assert roll_up([(500, None), (None, None)]) is None


def test_quantile_interpolates():
    assert [quantile([1.0, 2.0, 4.0], share) for share in (0, 0.25, 0.5, 0.75, 1)] == [1, 1.5, 2, 3, 4]
    assert quantile([7.0], 0.1) == 7

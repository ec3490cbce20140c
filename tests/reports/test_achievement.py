from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.reports.achievement import (
    DimensionScore,
    Direction,
    Interval,
    Status,
    capaian,
    dimension_score,
    displayed_capaian,
    exact,
    overall_score,
    status_of,
    wilson,
)

amounts = st.fractions(min_value=0, max_value=10**12, max_denominator=10**6)
targets = st.fractions(min_value=Fraction(1, 1000), max_value=10**6, max_denominator=10**4)
scores = st.fractions(min_value=0, max_value=100, max_denominator=10**4)
weights = st.fractions(min_value=Fraction(1, 10), max_value=10, max_denominator=100)


@st.composite
def intervals(draw, ends=amounts):
    lo, hi = sorted([draw(ends), draw(ends)])
    share = draw(st.none() | st.fractions(min_value=0, max_value=1, max_denominator=100))
    return Interval(lo, hi, None if share is None else lo + (hi - lo) * share)


def test_exact_reads_a_float_as_it_is_written():
    assert exact(0.1) == Fraction(1, 10)
    assert exact("0.5211") == Fraction(5211, 10000)


def test_exact_refuses_what_is_no_number():
    with pytest.raises(ValueError, match="NaN"):
        exact(float("nan"))


@pytest.mark.parametrize(("lo", "hi", "point"), [(2, 1, None), (1, 2, 3), (1, 2, 0)])
def test_interval_refuses_bounds_that_do_not_fit(lo, hi, point):
    with pytest.raises(ValueError, match=r"bound|outside"):
        Interval.between(lo, hi, point)


def test_interval_of_one_value_is_its_own_estimate():
    assert Interval.between(5, 5).point == 5
    assert Interval.exactly(5).is_exact
    assert Interval.between(50, 100).point is None


def test_over_carries_the_bracket_to_both_ends():
    assert Interval.between(50, 100).over(Interval.exactly(400)) == Interval.between("0.125", "0.25")
    assert Interval.exactly(10).over(Interval.between(20, 40)) == Interval.between("0.25", "0.5")


@pytest.mark.parametrize(("part", "whole"), [(-1, 5), (1, 0), (1, -5)])
def test_over_refuses_a_negative_part_and_an_empty_whole(part, whole):
    with pytest.raises(ValueError, match="share needs"):
        Interval.exactly(part).over(Interval.exactly(whole))


def test_scaled_refuses_a_negative_factor():
    with pytest.raises(ValueError, match="negative"):
        Interval.exactly(1).scaled(-1)


@given(intervals(), intervals())
def test_sum_and_difference_contain_every_pair_of_ends(first, second):
    total, difference = first + second, first - second
    for a in (first.lo, first.hi):
        for b in (second.lo, second.hi):
            assert total.lo <= a + b <= total.hi
            assert difference.lo <= a - b <= difference.hi


@pytest.mark.parametrize(
    ("value", "target", "direction", "expected"),
    [
        (1, 2, Direction.MORE, 50),
        (0, 2, Direction.MORE, 0),
        (5, 2, Direction.MORE, 100),
        (20, 10, Direction.LESS, 50),
        (10, 10, Direction.LESS, 100),
        (5, 10, Direction.LESS, 100),
        (0, 10, Direction.LESS, 100),
        (-3, 10, Direction.LESS, 100),
    ],
)
def test_capaian_follows_the_direction(value, target, direction, expected):
    assert capaian(Interval.exactly(value), Fraction(target), direction) == Interval.exactly(expected)


def test_capaian_turns_the_bracket_round_where_less_is_better():
    assert capaian(Interval.between(20, 40), Fraction(10), Direction.LESS) == Interval.between(25, 50)


@pytest.mark.parametrize("target", [0, -1])
def test_capaian_refuses_a_target_without_size(target):
    with pytest.raises(ValueError, match="above zero"):
        capaian(Interval.exactly(1), Fraction(target), Direction.MORE)


def test_capaian_refuses_a_negative_quantity_that_should_grow():
    with pytest.raises(ValueError, match="not negative"):
        capaian(Interval.exactly(-1), Fraction(1), Direction.MORE)


@given(intervals(), targets, st.sampled_from(Direction))
def test_capaian_stays_in_bounds_and_keeps_its_estimate(value, target, direction):
    achieved = capaian(value, target, direction)
    assert 0 <= achieved.lo <= achieved.hi <= 100
    if value.point is not None:
        assert achieved.point is not None


@given(amounts, amounts, targets)
def test_capaian_is_monotone_in_the_value(one, other, target):
    less, more = (Interval.exactly(value) for value in sorted([one, other]))
    assert capaian(less, target, Direction.MORE).lo <= capaian(more, target, Direction.MORE).lo
    assert capaian(less, target, Direction.LESS).lo >= capaian(more, target, Direction.LESS).lo


@given(amounts, targets, st.integers(1, 10**6), st.sampled_from(Direction))
def test_capaian_does_not_change_with_the_unit(value, target, factor, direction):
    scaled = capaian(Interval.exactly(value * factor), target * factor, direction)
    assert scaled == capaian(Interval.exactly(value), target, direction)


@pytest.mark.parametrize(
    ("achieved", "status"),
    [
        ("100", Status.REACHED),
        ("99.999999", Status.NEAR),
        ("75", Status.NEAR),
        ("74.999999", Status.PARTIAL),
        ("50", Status.PARTIAL),
        ("49.999999", Status.BEHIND),
        ("0", Status.BEHIND),
    ],
)
def test_status_bounds_belong_to_the_better_status(achieved, status):
    assert status_of(Fraction(achieved)) is status


@pytest.mark.parametrize(
    ("achieved", "shown"),
    [
        ("99.96", "99.9"),
        ("74.95", "74.9"),
        ("49.99", "49.9"),
        ("60.7142", "60.7"),
        ("33.85", "33.9"),
        ("100", "100"),
    ],
)
def test_displayed_capaian_never_rounds_into_a_better_status(achieved, shown):
    assert displayed_capaian(Fraction(achieved)) == Fraction(shown)


@given(scores)
def test_displayed_capaian_keeps_the_status(achieved):
    shown = displayed_capaian(achieved)
    assert status_of(shown) is status_of(achieved)
    assert abs(shown - achieved) < Fraction(1, 10)


def test_dimension_score_is_the_weighted_mean_of_what_is_there():
    score = dimension_score(
        [(Fraction(3), Interval.exactly(100)), (Fraction(1), Interval.exactly(20)), (Fraction(9), None)]
    )
    assert score == DimensionScore(Interval.exactly(80), 2, 3)
    assert score.coverage == Fraction(2, 3)


@pytest.mark.parametrize(
    ("known", "missing", "is_scored"), [(2, 2, True), (2, 3, False), (0, 4, False), (0, 0, False)]
)
def test_dimension_score_needs_half_of_the_indicators(known, missing, is_scored):
    items = [(Fraction(1), Interval.exactly(40))] * known + [(Fraction(1), None)] * missing
    score = dimension_score(items)
    assert (score.score is not None) is is_scored
    assert (score.available, score.total) == (known, known + missing)


def test_dimension_score_carries_brackets():
    items = [(Fraction(1), Interval.between(20, 40)), (Fraction(1), Interval.exactly(60))]
    assert dimension_score(items).score == Interval.between(40, 50)


def test_dimension_score_refuses_a_weight_of_zero():
    with pytest.raises(ValueError, match="weight"):
        dimension_score([(Fraction(0), Interval.exactly(1))])


@given(st.lists(st.tuples(weights, intervals(scores)), min_size=1, max_size=8), st.data())
def test_dimension_score_is_bounded_and_does_not_depend_on_order(items, data):
    score = dimension_score(items).score
    assert min(i.lo for _, i in items) <= score.lo <= score.hi <= max(i.hi for _, i in items)
    assert dimension_score(data.draw(st.permutations(items))).score == score


def scored(*values):
    return [DimensionScore(None if v is None else Interval.exactly(v), 1, 2) for v in values]


def test_overall_is_the_geometric_mean_with_coverage():
    overall = overall_score(scored(20, 80, None, None))
    assert overall.score == Interval.exactly(40)
    assert (overall.dimensions_scored, overall.dimensions) == (2, 4)
    assert (overall.indicators_available, overall.indicators) == (4, 8)


def test_overall_counts_an_empty_dimension_as_one():
    assert overall_score(scored(0, 100)).score == Interval.exactly(10)


def test_overall_is_missing_below_half_of_the_dimensions():
    assert overall_score(scored(15, None, None, None)).score is None
    assert overall_score([]).score is None


def test_overall_carries_brackets():
    bracket = DimensionScore(Interval.between(25, 100), 1, 1)
    assert overall_score([bracket, *scored(100)]).score == Interval.between(50, 100)


@given(st.lists(intervals(scores), min_size=1, max_size=4))
def test_overall_stays_between_one_and_a_hundred(values):
    score = overall_score([DimensionScore(value, 1, 1) for value in values]).score
    assert 1 <= score.lo <= score.hi <= 100


@pytest.mark.parametrize(
    ("count", "sample", "lo", "hi"), [(172, 15600, "0.973", "1.249"), (6, 900, "0.345", "1.284")]
)
def test_wilson_gives_the_published_intervals(count, sample, lo, hi):
    share = wilson(count, sample).scaled(100)
    assert round(share.lo, 3) == Fraction(lo)
    assert round(share.hi, 3) == Fraction(hi)
    assert share.point == Fraction(100 * count, sample)


@pytest.mark.parametrize(("count", "sample"), [(1, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_what_is_no_share(count, sample):
    with pytest.raises(ValueError, match="sample"):
        wilson(count, sample)


@given(st.integers(1, 10**6), st.data())
def test_wilson_contains_the_share_and_stays_in_bounds(sample, data):
    share = wilson(data.draw(st.integers(0, sample)), sample)
    assert 0 <= share.lo <= share.point <= share.hi <= 1

"""Winsorising and logarithms as COINr does them, with a table of what was changed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sgforum.metrics.index.outliers import kurtosis, skewness, treat
from sgforum.metrics.index.spec import Treat

from .making import computed, notes, scores, spec

WINSORISE = Treat("winsorise")
# COINr's own example of Treat(): 1 to 10 with two outliers
OUTLYING = np.array([*range(1, 11), 30, 100], dtype=float)


def test_skewness_and_kurtosis_are_those_of_type_2():
    # R: e1071::skewness(x, type = 2), e1071::kurtosis(x, type = 2), x = c(2, 4, 4, 5, 9)
    x = np.array([2.0, 4, 4, 5, 9])
    m2, m3, m4 = (float(((x - x.mean()) ** k).mean()) for k in (2, 3, 4))
    assert skewness(x) == pytest.approx(m3 / m2**1.5 * math.sqrt(20) / 3)
    assert kurtosis(x) == pytest.approx((6 * (m4 / m2**2 - 3) + 6) * 4 / 6)


def test_skewness_of_too_few_or_equal_values_is_none():
    assert math.isnan(skewness(np.array([1.0, 2.0])))
    assert math.isnan(kurtosis(np.array([1.0, 2.0, 3.0])))
    assert math.isnan(skewness(np.array([3.0, 3.0, 3.0, 3.0])))


def test_skewness_neither_overflows_nor_vanishes():
    assert skewness(OUTLYING * 1e100) == pytest.approx(skewness(OUTLYING))
    assert kurtosis(OUTLYING * 1e-100) == pytest.approx(kurtosis(OUTLYING))


def test_outliers_are_set_to_the_next_value_until_it_does():
    found = treat(WINSORISE, OUTLYING)
    assert found.how == "winsorise"
    made = found.apply(OUTLYING)
    # one step leaves 30, 30; that is enough by kurtosis or a second step sets both to 10
    assert made.tolist() in ([*range(1, 11), 30, 30], [*range(1, 11), 10, 10])
    assert min(abs(skewness(OUTLYING)) / 2, kurtosis(OUTLYING) / 3.5) > 1
    assert min(abs(skewness(made)) / 2, kurtosis(made) / 3.5) < 1


def test_low_outliers_are_raised():
    made = treat(WINSORISE, -OUTLYING).apply(-OUTLYING)
    assert made.tolist() == (-treat(WINSORISE, OUTLYING).apply(OUTLYING)).tolist()


def test_well_behaved_values_are_left_alone():
    column = np.arange(20.0)
    found = treat(WINSORISE, column)
    assert (found.how, found.note) == ("", "")
    assert found.apply(column) is column


def test_what_many_steps_do_not_do_the_logarithm_does():
    column = np.array([*range(1, 100), *(10.0**k for k in range(3, 11))])
    found = treat(WINSORISE, column)
    assert found.how == "log"
    assert found.note == "winsorising 5 values does not do: the logarithm is taken"
    assert found.apply(column) == pytest.approx(np.log(column - 1 + 0.01 * (1e10 - 1)))
    kept = treat(Treat("winsorise", otherwise="keep"), column)
    assert (kept.how, kept.note) == ("winsorise", "winsorising 5 values does not do")
    assert (kept.apply(column) != column).sum() == 5


def test_most_limits_how_many_are_set():
    column = np.array([*range(1, 40), 1e4, 2e4, 4e4], dtype=float)
    made = treat(Treat("winsorise", most=1, otherwise="keep"), column).apply(column)
    assert (made != column).sum() == 1
    assert made.max() == 2e4


def test_equal_outliers_are_set_together():
    column = np.array([*range(1, 41), 1000, 1000], dtype=float)
    made = treat(Treat("winsorise", most=1, otherwise="keep"), column).apply(column)
    assert made.max() == 40
    assert (made != column).sum() == 2


@pytest.mark.parametrize("column", [[], [1.0], [2.0, 2.0, 2.0, 2.0], [math.nan, math.nan]])
def test_columns_without_spread_are_not_treated_and_say_so(column):
    for how in ("winsorise", "log"):
        found = treat(Treat(how), np.array(column))
        assert found.how == ""
        assert found.note == "has no spread: not treated"


def test_three_values_are_too_few():
    assert (
        treat(WINSORISE, np.array([1.0, 2.0, 900.0])).note
        == "has 3 values, too few for kurtosis: not treated"
    )


def test_every_changed_value_is_in_the_log():
    given = spec({"code": "a", "treat": "winsorise"}, "b")
    columns = {"a": [*OUTLYING.tolist()], "b": [1.0] * 12}
    result = computed(given, unit=[f"u{i:02}" for i in range(12)], **columns)
    (entry,) = [entry for entry in result.log if entry.stage == "treated"]
    changed = {result.table.label(c.row): (c.indicator, c.before, c.after, c.how) for c in entry.changes}
    assert changed["u11"][:2] == ("a", 100)
    assert all(before > after and how == "winsorise" for _, before, after, how in changed.values())
    assert entry.changed == len(changed)
    assert result.stages["imputed"]["a"][11] == 100
    assert result.stages["treated"]["a"][11] == changed["u11"][2]


def test_logarithm_keeps_the_order_and_its_changes_are_told():
    result = computed(spec({"code": "a", "treat": "log"}), a=[1, 10, 1000, math.nan])
    found = scores(result)
    assert found["A"] < found["B"] < found["C"]
    assert math.isnan(found["D"])
    (entry,) = [entry for entry in result.log if entry.stage == "treated"]
    assert [change.how for change in entry.changes] == ["log"] * 3


def test_a_panel_of_its_own_yardsticks_is_treated_period_by_period():
    given = spec({"code": "a", "treat": "log"}, panel="each", time="t")
    result = computed(given, unit=["x", "y", "x", "y"], periods=["1", "1", "2", "2"], a=[1, 2, 5, 5])
    assert 'indicator "a" (2): has no spread: not treated' in notes(result)

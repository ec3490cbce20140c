"""Two versions of a method side by side."""

from __future__ import annotations

import math

import pytest

from sgforum.core.errors import InvalidInput
from sgforum.metrics.index.compare import compare
from sgforum.metrics.index.document import comparison_document

from .making import computed, spec

NAN = math.nan
A, B = [1, 2, 9, NAN], [8, 3, 1, 4]


def test_units_move_and_the_change_of_the_spec_is_named():
    before = computed(spec("a", "b", name="N", missing=1), a=A, b=B)
    after = computed(
        spec("b", {"code": "a", "weight": 9}, name="N", aggregate="geometric", missing=1), a=A, b=B
    )
    found = compare(before, after)
    assert {where: pair for where, *pair in found.differences} == {
        "index.aggregate": ["arithmetic", "geometric"],
        "indicator.a.weight": [1.0, 9.0],
    }
    moved = {unit.unit: (unit.rank, unit.climbed) for unit in found.units}
    assert moved == {"A": ((2, 3), -1), "B": ((3, 2), 1), "C": ((1, 1), 0), "D": ((0, 0), None)}
    assert found.mean_shift == pytest.approx(2 / 3)
    assert found.spearman == pytest.approx(0.5)


def test_a_spec_against_itself_does_not_differ():
    one = computed(spec("a", "b"), a=A, b=B)
    found = compare(one, one)
    assert (found.differences, found.mean_shift) == ((), 0)
    assert found.spearman == pytest.approx(1)


def test_an_indicator_that_came_in_is_a_difference():
    before, after = computed(spec("a"), a=A), computed(spec("a", "b"), a=A, b=B)
    ((where, old, new),) = compare(before, after).differences
    assert (where, old, new["code"]) == ("indicator.b", None, "b")


def test_units_in_one_version_only_are_listed():
    before = computed(spec("a"), unit=["x", "y"], a=[1, 2])
    after = computed(spec("a"), unit=["y", "z"], a=[1, 2])
    found = comparison_document(compare(before, after))
    assert (found["only_before"], found["only_after"]) == ([{"unit": "x"}], [{"unit": "z"}])
    assert [unit["unit"] for unit in found["units"]] == ["y"]
    assert found["spearman"] is None


def test_periods_are_compared_each_with_its_own():
    given = spec("a", time="t")
    before = computed(given, unit=["x", "y"] * 2, periods=["1", "1", "2", "2"], a=[1, 2, 3, 4])
    after = computed(given, unit=["x", "y"] * 2, periods=["1", "1", "2", "2"], a=[1, 2, 5, 4])
    found = compare(before, after)
    assert [(unit.unit, unit.time, unit.climbed) for unit in found.units] == [
        ("x", "1", 0), ("y", "1", 0), ("x", "2", 1), ("y", "2", -1),
    ]  # fmt: skip


def test_a_unit_in_several_rows_cannot_be_compared():
    twice = computed(spec("a"), unit=["x", "x"], a=[1, 2])
    with pytest.raises(InvalidInput, match="unit x stands in several rows: it cannot be compared"):
        compare(twice, twice)

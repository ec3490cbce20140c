"""One unit in full."""

from __future__ import annotations

import math

import pytest

from sgforum.core.errors import InvalidInput
from sgforum.metrics.index.document import profile_document
from sgforum.metrics.index.profile import profiles

from .making import computed, spec

NAN = math.nan


def made(**index):
    given = spec(
        {"code": "a", "name": "Alpha", "dimension": "d", "weight": 3, "direction": -1},
        {"code": "b", "dimension": "d"},
        "c",
        dimension=[{"code": "d", "name": "Delta"}],
        normalise="minmax",
        name="N",
        **index,
    )
    return computed(given, unit=["x", "y", "z"], a=[0, 5, 10], b=[1, 3, 2], c=[NAN, 7, 9])


def test_a_unit_stands_somewhere_at_every_level():
    (found,) = profiles(made(), "y")
    assert (found.index.value, found.index.rank, found.index.of) == (31.25, 3, 3)
    assert found.index.name == "N"
    (delta,) = found.dimensions
    assert (delta.name, delta.value, delta.rank, delta.median, delta.share) == ("Delta", 62.5, 2, 62.5, 0.5)
    alpha, beta, gamma = found.indicators
    assert (alpha.name, alpha.raw, alpha.value, alpha.rank, alpha.share) == ("Alpha", 5, 50, 2, 0.375)
    assert (beta.value, beta.rank) == (100, 1)
    assert (gamma.value, gamma.rank, gamma.of) == (0, 2, 2)


def test_gain_is_what_the_index_would_rise_by_at_the_best_of_the_period():
    (found,) = profiles(made(), "y")
    gains = {item.code: item.gain for item in found.indicators}
    assert gains == pytest.approx({"a": 0.375 * 50, "b": 0, "c": 0.5 * 100})
    assert found.raise_first == "c"


def test_strengths_and_weaknesses_go_by_rank_and_are_never_the_same():
    (found,) = profiles(made(), "y")
    assert found.strengths == ("b", "a")
    assert found.weaknesses == ("c",)  # second of two is worse than second of three


def test_last_is_no_strength_and_first_no_weakness():
    result = computed(spec("a", "b"), a=[1, 2], b=[1, 2])
    (low,), (high,) = profiles(result, "A"), profiles(result, "B")
    assert (low.strengths, low.weaknesses) == ((), ("b", "a"))
    assert (high.strengths, high.weaknesses) == (("a", "b"), ())


def test_what_is_missing_has_no_rank_no_gain_and_is_no_weakness():
    (found,) = profiles(made(), "x")
    gamma = found.indicators[2]
    assert (gamma.rank, math.isnan(gamma.value), math.isnan(gamma.gain)) == (0, True, True)
    assert "c" not in (*found.strengths, *found.weaknesses)
    plain = profile_document(found)
    assert plain["indicators"][2]["rank"] is None
    assert plain["indicators"][2]["value"] is None


def test_the_best_at_everything_has_nothing_to_raise():
    (found,) = profiles(computed(spec("a"), a=[1, 9]), "B")
    assert found.raise_first == ""
    assert profile_document(found)["raise_first"] is None


def test_a_panel_has_a_profile_for_each_period_among_its_own():
    given = spec("a", time="t")
    result = computed(given, unit=["x", "y"] * 2, periods=["1", "1", "2", "2"], a=[1, 2, 4, 3])
    assert [(one.time, one.index.rank, one.index.of) for one in profiles(result, "x")] == [
        ("1", 2, 2),
        ("2", 1, 2),
    ]


def test_a_unit_that_is_not_there_is_refused():
    with pytest.raises(InvalidInput, match='the data have no unit "q"'):
        profiles(made(), "q")

"""Coherence: what is flagged, how reliable a dimension is, and what each indicator moves."""

from __future__ import annotations

import math

import pytest

from sgforum.metrics.index.audit import audit, without
from sgforum.metrics.index.document import audit_document

from .making import computed, spec

NAN = math.nan
TWO = [{"code": "d"}, {"code": "e"}]


@pytest.fixture
def found():
    given = spec(
        {"code": "a", "dimension": "d"},
        {"code": "b", "dimension": "d"},
        {"code": "c", "dimension": "e"},
        dimension=TWO,
        normalise="minmax",
    )
    return audit(computed(given, a=[1, 2, 3, 4, 5], b=[2, 4, 6, 8, 10.5], c=[9, 2, 5, 1, 3]))


def test_pairs_in_one_dimension_are_flagged(found):
    flags = {(pair.one, pair.other): pair.flag for pair in found.within}
    assert flags == {("d", "e"): "opposed", ("a", "b"): "redundant"}


def test_everything_is_held_against_what_stands_above_it(found):
    pairs = {(pair.one, pair.other): pair for pair in found.upwards}
    assert set(pairs) == {
        ("d", ""),
        ("e", ""),
        ("a", "d"),
        ("a", ""),
        ("b", "d"),
        ("b", ""),
        ("c", "e"),
        ("c", ""),
    }
    assert pairs["a", "d"].r > 0.99
    assert pairs["a", "d"].flag == ""  # to agree with its own dimension is no fault
    assert (pairs["c", "e"].r, pairs["c", "e"].flag) == (pytest.approx(1), "")


def test_an_indicator_against_its_own_index_is_flagged():
    found = audit(computed(spec("a", "b", "c"), a=[1, 2, 3, 4], b=[10, 20, 30, 40], c=[4, 3, 2, 1]))
    assert {pair.one: pair.flag for pair in found.upwards} == {"a": "", "b": "", "c": "opposed"}


def test_the_border_of_redundant_is_092():
    # r = 0.9 over five, 1.0 exactly else
    found = audit(computed(spec("a", "b"), a=[1, 2, 3, 4, 5], b=[2, 1, 3, 4, 5]))
    (pair,) = found.within
    assert (round(pair.r, 6), pair.flag) == (0.9, "")


def test_reliability_is_told_where_two_things_stand_below(found):
    assert [(item.code, item.alpha > 0.9) for item in found.reliability] == [("", False), ("d", True)]


def test_leaving_an_indicator_out_tells_how_the_ranking_moves():
    result = computed(spec("a", "b"), a=[1, 2, 3], b=[30, 20, 10])
    without_b = {item.code: item for item in audit(result).left_out}["b"]
    assert without_b.mean_shift == pytest.approx(4 / 3)
    assert without_b.largest_shift == 2
    assert without_b.unit == "A"


def test_leaving_out_scales_the_other_weights_up_whatever_the_threshold():
    result = computed(spec({"code": "a", "weight": 9}, "b", missing=0.9), a=[1, 2, 3], b=[3, 1, 2])
    without_a = {item.code: item for item in audit(result).left_out}["a"]
    assert without_a.mean_shift > 0


def test_a_dimension_left_empty_goes_too():
    given = spec(
        {"code": "a", "dimension": "e"}, "b", dimension=[{"code": "d"}, {"code": "e", "parent": "d"}]
    )
    assert [d.code for d in without(given, "a").dimensions] == []
    assert [d.code for d in without(given, "b").dimensions] == ["d", "e"]


def test_leaving_out_what_kept_a_mean_positive_has_no_ranking():
    inside = [{"code": "d"}]
    given = spec(
        {"code": "a", "dimension": "d"}, {"code": "b", "dimension": "d"}, "c",
        dimension=inside, aggregate="geometric", zero="error",
    )  # fmt: skip
    found = {item.code: item for item in audit(computed(given, a=[5, 6], b=[-1, -2], c=[1, 2])).left_out}
    assert math.isnan(found["a"].mean_shift)
    assert not math.isnan(found["c"].mean_shift)


def test_a_single_indicator_cannot_be_left_out():
    found = audit(computed(spec("a"), a=[1, 2, 3]))
    assert (found.left_out, found.within, found.reliability) == ((), (), ())


def test_too_little_data_give_none_and_no_flag():
    found = audit_document(audit(computed(spec("a", "b"), a=[1, NAN], b=[NAN, 2])))
    assert found["within"] == [{"one": "a", "other": "b", "r": None, "flag": ""}]
    assert found["reliability"][0]["alpha"] is None
    assert found["left_out"][0] == {"code": "a", "mean_shift": 0.0, "largest_shift": 0, "unit": "B"}

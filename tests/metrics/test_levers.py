"""What would raise a score is told in the points that the score itself would gain: held against the score reckoned anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.metrics.ippk import evaluate
from sgforum.metrics.levers import levers, worth_telling
from sgforum.metrics.method import CURRENT


def document_of(result):
    """The part of a stored score that levers are reckoned from."""
    return {
        "ippk": result.value,
        "dimensions": {d.code: {"value": d.value, "rule": d.rule} for d in result.dimensions},
        "indicators": {item.code: {"score": item.score} for item in result.indicators},
    }


def gains(inputs):
    return {lever.code: lever.gain for lever in levers(document_of(evaluate(inputs)))}


# Counts that bring one indicator to 100 and touch no other
FULL = {
    "JGK": {"readers": 3_120},
    "INF": {"opened_complete": 6},
    "KSP": {"qualified_3_months": 3},
    "KMB": {"returning": 230},
    "TGP": {"items_answered": 46},
    "KPT": {"closed_recorded": 5},
    "RLS": {"commitments_done": 5},
    "CRT": {"rt_covered": 47},
}


@pytest.mark.parametrize("code", FULL)
def test_a_gain_is_what_the_score_reckoned_anew_gains(code, example, vary, effect):
    assert gains(example)[code] == pytest.approx(effect(vary(**FULL[code])), abs=1e-8)
    assert gains(example)[code] > 0


def test_the_greatest_gain_comes_first_and_shares_are_the_whole(example):
    found = levers(document_of(evaluate(example)))
    assert [lever.gain for lever in found] == sorted((lever.gain for lever in found), reverse=True)
    assert sum(lever.share for lever in found) == pytest.approx(100)
    assert len(found) == 12
    par = next(lever for lever in found if lever.code == "PAR")
    assert par.share == pytest.approx(100 * 0.30 * 0.6)


def test_a_full_indicator_gains_nothing_and_is_not_told(example, vary):
    found = levers(document_of(evaluate(vary(items_answered=46))))
    assert {lever.code: lever.gain for lever in found}["TGP"] == 0
    assert "TGP" not in {lever.code for lever in worth_telling(found, most=12)}
    assert len(worth_telling(found)) == 5


def test_weights_of_missing_indicators_go_to_the_others(example, vary):
    found = levers(document_of(evaluate(vary(cohort=10, returning=3))))  # a cohort below 20: KMB has no score
    shares = {lever.code: lever.share for lever in found}
    assert "KMB" not in shares
    assert shares["PAR"] == pytest.approx(100 * 0.30 * 0.6 / 0.8)


def test_without_a_qualified_consultation_only_one_lifts_the_decisions(vary, effect):
    nothing = vary(qualified_3_months=0, qualified_6_months=0)
    found = gains(nothing)
    assert found["TGP"] == found["KPT"] == found["PNG"] == found["RLS"] == 0
    lifted = evaluate(vary(qualified_3_months=3, qualified_6_months=3)).value
    assert found["KSP"] == pytest.approx(lifted - evaluate(nothing).value, abs=1e-8)


COUNTS = {
    "items_answered": 46,
    "closed_recorded": 5,
    "readers": 936,
    "returning": 230,
    "qualified_3_months": 4,
}


@given(st.fixed_dictionaries({name: st.integers(0, most) for name, most in COUNTS.items()}))
def test_no_gain_is_negative_or_beyond_the_scale(vary, counts):
    result = evaluate(vary(**counts, qualified_6_months=counts["qualified_3_months"]))
    for lever in levers(document_of(result)):
        assert 0 <= lever.gain <= 100 - result.value + 1e-8
        assert lever.dimension in {d.code for d in CURRENT.dimensions}

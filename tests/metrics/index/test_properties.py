"""Laws of every index: monotone, the same in other units and another order, bounded, never a silent NaN."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.metrics.index.document import document
from sgforum.metrics.index.parsing import make_spec
from sgforum.metrics.index.pipeline import compute, replay
from sgforum.metrics.index.table import make_table
from sgforum.metrics.index.uncertainty import simulate

steady = settings(deadline=None, max_examples=60)
POSTS = {"method": "goalposts", "low": -50, "high": 50}
MEANS = ["arithmetic", "geometric", "harmonic", "power:2", "power:-1"]
CELLS = st.none() | st.integers(-60, 60).map(float)


@st.composite
def cases(draw, *, normalise=("minmax", "percentile", POSTS), complete=False, least=2):
    """A spec of four indicators in two dimensions, one of them nested, and a table of units."""
    method = st.sampled_from(normalise)
    indicators = [
        {
            "code": code,
            "dimension": dimension,
            "weight": draw(st.integers(1, 5)),
            "direction": draw(st.sampled_from([1, -1])),
            "normalise": draw(method),
        }
        for code, dimension in (("a", "d"), ("b", "d"), ("c", "e"), ("f", "e"))
    ]
    means = st.sampled_from(MEANS)
    given_ = {
        "index": {
            "unit": "unit",
            "scale": 100,
            "aggregate": draw(means),
            "zero": draw(st.sampled_from(["zero", "floor:1"])),
            "missing": draw(st.sampled_from([0.0, 0.5, 1.0])),
        },
        "dimension": [
            {"code": "d", "aggregate": draw(means)},
            {"code": "e", "parent": "d", "weight": draw(st.integers(1, 3))},
        ],
        "indicator": indicators,
    }
    rows = draw(st.integers(least, 7))
    cells = st.integers(-60, 60).map(float) if complete else CELLS
    columns = {i["code"]: draw(st.lists(cells, min_size=rows, max_size=rows)) for i in indicators}
    return given_, {
        code: [float("nan") if v is None else v for v in values] for code, values in columns.items()
    }


def index(given_, columns, order=None):
    rows = len(next(iter(columns.values())))
    order = order or list(range(rows))
    names = [f"u{i}" for i in order]
    return compute(
        make_spec(given_),
        make_table(names, {code: [values[i] for i in order] for code, values in columns.items()}),
    )


@steady
@given(cases())
def test_scores_are_bounded_and_what_is_none_is_told(case):
    result = index(*case)
    scores = result.score[~np.isnan(result.score)]
    assert ((scores >= 0) & (scores <= 100)).all()
    told = "\n".join(note for entry in result.log for note in entry.notes)
    assert np.isnan(result.score).any() == ("index: no score for" in told)
    json.dumps(document(result), allow_nan=False)


@steady
@given(cases(), st.randoms(use_true_random=False))
def test_another_order_of_units_changes_no_bit(case, random):
    order = list(range(len(case[1]["a"])))
    random.shuffle(order)
    one, other = index(*case), index(*case, order)
    assert one.score.tobytes() == other.score.tobytes()
    assert [entry.sha256 for entry in one.log] == [entry.sha256 for entry in other.log]
    assert replay(document(one)["log"], other.table) is None


@steady
@given(cases(), st.permutations(range(4)))
def test_another_order_of_indicators_changes_no_score(case, order):
    given_, columns = case
    other = {**given_, "indicator": [given_["indicator"][i] for i in order]}
    assert index(other, columns).score == pytest.approx(index(given_, columns).score, abs=1e-8, nan_ok=True)


@steady
@given(cases(normalise=("minmax", "percentile", "rank", "zscore")), st.floats(0.01, 100), st.integers(-9, 9))
def test_another_unit_of_measurement_changes_no_score(case, factor, offset):
    given_, columns = case
    moved = columns | {"b": [value * factor + offset for value in columns["b"]]}
    assert index(given_, moved).score == pytest.approx(index(given_, columns).score, abs=1e-6, nan_ok=True)


@steady
@given(cases(normalise=(POSTS,), complete=True, least=1), st.data())
def test_more_of_what_is_good_never_lowers_the_score(case, data):
    given_, columns = case
    code = data.draw(st.sampled_from(sorted(columns)))
    row = data.draw(st.integers(0, len(columns[code]) - 1))
    sign = next(i["direction"] for i in given_["indicator"] if i["code"] == code)
    better = columns | {code: list(columns[code])}
    better[code][row] += sign * data.draw(st.integers(1, 60))
    before, after = index(given_, columns).score, index(given_, better).score
    assert after[row] >= before[row] - 1e-8
    others = [i for i in range(len(before)) if i != row]
    assert after[others] == pytest.approx(before[others])


@steady
@given(cases(complete=True))
def test_units_alike_have_scores_alike(case):
    given_, columns = case
    twice = {code: [*values, values[0]] for code, values in columns.items()}
    result = index(given_, twice)
    assert result.score[0] == pytest.approx(result.score[-1], nan_ok=True)
    assert result.rank[0] == result.rank[-1]


@settings(deadline=None, max_examples=25)
@given(cases(), st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_bytes_in_any_order(case, seed, random):
    given_, columns = case
    uncertain = given_ | {
        "uncertainty": {"goalposts": 0.2, "aggregate": ["arithmetic", "geometric"], "missing": [0.3, 0.8]}
    }
    uncertain["indicator"] = [i | {"error": {"method": "normal", "sd": 2.5}} for i in given_["indicator"]]
    order = list(range(len(columns["a"])))
    random.shuffle(order)
    one = simulate(index(uncertain, columns), draws=20, seed=seed)
    other = simulate(index(uncertain, columns, order), draws=20, seed=seed)
    for field in ("low", "median", "high", "rank_low", "rank_high"):
        assert getattr(one, field).tobytes() == getattr(other, field).tobytes()

"""The method as data: it holds together, and version 1 does not change any more."""

from __future__ import annotations

import json
import math
from dataclasses import FrozenInstanceError

import pytest

from sgforum.metrics.method import METHOD_1, METHODS, get_method

# code: dimension, weight, kind, low, high, needs, window in months - section 5.1
TWELVE = {
    "JGK": ("D1", 0.6, "lg", 0.004, 0.2, 1, 1),
    "INF": ("D1", 0.4, "li", 0.0, 1.0, 1, 6),
    "PAR": ("D2", 0.6, "lg", 0.001, 0.05, 1, 1),
    "KSP": ("D2", 0.2, "li", 0.0, 3.0, 0, 3),
    "KMB": ("D2", 0.2, "li", 0.05, 0.4, 20, 1),
    "TGP": ("D3", 0.3, "li", 0.0, 1.0, 5, 6),
    "KPT": ("D3", 0.3, "li", 0.0, 1.0, 1, 6),
    "PNG": ("D3", 0.2, "li", 0.0, 0.4, 5, 6),
    "RLS": ("D3", 0.2, "li", 0.0, 1.0, 3, 6),
    "CRT": ("D4", 0.4, "li", 0.0, 0.8, 1, 1),
    "SET": ("D4", 0.3, "lg", 0.001, 0.05, 1, 1),
    "SEF": ("D4", 0.3, "lg", 0.001, 0.05, 10, 1),
}
REST = {
    "version": "1",
    "required_dimensions": ["D2", "D3"],
    "least_dimensions": 3,
    "least_weight_present": 0.5,
    "across": "geometric",
    "floor": 1.0,
    "acts_cap": 20,
    "empty_group_persons": 0.5,
    "attributes_known_least": 0.6,
    "attributes_missing_months": 3,
    "kappa_least": 2.0,
    "kappa_most": 200.0,
    "draws": 2000,
    "interval_level": 0.9,
    "category_sure": 0.8,
    "change_sure": 0.9,
    "publish_adults": 500,
    "publish_adults_age_months": 24,
    "publish_participants": 10,
    "tier_participants": 30,
    "year_months": 8,
}


def test_indicators_of_version_1_are_the_definition():
    assert {
        i.code: (i.dimension, i.weight, i.scale.kind, i.scale.low, i.scale.high, i.needs, i.window_months)
        for i in METHOD_1.indicators
    } == TWELVE


def test_thresholds_of_version_1_are_the_definition():
    stored = json.loads(json.dumps(METHOD_1.to_dict()))
    tables = ("dimensions", "indicators", "categories")
    assert {name: value for name, value in stored.items() if name not in tables} == REST
    assert [(d["code"], d["weight"]) for d in stored["dimensions"]] == [
        ("D1", 0.15),
        ("D2", 0.30),
        ("D3", 0.35),
        ("D4", 0.20),
    ]
    assert [c["low"] for c in stored["categories"]] == [0, 20, 40, 60, 80]


def test_weights_add_up():
    assert math.fsum(d.weight for d in METHOD_1.dimensions) == pytest.approx(1)
    for dimension in METHOD_1.dimensions:
        assert math.fsum(i.weight for i in METHOD_1.within(dimension.code)) == pytest.approx(1)


def test_every_indicator_says_what_it_measures_in_a_short_sentence():
    for indicator in METHOD_1.indicators:
        assert indicator.measures.endswith(".")
        assert len(indicator.measures.split()) <= 20


@pytest.mark.parametrize(
    ("code", "raw", "score"),
    [
        ("PAR", 0, 0),
        ("PAR", 0.0005, 0),
        ("PAR", 0.001, 0),
        ("PAR", 0.05, 100),
        ("PAR", 0.9, 100),
        ("KMB", 0.05, 0),
        ("KMB", 0.4, 100),
        ("KSP", 5, 100),
        ("PNG", 0.2, 50),
        ("CRT", 0.8, 100),
    ],
)
def test_goalposts_clip_at_both_ends(code, raw, score):
    assert METHOD_1.by_code[code].scale.score(raw) == pytest.approx(score)


def test_method_is_found_by_version_and_cannot_be_changed():
    assert get_method("1") is METHOD_1
    with pytest.raises(FrozenInstanceError):
        METHOD_1.floor = 0.0
    with pytest.raises(TypeError):
        METHODS["2"] = METHOD_1

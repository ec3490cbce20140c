"""Parameters: defaults, refusals that name them, typed values, and the document that lists them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from sgforum.ballot.tallies import PARAMETERS, ParameterError, effective, find_parameter
from sgforum.ballot.tallies.marks import RULES

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "voting.md").read_text(encoding="utf-8")
CODES = {"Kios": "1", "Jalan": "2"}


@pytest.mark.parametrize("rule", RULES)
def test_effective_fills_every_default(rule):
    wanted = {item.name: item.default for item in PARAMETERS if rule in item.rules}
    assert effective(rule, {}) == wanted


def test_effective_gives_each_poll_its_own_lists():
    effective("greedy", {})["exclusive"].append(["a"])
    assert effective("greedy", {})["exclusive"] == []


@pytest.mark.parametrize("item", PARAMETERS, ids=lambda item: item.name)
def test_parameter_takes_its_own_default(item):
    for rule in item.rules:
        assert effective(rule, {item.name: item.default})[item.name] == item.default


@pytest.mark.parametrize(
    ("rule", "name", "value"),
    [
        ("irv", "nothing", 1), ("irv", "utility", "cost"), ("plurality", "budget", 5), ("score", "unranked", "last"),
        ("schulze", "unranked", "middle"), ("irv", "overvote", None), ("greedy", "oversize", 3),
        ("greedy", "budget", -1), ("greedy", "budget", 1.5), ("greedy", "budget", True), ("greedy", "budget", 10**16),
        ("greedy", "costs", [1]), ("greedy", "costs", {"a": "x"}), ("greedy", "exclusive", "ab"),
        ("greedy", "exclusive", ["ab"]), ("greedy", "exclusive", [[1]]), ("greedy", "threshold", -1),
        ("equal-shares", "add1_step", 0), ("score", "highest", 0), ("score", "highest", 2.0), ("approval", "most", 0),
        ("irv", "quorum_share", 1.01), ("irv", "quorum_share", float("nan")), ("irv", "quorum_share", "0.5"),
        ("irv", "extend_days", 15), ("irv", "blank", 1), ("irv", "seed", 3), ("irv", "seed", "x" * 201),
    ],
)  # fmt: skip
def test_effective_refuses_and_names(rule, name, value):
    with pytest.raises(ParameterError) as refused:
        effective(rule, {name: value})
    assert refused.value.name == name
    assert name in str(refused.value)


def test_effective_refuses_an_unknown_rule():
    with pytest.raises(ParameterError, match="borda"):
        effective("borda", {})


@pytest.mark.parametrize(
    ("rule", "name", "text", "value"),
    [
        ("greedy", "budget", "1000", 1000), ("greedy", "budget", "10.25", Fraction(41, 4)),
        ("greedy", "costs", "Kios:200, Jalan:500", {"1": 200, "2": 500}),
        ("greedy", "exclusive", "Kios,Jalan;Jalan", [["1", "2"], ["2"]]), ("greedy", "most", "", None),
        ("greedy", "most", "3", 3), ("irv", "quorum_share", "0.25", 0.25), ("irv", "blank", "ya", True),
        ("irv", "blank", "FALSE", False), ("irv", "seed", "3 5 1", "3 5 1"), ("irv", "overvote", "skip", "skip"),
    ],
)  # fmt: skip
def test_typed_value_is_read_by_the_type_of_its_parameter(rule, name, text, value):
    assert find_parameter(rule, name).read(text, CODES) == value


@pytest.mark.parametrize(
    ("rule", "name", "text"),
    [
        ("greedy", "budget", "1e3"), ("greedy", "budget", "-1"), ("greedy", "budget", "9" * 40), ("greedy", "budget", "."),
        ("greedy", "costs", "Pasar:3"), ("greedy", "costs", "Kios"), ("greedy", "exclusive", "Kios,Pasar"),
        ("greedy", "threshold", "two"), ("irv", "quorum_share", "nan"), ("irv", "quorum_share", "much"),
        ("irv", "blank", "maybe"), ("irv", "overvote", "burn"),
    ],
)  # fmt: skip
def test_typed_nonsense_is_refused_by_name(rule, name, text):
    with pytest.raises(ParameterError, match=name):
        find_parameter(rule, name).read(text, CODES)


def test_of_many_costs_the_wrong_one_is_named():
    with pytest.raises(ParameterError, match="Jalan:mahal bukan"):
        find_parameter("greedy", "costs").read("Kios:200, Jalan:mahal", CODES)
    with pytest.raises(ParameterError, match="2:-5 bukan"):
        effective("greedy", {"costs": {"1": 200, "2": -5}})


@pytest.mark.parametrize("item", PARAMETERS, ids=lambda item: item.name)
def test_parameter_is_documented_with_its_rules_default_and_sentence(item):
    line = next(line for line in DOCUMENT.splitlines() if line.startswith(f"| `{item.name}` |"))
    assert item.sentence in line
    rules = "all" if set(item.rules) == set(RULES) else ", ".join(item.rules)
    assert f"| {rules} |" in line
    assert f"`{shown(item.default)}`" in line


def shown(default):
    return (
        {"None": "none", "True": "true", "False": "false", "": "empty"}.get(str(default), default)
        if not isinstance(default, dict | list)
        else "empty"
    )


def test_no_parameter_is_documented_that_is_not_there():
    table = DOCUMENT.partition("| parameter |")[2].partition("\n\n")[0]
    documented = [line.split("`")[1] for line in table.splitlines() if line.startswith("| `")]
    assert documented == [item.name for item in PARAMETERS]


def test_every_rule_is_documented():
    for rule in RULES:
        assert f"| `{rule}` |" in DOCUMENT

"""The whole way: stages, ranks, panel, the log and its replay."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sgforum.core.errors import InvalidInput
from sgforum.metrics.index.document import document
from sgforum.metrics.index.parsing import make_spec
from sgforum.metrics.index.pipeline import compute, replay, spec_of
from sgforum.metrics.index.stages import STAGES
from sgforum.metrics.index.table import make_table

from .making import computed, notes, scores, spec

NAN = math.nan


def test_stages_are_named_and_kept():
    given = spec({"code": "a", "denominator": "n", "treat": "log", "impute": "mean", "normalise": "minmax"})
    result = computed(given, a=[2, 8, NAN], n=[2, 2, 2])
    assert [entry.stage for entry in result.log] == list(STAGES)
    assert result.stages["raw"]["a"].tolist()[:2] == [2, 8]
    assert result.stages["denominated"]["a"].tolist()[:2] == [1, 4]
    assert result.stages["imputed"]["a"].tolist() == [1, 4, 2.5]
    assert result.stages["normalised"]["a"].tolist()[:2] == [0, 100]
    assert result.stages["aggregated"][""].tolist() == result.score.tolist()


def test_a_stage_that_changes_nothing_has_the_digest_of_the_one_before():
    result = computed(spec("a", normalise="minmax"), a=[1, 2])
    digests = {entry.stage: entry.sha256 for entry in result.log}
    assert len({digests[stage] for stage in STAGES[:5]}) == 1
    assert digests["normalised"] != digests["treated"]


def test_ranks_share_the_best_and_leave_out_who_has_no_score():
    result = computed(spec("a"), a=[5, 9, 5, NAN, 1])
    assert result.rank.tolist() == [2, 1, 2, 0, 4]


def test_ranks_tie_in_spite_of_binary_noise():
    result = computed(spec("a", "b", "c"), a=[0.1, 0.3], b=[0.2, 0.2], c=[0.3, 0.1])
    assert result.rank.tolist() == [1, 1]


def panel(**index):
    given = spec("a", normalise="minmax", time="t", **index)
    return computed(given, unit=["x", "y", "x", "y"], periods=["1", "1", "2", "2"], a=[0, 2, 4, 10])


def test_panel_of_one_yardstick_compares_over_time():
    assert scores(panel()) == {"x, 1": 0, "y, 1": 20, "x, 2": 40, "y, 2": 100}


def test_panel_of_own_yardsticks_compares_within_a_period():
    assert scores(panel(panel="each")) == {"x, 1": 0, "y, 1": 100, "x, 2": 0, "y, 2": 100}


def test_ranks_are_within_a_period():
    result = panel()
    ranks = {result.table.label(row): int(result.rank[row]) for row in range(4)}
    assert ranks == {"x, 1": 2, "y, 1": 1, "x, 2": 2, "y, 2": 1}


def test_a_constant_column_of_one_period_is_told_with_the_period():
    given = spec("a", normalise="minmax", time="t", panel="each")
    result = computed(given, unit=["x", "y", "x", "y"], periods=["1", "1", "2", "2"], a=[3, 3, 4, 10])
    assert 'indicator "a" (1) is 3 for every unit' in notes(result, "normalised")
    assert scores(result)["y, 2"] == 100


def test_units_in_several_rows_are_scored_each_and_said():
    result = computed(spec("a"), unit=["x", "x", "y"], a=[1, 2, 3])
    assert "units in several rows, each scored by itself: x" in notes(result, "raw")
    assert result.score.tolist() == [1, 2, 3]


def test_values_further_apart_than_numbers_reach_are_no_value_and_told():
    result = computed(spec("a", normalise="minmax"), a=[-1.7e308, 0, 1.7e308])
    assert np.isnan(result.score).all()
    assert 'indicator "a" spans more than numbers can hold' in notes(result, "normalised")


def test_a_document_has_plain_values_in_the_order_of_the_file():
    given = spec(
        {"code": "a", "dimension": "d"}, "b", dimension=[{"code": "d"}], name="N", version="2", missing=0
    )
    found = document(computed(given, unit=["z", "x"], a=[1, NAN], b=[3, 5]))
    assert [unit["unit"] for unit in found["units"]] == ["z", "x"]
    assert found["units"][1] == {
        "unit": "x",
        "score": 5.0,
        "rank": 1,
        "interval": None,
        "dimensions": {"d": None},
        "indicators": {"a": None, "b": 5.0},
        "missing": ["a"],
    }
    assert (found["name"], found["version"]) == ("N", "2")
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_log_replays_on_its_data_and_names_where_others_differ():
    given = spec("a", "b", normalise="minmax", treat="log", name="N")
    columns = {"a": [1.0, 2, 7], "b": [3.0, 9, 4]}
    result = computed(given, **columns)
    log = json.loads(json.dumps(document(result)))["log"]
    assert replay(log, result.table) is None
    shuffled = make_table(["C", "A", "B"], {"a": [7, 1, 2], "b": [4, 3, 9]})
    assert replay(log, shuffled) is None
    other = make_table(["A", "B", "C"], {"a": [1, 2, 8], "b": [3, 9, 4]})
    assert replay(log, other) == "raw"
    for entry in log:
        if entry["stage"] in ("normalised", "aggregated"):
            entry["sha256"] = "0" * 64
    assert replay(log, result.table) == "normalised"


def test_the_log_names_its_spec_with_every_default():
    result = computed(spec("a"), a=[1])
    given = spec_of(document(result)["log"])
    assert given == result.spec
    assert given.document["indicator"][0]["normalise"] == {"method": "none"}


@pytest.mark.parametrize(
    "log", [None, [], {}, [3], [{"stage": "raw"}], [{"parameters": {}}], [{"parameters": {"a": 1}}]]
)
def test_what_is_no_log_is_refused(log):
    with pytest.raises(InvalidInput, match="this is no log of an index"):
        spec_of(log)


def test_one_step_can_be_changed_and_the_rest_regenerated():
    given = spec("a", "b", normalise="minmax")
    result = computed(given, a=[1, 2, 4], b=[4, 2, 1])
    changed = make_spec({**given.document, "index": {**given.document["index"], "aggregate": "geometric"}})
    again = compute(changed, result.table)
    assert [e.sha256 for e in again.log[:-1]][1:] == [e.sha256 for e in result.log[:-1]][1:]
    assert again.log[-1].sha256 != result.log[-1].sha256
    assert replace(result.spec, name="other") != result.spec


def test_changes_are_listed_up_to_a_thousand_and_counted_all():
    given = spec({"code": "a", "treat": "log"})
    result = computed(given, unit=[f"u{i:04}" for i in range(1500)], a=list(range(1500)))
    (entry,) = [entry for entry in result.log if entry.stage == "treated"]
    assert (len(entry.changes), entry.changed) == (1000, 1500)

"""The bytes of inputs and scores: one form, one hash, rebuilt without a difference."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from sgforum.metrics.canonical import digest, inputs_bytes, parse_inputs, rebuild, score_document, to_bytes
from sgforum.metrics.indicators import Inputs


def test_bytes_are_sorted_compact_utf8():
    assert (
        to_bytes({"b": 1, "a": ["é", None, True], "c": {2: "x"}})
        == '{"a":["é",null,true],"b":1,"c":{"2":"x"}}'.encode()
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1 + 0.2, b"0.3"),
        (60.0, b"60.0"),
        (-0.0, b"0.0"),
        (65.2242243506433, b"65.2242243506"),
        (1e-7, b"1e-07"),
    ],
)
def test_float_has_one_form(value, written):
    assert to_bytes(value) == written
    assert to_bytes(json.loads(written)) == written


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="JSON"):
        to_bytes({"a": value})


def test_snapshot_comes_back_as_it_was(example):
    inputs, method = parse_inputs(inputs_bytes(example))
    assert inputs == example
    assert method.version == "1"
    assert inputs_bytes(inputs, method) == inputs_bytes(example)


def test_unrecorded_inputs_are_left_out_of_the_snapshot():
    empty = Inputs(kelurahan="64.71.01.1001", period="2026-01")
    assert json.loads(inputs_bytes(empty))["inputs"].keys() == {"kelurahan", "period", "set_missing_months"}
    assert parse_inputs(inputs_bytes(empty))[0] == empty


def test_score_is_rebuilt_byte_for_byte(example):
    snapshot = inputs_bytes(example)
    score = rebuild(snapshot)
    assert score == rebuild(snapshot.decode()) == to_bytes(score_document(example))
    assert to_bytes(json.loads(score)) == score
    assert json.loads(score)["input_hash"] == digest(snapshot)


@pytest.mark.parametrize("hash_seed", ["0", "4242"])
def test_score_is_the_same_in_another_process(example, hash_seed):
    code = "import sys; from sgforum.metrics.canonical import rebuild; sys.stdout.buffer.write(rebuild(sys.stdin.buffer.read()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=inputs_bytes(example),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout == rebuild(inputs_bytes(example))


def test_any_other_count_has_another_hash(example):
    other = replace(example, readers=example.readers + 1)
    assert digest(inputs_bytes(other)) != digest(inputs_bytes(example))


def test_score_holds_what_a_page_prints(example):
    score = json.loads(rebuild(inputs_bytes(example)))
    assert score["published"] is score["comparable"] is True
    assert (score["shown"], score["category"]) == (65.2, "baik")
    assert score["category_probability"] == score["interval"]["probabilities"]["baik"]
    assert score["verdict"]["lowest"] == score["verdict"]["highest"] == "baik"
    assert score["weakest"]["dimension"] == "D2"
    assert len(score["indicators"]) == 12


def test_place_that_may_not_be_rated_has_no_number(example):
    score = json.loads(rebuild(inputs_bytes(replace(example, adults_on="2010-01"))))
    assert score["published"] is score["comparable"] is False
    assert score["failed"] == [{"code": "adults_stale", "values": {"n": 100, "most": 24}}]
    for name in ("ippk", "shown", "category", "category_probability", "interval", "verdict"):
        assert score[name] is None


def test_month_without_any_record_is_told_not_crashed():
    score = json.loads(rebuild(inputs_bytes(Inputs(kelurahan="64.71.01.1001", period="2026-01"))))
    assert {item["missing"] for item in score["indicators"].values()} == {"not_recorded_yet"}
    assert [item["code"] for item in score["failed"]] == [
        "adults_unknown",
        "participants_unknown",
        "dimension_missing",
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "[]",
        "{}",
        "not json",
        '{"method": "1", "inputs": []}',
        '{"method": "1", "inputs": {"kelurahan": "a"}}',
        '{"method": "1", "inputs": {"kelurahan": "a", "period": "2026-01", "adults": "5"}}',
        '{"method": "1", "inputs": {"kelurahan": "a", "period": "2026-01", "groups": [{"key": "x"}]}}',
    ],
)
def test_broken_snapshot_is_refused(broken):
    with pytest.raises(ValueError, match=r"\w"):
        parse_inputs(broken)


def test_unknown_method_is_refused(example):
    document = json.loads(inputs_bytes(example)) | {"method": "99"}
    with pytest.raises(LookupError, match="99"):
        rebuild(json.dumps(document))

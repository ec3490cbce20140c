"""An outsider computes scores again from the open data alone, and sees one altered number."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from sgforum.core.clock import Period
from sgforum.metrics.canonical import parse_inputs
from sgforum.metrics.indicators import city_prior
from sgforum.metrics.interval import interval
from sgforum.reports.opendata.package import package_of
from sgforum.reports.opendata.site import Site
from sgforum.reports.participation import tables_of
from tests.reports.months import PERIOD, editions_of, inputs_of

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "rebuild_score.py"
A, B, C, D, E = "64.71.01.1001", "64.71.01.1002", "64.71.02.1001", "64.71.02.1002", "64.71.03.1001"
SITE = Site("64.71", "Kota Balikpapan", "https://data.example", False, lambda text: text)


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("rebuild_score", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["rebuild_score"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def month():
    """Places of every kind; A is whole, D has a count that tells, E is not rated. City priors are the real ones."""
    found = city_prior([(2.5, 6), (2.0, 6), (0.5, 7), (2.5, 6), (6.0, 6)])
    prior = {"city_mean": found.mean, "city_kappa": found.kappa}
    return editions_of(
        {
            A: inputs_of(A, 172, 936, 230, 58, adults=15_600, **prior),
            B: inputs_of(B, 44, 120, 15, 6, adults=9_000, proposals_decided=5, proposals_adopted=1.5, **prior),
            C: inputs_of(C, 12, 0, 0, 0, adults=2_900, commitments_due=0, commitments_done=0, proposals_decided=7, proposals_adopted=0.5, **prior),
            D: inputs_of(D, 25, 40, 30, 4, **prior),
            E: inputs_of(E, 3, 0, 0, 0, proposals_adopted=6.0, **prior),
        },
        {B: inputs_of(B, 46, 121, 15, 6, adults=9_000, qualified_3_months=0, qualified_6_months=0, proposals_decided=6, proposals_adopted=2.0, **prior)},
    )  # fmt: skip


@pytest.fixture
def folder(month, tmp_path):
    write(tmp_path, package_of(SITE, Period.parse(PERIOD), tables_of(month), date(2026, 4, 10)))
    return tmp_path


def write(folder, package):
    for file in package.files:
        (folder / file.name).write_bytes(file.content)


def alter(folder, table, where, column, change):
    """Change one cell of a table; returns what stood there."""
    path = folder / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    row = next(row for row in rows if all(row[key] == value for key, value in where.items()))
    before, row[column] = row[column], change(row[column])
    assert row[column] != before
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")
    return before


def run(folder, *options):
    """The script as an outsider runs it: plain Python, nothing of ours on the path."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), str(folder), *options], capture_output=True, text=True, check=False
    )  # fmt: skip


def test_every_score_that_is_whole_comes_out_and_the_others_are_named(folder, month):
    told = run(folder, "--json")
    assert told.stderr == ""
    assert told.returncode == 0
    found = {line["code"]: line for line in json.loads(told.stdout)["places"]}
    truth = {score.code: score.ippk for score in month[-1]}
    assert set(found) == {A, B, C, D}
    for code in (A, B, C):
        assert found[code]["low"] - 1e-6 <= truth[code] <= found[code]["high"] + 1e-6
        assert found[code]["high"] - found[code]["low"] < 0.05
    assert found[D] == {
        "code": D, "name": "Kel 1002", "printed": found[D]["printed"], "low": None, "high": None,
        "hidden": ["CRT", "KMB", "SEF", "SET"],
    }  # fmt: skip


def up(step):
    return lambda text: str(round(float(text) + step, 6))


INDICATOR = {"code": A, "indicator": "PAR"}
ALTERED = {
    "ippk": ("scores", {"code": A}, "ippk", up(0.1)),
    "ippk, downwards": ("scores", {"code": C}, "ippk", up(-0.1)),
    "D1": ("scores", {"code": A}, "d1", up(0.1)),
    "D2": ("scores", {"code": C}, "d2", up(-0.1)),
    "D3 set by a rule": ("scores", {"code": B}, "d3", up(0.1)),
    "D4": ("scores", {"code": A}, "d4", up(0.2)),
    "category": ("scores", {"code": A}, "category", lambda _: "Rendah"),
    "adults": ("scores", {"code": A}, "adults", lambda text: str(int(text) + 1)),
    "score": ("indicators", INDICATOR, "score", up(0.1)),
    "raw value": ("indicators", INDICATOR, "raw", up(0.000002)),
    "raw value of PNG": ("indicators", {"code": B, "indicator": "PNG"}, "raw", up(0.000002)),
    "weight": ("indicators", INDICATOR, "weight", up(0.1)),
    "participants": ("counts", {"code": A}, "participants", lambda text: str(int(text) + 1)),
    "returning": ("counts", {"code": A}, "returning", lambda text: str(int(text) - 1)),
    "items": ("counts", {"code": C}, "items_answered", lambda text: str(int(text) + 1)),
    "proposals": ("counts", {"code": B}, "proposals_adopted", up(0.5)),
    "RT": ("counts", {"code": A}, "rt_covered", lambda text: str(int(text) + 1)),
    "total": ("counts", {"code": "64.71.01"}, "participants", lambda text: str(int(text) + 1)),
    "mean": ("rollups", {"code": "64.71"}, "mean", up(0.3)),
    "least": ("rollups", {"code": "64.71"}, "least", up(0.1)),
    "rated": ("rollups", {"code": "64.71"}, "rated", lambda text: str(int(text) + 1)),
    "goalpost": ("method", {"indicator": "PAR"}, "high", up(0.001)),
    "weight of a dimension": ("method", {"indicator": "PAR"}, "dimension_weight", up(0.01)),
}  # fmt: skip


@pytest.mark.parametrize("name", ALTERED)
def test_one_altered_number_is_seen(script, folder, name):
    table, where, column, change = ALTERED[name]
    assert script.rebuild(folder, hashes=False)[1] == []
    alter(folder, table, where, column, change)
    assert script.rebuild(folder, hashes=False)[1]


def test_an_altered_byte_that_no_formula_knows_is_seen_by_its_hash(folder):
    alter(folder, "scores", {"code": A}, "name", lambda _: "Kel 1999")
    told = run(folder)
    assert told.returncode == 1
    assert "scores.csv: hash" in told.stderr
    assert run(folder, "--ignore-hashes").returncode == 0


def test_what_is_no_package_is_said_in_a_sentence(tmp_path):
    told = run(tmp_path)
    assert told.returncode == 2
    assert "not a data package" in told.stderr
    assert "Traceback" not in told.stderr


def test_the_interval_comes_out_close(folder, month, script):
    """With 2,000 draws, as published: SET and SEF held still move it by tenths."""
    lines, _ = script.rebuild(folder, with_interval=True)
    for score in month[-1]:
        line = next((line for line in lines if line["code"] == score.code and "interval" in line), None)
        if line is not None:
            true = interval(*parse_inputs(score.inputs_text))
            low, high = line["interval"]["computed"]
            assert abs(low - true.low) < 1
            assert abs(high - true.high) < 1

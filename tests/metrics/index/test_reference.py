"""Published indices come out from their published inputs, to the printed digit."""

from __future__ import annotations

import json

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.cli import house
from sgforum.metrics.index.parsing import make_spec
from sgforum.metrics.index.sobol import sobol
from sgforum.metrics.ippk import combine
from sgforum.metrics.method import CURRENT

from .making import computed, of_file, rows_of, scores, spec
from .published import EGDI, HDI, asem

REFERENCE = pytest.mark.reference


def command(tmp_path, text, data, *options):
    """`sgforum index compute` as people run it: its JSON document."""
    path = tmp_path / "spec.toml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(house, ["index", "compute", str(path), str(data), "--json", *options])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


@REFERENCE
def test_hdi_of_every_country_has_the_published_digits(tmp_path, reference):
    path = reference / "hdi_2019_2021.csv"
    units = command(tmp_path, HDI, path)["units"]
    rows = rows_of(path)
    assert [f"{unit['score']:.3f}" for unit in units] == [row["hdi_published"] for row in rows]
    assert [unit["unit"] for unit in units] == [row["iso3"] for row in rows]
    assert len(rows) == 17


@REFERENCE
def test_egdi_of_every_country_has_the_published_digits(tmp_path, reference):
    path = reference / "egdi_2018.csv"
    units = command(tmp_path, EGDI, path)["units"]
    rows = rows_of(path)
    assert [round(unit["score"], 4) for unit in units] == [float(row["egdi_published"]) for row in rows]
    assert len(rows) == 16


@REFERENCE
def test_asem_comes_out_through_every_level(reference):
    result = of_file(make_spec(asem(reference / "asem_structure.json")), reference / "asem_treated.csv")
    expected = {row["unit"]: row for row in rows_of(reference / "asem_expected.csv")}
    levels = [name for name in next(iter(expected.values())) if name != "unit"]
    assert len(levels) == 11
    for level in levels:
        found = scores(result, "" if level == "Index" else level)
        assert found == pytest.approx({unit: float(row[level]) for unit, row in expected.items()}, abs=5.1e-5)
    by_index = sorted(expected, key=lambda unit: -float(expected[unit]["Index"]))
    ranked = dict(zip(result.table.units.tolist(), result.rank.tolist(), strict=True))
    assert [ranked[unit] for unit in by_index] == list(range(1, 52))


def test_undp_worked_example():
    # HDR 2021/22, Technical note 1: (0.6971 x 0.3447 x 0.5506)^(1/3)
    result = computed(spec("a", "b", "c", aggregate="geometric"), a=[0.6971], b=[0.3447], c=[0.5506])
    assert round(scores(result)["A"], 3) == 0.510


def test_ishigami_function_has_its_sobol_indices():
    def ishigami(point):
        x = (point * 2 - 1) * np.pi
        return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])

    found = sobol(ishigami, 3, 2**15, seed=7, resamples=200)
    assert [one.first for one in found] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.012)
    assert [one.total for one in found] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.012)
    for one, first, total in zip(found, (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437), strict=True):
        assert one.first_low < first < one.first_high
        assert one.total_low < total < one.total_high


def test_balance_example_of_the_score():
    # (80, 80, 80, 10) with the score's weights: 66.0 arithmetic, 52.8 geometric
    four = [{"code": c, "weight": w} for c, w in (("d1", 0.15), ("d2", 0.3), ("d3", 0.35), ("d4", 0.2))]
    columns = {"d1": [80], "d2": [80], "d3": [80], "d4": [10]}
    assert round(scores(computed(spec(*four), **columns))["A"], 1) == 66.0
    assert round(scores(computed(spec(*four, aggregate="geometric"), **columns))["A"], 1) == 52.8


def test_worked_example_of_the_score():
    # section 5.6: D = (74.87, 61.70, 63.78, 66.48) gives 65.22
    four = [{"code": c, "weight": w} for c, w in (("d1", 0.15), ("d2", 0.3), ("d3", 0.35), ("d4", 0.2))]
    result = computed(
        spec(*four, aggregate="geometric", zero="floor:1"), d1=[74.87], d2=[61.70], d3=[63.78], d4=[66.48]
    )
    assert round(scores(result)["A"], 2) == 65.22


@settings(deadline=None)
@given(st.lists(st.none() | st.integers(0, 1000), min_size=4, max_size=4))
def test_dimensions_combine_as_the_participation_score_combines_them(tenths):
    values = {
        code: None if v is None else v / 10 for code, v in zip(("D1", "D2", "D3", "D4"), tenths, strict=True)
    }
    four = [{"code": d.code, "weight": d.weight} for d in CURRENT.dimensions]
    given_ = spec(*four, aggregate="geometric", zero="floor:1", missing=0)
    result = computed(given_, **{code: [float("nan") if v is None else v] for code, v in values.items()})
    expected = combine({code: v for code, v in values.items() if v is not None})
    if expected is not None:  # fewer dimensions are too few by the score's own rule
        assert scores(result)["A"] == pytest.approx(expected, abs=1e-8)

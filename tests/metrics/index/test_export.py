"""Files that say what they hold."""

from __future__ import annotations

import csv
import io
import json
import math

import openpyxl
import pytest

from sgforum.core.errors import InvalidInput
from sgforum.metrics.index import export
from sgforum.metrics.index.export import files
from sgforum.metrics.index.parsing import make_spec
from sgforum.metrics.index.uncertainty import simulate

from .making import computed, spec

NAN = math.nan


@pytest.fixture
def result():
    given = spec(
        {"code": "a", "name": "=Alpha", "dimension": "d", "unit": "km", "source": "BPS", "version": "2024"},
        {"code": "b", "treat": "log", "normalise": "minmax"},
        dimension=[{"code": "d", "name": "Delta"}],
        name="Index",
        version="7",
        source="office",
        licence="CC BY 4.0",
        missing=0,
    )
    return computed(given, unit=["=cmd()", "x"], a=[1.5, NAN], b=[1, 4])


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_csv_has_every_level_in_the_order_of_the_file(result):
    found = files(result, "scores.csv")
    assert list(found) == ["scores.csv", "scores.csv-metadata.json"]
    first, second = rows(found["scores.csv"])
    assert list(first) == [
        "unit", "score", "rank", "dimension.d", "indicator.a", "raw.a", "indicator.b", "raw.b", "missing",
    ]  # fmt: skip
    assert (first["unit"], first["score"], first["raw.a"]) == ("'=cmd()", "0.75", "1.5")
    assert (second["dimension.d"], second["indicator.a"], second["missing"], second["rank"]) == (
        "",
        "",
        "a",
        "1",
    )


def test_metadata_beside_the_csv_are_csvw_and_hold_the_method(result):
    found = json.loads(files(result, "scores.csv")["scores.csv-metadata.json"])
    assert (found["@context"], found["url"], found["dc:title"]) == (
        "http://www.w3.org/ns/csvw",
        "scores.csv",
        "Index",
    )
    assert (found["dc:source"], found["dc:license"], found["schema:version"]) == ("office", "CC BY 4.0", "7")
    columns = {column["titles"]: column for column in found["tableSchema"]["columns"]}
    assert columns["raw.a"]["sgforum:unit"] == "km"
    assert columns["raw.a"]["sgforum:source"] == "BPS"
    assert found["tableSchema"]["primaryKey"] == ["unit"]
    assert make_spec(found["sgforum:method"]["spec"]) == result.spec
    assert found["sgforum:method"]["sha256"]["aggregated"] == result.log[-1].sha256


def test_intervals_have_columns_of_their_own(result):
    spread = simulate(result, draws=5, seed=1)
    first = rows(files(result, "s.csv", spread)["s.csv"])[0]
    assert float(first["low"]) <= float(first["score"]) <= float(first["high"])
    assert first["rank_low"].isdigit()


def test_units_in_several_rows_are_no_key():
    twice = computed(spec("a"), unit=["x", "x"], a=[1, 2])
    found = json.loads(files(twice, "s.csv")["s.csv-metadata.json"])
    assert "primaryKey" not in found["tableSchema"]


def test_a_panel_has_its_period():
    given = spec("a", time="t")
    panel = computed(given, unit=["x", "x"], periods=["2", "1"], a=[1, 2])
    found = files(panel, "s.csv")
    assert [row["time"] for row in rows(found["s.csv"])] == ["2", "1"]
    assert json.loads(found["s.csv-metadata.json"])["tableSchema"]["primaryKey"] == ["unit", "time"]


def test_xlsx_opens_with_scores_columns_method_log_and_changes(result):
    (content,) = files(result, "s.xlsx").values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["scores", "columns", "method", "log", "changes"]
    scores = list(book["scores"].values)
    assert scores[0][:3] == ("unit", "score", "rank")
    assert scores[1][:3] == ("'=cmd()", 0.75, 2)
    assert dict(list(book["method"].values)[1:])["licence"] == "CC BY 4.0"
    assert ("treated", "x", None, "b") in [row[:4] for row in book["changes"].values]
    assert any("no score" in row[1] for row in book["log"].values)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_json_is_the_document_with_its_metadata(result):
    (content,) = files(result, "s.json").values()
    found = json.loads(content)
    assert found["metadata"]["licence"] == "CC BY 4.0"
    assert {unit["unit"]: unit["score"] for unit in found["units"]} == {"=cmd()": 0.75, "x": 100.0}


@pytest.mark.parametrize("name", ["s.csv", "s.xlsx", "s.json"])
def test_the_same_result_gives_the_same_bytes(result, name):
    assert files(result, name) == files(result, name)


def test_a_sheet_without_room_is_refused_not_cut(result, monkeypatch):
    monkeypatch.setattr(export, "_SHEET_ROWS", 2)
    with pytest.raises(InvalidInput, match=r"s\.xlsx: a sheet has no room for 2 rows"):
        files(result, "s.xlsx")
    assert len(rows(files(result, "s.csv")["s.csv"])) == 2


@pytest.mark.parametrize("name", ["s.txt", "s", "csv"])
def test_other_endings_are_refused(result, name):
    with pytest.raises(InvalidInput, match=r"must end in \.csv, \.xlsx or \.json"):
        files(result, name)

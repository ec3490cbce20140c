"""The export of a month: what stands in its tables, in every format, and what protects people in them."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from zipfile import ZipFile

import openpyxl
import pytest

from sgforum.core import settings
from sgforum.core.db import db
from sgforum.core.errors import NotFound
from sgforum.metrics import queries
from sgforum.metrics.method import CURRENT
from sgforum.reports import data_views
from sgforum.reports.participation import OFFICES, PEOPLE, participation_tables
from sgforum.reports.tables import write
from sgforum.reports.views import pages
from sgforum.web.guards import PUBLIC, guard_of
from tests.factories.metrics import PERIOD, freeze, make_active, make_rated
from tests.factories.territory import (
    CITY,
    FAR_KELURAHAN,
    KELURAHAN,
    OTHER_KELURAHAN,
    make_city,
    make_denominator,
)


@pytest.fixture
def frozen(app):
    """One rated kelurahan, one with three people in the same kecamatan, one with four elsewhere."""
    make_city()
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    people = make_rated(40)
    make_active(3, OTHER_KELURAHAN)
    make_active(4, FAR_KELURAHAN)
    freeze()
    return people


def table(name):
    found = next(each for each in participation_tables(PERIOD) if each.name == name)
    return [dict(zip(found.names, row, strict=True)) for row in found.rows]


def test_scores_hold_numbers_or_the_reason_why_not(frozen):
    mine, other, far = table("scores")
    score = queries.get_score(KELURAHAN, PERIOD)
    assert (mine["ippk"], mine["low"], mine["high"]) == (
        score.shown,
        round(score.low, 1),
        round(score.high, 1),
    )
    assert mine["d3"] == round(score.dimension("D3"), 1)
    assert (mine["status"], mine["why_not"]) == ("published", None)
    assert (other["ippk"], other["category"], other["d1"]) == (None, None, None)
    assert "kurang dari 5 orang" in other["why_not"]
    assert "belum tercatat" in far["why_not"]


def test_indicators_are_those_of_published_scores_only(frozen):
    rows = table("indicators")
    assert {row["code"] for row in rows} == {KELURAHAN}
    assert [row["indicator"] for row in rows] == [item.code for item in CURRENT.indicators]
    assert next(row for row in rows if row["indicator"] == "PAR")["raw"] == round(40 / 3_000, 6)
    assert next(row for row in rows if row["indicator"] == "RLS")["reason"]


def test_counts_of_one_to_four_people_and_totals_that_tell_them_are_left_out(frozen):
    rows = {row["code"]: row for row in table("counts")}
    assert rows[KELURAHAN]["participants"] == 40
    assert rows[OTHER_KELURAHAN]["participants"] is None
    assert rows[FAR_KELURAHAN]["participants"] is None
    assert "participants" in rows[OTHER_KELURAHAN]["hidden"]
    # each kecamatan has one hidden count, together they have 7: the city's total may stand, the kecamatan's not
    assert rows["64.71.01"]["participants"] is None
    assert rows["64.71.02"]["participants"] is None
    assert rows[CITY]["participants"] == 47
    assert rows[OTHER_KELURAHAN]["readers"] == 0
    assert rows["64.71.01"]["items_due"] == rows[KELURAHAN]["items_due"] >= 5


def test_no_cell_holds_a_small_count_of_people(frozen):
    for row in table("counts"):
        assert not {row[name] for name in PEOPLE} & {1, 2, 3, 4}
    assert "3" not in {str(value) for row in table("scores") for value in row.values()}


def test_nothing_of_a_person_leaves(frozen, tmp_path):
    write(participation_tables(PERIOD), "json", tmp_path / "a.json", demo=False)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    for person in frozen:
        assert person.public_id not in text
        assert person.name not in text
    assert "T0" not in text  # no time of a day
    assert "RT0" not in text


def test_rollups_stand_for_kecamatan_and_city(frozen):
    rows = {row["code"]: row for row in table("rollups")}
    score = queries.get_score(KELURAHAN, PERIOD)
    assert rows[CITY]["mean"] == round(score.ippk, 1)
    assert (rows[CITY]["rated"], rows[CITY]["not_rated"]) == (1, 2)
    assert rows["64.71.02"]["mean"] is None


def test_a_month_that_is_not_frozen_is_not_found(frozen):
    with pytest.raises(NotFound):
        participation_tables(PERIOD.plus(1))


def test_csv_has_decimal_points_and_says_what_is_invented(frozen, tmp_path):
    files = write(participation_tables(PERIOD), "csv", tmp_path / "p.csv", demo=True)
    assert [file.name for file in files] == [
        "p.csv", "p-indicators.csv", "p-counts.csv", "p-rollups.csv", "p-method.csv", "p-kolom.csv",
    ]  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(files[0].read_text(encoding="utf-8"))))
    assert float(rows[0]["ippk"]) == queries.get_score(KELURAHAN, PERIOD).shown
    assert rows[0]["data_contoh"] == "1"
    assert rows[1]["ippk"] == ""


def test_sqlite_has_keys_and_meanings(frozen, tmp_path):
    write(participation_tables(PERIOD), "sqlite", tmp_path / "p.db", demo=False)
    with sqlite3.connect(tmp_path / "p.db") as base:
        assert base.execute("SELECT count(*) FROM scores JOIN indicators USING (code)").fetchone() == (12,)
        assert base.execute("PRAGMA foreign_key_list(indicators)").fetchone()[2] == "scores"
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        described = base.execute("SELECT count(*) FROM _columns WHERE description <> ''").fetchone()[0]
        assert described >= len(OFFICES) + len(PEOPLE)
    base.close()


def test_xlsx_and_json_hold_the_same_scores(frozen, tmp_path):
    tables = participation_tables(PERIOD)
    write(tables, "xlsx", tmp_path / "p.xlsx", demo=False)
    write(tables, "json", tmp_path / "p.json", demo=False)
    book = openpyxl.load_workbook(tmp_path / "p.xlsx")
    first = json.loads((tmp_path / "p.json").read_text(encoding="utf-8"))["tables"][0]
    sheet = list(book.worksheets[0].values)
    assert list(sheet[0]) == [column["name"] for column in first["columns"]]
    assert sheet[1][sheet[0].index("ippk")] == first["rows"][0]["ippk"]
    book.close()


# --- From the page /data ---------------------------------------------------------------------------------------


@pytest.fixture
def visitor(app, frozen):
    if "reports.participation_file" not in app.view_functions:
        data_views.participation_file.guard = PUBLIC
        app.add_url_rule(
            "/data/partisipasi/<period>.<form>", "reports.participation_file", data_views.participation_file
        )
    return app.test_client()


def test_the_route_is_public_and_stands_with_the_reports(app):
    assert guard_of(data_views.participation_file) in (PUBLIC, None)
    assert pages.name == "reports"
    assert callable(data_views.register)


@pytest.mark.parametrize(
    ("form", "start"), [("json", b"{"), ("sqlite", b"SQLite"), ("xlsx", b"PK"), ("csv", b"PK")]
)
def test_visitors_download_a_month(visitor, form, start):
    response = visitor.get(f"/data/partisipasi/2026-03.{form}")
    assert response.status_code == 200
    assert response.data.startswith(start)
    assert "attachment" in response.headers["Content-Disposition"]
    if form == "csv":
        with ZipFile(io.BytesIO(response.data)) as bundle:
            assert "partisipasi-2026-03.csv" in bundle.namelist()


@pytest.mark.parametrize(
    ("path", "status"), [("2026-03.pdf", 404), ("2026-13.json", 422), ("2026-02.json", 404)]
)
def test_what_is_not_there_is_refused(visitor, path, status):
    assert visitor.get(f"/data/partisipasi/{path}").status_code == status


def test_a_demo_says_so_in_what_is_downloaded(app, visitor):
    settings.write(settings.DEMO, {"seed": 2018})
    db.session.commit()
    app.extensions["sgforum_is_demo"] = lambda: True
    assert json.loads(visitor.get("/data/partisipasi/2026-03.json").data)["notice"].startswith("Data contoh")


def test_scores_say_the_category_as_the_pages_do_and_nothing_is_certain(frozen):
    mine, other, _far = table("scores")
    score = queries.get_score(KELURAHAN, PERIOD)
    assert mine["verdict"] == queries.verdict_in_words(score)
    assert mine["verdict"].startswith("antara Sedang dan Baik (")
    assert 0 < mine["category_probability"] <= 0.99
    assert other["verdict"] is None

"""The report of scores says what the page says, in every format, and nothing that the page hides."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest

from sgforum.core.clock import Period
from sgforum.core.errors import NotFound
from sgforum.metrics import queries
from sgforum.reports import making
from sgforum.reports.models import PreparedKind
from sgforum.reports.score_report import score_report, score_tables
from sgforum.reports.tables import Table
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
    make_city()
    make_denominator(adults=3_000, rt_count=6)
    make_denominator(OTHER_KELURAHAN, adults=3_000)
    make_rated(40)
    make_active(3, OTHER_KELURAHAN)
    freeze()
    return queries.get_score(KELURAHAN, PERIOD)


def get(client, form, place=CITY, period=PERIOD):
    return client.get(f"/laporan/unduh/skor/{period}.{form}?wilayah={place}")


def test_json_has_every_kelurahan_and_no_number_where_there_is_none(frozen, client):
    found = json.loads(get(client, "json").data)
    rows = {row["kelurahan"]: row for row in found["kelurahan"]}
    assert rows.keys() == {KELURAHAN, OTHER_KELURAHAN, FAR_KELURAHAN}
    assert rows[KELURAHAN]["shown"] == frozen.shown
    assert rows[OTHER_KELURAHAN]["ippk"] is None
    assert rows[OTHER_KELURAHAN]["why_not"]
    assert found["gains"].keys() == {KELURAHAN}
    assert found["rollups"][0]["rated"] == 1


def test_xlsx_has_the_same_figures(frozen, client):
    book = openpyxl.load_workbook(io.BytesIO(get(client, "xlsx").data))
    places, made_of, months = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets[:3])
    rows = {row[0]: row for row in places}
    assert rows[KELURAHAN][3] == frozen.shown
    assert rows[OTHER_KELURAHAN][3] is None
    assert sum(row[0] == KELURAHAN for row in made_of) == 12
    assert any(str(row[0]) == "2026-03" for row in months)


def test_the_cells_of_every_table_are_single_values(frozen):
    for table in score_tables(score_report(CITY, PERIOD)):
        assert isinstance(table, Table)
        assert all(not isinstance(cell, list | tuple | dict) for row in table.rows for cell in row)


def test_the_file_to_print_has_the_summary_and_a_page_for_each_rated_place(frozen, client):
    page = get(client, "html").text
    shown = f"{frozen.shown:.1f}".replace(".", ",")
    assert f"perkiraan {shown}" in page
    assert page.count('class="sec sheet"') == 1
    assert "Baru Ilir" in page
    assert "href=" not in page
    assert "<script" not in page


def test_parts_are_the_summary_and_each_rated_place(frozen):
    parts = making.parts_of(PreparedKind.SCORES, CITY, str(PERIOD))
    assert len(parts) == 2
    assert len(making.parts_of(PreparedKind.PLACE_SCORE, KELURAHAN, str(PERIOD))) == 1


def test_a_place_without_a_score_says_why(frozen, client):
    page = get(client, "html", OTHER_KELURAHAN).text
    assert "kurang dari 5 orang" in page
    assert "Dua belas indikator" not in page


def test_english_is_spoken_below_en(frozen, client):
    assert "Participation score" in client.get(f"/en/laporan/unduh/skor/{PERIOD}.html?wilayah={CITY}").text


@pytest.mark.parametrize(
    ("place", "period"),
    [("99.99", "2026-03"), (CITY, "2026-13"), (CITY, "x"), (CITY, "2031-01"), ("", "2026-03")],
)
def test_what_there_is_not_is_not_found(frozen, client, place, period):
    assert get(client, "json", place, period).status_code == 404
    assert get(client, "exe").status_code == 404


def test_a_kecamatan_has_no_report(frozen):
    with pytest.raises(NotFound):
        score_report("64.71.01", Period.parse("2026-03"))

"""The report of a consultation: the count as it may be shown, the decision, and the interval of its turnout."""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.reports.consultation_report import wilson
from tests.factories.accounts import make_official, make_person
from tests.factories.consultation import make_consultation


def test_wilson_gives_the_published_intervals():
    one, other = wilson(172, 15_600), wilson(6, 900)
    assert (round(one.low * 100, 3), round(one.high * 100, 3)) == (0.973, 1.249)
    assert (round(other.low * 100, 3), round(other.high * 100, 3)) == (0.345, 1.284)
    assert wilson(0, 0) is None


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_wilson_holds_the_share_and_stays_between_nothing_and_all(pair):
    rate = wilson(*pair)
    assert 0 <= rate.low <= rate.value + 1e-12
    assert rate.value - 1e-12 <= rate.high <= 1


def counted(app, voters, stage="decided"):
    keys = app.extensions["sgforum_config"].keys
    return make_consultation(
        make_official(), keys, stage, votes={"a": [make_person() for _ in range(voters)]}
    )


def get(client, made, form="json"):
    return client.get(f"/laporan/unduh/musyawarah/{made.public_id}.{form}")


def test_json_tells_question_count_and_decision(city, app, client):
    made = counted(app, 12)
    found = json.loads(get(client, made).data)
    (question,) = found["questions"]
    assert question["ballots"] == 12
    assert question["options"][0]["total"] == 12
    assert question["options"][0]["is_winner"] is True
    assert question["turnout"]["low"] < question["turnout"]["value"] <= question["turnout"]["high"]
    assert found["decision"]["decided"]
    assert found["decision"]["promise_kept"] in ("yes", "partly", "no")


def test_below_ten_secret_ballots_no_number_is_told(city, app, client):
    made = counted(app, 4)
    (question,) = json.loads(get(client, made).data)["questions"]
    assert (question["ballots"], question["turnout"], question["valid"]) == (None, None, None)
    assert {option["total"] for option in question["options"]} == {None}
    page = get(client, made, "html").text
    assert "terlalu sedikit untuk ditampilkan" in page
    assert "Jumlah suara yang masuk tidak diumumkan" in page
    assert "4 suara masuk" not in page
    assert "Kehadiran dengan rentang" not in page
    assert "Suara atau nilai" not in page
    rows = list(
        openpyxl.load_workbook(io.BytesIO(get(client, made, "xlsx").data))
        .worksheets[1]
        .iter_rows(values_only=True)
    )
    listed = [row for row in rows if row[0] == 1]
    assert len(listed) == len(question["options"])
    assert {row[3] for row in listed} == {None}


def test_before_the_decision_it_says_so(city, app, client):
    made = counted(app, 12, "closed")
    assert json.loads(get(client, made).data)["decision"] is None
    assert "Keputusan belum dicatat" in get(client, made, "html").text


@pytest.mark.parametrize("stage", ["draft", "voting"])
def test_before_the_count_there_is_no_report(city, app, client, stage):
    made = make_consultation(make_official(), app.extensions["sgforum_config"].keys, stage)
    assert get(client, made).status_code == 404
    assert get(client, made, "exe").status_code == 404


def test_the_file_to_print_stands_alone(city, app, client):
    page = get(client, counted(app, 12), "html").text
    assert "<script" not in page
    assert "href=" not in page
    assert "Kehadiran dengan rentang 90%" in page

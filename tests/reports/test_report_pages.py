from __future__ import annotations

import html
import io
import json
import re
from contextlib import closing

import openpyxl
import pytest

from sgforum.core import settings
from sgforum.core.db import transaction
from sgforum.reports.catalogue import INDICATORS
from sgforum.reports.schema import REGISTERS
from sgforum.reports.tables import DEMO_NOTICE
from tests.factories.reports import make_row
from tests.factories.territory import make_city


def text_of(response):
    """What a reader sees: no tags, one kind of blank."""
    content = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", response.text, flags=re.DOTALL)
    content = re.sub(r"<[^>]+>", " ", content)
    return re.sub(r"\s+", " ", html.unescape(content).replace("\u00a0", " "))


def card(client, code, year=2018):
    return text_of(client.get(f"/laporan/{code}?tahun={year}"))


def test_report_before_there_is_data_says_so(client, app):
    for path in ("/laporan", "/data"):
        assert client.get(path).status_code == 200
    assert "Belum ada data sumber daya." in text_of(client.get("/laporan"))
    make_city()
    assert "Belum ada data sumber daya." in text_of(client.get("/laporan"))
    assert client.get("/laporan/a1").status_code == 404


def test_report_is_of_the_newest_year_with_data(client, baseline):
    assert "Laporan sumber daya 2018" in text_of(client.get("/laporan"))
    make_row("anggaran", year="2025")
    assert "Laporan sumber daya 2025" in text_of(client.get("/laporan"))
    assert "Laporan sumber daya 2018" in text_of(client.get("/laporan?tahun=2018"))


@pytest.mark.parametrize("year", ["2019", "1", "abc", "-2018", "9" * 500, "\u0662\u0660\u0661\u0668"])
def test_report_of_a_year_without_data_is_not_found(client, baseline, year):
    assert client.get("/laporan", query_string={"tahun": year}).status_code == 404
    assert client.get("/laporan/a1", query_string={"tahun": year}).status_code == 404


@pytest.mark.parametrize(
    ("code", "figures"),
    [
        ("k1", ["60,7 %", "17 dari 28", "66,7 %", "12 dari 18", "50,0 %", "5 dari 10", "39,3 poin persen = 11 tautan"]),
        ("k2", ["Nilai 0", "paling sedikit 1", "Capaian 0,0"]),
        ("k5", ["0 dari 26", "26 aplikasi"]),
        (
            "a1",
            [
                "0,6772 %", "Rp12.262.832.618 dari Rp1.810.758.387.000", "33,9", "22,6", "Rp23.952.335.122",
                "Rp42.059.918.992", "(2017)", "Tertinggal",
            ],
        ),
        ("s1", ["2–3 orang per unit", "Capaian 100,0", "Tercapai", "Kesenjangan tidak ada"]),
        ("s2", ["80–120", "petugas tidak terdata dengan baik"]),
        ("p1", ["1,59 %", "100 dari 6.283", "0,008–0,016 %", "50–100 dari 619.704", "0,31 %", "tidak dihitung", "78,41 poin persen"]),
        ("p3", ["87,57 poin persen", "57,1", "0,59 %"]),
        ("a2", ["Belum terdata", "paling sedikit 95 %"]),
        ("p5", ["Belum terdata", "tidak dinilai"]),
    ],
)  # fmt: skip
def test_indicator_page_shows_the_baseline_to_the_digit(client, baseline, code, figures):
    page = card(client, code)
    assert [figure for figure in figures if figure not in page] == []


def test_report_page_shows_scores_gaps_tables_and_sources(client, baseline):
    page = text_of(client.get("/laporan"))
    for words in (
        "Nilai 15,2 dari 100.",
        "4 dari 5 indikator terdata",
        "9 dari 21",
        "1 dari 4",
        "Belum dapat dinilai.",
        "Belum terdata",
        "Tabel 1. Analisis sub dimensi",
        "Tabel 2. Analisis kesenjangan",
        "rekonstruksi",
        "Rekonstruksi dari teks studi; tabel aslinya tidak tersedia.",
        "Naikkan anggaran TIK menjadi paling sedikit 3 persen dari APBD.",
        "Studi Smart Governance Balikpapan 2018 (2018)",
        "322.928",
    ):
        assert words in page
    assert all(indicator.code in page for indicator in INDICATORS)
    assert "777" not in page  # the other city's budget
    assert "999" not in page  # another year's


def test_an_old_report_says_that_it_is_old(client, baseline):
    assert "menggambarkan tahun 2018 atau sebelumnya, bukan keadaan sekarang" in text_of(
        client.get("/laporan")
    )


def test_participation_is_said_to_be_unknown_without_a_score(client, baseline):
    row = text_of(client.get("/laporan")).partition("Tabel 2. Analisis kesenjangan")[2]
    assert "Belum terdata: IPPK" in row


def test_report_reads_in_english(client, baseline):
    page = client.get("/en/laporan/a1?tahun=2018")
    assert page.status_code == 200
    assert "0.6772" in page.text
    assert "Rp23,952,335,122" in page.text


def test_an_indicator_that_is_not_there_is_not_found(client, baseline):
    for code in ("Z9", "z9", "a1x"):
        assert client.get(f"/laporan/{code}").status_code == 404


def test_report_costs_the_same_queries_for_one_and_for_fifty_rows(client, baseline, count_queries):
    client.get("/data")  # what an application remembers is asked once
    make_row("perangkat-daerah", year="2018")
    with count_queries() as few:
        assert client.get("/laporan").status_code == 200
    for n in range(50):
        make_row(
            "perangkat-daerah", year="2018", name=f"Dinas {n}", website="https://a.go.id", link_class="aktif"
        )
        make_row("petugas-tik", year="2018", unit=f"Unit {n}")
    with count_queries() as many:
        assert client.get("/laporan").status_code == 200
    assert len(few) == len(many) <= 20


def test_a_kept_report_costs_one_query_and_turns_stale_with_a_new_row(client, baseline, count_queries):
    assert "12 dari 18" in card(client, "k1")
    with count_queries() as kept:
        assert "12 dari 18" in card(client, "k1")
    assert len([statement for statement in kept if statement.startswith("SELECT")]) == 1
    make_row("hitungan-tautan", year="2018", kind="kantor", active="7")
    assert "24 dari 35" in card(client, "k1")


def test_a_source_that_holds_markup_is_shown_as_text(client, baseline):
    make_row(
        "pusat-kendali", year="2025", source='<img src=x onerror="alert(1)">', note="<b>tebal</b> 100 %(x)s"
    )
    page = client.get("/laporan/k3")
    assert "<img src=x" not in page.text
    assert "<b>tebal" not in page.text
    assert "<b>tebal</b> 100 %(x)s" in html.unescape(page.text)


def test_json_file_has_sources_brackets_and_no_notice(client, baseline):
    answer = client.get("/laporan/unduh/2018.json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="laporan-sumber-daya-2018.json"'
    document = json.loads(answer.data)
    by_code = {item["code"]: item for item in document["indicators"]}
    assert len(by_code) == 22
    assert by_code["A1"]["value"] == pytest.approx(0.6772208, abs=1e-7)
    assert [a["capaian"] for a in by_code["A1"]["readings"][0]["assessments"]] == pytest.approx(
        [33.861, 22.574], abs=1e-3
    )
    assert by_code["A1"]["readings"][0]["assessments"][0]["gaps"][1] == {
        "value": 23952335122,
        "unit": "rupiah",
    }
    assert by_code["S1"]["value"] == [2, 3]
    hore = by_code["P1"]["readings"][1]
    assert (hore["part"], hore["counts"], hore["source"]) == (
        [50, 100],
        False,
        "Studi Smart Governance Balikpapan 2018",
    )
    assert (by_code["A2"]["value"], by_code["A2"]["status"]) == (None, "belum_terdata")
    assert document["overall"]["score"] is None
    assert document["city"]["code"] == "64.71"
    assert "notice" not in document
    assert client.get("/laporan/unduh/2018.json").data == answer.data


def test_xlsx_file_opens_and_matches_the_page(client, baseline):
    answer = client.get("/laporan/unduh/2018.xlsx")
    with closing(openpyxl.load_workbook(io.BytesIO(answer.data))) as book:
        sheet = book["Indikator"]
        head = [cell.value for cell in sheet[1]]
        rows = {
            row[0]: dict(zip(head, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)
        }
        assert len(rows) == 22
        assert rows["A1"]["nilai_lo"] == pytest.approx(0.6772208, abs=1e-7)
        assert (rows["S1"]["nilai_lo"], rows["S1"]["nilai_hi"]) == (2, 3)
        assert rows["A2"]["nilai_lo"] is None
        assert rows["A2"]["status"] == "Belum terdata"
        assert "Tabel 2 (rekonstruksi)" in book.sheetnames
    assert client.get("/laporan/unduh/2018.xlsx").data == answer.data


def test_html_file_stands_alone(client, baseline):
    answer = client.get("/laporan/unduh/2018.html")
    assert "Nilai 15,2 dari 100." in text_of(answer)
    for outside in ("<script", "<link", "src=", "/static/", "@font-face", "href="):
        assert outside not in re.sub(r"<style>.*?</style>", "", answer.text, flags=re.DOTALL)
    assert "url(/" not in answer.text


def test_files_of_a_demo_say_so(client, baseline):
    with transaction():
        settings.write(settings.DEMO, {"seed": 1})
    assert json.loads(client.get("/laporan/unduh/2018.json").data)["notice"] == DEMO_NOTICE
    assert DEMO_NOTICE in client.get("/laporan/unduh/2018.html").text
    with closing(openpyxl.load_workbook(io.BytesIO(client.get("/laporan/unduh/2018.xlsx").data))) as book:
        assert book.sheetnames[0] == "Baca dulu"


def test_files_of_other_years_and_formats_are_not_found(client, baseline):
    for name in ("2019.json", "2018.pdf", "2018.exe", "x.json"):
        assert client.get(f"/laporan/unduh/{name}").status_code == 404


def test_data_page_offers_every_year_and_register(client, baseline):
    page = client.get("/data").text
    assert "/laporan/unduh/2018.json" in page
    for register in REGISTERS:
        assert f"/data/register/{register.code}.csv" in page
        answer = client.get(f"/data/register/{register.code}.csv")
        assert answer.status_code == 200
        assert answer.content_type == "text/csv; charset=utf-8"
        assert "sgforum" not in answer.text  # who entered it is not handed out
    assert "1810758387000" in client.get("/data/register/anggaran.csv").text
    assert client.get("/data/register/tidak-ada.csv").status_code == 404


def test_a_code_in_capital_letters_leads_to_the_page(client, baseline):
    answer = client.get("/laporan/K3?tahun=2018")
    assert (answer.status_code, answer.location) == (301, "/laporan/k3?tahun=2018")
    assert client.get("/en/laporan/K3").location == "/en/laporan/k3"
    assert client.get("/laporan/K99").status_code == 404


def test_every_gap_has_its_sentence_and_its_table_and_the_budget_its_own_picture(client, baseline):
    page = client.get("/laporan?tahun=2018")
    text = text_of(page)
    assert "0 dari 1 indikator yang terdata mencapai sasaran" in text
    assert "Yang masih kurang: 2,3228 poin persen = Rp42.059.918.992." in text
    assert text.count("Lihat sebagai tabel : Capaian dan sasaran:") == 4
    assert 'aria-label="Anggaran TIK dalam APBD"' in page.text
    assert ">0,68%<" in page.text

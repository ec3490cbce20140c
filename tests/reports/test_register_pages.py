from __future__ import annotations

import html
import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.reports.models import Budget
from sgforum.reports.queries import list_rows
from sgforum.reports.schema import REGISTERS, find_register
from tests.factories.accounts import make_official, sign_in
from tests.factories.reports import OTHER_CITY, count_budgets, make_row, smallest
from tests.factories.territory import CITY

BUDGET = find_register("anggaran")
PATHS = ("/admin/register", "/admin/register/anggaran", "/admin/register/anggaran/impor")


@pytest.fixture
def desk(client, admin):
    sign_in(client, admin)
    return client


def value_of(page, name):
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', page)
    value = re.search(r'value="([^"]*)"', found[0])
    return html.unescape(value[1]) if value else ""


def test_register_pages_are_hidden_from_others(client, city, strangers):
    row = make_row("anggaran")
    paths = (
        *PATHS,
        f"/admin/register/anggaran/{row.public_id}",
        f"/admin/register/anggaran/{row.public_id}/hapus",
    )
    for path in paths:
        assert client.get(path).status_code == 303  # to the sign-in page
    auditor = strangers[-1]
    for person in strangers:
        sign_in(client, person)
        for path in paths:
            reads = person is auditor and path in PATHS[:2]
            assert client.get(path).status_code == (200 if reads else 404), (person.name, path)
        assert (
            client.post("/admin/register/anggaran", data=smallest("anggaran", year="2020")).status_code == 404
        )
        assert client.post("/admin/register/data-awal").status_code == 404
        assert client.post(paths[-1], data={"reason": "x"}).status_code == 404
    assert count_budgets() == 4


def test_register_pages_are_open_to_an_official_of_the_city(client, city):
    sign_in(client, make_official(CITY))
    assert [client.get(path).status_code for path in PATHS] == [200, 200, 200]


def test_a_row_of_another_city_is_hidden_from_the_admin(desk):
    foreign = db.session.scalar(select(Budget).where(Budget.place_code == OTHER_CITY, Budget.year == 2025))
    path = f"/admin/register/anggaran/{foreign.public_id}"
    assert desk.get(path).status_code == 404
    assert desk.post(path, data=smallest("anggaran")).status_code == 404
    assert desk.post(f"{path}/hapus", data={"reason": "x"}).status_code == 404
    assert "777" not in desk.get("/admin/register/anggaran").text


@pytest.mark.parametrize("code", [register.code for register in REGISTERS])
def test_every_register_has_a_form_that_takes_a_row(desk, code):
    page = desk.get(f"/admin/register/{code}")
    assert page.status_code == 200
    assert value_of(page.text, "year") == str(now().year)
    answer = desk.post(f"/admin/register/{code}", data=smallest(code))
    assert answer.status_code == 303
    rows = list_rows(find_register(code), CITY, 2025)
    assert len(rows) == 1
    assert "Baris sudah disimpan." in desk.get(f"/admin/register/{code}").text
    edit = desk.get(f"/admin/register/{code}/{rows[0].public_id}")
    assert value_of(edit.text, "source") == "uji"


def test_a_wrong_row_keeps_what_was_typed(desk):
    given = smallest("anggaran", apbd_rupiah="-5", ict_rupiah="Rp1.000", source="<Perda>")
    answer = desk.post("/admin/register/anggaran", data=given)
    assert answer.status_code == 422
    assert "Angka ini tidak boleh kurang dari nol." in answer.text
    assert (value_of(answer.text, "apbd_rupiah"), value_of(answer.text, "ict_rupiah")) == ("-5", "Rp1.000")
    assert value_of(answer.text, "source") == "<Perda>"
    assert count_budgets() == 3


def test_a_row_that_is_there_is_not_overwritten_by_adding(desk):
    make_row("anggaran")
    answer = desk.post("/admin/register/anggaran", data=smallest("anggaran", ict_rupiah="30"))
    assert answer.status_code == 422
    assert "Baris ini sudah ada untuk tahun itu." in answer.text
    assert list_rows(BUDGET, CITY, 2025)[0].ict_rupiah == 20


def test_a_row_is_changed_and_removed_with_a_reason(desk):
    row = make_row("anggaran")
    path = f"/admin/register/anggaran/{row.public_id}"
    assert desk.post(path, data=smallest("anggaran", ict_rupiah="30")).status_code == 303
    assert list_rows(BUDGET, CITY, 2025)[0].ict_rupiah == 30
    assert desk.post(f"{path}/hapus", data={"reason": ""}).status_code == 422
    assert count_budgets() == 4
    assert desk.post(f"{path}/hapus", data={"reason": "salah"}).status_code == 303
    assert count_budgets() == 3
    assert desk.get(path).status_code == 404


def test_an_edit_form_sends_back_what_it_shows(desk):
    row = make_row(
        "perangkat-daerah", is_under_guideline="tidak", is_ict_office="tidak", website="https://a.go.id"
    )
    page = desk.get(f"/admin/register/perangkat-daerah/{row.public_id}").text
    chosen = dict(
        re.findall(r'<select[^>]*name="(\w+)"[^>]*>.*?<option selected value="([^"]*)"', page, re.DOTALL)
    )
    assert chosen == {
        "kind": "dinas", "link_class": "belum_diperiksa", "is_under_guideline": "tidak", "is_ict_office": ""
    }  # fmt: skip


def test_baseline_is_loaded_by_a_button_once(desk):
    assert "Muat data awal 2018" in desk.get("/admin/register").text
    answer = desk.post("/admin/register/data-awal", follow_redirects=True)
    assert "Data awal 2018 sudah dimuat." in answer.text
    again = desk.post("/admin/register/data-awal", follow_redirects=True)
    assert "Tidak ada yang berubah." in again.text
    assert len(list_rows(find_register("pemakaian-aplikasi"), CITY)) == 3


def test_an_import_with_errors_shows_lines_and_keeps_the_text(desk):
    text = "year,apbd_rupiah,source\n2023,1,uji\n2024,-5,uji\n3000,1,<b>uji\n"
    answer = desk.post("/admin/register/anggaran/impor", data={"text": text})
    assert answer.status_code == 422
    rows = re.findall(r'<tr><th scope="row">(\d+)</th><td>([^<]*)</td><td>([^<]*)</td>', answer.text)
    assert rows == [
        ("3", "apbd_rupiah", "Angka ini tidak boleh kurang dari nol."),
        ("4", "year", "Tahun laporan paling awal 1990 dan paling jauh tahun depan."),
    ]
    kept = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)[1])
    assert kept.strip().splitlines() == text.strip().splitlines()
    assert count_budgets() == 3


def test_an_uploaded_file_is_imported_or_put_into_the_form(desk):
    def send(content):
        return desk.post(
            "/admin/register/anggaran/impor",
            data={"file": (io.BytesIO(content), "anggaran.csv")},
            content_type="multipart/form-data",
        )

    wrong = send(b"year,apbd_rupiah,source\n2023,x,uji\n")
    assert wrong.status_code == 422
    assert "2023,x,uji" in wrong.text
    good = send("\ufeffyear;apbd_rupiah;source\r\n2023;1;uji é\r\n".encode())
    assert good.status_code == 303
    assert list_rows(BUDGET, CITY, 2023)[0].source == "uji é"
    assert "1 baris baru, 0 diubah, 0 tetap" in desk.get("/admin/register/anggaran").text


def upload(desk, code, rows):
    """Send rows as the first sheet of a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return desk.post(
        f"/admin/register/{code}/impor",
        data={"file": (io.BytesIO(out.getvalue()), "register.xlsx")},
        content_type="multipart/form-data",
    )


def test_a_workbook_is_imported_as_a_csv_is(desk):
    head = ["year", "apbd_rupiah", "ict_rupiah", "source"]
    answer = upload(
        desk, "anggaran", [head, [2023, 1_810_758_387_000, 12_262_832_618, "Perda"], [], [2024, 9, 1, "x"]]
    )
    assert answer.status_code == 303
    assert [(row.ict_rupiah, row.source) for row in list_rows(BUDGET, CITY, 2023)] == [
        (12_262_832_618, "Perda")
    ]
    assert count_budgets() == 5


def test_a_workbook_with_errors_names_its_rows_and_imports_nothing(desk):
    head = ["year", "apbd_rupiah", "source"]
    answer = upload(
        desk,
        "anggaran",
        [head, [2023, 1, "uji"], [], [2024, -5, "uji"], [3000, 1, "uji"], [2022, 1.125, "u"]],
    )
    assert answer.status_code == 422
    assert re.findall(r'<tr><th scope="row">(\d+)</th><td>([^<]*)</td><td>([^<]*)</td>', answer.text) == [
        ("4", "apbd_rupiah", "Angka ini tidak boleh kurang dari nol."),
        ("5", "year", "Tahun laporan paling awal 1990 dan paling jauh tahun depan."),
        ("6", "apbd_rupiah", "Tulis bilangan bulat, misalnya 1.250 atau 1250."),
    ]
    assert "2024,-5,uji" in answer.text  # to be mended in the form
    assert count_budgets() == 3


def test_a_formula_without_a_result_is_said_with_its_row(desk):
    answer = upload(desk, "anggaran", [["year", "apbd_rupiah", "source"], [2023, "=1+1", "uji"]])
    assert answer.status_code == 422
    assert "Rumus di kolom 2 belum punya hasil." in answer.text
    assert count_budgets() == 3


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"year,source\n2023,\xff\xfe\n", "bukan CSV UTF-8 dan bukan XLSX"),
        (b"", "Pilih berkas atau tempel isinya."),
    ],
)
def test_a_file_that_is_no_text_is_said(desk, content, sentence):
    data = {"file": (io.BytesIO(content), "a.csv")} if content else {"text": "  "}
    answer = desk.post("/admin/register/anggaran/impor", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert sentence in answer.text


def test_unknown_registers_and_rows_are_not_found(desk):
    for path in ("/admin/register/gaji", "/admin/register/gaji/impor", "/admin/register/anggaran/tidakada22"):
        assert desk.get(path).status_code == 404


def test_register_lists_cost_the_same_queries_for_one_and_for_fifty_rows(desk, count_queries):
    def cost(path):
        with count_queries() as statements:
            assert desk.get(path).status_code == 200
        return len(statements)

    desk.get("/data")  # what an application remembers is asked once
    make_row("petugas-tik")
    few = [cost("/admin/register/petugas-tik"), cost("/admin/register")]
    for n in range(49):
        make_row("petugas-tik", unit=f"Unit {n}")
    assert [cost("/admin/register/petugas-tik"), cost("/admin/register")] == few

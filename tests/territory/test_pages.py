"""The pages of places and figures over HTTP."""

from __future__ import annotations

import io
import re

from sgforum.core.permissions import Role
from sgforum.territory.models import Publisher
from tests.factories.accounts import make_staff, sign_in
from tests.factories.territory import CITY, KELURAHAN, make_city, make_denominator


def test_figures_in_force_say_who_entered_and_who_approved_them(app):
    make_city()
    make_denominator(adults=640, entered_by_name="Pencatat Satu", approved_by_name="Penyetuju Dua")
    client = app.test_client()
    for role in (Role.ADMIN, Role.AUDITOR):
        sign_in(client, make_staff(role, CITY))
        page = client.get("/admin/penduduk").text
        table = page[page.index("Angka yang berlaku") :]
        row = next(row for row in re.findall(r"<tr>.*?</tr>", table, re.DOTALL) if "640" in row)
        assert "Pencatat Satu" in row
        assert "Penyetuju Dua" in row


def test_an_administrator_of_one_kelurahan_is_offered_no_approval_elsewhere(app):
    make_city()
    mine = make_denominator(KELURAHAN, adults=640, approved_at=None, approved_by_id=None, approved_by_name="")
    client = app.test_client()
    sign_in(client, make_staff(Role.ADMIN, "64.71.02"))
    assert f"/admin/penduduk/{mine.id}/setujui" not in client.get("/admin/penduduk").text
    sign_in(client, make_staff(Role.ADMIN, KELURAHAN))
    assert f"/admin/penduduk/{mine.id}/setujui" in client.get("/admin/penduduk").text


def test_a_wrong_file_of_figures_is_refused_as_such_with_its_lines(app):
    make_city()
    client = app.test_client()
    sign_in(client, make_staff(Role.ADMIN, CITY))
    wrong = (io.BytesIO(b"code,adults\n64.71.01.1001,abc\n"), "penduduk.csv")
    answer = client.post("/admin/penduduk/impor", data={"csv-file": wrong})
    assert answer.status_code == 422
    assert "Baris 1: " in answer.text


def test_an_official_table_is_entered_and_a_large_change_is_told_to_who_approves(app):
    make_city()
    make_denominator(adults=10_000, publisher=Publisher.DISDUKCAPIL)
    make_denominator(adults=9_500, publisher=Publisher.BPS, source="Proyeksi")
    client = app.test_client()
    sign_in(client, make_staff(Role.ADMIN, CITY))
    table = (io.BytesIO(b"kode,wajib_ktp,tahun\n64.71.01.1001,12000,2025\n"), "tabel.csv")
    fields = {"tabel-publisher": "disdukcapil", "tabel-source": "DKB 2025"}
    answer = client.post("/admin/penduduk/tabel", data={"tabel-file": table, **fields})
    assert answer.status_code == 303
    page = client.get("/admin/penduduk").text
    assert "Berbeda 20,0% dari angka Disdukcapil yang berlaku" in page
    assert "BPS: 9.500" in page


def test_a_wrong_official_table_is_refused_with_its_lines_and_keeps_the_source(app):
    make_city()
    client = app.test_client()
    sign_in(client, make_staff(Role.ADMIN, CITY))
    table = (io.BytesIO(b"kode,wajib_ktp\n64.71.01.1001,abc\n"), "tabel.csv")
    fields = {"tabel-publisher": "bps", "tabel-source": "Kecamatan dalam angka"}
    answer = client.post("/admin/penduduk/tabel", data={"tabel-file": table, **fields})
    assert answer.status_code == 422
    assert "Baris 2: abc bukan bilangan bulat" in answer.text
    assert "Kecamatan dalam angka" in answer.text
    unreadable = (io.BytesIO(b"\xff\xfe"), "tabel.xlsx")
    answer = client.post("/admin/penduduk/tabel", data={"tabel-file": unreadable, **fields})
    assert "Berkas ini bukan CSV UTF-8 dan bukan XLSX." in answer.text

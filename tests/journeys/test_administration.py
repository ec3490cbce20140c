"""An administrator's way: roles, denominators with a second pair of eyes, exports, the record of what staff did."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import datetime
from zipfile import ZipFile

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.factories.accounts import make_person
from tests.factories.territory import CITY, KELURAHAN

pytestmark = pytest.mark.browser


def test_admin_gives_a_role_and_takes_it_back(enter, world, js):
    name = f"Ratna {'Kusuma' if js else 'Dewi'}"
    with world.inside():
        address = make_person(name=name).email
    page = enter("admin")
    page.goto("/admin")
    page.get_by_role("link", name="Petugas dan perannya").click()
    page.get_by_label("Alamat surel orangnya").fill(address)
    page.get_by_label("Peran", exact=True).select_option(label="Moderator")
    page.get_by_label("Wilayah", exact=True).select_option(value="64.71.01.1001")
    page.get_by_role("button", name="Beri peran").click()
    expect(page.get_by_role("status", name="Kabar")).to_contain_text("Peran sudah diberikan.")
    row = page.get_by_role("row").filter(has_text=name)
    expect(row).to_contain_text("Moderator")

    page.goto("/admin/catatan")
    expect(page.get_by_role("row").filter(has_text="accounts.role.grant").first).to_contain_text(
        "Maria Gunawan"
    )

    page.goto("/admin/peran")
    row.get_by_role("button", name="Cabut").click()
    expect(page.get_by_role("row").filter(has_text=name)).to_have_count(0)


def test_a_denominator_counts_only_after_a_second_person(enter, world, js):
    figure = "12.345" if js else "23.456"
    clerk = enter("clerk")
    clerk.goto("/admin/penduduk")
    clerk.get_by_label("Kelurahan").first.select_option(label="Baru Ilir")
    clerk.get_by_label("Penduduk 17 tahun ke atas").fill(figure.replace(".", ""))
    clerk.get_by_label("Jumlah RT").fill("31")
    clerk.get_by_label("Sumber").first.fill(f"Disdukcapil {figure}")
    clerk.get_by_label("Keadaan per tanggal").first.fill(datetime.now(world.config.zone).date().isoformat())
    clerk.get_by_role("button", name="Catat angka").click()
    waiting = clerk.get_by_role("listitem").filter(has_text=figure)
    expect(waiting).to_contain_text("Anton Wirawan")
    expect(waiting.get_by_role("button")).to_have_count(0)

    clerk.get_by_label("Kelurahan").first.select_option(label="Baru Ilir")
    clerk.get_by_label("Penduduk 17 tahun ke atas").fill("1")
    clerk.get_by_label("Sumber").first.fill(f"Disdukcapil {figure}")
    clerk.get_by_label("Keadaan per tanggal").first.fill(datetime.now(world.config.zone).date().isoformat())
    clerk.get_by_role("button", name="Catat angka").click()
    expect(clerk.locator("[role=alert]")).to_contain_text("sudah tercatat")
    expect(clerk.get_by_label("Penduduk 17 tahun ke atas")).to_have_value("1")

    admin = enter("admin")
    admin.goto("/admin/penduduk")
    admin.get_by_role("listitem").filter(has_text=figure).get_by_role(
        "button", name="Setujui angka ini"
    ).click()
    expect(admin.get_by_role("row").filter(has_text="Baru Ilir")).to_contain_text(figure)
    expect(admin.get_by_role("row").filter(has_text="Baru Ilir")).to_contain_text("Maria Gunawan")
    visitor = enter()
    visitor.goto("/kelurahan/64.71.02.1001")
    expect(visitor.get_by_role("main")).to_contain_text(figure)


def take(page: Page, address: str) -> bytes:
    """The file behind a link of the page."""
    with page.expect_download() as download:
        page.locator(f"main a[href$='{address}']").click()
    return download.value.path().read_bytes()


def test_anybody_takes_the_resources_away(enter):
    page = enter("admin")
    page.goto("/data")
    book = openpyxl.load_workbook(io.BytesIO(take(page, "/laporan/unduh/2018.xlsx")), read_only=True)
    assert book.sheetnames
    assert json.loads(take(page, "/laporan/unduh/2018.json"))
    rows = list(csv.DictReader(io.StringIO(take(page, "/data/register/anggaran.csv").decode())))
    assert rows[0]["year"] == "2018"


def test_anybody_takes_a_months_scores_away(enter, world, tmp_path):
    page = enter()
    page.goto("/data")
    files = {
        form: take(page, f"/data/partisipasi/{world.period}.{form}")
        for form in ("csv", "json", "xlsx", "sqlite")
    }
    assert any(name.endswith(".csv") for name in ZipFile(io.BytesIO(files["csv"])).namelist())
    assert KELURAHAN in json.dumps(json.loads(files["json"]))
    assert openpyxl.load_workbook(io.BytesIO(files["xlsx"]), read_only=True).sheetnames
    (tmp_path / "skor.db").write_bytes(files["sqlite"])
    with closing(sqlite3.connect(tmp_path / "skor.db")) as database:
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0] > 1


def test_anybody_finds_the_files_of_a_month(enter, world):
    page = enter()
    page.goto("/data")
    page.locator(f'main a[href="/data/{world.period}"]').click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Data partisipasi")
    package = page.request.get(f"/data/{world.period}/datapackage.json").json()
    for resource in package["resources"]:
        expect(page.locator(f'main a[href="/data/{world.period}/{resource["path"]}"]')).to_have_count(1)
        assert len(page.request.get(f"/data/{world.period}/{resource['path']}").body()) == resource["bytes"]


def test_an_admin_takes_months_away_and_the_record_says_so(enter, world):
    page = enter("admin")
    page.goto("/admin")
    page.get_by_role("link", name="Ekspor metrik partisipasi").click()
    page.get_by_label("Dari bulan").select_option(str(world.period))
    page.get_by_label("Sampai bulan").select_option(str(world.period))
    page.get_by_label("Format").select_option("json")
    with page.expect_download() as download:
        page.get_by_role("button", name="Unduh berkas").click()
    taken = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert {row["period"] for row in taken["tables"][0]["rows"]} == {str(world.period)}
    page.goto("/admin/catatan")
    expect(page.locator("main")).to_contain_text("reports.participation.export")


def test_export_of_places_is_what_the_import_reads(enter):
    page = enter("admin")
    page.goto("/admin/wilayah")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh sebagai CSV").click()
    lines = download.value.path().read_text().splitlines()
    assert any(CITY in line for line in lines)
    page.get_by_label("Berkas CSV").set_input_files(
        {
            "name": "wilayah.csv",
            "mimeType": "text/csv",
            "buffer": b"level,code,parent_code,name\nkelurahan,64.71.01,9,X\n",
        }
    )
    page.get_by_role("button", name="Impor wilayah").click()
    expect(page.locator("#file-error")).to_contain_text("Tidak ada yang diimpor.")
    expect(page.locator("#file-error")).to_contain_text("Baris 2")

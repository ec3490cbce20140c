"""An official's way from empty registers to the printed report: rows, files, links, a frozen month, the PDF."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from sgforum.core import clock
from sgforum.core.clock import local_date, now
from sgforum.core.db import db
from sgforum.reports.link_jobs import audit_links
from sgforum.reports.link_models import LinkPlan
from tests.core.sites import page as site_page
from tests.core.sites import running, to, two_days
from tests.journeys.test_reports import await_pdf

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def sites():
    """The index page of the city, one agency's site, and one that only leads back to the index."""
    with running() as found:
        found.answers["kota.test/"] = site_page("Kota Balikpapan")
        found.answers["kesehatan.test/"] = site_page("Dinas Kesehatan")
        found.answers["pasar.test/"] = to(f"http://kota.test:{found.port}/")
        yield found


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def upload(page: Page, code: str, name: str, kind: str, content: bytes) -> None:
    page.goto(f"/admin/register/{code}")
    page.get_by_role("link", name="Impor CSV atau XLSX").click()
    page.get_by_label("Berkas CSV atau XLSX").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    page.get_by_role("button", name="Impor semua baris").click()


def news(page: Page):
    return page.get_by_role("status", name="Kabar")


def test_an_official_fills_registers_audits_links_and_prints_the_report(enter, world, sites, js):
    year = local_date(now(), world.config.zone).year
    early = year - (2 if js else 3)  # a report year of its own: the city is shared by all journeys
    page = enter("admin")
    _type_a_row(page, early)
    _import_budgets(page, early)
    _list_agencies(page, year, sites.port)
    _order_an_audit(page, sites.port)
    for at in two_days(world.config.zone):
        _work(world, sites, at)
    _read_the_audit(enter(), year)
    _read_the_report(enter(), early)
    _freeze(world)
    _take_the_pdf(page, early, js=js)


def _type_a_row(page: Page, year: int) -> None:
    page.goto("/admin")
    page.get_by_role("link", name="Register sumber daya").click()
    page.get_by_role("link", name="Petugas TIK").click()
    page.get_by_label("Tahun laporan").fill(str(year))
    page.get_by_label("Unit", exact=True).fill("Seluruh kelurahan")
    page.get_by_label("Petugas TIK, batas bawah").fill("80")
    page.get_by_label("Petugas TIK, batas atas").fill("12")
    page.get_by_label("Sumber").fill("BKPSDM, uji")
    page.get_by_role("button", name="Simpan baris").click()
    expect(page.locator("#headcount_hi-error")).to_contain_text("tidak boleh lebih kecil dari batas bawah")
    expect(page.get_by_label("Unit", exact=True)).to_have_value("Seluruh kelurahan")
    page.get_by_label("Petugas TIK, batas atas").fill("120")
    page.get_by_label("Jumlah unit dalam baris ini").fill("40")
    page.get_by_role("button", name="Simpan baris").click()
    expect(news(page)).to_contain_text("Baris sudah disimpan.")


def _import_budgets(page: Page, year: int) -> None:
    """A workbook with a mistake, the same mended, and a CSV file that changes it."""
    head = ["year", "apbd_rupiah", "ict_rupiah", "source"]
    wrong = workbook(head, [year, -2_000_000_000_000, 20_000_000_000, "Perda"], [3000, 1, 1, "Perda"])
    upload(page, "anggaran", "anggaran.xlsx", XLSX, wrong)
    table = page.get_by_role("table", name="Kesalahan di berkas")
    expect(table.get_by_role("row").nth(1)).to_contain_text(
        "2apbd_rupiahAngka ini tidak boleh kurang dari nol."
    )
    expect(table.get_by_role("row").nth(2)).to_contain_text("3yearTahun laporan paling awal 1990")
    assert (
        f"{year},-2000000000000,20000000000,Perda"
        in page.get_by_label("Atau tempel isinya di sini").input_value()
    )
    right = workbook(head, [year, 2_000_000_000_000, 20_000_000_000, "Perda"])
    upload(page, "anggaran", "anggaran.xlsx", XLSX, right)
    expect(news(page)).to_contain_text("1 baris baru, 0 diubah, 0 tetap")
    csv = f"year;apbd_rupiah;ict_rupiah;source\n{year};2.000.000.000.000;50.000.000.000;Perda perubahan\n"
    upload(page, "anggaran", "anggaran.csv", "text/csv", csv.encode())
    expect(news(page)).to_contain_text("0 baris baru, 1 diubah, 0 tetap")


def _list_agencies(page: Page, year: int, port: int) -> None:
    rows = [
        [year, f"Dinas {name} {port}", "dinas", f"http://{name.lower()}.test:{port}/", "SK uji"]
        for name in ("Kesehatan", "Pasar")
    ]
    content = workbook(["year", "name", "kind", "website", "source"], *rows)
    upload(page, "perangkat-daerah", "perangkat.xlsx", XLSX, content)
    expect(news(page)).to_contain_text("2 baris baru")


def _order_an_audit(page: Page, port: int) -> None:
    page.goto("/admin/register")
    page.get_by_role("link", name="Pemeriksaan tautan").click()
    page.get_by_label("Alamat halaman indeks kota").fill(f"http://kota.test:{port}/")
    page.get_by_role("button", name="Simpan alamat").click()
    expect(news(page)).to_contain_text("Alamat indeks sudah disimpan.")
    page.get_by_role("button", name="Periksa semua situs").click()
    expect(news(page)).to_contain_text("situs akan diperiksa satu per satu")


def _work(world, sites, at) -> None:
    """A day of the worker's job, in an application that alone may ask the sites of this machine."""
    config = replace(world.config, link_audit_contact="kominfo@kota.test")
    with world.inside(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        patch.setitem(world.app.extensions, "sgforum_network", sites.network())
        db.session.execute(
            update(LinkPlan).values(ordered_at=None)
        )  # a check of today's order is one of its own
        db.session.commit()
        while audit_links(config, at):
            db.session.remove()


def _read_the_audit(page: Page, year: int) -> None:
    page.goto(f"/laporan/tautan?tahun={year}")
    live = page.get_by_role("listitem").filter(has_text="Dinas Kesehatan").last
    expect(live).to_contain_text("aktif")
    expect(page.get_by_role("listitem").filter(has_text="Dinas Pasar").last).to_contain_text(
        "kembali ke indeks"
    )
    live.get_by_role("link", name="Dinas Kesehatan").click()
    expect(page.get_by_role("heading", name="Riwayat pemeriksaan")).to_be_visible()
    expect(page.get_by_text("Jawaban 200: Dinas Kesehatan")).to_have_count(2)


def _read_the_report(page: Page, year: int) -> None:
    page.goto(f"/laporan?tahun={year}")
    page.get_by_text("Rincian 1 indikator yang terdata").first.click()
    budget = page.get_by_role("listitem").filter(has_text="Anggaran TIK dalam APBD").last
    expect(budget).to_contain_text("2,5000")
    with page.expect_download() as download:
        page.locator(f"main a[href$='/laporan/unduh/{year}.xlsx']").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()), read_only=True)
    assert "Indikator" in book.sheetnames


def _freeze(world) -> None:
    """What an operator's command does on day 10; it says what it froze."""
    command = [sys.executable, "-m", "sgforum", "--instance", str(world.instance)]
    period = str(world.period.plus(-1))
    frozen = subprocess.run(
        [*command, "metrics", "freeze", period], capture_output=True, check=True, timeout=300, text=True
    )
    assert period in frozen.stdout


def _take_the_pdf(page: Page, year: int, *, js: bool) -> None:
    """The report of the year, asked for on its page and made by the server's worker."""
    page.goto(f"/laporan?tahun={year}")
    page.get_by_role("link", name="PDF", exact=True).click()
    page.get_by_role("button", name="Siapkan PDF").click()
    take = await_pdf(page, js=js)
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(year))
    with page.expect_download() as download:
        take.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")

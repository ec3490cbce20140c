"""A resident's way: register, be verified, write, support, answer, vote, change the vote."""

from __future__ import annotations

import email
import re
import time
from email import policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories.accounts import PASSWORD
from tests.factories.consultation import make_consultation

from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
NEW_PASSWORD = "perahu layang biru tujuh"
TEXT = "Tumpukan sampah di ujung gang sudah **tiga hari**.\n\nMohon jadwal angkut ditambah."


def wait_for_mail(outbox: Path, address: str) -> str:
    """The body of the mail that the worker has written for the address."""
    for _ in range(200):
        for path in outbox.glob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
            if mail["To"] == address:
                return mail.get_content()
        time.sleep(0.1)
    raise AssertionError(f"the worker sent no mail to {address}")


def register(page: Page, name: str, address: str) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Menu bawah").get_by_role("link", name="Masuk").click()
    page.get_by_role("main").get_by_role("link", name="Daftar sebagai warga").click()
    page.get_by_label("Nama").fill(name)
    page.get_by_label("Alamat surel").fill(address)
    page.get_by_label("Kelurahan tempat Anda tinggal").select_option(label="Manggar")
    page.get_by_label("Kata sandi").fill(NEW_PASSWORD)
    page.get_by_role("button", name="Daftar sekarang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa surel Anda")


def confirm(page: Page, mail: str) -> None:
    (link,) = re.findall(r"http://\S+/daftar/konfirmasi/\S+", mail)
    page.goto(link)
    page.get_by_role("button", name="Konfirmasi surel saya").click()
    expect(page.get_by_role("status", name="Kabar")).to_contain_text("Surel Anda sudah dikonfirmasi")


def sign_in(page: Page, address: str, password: str) -> None:
    page.goto("/masuk")
    page.get_by_label("Alamat surel").fill(address)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()


def verify(page: Page, name: str) -> None:
    page.goto("/petugas")
    page.get_by_role("link", name="Verifikasi warga").click()
    page.get_by_role("link", name=name).click()
    page.get_by_label("RT tempat tinggal").select_option(label="RT 01 / RW 01")
    page.get_by_label("Perempuan", exact=True).check()
    page.get_by_label("25-44", exact=True).check()
    page.get_by_role("button", name="Verifikasi warga ini").click()
    expect(page.get_by_role("status", name="Kabar")).to_contain_text("Warga sudah diverifikasi.")


def test_newcomer_becomes_a_verified_resident(enter, world, site, js):
    name, address = f"Wulan Sari {js}", f"wulan.{js}@contoh.id".lower()
    newcomer = enter()
    register(newcomer, name, address)
    confirm(newcomer, wait_for_mail(site.instance / "outbox", address))
    expect(newcomer.get_by_role("heading", level=1)).to_have_text(name)
    expect(newcomer.get_by_role("main")).to_contain_text("Surel terkonfirmasi")

    officer = enter()
    with world.inside():
        officer_address = world.person("rt").email
    sign_in(officer, officer_address, PASSWORD)
    expect(officer.get_by_role("heading", level=1)).to_have_text("Pak Darmo")
    verify(officer, name)

    newcomer.goto("/akun")
    if "/masuk" in newcomer.url:
        sign_in(newcomer, address, NEW_PASSWORD)
    expect(newcomer.get_by_role("main")).to_contain_text("Warga terverifikasi")
    expect(newcomer.get_by_role("main")).to_contain_text("Pak Darmo")


def test_resident_writes_a_topic(enter, js):
    page = enter("resident")
    title = "Sampah menumpuk di gang Kenanga" if js else "Bak penampungan pasar lama bocor"
    page.goto("/")
    page.get_by_role("navigation", name="Menu bawah").get_by_role("link", name="Usul").click()
    page.get_by_label("Wilayah").select_option(label="Kel. Manggar")
    page.get_by_role("button", name="Lanjut menulis").click()
    page.get_by_label("Judul").fill(title)
    page.get_by_label("Sampah", exact=True).check()
    page.get_by_label("Cerita Anda").fill(
        TEXT if js else TEXT.replace("Tumpukan", "Sisa")
    )  # twins are refused
    if js:
        assert "tulis-64.71.01.1001" in page.evaluate("Object.keys(localStorage).join()")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator("article strong")).to_have_text("tiga hari")
    if js:
        assert "tulis-" not in page.evaluate("Object.keys(localStorage).join()")
    page.goto("/akun/tulisan")
    expect(page.get_by_role("link", name=title)).to_be_visible()


def test_resident_supports_and_takes_it_back(enter, world):
    page = enter("resident")
    page.goto(world.at["topic-quiet"])
    support = page.locator("#dukungan")
    before = int(support.inner_text().split("warga")[0].split()[-1])
    support.get_by_role("button", name="Dukung", exact=True).click()
    expect(support).to_contain_text(f"{before + 1} warga mendukung")
    support.get_by_role("button", name="Didukung").click()
    expect(support).to_contain_text(f"{before} warga mendukung")
    expect(support.get_by_role("button", name="Dukung", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_resident_replies_with_a_quote(enter, world, js, screen):
    page = enter("resident", **screen)
    page.goto(world.at["topic-quiet"])
    page.get_by_role("article", name="Tanggapan nomor 2").get_by_role("link", name="Kutip").click()
    field = page.get_by_label("Tanggapan Anda")
    expect(field).to_have_value(re.compile(r"^> "))
    answer = f"Gang sebelah juga padam ({js}, {screen['viewport']['width']})."
    field.fill(f"{field.input_value().rstrip()}\n\n{answer}")
    page.get_by_role("button", name="Kirim tanggapan").click()
    said = page.get_by_role("article").filter(has_text=answer)
    expect(said.locator("blockquote")).to_contain_text("Sudah padam sejak minggu lalu.")
    expect(said).to_contain_text("membalas")


def cast(page: Page, choice: str) -> str:
    """Choose, check, send; returns the number on the receipt."""
    page.get_by_label(choice).check()
    page.get_by_role("button", name="Periksa lalu kirim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa pilihan Anda")
    expect(page.get_by_role("main")).to_contain_text(choice)
    page.get_by_role("button", name="Kirim suara").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suara Anda tercatat")
    return page.locator(".card--key .num").inner_text()


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_resident_votes_and_changes_the_vote(enter, world, js, screen):
    with world.inside():
        made = make_consultation(world.person("lurah"), world.config.keys, title="Kapan kerja bakti dimulai")
        address = f"/konsultasi/{made.public_id}-{made.slug}"
    page = enter("resident", **screen)
    page.goto(address)
    page.get_by_role("link", name="Beri suara").click()
    first = cast(page, "Siang")
    page.get_by_role("link", name="Ubah pilihan").click()
    expect(page.get_by_role("main")).to_contain_text("hanya pilihan terakhir yang dihitung")
    second = cast(page, "Malam")
    assert first != second
    page.get_by_role("link", name="Kembali ke musyawarah").click()
    expect(page.get_by_role("main")).to_contain_text("Suara Anda tercatat")
    page.goto(f"{address}/hasil")
    expect(page.get_by_role("main")).not_to_contain_text("suara sah")


def test_visitor_is_led_back_to_the_ballot_after_signing_in(enter, world):
    page = enter()
    page.goto(world.at["consultation-voting"])
    page.get_by_role("link", name="Masuk untuk memberi suara").click()
    with world.inside():
        address = world.person("neighbour").email
    page.get_by_label("Alamat surel").fill(address)
    page.get_by_label("Kata sandi").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Masuk").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Surat suara Anda")


def test_unverified_person_reads_why_the_ballot_is_closed_to_them(enter, world):
    page = enter("waiting")
    page.goto(f"{world.at['consultation-voting']}/suara")
    expect(page.get_by_role("button", name="Periksa lalu kirim")).to_have_count(0)
    expect(page.locator(".alert--warn")).to_be_visible()

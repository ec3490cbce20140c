"""Pages with pictures: a map by keyboard, what would raise a score, a report made by the worker, the command centre."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories.territory import KELURAHAN

from .conftest import DESKTOP, path_of

pytestmark = pytest.mark.browser


def test_the_map_is_walked_by_keyboard_and_told_in_words(enter, world):
    visitor = enter()
    visitor.goto(f"/skor?periode={world.period}")
    place = visitor.locator("svg.om").first.get_by_role("link", name=re.compile("Manggar, skor"))
    place.focus()
    expect(place).to_be_focused()
    visitor.keyboard.press("Enter")
    visitor.wait_for_url(f"**/skor/{KELURAHAN}?*")
    expect(visitor.get_by_role("main")).to_contain_text("memberi ruang terbesar")
    expect(visitor.get_by_role("main")).to_contain_text(
        "Bila penuh dan yang lain tetap, skor menjadi sekitar"
    )


def await_pdf(page: Page, *, js: bool) -> Locator:
    """The link to the file that was asked for, once there is one; the caller fails by it where it never comes."""
    take = page.get_by_role("link", name=re.compile("Unduh PDF"))
    for _ in range(60):
        if take.count():
            break
        if not js:
            page.get_by_role("link", name="Muat ulang").click()
        page.wait_for_timeout(500)
    return take


def test_a_resident_asks_for_a_report_and_takes_it(enter, world, js):
    """The worker that the server runs makes it; without a script the page is asked again by its button."""
    resident = enter("resident")
    resident.goto(f"/skor/{KELURAHAN}?periode={world.period}")
    resident.get_by_role("link", name="PDF laporan skor").click()
    resident.get_by_role("button", name="Siapkan PDF").click()
    take = await_pdf(resident, js=js)
    with resident.expect_download() as download:
        take.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    address = path_of(resident)
    other = enter("waiting")
    assert other.goto(address).status == 404


def test_an_official_goes_from_the_command_centre_to_what_waits(enter):
    official = enter("lurah", **DESKTOP)
    official.goto("/petugas")
    official.get_by_role("link", name="Pusat kendali").click()
    expect(official.get_by_role("heading", level=1)).to_contain_text("Pusat kendali")
    official.get_by_role("link", name=re.compile("warga menunggu verifikasi")).click()
    assert path_of(official) == "/petugas/warga"

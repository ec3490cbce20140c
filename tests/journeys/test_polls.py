"""A poll's way: its author opens it, neighbours choose, the worker closes it, everybody reads who chose what."""

from __future__ import annotations

import io
import zipfile

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update

from sgforum.ballot.models import Poll
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.forum.models import Kind
from sgforum.forum.queries.polls import reference_of
from tests.factories.forum import make_topic

from .conftest import DESKTOP

pytestmark = pytest.mark.browser
QUESTION = "Jam berapa posyandu sebaiknya buka?"


@pytest.fixture
def topic(world, js) -> tuple[str, str]:
    """Address and poll reference of a topic of the resident's own, without a poll."""
    with world.inside():
        title = f"Jam buka posyandu kita, {'pagi' if js else 'sore'}"
        made = make_topic(world.person("resident"), title=title, kind=Kind.DISCUSSION)
        return f"/topik/{made.public_id}-{made.slug}", reference_of(made.public_id)


def open_poll(page: Page, address: str) -> None:
    """Opened from the topic's page, once refused for want of a second option."""
    page.goto(address)
    page.get_by_role("link", name="Buka jajak pendapat").click()
    page.get_by_label("Pertanyaan").fill(QUESTION)
    page.get_by_label("Pilihan 1", exact=True).fill("Pukul 07.00")
    page.get_by_role("button", name="Buka jajak pendapat").click()
    expect(page.get_by_role("alert")).to_contain_text("Tulis 2 sampai 10 pilihan.")
    expect(page.get_by_label("Pilihan 1", exact=True)).to_have_value("Pukul 07.00")
    page.get_by_label("Pilihan 2", exact=True).fill("Pukul 09.00")
    page.get_by_text("Tambah pilihan, paling banyak 10").click()
    page.get_by_label("Pilihan 5").fill("Pukul 16.00")
    page.get_by_role("button", name="Buka jajak pendapat").click()
    poll = page.locator("#jajak")
    expect(poll).to_contain_text("bukan suara resmi warga")
    expect(poll.get_by_text("Belum memilih")).to_be_visible()
    expect(page.get_by_role("link", name="Buka jajak pendapat")).to_have_count(0)


def choose_and_change(page: Page, address: str) -> None:
    """The first choice by keyboard alone, then another one."""
    page.goto(address)
    page.get_by_role("radio", name="Pukul 07.00").focus()
    for key in ("Space", "ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    poll = page.locator("#jajak")
    expect(poll.get_by_text("Sudah memilih")).to_be_visible()
    expect(poll.get_by_role("radio", name="Pukul 09.00")).to_be_checked()
    poll.get_by_role("radio", name="Pukul 16.00").check()
    poll.get_by_role("button", name="Ubah pilihan").click()
    expect(poll.get_by_role("radio", name="Pukul 16.00")).to_be_checked()


def choose_too_late(page: Page) -> None:
    poll = page.locator("#jajak")
    poll.get_by_role("radio", name="Pukul 07.00").check()
    poll.get_by_role("button", name="Kirim pilihan").click()
    expect(page.get_by_role("alert")).to_contain_text("sudah ditutup")
    expect(page.locator("#jajak li").filter(has_text="Pukul 07.00")).to_contain_text("Pilihan Anda")


def read_result(page: Page, address: str) -> bytes:
    """Bars and names on the topic's page, all names on the poll's own; the bundle that is offered there."""
    for _ in range(40):  # the worker comes by every ten seconds
        page.goto(address)
        if page.get_by_text("1 orang ikut memilih.").count():
            break
        page.wait_for_timeout(500)
    poll = page.locator("#jajak")
    expect(poll).to_contain_text("100%")
    poll.locator("summary").click()
    expect(poll.get_by_role("row", name="Budi Santoso")).to_contain_text("Pukul 16.00")
    poll.get_by_role("link", name="Buka halaman jajak pendapat").click()
    expect(page.get_by_role("row", name="Budi Santoso")).to_contain_text("Pukul 16.00")
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh berkas hitung ulang (ZIP)").click()
    return download.value.path().read_bytes()


def test_a_poll_from_opening_to_result(enter, world, topic):
    address, reference = topic
    author, voter, visitor = enter("resident"), enter("neighbour", **DESKTOP), enter()
    open_poll(author, address)
    choose_and_change(voter, address)
    author.reload()
    expect(author.locator("#jajak")).not_to_contain_text("orang ikut memilih")
    with world.inside():
        db.session.execute(update(Poll).where(Poll.reference == reference).values(ends_at=now()))
        db.session.commit()
    choose_too_late(author)
    with zipfile.ZipFile(io.BytesIO(read_result(visitor, address))) as archive:
        assert "soal-1/suara-terbuka.csv" in archive.namelist()


def test_visitor_is_led_back_to_the_topic(enter, world):
    page = enter()
    page.goto(world.at["topic-asked"])
    poll = page.locator("#jajak")
    expect(poll).to_contain_text("siapa pun boleh ikut, bukan suara resmi warga")
    poll.get_by_role("link", name="Masuk untuk ikut memilih").click()
    assert f"lanjut={world.at['topic-asked']}" in page.url

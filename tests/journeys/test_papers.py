"""Paper ballots from the roll to the opened box: one officer hands out and counts, another counts again, witnesses watch."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Rule
from sgforum.consultation import lifecycle, queries
from sgforum.consultation.services import BoxDraft
from sgforum.consultation.services.phase_rows import replace_phases
from sgforum.core.clock import now
from sgforum.core.db import transaction
from tests.factories.accounts import make_person
from tests.factories.consultation import make_consultation, make_question

from .conftest import DESKTOP

pytestmark = pytest.mark.browser


def make_running(world, title: str) -> tuple[str, str, str]:
    """(address for residents, address for officers, name of a newcomer) of a vote in which ten voted online."""
    with world.inside():
        voters = [make_person() for _ in range(10)]
        made = make_consultation(
            world.person("lurah"), world.config.keys, "voting", title=title, box=BoxDraft(ceremony=True, paper=True),
            votes={"a": [*voters, world.person("neighbour")]},
        )  # fmt: skip
        newcomer = make_person(name=f"Halimah {title}").name
        return f"/konsultasi/{made.public_id}-{made.slug}", f"/petugas/konsultasi/{made.public_id}", newcomer


def end_now(world, desk: str) -> None:
    """The days that are left go by."""
    public_id = desk.rpartition("/")[2]
    with world.inside(), transaction():
        consultation = queries.lock_consultation(public_id)
        for poll in ballots.list_polls(consultation.reference):
            poll.ends_at = now()
        phases = queries.list_phases(consultation.id)
        replace_phases(consultation, lifecycle.extended(phases, now()))
        consultation.version += 1


def find(page: Page, name: str) -> None:
    page.get_by_label("Cari nama warga").fill(name)
    page.get_by_role("button", name="Cari warga").click()


def news(page: Page, text: str) -> None:
    expect(page.get_by_role("status", name="Kabar")).to_contain_text(text)


@pytest.mark.parametrize("screen", [{}, DESKTOP], ids=["phone", "desktop"])
def test_paper_votes_from_the_roll_to_the_opened_box(enter, world, js, screen):
    title = f"Jadwal siskamling {js} {len(screen)}"
    address, desk, newcomer = make_running(world, title)
    lurah, clerk, voter = enter("lurah", **screen), enter("clerk", **screen), enter("neighbour", **screen)

    lurah.goto(desk)
    lurah.get_by_role("link", name="Daftar pemilih").click()
    find(lurah, newcomer)
    lurah.get_by_role("link", name="Tambahkan ke daftar").click()
    lurah.get_by_label("Alasan").fill("Tempat tinggalnya baru diverifikasi hari ini.")
    lurah.get_by_role("button", name="Tambahkan ke daftar pemilih").click()
    news(lurah, "Warga ini ditambahkan ke daftar pemilih.")
    for name in (newcomer, "Budi Santoso"):  # the second one has voted online
        find(lurah, name)
        lurah.get_by_role("link", name=f"Serahkan surat suara {name}").click()
        lurah.get_by_role("button", name="Serahkan surat suara").click()
        news(lurah, "Surat suara diserahkan. Suara daring orang ini, bila ada, tidak berlaku lagi.")
    voter.goto(address)
    expect(voter.get_by_role("main")).to_contain_text("Anda sudah mengambil surat suara kertas")
    expect(voter.get_by_role("main")).to_contain_text("ditambahkan kemudian 1")

    end_now(world, desk)
    lurah.goto(desk)
    lurah.get_by_role("link", name="Surat suara kertas").click()
    lurah.get_by_role("link", name="Masukkan bundel").click()
    lurah.get_by_label("Nama bundel").fill("TPS Balai RW 01")
    lurah.get_by_label("Siang").fill("5001")
    lurah.get_by_role("button", name="Simpan bundel").click()
    expect(lurah.locator(".alert--err")).to_be_visible()
    expect(lurah.get_by_label("Nama bundel")).to_have_value("TPS Balai RW 01")
    lurah.get_by_label("Siang").fill("2")
    lurah.get_by_role("button", name="Simpan bundel").click()
    news(lurah, "Bundel tersimpan.")

    clerk.goto(f"{desk}/kertas")
    check(clerk, "1", "Berbeda dengan petugas pertama.")
    expect(clerk.get_by_role("region", name="Yang berbeda pada bundel")).to_contain_text("Siang")
    check(clerk, "2", "Cocok. Bundel ini siap masuk kotak.")

    lurah.goto(f"{desk}/kotak")
    expect(lurah.get_by_role("main")).to_contain_text("Sejauh yang dapat diperiksa sekarang, angkanya cocok.")
    lurah.get_by_label("Lemparan dadu").fill("4 2 6")
    lurah.get_by_label("Saksi 1").fill("Siti Aminah")
    lurah.get_by_label("Saksi 2").fill("Pak Darmo")
    lurah.get_by_role("button", name="Buka dan hitung").click()
    news(lurah, "Kotak suara dibuka dan hasilnya diumumkan.")
    voter.goto(f"{address}/hasil")
    expect(voter.get_by_role("main")).to_contain_text("“Pagi” terpilih dengan 10 dari 12 suara sah.")


def check(page: Page, number: str, told: str) -> None:
    page.get_by_role("link", name="Cocokkan").click()
    expect(page.get_by_label("Siang")).to_have_value("")
    page.get_by_label("Siang").fill(number)
    page.get_by_role("button", name="Cocokkan").click()
    news(page, told)


def test_ranked_papers_are_typed_in_lines(enter, world, js):
    with world.inside():
        made = make_consultation(
            world.person("lurah"), world.config.keys, "ended", title=f"Urutan jalan {js}",
            box=BoxDraft(ceremony=True, paper=True), questions=(make_question(rule=Rule.SCHULZE),),
        )  # fmt: skip
        desk = f"/petugas/konsultasi/{made.public_id}"
    page = enter("lurah")
    page.goto(f"{desk}/kertas/soal/1")
    page.get_by_label("Nama bundel").fill("Loket kelurahan")
    page.get_by_label("Loket", exact=True).check()
    page.get_by_label("Isi surat suara").fill("12 a>c>b\n3 z")
    page.get_by_role("button", name="Simpan bundel").click()
    expect(page.locator(".alert--err")).to_contain_text("Baris 2: “z” tidak sesuai dengan surat suara ini.")
    expect(page.get_by_label("Isi surat suara")).to_have_value("12 a>c>b\n3 z")
    page.get_by_label("Isi surat suara").fill("12 a>c>b\n3 b")
    page.get_by_role("button", name="Simpan bundel").click()
    news(page, "Bundel tersimpan.")
    expect(page.get_by_role("main")).to_contain_text("15 surat")

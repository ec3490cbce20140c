"""An official's way: draft, publish, count, decide, all on one address; and an official answer with a date."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from sgforum.consultation import services
from sgforum.core.clock import now
from tests.factories.accounts import as_actor, make_person
from tests.factories.consultation import do
from tests.factories.forum import make_topic

from .conftest import DESKTOP, path_of

pytestmark = pytest.mark.browser


def test_official_asks_counts_and_decides_on_one_address(enter, world, js):
    title = f"Jam buka taman kota {js}"
    official, visitor = enter("lurah"), enter()
    draft(official, title, world.config.zone)
    public_id = path_of(official).rpartition("/")[2]
    visitor.goto("/konsultasi?daftar=segera")
    expect(visitor.get_by_role("link", name=title)).to_have_count(0)

    official.get_by_role("button", name="Terbitkan musyawarah").click()
    expect(official.get_by_role("status", name="Kabar")).to_contain_text("Musyawarah sudah terbit.")
    visitor.goto("/konsultasi?daftar=segera")
    visitor.get_by_role("link", name=title).click()
    address = path_of(visitor)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(title)

    _let_people_vote(world, public_id)
    visitor.reload()
    expect(visitor.get_by_role("main")).to_contain_text("Lihat hasil")

    decide(official, public_id)
    visitor.goto(address)
    expect(visitor.locator("#keputusan")).to_contain_text("Taman dibuka sampai pukul 21.")
    visitor.get_by_role("link", name="Lihat hasil").click()
    expect(visitor.get_by_role("main")).to_contain_text(
        "“Sampai pukul 21” terpilih dengan 8 dari 12 suara sah."
    )
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="Unduh daftar amplop (CSV)").click()
    assert len(download.value.path().read_text().splitlines()) == 13


def draft(page: Page, title: str, zone) -> None:
    page.goto("/petugas")
    page.get_by_role("main").get_by_role("link", name="Musyawarah", exact=True).click()
    page.get_by_role("link", name="Susun musyawarah").click()
    page.get_by_label("Judul").fill(title)
    page.get_by_role("button", name="Simpan draf").click()
    expect(page.get_by_role("main")).to_contain_text("Belum dapat diterbitkan. Yang masih kurang:")
    page.get_by_role("link", name="Lengkapi draf").click()
    for label, text in {
        "Ringkasan": "Taman kini tutup pukul 18.", "Dokumen lengkap": "## Keadaan\n\nWarga meminta waktu lebih lama.",
        "Keputusan yang akan diambil": "SK Lurah tentang jam taman", "Jabatannya": "Lurah",
    }.items():  # fmt: skip
        page.get_by_label(label).fill(text)
    today = datetime.now(zone).replace(hour=8, minute=0)
    for label, days in {"Masa tanggapan mulai": 1, "Masa tanggapan selesai": 5, "Pemungutan suara mulai": 5,
                        "Pemungutan suara selesai": 9}.items():  # fmt: skip
        page.get_by_label(label).fill(f"{today + timedelta(days=days):%Y-%m-%dT%H:%M}")
    page.get_by_label("Tanggal keputusan").fill(f"{today + timedelta(days=15):%Y-%m-%d}")
    page.get_by_label("Pejabat yang bertanggung jawab").select_option(label="Hasanuddin")
    page.get_by_label("Kami mendengar pendapat Anda").check()
    page.get_by_role("button", name="Simpan draf").click()
    _ask(page)
    expect(page.get_by_role("main")).to_contain_text("Draf ini lengkap.")


def _ask(page: Page) -> None:
    """Add the one question, after a look at the fields of another kind of ballot."""
    page.get_by_role("link", name="Tambah soal").click()
    page.get_by_label("Pertanyaan kepada warga").fill("Sampai pukul berapa taman dibuka?")
    page.get_by_label("Bagi anggaran (urutan suara)").check()
    page.get_by_role("button", name="Pakai cara ini").click()
    expect(page.get_by_label("Anggaran yang dibagi (Rp)")).to_be_visible()
    page.get_by_label("Satu pilihan").check()
    page.get_by_role("button", name="Pakai cara ini").click()
    for number, text in enumerate(("Sampai pukul 18", "Sampai pukul 21"), start=1):
        page.get_by_label(f"Pilihan {number}").fill(text)
    page.get_by_role("button", name="Simpan soal").click()


def _let_people_vote(world, public_id: str) -> None:
    """What the worker does to this one box in the days to come; in between 12 residents vote."""
    at = now()
    with world.inside():
        people = [make_person(created_at=at - timedelta(days=9)) for _ in range(12)]
        keys = world.config.keys
        assert do(services.open_voting, public_id=public_id, keys=keys, at=at + timedelta(days=6))
        for n, person in enumerate(people):
            do(
                services.cast, actor=as_actor(person), public_id=public_id, choice="b" if n < 8 else "a",
                at=at + timedelta(days=7),
            )  # fmt: skip
        assert services.close_due(public_id=public_id, keys=keys, at=at + timedelta(days=10))


def decide(page: Page, public_id: str) -> None:
    page.goto(f"/petugas/konsultasi/{public_id}")
    page.get_by_role("link", name="Tulis keputusan").click()
    page.get_by_label("Yang diputuskan").fill("Taman dibuka sampai pukul 21.")
    page.get_by_label("Alasannya").fill("Dua pertiga suara memilih itu.")
    page.get_by_role("group", name="Apakah keputusan mengikuti pilihan warga?").get_by_label(
        "Ya, seluruhnya"
    ).check()
    page.get_by_label("Dokumen keputusan").fill("SK Lurah nomor 14 tahun ini")
    page.get_by_role("group", name="Apakah janji kepada warga ditepati?").get_by_label(
        "Ya", exact=True
    ).check()
    page.get_by_role("button", name="Umumkan keputusan").click()
    expect(page.get_by_role("status", name="Kabar")).to_contain_text("Keputusan sudah diumumkan.")


@pytest.mark.parametrize("key", ["ended", "ended-2"])
def test_the_served_worker_has_closed_what_was_over(visits, world, key):
    page = visits.page()
    for _ in range(60):
        page.goto(f"{world.at[f'consultation-{key}']}/hasil")
        if page.get_by_text("dari 14 suara sah").count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_role("main")).to_contain_text("“Pagi” terpilih dengan 7 dari 14 suara sah.")


@pytest.mark.parametrize("screen", [{}, DESKTOP], ids=["phone", "desktop"])
def test_official_answers_a_topic_with_a_due_date(enter, world, js, screen):
    title = f"Trotoar pecah di jalan Anggrek {js} {len(screen)}"
    with world.inside():
        topic = make_topic(title=title)
        address = f"/topik/{topic.public_id}-{topic.slug}"
    page, due = enter("lurah", **screen), datetime.now(world.config.zone).date() + timedelta(days=40)
    page.goto(address)
    page.get_by_role("link", name="Beri jawaban resmi").click()
    page.get_by_label("Disetujui", exact=True).check()
    page.get_by_label("Unit kerja").fill("Seksi Pembangunan")
    page.get_by_label("Jawaban untuk warga").fill("Kami setuju dan **menganggarkannya**.")
    page.get_by_label("Alasan atau dasar keputusan").fill("Termasuk jalan lingkungan.")
    page.get_by_role("button", name="Terbitkan jawaban resmi").click()
    expect(page.locator(".alert--err")).to_be_visible()  # a promise needs a date
    expect(page.get_by_label("Unit kerja")).to_have_value("Seksi Pembangunan")
    page.get_by_label("Yang akan dikerjakan").fill("Mengganti 40 meter trotoar")
    page.get_by_label("Selesai paling lambat").fill(due.isoformat())
    page.get_by_role("button", name="Terbitkan jawaban resmi").click()

    reader = enter(**screen)
    reader.goto(address)
    answer = reader.locator(".official-reply")
    expect(answer).to_contain_text("Hasanuddin, Seksi Pembangunan")
    expect(answer.locator("strong")).to_have_text("menganggarkannya")
    expect(answer).to_contain_text("Mengganti 40 meter trotoar")
    expect(answer).to_contain_text(str(due.year))

"""A voter's way through a ballot of every kind: on a narrow phone, with and without JavaScript, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.factories.consultation import make_consultation
from tests.factories.kinds import QUESTIONS

from .conftest import path_of

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}


@pytest.fixture
def ballots(world):
    """The address of a consultation with a question of every kind, on which nobody has voted yet."""
    with world.inside():
        made = make_consultation(
            world.person("lurah"),
            world.config.keys,
            questions=list(QUESTIONS.values()),
            title="Musrenbang di Manggar",
        )
        return f"/konsultasi/{made.public_id}-{made.slug}"


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def check(page: Page, *told: str) -> None:
    """To the page on which the choice is checked, which names it and says that nothing is sent yet."""
    fits(page)
    page.get_by_role("button", name="Periksa lalu kirim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa pilihan Anda")
    for words in told:
        expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("main")).to_contain_text("Belum dikirim")
    fits(page)


def send(page: Page) -> None:
    page.get_by_role("button", name="Kirim suara").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Suara Anda tercatat")
    fits(page)


def answer_single(page: Page) -> None:
    page.get_by_label("Siang").check()
    check(page, "Siang")


def answer_approval(page: Page) -> None:
    page.get_by_label("Sabtu pagi").check()
    page.get_by_label("Minggu sore").check()
    check(page, "Sabtu pagi", "Minggu sore")
    page.get_by_role("button", name="Ubah pilihan").click()
    expect(page.get_by_label("Sabtu pagi")).to_be_checked()
    page.get_by_label("Sabtu pagi").uncheck()
    check(page, "Minggu sore")
    expect(page.get_by_role("main")).not_to_contain_text("Sabtu pagi")


def answer_score(page: Page) -> None:
    page.get_by_role("group", name="Satu sisi jalan saja").get_by_label("5 · Sangat setuju").check()
    page.get_by_role("group", name="Lahan kosong di RT 02").get_by_label("0 · Sangat tidak setuju").check()
    check(page, "5 · Sangat setuju", "0 · Sangat tidak setuju", "Yang lain tidak Anda nilai.")


def ranked(page: Page) -> list[str]:
    return page.locator("ol.rank .rank__t").all_inner_texts()


def answer_ranked(page: Page) -> None:
    for name in ("Taman bermain", "Parit", "Pos ronda"):
        page.get_by_role("button", name=f"Tambahkan {name}").click()
    assert ranked(page) == ["Taman bermain", "Parit", "Pos ronda"]
    expect(page.get_by_role("button", name="Tambahkan Lampu jalan")).to_be_disabled()
    expect(page.get_by_text("Sudah 3 yang Anda urutkan.")).to_be_visible()
    page.get_by_role("button", name="Naikkan Parit").click()
    page.get_by_role("button", name="Keluarkan Pos ronda dari urutan").click()
    expect(page.get_by_role("button", name="Tambahkan Pos ronda")).to_be_focused()
    assert ranked(page) == ["Parit", "Taman bermain"]
    expect(page.get_by_role("button", name="Naikkan Parit")).to_be_disabled()
    check(page, "Yang lain tidak diurutkan, jadi di bawah semua yang Anda urutkan.")
    assert page.locator("ol.picked li").all_inner_texts() == ["Parit", "Taman bermain"]


def answer_all_ranked(page: Page) -> None:
    for name in ("Taman Bahari", "Taman Delima", "Taman Melati"):
        page.get_by_role("button", name=f"Tambahkan {name}").click()
    check(page)
    assert page.locator("ol.picked li").all_inner_texts() == ["Taman Bahari", "Taman Delima", "Taman Melati"]


def answer_budget(page: Page) -> None:
    page.get_by_label("Pengaspalan Jalan Kenanga").check()
    page.get_by_label("Pengerukan drainase").check()
    if page.get_by_role(
        "button", name="Hitung sisa"
    ).is_visible():  # without JavaScript the server works it out
        page.get_by_role("button", name="Hitung sisa").click()
    else:
        expect(page.get_by_label("Bank sampah di tiap RW")).to_be_disabled()
        expect(page.locator("#live")).to_have_text("Tersisa Rp56 juta")
    expect(page.get_by_role("group", name="Sisa anggaran")).to_contain_text("Rp56 juta tersisa")
    expect(page.locator(".proj", has_text="Bank sampah")).to_contain_text("Sisa anggaran tidak cukup")
    check(page, "Rp194 juta dari Rp250 juta")


def answer_blank(page: Page) -> None:
    page.get_by_role("button", name="Suara kosong").click()
    expect(page.get_by_role("main")).to_contain_text("Anda tidak memilih satu pun.")


ANSWERS = (
    answer_single, answer_approval, answer_score, answer_ranked, answer_all_ranked, answer_budget, answer_blank,
)  # fmt: skip


def test_a_resident_answers_a_question_of_every_kind(enter, ballots):
    page = enter("resident", **NARROW)
    page.goto(ballots)
    page.get_by_role("link", name="Beri suara").click()
    for number, answer in enumerate(ANSWERS, start=1):
        assert path_of(page) == f"{ballots}/suara/{number}"
        expect(page.get_by_role("main")).to_contain_text(
            f"Soal {number} dari 7 · {number - 1} dari 7 soal terkirim"
        )
        answer(page)
        assert "choice" not in page.url
        send(page)
        if number < len(ANSWERS):
            page.get_by_role("link", name=f"Lanjut ke soal {number + 1}").click()
    expect(page.get_by_role("link", name="Lanjut ke soal")).to_have_count(0)
    assert len(set(page.locator("section.card .num").all_inner_texts())) == 7
    page.get_by_role("link", name="Kembali ke musyawarah").click()
    expect(page.get_by_role("main")).to_contain_text("Suara Anda tercatat")


def test_what_costs_too_much_is_refused_with_the_choices_kept(visits, ballots):
    page = visits.page("resident", js=False)
    page.goto(f"{ballots}/suara/6")
    for name in ("Pengaspalan", "Bank sampah", "Pengerukan"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="Periksa lalu kirim").click()
    expect(page.get_by_role("alert")).to_contain_text("melebihi anggaran")
    expect(page.get_by_role("group", name="Sisa anggaran")).to_contain_text("Rp39 juta kelebihan")
    for name in ("Pengaspalan", "Bank sampah", "Pengerukan"):
        expect(page.get_by_label(name)).to_be_checked()


def press_until(page: Page, name: str) -> None:
    """Go on with the Tab key to the control of this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
        )
        if focused.strip() == name:
            return
    raise AssertionError(f"the keyboard does not reach {name!r}")


def test_a_ranking_is_made_and_sent_by_keyboard_alone(enter, ballots, js):
    page = enter("resident")
    page.goto(f"{ballots}/suara/4")
    for name in ("Parit", "Lampu jalan"):
        press_until(page, f"Tambahkan {name}")
        page.keyboard.press("Enter")
        expect(page.locator("ol.rank")).to_contain_text(name)
    assert ranked(page) == ["Parit", "Lampu jalan"]
    if js:
        expect(page.locator("#live")).to_have_text("Lampu jalan sekarang nomor 2")
    expect(page.get_by_role("button", name="Naikkan Lampu jalan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("ol.rank li").first).to_contain_text("Lampu jalan")
    expect(page.get_by_role("button", name="Turunkan Lampu jalan")).to_be_focused()
    press_until(page, "Periksa lalu kirim")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa pilihan Anda")
    assert page.locator("ol.picked li").all_inner_texts() == ["Lampu jalan", "Parit"]
    press_until(page, "Kirim suara")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Suara Anda tercatat")


def test_what_has_the_focus_is_never_under_the_bars(visits, world):
    page = visits.page("resident", viewport={"width": 360, "height": 740})
    page.goto(f"{world.at['long-voting']}/suara/2")
    for _ in range(70):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            "(() => { const box = document.activeElement.getBoundingClientRect(), bar = document.querySelector('.sendbar');"
            " return !bar.contains(document.activeElement) && box.bottom > bar.getBoundingClientRect().top + 1"
            " && box.top < bar.getBoundingClientRect().bottom; })()"
        )
        assert not hidden, page.evaluate("document.activeElement.outerHTML")


def test_nothing_of_a_ballot_is_kept_on_the_device(visits, ballots):
    page = visits.page("resident")
    page.goto(f"{ballots}/suara/2")
    page.get_by_label("Sabtu pagi").check()
    page.get_by_role("button", name="Periksa lalu kirim").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Periksa pilihan Anda")
    kept = page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    assert "Sabtu" not in kept
    assert "suara" not in kept
    page.goto(f"{ballots}/suara/2")
    expect(page.get_by_label("Sabtu pagi")).not_to_be_checked()

"""What bad input gets: a sentence by the field, the focus, and everything typed still there."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories.territory import KELURAHAN

from .conftest import DESKTOP

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("screen", [{}, DESKTOP], ids=["phone", "desktop"])
def test_registration_keeps_what_was_typed_and_says_what_is_wrong(enter, js, screen):
    page = enter(**screen)
    page.goto("/daftar")
    page.get_by_label("Nama").fill("Putri Ayu")
    page.get_by_label("Alamat surel").fill("bukan-surel")
    page.get_by_label("Kata sandi").fill("pendek")
    page.get_by_role("button", name="Daftar sekarang").click()
    summary = page.locator("[role=alert]")
    expect(summary).to_contain_text("Ada 3 hal yang perlu diperbaiki")
    expect(summary.get_by_role("link")).to_have_count(3)
    assert page.title().startswith("Perbaiki:")
    if js:
        expect(summary).to_be_focused()
    expect(page.get_by_label("Nama")).to_have_value("Putri Ayu")
    expect(page.get_by_label("Alamat surel")).to_have_value("bukan-surel")
    expect(page.get_by_label("Kata sandi")).to_have_value("")
    field = page.get_by_label("Alamat surel")
    expect(field).to_have_attribute("aria-invalid", "true")
    described = field.get_attribute("aria-describedby").split()
    assert any(page.locator(f"#{name}").inner_text().startswith("Perbaiki:") for name in described)
    for link in summary.get_by_role("link").all():
        assert page.locator(link.get_attribute("href")).count() == 1


def test_a_post_that_is_too_long_comes_back_whole(enter, world):
    page, text = enter("resident"), "kata " * 4_100
    page.goto(world.at["topic-quiet"])
    field = page.get_by_label("Tanggapan Anda")
    field.evaluate(
        "field => field.removeAttribute('maxlength')"
    )  # a browser that knows the limit would cut it
    field.fill(text)
    page.get_by_role("button", name="Kirim tanggapan").click()
    expect(page.locator("[role=alert]")).to_be_visible()
    assert page.get_by_label("Tanggapan Anda").input_value().strip() == text.strip()


def test_an_empty_topic_is_refused_field_by_field(enter):
    page = enter("resident")
    page.goto(f"/kelurahan/{KELURAHAN}/forum/tulis")
    page.get_by_role("button", name="Kirim", exact=True).click()
    expect(page.locator("[role=alert]")).to_contain_text("Ada 3 hal yang perlu diperbaiki")


def test_hostile_text_is_shown_as_text(enter, world):
    page = enter("resident")
    page.goto(world.at["topic-quiet"])
    page.get_by_label("Tanggapan Anda").fill(
        "<script>document.title='x'</script><img src=x onerror=alert(1)> tetap **aman**"
    )
    page.get_by_role("button", name="Kirim tanggapan").click()
    post = page.get_by_role("article").filter(has_text="tetap aman").last
    expect(post).to_be_visible()
    assert post.locator("script, img, [onerror]").count() == 0


def test_wrong_password_says_the_same_as_an_unknown_address(enter, world):
    page = enter()
    with world.inside():
        known = world.person("resident").email
    said = []
    for address in (known, "tidak.ada@contoh.id"):
        page.goto("/masuk")
        page.get_by_label("Alamat surel").fill(address)
        page.get_by_label("Kata sandi").fill("salah sekali ini")
        page.get_by_role("main").get_by_role("button", name="Masuk").click()
        expect(page.get_by_label("Alamat surel")).to_have_value(address)
        expect(page.get_by_label("Kata sandi")).to_have_value("")
        said.append(page.locator("[role=alert]").inner_text())
    assert said[0] == said[1]


def test_a_form_without_its_token_is_refused(enter, world):
    page = enter("resident")
    page.goto(world.at["topic-quiet"])
    page.locator("#dukungan input[name=csrf_token]").evaluate("field => field.remove()")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        page.get_by_role("button", name="Dukung", exact=True).click()
    assert answer.value.status == 400
    page.goto(world.at["topic-quiet"])
    expect(page.get_by_role("button", name="Dukung", exact=True)).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/topik/0000000000-tidak-ada", "/kelurahan/99.99", "/admin", "/skor?periode=besok"]
)
def test_a_refusal_is_a_page_with_a_way_on(visits, path):
    page = visits.page("resident")
    answer = page.goto(path)
    assert 400 <= answer.status < 500
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()

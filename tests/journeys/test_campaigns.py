"""A campaign's way: the short link counts a browser once, a pledge and a declared install can be undone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sgforum.campaign.queries import funnel
from tests.factories.campaign import make_campaign

pytestmark = pytest.mark.browser
AGENT = (
    "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
)


@pytest.fixture
def campaign(world, js):
    with world.inside():
        made = make_campaign(title=f"Kenali Hore {js}")
        return made.id, made.slug


def counted(world, campaign) -> tuple[int, int, int]:
    with world.inside():
        steps = funnel(campaign[0])
        return steps.visits, steps.pledges, steps.installs


def test_short_link_leads_to_the_page_and_counts_a_browser_once(enter, world, campaign):
    first = enter(user_agent=AGENT)
    first.goto(f"/kampanye/{campaign[1]}")
    short = first.get_by_label("Tautan pendek").input_value()
    for _ in range(2):
        first.goto(short)
        assert first.url.endswith(f"/kampanye/{campaign[1]}")
    assert counted(world, campaign)[0] == 1
    enter(user_agent=AGENT).goto(short)
    assert counted(world, campaign)[0] == 2
    first.reload()
    expect(first.get_by_role("main")).to_contain_text("Dikenal (kunjungan)")


def test_resident_pledges_declares_and_undoes_both(enter, world, campaign):
    page = enter("resident")
    page.goto(f"/kampanye/{campaign[1]}")
    page.get_by_role("button", name="Ikut", exact=True).click()
    expect(page.locator("#ikut")).to_contain_text("Anda ikut")
    page.get_by_role("button", name="Saya sudah memasang aplikasinya").click()
    expect(page.locator("#ikut")).to_contain_text("Anda menyatakan sudah memasang")
    assert counted(world, campaign) == (0, 1, 1)
    page.get_by_role("button", name="Saya belum atau tidak lagi memasangnya").click()
    expect(page.locator("#ikut")).not_to_contain_text("Anda menyatakan sudah memasang")
    page.get_by_role("button", name="Batalkan keikutsertaan saya").click()
    expect(page.get_by_role("button", name="Ikut", exact=True)).to_be_visible()
    assert counted(world, campaign) == (0, 0, 0)


def test_poster_carries_its_own_link(enter, campaign):
    page = enter()
    page.goto(f"/kampanye/{campaign[1]}")
    share = page.get_by_label("Tautan pendek").input_value()
    page.get_by_role("link", name="Cetak poster").click()
    expect(page.locator("main svg").first).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(share.rpartition("/")[2])

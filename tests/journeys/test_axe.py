"""axe finds nothing on any page: phone and desktop, what is folded opened; the main pages also in the dark."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from .addresses import Visit, list_visits
from .conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "light": {"resultTypes": ["violations"], "runOnly": RULES},
    # the same page in other colours: all else has been seen
    "dark": {
        "resultTypes": ["violations"],
        "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    },
}
MAIN = {
    "portal.home", "portal.place", "portal.desk", "forum.topics", "forum.topic", "forum.write", "consultation.show",
    "consultation.ballot", "consultation.result", "campaign.show", "campaign.app", "metrics.scores", "metrics.place",
    "reports.index", "accounts.sign_in", "portal.command_centre",
}  # fmt: skip
PARTS = 8


def _violations(page, scheme: str) -> list[str]:
    found = Axe().run(page, options=OPTIONS[scheme]).response["violations"]
    return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"][:2]]


def _looks(visit: Visit) -> list[tuple[dict, str]]:
    """Screens and colours in which a page is examined."""
    schemes = ("light", "dark") if visit.endpoint in MAIN else ("light",)
    return [(screen["viewport"], scheme) for scheme in schemes for screen in (PHONE, DESKTOP)]


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing(visits, world, part):
    every = list_visits(world)
    size = -(-len(every) // PARTS)
    page, role, wrong = None, object(), []
    for visit in every[part * size : (part + 1) * size]:
        if page is None or visit.role != role:
            page, role = visits.page(visit.role, bypass_csp=True, is_mobile=False), visit.role
        page.goto(visit.path)
        page.evaluate(
            "document.querySelectorAll('details:not(.menu)').forEach(each => { each.open = true; })"
        )
        for viewport, scheme in _looks(visit):
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            wrong += [
                f"{visit.path} {viewport['width']} {scheme} {what}" for what in _violations(page, scheme)
            ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", [None, "lurah"])
def test_axe_finds_nothing_in_the_open_menu(visits, role):
    page = visits.page(role, bypass_csp=True)
    page.goto("/")
    page.locator("details.menu summary").click()
    assert page.locator("details.menu li").first.is_visible()
    found = Axe().run(page, context="header", options=OPTIONS["light"]).response["violations"]
    assert [item["id"] for item in found] == []

"""The shipped product in a real Chromium: one city, one server, one browser for all journeys of a test process."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.conftest import Site, missing, served

from . import world as city
from .world import World

CHROMIUM = Path("/usr/bin/chromium")  # Debian's, which .ci/run installs
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
_addresses = itertools.count(1)
_REFUSALS = (
    "Failed to load resource: the server responded with a status of 4"  # Chromium's echo of a 403, 404, 422
)


@pytest.fixture(scope="session")
def world(tmp_path_factory) -> World:
    return city.build(tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="session")
def site(world) -> Site:
    """Served as behind one proxy, so that each visitor has an address and the rate limits stay on."""
    with served(world.instance, TRUSTED_PROXIES="1", DEBUG="true") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Browser:
    if not CHROMIUM.exists():
        missing("Chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        yield opened
        opened.close()


@dataclass
class Visits:
    """Opens browsers for people and remembers what went wrong in them."""

    browser: Browser
    site: Site
    world: World
    contexts: list[BrowserContext]
    complaints: list[str]

    def context(self, role: str | None = None, *, js: bool = True, **options: object) -> BrowserContext:
        """A browser of its own, signed in as the person of the role, with an address of its own."""
        n = next(_addresses)
        context = self.browser.new_context(
            base_url=self.site.url, locale="id-ID", java_script_enabled=js, reduced_motion="reduce",
            extra_http_headers={"X-Forwarded-For": f"10.0.{n // 250}.{n % 250 + 1}"}, **{**PHONE, **options},
        )  # fmt: skip
        context.set_default_timeout(6_000)
        if role:
            context.add_cookies([{"name": "sgforum", "value": self.world.cookie(role), "url": self.site.url}])
        self.contexts.append(context)
        return context

    def page(self, role: str | None = None, **options: object) -> Page:
        opened = self.context(role, **options).new_page()
        self.watch(opened)
        return opened

    def watch(self, page: Page) -> None:
        """Keep every console error (a breach of the CSP is one), script error and failed request of ours."""

        def hear(message) -> None:
            if message.type == "error" and not message.text.startswith(_REFUSALS):
                self.complaints.append(f"{page.url}: {message.text}")

        page.on("console", hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))


@pytest.fixture
def visits(browser, site, world) -> Visits:
    """Every journey also fails if a page complained on the way."""
    made = Visits(browser, site, world, [], [])
    yield made
    for context in made.contexts:
        context.close()
    assert made.complaints == []


@pytest.fixture(params=[True, False], ids=["js", "no-js"])
def js(request) -> bool:
    """The same journey with and without JavaScript."""
    return request.param


Opener = Callable[..., Page]


@pytest.fixture
def enter(visits, js) -> Opener:
    """Open a page of the person of a role (None: a visitor), with or without JavaScript as the test says."""

    def opener(role: str | None = None, **options: object) -> Page:
        return visits.page(role, js=js, **options)

    return opener


def path_of(page: Page) -> str:
    parts = urlsplit(page.url)
    return parts.path + (f"?{parts.query}" if parts.query else "")

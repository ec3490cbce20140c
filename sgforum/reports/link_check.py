"""One check of one site, as polite as a careful visitor: robots.txt first, then the page, never two at a time."""

from __future__ import annotations

import html
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from sgforum import __version__
from sgforum.core.outbound import PUBLIC, Answer, Limits, Network, NoAnswer, Reason, fetch
from sgforum.reports.link_models import MOST_REDIRECTS, MOST_TITLE, MOST_URL
from sgforum.reports.registers import LinkClass

SECONDS = 10  # K1: an answer within ten seconds, redirects and all
PAUSE_SECONDS, LONGEST_PAUSE = 1.0, 10.0
ROBOT = "sgforum"
ROBOTS = "dilarang_robots_txt"
"""The reason of a check that was not made, because the site asks robots to stay away."""

_UNREACHABLE = {
    Reason.ADDRESS, Reason.NOT_PUBLIC, Reason.NAME, Reason.CONNECTION, Reason.TIMEOUT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Index:
    """The page to which dead links lead back: where it is in the end, and its title ("" for none)."""

    url: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `status` is None exactly where a `reason` says why there was no answer."""

    link_class: LinkClass
    reason: str = ""
    status: int | None = None
    hops: int = 0
    final_url: str = ""
    title: str = ""
    milliseconds: int = 0


@dataclass(slots=True)
class Asker:
    """Whoever asks: with a name and a contact, through the guard, one request after the other, with pauses."""

    agent: str
    network: Network = PUBLIC
    pause: Callable[[float], None] = time.sleep
    seconds: float = SECONDS
    _last_host: str = field(default="", init=False)

    def ask(self, url: str, pause_seconds: float = PAUSE_SECONDS, seconds: float | None = None) -> Answer:
        """Return the answer; waits first if the same host was asked just before. Raises NoAnswer."""
        host = urlsplit(url).netloc
        if host == self._last_host:
            self.pause(pause_seconds)
        self._last_host = host
        limits = Limits(seconds=seconds or self.seconds, most_redirects=MOST_REDIRECTS)
        return fetch(url, agent=self.agent, network=self.network, limits=limits)


def agent_name(base_url: str, contact: str) -> str:
    """Return the User-Agent: product and version, whose audit it is, and whom to write to."""
    said = f"{ROBOT}/{__version__} (link audit of {base_url}; contact: {contact})"
    return "".join(sign for sign in said if 32 <= ord(sign) < 127)


def read_index(url: str, asker: Asker) -> Index | None:
    """Return the index page as it is now, or None where it does not answer with a page."""
    try:
        answer = asker.ask(url)
    except NoAnswer:
        return None
    return Index(answer.url[:MOST_URL], title_of(answer)) if 200 <= answer.status < 300 else None


def check_site(website: str, index: Index, asker: Asker) -> Finding:
    """Return what the site answers now, in the classes of K1."""
    rules = _robots(website, asker)
    if rules is not None and not rules.can_fetch(ROBOT, website):
        return Finding(LinkClass.UNKNOWN, ROBOTS)
    delay = float(rules.crawl_delay(ROBOT) or 0) if rules is not None else 0.0
    began = time.monotonic()
    try:
        answer = asker.ask(website, min(max(delay, PAUSE_SECONDS), LONGEST_PAUSE))
    except NoAnswer as error:
        found = LinkClass.UNREACHABLE if error.reason in _UNREACHABLE else LinkClass.FAILING
        return Finding(
            found, error.reason.value, None, error.hops, error.url[:MOST_URL], "", _milliseconds(began)
        )
    title = title_of(answer)
    return Finding(
        _class_of(answer, title, index), "", answer.status, answer.hops, answer.url[:MOST_URL], title,
        _milliseconds(began),
    )  # fmt: skip


def _class_of(answer: Answer, title: str, index: Index) -> LinkClass:
    """Live = 2xx, and both the final address and the title differ from the index page's."""
    if not 200 <= answer.status < 300:
        return LinkClass.FAILING
    is_index = same_page(answer.url, index.url) or (title != "" and title == index.title)
    return LinkClass.BACK_TO_INDEX if is_index else LinkClass.ACTIVE


def _milliseconds(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _robots(website: str, asker: Asker) -> RobotFileParser | None:
    """The site's wishes, or None where it has none that can be read: one page is then asked for all the same.

    RFC 9309 would keep a crawler away from a server that fails; this is one request for one page, and whether the
    server fails is what it is asked about.
    """
    parts = urlsplit(website)
    try:
        answer = asker.ask(f"{parts.scheme}://{parts.netloc}/robots.txt", seconds=asker.seconds / 2)
    except NoAnswer:
        return None
    if answer.status != 200:
        return None
    rules = RobotFileParser()
    rules.parse(answer.body.decode("utf-8", "replace").splitlines())
    return rules


def title_of(answer: Answer) -> str:
    """Return the page's title in one line, "" without one; no markup is parsed for it, only searched."""
    text = _text(answer)
    lower = text.lower()
    start = lower.find(">", lower.find("<title"))
    end = lower.find("</title", start)
    if "<title" not in lower or start < 0 or end < 0:
        return ""
    return " ".join(html.unescape(text[start + 1 : end]).split())[:MOST_TITLE]


def _text(answer: Answer) -> str:
    header = Message()
    header["Content-Type"] = answer.content_type or "text/html"
    charset = header.get_content_charset() or "utf-8"
    try:
        return answer.body.decode(charset, "replace")
    except (LookupError, UnicodeError):
        return answer.body.decode("utf-8", "replace")


def same_page(one: str, other: str) -> bool:
    """Say whether two addresses name one page: without scheme, www, default file, last slash and fragment."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
    path = parts.path
    for name in ("index.html", "index.htm", "index.php"):
        path = path.removesuffix(f"/{name}")
    return host, path.rstrip("/"), parts.query

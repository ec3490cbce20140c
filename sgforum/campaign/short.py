"""Short addresses: the way in from a poster, a message, a QR code. The one GET that counts something.

What is counted is a browser on a day, once: the answer leaves a cookie `k_CODE=1` that ends at the
city's midnight, and nothing of the visitor is stored. The limits of this are said, not hidden: a
browser that keeps no cookies counts each time it comes, bounded by MOST_VISITS for each network
address and hour; a person with two browsers counts twice.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

from flask import Response, current_app, redirect, request, url_for
from sqlalchemy.exc import OperationalError

from ..core import clock
from ..core.crypto import keyed_hash
from ..core.db import transaction
from ..core.errors import TooMany, Unavailable
from ..web import i18n, printing
from ..web.guards import PUBLIC
from ..web.limits import count
from . import queries, services
from .views import address_of, pages, today

# Generous, for a whole neighbourhood may stand behind one address of a mobile network
MOST_VISITS = "300/hour"
_AUTOMATIC = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|facebookexternalhit|facebookcatalog|whatsapp/|skypeuripreview|"
    r"headless|lighthouse|python|curl/|wget/|go-http-client|java/|okhttp|libwww|httpclient|axios|node-fetch|"
    r"monitor|validator",
    re.IGNORECASE,
)
_PREFETCH_HEADERS = ("Sec-Purpose", "Purpose", "X-Moz", "X-Purpose")


@pages.get("/s/<code>", guard=PUBLIC)
def short(code: str) -> Response:
    """Send on to the campaign; count the browser unless it was counted today or is no person's."""
    code = code.lower()
    slug = queries.get_link_target(code)
    response: Response = redirect(url_for("campaign.show", slug=slug), 303)  # type: ignore[assignment]
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    if not _is_automatic() and _cookie_name(code) not in request.cookies and _count(code):
        _remember(response, code)
    return response


@pages.get("/s/<code>.svg", guard=PUBLIC)
def qr(code: str) -> Response:
    """The QR code of a short address, to be saved or printed."""
    queries.get_link_target(code.lower())
    svg = printing.qr_svg(address_of(code.lower()), inline=False)
    response = Response(svg, content_type="image/svg+xml; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _is_automatic() -> bool:
    """Whether the request says of itself that no person looks at the page: a program, a preview, a prefetch."""
    if request.method != "GET" or any(
        "prefetch" in request.headers.get(name, "") for name in _PREFETCH_HEADERS
    ):
        return True
    agent = request.headers.get("User-Agent", "")
    return not agent or _AUTOMATIC.search(agent) is not None


def _count(code: str) -> bool:
    """Count one visit; a limit that is reached or a database that is busy must not stop the visitor."""
    try:
        count(MOST_VISITS, "campaign.visit", _sender())
        with transaction():
            return services.count_visit(code=code, today=today())
    except (TooMany, Unavailable):
        return False
    except OperationalError:
        current_app.logger.warning("a visit was not counted: the database is busy", exc_info=True)
        return False


def _sender() -> str:
    """The network address as a keyed hash of this day only: enough to bound it, no use to trace it."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return keyed_hash(key, f"campaign.visit {today()} {request.remote_addr}")[:32]


def _cookie_name(code: str) -> str:
    return f"k_{code}"


def _remember(response: Response, code: str) -> None:
    """Let the browser itself know, until the city's midnight, that it was counted."""
    now = clock.now().astimezone(i18n.zone())
    midnight = datetime.combine(now.date() + timedelta(days=1), time.min, tzinfo=i18n.zone())
    response.set_cookie(
        _cookie_name(code), "1", expires=midnight, max_age=max(1, int((midnight - now).total_seconds())),
        secure=current_app.extensions["sgforum_config"].is_https, httponly=True, samesite="Lax",
    )  # fmt: skip

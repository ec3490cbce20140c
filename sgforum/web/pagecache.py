"""Whole public pages kept compressed in memory for visitors, checked against a version by one SELECT.

Only requests without a session cookie are served from here, and the key is an allow-list: path,
query, language, release; each page is kept plain and compressed. Anything else in a request cannot change a kept page, so
nothing can poison it (threats 71; Discourse CVE-2021-41271 was an unlisted header).
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from flask import Response, current_app, make_response, request, session
from markupsafe import Markup

from ..core.cache import Lru
from . import i18n

View = TypeVar("View", bound=Callable[..., Any])


class Kept(NamedTuple):
    """A page as it goes over the wire."""

    version: str
    html: bytes
    zipped: bytes
    content_type: str
    is_small: bool


MOST_PAGES = 512
MOST_QUERY = 200  # longer query strings are answered but not kept
QUICK, SMALL = 1, 9  # gzip levels: a page asked for once is not worth more than the quick one
_pages: Lru[Kept] = Lru(MOST_PAGES)


def is_visitor() -> bool:
    """Whether the request carries no session, so that the answer is the same for everybody."""
    return current_app.config["SESSION_COOKIE_NAME"] not in request.cookies


def kept(view: View, version: Callable[..., str | None]) -> View:
    """Serve visitors the kept page while its version holds; answer If-None-Match with 304."""

    @wraps(view)
    def serve(*args: Any, **kwargs: Any) -> Any:
        if not is_visitor() or len(request.query_string) > MOST_QUERY:
            return view(*args, **kwargs)
        current = version(*args, **kwargs)
        if current is None:
            return view(*args, **kwargs)
        key = "\n".join((request.path, request.query_string.decode("latin-1"), i18n.locale(), _build()))
        found = _pages.get(key)
        if found is None or found.version != current:
            response = make_response(view(*args, **kwargs))
            # a session begun here is one visitor's, token and all; its cookie is only set later
            if response.status_code != 200 or session.modified or "Set-Cookie" in response.headers:
                return response
            html = response.get_data()
            found = Kept(
                current,
                html,
                gzip.compress(html, QUICK, mtime=0),
                response.content_type or "text/html",
                False,
            )
            _pages.put(key, found)
        elif not found.is_small:
            found = found._replace(zipped=gzip.compress(found.html, SMALL, mtime=0), is_small=True)
            _pages.put(key, found)
        return _answer(found, key)

    return serve  # type: ignore[return-value]


def _build() -> str:
    return str(current_app.extensions["sgforum_build"])


def _answer(found: Kept, key: str) -> Response:
    version, html, zipped, content_type, _ = found
    etag = hashlib.sha256(f"{key}\n{version}".encode()).hexdigest()[:20]
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    elif request.accept_encodings["gzip"]:
        response = Response(zipped, content_type=content_type)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(html, content_type=content_type)
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response


_parts: Lru[tuple[str, Markup]] = Lru(MOST_PAGES)


def kept_part(name: str, version: str, make: Callable[[], str]) -> Markup:
    """The part of a page that is the same for all its readers, signed in or not, rendered once for each version.

    name: must tell apart everything but version and language that the part shows.
    """
    key = f"{name}\n{i18n.locale()}\n{_build()}"
    found = _parts.get(key)
    if found is None or found[0] != version:
        found = (version, Markup(make()))  # noqa: S704 - a rendered template
        _parts.put(key, found)
    return found[1]

"""The answers that pages give."""

from __future__ import annotations

import gzip
from typing import Any

from flask import Response, current_app, flash, make_response, redirect, render_template, request, url_for

from ..core.errors import SgforumError
from .i18n import gettext


def page(template: str, status: int = 200, **context: Any) -> Response:
    """A rendered page."""
    return make_response(render_template(template, **context), status)


def form_page(template: str, form: Any, **context: Any) -> Response:
    """A page with a form: 422 when what was sent has errors, with everything typed kept."""
    has_errors = form.has_errors
    return page(template, 422 if has_errors else 200, form=form, has_errors=has_errors, **context)


_WORTH_IT = 4_000  # bytes; below, a page gains nothing


def compressed(response: Response, own_url: str) -> Response:
    """A long page for one reader, compressed for a browser that takes that; plain unless asked for at its own address.

    Nothing that a stranger could put into a request (another address, a query, a form) may stand beside the
    reader's secrets in it, for lengths would tell of them (the BREACH attack).
    """
    content, asked_by = response.get_data(), f"{request.script_root}{request.path}"
    is_own = request.method == "GET" and asked_by == own_url and not request.query_string
    if not is_own or len(content) < _WORTH_IT or not request.accept_encodings["gzip"]:
        return response
    response.set_data(gzip.compress(content, 1, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def see_other(
    endpoint: str, message: str | None = None, anchor: str | None = None, **values: Any
) -> Response:
    """Go to a page after an act (303), with a sentence (a msgid) that says what happened."""
    if message:
        flash(gettext(message))
    return redirect(url_for(endpoint, _anchor=anchor, **values), 303)  # type: ignore[return-value]


_ERROR_PAGES = {400, 403, 404, 409, 413, 429, 500, 503}
_NEAREST = {401: 403, 405: 404, 410: 404, 422: 400}


def error_page(status: int, sentence: str | None = None) -> Response:
    """The page for a refusal or failure; says nothing of what is inside."""
    nearest = status if status in _ERROR_PAGES else _NEAREST.get(status, 400 if status < 500 else 500)
    return page(f"errors/{nearest}.html", status, **({"sentence": sentence} if sentence else {}))


def refusal(error: SgforumError) -> Response:
    """A SgforumError as a page in the reader's language."""
    sentence = gettext(error.message, **error.params) if error.message and error.status != 500 else None
    response = error_page(error.status, sentence)
    if error.status in (429, 503):
        response.headers["Retry-After"] = "30"
    return response


def is_demo() -> bool:
    """Whether this installation holds invented data; pages and exports then say so."""
    return bool(current_app.extensions["sgforum_is_demo"]())

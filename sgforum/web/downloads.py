"""Files handed out: never sniffed, with a name that we chose; private ones kept by nobody, published ones by everybody."""

from __future__ import annotations

import hashlib
import re

from flask import Response, request


def download(content: bytes, name: str, content_type: str) -> Response:
    """An attachment kept by nobody on the way."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_safe(name)}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def published(content: bytes, name: str, content_type: str, *, attached: bool = False) -> Response:
    """Open data: the same for everybody, asked again by its ETag, and readable by programs of other sites."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = (
        f'{"attachment" if attached else "inline"}; filename="{_safe(name)}"'
    )
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response


def _safe(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "-", name)

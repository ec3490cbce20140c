"""Files handed out: as attachments, never sniffed, with a name that we chose."""

from __future__ import annotations

import re

from flask import Response


def download(content: bytes, name: str, content_type: str) -> Response:
    """An attachment kept by nobody on the way."""
    safe = re.sub(r"[^A-Za-z0-9._-]", "-", name)
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""The report as PDF, where the optional WeasyPrint is installed."""

from __future__ import annotations

import logging

from sgforum.core.errors import Unavailable
from sgforum.core.marks import N_

try:
    import weasyprint
except (
    ImportError,
    OSError,
):  # the extra, or the system library it opens, is not there: asking for a PDF says so
    weasyprint = None

MISSING = N_("PDF belum dapat dibuat. Pasang dengan: pip install 'sgforum[pdf]'")

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells of every CSS rule that print does not know


def pdf_bytes(html: str) -> bytes:
    """Return the HTML file as PDF, fetching nothing; raises Unavailable without WeasyPrint."""
    if weasyprint is None:
        raise Unavailable(MISSING)
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    return bytes(weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf())

"""Files that stand alone: the site's style inside, as PDF where the optional WeasyPrint is installed; QR codes."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

import segno

from ..core.errors import Unavailable
from ..core.marks import N_

try:
    import weasyprint
except (
    ImportError,
    OSError,
):  # the extra, or the system library it opens, is not there: asking for a PDF says so
    weasyprint = None

MISSING = N_("PDF belum dapat dibuat. Pasang dengan: pip install 'sgforum[pdf]'")

logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it tells of every CSS rule that print does not know


def can_make_pdf() -> bool:
    """Whether a page may offer a PDF at all."""
    return weasyprint is not None


def pdf_bytes(html: str) -> bytes:
    """Return the HTML file as PDF, fetching nothing; raises Unavailable without WeasyPrint."""
    if weasyprint is None:
        raise Unavailable(MISSING)
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    return bytes(weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf())


def pdf_of_parts(parts: Iterable[str]) -> bytes:
    """One PDF of several HTML files, each laid out on pages of its own as it comes; raises Unavailable without WeasyPrint."""
    if weasyprint is None:
        raise Unavailable(MISSING)
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    made = [weasyprint.HTML(string=html, url_fetcher=nothing).render() for html in parts]
    return bytes(made[0].copy([page for document in made for page in document.pages]).write_pdf())


@lru_cache(maxsize=1)
def print_style() -> str:
    """The site's style sheet without the fonts, which it would fetch from the site."""
    sheet = files("sgforum.web").joinpath("static", "sgf.css").read_text(encoding="utf-8")
    rules = sheet.split("@font-face")
    return rules[0] + "".join(rule.partition("}")[2] for rule in rules[1:])


@lru_cache(maxsize=256)
def qr_svg(address: str, *, inline: bool) -> str:
    """The QR code of an address (ISO/IEC 18004, error level M, quiet zone of 4) as SVG.

    inline: for an HTML page, without declaration and namespace; always dark on white, also on dark pages.
    """
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(
        out, kind="svg", xmldecl=not inline, svgns=not inline, nl=False, omitsize=True,
        border=4, dark="#000000", light="#ffffff", svgclass="ch" if inline else None, lineclass=None,
    )  # fmt: skip
    return out.getvalue().decode()

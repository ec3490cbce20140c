"""Short addresses as people pass them on: written out, as a WhatsApp message, as a QR code."""

from __future__ import annotations

import io
from functools import lru_cache
from urllib.parse import quote

import segno


def short_address(base_url: str, code: str) -> str:
    """The absolute short address, the same in every language."""
    return f"{base_url.rstrip('/')}/s/{code}"


def whatsapp_address(sentence: str, address: str) -> str:
    """Opens WhatsApp with the sentence and the address written; the sender still chooses to whom."""
    return f"https://wa.me/?text={quote(f'{sentence} {address}', safe='')}"


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

"""Short addresses as people pass them on: written out, as a WhatsApp message."""

from __future__ import annotations

from urllib.parse import quote


def short_address(base_url: str, code: str) -> str:
    """The absolute short address, the same in every language."""
    return f"{base_url.rstrip('/')}/s/{code}"


def whatsapp_address(sentence: str, address: str) -> str:
    """Opens WhatsApp with the sentence and the address written; the sender still chooses to whom."""
    return f"https://wa.me/?text={quote(f'{sentence} {address}', safe='')}"

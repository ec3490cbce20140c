"""What people type, made fit to be stored."""

from __future__ import annotations

import re
import unicodedata

from ...core.marks import N_

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # PostgreSQL refuses NUL, people cannot see the rest
_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9]+")
TOO_LONG = N_("Terlalu panjang. Paling banyak %(most)s huruf.")


def clean(text: str) -> str:
    """The text in one Unicode form, with plain line ends and without control characters."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", plain).strip()


def clean_line(text: str) -> str:
    """As `clean`, on one line."""
    return " ".join(clean(text).split())


def slug_of(title: str) -> str:
    """The readable end of an address; never empty, at most 80 signs."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_ADDRESS.sub("-", ascii_only).strip("-")[:80].strip("-") or "musyawarah"

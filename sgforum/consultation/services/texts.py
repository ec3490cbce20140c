"""What people type, made fit to be stored."""

from __future__ import annotations

import re
import unicodedata

from ...core.marks import N_

# What XML and PostgreSQL refuse, and signs that turn the reading direction of a whole page
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
_NOT_IN_ADDRESS = re.compile(r"[^a-z0-9]+")
HAS_NIK = N_("Hapus dulu nomor 16 angka dari tulisan ini. NIK tidak boleh tampil di sini.")
TOO_LONG = N_("Terlalu panjang. Paling banyak %(most)s huruf.")


def clean(text: str) -> str:
    """The text in one Unicode form, with plain line ends and without control characters."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return _UNWANTED.sub("", plain).strip()


def clean_line(text: str) -> str:
    """As `clean`, on one line."""
    return " ".join(clean(text).split())


def has_nik(text: str) -> bool:
    """Whether a number of 16 digits stands in the text: an identity number must never be published."""
    return _NIK.search(text) is not None


def slug_of(title: str) -> str:
    """The readable end of an address; never empty, at most 80 signs."""
    ascii_only = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_ADDRESS.sub("-", ascii_only).strip("-")[:80].strip("-") or "musyawarah"

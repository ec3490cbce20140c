"""What may be written: cleaned titles and texts, or a sentence on what is wrong."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ..core.errors import InvalidInput
from ..core.marks import N_
from ..core.permissions import Level
from ..core.richtext import RENDERER_VERSION, render
from ..core.similarity import digest_of
from .rules import LINKS_UNVERIFIED, TITLE_LENGTH

SLUG_LENGTH = 60
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")
# What XML and PostgreSQL refuse, and marks that turn the reading direction of a whole page
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]"
)

NO_TITLE = N_("Tulis judul, 8 sampai 150 huruf.")
TOO_SHORT = N_("Tulisan ini terlalu pendek. Ceritakan sedikit lebih banyak.")
TOO_LONG = N_("Tulisan ini terlalu panjang. Paling banyak 20.000 huruf.")
HAS_NIK = N_("Hapus dulu nomor 16 angka dari tulisan ini. NIK tidak boleh tampil di forum.")
TOO_MANY_LINKS = N_("Warga yang belum terverifikasi dapat memasang paling banyak 2 tautan.")


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be stored: as written, as sanitised HTML, and the digest that finds repeats."""

    text: str
    html: str
    renderer_version: int
    digest: str


def clean_text(text: str) -> str:
    """NFC with plain line ends, without control signs."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", plain)).strip()


def clean_line(text: str) -> str:
    """A text of one line, such as a title."""
    return " ".join(clean_text(text).split())


def has_nik(text: str) -> bool:
    """Whether sixteen digits stand together, as in a number of identity."""
    return _NIK.search(text) is not None


def check_title(title: str) -> str:
    """The cleaned title; raises InvalidInput on the field `title`."""
    found = clean_line(title)
    if not TITLE_LENGTH[0] <= len(found) <= TITLE_LENGTH[1]:
        raise InvalidInput({"title": NO_TITLE})
    if has_nik(found):
        raise InvalidInput({"title": HAS_NIK})
    return found


def check_text(text: str, *, length: tuple[int, int], level: Level) -> Text:
    """The cleaned and rendered text; raises InvalidInput on the field `text`."""
    found = clean_text(text)
    if len(found) < length[0]:
        raise InvalidInput({"text": TOO_SHORT})
    if len(found) > length[1]:
        raise InvalidInput({"text": TOO_LONG})
    if has_nik(found):
        raise InvalidInput({"text": HAS_NIK})
    html = render(found)
    if level < Level.VERIFIED and html.count("<a ") > LINKS_UNVERIFIED:
        raise InvalidInput({"text": TOO_MANY_LINKS})
    return Text(found, html, RENDERER_VERSION, digest_of(found))


def slug_of(title: str) -> str:
    """The title for an address: ASCII words and hyphens; "topik" when nothing is left."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) > SLUG_LENGTH:
        slug = slug[: SLUG_LENGTH + 1].rpartition("-")[0] or slug[:SLUG_LENGTH]
    return slug or "topik"

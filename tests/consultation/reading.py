"""Where a consultation's pages are, and what they say without their markup."""

from __future__ import annotations

import re

NOT_A_SURVEY = "Hasil ini bukan survei representatif; peserta memilih ikut sendiri."


def address(made, tail=""):
    return f"/konsultasi/{made.public_id}-{made.slug}{tail}"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))

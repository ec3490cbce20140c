"""Where a consultation's pages are, what they say without their markup, and ballots of each kind as they are sent."""

from __future__ import annotations

import re

from sqlalchemy import func, select

from sgforum.ballot.models import Envelope, Rule
from sgforum.core.db import db

NOT_A_SURVEY = "Hasil ini bukan survei representatif; peserta memilih ikut sendiri."


def address(made, tail=""):
    return f"/konsultasi/{made.public_id}-{made.slug}{tail}"


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def marked(response):
    """What is chosen on a ballot, in its order."""
    page = response.get_data(as_text=True)
    return re.findall(r'value="([^"]+)" (?:data-cost="\d+" )?checked', page) or re.findall(
        r'name="rank" value="([a-z]\d?)"', page
    )


def count_envelopes():
    return db.session.scalar(select(func.count()).select_from(Envelope))


# by rule: the form as it is sent, the canonical ballot, and what the check page says (questions of factories.kinds)
FILLED = {
    Rule.PLURALITY: ({"choice": "b"}, "b", "Anda memilih: Siang"),
    Rule.APPROVAL: ({"choice": ["c", "a"]}, "a,c", "Anda memilih: Sabtu pagi Minggu sore"),
    Rule.SCORE: (
        {"score-a": "5", "score-b": "", "score-c": "0"}, "a:5,c:0",
        "Satu sisi jalan saja 5 · Sangat setuju Berbayar sesudah pukul 18.00 0 · Sangat tidak setuju Yang lain tidak Anda nilai.",
    ),
    Rule.SCHULZE: (
        {"rank": ["c", "a"]}, "c>a", "Urutan Anda: Taman bermain Parit Yang lain tidak diurutkan, jadi di bawah semua"
    ),
    Rule.IRV: ({"rank": ["b", "c", "a"]}, "b>c>a", "Urutan Anda: Taman Bahari Taman Delima Taman Melati"),
    Rule.GREEDY: ({"choice": ["e", "a"]}, "a,e", "Jumlah Rp79 juta dari Rp250 juta"),
    Rule.EQUAL_SHARES: ({"choice": ["c", "d"]}, "c,d", "Jumlah Rp243 juta dari Rp250 juta"),
}  # fmt: skip

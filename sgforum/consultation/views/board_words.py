"""A line of the board in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ...ballot.board import Kind, read_line
from ...ballot.models import BoardEntry
from ...web import i18n
from ...web.i18n import gettext
from ..queries import Sheet

Content = Mapping[str, Any]


def told_on_board(line: BoardEntry, sheet: Sheet) -> str:
    """What a line says, for people; with several questions it names its own."""
    content = read_line(line.line.encode()).content
    sentence = _WORDS[Kind(line.kind)](content)
    number = _question_of(content)
    if number is None or len(sheet.questions) < 2:
        return sentence
    return str(gettext("Soal %(n)s: %(sentence)s", n=number, sentence=sentence))


def _question_of(content: Content) -> int | None:
    poll = content.get("poll")
    if not isinstance(poll, str):
        return None
    return int(poll.partition("/")[2] or 1)


def _opened(content: Content) -> str:
    return str(
        gettext(
            "Pemungutan suara dibuka dengan %(electors)s pemilih dalam daftar. Sidik jari aturan: %(hash)s.",
            electors=i18n.number(content["roll_size"]), hash=content["rules_hash"][:16],
        )
    )  # fmt: skip


def _elector_added(content: Content) -> str:
    return str(
        gettext("Satu pemilih ditambahkan; daftar kini %(n)s orang.", n=i18n.number(content["roll_size"]))
    )


def _envelopes(content: Content) -> str:
    if content["number"] is None:
        return str(gettext("Amplop di kotak kurang dari 10; jumlahnya tidak diumumkan."))
    return str(gettext("Amplop di kotak: %(n)s.", n=i18n.number(content["number"])))


def _extended(content: Content) -> str:
    ends_at = i18n.long_datetime(datetime.fromisoformat(content["ends_at"]))
    return str(gettext("Pemungutan suara diperpanjang sampai %(when)s: kuorum belum tercapai.", when=ends_at))


def _batch(content: Content) -> str:
    if content["papers"] is None:
        label = content["label"]
        return str(gettext("Bundel surat suara kertas %(label)s; jumlahnya tidak diumumkan.", label=label))
    return str(
        gettext(
            "Bundel surat suara kertas %(label)s: %(papers)s surat, %(spoiled)s rusak.",
            label=content["label"], papers=i18n.number(content["papers"]), spoiled=i18n.number(content["spoiled"]),
        )
    )  # fmt: skip


def _closing(content: Content) -> str:
    parts = [gettext("Kotak dibuka.")]
    if content["online"] is None:
        parts.append(gettext("Pemilihnya kurang dari 10; jumlahnya tidak diumumkan."))
    else:
        parts.append(
            gettext(
                "Suara lewat aplikasi %(online)s, kertas %(paper)s, loket %(desk)s, rusak %(spoiled)s.",
                **{name: i18n.number(content[name]) for name in ("online", "paper", "desk", "spoiled")},
            )
        )
    parts.append(_seed(content))
    return " ".join(map(str, parts))


def _seed(content: Content) -> str:
    if content["seed_source"] == "witnesses":
        sentence = gettext(
            "Undian hasil seri: lemparan dadu %(seed)s di depan %(n)s saksi.",
            seed=content["seed"], n=content["witnesses"],
        )  # fmt: skip
    elif content["seed_source"] == "parameter":
        sentence = gettext("Undian hasil seri: %(seed)s, ditetapkan saat dibuka.", seed=content["seed"])
    else:
        sentence = gettext("Undian hasil seri: sidik jari aturannya.")
    return str(sentence)


def _result(content: Content) -> str:
    return str(
        gettext("Hasil diumumkan; baris ini memuat sidik jari %(n)s berkasnya.", n=len(content["files"]))
    )


def _announced(content: Content) -> str:
    return str(gettext("Pengumuman: %(note)s", note=content["note"]))


def _corrected(content: Content) -> str:
    return str(gettext("Ralat baris %(n)s: %(reason)s", n=content["line"], reason=content["reason"]))


_WORDS: Mapping[Kind, Callable[[Content], str]] = {
    Kind.OPENED: _opened,
    Kind.ELECTOR_ADDED: _elector_added,
    Kind.ENVELOPES: _envelopes,
    Kind.EXTENDED: _extended,
    Kind.BATCH: _batch,
    Kind.CLOSING: _closing,
    Kind.RESULT: _result,
    Kind.ANNOUNCED: _announced,
    Kind.CORRECTED: _corrected,
}

"""The bundle of a closed consultation: everything that anyone needs to count again, as one ZIP (ADR 0011).

Pure: the same records give the same bytes on every machine, so the ZIP is stored, not compressed, and its
times stand still. docs/data-formats.md describes every file.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .canonical import document_of
from .commitments import slip_of
from .exports import export
from .readme import README
from .tally import BLANK, SMALLEST_SHOWN, is_telling

FORMAT = 1
README_FILE, SUMS, RULES, BOARD, KEY = (
    "BACA-SAYA.txt", "SHA256SUMS", "aturan.json", "papan.jsonl", "kunci-publik.txt",
)  # fmt: skip
RESULT, ROLL, BALLOTS, STATISTIC, ENVELOPES, ROLL_CALL, NAMES = (
    "hasil.json", "daftar.csv", "suara.csv", "statistik.json", "amplop.csv", "suara-terbuka.csv", "nama.csv",
)  # fmt: skip
EXPORTS = ("suara.abif", "suara.pb")  # made from suara.csv: they say nothing of their own
# What the board holds no hash of: exports, and names, which people may change or have erased
UNANNOUNCED = (*EXPORTS, NAMES)
OF_A_POLL = (RESULT, ROLL, BALLOTS, STATISTIC, ENVELOPES, ROLL_CALL, *UNANNOUNCED)
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can hold
_COUNTED = ("ballots", "valid", "blank", "invalid")
# What decides a rule's result without the ballots (voting.md 1.4), by the names of the outcome's fields
STATISTICS: Mapping[str, tuple[str, ...]] = {
    "plurality": ("scores",),
    "approval": ("scores",),
    "score": ("scores", "histogram"),
    "schulze": ("pairwise",),
    "irv": ("rounds",),
    "greedy": ("scores", "selected", "cost"),
    "equal-shares": ("scores", "payments", "selected", "cost"),
}
SHOWN_WITHOUT_NUMBERS = ("rule", "options", "winners", "selected", "tie_order", "seed")


@dataclass(frozen=True, slots=True)
class ByChannel:
    """How many voted, by channel; spoiled papers were handed in and exchanged: they are not in the box."""

    online: int = 0
    paper: int = 0
    desk: int = 0
    spoiled: int = 0

    @property
    def ballots(self) -> int:
        return self.online + self.paper + self.desk


@dataclass(frozen=True, slots=True)
class PollRecord:
    """What is published of one closed poll; `rules` is its `commitments.rules_document`.

    roll: `commitments.roll_line` of each elector; None where anyone may take part. outcome: `Outcome.to_json()`. profile: {canonical ballot: how many}. papers: (code, ballot) of a content
    receipt, code "" for one that came on paper. envelopes: their hashes. roll_call:
    (public id, name, ballot) of each voter in an open poll.
    """

    rules: Mapping[str, Any]
    secrecy: str
    receipt: str
    roll: Sequence[str] | None
    turnout: ByChannel
    quorum_needed: int
    outcome: Mapping[str, Any]
    profile: Mapping[str, int]
    papers: Sequence[tuple[str, str]] = field(default=())
    envelopes: Sequence[str] = field(default=())
    roll_call: Sequence[tuple[str, str, str]] = field(default=())

    @property
    def is_withheld(self) -> bool:
        """Whether so few voted that numbers would show who chose what: only the winner is published."""
        given = self.turnout
        return self.secrecy == "secret" and is_telling(given.online, given.paper + given.desk)

    @property
    def shows_ballots(self) -> bool:
        """Whether the ballots themselves are published, not only their statistic.

        Secret ballots are if each pattern was chosen by at least k people. How many ballots are blank or
        unreadable the statistic says too, so these may be fewer.
        """
        if self.is_withheld:
            return False
        rare = [many for ballot, many in self.profile.items() if ballot not in ("", BLANK)]
        return (
            self.secrecy == "open"
            or self.receipt == "content"
            or min(rare, default=SMALLEST_SHOWN) >= SMALLEST_SHOWN
        )


def folder(number: int) -> str:
    """The folder of the consultation's n-th question, from 1."""
    return f"soal-{number}/"


def poll_files(record: PollRecord) -> dict[str, bytes]:
    """The files of one poll by name; what stands on the board about them are their SHA-256."""
    files = {RESULT: document_of(_result(record))}
    if record.roll is not None:
        files[ROLL] = write_roll(record.roll)
    if record.shows_ballots:
        by_code = record.receipt == "content"
        files[BALLOTS] = write_papers(record.papers) if by_code else write_profile(record.profile)
        if (made := export(record.rules, record.profile)) is not None:
            files[made[0]] = made[1]
    elif not record.is_withheld:
        files[STATISTIC] = document_of(statistic(record.outcome))
    if record.receipt == "inclusion" and not record.is_withheld:
        files[ENVELOPES] = write_envelopes(record.envelopes)
    if record.secrecy == "open":
        files[ROLL_CALL] = write_roll_call((voter, ballot) for voter, _, ballot in record.roll_call)
        files[NAMES] = write_names((voter, name) for voter, name, _ in record.roll_call)
    return {name: text.encode() for name, text in files.items()}


def _result(record: PollRecord) -> dict[str, Any]:
    turnout, outcome = record.turnout, dict(record.outcome)
    ballots = None if record.is_withheld else turnout.ballots
    if ballots is None:
        outcome = {name: outcome[name] for name in SHOWN_WITHOUT_NUMBERS if outcome.get(name) is not None}
    return {
        "poll": record.rules["reference"], "electors": None if record.roll is None else len(record.roll),
        "turnout": None if ballots is None else {
            "online": turnout.online, "paper": turnout.paper, "desk": turnout.desk, "spoiled": turnout.spoiled,
        },
        "quorum": {"needed": record.quorum_needed, "met": turnout.ballots >= record.quorum_needed},
        "outcome": outcome,
    }  # fmt: skip


def statistic(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an outcome that decides it, published where the ballots are not."""
    names = ("rule", *_COUNTED, *STATISTICS[outcome["rule"]])
    return {name: outcome[name] for name in names}


def write_roll(lines: Iterable[str]) -> str:
    """daftar.csv: one hash for each elector, which tells nothing to who does not know their random id."""
    return _csv(("sha256",), [(line,) for line in sorted(lines)])


def write_profile(profile: Mapping[str, int]) -> str:
    """suara.csv: each ballot that occurs and how often, by its text; an unreadable one is empty."""
    return _csv(("ballot", "count"), sorted((ballot, str(many)) for ballot, many in profile.items() if many))


def write_papers(papers: Iterable[tuple[str, str]]) -> str:
    """suara.csv with content receipts: each paper beside its code, by code."""
    return _csv(("code", "ballot"), sorted(papers))


def write_envelopes(digests: Iterable[str]) -> str:
    """amplop.csv: the slip's number and SHA-256 of each envelope that was in the box, by hash."""
    return _csv(("slip", "sha256"), [(slip_of(digest), digest) for digest in sorted(digests)])


def write_roll_call(rows: Iterable[tuple[str, str]]) -> str:
    """suara-terbuka.csv: who chose what in an open poll, by the public id, which never changes."""
    return _csv(("id", "ballot"), sorted(rows))


def write_names(rows: Iterable[tuple[str, str]]) -> str:
    """nama.csv: the names of those ids as they are today."""
    return _csv(("id", "name"), sorted((voter, _cell(name)) for voter, name in rows))


def _cell(name: str) -> str:
    """A name as a cell that no spreadsheet program runs as a formula (CWE-1236)."""
    clean = " ".join(name.split())
    return f"'{clean}" if clean[:1] in "=+-@" else clean


def _csv(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def sums_of(files: Mapping[str, bytes]) -> bytes:
    """SHA256SUMS as `sha256sum -c` reads it."""
    lines = (f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def bundle_files(
    *,
    board: str,
    rules: Sequence[Mapping[str, Any]],
    lines: Sequence[str],
    public_key: bytes,
    polls: Sequence[Mapping[str, bytes]],
) -> dict[str, bytes]:
    """All files of the bundle by name; rules and polls (see `poll_files`) in the order of the questions."""
    files = {
        README_FILE: README.encode(),
        RULES: document_of({"format": FORMAT, "board": board, "polls": list(rules)}).encode(),
        BOARD: "".join(f"{line}\n" for line in lines).encode(),
        KEY: f"ed25519 {public_key.hex()}\n".encode(),
    }
    for number, of_poll in enumerate(polls, 1):
        files |= {folder(number) + name: content for name, content in of_poll.items()}
    return files | {SUMS: sums_of(files)}


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP whose bytes depend on nothing else."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # as on Unix, wherever it is written
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()

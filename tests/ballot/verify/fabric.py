"""A sound bundle with a question of every kind, and an attacker who changes it: crudely, carefully, or with the key."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from nacl.signing import SigningKey

from sgforum.ballot import board, bundle
from sgforum.ballot.board import GENESIS, Kind
from sgforum.ballot.bundle import ByChannel, PollRecord
from sgforum.ballot.canonical import document_of
from sgforum.ballot.commitments import hash_of_sorted, rules_document, rules_hash
from sgforum.ballot.merkle import root_of_hashes
from sgforum.ballot.tallies import count
from sgforum.ballot.tallies.ties import quorum_needed
from sgforum.ballot.verify.checks import examine_files
from sgforum.ballot.verify.contents import Bundle

BOARD = "consultation:abcdefgh23"
KEY = SigningKey(b"k" * 32)
OPENS = datetime(2026, 11, 1, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(days=7)
OPTIONS = (
    ("taman", "Taman bermain"),
    ("lampu", "Lampu jalan"),
    ("parit", "Perbaikan parit; RT 3"),
    ("pos-2", "Pos [2]"),
)
COSTS = {"taman": 50, "lampu": 30, "parit": 40, "pos-2": 20}


@dataclass(frozen=True)
class Question:
    """What distinguishes a question of the sound bundle."""

    rule: str
    profile: dict[str, int]
    parameters: dict | None = None
    codes: tuple[str, ...] = tuple(code for code, _ in OPTIONS)
    secrecy: str = "secret"
    electorate: str = "roll"
    receipt: str = "inclusion"
    paper: int = 0
    late: int = 0
    extended: bool = False
    seed: tuple[str, str] = ("rules", "")


PLURAL = {"taman": 14, "lampu": 12, "parit": 11, "": 1}
APPROVALS = {"taman,lampu": 9, "taman": 3, "parit": 7, "lampu,parit,pos-2": 4, "blank": 2}
RANKINGS = {"taman>lampu=parit": 11, "lampu>parit>taman": 9, "parit": 7, "pos-2>taman": 4, "blank": 1, "": 2}
SCORES = {"taman:5,lampu:1": 9, "lampu:4": 6, "parit:0,pos-2:3": 5}
QUESTIONS = (
    Question("plurality", PLURAL, {"quorum_share": 0.5}, paper=5, late=2, extended=True),
    Question("approval", APPROVALS, {"most": 3, "blank": True}),
    Question("schulze", RANKINGS, seed=("witnesses", "4-1-6")),
    Question("irv", RANKINGS),
    Question("score", SCORES, {"seed": "drand 99"}, seed=("parameter", "drand 99")),
    Question("greedy", {"taman,lampu": 12, "parit": 10, "lampu": 11, "": 2}, {"budget": 100, "costs": COSTS}),
    Question("equal-shares", {"taman,lampu": 12, "parit,lampu": 5, "pos-2": 4}, {"budget": 100, "costs": COSTS}),
    Question("schulze", RANKINGS, receipt="content", paper=3),
    Question("approval", APPROVALS, secrecy="open", receipt="none", electorate="anyone"),
    Question("plurality", {"taman": 3, "lampu": 4}, {"quorum_number": 5}),
)  # fmt: skip


def _hashes(what: str, many: int) -> list[str]:
    return [hashlib.sha256(f"{what} {number}".encode()).hexdigest() for number in range(many)]


def _record(number: int, question: Question) -> PollRecord:
    rules = rules_document(
        reference=BOARD if number == 1 else f"{BOARD}/{number}", place_code="64.71.01.1001", title="Apa dulu?",
        options=[(code, dict(OPTIONS)[code]) for code in question.codes], rule=question.rule, parameters={"extend_days": 3} | (question.parameters or {}), window=(OPENS, CLOSES),
    )  # fmt: skip
    many = sum(question.profile.values())
    roll = None if question.electorate == "anyone" else _hashes(f"elector {number}", many + 6)
    source, seed = question.seed
    lots = rules_hash(rules) if source == "rules" else seed
    outcome = count(question.rule, question.profile, question.codes, rules["parameters"], lots)
    papers = [ballot for ballot, times in question.profile.items() for _ in range(times)]
    random.Random(7).shuffle(papers)
    codes = ["" if place < question.paper else f"kode{place:03d}" for place in range(many)]
    return PollRecord(
        rules=rules, secrecy=question.secrecy, receipt=question.receipt, roll=roll,
        turnout=ByChannel(online=many - question.paper, paper=question.paper, spoiled=1 if question.paper else 0),
        quorum_needed=quorum_needed(rules["parameters"], len(roll or ())), outcome=outcome.to_json(), profile=question.profile,
        papers=list(zip(codes, papers, strict=True)) if question.receipt == "content" else (),
        envelopes=_hashes(f"envelope {number}", many - question.paper),
        roll_call=[(f"warga{place:03d}", f"=Warga {place}", ballot) for place, ballot in enumerate(papers)] if question.secrecy == "open" else (),
    )  # fmt: skip


def _opening(question: Question, record: PollRecord) -> dict:
    roll = (record.roll or [])[question.late :]
    return {
        "rules_hash": rules_hash(record.rules), "rule": question.rule, "parameters": record.rules["parameters"],
        "roll_size": len(roll), "roll_hash": hash_of_sorted(roll), "roll_root": root_of_hashes(roll),
        "secrecy": question.secrecy, "electorate": question.electorate, "receipt": question.receipt,
        "paper": bool(question.paper), "key": None if question.secrecy == "open" else "ab" * 32, "holders": None,
        "software": "sgforum 0",
    }  # fmt: skip


def _during(question: Question, record: PollRecord) -> list[tuple[Kind, dict]]:
    roll, found = record.roll or [], []
    for left in range(question.late - 1, -1, -1):
        now = roll[left:]
        state = {"roll_size": len(now), "roll_hash": hash_of_sorted(now), "roll_root": root_of_hashes(now)}
        found.append((Kind.ELECTOR_ADDED, state))
    if question.secrecy == "secret":
        found.append((Kind.ENVELOPES, {"on": "2026-11-02", "number": None, "root": None}))
        if record.turnout.online >= 12:
            found.append((Kind.ENVELOPES, {"on": "2026-11-03", "number": 12, "root": "cd" * 32}))
    if question.extended:
        ends_at = (CLOSES + timedelta(days=3)).isoformat()
        found.append((Kind.EXTENDED, {"ends_at": ends_at, "reason": "Kuorum belum tercapai."}))
    if question.paper:
        found.append(
            (Kind.BATCH, {"channel": "paper", "label": "RT 3", "papers": question.paper, "spoiled": 1})
        )
    return found


def _closing(question: Question, record: PollRecord) -> dict:
    channels = {name: getattr(record.turnout, name) for name in ("online", "paper", "desk", "spoiled")}
    return (dict.fromkeys(channels) if record.is_withheld else channels) | {
        "roll_size": len(record.roll or ()), "root": None if question.secrecy == "open" else root_of_hashes(record.envelopes),
        "seed": record.outcome["seed"], "seed_source": question.seed[0], "witnesses": 2 if question.seed[0] == "witnesses" else 0,
    }  # fmt: skip


@dataclass
class Scribe:
    """Writes lines of a board, an hour apart."""

    key: SigningKey
    at: datetime = OPENS

    def __post_init__(self):
        self.lines, self.previous = [], GENESIS

    def write(self, kind: Kind, content: dict) -> None:
        self.at += timedelta(hours=1)
        line = board.make_line(
            board=BOARD, number=len(self.lines) + 1, at=self.at, kind=kind, content=content, previous=self.previous,
            sign=lambda message: self.key.sign(message).signature,
        )  # fmt: skip
        self.lines.append(line)
        self.previous = board.digest(line.encode())


def weave(questions: tuple[Question, ...]) -> dict[str, bytes]:
    """The files of a bundle with these questions."""
    records = [_record(number, question) for number, question in enumerate(questions, 1)]
    pairs = list(zip(questions, records, strict=True))
    files = [bundle.poll_files(record) for record in records]
    scribe = Scribe(KEY)
    for question, record in pairs:
        scribe.write(Kind.OPENED, {"poll": record.rules["reference"]} | _opening(question, record))
    for question, record in pairs:
        for kind, content in _during(question, record):
            scribe.write(kind, {"poll": record.rules["reference"]} | content)
    scribe.at = CLOSES + timedelta(days=3)
    for question, record in pairs:
        scribe.write(Kind.CLOSING, {"poll": record.rules["reference"]} | _closing(question, record))
    for record, own in zip(records, files, strict=True):
        scribe.write(
            Kind.RESULT, {"poll": record.rules["reference"], "files": sums(own), "software": "sgforum 0"}
        )
    scribe.write(
        Kind.ANNOUNCED, {"documents": {"berita-acara.pdf": "ef" * 32}, "note": "Dibacakan di balai RT 3."}
    )
    scribe.write(Kind.CORRECTED, {"line": len(scribe.lines), "reason": "Balai RT 4, bukan RT 3."})
    return bundle.bundle_files(
        board=BOARD, rules=[record.rules for record in records], lines=scribe.lines,
        public_key=bytes(KEY.verify_key), polls=files,
    )  # fmt: skip


@cache
def _sound() -> dict[str, bytes]:
    return weave(QUESTIONS)


def sound() -> dict[str, bytes]:
    """The files of the sound bundle, yours to change."""
    return dict(_sound())


def sums(files: dict[str, bytes]) -> dict[str, str]:
    return {
        name: hashlib.sha256(content).hexdigest()
        for name, content in files.items()
        if name not in bundle.UNANNOUNCED
    }


def failed(files: dict[str, bytes], **known) -> list[int]:
    """The numbers of the checks that fail."""
    return [finding.number for finding in examine_files(Bundle(files), **known).findings if not finding.holds]


def differences(files: dict[str, bytes], number: int) -> str:
    return "\n".join(examine_files(Bundle(files)).findings[number - 1].differences)


def mend_sums(files: dict[str, bytes]) -> dict[str, bytes]:
    """What an attacker without the board's key can do: make the list of checksums fit."""
    return files | {bundle.SUMS: bundle.sums_of({name: files[name] for name in files if name != bundle.SUMS})}


def edit(files: dict[str, bytes], name: str, change) -> dict[str, bytes]:
    """A JSON file changed by a function of its content, written in the one form."""
    content = json.loads(files[name])
    change(content)
    return files | {name: document_of(content).encode()}


def _unchanged(_kind: Kind, content: dict) -> dict:
    return content


def rewrite(files: dict[str, bytes], change=_unchanged, key: SigningKey = KEY) -> dict[str, bytes]:
    """What an attacker with a key can do: write the whole board anew, with the hashes of the files as they are now.

    change: told each line's kind and content; returns the content to write, or None to leave the line out.
    """
    rules = json.loads(files[bundle.RULES])["polls"]
    folders = {document["reference"]: bundle.folder(number) for number, document in enumerate(rules, 1)}
    hashes = {document["reference"]: rules_hash(document) for document in rules}
    scribe = Scribe(key)
    for line in files[bundle.BOARD].splitlines():
        entry = board.read_line(line)
        content = dict(entry.content)
        if entry.kind is Kind.OPENED:
            content["rules_hash"] = hashes.get(content["poll"], content["rules_hash"])
        if entry.kind is Kind.RESULT and content["poll"] in folders:
            prefix = folders[content["poll"]]
            own = {name.removeprefix(prefix): files[name] for name in files if name.startswith(prefix)}
            content["files"] = sums(own)
        changed = change(entry.kind, content)
        if changed is not None:
            scribe.at = entry.at - timedelta(hours=1)
            scribe.write(entry.kind, changed)
    lines = "".join(f"{line}\n" for line in scribe.lines).encode()
    public = f"ed25519 {bytes(key.verify_key).hex()}\n".encode()
    return mend_sums(files | {bundle.BOARD: lines, bundle.KEY: public})

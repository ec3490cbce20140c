"""Checks of what was frozen at opening: rules, times, roll, the seed of ties and the quorum."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from ..board import Kind
from ..bundle import ROLL, write_roll
from ..commitments import hash_of_sorted, rules_hash
from ..merkle import root_of_hashes
from ..shapes import HASH
from ..tallies.ties import quorum_needed, tie_order
from .contents import Bundle, PollPart
from .trial import Malformed, Trial


def check_rules(bundle: Bundle, trial: Trial) -> None:
    """The published rules have the hash of the opening; the vote ended when they say."""
    trial.equal("format", 1, bundle.rules["format"])
    references = [poll.reference for poll in bundle.polls]
    trial.equal("questions", _references(bundle.rules["board"], len(references)), references)
    for poll in bundle.polls:
        opened = poll.entry(Kind.OPENED)
        trial.note(f"SHA-256 of the rules of {poll.reference}, and its times, with the board")
        trial.equal(f"rules of {poll.reference}", opened["rules_hash"], rules_hash(poll.rules))
        for name in ("rule", "parameters"):
            trial.equal(f"{name} of {poll.reference}", opened[name], poll.rules[name])
        trial.equal(f"rule of the result of {poll.reference}", poll.rules["rule"], poll.outcome["rule"])
        trial.equal(f"options of the result of {poll.reference}", poll.codes, poll.outcome["options"])
        trial.equal(f"poll of the result in {poll.folder}", poll.reference, poll.result["poll"])
        _check_times(poll, trial)


def _references(board: str, questions: int) -> list[str]:
    return [board if number == 1 else f"{board}/{number}" for number in range(1, questions + 1)]


def _check_times(poll: PollPart, trial: Trial) -> None:
    opens_at, closes_at = (datetime.fromisoformat(poll.rules[name]) for name in ("opens_at", "closes_at"))
    trial.hold(opens_at < closes_at, f"{poll.reference} closes before it opens")
    ends_at = closes_at
    for entry in poll.entries(Kind.EXTENDED):
        extended = datetime.fromisoformat(entry.content["ends_at"])
        days = _whole(poll.rules["parameters"].get("extend_days"))
        trial.hold(
            closes_at < extended <= closes_at + timedelta(days=days) and ends_at == closes_at,
            f"line {entry.number} extends {poll.reference} by more, or more often, than its rules allow",
        )
        ends_at = extended
    early = poll.rules["parameters"].get("end_when_all") is True
    for entry in poll.entries(Kind.CLOSING):
        trial.hold(
            early or entry.at >= ends_at, f"line {entry.number} closes {poll.reference} before its time"
        )


def _whole(value: object) -> int:
    return min(value, 366) if type(value) is int and value > 0 else 0


def check_roll(bundle: Bundle, trial: Trial) -> None:
    """The roll's lines have the size, hash and root of the board: as opened, or as of the last elector added."""
    for poll in bundle.polls:
        opened = poll.entry(Kind.OPENED)
        if opened["electorate"] == "anyone":
            trial.note(f"{poll.reference} is open to anyone: it has no roll")
            trial.equal(f"electors of {poll.reference}", None, poll.result["electors"])
            continue
        states = [opened, *(entry.content for entry in poll.entries(Kind.ELECTOR_ADDED))]
        for before, after in pairwise(states):
            trial.hold(
                after["roll_size"] > before["roll_size"],
                f"{poll.reference}: an added elector does not add to the roll",
            )
        last, lines = states[-1], _hashes(poll, poll.roll)
        trial.note(f"{len(lines)} lines of the roll of {poll.reference}: number, SHA-256 and Merkle root")
        trial.hold(
            poll.bundle.files[poll.folder + ROLL] == write_roll(lines).encode(),
            f"{poll.folder}{ROLL} is not sorted",
        )
        trial.equal("distinct lines", len(lines), len(set(lines)))
        trial.equal("size of the roll", last["roll_size"], len(lines))
        trial.equal("SHA-256 of the roll", last["roll_hash"], hash_of_sorted(lines))
        trial.equal("Merkle root of the roll", last["roll_root"], root_of_hashes(lines))
        trial.equal("roll at the closing", last["roll_size"], poll.entry(Kind.CLOSING)["roll_size"])
        trial.equal("electors in the result", last["roll_size"], poll.result["electors"])


def _hashes(poll: PollPart, lines: list[str]) -> list[str]:
    if not all(HASH.fits(line) for line in lines):
        raise Malformed(f"{poll.folder}{ROLL}: a line is not {HASH.name}")
    return lines


def check_seed(bundle: Bundle, trial: Trial) -> None:
    """The order in which ties are broken follows from the seed on the board, and the seed from where it says."""
    for poll in bundle.polls:
        closing = poll.entry(Kind.CLOSING)
        seed, source = closing["seed"], closing["seed_source"]
        trial.note(
            f"the tie order of {poll.reference}: SHA-256 of the seed {seed[:40]!r} ({source}) and each code"
        )
        trial.equal(f"seed of {poll.reference}", seed, poll.outcome["seed"])
        trial.equal(
            f"tie order of {poll.reference}", list(tie_order(poll.codes, seed)), poll.outcome["tie_order"]
        )
        named = poll.rules["parameters"].get("seed") or ""
        expected = {"parameter": named, "rules": rules_hash(poll.rules)}
        if source == "witnesses":
            trial.hold(
                closing["witnesses"] > 0 and bool(seed),
                f"{poll.reference}: a seed of witnesses without witnesses",
            )
        else:
            trial.equal(f"seed of {poll.reference} as its source says", expected[source], seed)
        trial.hold(source != "rules" or not named, f"{poll.reference} names a seed and does not use it")


def check_quorum(bundle: Bundle, trial: Trial) -> None:
    """Needed and met follow from the rules, the roll and the ballots."""
    for poll in bundle.polls:
        quorum = poll.result["quorum"]
        needed = quorum_needed(poll.rules["parameters"], poll.result["electors"] or 0)
        trial.note(f"quorum of {poll.reference}: {needed} ballots of {poll.result['electors']} electors")
        trial.equal(f"quorum needed by {poll.reference}", needed, quorum["needed"])
        if poll.ballots is None:
            trial.note(
                "too few ballots: their number is not published, so whether it is met cannot be checked"
            )
        else:
            trial.equal(f"quorum of {poll.reference} met", poll.ballots >= needed, quorum["met"])

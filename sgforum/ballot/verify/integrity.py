"""Checks of the bundle as a file and of its board: nothing is missing, nothing was changed or put in order anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ..board import Entry, Kind, Problem, chain_problems, signature_problems
from ..bundle import BOARD, KEY, OF_A_POLL, README_FILE, RULES, SUMS, UNANNOUNCED, sums_of
from ..readme import README
from .contents import Bundle, PollPart
from .trial import Malformed, Trial

_REQUIRED = (README_FILE, RULES, BOARD, KEY, SUMS)


def check_files(bundle: Bundle, trial: Trial) -> None:
    """Every file has the SHA-256 of the list, none is missing, none is there besides."""
    names = sorted(set(bundle.files) - {SUMS})
    trial.note(f"{len(names)} files with {SUMS}, and {README_FILE} with the text of this format")
    for name in _REQUIRED:
        trial.hold(name in bundle.files, f"{name} is missing")
    listed = dict(_listed(bundle.bytes_of(SUMS)))
    for name in sorted(set(names) | set(listed)):
        if name not in bundle.files:
            trial.hold(False, f"{name} is in {SUMS} and not in the bundle")
        elif name not in listed:
            trial.hold(False, f"{name} is in the bundle and not in {SUMS}")
        else:
            trial.equal(f"SHA-256 of {name}", listed[name], hashlib.sha256(bundle.files[name]).hexdigest())
    wanted = sums_of({name: bundle.files[name] for name in names})
    trial.hold(bundle.files[SUMS] == wanted, f"{SUMS} is not what these files give")
    trial.hold(
        bundle.files.get(README_FILE) == README.encode(), f"{README_FILE} is not the text of this format"
    )
    known = {*_REQUIRED, *(poll.folder + own for poll in bundle.polls for own in OF_A_POLL)}
    trial.extend(f"{name} is no file of this format" for name in names if name not in known)


def _listed(content: bytes) -> Iterator[tuple[str, str]]:
    for line in content.decode("utf-8", "replace").splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest


def check_chain(bundle: Bundle, trial: Trial, head: str | None = None) -> None:
    """The board is a chain of well-formed lines which tell the acts of each poll in their order."""
    entries, problems = bundle.read_board
    trial.note(f"{len(bundle.lines)} lines, numbers, times, kinds, and the hash of the line before in each")
    trial.extend(_sentences(problems))
    if not problems:
        trial.extend(_sentences(chain_problems(entries)))
    for entry in entries:
        trial.equal(f"board of line {entry.number}", bundle.rules["board"], entry.board)
    references = {poll.reference for poll in bundle.polls}
    for entry in entries:
        about = entry.content.get("poll")
        trial.hold(
            about is None or about in references,
            f"line {entry.number} is about a poll that is not here: {about}",
        )
    trial.extend(_sentences(_wrong_corrections(entries)))
    for poll in bundle.polls:
        _check_acts(poll, trial)
    if head is not None:
        trial.note("the last line's hash with the one given")
        trial.equal("last line's hash", head, head_of(bundle))


def _sentences(problems: Iterator[Problem] | list[Problem]) -> Iterator[str]:
    return (f"line {problem.number}: {problem.sentence}" for problem in problems)


def _wrong_corrections(entries: list[Entry]) -> Iterator[Problem]:
    for entry in entries:
        if entry.kind is Kind.CORRECTED and not 1 <= entry.content["line"] < entry.number:
            yield Problem(entry.number, "it corrects a line that does not stand before it")


def _check_acts(poll: PollPart, trial: Trial) -> None:
    """Opened once and first, closed once, the result once and last; nothing of the vote after its closing."""
    places = {}
    for kind in (Kind.OPENED, Kind.CLOSING, Kind.RESULT):
        found = [entry.number for entry in poll.entries(kind)]
        if trial.hold(
            len(found) == 1, f"{poll.reference} has {len(found)} lines {kind.value!r} instead of one"
        ):
            places[kind] = found[0]
    if len(places) < 3:
        return
    opened, closing, result = places.values()
    trial.hold(
        opened < closing < result, f"{poll.reference}: opening, closing and result are not in this order"
    )
    for kind in (Kind.ELECTOR_ADDED, Kind.ENVELOPES, Kind.EXTENDED, Kind.BATCH):
        for entry in poll.entries(kind):
            trial.hold(
                opened < entry.number < closing,
                f"line {entry.number} ({kind.value}) is not between opening and closing of {poll.reference}",
            )


def check_signatures(bundle: Bundle, trial: Trial, key: str | None = None) -> None:
    """Every line is signed with the key in the bundle, and that key is the one given, if one is."""
    entries, problems = bundle.read_board
    trial.note(f"{len(entries)} Ed25519 signatures under {bundle.public_key.hex()}")
    trial.extend(_sentences(problems))
    trial.extend(_sentences(signature_problems(entries, bundle.public_key)))
    if key is not None:
        trial.note("the public key with the one given")
        trial.equal("public key", key, bundle.public_key.hex())


def check_published(bundle: Bundle, trial: Trial) -> None:
    """Each poll's files are those whose SHA-256 stand on the board in its line `result`."""
    for poll in bundle.polls:
        prefix = poll.folder
        here = {
            name.removeprefix(prefix): hashlib.sha256(content).hexdigest()
            for name, content in bundle.files.items()
            if name.startswith(prefix) and name.removeprefix(prefix) not in UNANNOUNCED
        }
        trial.note(f"{len(here)} files of {prefix} with the board's line 'result' of {poll.reference}")
        announced = dict(poll.entry(Kind.RESULT)["files"])
        for name in sorted(set(here) | set(announced)):
            trial.equal(f"SHA-256 of {prefix}{name}", announced.get(name, "none"), here.get(name, "none"))


def head_of(bundle: Bundle) -> str:
    """The hash of the board's last line; "" if the board cannot be read."""
    try:
        return hashlib.sha256(bundle.lines[-1]).hexdigest()
    except Malformed:
        return ""

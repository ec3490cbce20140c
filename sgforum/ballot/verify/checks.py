"""The numbered checks in their order. The numbers are part of the format: reports and documents name them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from .archive import read_archive
from .contents import Bundle
from .counts import check_envelopes, check_papers, check_people
from .integrity import check_chain, check_files, check_published, check_signatures, head_of
from .recount import check_recount
from .terms import check_quorum, check_roll, check_rules, check_seed
from .trial import Finding, Malformed, Report, Trial

Check = Callable[[Bundle, Trial], None]

TITLES = (
    "files and their checksums",
    "the board is one chain",
    "signatures of the board",
    "rules and times as at the opening",
    "electoral roll",
    "envelopes",
    "papers",
    "recount",
    "order of ties",
    "quorum",
    "people and papers add up",
    "files as announced on the board",
)


def examine(path: Path, *, key: str | None = None, head: str | None = None) -> Report:
    """All checks of the bundle in a file; raises archive.Unusable if it is none.

    key, head: the board's public key and the hash of its last line in hex, as known from elsewhere (the
    minutes, the notice board): without them a bundle can only agree with itself.
    """
    return examine_files(Bundle(read_archive(path)), key=key, head=head)


def examine_files(bundle: Bundle, *, key: str | None = None, head: str | None = None) -> Report:
    """All checks of a bundle's files; one that fails does not keep the others from being made."""
    checks: tuple[Check, ...] = (
        check_files, partial(check_chain, head=head), partial(check_signatures, key=key), check_rules, check_roll,
        check_envelopes, check_papers, check_recount, check_seed, check_quorum, check_people, check_published,
    )  # fmt: skip
    findings = tuple(
        _finding(number, title, check, bundle)
        for number, (title, check) in enumerate(zip(TITLES, checks, strict=True), 1)
    )
    return Report(
        findings,
        board=_told(lambda: bundle.rules["board"]),
        key=_told(lambda: f"{bundle.public_key.hex()}"),
        head=head_of(bundle),
    )


def _finding(number: int, title: str, check: Check, bundle: Bundle) -> Finding:
    """The check's finding; whatever a hostile file makes it stumble over is a difference, never a crash."""
    trial = Trial()
    try:
        check(bundle, trial)
    except Malformed as error:
        trial.differences.append(str(error))
    except (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, RecursionError) as error:
        trial.differences.append(
            f"the files cannot be understood ({type(error).__name__}: {str(error)[:120]})"
        )
    return Finding(number, title, tuple(trial.compared), tuple(trial.differences))


def _told(read: Callable[[], str]) -> str:
    try:
        return read()
    except Malformed:
        return ""

"""What the doctor asks of keys, boxes and boards; each finding with its mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from ..config import Config
from ..core.clock import now
from . import keys, signing
from .board import Entry, chain_problems, read_lines
from .models import BoardEntry, PollState
from .queries import count_overdue, count_unopened, list_all_entries, list_keys_in_use, list_open_polls
from .services.closing import is_altered

PATIENCE = timedelta(hours=1)
PATIENCE_OF_WITNESSES = timedelta(days=3)


def check(config: Config) -> list[str]:
    """What is wrong with keys, boxes and boards."""
    return [
        *_open_to_others(config.keys),
        *_lost_and_left(config.keys),
        *_altered(),
        *_overdue(),
        *_broken_boards(config.keys),
    ]


def _open_to_others(folder: Path) -> Iterator[str]:
    """The folder of keys and the keys in it that others than the server's user may read."""
    names = [*sorted(keys.names(folder)), signing.FILE_NAME]
    for path, mode in [(folder, 0o700), *((folder / name, 0o600) for name in names)]:
        if path.exists() and path.stat().st_mode & 0o077:
            yield f"{path} is open to others; mend: chmod {mode:o} {path}"


def _lost_and_left(folder: Path) -> Iterator[str]:
    used = dict(list_keys_in_use())
    needed = {name for name, state in used.items() if state is PollState.OPEN}
    present = keys.names(folder)
    if lost := needed - present:
        yield f"{len(lost)} open polls have no key in {folder}; mend: bring back {', '.join(sorted(lost))}"
    if left := present - set(used):
        yield f"{len(left)} keys in {folder} belong to no open poll; mend: remove {', '.join(sorted(left))}"


def _altered() -> Iterator[str]:
    """Open boxes that will not be counted, because what was announced at their opening holds no more."""
    for poll in list_open_polls():
        if is_altered(poll):
            yield (
                f"rules, times or roll of {poll.reference} were changed after its opening, so its box stays shut; "
                "mend: put them back from the last good backup"
            )


def _overdue() -> Iterator[str]:
    if overdue := count_overdue(now() - PATIENCE):
        yield f"{overdue} polls are past their close and not counted; mend: see that `sgforum worker` runs"
    if waiting := count_unopened(now() - PATIENCE_OF_WITNESSES):
        yield (
            f"{waiting} polls wait for more than three days to be opened before witnesses; "
            "mend: an official opens them on the page of their consultation"
        )


def _broken_boards(folder: Path) -> Iterator[str]:
    """Boards whose lines are no chain, or not signed with the key of this installation."""
    entries = list_all_entries()
    key = signing.signer(folder) if entries else None
    for board, rows in groupby(entries, key=lambda row: row.board):
        lines = list(rows)
        read, unreadable = read_lines([row.line.encode() for row in lines])
        problem = next(iter([*unreadable, *chain_problems(read)]), None)
        if problem is not None or _digests_differ(lines, read):
            where = f"line {problem.number}: {problem.sentence}" if problem else "a line was changed"
            yield f"the board of {board} is broken, {where}; mend: restore the last good backup"
        elif key is not None and not all(key.has_signed(one.signed, one.signature) for one in read):
            yield (
                f"the board of {board} is not signed with {folder / signing.FILE_NAME}; "
                "mend: bring back the key that signed it"
            )


def _digests_differ(rows: Sequence[BoardEntry], read: Sequence[Entry]) -> bool:
    return [row.digest for row in rows] != [entry.digest for entry in read]

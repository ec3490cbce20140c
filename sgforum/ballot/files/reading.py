"""The one way in: the format follows from the file's ending."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

from ...core.errors import InvalidInput
from ...core.marks import N_
from ..tallies.marks import RULES, Kind
from . import abif, blt, pabulib, preflib, sheet
from .election import Election
from .lines import EMPTY, NO_BALLOTS, Line, read_lines

UNKNOWN_ENDING = N_("%(name)s: akhiran berkas tidak dikenal; yang dapat dibaca: %(endings)s")

_READERS: dict[str, Callable[[Iterable[Line], Kind], Election]] = {
    ".pb": lambda lines, _: pabulib.read(lines),
    **dict.fromkeys((".soc", ".soi", ".toc", ".toi"), lambda lines, _: preflib.read(lines)),
    ".abif": lambda lines, _: abif.read(lines),
    ".blt": lambda lines, _: blt.read(lines),
    ".csv": sheet.read,
}
ENDINGS = tuple(_READERS)


def read_election(path: Path, rule: str) -> Election:
    """The election in the file, read line by line; `rule` says what a CSV's ballots are.

    Raises InvalidInput for an unknown ending, an empty file, a file without ballots; BadLines for wrong lines.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise InvalidInput(UNKNOWN_ENDING, name=path.name, endings=" ".join(ENDINGS))
    lines = read_lines(path)
    first = next(lines, None)
    if first is None:
        raise InvalidInput(EMPTY, name=path.name)
    election = read(chain([first], lines), RULES[rule])
    if not any(number for profile in election.profiles.values() for number in profile.values()):
        raise InvalidInput(NO_BALLOTS, name=path.name)
    return election

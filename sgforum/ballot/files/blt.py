"""BLT: `options seats`, withdrawn options as `-n`, ballots `weight 3 1=2 0`, `0`, names, title.

Seats are read and left aside: the rules here fill one. `-` is a skipped rank and moves the next one up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...core.errors import InvalidInput
from ...core.marks import N_
from ..tallies.marks import Kind
from .election import Election, add, distinct, number_of, ranking
from .lines import Line, refuse, shown, take_each

BAD_FIRST = N_("baris pertama harus jumlah pilihan dan jumlah kursi, bukan %(text)s")
NO_ZERO = N_("surat suara tidak ditutup dengan 0: %(text)s")
NO_END = N_("berkas terpotong: tidak ada baris 0 sesudah surat suara")
BAD_RANK = N_("%(text)s bukan nomor pilihan")
ALL_WITHDRAWN = N_("semua pilihan ditarik")
_BALLOT_ID = re.compile(r"^\([^)]*\)\s*")


def read(lines: Iterable[Line]) -> Election:
    """The election; options that were withdrawn are taken out of every ballot."""
    plain = _plain(lines)
    number, line = next(plain, (1, ""))
    if not re.fullmatch(r"\d{1,4}\s+\d{1,4}", line):
        raise refuse(number, BAD_FIRST, text=shown(line))
    size = int(line.split()[0])
    reader = _Reader(size)
    take_each(plain, reader.take)
    if not reader.is_closed:
        raise InvalidInput(NO_END)
    return reader.election()


def _plain(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines without comments, where # is not inside a quoted name; empty ones left out."""
    for number, line in lines:
        text = line if line.lstrip().startswith('"') else line.partition("#")[0]
        if text.strip():
            yield number, text.strip()


class _Reader:
    """Ballots up to the line `0`, then names and the title."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.codes = {str(place): str(place) for place in range(1, size + 1)}
        self.withdrawn: set[str] = set()
        self.profile: dict[str, int] = {}
        self.names: list[str] = []
        self.is_closed = False

    def take(self, line: str) -> None:
        if self.is_closed:
            self.names.append(line.strip('"').strip())
        elif line == "0":
            self.is_closed = True
        elif line.startswith("-"):
            self.withdrawn.update(self._known(part.removeprefix("-")) for part in line.split())
        else:
            self._ballot(_BALLOT_ID.sub("", line))

    def _ballot(self, line: str) -> None:
        weight, *ranks = line.split()
        if not ranks or ranks[-1] != "0":
            raise InvalidInput(NO_ZERO, text=shown(line))
        levels = tuple(
            tuple(self._known(part) for part in rank.split("=")) for rank in ranks[:-1] if rank != "-"
        )
        add(self.profile, ranking(levels, self.codes), number_of(weight))

    def _known(self, text: str) -> str:
        if text not in self.codes:
            raise InvalidInput(BAD_RANK, text=shown(text))
        return text

    def election(self) -> Election:
        """What was read, with the options that stayed numbered anew."""
        names = [name for _, name in zip(range(self.size), self.names, strict=False)]
        names += [""] * (self.size - len(names))
        all_names = distinct(names)
        kept = [code for code in self.codes if code not in self.withdrawn]
        if not kept:
            raise InvalidInput(ALL_WITHDRAWN)
        new = {code: str(place) for place, code in enumerate(kept, start=1)}
        profile: dict[str, int] = {}
        for ballot, number in self.profile.items():
            add(profile, self._without_withdrawn(ballot, new), number)
        title = self.names[self.size] if len(self.names) > self.size else ""
        return Election(tuple(all_names[int(code) - 1] for code in kept), {Kind.RANKED: profile}, title=title)

    def _without_withdrawn(self, ballot: str, new: dict[str, str]) -> str:
        if not self.withdrawn or not ballot[0].isdigit():
            return ballot
        return ranking(
            tuple(tuple(c for c in rank.split("=") if c in new) for rank in ballot.split(">")), new
        )

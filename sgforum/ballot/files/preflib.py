"""PrefLib's orders: .soc .soi .toc .toi, with `# ALTERNATIVE NAME 1: ...` or the older numbered header.

Format: preflib.org/format. Orders are `count: 1,{2,3},4`, in older files `count,1,{2,3},4`; the unranked are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from ...core.errors import InvalidInput
from ...core.marks import N_
from ..tallies.marks import Kind
from .election import Election, add, codes_of, distinct, number_of, ranking
from .lines import Line, refuse, shown, take_each

NO_COUNT = N_("jumlah suara tidak ada di depan urutan: %(text)s")
BAD_ORDER = N_("urutan tidak terbaca: %(text)s")
BAD_HEADER = N_("kepala berkas tidak terbaca: %(text)s")
CUT_OFF = N_("berkas terpotong di kepala")
_KEY = re.compile(r"#\s*([^:]+?)\s*:\s*(.*)")
_NAME = re.compile(r"ALTERNATIVE NAME (\d{1,4})", re.IGNORECASE)
_RANK = re.compile(r"\s*(?:\{([\d\s,]*)\}|(\d+))\s*(?:,|$)")


def read(lines: Iterable[Line]) -> Election:
    """The election with rankings as the file has them, ties and all."""
    numbered = iter(lines)
    first = next(((number, line) for number, line in numbered if line.strip()), None)
    if first is None:
        raise InvalidInput(CUT_OFF)
    if first[1].startswith("#"):
        header, rest = _header(chain([first], numbered))
        names, title, separator = *_of_header(header), ":"
    else:
        names, title, rest = _older(first, numbered), "", numbered
        separator = ","
    return _orders(names, title, rest, separator)


def _header(lines: Iterator[Line]) -> tuple[dict[str, str], Iterator[Line]]:
    found: dict[str, str] = {}
    for number, line in lines:
        if not line.startswith("#"):
            return found, chain([(number, line)], lines)
        if match := _KEY.fullmatch(line.rstrip()):
            found[match[1].upper()] = match[2]
    return found, iter(())


def _of_header(header: dict[str, str]) -> tuple[tuple[str, ...], str]:
    given = {int(match[1]): name for key, name in header.items() if (match := _NAME.fullmatch(key))}
    size = (
        number_of(header["NUMBER ALTERNATIVES"]) if "NUMBER ALTERNATIVES" in header else max(given, default=0)
    )
    names = [given.get(place, "").strip() for place in range(1, min(size, 10**4) + 1)]
    return distinct(names), header.get("TITLE", "")


def _older(first: Line, lines: Iterator[Line]) -> tuple[str, ...]:
    """`3`, then `1,Name` for each, then `voters,sum,unique`."""
    size = _size(*first)
    names = []
    for place in range(1, size + 1):
        number, line = next(lines, (0, ""))
        head, comma, name = line.partition(",")
        if not number:
            raise InvalidInput(CUT_OFF)
        if not comma or head.strip() != str(place):
            raise refuse(number, BAD_HEADER, text=shown(line))
        names.append(name.strip())
    number, line = next(lines, (0, ""))
    if not re.fullmatch(r"\s*\d+\s*(,\s*\d+\s*){1,2}", line):
        raise refuse(number, BAD_HEADER, text=shown(line))
    return distinct(names)


def _size(number: int, line: str) -> int:
    if not re.fullmatch(r"\s*\d{1,4}\s*", line):
        raise refuse(number, BAD_HEADER, text=shown(line))
    return int(line)


def _orders(names: tuple[str, ...], title: str, lines: Iterable[Line], separator: str) -> Election:
    profile: dict[str, int] = {}
    codes = {code: code for code in codes_of(names)}

    def take(line: str) -> None:
        if not line.strip() or line.startswith("#"):
            return
        count, found, order = line.partition(separator)
        if not found:
            raise InvalidInput(NO_COUNT, text=shown(line))
        add(profile, _canonical(order.strip(), codes), number_of(count.strip()))

    take_each(lines, take)
    return Election(names, {Kind.RANKED: profile}, title=title)


def _canonical(order: str, codes: dict[str, str]) -> str:
    """The order as a canonical ranking; most have no ties and need no taking apart."""
    plain = [part.strip() for part in order.split(",")]
    if len(set(plain)) == len(plain) and all(part in codes for part in plain):
        return ">".join(codes[part] for part in plain)
    return ranking(tuple(_ranks(order)), codes)


def _ranks(order: str) -> Iterator[tuple[str, ...]]:
    place = 0
    while place < len(order):
        match = _RANK.match(order, place)
        if match is None or match.end() == place:
            raise InvalidInput(BAD_ORDER, text=shown(order))
        text = match[1] if match[2] is None else match[2]
        yield tuple(str(int(part)) for part in text.split(",") if part.strip().isdigit())
        place = match.end()

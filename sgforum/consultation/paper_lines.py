"""Paper ballots as officers type them: one line for each way of filling in, "12 a>c>b". Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..ballot.tallies.marks import (
    BLANK,
    RULES,
    Kind,
    read_list,
    read_points,
    read_ranking,
    write_list,
    write_points,
    write_ranking,
)
from ..core.marks import N_

BLANK_WORD = "kosong"  # what officers write for a ballot that is empty on purpose
MOST_LINES = 1000
_LINE = re.compile(r"([0-9]{1,9})\s*(?:[x×:]\s+|\s)\s*(.+)", re.IGNORECASE)
NO_LINE = N_("Baris %(n)s: tulis jumlah surat, spasi, lalu pilihannya.")
BAD_NUMBER = N_("Baris %(n)s: jumlahnya harus 1 sampai %(most)s.")
BAD_CHOICE = N_("Baris %(n)s: “%(choice)s” tidak sesuai dengan surat suara ini.")
TOO_MANY = N_("Paling banyak %(most)s baris dalam satu bundel. Bagi menjadi beberapa bundel.")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: papers by canonical choice, and what is wrong as (msgid, params); either of them may be empty."""

    lines: Mapping[str, int] = field(default_factory=dict)
    errors: Sequence[tuple[str, dict[str, object]]] = ()


def read_lines(
    text: str, rule: str, codes: Sequence[str], most: int, may_stand: Callable[[str], bool]
) -> Read:
    """Read all lines, or say of each wrong one what is wrong with it.

    codes: of the options in their order. may_stand: whether a canonical choice fits the ballot. Spaces, capitals
    and the order within a list do not matter; the same choice on several lines is added up.
    """
    written = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(written) > MOST_LINES:
        return Read(errors=[(TOO_MANY, {"most": MOST_LINES})])
    papers: Counter[str] = Counter()
    errors: list[tuple[str, dict[str, object]]] = []
    for n, line in written:
        match = _LINE.fullmatch(line)
        choice = canonical(match[2], rule, codes) if match else None
        if match is None:
            errors.append((NO_LINE, {"n": n}))
        elif not 1 <= int(match[1]) <= most:
            errors.append((BAD_NUMBER, {"n": n, "most": most}))
        elif choice is None or not may_stand(choice):
            errors.append((BAD_CHOICE, {"n": n, "choice": match[2][:60]}))
        else:
            papers[choice] += int(match[1])
    return Read(errors=errors) if errors else Read(dict(papers))


def canonical(typed: str, rule: str, codes: Sequence[str]) -> str | None:
    """The canonical string of a ballot as typed; None if it is none of this rule."""
    text = "".join(typed.split()).lower()
    if text in (BLANK_WORD, BLANK):
        return BLANK
    match RULES[rule]:
        case Kind.RANKED:
            levels = read_ranking(text, codes)
            return None if levels is None else write_ranking(levels, codes)
        case Kind.SCORE:
            points = read_points(text, codes)
            return None if points is None else write_points(points, codes)
        case Kind.SINGLE:
            return text if text in codes else None
        case _:
            chosen = read_list(text, codes)
            return None if chosen is None else write_list(chosen, codes)


def write_lines(lines: Mapping[str, int]) -> str:
    """Papers by canonical choice as an officer would type them."""
    return "\n".join(
        f"{number} {BLANK_WORD if choice == BLANK else choice}" for choice, number in sorted(lines.items())
    )


def example(rule: str, codes: Sequence[str], parameters: Mapping[str, Any]) -> str:
    """A line that this ballot takes, with its own codes; parameters: those of the poll."""
    limit = parameters.get("most") or parameters.get("most_ranked") or 3
    some = list(codes[: min(limit, 3)])
    match RULES[rule]:
        case Kind.RANKED:
            return f"12 {'>'.join([*some[:1], *reversed(some[1:])])}"
        case Kind.SCORE:
            highest = parameters.get("highest", 5)
            points = (highest, max(highest - 2, 0), 0)
            return f"12 {','.join(f'{code}:{number}' for code, number in zip(some, points, strict=False))}"
        case Kind.SINGLE:
            return f"12 {codes[0]}"
        case _:
            return f"12 {','.join(sorted({some[0], some[-1]}))}"

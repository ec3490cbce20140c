"""Pabulib's .pb: META, PROJECTS and VOTES, columns in any order, separated by semicolons (pabulib.org/format).

Votes: approval and choose-1, cumulative and scoring with points, ordinal. An empty vote is a blank ballot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from ...core.errors import InvalidInput
from ...core.marks import N_
from ..tallies.marks import BLANK, Kind, Number, to_number
from .election import MOST_OPTIONS, TOO_MANY_OPTIONS, TWICE, UNKNOWN_OPTION, Election, Profile, add
from .lines import Line, rows_of, shown, take_each

NO_SECTION = N_("bagian %(name)s tidak ada")
NO_COLUMN = N_("bagian %(section)s: kolom %(name)s tidak ada")
OUTSIDE = N_("baris di luar META, PROJECTS dan VOTES: %(text)s")
NO_MONEY = N_("%(text)s bukan jumlah uang")
NO_POINTS = N_("%(text)s bukan poin")
UNEVEN_POINTS = N_("jumlah poin (%(points)s) tidak sama dengan jumlah usulan (%(projects)s)")
UNKNOWN_TYPE = N_("vote_type %(text)s tidak dikenal")
NO_PROJECTS = N_("tidak ada usulan")
EMPTY_ID = N_("project_id kosong")

KINDS = {
    "approval": Kind.APPROVAL,
    "choose-1": Kind.APPROVAL,
    "cumulative": Kind.BUDGET,
    "scoring": Kind.BUDGET,
    "ordinal": Kind.RANKED,
}
# What META's rule says of the parameters here; greedy with its variants, and Equal Shares
HINTS: dict[str, tuple[str, dict[str, Any]]] = {
    "greedy": ("greedy", {"oversize": "skip"}),
    "greedy-no-skip": ("greedy", {"oversize": "stop"}),
    "equalshares": ("equal-shares", {"completion": "none"}),
    "equalshares/add1": ("equal-shares", {"completion": "add1", "add1_step": 1}),
}


def read(lines: Iterable[Line]) -> Election:
    """The election with costs, budget and what META tells of the rule as parameters."""
    reader = _Reader()
    take_each(rows_of(lines, ";"), reader.take)
    return reader.election()


class _Reader:
    """Rows by section; the row after a section's name is its header."""

    def __init__(self) -> None:
        self.meta: dict[str, str] = {}
        self.costs: dict[str, Number] = {}
        self.codes: dict[str, str] = {}
        self.labels: dict[str, str] = {}
        self.profile: Profile = {}
        self.header: dict[str, int] | None = None
        self.section = ""
        self.sections: set[str] = set()
        self.takers: dict[str, Callable[[list[str]], None]] = {
            "meta": self._meta, "projects": self._project, "votes": self._vote,
        }  # fmt: skip

    def take(self, row: list[str]) -> None:
        name = row[0].lower()
        if name in self.takers and not any(row[1:]) and name not in self.sections:
            self.section, self.header = name, None
            self.sections.add(name)
        elif not self.section:
            raise InvalidInput(OUTSIDE, text=shown(";".join(row)))
        elif self.header is None:
            self._set_header(row)
        else:
            self.takers[self.section](row)

    def _set_header(self, row: list[str]) -> None:
        self.header = {cell.lower(): place for place, cell in enumerate(row)}
        needed = {"meta": (), "projects": ("project_id", "cost"), "votes": ("vote",)}[self.section]
        for name in needed:
            if name not in self.header:
                raise InvalidInput(NO_COLUMN, section=self.section.upper(), name=name)
        if self.section == "votes":
            self._vote_type()

    def _cell(self, row: list[str], name: str) -> str:
        place = (self.header or {}).get(name)
        text = row[place] if place is not None and place < len(row) else ""
        return "" if text.lower() == "none" else text

    def _meta(self, row: list[str]) -> None:
        self.meta[row[0].lower()] = row[1] if len(row) > 1 else ""

    def _project(self, row: list[str]) -> None:
        project = self._cell(row, "project_id")
        if not project:
            raise InvalidInput(EMPTY_ID)
        if project in self.codes:
            raise InvalidInput(TWICE, name=project)
        if len(self.codes) == MOST_OPTIONS:
            raise InvalidInput(TOO_MANY_OPTIONS)
        self.codes[project] = code = str(len(self.codes) + 1)
        self.costs[code] = _money(self._cell(row, "cost"))
        if label := self._cell(row, "name"):
            self.labels[project] = label

    def _vote_type(self) -> str:
        kind = self.meta.get("vote_type", "approval").lower()
        if kind not in KINDS:
            raise InvalidInput(UNKNOWN_TYPE, text=shown(kind))
        return kind

    def _vote(self, row: list[str]) -> None:
        named = [name.strip() for name in self._cell(row, "vote").split(",") if name.strip()]
        for name in named:
            if name not in self.codes:
                raise InvalidInput(UNKNOWN_OPTION, name=shown(name))
        kind = KINDS[self._vote_type()]
        if kind is Kind.APPROVAL:
            codes = sorted({self.codes[name] for name in named}, key=int)
            add(self.profile, ",".join(codes) or BLANK, 1)
            return
        if len(set(named)) < len(named):
            raise InvalidInput(TWICE, name=next(name for name in named if named.count(name) > 1))
        if kind is Kind.RANKED:
            add(self.profile, ">".join(self.codes[name] for name in named) or BLANK, 1)
        else:
            add(self.profile, self._with_points(named, self._cell(row, "points")), 1)

    def _with_points(self, named: list[str], text: str) -> str:
        given = [part.strip() for part in text.split(",")] if text else []
        if not given:
            return BLANK
        if len(given) != len(named):
            raise InvalidInput(UNEVEN_POINTS, points=len(given), projects=len(named))
        pairs = sorted(
            (int(self.codes[name]), _points(part)) for name, part in zip(named, given, strict=True)
        )
        return ",".join(f"{code}:{points}" for code, points in pairs)

    def election(self) -> Election:
        for name in ("meta", "projects", "votes"):
            if name not in self.sections:
                raise InvalidInput(NO_SECTION, name=name.upper())
        if not self.codes:
            raise InvalidInput(NO_PROJECTS)
        kind = KINDS[self._vote_type()]
        profiles = {kind: self.profile}
        if kind is Kind.RANKED:
            profiles[Kind.BUDGET] = self._ranks_as_points()
        return Election(
            tuple(self.codes), profiles, labels=self.labels, parameters=self._parameters(),
            title=self.meta.get("description", ""),
        )  # fmt: skip

    def _ranks_as_points(self) -> Profile:
        """Borda points: the first of at most m ranks gets m points, the next m - 1, and so on."""
        longest = max((ballot.count(">") + 1 for ballot in self.profile if ballot != BLANK), default=1)
        most = max(longest, _whole(self.meta.get("max_length", "")) or longest)
        return {_borda(ballot, most): number for ballot, number in self.profile.items()}

    def _parameters(self) -> dict[str, dict[str, Any]]:
        money: dict[str, Any] = {"costs": self.costs}
        if "budget" in self.meta:
            money["budget"] = _money(self.meta["budget"])
        if threshold := _whole(self.meta.get("min_project_score_threshold", "")):
            money["threshold"] = threshold
        found = {"greedy": dict(money), "equal-shares": dict(money)}
        rule, hint = HINTS.get(self.meta.get("rule", "").lower(), ("greedy", {}))
        found[rule] |= hint
        return found


def _borda(ballot: str, most: int) -> str:
    if ballot == BLANK:
        return BLANK
    return ",".join(f"{code}:{most - place}" for place, code in enumerate(ballot.split(">")))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _money(text: str) -> Number:
    """An amount; decimals with point or comma become exact fractions."""
    plain = text.replace(",", ".").replace(" ", "")
    whole, point, rest = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 15) or (point and not rest.isdigit()):
        raise InvalidInput(NO_MONEY, text=shown(text) or "–")
    value = Fraction(plain if len(rest) <= 6 else whole + point + rest[:6])
    return value.numerator if value.denominator == 1 else value


def _points(text: str) -> str:
    if to_number(text) is None:
        raise InvalidInput(NO_POINTS, text=shown(text) or "–")
    return text

"""ABIF: `27:A>B=C`, `27:A/5,B/3`, names in brackets or quotes, `=A:[Long name]`, metadata in braces.

Format: electowiki.org/wiki/ABIF and github.com/electorama/abiftool. A line without a number is one ballot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...core.errors import InvalidInput
from ...core.marks import N_
from ..tallies.marks import BLANK, Kind, Levels
from .election import Election, Profile, add, check_once, codes_of, distinct, number_of, ranking
from .lines import Line, shown, take_each

BAD_BALLOT = N_("surat suara tidak terbaca di: %(text)s")
BAD_NAME = N_("nama pilihan tidak terbaca: %(text)s")
_WEIGHT = re.compile(r"\s*(\d+)\s*[:*]\s*(.*)")
_NAME_LINE = re.compile(r"=\s*(.+?)\s*:\s*(\[[^\]]*\]|\"[^\"]*\"|.*?)\s*")
_MARK = re.compile(
    r"\s*(?:\[(?P<bracket>[^\]]*)\]|\"(?P<quote>[^\"]*)\"|(?P<bare>[^>=,/\[\]\"]+?))"
    r"\s*(?:/\s*(?P<score>\d{1,6})\s*)?(?P<sign>[>=,]|$)"
)
_TITLE = re.compile(r"\{\s*\"?title\"?\s*:\s*\"(.*)\"\s*\}", re.IGNORECASE)
_COMMENT = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|(#.*)")


@dataclass(frozen=True, slots=True)
class Ballot:
    """One line's ballot: tied sets of names; scores by name where it has any; commas = chosen without order."""

    levels: Levels
    scores: tuple[tuple[str, int], ...]
    is_ordered: bool


def read(lines: Iterable[Line]) -> Election:
    """The election: rankings always, scores and approvals where the ballots have them."""
    reader = _Reader()
    take_each(lines, reader.take)
    return reader.election()


class _Reader:
    def __init__(self) -> None:
        self.labels: dict[str, str] = {}  # by token, in the order of the file
        self.ballots: dict[str, int] = {}  # as they stand in the file: a million of them must fit
        self.met: set[str] = set()
        self.are_scored = self.are_plain = True
        self.title = ""

    def take(self, line: str) -> None:
        text = _without_comment(line).strip()
        if text.startswith("{"):
            if match := _TITLE.fullmatch(text):
                self.title = match[1]
        elif text.startswith("="):
            self._name(text)
        elif text:
            weight = _WEIGHT.fullmatch(text)
            number, marks = (number_of(weight[1]), weight[2]) if weight else (1, text)
            self._ballot(marks.strip(), number)

    def _ballot(self, marks: str, number: int) -> None:
        if marks not in self.ballots:
            ballot = parse(marks)
            self.met.update(name for level in ballot.levels for name in level)
            self.are_scored &= bool(ballot.scores) or not ballot.levels
            self.are_plain &= not ballot.is_ordered and not ballot.scores
        add(self.ballots, marks, number)

    def _name(self, text: str) -> None:
        match = _NAME_LINE.fullmatch(text)
        if match is None:
            raise InvalidInput(BAD_NAME, text=shown(text))
        self.labels[_bare(match[1])] = _bare(match[2])

    def election(self) -> Election:
        tokens = self._tokens()
        names = distinct(tokens)
        codes = dict(zip(tokens, codes_of(names), strict=True))
        codes |= {label: codes[token] for token, label in self.labels.items() if label and label not in codes}
        labels = {token: label for token, label in self.labels.items() if label and label != token}
        return Election(names, self._profiles(codes), labels=labels, title=self.title)

    def _tokens(self) -> list[str]:
        """Options as they are declared, then others by name, so that the order of ballots does not matter."""
        known = set(self.labels) | {label for label in self.labels.values() if label}
        return [*self.labels, *sorted(self.met - known)]

    def _profiles(self, codes: dict[str, str]) -> dict[Kind, Profile]:
        ranked: Profile = {}
        scored: Profile = {}
        for marks, number in self.ballots.items():
            ballot = parse(marks)
            add(ranked, ranking(ballot.levels, codes), number)
            if self.are_scored:
                add(scored, _points(ballot, codes), number)
        if self.are_scored:
            return {Kind.RANKED: ranked, Kind.SCORE: scored}
        if self.are_plain:
            approved = {text.replace("=", ","): number for text, number in ranked.items()}
            return {Kind.RANKED: ranked, Kind.APPROVAL: approved}
        return {Kind.RANKED: ranked}


def parse(text: str) -> Ballot:
    """The marks of one ballot; scores put options in order where no > does."""
    names, signs, scores = [], [], {}
    place = 0
    while place < len(text):
        match = _MARK.match(text, place)
        if match is None:
            raise InvalidInput(BAD_BALLOT, text=shown(text[place:]))
        name = next(part for part in match.group("bracket", "quote", "bare") if part is not None).strip()
        names.append(name)
        signs.append(match["sign"])
        if match["score"] is not None:
            scores[name] = int(match["score"])
        place = match.end()
    if signs and (signs[-1] or "" in names):
        raise InvalidInput(BAD_BALLOT, text=shown(text))
    check_once(names)
    is_ordered = ">" in signs
    levels = _levels(names, signs) if is_ordered or not scores else _by_score(names, scores)
    return Ballot(levels, tuple(sorted(scores.items())), is_ordered)


def _levels(names: list[str], signs: list[str]) -> Levels:
    found: list[list[str]] = [[]]
    for name, sign in zip(names, signs, strict=True):
        found[-1].append(name)
        if sign == ">":
            found.append([])
    return tuple(tuple(sorted(level)) for level in found if level)


def _by_score(names: list[str], scores: dict[str, int]) -> Levels:
    given = sorted({scores[name] for name in names if name in scores}, reverse=True)
    return tuple(tuple(sorted(name for name in names if scores.get(name) == score)) for score in given)


def _points(ballot: Ballot, codes: dict[str, str]) -> str:
    points = sorted((int(codes[name]), score) for name, score in ballot.scores)
    return ",".join(f"{code}:{score}" for code, score in points) or BLANK


def _without_comment(line: str) -> str:
    """The line up to a # that stands outside of brackets and quotes."""
    for match in _COMMENT.finditer(line):
        if match[1] is not None:
            return line[: match.start(1)]
    return line


def _bare(text: str) -> str:
    if len(text) > 1 and (text[0], text[-1]) in {("[", "]"), ('"', '"')}:
        return text[1:-1].strip()
    return text.strip()

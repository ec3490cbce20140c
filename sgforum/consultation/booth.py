"""Reading a ballot as a browser sends it, and ordering options on it by buttons: pure, the same for every door.

Fields: single, approval and budget send `choice` (one value, or several), ranked sends `rank` once for each
ranked option in its order, score sends `score-CODE` for each option, empty for "no opinion".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..ballot.tallies.marks import BLANK, Kind, write_list, write_points, write_ranking
from ..core.errors import InvalidInput
from ..core.marks import N_

CHOICE, RANK, SCORE = "choice", "rank", "score-"
HIGHEST = 5

Fields = Mapping[str, Sequence[str]]

NOTHING = N_("Anda belum memilih.")
PICK_ONE = N_("Pilih salah satu jawaban.")
ONLY_ONE = N_("Pilih satu jawaban saja.")
UNKNOWN = N_("Pilih salah satu pilihan yang tersedia.")
TWICE = N_("Satu pilihan tercantum dua kali. Periksa lagi pilihan Anda.")
TOO_MANY = N_("Pilihan Anda terlalu banyak. Paling banyak %(most)s.")
NO_RANK_LEFT = N_("Sudah %(most)s pilihan yang Anda urutkan. Keluarkan satu dulu.")
NO_SUCH_SCORE = N_("Pilih salah satu nilai yang tersedia.")
NO_MONEY_LEFT = N_("Usulan yang Anda pilih melebihi anggaran. Lepaskan satu atau beberapa usulan.")


@dataclass(frozen=True, slots=True)
class Choice:
    """An option as the ballot shows it; `cost` is rupiah, 0 where nothing is paid."""

    code: str
    text: str
    detail: str = ""
    cost: int = 0


@dataclass(frozen=True, slots=True)
class Slate:
    """One question as the voter meets it: options in the poll's order, parameters as the poll keeps them."""

    number: int
    kind: Kind
    question: str
    choices: tuple[Choice, ...]
    help: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.choices)

    @property
    def names(self) -> dict[str, str]:
        return {choice.code: choice.text for choice in self.choices}

    @property
    def costs(self) -> dict[str, int]:
        return {choice.code: choice.cost for choice in self.choices}

    @property
    def most(self) -> int | None:
        """How many options a ballot may name; None for any number."""
        if self.kind is Kind.RANKED:
            return min(self.parameters.get("most_ranked") or len(self.choices), len(self.choices))
        return 1 if self.kind is Kind.SINGLE else self.parameters.get("most")

    @property
    def highest(self) -> int:
        return int(self.parameters.get("highest") or HIGHEST)

    @property
    def budget(self) -> int:
        return int(self.parameters.get("budget") or 0)

    @property
    def may_be_blank(self) -> bool:
        return bool(self.parameters.get("blank"))


@dataclass(frozen=True, slots=True)
class Marks:
    """What a voter has put on the ballot so far, right or wrong, so that no refusal loses it."""

    chosen: tuple[str, ...] = ()  # ranked ones in their order
    scores: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not any(self.scores.values())


def marks_of(slate: Slate, fields: Fields) -> Marks:
    """The marks on what was sent: only options of this ballot, each once, so that the page can show them again."""
    if slate.kind is Kind.SCORE:
        sent = {code: fields.get(SCORE + code, ()) for code in slate.codes}
        return Marks(scores={code: values[0] for code, values in sent.items() if values and values[0]})
    known = set(slate.codes)
    return Marks(chosen=tuple(dict.fromkeys(code for code in _sent(slate, fields) if code in known)))


def read(slate: Slate, fields: Fields) -> str:
    """The canonical ballot; raises InvalidInput with a sentence by field.

    An empty ballot is a deliberate blank one where the poll takes blanks, else it is refused. Whatever no
    screen of ours can send (unknown options, one twice, more than allowed, too dear) is refused, never mended.
    """
    if slate.kind is Kind.SCORE:
        return _read_scores(slate, fields)
    sent = [code for code in _sent(slate, fields) if code]
    if not sent:
        return _blank(slate)
    _check(slate, sent)
    if slate.kind is Kind.SINGLE:
        return sent[0]
    if slate.kind is Kind.RANKED:
        return write_ranking([(code,) for code in sent], slate.codes)
    return write_list(set(sent), slate.codes)


def _sent(slate: Slate, fields: Fields) -> Sequence[str]:
    return fields.get(RANK if slate.kind is Kind.RANKED else CHOICE, ())


def _blank(slate: Slate) -> str:
    if slate.may_be_blank:
        return BLANK
    raise InvalidInput({CHOICE: PICK_ONE if slate.kind is Kind.SINGLE else NOTHING})


def _check(slate: Slate, sent: Sequence[str]) -> None:
    known = set(slate.codes)
    if any(code not in known for code in sent):
        raise InvalidInput({CHOICE: UNKNOWN})
    if slate.kind is Kind.SINGLE and len(sent) > 1:
        raise InvalidInput({CHOICE: ONLY_ONE})
    if len(set(sent)) < len(sent):
        raise InvalidInput({CHOICE: TWICE})
    if slate.most is not None and len(sent) > slate.most:
        raise InvalidInput({CHOICE: TOO_MANY}, most=slate.most)
    if slate.kind is Kind.BUDGET and spent(slate, sent) > slate.budget:
        raise InvalidInput({CHOICE: NO_MONEY_LEFT})


def spent(slate: Slate, chosen: Sequence[str]) -> int:
    """What the chosen options cost together, in rupiah."""
    costs = slate.costs
    return sum(costs[code] for code in chosen)


def _read_scores(slate: Slate, fields: Fields) -> str:
    allowed = {str(value): value for value in range(slate.highest + 1)}
    known = {SCORE + code for code in slate.codes}
    if any(name.startswith(SCORE) and name not in known for name in fields):
        raise InvalidInput({CHOICE: UNKNOWN})
    wrong: dict[str, str] = {}
    points: dict[str, int] = {}
    for code in slate.codes:
        values = fields.get(SCORE + code, ())
        if len(values) > 1:
            wrong[SCORE + code] = ONLY_ONE
        elif values and values[0] and values[0] not in allowed:
            wrong[SCORE + code] = NO_SUCH_SCORE
        elif values and values[0]:
            points[code] = allowed[values[0]]
    if wrong:
        raise InvalidInput(wrong)
    return write_points(points, slate.codes) if points else _blank(slate)


def fields_of(slate: Slate, marks: Marks) -> list[tuple[str, str]]:
    """(name, value) of the hidden fields that carry the marks from one page to the next."""
    if slate.kind is Kind.SCORE:
        return [(SCORE + code, marks.scores[code]) for code in slate.codes if code in marks.scores]
    name = RANK if slate.kind is Kind.RANKED else CHOICE
    return [(name, code) for code in marks.chosen]


def moved(slate: Slate, marks: Marks, move: str) -> Marks:
    """The ranking after a button: `add:CODE`, `up:CODE`, `down:CODE` or `drop:CODE`; others change nothing.

    Raises InvalidInput where no rank is left to add to.
    """
    act, _, code = move.partition(":")
    ranked = list(marks.chosen)
    if act == "add" and code in slate.codes and code not in ranked:
        if slate.most is not None and len(ranked) >= slate.most:
            raise InvalidInput({CHOICE: NO_RANK_LEFT}, most=slate.most)
        return Marks(chosen=(*ranked, code))
    if code not in ranked:
        return marks
    place = ranked.index(code)
    ranked.remove(code)
    if act != "drop":
        target = place + {"up": -1, "down": 1}.get(act, 0)
        ranked.insert(min(max(target, 0), len(ranked)), code)
    return Marks(chosen=tuple(ranked))

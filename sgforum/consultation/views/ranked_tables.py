"""Ranked ballots as tables and sentences: duels, the pairwise table, the final order, the rounds of a runoff."""

from __future__ import annotations

from dataclasses import dataclass

from ...ballot.tallies import Outcome
from ...web import i18n
from ...web.i18n import gettext
from .result_sentences import Names, listed, tied_by

FEW_OPTIONS = 6  # up to so many, every duel is told in words; beyond, those of the winner and the table


def duels(found: Outcome, names: Names) -> list[str]:
    """One-to-one results in words: all of few options, those of the winners of many."""
    order = [code for tied in found.ranking for code in tied]
    told = []
    for n, code in enumerate(order):
        if len(order) <= FEW_OPTIONS or code in found.winners:
            told += [_duel(found, code, other, names) for other in order[n + 1 :]]
    return told


def against_winner(found: Outcome) -> list[tuple[str, int, int]]:
    """(other option, ballots with the first winner above it, ballots with it above the winner), strongest first."""
    if not found.winners:
        return []
    matrix, mine = found.pairwise or (), found.options.index(found.winners[0])
    others = [code for tied in found.ranking for code in tied if code != found.winners[0]]
    places = [(code, found.options.index(code)) for code in others]
    return [(code, matrix[mine][place], matrix[place][mine]) for code, place in places]


def _duel(found: Outcome, one: str, other: str, names: Names) -> str:
    matrix, places = found.pairwise or (), found.options
    votes = matrix[places.index(one)][places.index(other)]
    against = matrix[places.index(other)][places.index(one)]
    if votes < against:
        one, other, votes, against = other, one, against, votes
    text = (
        gettext("“%(one)s” seri dengan “%(other)s”: %(votes)s banding %(against)s.")
        if votes == against
        else gettext("“%(one)s” menang atas “%(other)s”: %(votes)s banding %(against)s.")
    )
    return str(text % {
        "one": names[one], "other": names[other], "votes": i18n.number(votes),
        "against": i18n.number(against),
    })  # fmt: skip


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An option's row of the pairwise table: None on the diagonal, else (ballots for it, whether it wins)."""

    name: str
    cells: list[tuple[int, bool] | None]


def matrix(found: Outcome, names: Names) -> list[MatrixRow]:
    """Rows and columns in the order of the ranking."""
    table = found.pairwise or ()
    places = [found.options.index(code) for tied in found.ranking for code in tied]
    return [
        MatrixRow(
            names[found.options[row]],
            [
                None if row == column else (table[row][column], table[row][column] > table[column][row])
                for column in places
            ],
        )
        for row in places
    ]


def ranking(found: Outcome, names: Names) -> list[str]:
    """The places, best first; those who share one stand together."""
    return [
        names[tied[0]] if len(tied) == 1 else str(gettext("%(names)s (seri)", names=listed(tied, names)))
        for tied in found.ranking
    ]


@dataclass(frozen=True, slots=True)
class Round:
    """A round of the runoff: votes by option (None once it is out), who left, and how a tie was settled."""

    number: int
    votes: dict[str, int | None]
    counted: int
    exhausted: int
    left: str
    left_votes: int
    tie: str


def rounds(found: Outcome, names: Names) -> list[Round]:
    return [
        Round(
            number=n, votes={code: step["votes"].get(code) for code in found.options},
            counted=sum(step["votes"].values()), exhausted=step["exhausted"],
            left=names.get(step.get("eliminated", ""), ""),
            left_votes=step["votes"].get(step.get("eliminated", ""), 0), tie=tied_by(step, found, names),
        )
        for n, step in enumerate(found.rounds or (), start=1)
    ]  # fmt: skip

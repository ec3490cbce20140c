"""The result of each question as its page shows it: sentences, and the rows of charts and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...ballot.models import Poll
from ...ballot.tallies import Outcome
from ...ballot.tally import Tally
from ...web import i18n
from ...web.i18n import gettext, ngettext
from ..booth import Slate
from .project_sentences import Verdict, chosen, left_out
from .ranked_tables import MatrixRow, Round, against_winner, duels, matrix, ranking, rounds
from .result_sentences import figure, headline, lots, mean, reasons, rule_sentence
from .slates import score_words

SHADES = 6


@dataclass(frozen=True, slots=True)
class Result:
    """One question with its count; the parts that its rule has not are empty."""

    slate: Slate
    poll: Poll
    tally: Tally
    headline: str
    reasons: list[str]
    lots: str

    @property
    def rule(self) -> str:
        return self.tally.rule

    @property
    def names(self) -> dict[str, str]:
        return self.slate.names

    @property
    def outcome(self) -> Outcome:
        return self.tally.outcome


def result_of(slate: Slate, poll: Poll, tally: Tally) -> Result:
    """Below k ballots only the winner is said: neither numbers nor why."""
    if not tally.may_show_totals:
        return Result(slate, poll, tally, headline(tally, slate.names), [], "")
    return Result(
        slate,
        poll,
        tally,
        headline(tally, slate.names),
        reasons(tally, slate.names),
        lots(tally.outcome, slate.names),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its words; `share` of the longest possible one is value / whole."""

    name: str
    value: float
    whole: float
    text: str
    is_winner: bool


def bars(result: Result) -> list[Bar]:
    """Votes, approvals or scores, most first."""
    found, totals = result.outcome, result.tally.totals
    return [
        Bar(
            result.names[code],
            float(totals[code]),
            _whole(result),
            _bar_text(result, code),
            code in found.winners,
        )
        for tied in found.ranking
        for code in tied
    ]


def _whole(result: Result) -> float:
    found = result.outcome
    if result.rule != "score":
        return result.tally.valid
    highest = found.parameters["highest"]
    return float(highest if found.parameters["total"] == "mean" else highest * found.valid)


def _bar_text(result: Result, code: str) -> str:
    value, valid = result.tally.totals[code], result.tally.valid
    if result.rule == "score":
        average = mean((result.outcome.histogram or {})[code])
        shown = "–" if average is None else i18n.decimal(float(average), 2)
        return str(
            gettext("nilai %(score)s · rata-rata %(mean)s", score=figure(value), mean=shown)
            if result.outcome.parameters["total"] == "sum"
            else gettext("rata-rata %(mean)s", mean=shown)
        )
    return _votes(value, valid)


def _votes(value: int, whole: float) -> str:
    """12 suara · 40,0%."""
    votes = ngettext("%(num)s suara", "%(num)s suara", value, num=i18n.number(value))
    return f"{votes} · {i18n.percent(value / whole, 1)}" if whole else votes


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of one option spread: (percent, shade 0 to 5) from low to high, and the counts in that order."""

    name: str
    parts: list[tuple[float, int]]
    counts: list[int]
    silent: int
    sentence: str


def spreads(result: Result) -> list[Spread]:
    found, highest = result.outcome, result.outcome.parameters["highest"]
    return [
        _spread(result.names[code], (found.histogram or {})[code], highest, found.valid)
        for code in found.options
    ]


def _spread(name: str, table: Mapping[str, int], highest: int, valid: int) -> Spread:
    counts = [table.get(str(score), 0) for score in range(highest + 1)]
    given = sum(counts)
    average = mean(table)
    sentence = (
        gettext("Tidak ada yang menilainya.")
        if average is None
        else gettext(
            "Dinilai %(given)s warga, rata-rata %(mean)s dari %(highest)s.",
            given=i18n.number(given), mean=i18n.decimal(float(average), 2), highest=highest,
        )
    )  # fmt: skip
    parts = [
        (round(count / given * 100, 1) if given else 0.0, round(score / highest * (SHADES - 1)))
        for score, count in enumerate(counts)
    ]
    return Spread(name, parts, counts, valid - given, str(sentence))


def score_heads(result: Result) -> list[str]:
    return [word for _, word in score_words(result.slate)]


def last_bars(result: Result) -> list[Bar]:
    """The bars of the runoff's last round, most votes first."""
    last = rounds(result.outcome, result.names)[-1]
    standing = {code: votes for code, votes in last.votes.items() if votes is not None}
    return [
        Bar(
            result.names[code],
            votes,
            last.counted,
            _votes(votes, last.counted or 1),
            code in result.outcome.winners,
        )
        for code, votes in sorted(standing.items(), key=lambda item: -item[1])
    ]


def duel_bars(result: Result) -> list[Bar]:
    """The first winner against each other option: how many of those who prefer one of the two prefer the winner."""
    return [
        Bar(
            result.names[code],
            votes,
            votes + against,
            str(
                gettext(
                    "%(votes)s banding %(against)s", votes=i18n.number(votes), against=i18n.number(against)
                )
            ),
            votes > against,
        )
        for code, votes, against in against_winner(result.outcome)
    ]


@dataclass(frozen=True, slots=True)
class Money:
    """What became of the budget, in rupiah."""

    budget: Any
    spent: Any
    chosen: list[Verdict]
    left_out: list[Verdict]

    @property
    def left(self) -> Any:
        return self.budget - self.spent


def money(result: Result) -> Money:
    found = result.outcome
    return Money(
        found.parameters["budget"],
        found.cost or 0,
        chosen(found, result.names),
        left_out(found, result.names),
    )


def reconciled(tally: Tally) -> list[tuple[str, int]]:
    """From the roll to the sum, so that anyone can add it up: (what, how many).

    Where paper was counted, how the ballots came in stands in the reconciliation (reconciling.py).
    """
    rows = []
    if not tally.papers and not tally.spoiled:
        rows = [(gettext("Pemilih dalam daftar"), tally.roll_size)] if tally.roll_size else []
        rows.append((gettext("Suara lewat aplikasi"), tally.envelopes))
    rows += [
        (gettext("Jumlah suara di kotak"), tally.ballots),
        (gettext("di antaranya sah"), tally.outcome.valid),
        (gettext("di antaranya kosong"), tally.blank),
        (gettext("di antaranya tidak sah"), tally.invalid),
    ]
    return [(str(name), number) for name, number in rows]


@dataclass(frozen=True, slots=True)
class Parts:
    """What is drawn of one result; empty where its rule has nothing of the kind."""

    tied: bool
    how: str
    reconciled: list[tuple[str, int]]
    bars: list[Bar]
    spreads: list[Spread]
    score_heads: list[str]
    duels: list[str]
    duel_bars: list[Bar]
    matrix: list[MatrixRow]
    ranking: list[str]
    rounds: list[Round]
    last_bars: list[Bar]
    money: Money | None


def parts_of(result: Result) -> Parts:
    """Everything that the page draws of a result whose numbers may be shown."""
    found, rule = result.outcome, result.rule
    has_rounds = rule == "irv"
    has_duels = rule == "schulze"
    return Parts(
        tied=found.is_tied, how=rule_sentence(found), reconciled=reconciled(result.tally),
        bars=bars(result) if rule in ("plurality", "approval", "score") else [],
        spreads=spreads(result) if rule == "score" else [],
        score_heads=score_heads(result) if rule == "score" else [],
        duels=duels(found, result.names) if has_duels else [], duel_bars=duel_bars(result) if has_duels else [],
        matrix=matrix(found, result.names) if has_duels else [],
        ranking=ranking(found, result.names) if has_duels else [], rounds=rounds(found, result.names) if has_rounds else [],
        last_bars=last_bars(result) if has_rounds else [],
        money=money(result) if found.selected is not None else None,
    )  # fmt: skip

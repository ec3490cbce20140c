"""Rules that add up: plurality, approval, score."""

from __future__ import annotations

from fractions import Fraction

from .marks import Number, is_within, read_list, read_points
from .outcome import Outcome
from .poll import Poll
from .ties import levels


def plurality(poll: Poll) -> Outcome:
    """Most votes win; all options with the most votes are winners, none if nobody chose any."""
    known = set(poll.options)
    ballots = poll.sort_out(lambda text: (text,) if text in known else None)
    return _most(poll, *ballots.numbers, _added(poll, ballots.marked))


def approval(poll: Poll) -> Outcome:
    """Most approvals win; a ballot may approve as many options as `most` says."""
    known, most = set(poll.options), poll.parameters["most"]

    def read(text: str) -> tuple[str, ...] | None:
        chosen = read_list(text, known)
        return chosen if chosen and is_within(len(chosen), most) else None

    ballots = poll.sort_out(read)
    return _most(poll, *ballots.numbers, _added(poll, ballots.marked))


def _added(poll: Poll, marked: list[tuple[tuple[str, ...], int]]) -> dict[str, int]:
    votes = dict.fromkeys(poll.options, 0)
    for chosen, ballots in marked:
        for option in chosen:
            votes[option] += ballots
    return votes


def _most(poll: Poll, valid: int, blank: int, invalid: int, votes: dict[str, int]) -> Outcome:
    ranking = levels(votes, poll.order)
    winners = ranking[0] if poll.reaches(votes[ranking[0][0]], valid) else ()
    return poll.outcome(valid, blank, invalid, winners=winners, ranking=ranking, scores=votes)


def score(poll: Poll) -> Outcome:
    """Highest sum of scores wins, or highest mean of those who gave one; an option left out is no 0.

    Under `mean` an option that nobody scored has mean 0. The histogram tells sums and counts apart.
    """
    known, highest = set(poll.options), poll.parameters["highest"]

    def read(text: str) -> dict[str, Number] | None:
        points = read_points(text, known)
        fits = points and all(isinstance(given, int) and 0 <= given <= highest for given in points.values())
        return points if fits else None

    ballots = poll.sort_out(read)
    tables = {option: dict.fromkeys(range(highest, -1, -1), 0) for option in poll.options}
    for points, number in ballots.marked:
        for option, given in points.items():
            tables[option][given] += number
    scores = {option: _score_of(table, poll.parameters["total"]) for option, table in tables.items()}
    ranking = levels(scores, poll.order)
    return poll.outcome(
        *ballots.numbers, winners=ranking[0] if ballots.marked else (), ranking=ranking, scores=scores,
        histogram={option: _written(table) for option, table in tables.items()},
    )  # fmt: skip


def _score_of(table: dict[int, int], total: str) -> Number:
    added = sum(given * number for given, number in table.items())
    if total == "sum":
        return added
    mean = Fraction(added, sum(table.values()) or 1)
    return mean.numerator if mean.denominator == 1 else mean


def _written(table: dict[int, int]) -> dict[str, int]:
    return {str(given): number for given, number in table.items() if number}

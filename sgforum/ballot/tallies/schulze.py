"""Schulze's method: who has a stronger path of one-to-one wins to every other option.

M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36 (2011).
"""

from __future__ import annotations

from collections.abc import Sequence

from .outcome import Matrix, Outcome, Tied
from .poll import Poll
from .rankings import Pairs, cut


def schulze(poll: Poll) -> Outcome:
    """The options that no other beats by strongest paths win; several if they tie."""
    pairs = Pairs(poll.options)
    pieces = cut(poll.profile, pairs.masks, poll.parameters["most_ranked"])
    pairs.add(pieces)
    matrix = pairs.matrix(unranked_last=poll.parameters["unranked"] == "last")
    strengths = strongest_paths(matrix, poll.parameters["strength"])
    ranking = rank(poll.options, strengths, poll.order)
    return poll.outcome(
        pieces.valid, pieces.blank, pieces.invalid, winners=ranking[0] if pieces.valid else (),
        ranking=ranking, pairwise=matrix, strengths=strengths,
    )  # fmt: skip


def strongest_paths(matrix: Matrix, strength: str) -> Matrix:
    """[i][j]: the strength of the weakest win on the strongest path from i to j (Floyd and Warshall).

    strength: a win counts with the winner's votes (`winning`), or with the difference (`margin`).
    """
    size = range(len(matrix))
    paths = [[_win(matrix[i][j], matrix[j][i], strength) for j in size] for i in size]
    for middle in size:
        onward = paths[middle]
        for start in size:
            first = paths[start][middle]
            if first and start != middle:
                paths[start] = [
                    max(direct, min(first, rest)) for direct, rest in zip(paths[start], onward, strict=True)
                ]
    for i in size:
        paths[i][i] = 0
    return tuple(tuple(row) for row in paths)


def _win(votes: int, against: int, strength: str) -> int:
    if votes <= against:
        return 0
    return votes - against if strength == "margin" else votes


def rank(options: Sequence[str], strengths: Matrix, order: Sequence[str]) -> Tied:
    """Tied sets, best first: those whom none that is left beats, then again without them."""
    places = {option: index for index, option in enumerate(options)}
    left = list(order)
    found = []
    while left:
        best = tuple(
            one
            for one in left
            if all(
                strengths[places[other]][places[one]] <= strengths[places[one]][places[other]]
                for other in left
            )
        )
        found.append(best)
        left = [option for option in left if option not in best]
    return tuple(found)

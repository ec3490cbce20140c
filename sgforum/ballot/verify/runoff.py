"""Instant runoff without its ballots: whether its rounds can be those of one count (voting.md 1.4)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from ..shapes import COUNT, map_of
from ..tallies.ties import levels
from .contents import PollPart
from .trial import Malformed, Trial


def check_runoff(poll: PollPart, trial: Trial) -> None:
    """Each round drops the last option, votes only grow, none is lost, and the end is the rule's end."""
    rounds = _rounds(poll)
    trial.note(f"{len(rounds)} rounds of {poll.reference}: who leaves, where votes go, when it ends")
    trial.equal(
        f"options of the first round of {poll.reference}", sorted(poll.codes), sorted(rounds[0]["votes"])
    )
    total = _total(rounds[0])
    valid, most = poll.outcome["valid"], poll.outcome["ballots"]
    trial.hold(
        valid <= total <= most,
        f"{poll.reference} has {total} votes in its first round and {valid} valid ballots",
    )
    for number, (now, following) in enumerate(pairwise(rounds), 1):
        _check_step(poll, number, now, following, trial)
    trial.hold(
        _is_over(poll, rounds[-1]["votes"]) and "eliminated" not in rounds[-1],
        f"{poll.reference} ends before its end",
    )
    _check_end(poll, rounds, trial)


def _rounds(poll: PollPart) -> list[dict[str, Any]]:
    rounds = poll.outcome.get("rounds")
    votes = map_of(COUNT)
    if not isinstance(rounds, list) or not rounds:
        raise Malformed(f"the rounds of {poll.reference} are missing")
    for one in rounds:
        if (
            not isinstance(one, dict)
            or not votes.fits(one.get("votes"))
            or not one["votes"]
            or not COUNT.fits(one.get("exhausted"))
        ):
            raise Malformed(f"a round of {poll.reference} has no votes or no number of exhausted ballots")
    return rounds


def _total(found: Mapping[str, Any]) -> int:
    return int(sum(found["votes"].values()) + found["exhausted"])


def _check_step(
    poll: PollPart, number: int, now: Mapping[str, Any], following: Mapping[str, Any], trial: Trial
) -> None:
    where = f"round {number} of {poll.reference}"
    votes, later = now["votes"], following["votes"]
    trial.hold(not _is_over(poll, votes), f"{where} should be the last")
    fewest = min(votes.values())
    last = [code for code in poll.outcome["tie_order"] if votes.get(code) == fewest]
    trial.equal(f"eliminated in {where}", last[-1] if last else None, now.get("eliminated"))
    trial.equal(f"tied in {where}", last if len(last) > 1 else None, now.get("tied"))
    trial.equal(f"options after {where}", sorted(set(votes) - {now.get("eliminated")}), sorted(later))
    trial.equal(f"ballots after {where}", _total(now), _total(following))
    grown = all(later[code] >= votes[code] for code in later if code in votes)
    trial.hold(
        grown and following["exhausted"] >= now["exhausted"], f"after {where} somebody has fewer votes"
    )


def _is_over(poll: PollPart, votes: Mapping[str, int]) -> bool:
    most, total = max(votes.values()), sum(votes.values())
    if most * len(votes) == total:  # all equal, or one alone
        return True
    until = poll.rules["parameters"].get("until") or "majority"
    return 2 * most > total if until == "majority" else len(votes) == 2


def _check_end(poll: PollPart, rounds: list[dict[str, Any]], trial: Trial) -> None:
    """The ranking is by last votes, then by who left last; the first place wins if it reaches the threshold."""
    votes = rounds[-1]["votes"]
    standing = levels(votes, [code for code in poll.outcome["tie_order"] if code in votes])
    left = [[one.get("eliminated")] for one in reversed(rounds[:-1])]
    ranking = [*(list(tied) for tied in standing), *left]
    trial.equal(f"ranking of {poll.reference}", ranking, poll.outcome.get("ranking"))
    most = max(votes.values())
    share = Fraction(str(poll.rules["parameters"].get("threshold_share") or 0))
    reached = most > 0 and most >= share * poll.outcome["valid"]
    trial.equal(f"winners of {poll.reference}", ranking[0] if reached else [], poll.outcome["winners"])

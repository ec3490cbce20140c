"""The one way in: `count` takes a rule's name and gives its outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .equal_shares import equal_shares
from .greedy import greedy
from .irv import irv
from .marks import BLANK
from .outcome import Outcome
from .parameters import effective
from .poll import Poll
from .schulze import schulze
from .ties import tie_order
from .totals import approval, plurality, score

_COUNTS: dict[str, Callable[[Poll], Outcome]] = {
    "plurality": plurality,
    "approval": approval,
    "score": score,
    "schulze": schulze,
    "irv": irv,
    "greedy": greedy,
    "equal-shares": equal_shares,
}


def count(
    rule: str,
    profile: Mapping[str, int],
    options: Sequence[str],
    parameters: Mapping[str, Any],
    seed: str | None = None,
) -> Outcome:
    """The outcome of a rule; the same profile in any order gives the same outcome to the byte.

    profile: {canonical ballot: number of ballots}; seed: what ties are drawn with, else the parameter `seed`.
    Raises ParameterError, and ValueError for a negative number, no option, an option twice or one named blank.
    """
    if not options or len(set(options)) != len(options) or BLANK in options or "" in options:
        raise ValueError("options must be distinct, at least one, and none is called blank")
    if any(number < 0 for number in profile.values()):
        raise ValueError("a profile has no negative numbers")
    given = effective(rule, parameters)
    lots = given["seed"] if seed is None else seed
    poll = Poll(rule, profile, tuple(options), given, lots, tie_order(options, lots))
    return _COUNTS[rule](poll)

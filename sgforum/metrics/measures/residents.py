"""New verified residents, by whom and when: what the rule for holding a score asks (score.md 5.7)."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from ...accounts.models import Verification
from ...core.clock import Period
from ...core.db import db
from .facts import Facts

HISTORY_MONTHS = 6
LATE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New verified residents of one kelurahan and month.

    by_verifier: how many each of the verifiers confirmed. median: of the months before (six at most, from the
    first one with a verification on), None with fewer than three of them: a forum that has just begun has no
    usual number. late: those of A_t who were verified in the month's last seven days.
    """

    new: int
    by_verifier: Mapping[int, int]
    median: float | None
    late: int
    participants: int


HISTORY_LEAST = 3


def count_arrivals(facts: Facts) -> dict[str, Arrivals]:
    """By kelurahan; one query besides the month's acts."""
    months: dict[str, Counter[Period]] = {code: Counter() for code in facts.codes}
    verifiers: dict[str, Counter[int]] = {code: Counter() for code in facts.codes}
    rows = db.session.execute(
        select(Verification.rt_code, Verification.verifier_id, Verification.at).where(
            Verification.at < facts.ends_at
        )
    )
    for rt_code, verifier, at in rows:
        home = rt_code.partition(".RW")[0]  # where they were verified: by now they may live elsewhere
        if home not in months:
            continue
        month = Period.of(at, facts.zone)
        months[home][month] += 1
        if month == facts.period:
            verifiers[home][verifier] += 1
    return {
        code: Arrivals(
            new=months[code][facts.period],
            by_verifier=dict(verifiers[code]),
            median=_usual(facts.period, months[code]),
            late=_late(facts, code),
            participants=len(facts.participants().get(code, ())),
        )
        for code in facts.codes
    }


def _usual(period: Period, months: Counter[Period]) -> float | None:
    first = min(months, default=period)
    history = [period.plus(-back) for back in range(1, HISTORY_MONTHS + 1) if period.plus(-back) >= first]
    if len(history) < HISTORY_LEAST:
        return None
    return statistics.median(months[month] for month in history)


def _late(facts: Facts, code: str) -> int:
    since = facts.ends_at - timedelta(days=LATE_DAYS)
    people = facts.participants().get(code, ())
    return sum(since <= person.verified_at < facts.ends_at for person in people if person.verified_at)

"""Consultations timed to today, so that a visitor meets one in every state: comments, voting, awaiting a decision."""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

from ..core.clock import Period
from .corpus.activity_types import (
    Plan,
    PlannedBallot,
    PlannedComment,
    PlannedConsultation,
    PlannedReading,
    PlannedResident,
)
from .corpus.consultations import COMMENT_POOL
from .corpus.population import joined
from .corpus.timetable import at_clock, resident_moment
from .terms import Terms

# Days from today: published, voting begins, voting ends
_STATES = (
    (-12, -3, 5),  # residents vote now
    (-4, 6, 13),  # residents comment now
    (-21, -12, -2),  # counted, the decision is awaited
    (-11, -2, 6),
    (-3, 5, 12),
)
_DRAFT = (1, 9, 17)  # written, published tomorrow: on the desk of the officials only
_READ, _COMMENT, _VOTE = 0.6, 0.2, 0.5
Act = TypeVar("Act", PlannedReading, PlannedComment, PlannedBallot)


@dataclass
class _Added:
    consultations: list[PlannedConsultation] = field(default_factory=list)
    readings: list[PlannedReading] = field(default_factory=list)
    comments: list[PlannedComment] = field(default_factory=list)
    ballots: list[PlannedBallot] = field(default_factory=list)


def with_showcase(plan: Plan, terms: Terms) -> Plan:
    """The plan with the consultations of the running month replaced by those of today's showcase.

    They are put into the kelurahan with the most residents, a different one each as far as there are enough.
    """
    plan = _until_running_month(plan, terms)
    areas = [code for code, _ in Counter(person.area for person in plan.residents).most_common(len(_STATES))]
    local = Counter(planned.area for planned in plan.consultations)
    added = _Added()
    for place, days in enumerate((*_STATES, _DRAFT)):
        area = areas[place % len(areas)]
        planned = _plan_one(terms, area, days, number=len(plan.consultations) + place, local=local[area])
        local[area] += 1
        added.consultations.append(planned)
        people = [person for person in plan.residents if person.area == area and person.verified_at]
        _fill(terms.lot("showcase", place), added, planned, people)
    return dataclasses.replace(
        plan,
        consultations=(*plan.consultations, *added.consultations),
        readings=(*plan.readings, *added.readings),
        comments=(*plan.comments, *added.comments),
        ballots=(*plan.ballots, *added.ballots),
    )


def _until_running_month(plan: Plan, terms: Terms) -> Plan:
    """The plan without the consultations of the running month; the others keep an order without gaps."""
    running = Period.of(terms.now, terms.zone).starts_at(terms.zone)
    kept = [planned for planned in plan.consultations if planned.published_at < running]
    numbers = {planned.number: number for number, planned in enumerate(kept)}
    return dataclasses.replace(
        plan,
        consultations=tuple(dataclasses.replace(each, number=numbers[each.number]) for each in kept),
        readings=_kept(plan.readings, numbers),
        comments=_kept(plan.comments, numbers),
        ballots=_kept(plan.ballots, numbers),
    )


def _kept(acts: Sequence[Act], numbers: dict[int, int]) -> tuple[Act, ...]:
    return tuple(
        dataclasses.replace(act, consultation=numbers[act.consultation])
        for act in acts
        if act.consultation in numbers
    )


def _plan_one(
    terms: Terms, area: str, days: tuple[int, int, int], *, number: int, local: int
) -> PlannedConsultation:
    published, voting, closes = (terms.today + timedelta(days=count) for count in days)
    return PlannedConsultation(
        number=number, area=area, local=local, published_at=at_clock(published, 9), voting_from=at_clock(voting, 8),
        closes_at=at_clock(closes, 20), record_at=None, complete=True,
    )  # fmt: skip


def _fill(
    lot: random.Random, added: _Added, planned: PlannedConsultation, people: Sequence[PlannedResident]
) -> None:
    """Readers, comments and ballots over the whole phases; what lies after today is never played."""
    texts = lot.sample(range(COMMENT_POOL), COMMENT_POOL)
    for person in people:
        since = max(planned.published_at + timedelta(hours=1), joined(person))
        if since >= planned.voting_from - timedelta(hours=1):
            continue
        if lot.random() < _READ:
            at = resident_moment(lot, since, planned.voting_from)
            added.readings.append(PlannedReading(planned.number, person.number, at, 45))
        if texts and lot.random() < _COMMENT:
            at = resident_moment(lot, since, planned.voting_from)
            added.comments.append(PlannedComment(planned.number, person.number, at, texts.pop()))
        if lot.random() < _VOTE:
            at = resident_moment(lot, planned.voting_from, planned.closes_at)
            added.ballots.append(PlannedBallot(planned.number, person.number, at, lot.random()))

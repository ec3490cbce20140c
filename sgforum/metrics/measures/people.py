"""What residents do: reach, participation, continuity, coverage of RT, equality, effective voices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import distinct, func, select

from ...accounts.models import Person
from ...consultation.models import Read
from ...core.db import db
from ...core.permissions import Level
from ...territory.models import AgeBand, Denominator, Sex
from ..indicators import Group
from .acts import Participant, was_on_duty, was_suspended
from .facts import Facts

Counts = dict[str, dict[str, Any]]  # by kelurahan: fields of `Inputs`
GROUPS = tuple((sex, band) for sex in Sex for band in AgeBand)


def count_readers(facts: Facts) -> Counts:
    """JGK: distinct verified residents who read a consultation of any place this month."""
    rows = db.session.execute(
        select(Person.home_code, func.count(distinct(Read.person_id)))
        .join(Person, Person.id == Read.person_id)
        .where(
            Read.read_at >= facts.starts_at, Read.read_at < facts.ends_at, Person.level >= Level.VERIFIED,
            Person.verified_at <= Read.read_at, ~was_on_duty(Read.read_at), ~was_suspended(facts.cutoff),
        )
        .group_by(Person.home_code)
    )  # fmt: skip
    found = {row[0]: row[1] for row in rows}
    return {code: {"readers": found.get(code, 0)} for code in facts.codes}


def count_participants(facts: Facts) -> Counts:
    """PAR: |A_t|."""
    people = facts.participants()
    return {code: {"participants": len(people.get(code, ()))} for code in facts.codes}


def count_returning(facts: Facts) -> Counts:
    """KMB: the people of the three months before, and those of them who came again."""
    found: Counts = {}
    for code in facts.codes:
        cohort = facts.cohort(code)
        now = {person.person_id for person in facts.participants().get(code, ())}
        found[code] = {"cohort": len(cohort), "returning": len(cohort & now)}
    return found


def count_rt(facts: Facts) -> Counts:
    """CRT: RT in which at least one person took part, and all RT of the denominator."""
    found: Counts = {}
    for code in facts.codes:
        covered = {person.rt_code for person in facts.participants().get(code, ()) if person.rt_code}
        denominator = facts.denominators.get(code)
        found[code] = {
            "rt_covered": len(covered),
            "rt_total": None if denominator is None else denominator.rt_count,
        }
    return found


def count_groups(facts: Facts) -> Counts:
    """SET: participants and residents by sex and age band; who told neither is in no group."""
    return {
        code: {"groups": _groups(facts.participants().get(code, ()), facts.denominators.get(code))}
        for code in facts.codes
    }


def _groups(people: Sequence[Participant], denominator: Denominator | None) -> tuple[Group, ...]:
    """All eight groups, also those from which nobody came or of which no number is known."""
    came = Counter((person.sex, person.age_band) for person in people)
    live = {} if denominator is None else {(row.sex, row.age_band): row.people for row in denominator.groups}
    return tuple(
        Group(f"{sex.value}.{band.value}", came[sex, band], live.get((sex, band), 0)) for sex, band in GROUPS
    )


def count_acts(facts: Facts) -> Counts:
    """SEF: how many people did how many acts; the method caps a person at 20."""
    found: Counts = {}
    for code in facts.codes:
        histogram = Counter(person.acts for person in facts.participants().get(code, ()))
        found[code] = {"acts": tuple(sorted(histogram.items()))}
    return found

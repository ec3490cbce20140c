"""What residents do: reach, participation, continuity, coverage of RT, equality, effective voices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, distinct, exists, func, or_, select, union

from ...accounts.models import Move, Person
from ...consultation.models import Read
from ...core.db import db
from ...core.permissions import Level
from ...territory.models import AgeBand, Denominator, Sex
from ..indicators import Group
from .acts import Participant, has_just_moved, home_at, select_attendees, was_on_duty, was_suspended
from .facts import Facts

Counts = dict[str, dict[str, Any]]  # by kelurahan: fields of `Inputs`
GROUPS = tuple((sex, band) for sex in Sex for band in AgeBand)


def count_readers(facts: Facts) -> Counts:
    """JGK: distinct residents who read a consultation of any place this month, or came and voted on paper."""
    readers = union(_readers(facts), select_attendees(facts.starts_at, facts.ends_at)).subquery()
    rows = db.session.execute(
        select(readers.c.home, func.count(distinct(readers.c.person)))
        .join(Person, Person.id == readers.c.person)
        .where(~was_suspended(facts.cutoff))
        .group_by(readers.c.home)
    )
    found = {row[0]: row[1] for row in rows}
    return {code: {"readers": found.get(code, 0)} for code in facts.codes}


def _readers(facts: Facts) -> Select[*tuple[Any, ...]]:
    """(home, person) of who read as a verified resident; who has moved since was verified when they left."""
    has_left = exists().where(Move.person_id == Person.id, Move.at > Read.read_at)
    was_verified = and_(Person.level >= Level.VERIFIED, Person.verified_at <= Read.read_at)
    return (
        select(home_at(Read.read_at).label("home"), Read.person_id.label("person"))
        .join(Person, Person.id == Read.person_id)
        .where(
            Read.read_at >= facts.starts_at, Read.read_at < facts.ends_at, or_(was_verified, has_left),
            ~was_on_duty(Read.read_at), ~has_just_moved(Read.person_id, Read.read_at),
        )
    )  # fmt: skip


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
        inside = f"{code}.RW"  # who moved in between lives in an RT of another kelurahan by now
        lived = (person.rt_code or "" for person in facts.participants().get(code, ()))
        covered = {rt for rt in lived if rt.startswith(inside)}
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

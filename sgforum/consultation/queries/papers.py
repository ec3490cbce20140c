"""Reading the bundles of paper ballots, with the officers who read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import aliased

from ...accounts.models import Person
from ...ballot.models import Batch
from ...core.db import db

SPOILED = ""  # in place of a choice, which is never empty


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle with the names of its first and second officer; "" while nobody checked it."""

    batch: Batch
    entered_by: str
    checked_by: str


def list_bundles(poll_ids: Sequence[int]) -> list[Bundle]:
    """The bundles of these polls, by poll and label."""
    first, second = aliased(Person), aliased(Person)
    rows = db.session.execute(
        select(Batch, first.name, second.name)
        .join(first, first.id == Batch.entered_by_id)
        .outerjoin(second, second.id == Batch.checked_by_id)
        .where(Batch.poll_id.in_(poll_ids))
        .order_by(Batch.poll_id, Batch.label)
    )
    return [Bundle(batch, entered_by, checked_by or "") for batch, entered_by, checked_by in rows]


def find_batch(batch_id: str) -> Batch | None:
    """The bundle with this public id."""
    return db.session.scalar(select(Batch).where(Batch.public_id == batch_id))


@dataclass(frozen=True, slots=True)
class Difference:
    """A way of filling in of which two officers counted different numbers; choice may be SPOILED."""

    choice: str
    first: int
    second: int


def differences_of(batch: Batch) -> list[Difference]:
    """Where the two readings of a bundle differ; [] while only one is there, and once both agree."""
    if batch.second is None:
        return []
    first, second = batch.lines or {}, batch.second["lines"]
    lines = [
        Difference(choice, first.get(choice, 0), second.get(choice, 0))
        for choice in sorted({*first, *second})
        if first.get(choice, 0) != second.get(choice, 0)
    ]
    if batch.spoiled != batch.second["spoiled"]:
        lines.append(Difference(SPOILED, batch.spoiled, batch.second["spoiled"]))
    return lines

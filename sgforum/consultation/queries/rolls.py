"""Reading the roll while voting runs: residents by name, and how the roll grew. Never who voted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, Select, func, literal, or_, select

from ...accounts.models import Person
from ...ballot import queries as ballots
from ...ballot.models import Channel, Elector, Poll
from ...ballot.services.opening import may_be_elector
from ...core.clock import local_date
from ...core.db import db
from ...territory.models import Place
from ..models import Consultation

SHORTEST_NAME = 3
MOST_RESIDENTS = 20


@dataclass(frozen=True, slots=True)
class Resident:
    """A resident as the officers at the roll see them.

    rt: title of their RT, "" if unknown. on_roll: whether they may vote; who is not on it may be added. took: how
    they took a paper ballot, None where they did not; a vote that was cast here is never told.
    """

    public_id: str
    name: str
    rt: str
    on_roll: bool
    is_late: bool
    took: Channel | None


def list_residents(poll: Poll, name: str, at: datetime) -> list[Resident]:
    """Whose name contains this text: who is on the roll and who may be added to it, by name.

    One more than MOST_RESIDENTS if there are more; [] for fewer letters than SHORTEST_NAME.
    """
    wanted = " ".join(name.split()).lower()
    if len(wanted) < SHORTEST_NAME:
        return []
    named = func.lower(Person.name).contains(wanted, autoescape=True)
    rows = db.session.execute(
        _residents(poll, at).where(named).order_by(Person.name, Person.id).limit(MOST_RESIDENTS + 1)
    )
    return [_resident(row) for row in rows]


def find_resident(poll: Poll, public_id: str, at: datetime) -> Resident | None:
    """The resident with this public id; None for anybody who is not on the roll and may not be added to it."""
    row = db.session.execute(_residents(poll, at).where(Person.public_id == public_id)).first()
    return None if row is None else _resident(row)


def _residents(poll: Poll, at: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(Person.public_id, Person.name, Place, Elector.elector_id, Elector.late, Elector.channel)
        .outerjoin(Elector, (Elector.person_id == Person.id) & (Elector.poll_id == poll.id))
        .outerjoin(Place, Place.code == Person.rt_code)
        .where(or_(Elector.elector_id.is_not(None), may_be_elector(poll.place_code, at)))
    )


def _resident(row: Row[*tuple[Any, ...]]) -> Resident:
    took = row.channel if row.channel in (Channel.PAPER, Channel.DESK) else None
    return Resident(
        row.public_id, row.name, row.Place.title if row.Place else "", row.elector_id is not None, bool(row.late), took
    )  # fmt: skip


def late_electors() -> ColumnElement[int]:
    """How many electors a consultation's roll has won since its opening, as the poll of its first question says."""
    added = (
        select(Poll.added)
        .where(Poll.reference == literal("consultation:") + Consultation.public_id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    return func.coalesce(added, 0)


def list_additions(consultation: Consultation, zone: ZoneInfo) -> Sequence[tuple[date, int]]:
    """(day, how many electors were added on it), as the board tells it."""
    days = Counter(local_date(moment, zone) for moment in ballots.list_additions(consultation.reference))
    return sorted(days.items())

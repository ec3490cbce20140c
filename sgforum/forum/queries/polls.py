"""The poll of a topic: what it asks, what the reader chose, and after its close the result and who chose what.

A poll is a row of the ballot domain, open to everybody with a confirmed account, whose reference names the
topic. Before its close nothing of the count can be read here, by nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, bindparam, func, select

from ...ballot.models import Option, Poll, PollState, Rule, Vote
from ...ballot.queries import list_roll_call
from ...ballot.tally import Tally
from ...core.db import db
from ...core.permissions import Actor

POLL_PREFIX = "forum:"
FIRST_VOTERS, VOTERS_PAGE = 20, 100  # how many names stand on the topic's page, and on one of the poll's own


def reference_of(topic_public_id: str) -> str:
    """What the poll of a topic, and its board, are called."""
    return POLL_PREFIX + topic_public_id


def topic_of(reference: str) -> str:
    """The public id of the topic that a poll belongs to."""
    return reference.removeprefix(POLL_PREFIX)


@dataclass(frozen=True, slots=True)
class PollSheet:
    """A poll as one reader sees it: options in order, the codes that they chose (their own only).

    tally: None until it is closed to its end.
    """

    id: int
    question: str
    is_several: bool
    ends_at: datetime
    options: Sequence[tuple[str, str]]
    chosen: frozenset[str]
    tally: Tally | None

    def is_open(self, at: datetime) -> bool:
        """Whether choices are taken at this moment; between the end and the count there is neither form nor result."""
        return self.tally is None and at < self.ends_at

    def named(self, codes: Sequence[str]) -> list[str]:
        """The options' texts, in their order."""
        return [text for code, text in self.options if code in codes]


class Voter(NamedTuple):
    """Who took part in a closed poll, with the codes that they chose; an erased account has its placeholder."""

    name: str
    codes: tuple[str, ...]


_B, _O, _V = Poll.__table__.c, Option.__table__.c, Vote.__table__.c
_MINE = (
    select(_V.choice)
    .where(_V.poll_id == _B.id, _V.person_id == bindparam("reader"))
    .order_by(_V.number.desc())
    .limit(1)
    .correlate(Poll.__table__)
    .scalar_subquery()
)
_SHEET = (
    select(_B.id, _B.title, _B.rule, _B.ends_at, _B.state, _B.tally, _MINE, _O.code, _O.text)
    .select_from(Poll.__table__)
    .join(Option.__table__, _O.poll_id == _B.id)
    .where(_B.id == bindparam("poll"))
    .order_by(_O.position)
)


def find_poll_sheet(poll_id: int | None, reader: Actor | None) -> PollSheet | None:
    """The poll in one query; asks nothing where there is none."""
    if poll_id is None:
        return None
    values = {"poll": poll_id, "reader": (reader.person_id if reader else None) or 0}
    rows = db.session.connection().execute(_SHEET, values).all()
    own_id, question, rule, ends_at, state, tally, mine = rows[0][:7]
    return PollSheet(
        id=own_id, question=question, is_several=rule is Rule.APPROVAL, ends_at=ends_at,
        options=[(row[7], row[8]) for row in rows], chosen=frozenset((mine or "").split(",")) - {""},
        tally=Tally.from_json(tally) if state is PollState.CLOSED else None,
    )  # fmt: skip


def list_voters(poll_id: int, start: int = 1, size: int = FIRST_VOTERS) -> Sequence[Voter]:
    """Who chose what, by name, from the start-th voter on; nobody before the poll is closed."""
    rows = list_roll_call(poll_id, start=start, size=size)
    return [Voter(name, tuple(choice.split(","))) for name, choice, _times in rows]


def topics_voted_on(person_id: int) -> Select[str]:
    """Public ids of the topics with a closed poll in which the person took part: their name stands there."""
    return (
        select(func.substr(Poll.reference, len(POLL_PREFIX) + 1))
        .join(Vote, Vote.poll_id == Poll.id)
        .where(
            Vote.person_id == person_id,
            Poll.reference.startswith(POLL_PREFIX),
            Poll.state == PollState.CLOSED,
        )
    )

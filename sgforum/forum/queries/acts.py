"""What the score counts of forums (score.md 5.1): due items, decided proposals, promises due.

Every function takes a place and gives what belongs to it or to a place below it: an item, a proposal or a
promise belongs to the place of its topic. Acts of people are counted in metrics.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, distinct, func, or_, select

from ...core.clock import local_date
from ...core.db import db
from ..models import Commitment, Kind, OfficialAnswer, Outcome, Support, Topic
from ..rules import ELIGIBLE_RT, ELIGIBLE_SUPPORTERS, is_disputed

_DECIDED = (Outcome.ACCEPTED, Outcome.PARTLY, Outcome.REJECTED)


class DueItem(NamedTuple):
    """A question or proposal that an official must answer. The answer named is the first one undisputed."""

    topic_id: int
    public_id: str
    place_code: str
    kind: Kind
    due_since: datetime
    due_on: date
    supporters: int
    answered_at: datetime | None
    outcome: Outcome | None
    officer_id: int | None
    is_disputed: bool  # there are answers, and every one is disputed

    def is_in_time(self, zone: ZoneInfo) -> bool:
        """Whether it was answered, undisputed, on the due date at the latest."""
        return self.answered_at is not None and local_date(self.answered_at, zone) <= self.due_on


class DecidedProposal(NamedTuple):
    """A proposal with the decision in force; supporters are verified ones who came before the decision."""

    topic_id: int
    public_id: str
    place_code: str
    outcome: Outcome
    decided_at: datetime
    supporters: int
    rt_count: int

    @property
    def is_eligible(self) -> bool:
        """Whether it had 5 verified supporters from 2 RT (score.md 5.1, PNG)."""
        return self.supporters >= ELIGIBLE_SUPPORTERS and self.rt_count >= ELIGIBLE_RT


class CommitmentDue(NamedTuple):
    """Something promised in an accepting answer."""

    commitment_id: int
    topic_id: int
    public_id: str
    place_code: str
    due_on: date
    done_at: datetime | None
    is_disputed: bool

    @property
    def is_kept(self) -> bool:
        """Done with evidence, and nobody with a say denies it."""
        return self.done_at is not None and not self.is_disputed


def inside(column: Any, place_code: str) -> ColumnElement[bool]:
    """Whether a column of place codes names the place or one below it."""
    return or_(column == place_code, column.startswith(place_code + ".", autoescape=True))


def list_due_items(place_code: str, start: date, end: date) -> Sequence[DueItem]:
    """Counted items whose due date lies from `start` to `end`, both included, by due date.

    Hidden topics stay in: an official's duty does not end by moderation (score.md 5.7).
    """
    topics: Any = db.session.execute(
        select(
            Topic.id, Topic.public_id, Topic.place_code, Topic.kind, Topic.due_since, Topic.due_on,
            Topic.supporter_l2_count,
        )
        .where(inside(Topic.place_code, place_code), Topic.is_counted, Topic.due_on.between(start, end))
        .order_by(Topic.due_on, Topic.id)
    ).all()  # fmt: skip
    answers = _answers_of([topic.id for topic in topics])
    return [DueItem._make((*topic, *_first_good(answers[topic.id]))) for topic in topics]


def _answers_of(topic_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for first in range(0, len(topic_ids), 500):  # SQLite takes a bounded number of values
        for row in db.session.execute(
            select(
                OfficialAnswer.topic_id, OfficialAnswer.created_at, OfficialAnswer.outcome,
                OfficialAnswer.officer_id, OfficialAnswer.asker_disputes, OfficialAnswer.dispute_count,
            )
            .where(OfficialAnswer.topic_id.in_(topic_ids[first : first + 500]))
            .order_by(OfficialAnswer.number)
        ):  # fmt: skip
            found[row.topic_id].append(row)
    return found


def _first_good(answers: Sequence[Any]) -> tuple[datetime | None, Outcome | None, int | None, bool]:
    """When, with what and by whom a topic was first answered without dispute; whether all are disputed."""
    for row in answers:
        if not is_disputed(asker_disputes=row.asker_disputes, dispute_count=row.dispute_count):
            return row.created_at, row.outcome, row.officer_id, False
    return None, None, None, bool(answers)


def list_decided_proposals(place_code: str, start: datetime, end: datetime) -> Sequence[DecidedProposal]:
    """Proposals accepted, partly accepted or rejected from `start` to before `end`, eligible or not."""
    counted = (Support.topic_id == Topic.id) & Support.is_counted & (Support.at <= OfficialAnswer.created_at)
    rows = db.session.execute(
        select(
            Topic.id, Topic.public_id, Topic.place_code, OfficialAnswer.outcome, OfficialAnswer.created_at,
            func.count(Support.person_id), func.count(distinct(Support.rt_code)),
        )
        .join(
            OfficialAnswer,
            (OfficialAnswer.topic_id == Topic.id) & (OfficialAnswer.number == Topic.answer_count),
        )
        .outerjoin(Support, counted)
        .where(
            inside(Topic.place_code, place_code), Topic.kind == Kind.PROPOSAL,
            OfficialAnswer.outcome.in_(_DECIDED),
            OfficialAnswer.created_at >= start, OfficialAnswer.created_at < end,
        )
        .group_by(
            Topic.id, Topic.public_id, Topic.place_code, OfficialAnswer.outcome, OfficialAnswer.created_at
        )
        .order_by(OfficialAnswer.created_at, Topic.id)
    )  # fmt: skip
    return [DecidedProposal(*row) for row in rows]


def list_commitments_due(place_code: str, start: date, end: date, zone: ZoneInfo) -> Sequence[CommitmentDue]:
    """Promises whose date lies from `start` to `end`, both included.

    A promise that a newer answer replaced on or before its date was changed openly and is left out; one
    replaced after its date stays broken.
    """
    rows = db.session.execute(
        select(
            Commitment.id, Topic.id, Topic.public_id, Topic.place_code, Commitment.due_on, Commitment.done_at,
            Commitment.asker_disputes, Commitment.dispute_count, Commitment.superseded_at,
        )
        .join(Topic, Topic.id == Commitment.topic_id)
        .where(inside(Topic.place_code, place_code), Commitment.due_on.between(start, end))
        .order_by(Commitment.due_on, Commitment.id)
    )  # fmt: skip
    return [
        CommitmentDue(*row[:6], is_disputed(asker_disputes=row[6], dispute_count=row[7]))
        for row in rows
        if row[5] is not None or row[8] is None or local_date(row[8], zone) > row[4]
    ]

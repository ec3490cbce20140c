"""Drift: every counter that a page shows, beside the count of the rows behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from ...ballot.models import Elector, Poll
from ...campaign.queries import list_visit_drift
from ...consultation.models import Comment, Consultation
from ...core.clock import Period
from ...core.db import db
from ...forum.models import Commitment, CommitmentDispute, Dispute, OfficialAnswer, Post, Support, Topic
from ..models import PersonMonth, Snapshot
from .facts import Facts


class Drift(NamedTuple):
    """A figure that is wrong: which one, of what, what is shown, and what the rows say; a score is no whole number."""

    counter: str
    subject: str
    shown: float | None
    counted: float | None


def _count(model: Any, *conditions: Any, outer: Any) -> Any:
    return select(func.count()).select_from(model).where(*conditions).correlate(outer).scalar_subquery()


def _topic_counters() -> Iterator[tuple[str, Any, Any]]:
    counted = Support.is_counted
    yield (
        "forum.topic.post_count",
        Topic.post_count,
        _count(Post, Post.topic_id == Topic.id, Post.hidden_at.is_(None), outer=Topic),
    )
    yield (
        "forum.topic.support_count",
        Topic.support_count,
        _count(Support, Support.topic_id == Topic.id, outer=Topic),
    )
    yield (
        "forum.topic.supporter_l2_count",
        Topic.supporter_l2_count,
        _count(Support, Support.topic_id == Topic.id, counted, outer=Topic),
    )
    yield (
        "forum.topic.answer_count",
        Topic.answer_count,
        _count(OfficialAnswer, OfficialAnswer.topic_id == Topic.id, outer=Topic),
    )


def _judgements(kind: Any, key: Any, whole: Any, *conditions: Any) -> Any:
    """How many others than the asker dispute an answer, or a report of work done."""
    return (
        select(func.count())
        .select_from(kind)
        .where(key == whole.id, kind.person_id != Topic.author_id, *conditions)
        .correlate(whole, Topic)
        .scalar_subquery()
    )


def _wrong(
    counter: str, subject: Any, shown: Any, counted: Any, source: Select[*tuple[Any, ...]]
) -> Iterator[Drift]:
    query = source.with_only_columns(subject, shown, counted).where(shown != counted).order_by(subject)
    for row in db.session.execute(query):
        yield Drift(counter, str(row[0]), int(row[1]), int(row[2]))


def _forum() -> Iterator[Drift]:
    for counter, shown, counted in _topic_counters():
        yield from _wrong(counter, Topic.public_id, shown, counted, select(Topic.id))
    answers = select(OfficialAnswer.id).join(Topic, Topic.id == OfficialAnswer.topic_id)
    yield from _wrong(
        "forum.official_answer.dispute_count", OfficialAnswer.id, OfficialAnswer.dispute_count,
        _judgements(Dispute, Dispute.answer_id, OfficialAnswer, ~Dispute.is_answered), answers,
    )  # fmt: skip
    promises = select(Commitment.id).join(Topic, Topic.id == Commitment.topic_id)
    yield from _wrong(
        "forum.commitment.dispute_count", Commitment.id, Commitment.dispute_count,
        _judgements(CommitmentDispute, CommitmentDispute.commitment_id, Commitment), promises,
    )  # fmt: skip


def _consultation() -> Iterator[Drift]:
    comments = _count(
        Comment, Comment.consultation_id == Consultation.id, Comment.hidden_at.is_(None), outer=Consultation
    )
    yield from _wrong(
        "consultation.comment_count", Consultation.public_id, Consultation.comment_count, comments,
        select(Consultation.id),
    )  # fmt: skip
    invited = (
        select(func.count())
        .select_from(Elector)
        .join(Poll, Poll.id == Elector.poll_id)
        .where(Poll.reference == "consultation:" + Consultation.public_id)  # of its first question
        .correlate(Consultation)
        .scalar_subquery()
    )
    opened = select(Consultation.id).where(Consultation.roll_size.is_not(None))
    yield from _wrong(
        "consultation.roll_size", Consultation.public_id, Consultation.roll_size, invited, opened
    )
    electors = _count(Elector, Elector.poll_id == Poll.id, outer=Poll)
    yield from _wrong("ballot.poll.roll_size", Poll.reference, Poll.roll_size, electors, select(Poll.id))


def _campaign() -> Iterator[Drift]:
    for slug, shown, counted in list_visit_drift():
        yield Drift("campaign.visits", slug, shown, counted)


def _months(zone: ZoneInfo) -> Iterator[Drift]:
    """The rows kept of who took part, beside the frozen figure and beside the acts themselves."""
    kept = {
        (row[0], row[1]): (row[2], row[3])
        for row in db.session.execute(
            select(
                PersonMonth.month, PersonMonth.kelurahan_code, func.count(), func.sum(PersonMonth.n_acts)
            ).group_by(PersonMonth.month, PersonMonth.kelurahan_code)
        )
    }
    for month in sorted({month for month, _ in kept}):
        facts = Facts(Period.parse(month), zone)
        frozen = _frozen_participants(month)
        for code in sorted(frozen):
            persons, acts = kept.get((month, code), (0, 0))
            people = facts.participants().get(code, ())
            yield from _compare("metrics.snapshot.participants", f"{code}:{month}", frozen[code], persons)
            yield from _compare("metrics.person_month", f"{code}:{month}", persons, len(people))
            yield from _compare(
                "metrics.person_month.n_acts", f"{code}:{month}", acts, sum(person.acts for person in people)
            )


def _scores() -> Iterator[Drift]:
    """The numbers that pages show of a frozen score, beside the score itself."""
    columns = (Snapshot.ippk, Snapshot.low, Snapshot.high)
    names = [column.key for column in columns]
    rows = db.session.execute(
        select(Snapshot.kelurahan_code, Snapshot.month, Snapshot.revision, Snapshot.score, *columns)
        .order_by(Snapshot.id)
        .execution_options(yield_per=500)
    )
    for code, month, revision, score, *shown in rows:
        document = _document(score)
        interval = document.get("interval") or {}
        stored = [document.get("ippk"), interval.get("low"), interval.get("high")]
        for name, seen, kept in zip(names, shown, stored, strict=True):
            if seen != kept:
                yield Drift(f"metrics.snapshot.{name}", f"{code}:{month}:{revision}", seen, kept)


def _document(score: str) -> dict[str, Any]:
    try:
        return dict(json.loads(score))
    except (TypeError, ValueError):
        return {}  # altered beyond reading: all that is shown of it is wrong


def _frozen_participants(month: str) -> dict[str, int]:
    newer = aliased(Snapshot)
    is_latest = ~(
        select(newer.id)
        .where(
            newer.month == Snapshot.month,
            newer.kelurahan_code == Snapshot.kelurahan_code,
            newer.id > Snapshot.id,
        )
        .exists()
    )
    rows = db.session.execute(
        select(Snapshot.kelurahan_code, Snapshot.participants).where(Snapshot.month == month, is_latest)
    )
    return {row[0]: row[1] for row in rows}


def _compare(counter: str, subject: str, shown: int, counted: int) -> Iterator[Drift]:
    if shown != counted:
        yield Drift(counter, subject, int(shown), int(counted))


def recount(zone: ZoneInfo) -> Sequence[Drift]:
    """Every counter that differs from its rows; none means that what is shown is true."""
    checks: tuple[Callable[[], Iterator[Drift]], ...] = (_forum, _consultation, _campaign, _scores)
    found = [drift for check in checks for drift in check()]
    return [*found, *_months(zone)]

"""Drift: every counter that a page shows, beside the count of the rows behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from ...ballot.models import Elector, Paper, Poll, PollState, Secrecy
from ...campaign.queries import list_visit_drift
from ...consultation.models import Comment, Consultation
from ...core.clock import Period
from ...core.db import db
from ...forum.models import Commitment, CommitmentDispute, Dispute, OfficialAnswer, Post, Support, Topic
from ...forum.rules import DISPUTE_SUPPORTERS
from ..models import PersonMonth, Snapshot
from .facts import Facts

Shown = float | str | bool | None


class Drift(NamedTuple):
    """A figure that is wrong: which one, of what, what is shown, and what the rows say; a category is a word."""

    counter: str
    subject: str
    shown: Shown
    counted: Shown


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
    yield (
        "forum.topic.last_number",
        Topic.last_number,
        select(func.coalesce(func.max(Post.number), 0))
        .where(Post.topic_id == Topic.id)
        .correlate(Topic)
        .scalar_subquery(),
    )
    yield "forum.topic.is_disputed", _as_number(Topic.is_disputed), _disputed_in_force()


def _as_number(flag: Any) -> Any:
    return case((flag, 1), else_=0)


def _disputed_in_force() -> Any:
    """1 where the answer in force of the topic stands as "belum menjawab", else 0."""
    return _count(
        OfficialAnswer,
        OfficialAnswer.topic_id == Topic.id,
        OfficialAnswer.number == Topic.answer_count,
        or_(OfficialAnswer.asker_disputes, OfficialAnswer.dispute_count >= DISPUTE_SUPPORTERS),
        outer=Topic,
    )


def _judgements(kind: Any, key: Any, whole: Any, *conditions: Any, by_asker: bool = False) -> Any:
    """How many others than the asker (or whether the asker) dispute an answer, or a report of work done."""
    who = kind.person_id == Topic.author_id if by_asker else kind.person_id != Topic.author_id
    return (
        select(func.count())
        .select_from(kind)
        .where(key == whole.id, who, *conditions)
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
    kinds = (
        ("forum.official_answer", OfficialAnswer, Dispute, Dispute.answer_id, (~Dispute.is_answered,)),
        ("forum.commitment", Commitment, CommitmentDispute, CommitmentDispute.commitment_id, ()),
    )
    for name, whole, kind, key, conditions in kinds:
        rows = select(whole.id).join(Topic, Topic.id == whole.topic_id)
        others = _judgements(kind, key, whole, *conditions)
        asker = _judgements(kind, key, whole, *conditions, by_asker=True)
        yield from _wrong(f"{name}.dispute_count", whole.id, whole.dispute_count, others, rows)
        yield from _wrong(f"{name}.asker_disputes", whole.id, _as_number(whole.asker_disputes), asker, rows)


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
    yield from _tallies()


def _tallies() -> Iterator[Drift]:
    """How many ballots a result says it counted, beside the papers in the opened box; open votes have no box."""
    rows = db.session.execute(
        select(Poll.reference, Poll.tally, func.count(Paper.id))
        .outerjoin(Paper, Paper.poll_id == Poll.id)
        .where(Poll.state == PollState.CLOSED, Poll.secrecy == Secrecy.SECRET)
        .group_by(Poll.id)
        .order_by(Poll.id)
    )
    for reference, tally, papers in rows:
        if tally:
            yield from _compare(
                "ballot.poll.tally", str(reference), tally["envelopes"] + tally["papers"], papers
            )


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


_SHOWN = (
    Snapshot.ippk, Snapshot.low, Snapshot.high, Snapshot.category, Snapshot.probability, Snapshot.comparable,
)  # fmt: skip


def _scores() -> Iterator[Drift]:
    """What pages show of a frozen score, beside the score itself."""
    names = [column.key for column in _SHOWN]
    rows = db.session.execute(
        select(Snapshot.kelurahan_code, Snapshot.month, Snapshot.revision, Snapshot.score, *_SHOWN)
        .order_by(Snapshot.id)
        .execution_options(yield_per=500)
    )
    for code, month, revision, score, *shown in rows:
        for name, seen, kept in zip(names, shown, _stored(_document(score)), strict=True):
            if seen != kept:
                yield Drift(f"metrics.snapshot.{name}", f"{code}:{month}:{revision}", seen, kept)


def _stored(document: dict[str, Any]) -> list[Shown]:
    """The same figures in the order of _SHOWN as the stored score has them."""
    interval = document.get("interval") or {}
    names = ("category", "category_probability", "comparable")
    return [
        document.get("ippk"), interval.get("low"), interval.get("high"), *(document.get(name) for name in names),
    ]  # fmt: skip


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


COUNTERS = (
    "forum.topic.post_count", "forum.topic.support_count", "forum.topic.supporter_l2_count",
    "forum.topic.answer_count", "forum.topic.last_number", "forum.topic.is_disputed",
    "forum.official_answer.dispute_count", "forum.official_answer.asker_disputes",
    "forum.commitment.dispute_count", "forum.commitment.asker_disputes",
    "consultation.comment_count", "consultation.roll_size", "ballot.poll.roll_size", "ballot.poll.tally",
    "campaign.visits",
    "metrics.snapshot.ippk", "metrics.snapshot.low", "metrics.snapshot.high", "metrics.snapshot.category",
    "metrics.snapshot.probability", "metrics.snapshot.comparable", "metrics.snapshot.participants",
    "metrics.person_month", "metrics.person_month.n_acts",
)  # fmt: skip


def recount(zone: ZoneInfo) -> Sequence[Drift]:
    """Every counter of COUNTERS that differs from its rows; none means that what is shown is true."""
    checks: tuple[Callable[[], Iterator[Drift]], ...] = (_forum, _consultation, _campaign, _scores)
    found = [drift for check in checks for drift in check()]
    return [*found, *_months(zone)]

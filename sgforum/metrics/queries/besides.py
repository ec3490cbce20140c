"""What stands beside a kelurahan's score and is never in it: how people came, how fast answers were, promises kept."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, func, select, union

from ...ballot.models import Elector, Poll
from ...consultation.models import Comment, Consultation
from ...consultation.queries import Opened, list_consultations_closed, list_consultations_opened
from ...core.clock import Period
from ...core.db import db
from ...forum.models import OfficialAnswer, Post, Topic
from ...territory.queries import find_denominator
from ..canonical import parse_inputs
from ..companions import Companions, companions, share_of, uptake
from ..ippk import year_mean
from ..measures.facts import Facts
from ..measures.offices import OPPORTUNITY_MONTHS, WINDOW_MONTHS
from ..models import Channel, PersonMonth
from .scores import PlaceScore, list_trend

QUIET_BELOW = 10  # participants: a consultation with fewer is listed as quiet (score.md 5.7)


@dataclass(frozen=True, slots=True)
class Beside:
    """Companion figures of one kelurahan and month; shares are of 1, None where they may not or cannot be told.

    offline: of participants. removed: of the texts in its forum. hours: median to the first official answer, of
    topics answered in the window. uptake: of residents with a smartphone. kept: decisions by whether the promise to
    residents was kept. quiet: consultations with fewer than ten participants. year: mean and number of its months.
    """

    counts: Companions
    offline: float | None
    removed: float | None
    hours: float | None
    uptake: float | None
    kept: Mapping[str, int]
    quiet: Sequence[Opened]
    year: float | None
    year_months: int


def beside(score: PlaceScore, zone: ZoneInfo) -> Beside:
    """All companion figures of a published score; the moderation of its month as it stood at the cutoff."""
    facts = Facts(score.period, zone)
    inputs, method = parse_inputs(score.inputs_text)
    denominator = find_denominator(score.code, score.period.last_day())
    values = _months_of_year(score)
    return Beside(
        counts=companions(inputs, method),
        offline=_offline(score.code, score.period),
        removed=_removed(score.code, facts),
        hours=_hours(score.code, facts),
        uptake=uptake(inputs, None if denominator is None else denominator.smartphone_share),
        kept=_kept(score.code, facts),
        quiet=_quiet(score.code, facts),
        year=year_mean(values, method),
        year_months=len(values),
    )


def _months_of_year(score: PlaceScore) -> list[float]:
    """The published scores of the year up to the month shown."""
    months = list_trend(score.code, score.period, score.period.month)
    return [each.ippk for each in months if each.ippk is not None]


def _offline(code: str, period: Period) -> float | None:
    offline, people = db.session.execute(
        select(func.count(case((PersonMonth.channel == Channel.OFFLINE, 1))), func.count()).where(
            PersonMonth.kelurahan_code == code, PersonMonth.month == str(period)
        )
    ).one()
    return share_of(int(offline), int(people))


def _removed(code: str, facts: Facts) -> float | None:
    is_hidden = and_(Post.hidden_at.is_not(None), Post.hidden_at < facts.cutoff)
    hidden, texts = db.session.execute(
        select(func.count(case((is_hidden, 1))), func.count())
        .select_from(Post)
        .join(Topic, Topic.id == Post.topic_id)
        .where(Topic.place_code == code, Post.created_at >= facts.starts_at, Post.created_at < facts.ends_at)
    ).one()
    return hidden / texts if texts >= QUIET_BELOW else None


def _hours(code: str, facts: Facts) -> float | None:
    rows = db.session.execute(
        select(Topic.created_at, OfficialAnswer.created_at)
        .join(OfficialAnswer, and_(OfficialAnswer.topic_id == Topic.id, OfficialAnswer.number == 1))
        .where(
            Topic.place_code == code,
            OfficialAnswer.created_at >= facts.window_starts_at(WINDOW_MONTHS),
            OfficialAnswer.created_at < facts.ends_at,
        )
    )
    waits = [_hours_between(asked, answered) for asked, answered in rows]
    return statistics.median(waits) if waits else None


def _hours_between(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600


def _kept(code: str, facts: Facts) -> Mapping[str, int]:
    """Decisions of the window by whether what residents were promised was done; those without a record are "none"."""
    start = facts.window_starts_at(WINDOW_MONTHS)
    closed = list_consultations_closed(code, start, facts.ends_at)
    return Counter(each.promise_kept or "none" for each in closed)


def _quiet(code: str, facts: Facts) -> Sequence[Opened]:
    """Consultations that KSP counts, in which fewer than ten people took part; open boxes tell nothing yet."""
    start = facts.window_starts_at(OPPORTUNITY_MONTHS)
    qualified = [each for each in list_consultations_opened(code, start, facts.ends_at) if each.qualified]
    people = _participants([each.public_id for each in qualified])
    return [each for each in qualified if people[each.public_id] < QUIET_BELOW]


def _participants(public_ids: Sequence[str]) -> Counter[str]:
    """Distinct people who commented or voted, by public id of the consultation."""
    boards = {f"consultation:{public_id}": public_id for public_id in public_ids}
    voters = (
        select(Poll.board.label("board"), Elector.person_id.label("person"))
        .join(Elector, Elector.poll_id == Poll.id)
        .where(Poll.board.in_(boards), Elector.voted)
    )
    commentators = (
        select(("consultation:" + Consultation.public_id).label("board"), Comment.author_id.label("person"))
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Consultation.public_id.in_(public_ids), Comment.counts, Comment.hidden_at.is_(None))
    )
    people = union(voters, commentators).subquery()
    rows = db.session.execute(select(people.c.board, func.count(people.c.person)).group_by(people.c.board))
    return Counter({boards[row[0]]: int(row[1]) for row in rows})

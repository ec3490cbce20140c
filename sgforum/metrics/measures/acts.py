"""Which rows count as taking part (score.md 5, "substantive act"): written here and nowhere else.

An act is a topic or post in any forum, a comment in any consultation, or a ballot in one. It counts for the
kelurahan that its author lives in, whatever place the forum or consultation belongs to, if

- the author was a verified resident (L2) when it was done, and not staff on duty;
- it is not nearly the same as an earlier text of the same author;
- the author had not moved to another kelurahan within the 30 days before; what came before a move counts where
  they lived then;
- neither it nor the topic around it was hidden by the cutoff, day 10 of the following month: so every text
  has stood moderation for at least nine days;
- the author was not suspended at the cutoff.

A ballot has no time of its own; it is an act of the month in which its box closed. The questions of one
consultation are one act. Views, support and edits
are no acts. One person counts in one kelurahan a month: where they did most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_, select, union_all

from ...accounts.models import Move, Person, RoleGrant, Suspension
from ...ballot.models import Channel, Elector, Poll, PollState
from ...consultation.models import Comment
from ...core.db import db
from ...core.permissions import Level, Role
from ...forum.models import Post, Topic
from ...territory.models import AgeBand, Sex

ON_PAPER = (Channel.PAPER, Channel.DESK)
# Those who work for the government or the site; an RT officer who only verifies neighbours is a resident
ON_DUTY = (Role.OFFICIAL, Role.MODERATOR, Role.ADMIN, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Participant:
    """One person of A_t with their acts of the month; never leaves the metrics domain.

    on_paper: how many of the acts were ballots on paper, at a polling place or the desk.
    """

    person_id: int
    acts: int
    on_paper: int
    rt_code: str | None
    sex: Sex | None
    age_band: AgeBand | None
    verified_at: datetime | None


def list_participants(
    start: datetime, end: datetime, cutoff: datetime
) -> Mapping[str, Sequence[Participant]]:
    """The people with at least one substantive act from `start` to before `end`, by kelurahan; one statement."""
    acts = union_all(
        _texts(start, end, cutoff), _comments(start, end, cutoff), _ballots(start, end)
    ).subquery()
    rt_code = _rt_in(acts.c.home, start)
    rows = db.session.execute(
        select(
            acts.c.home, Person.id, func.sum(acts.c.number), func.sum(acts.c.on_paper), rt_code, Person.sex,
            Person.age_band, Person.verified_at,
        )
        .join(Person, Person.id == acts.c.person)
        .where(acts.c.home.is_not(None), ~was_suspended(cutoff))
        .group_by(acts.c.home, Person.id)
        .order_by(Person.id, func.sum(acts.c.number).desc(), acts.c.home)
    )  # fmt: skip
    return _by_home(rows)


def _by_home(rows: Any) -> Mapping[str, Sequence[Participant]]:
    """Put each person where they did most; rows come by person, the largest first."""
    homes: dict[int, str] = {}
    found: dict[str, dict[int, Participant]] = defaultdict(dict)
    for home, person_id, acts, on_paper, *known in rows:
        own = homes.setdefault(person_id, home)
        before = found[own].get(person_id)
        total = int(acts) + (before.acts if before else 0)
        papers = int(on_paper) + (before.on_paper if before else 0)
        found[own][person_id] = Participant(person_id, total, papers, *known)
    return {home: list(people.values()) for home, people in found.items()}


def _texts(start: datetime, end: datetime, cutoff: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Post.author_home.label("home"), Post.author_id.label("person"), func.count().label("number"),
            literal(0).label("on_paper"),
        )
        .join(Topic, Topic.id == Post.topic_id)
        .where(
            Post.created_at >= start, Post.created_at < end, Post.author_level >= Level.VERIFIED,
            ~Post.by_staff, ~Post.is_official, ~Post.is_duplicate,
            ~has_just_moved(Post.author_id, Post.created_at),
            stood(Post.hidden_at, cutoff), stood(Topic.hidden_at, cutoff),
        )
        .group_by(Post.author_home, Post.author_id)
    )  # fmt: skip


def _comments(start: datetime, end: datetime, cutoff: datetime) -> Select[*tuple[Any, ...]]:
    """`counts` says that the author was verified and off duty when they wrote it."""
    return (
        select(
            home_at(Comment.created_at).label("home"), Comment.author_id.label("person"),
            literal(1).label("number"), literal(0).label("on_paper"),
        )
        .join(Person, Person.id == Comment.author_id)
        .where(
            Comment.created_at >= start, Comment.created_at < end, Comment.counts, ~Comment.is_duplicate,
            ~has_just_moved(Comment.author_id, Comment.created_at), stood(Comment.hidden_at, cutoff),
        )
    )  # fmt: skip


def _ballots(start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """Who is marked on the rolls of boxes that closed; a roll holds verified residents only.

    The questions of a consultation are polls of one board, which end together: however many of them a person
    answered, it is one act, done when its boxes ended. None counts before all of them are closed.
    """
    cast = _cast(start, end).subquery()
    return select(
        cast.c.home,
        cast.c.person,
        func.count(cast.c.board.distinct()).label("number"),
        func.count(case((cast.c.channel.in_(ON_PAPER), cast.c.board)).distinct()).label("on_paper"),
    ).group_by(cast.c.home, cast.c.person)


def _cast(start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """(home, person, board, channel) of each ballot that counts, with who lived where when its box ended."""
    ended = (
        select(Poll.id, Poll.board.label("board"), Poll.ends_at, Poll.state)
        .where(Poll.ends_at >= start, Poll.ends_at < end)
        .subquery()
    )
    closed = (
        select(ended.c.board)
        .group_by(ended.c.board)
        .having(func.count() == func.count(case((ended.c.state == PollState.CLOSED, 1))))
    )
    return (
        select(
            home_at(ended.c.ends_at).label("home"), Elector.person_id.label("person"), ended.c.board,
            Elector.channel,
        )
        .join(ended, ended.c.id == Elector.poll_id)
        .join(Person, Person.id == Elector.person_id)
        .where(
            Elector.poll_id.in_(select(ended.c.id)),  # says again what the join says: only these rolls are read
            ended.c.board.in_(closed), Elector.voted, ~was_on_duty(ended.c.ends_at),
            ~has_just_moved(Elector.person_id, ended.c.ends_at),
        )
    )  # fmt: skip


def select_attendees(start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    """(home, person) of who came and voted on paper: they have seen what was asked (JGK, offline attendees)."""
    cast = _cast(start, end).subquery()
    return select(cast.c.home, cast.c.person).where(cast.c.channel.in_(ON_PAPER))


def home_at(at: Any) -> ColumnElement[str]:
    """The kelurahan that the person of the row lived in at a moment (a column)."""
    left = (
        select(Move.from_code)
        .where(Move.person_id == Person.id, Move.at > at)
        .order_by(Move.at)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(left, Person.home_code)


def _rt_in(home: Any, start: datetime) -> ColumnElement[str]:
    """The RT that the person lived in, in the kelurahan that their acts since `start` count for."""
    left = (
        select(Move.from_rt)
        .where(Move.person_id == Person.id, Move.at > start, Move.from_code == home)
        .order_by(Move.at)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(left, Person.rt_code)


def has_just_moved(person: Any, at: Any) -> ColumnElement[bool]:
    """Whether a person had moved within the 30 days before a moment, and so counts nowhere."""
    return exists().where(Move.person_id == person, Move.at <= at, Move.counts_from > at)


def stood(hidden_at: Any, cutoff: datetime) -> ColumnElement[bool]:
    """Whether a text was not hidden by the cutoff."""
    return or_(hidden_at.is_(None), hidden_at >= cutoff)


def was_on_duty(at: Any) -> ColumnElement[bool]:
    """Whether the person of the row held a role of staff at a moment (a column or a value)."""
    return exists().where(
        RoleGrant.person_id == Person.id,
        RoleGrant.role.in_(ON_DUTY),
        RoleGrant.granted_at <= at,
        or_(RoleGrant.revoked_at.is_(None), RoleGrant.revoked_at > at),
    )


def was_suspended(cutoff: datetime) -> ColumnElement[bool]:
    """Whether the person of the row was suspended at the cutoff."""
    return exists().where(
        Suspension.person_id == Person.id,
        Suspension.at <= cutoff,
        Suspension.until > cutoff,
        or_(Suspension.lifted_at.is_(None), Suspension.lifted_at > cutoff),
    )

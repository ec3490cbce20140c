"""Reading polls: one's own state at any time, results and slips only after close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from ..accounts.models import Person
from ..core.db import db
from ..core.errors import NotFound
from ..core.marks import N_
from ..core.permissions import Actor
from .commitments import rules_hash
from .envelope import slip_of
from .models import Elector, Envelope, EnvelopeHash, Poll, PollState
from .rules import Standing, Window, standing_refusal, window_refusal
from .tally import Tally

NO_POLL = N_("Pemungutan suara itu tidak ditemukan.")


def find_poll(reference: str) -> Poll | None:
    """The poll that belongs to a thing, such as "consultation:ID"."""
    return db.session.scalar(select(Poll).where(Poll.reference == reference))


def get_poll(poll_id: int) -> Poll:
    """The poll; raises NotFound."""
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound(NO_POLL)
    return poll


def window_of(poll: Poll) -> Window:
    return Window(
        poll.place_code, poll.opens_at, poll.closes_at, poll.snapshot_at, poll.state is PollState.OPEN
    )


def rules_hash_of(poll: Poll) -> str:
    """The fingerprint of the poll's rules as they stand now; equal to `poll.rules_hash` if nobody changed them."""
    return rules_hash(
        reference=poll.reference, place_code=poll.place_code, title=poll.title, rule=poll.rule.value,
        options=[(option.code, option.text) for option in poll.options], parameters=poll.parameters,
        window=(poll.opens_at, poll.closes_at),
    )  # fmt: skip


def find_standing(person_id: int | None, poll_id: int, at: datetime) -> Standing | None:
    """The person as the database knows them now, with their place on the roll; None for no such person."""
    row = db.session.execute(
        select(Person.level, Person.home_code, Person.verified_at, Person.suspended_until, Elector.elector_id)
        .outerjoin(Elector, (Elector.person_id == Person.id) & (Elector.poll_id == poll_id))
        .where(Person.id == person_id)
    ).first()
    if row is None:
        return None
    suspended = row.suspended_until is not None and row.suspended_until > at
    return Standing(row.level, row.home_code, row.verified_at, suspended, row.elector_id)


def find_refusal(actor: Actor, poll_id: int, at: datetime) -> str | None:
    """Why the actor may not cast a ballot now (a msgid), or None if they may: for the page before the form."""
    window = window_of(get_poll(poll_id))
    standing = find_standing(actor.person_id, poll_id, at)
    if standing is None:
        raise NotFound(NO_POLL)
    return window_refusal(window, at) or standing_refusal(window, standing)


def has_cast(actor: Actor, poll_id: int) -> bool:
    """Whether the actor's own envelope is, or was, in the box; never what is in it, never anyone else's."""
    row = db.session.execute(
        select(Elector.voted, Envelope.elector_id)
        .outerjoin(Envelope, Envelope.elector_id == Elector.elector_id)
        .where(Elector.poll_id == poll_id, Elector.person_id == actor.person_id)
    ).first()
    return row is not None and (row.voted or row.elector_id is not None)


def roll_size(poll_id: int) -> int:
    """How many people could vote, as of the snapshot; raises NotFound."""
    return get_poll(poll_id).roll_size


def find_tally(poll_id: int) -> Tally | None:
    """The result, once the poll is closed to its end; None before."""
    poll = get_poll(poll_id)
    if poll.state is not PollState.CLOSED or poll.tally is None:
        return None
    return Tally.from_json(poll.tally)


def list_slips(poll_id: int) -> Sequence[tuple[str, str]]:
    """(slip, SHA-256 of the envelope) of all that was in the box, by hash; none before close or below k."""
    tally = find_tally(poll_id)
    if tally is None or not tally.may_show_totals:
        return []
    found = db.session.scalars(
        select(EnvelopeHash.digest).where(EnvelopeHash.poll_id == poll_id).order_by(EnvelopeHash.digest)
    )
    return [(slip_of(digest), digest) for digest in found]


def list_participants(poll_id: int) -> Sequence[int]:
    """The ids of the people who voted, ascending; none before the poll is closed."""
    return db.session.scalars(
        select(Elector.person_id)
        .join(Poll, Poll.id == Elector.poll_id)
        .where(Elector.poll_id == poll_id, Elector.voted.is_(True), Poll.state == PollState.CLOSED)
        .order_by(Elector.person_id)
    ).all()


def count_overdue(before: datetime) -> int:
    """Polls past close whose box is not closed to the end."""
    overdue = (
        select(func.count()).select_from(Poll).where(Poll.closes_at <= before, Poll.state != PollState.CLOSED)
    )
    return int(db.session.scalar(overdue) or 0)


def list_keys_in_use() -> Sequence[tuple[str, PollState]]:
    """Names of the keys of polls that are not closed to the end, with their states."""
    return db.session.execute(select(Poll.key_name, Poll.state).where(Poll.state != PollState.CLOSED)).all()

"""Reading polls: one's own state at any time, results and slips only after close."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, case, exists, func, or_, select

from ..accounts.models import Person
from ..core.db import db
from ..core.errors import NotFound
from ..core.marks import N_
from ..core.permissions import Actor
from .board import Kind, read_line
from .commitments import roll_line, rules_document, rules_hash, slip_of
from .models import (
    Batch,
    BoardEntry,
    Channel,
    Elector,
    Electorate,
    Envelope,
    EnvelopeHash,
    Poll,
    PollState,
    Receipt,
    Secrecy,
    SplitKey,
    Vote,
)
from .rules import Standing, Window, standing_refusal, window_refusal
from .tallies.marks import BLANK, is_readable
from .tallies.parameters import effective
from .tally import Tally

NO_POLL = N_("Pemungutan suara itu tidak ditemukan.")


def find_poll(reference: str) -> Poll | None:
    """The poll that belongs to a thing, such as "consultation:ID"."""
    return db.session.scalar(select(Poll).where(Poll.reference == reference))


def find_polls(references: Sequence[str]) -> dict[str, Poll]:
    """The polls that belong to these things, by reference; those that have none are left out."""
    found = db.session.scalars(select(Poll).where(Poll.reference.in_(references)))
    return {poll.reference: poll for poll in found}


def get_poll(poll_id: int) -> Poll:
    """The poll; raises NotFound."""
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound(NO_POLL)
    return poll


def lock_poll(poll_id: int) -> Poll:
    """The poll's row, exclusively: casting holds it shared, so no ballot is under way from here on."""
    poll = db.session.scalar(
        select(Poll).where(Poll.id == poll_id).with_for_update().execution_options(populate_existing=True)
    )
    if poll is None:
        raise NotFound(NO_POLL)
    return poll


def list_polls(board: str) -> Sequence[Poll]:
    """The polls of a board, in the order of its questions."""
    return db.session.scalars(_of_board(board)).all()


def lock_board(board: str) -> Sequence[Poll]:
    """All polls of a board in their order, exclusively: casting holds them shared."""
    return db.session.scalars(
        _of_board(board).with_for_update().execution_options(populate_existing=True)
    ).all()


def _of_board(board: str) -> Select[Poll]:
    of_board = or_(Poll.reference == board, Poll.reference.startswith(f"{board}/", autoescape=True))
    return select(Poll).where(of_board).order_by(func.length(Poll.reference), Poll.reference)


def find_split_key(board: str) -> SplitKey | None:
    """The public half of a key that was divided for a board."""
    return db.session.get(SplitKey, board)


def window_of(poll: Poll) -> Window:
    return Window(
        poll.place_code, poll.opens_at, poll.ends_at, poll.snapshot_at, poll.state is PollState.OPEN,
        has_roll=poll.electorate is Electorate.ROLL,
    )  # fmt: skip


def may_stand(poll: Poll, choice: str) -> bool:
    """Whether a choice, in canonical form, is a ballot that this poll takes; blank only where it is offered.

    Reads the poll's options and parameters anew: whoever has many ballots asks once for each distinct choice.
    """
    if choice == BLANK:
        return bool(poll.parameters.get("blank"))
    codes = [option.code for option in poll.options]
    return is_readable(poll.rule.value, choice, codes, effective(poll.rule.value, poll.parameters))


def rules_of(poll: Poll) -> dict[str, Any]:
    """The poll's rules as they stand now, in the form that is hashed and published."""
    return rules_document(
        reference=poll.reference, place_code=poll.place_code, title=poll.title, rule=poll.rule.value,
        options=[(option.code, option.text) for option in poll.options], parameters=poll.parameters,
        window=(poll.opens_at, poll.closes_at),
    )  # fmt: skip


def rules_hash_of(poll: Poll) -> str:
    """The fingerprint of the poll's rules as they stand now; equal to `poll.rules_hash` if nobody changed them."""
    return rules_hash(rules_of(poll))


def find_standing(person_id: int | None, poll_id: int, at: datetime) -> Standing | None:
    """The person as the database knows them now, with their place on the roll; None for no such person."""
    return find_standings(person_id, [poll_id], at).get(poll_id)


def find_standings(person_id: int | None, poll_ids: Sequence[int], at: datetime) -> dict[int, Standing]:
    """The person's standing with each of several polls, in one query; {} for no such person."""
    rows = db.session.execute(
        select(
            Poll.id, Person.level, Person.home_code, Person.verified_at, Person.suspended_until, Elector.elector_id,
            Elector.channel,
        )
        .select_from(Poll)
        .join(Person, Person.id == person_id)
        .outerjoin(Elector, (Elector.person_id == Person.id) & (Elector.poll_id == Poll.id))
        .where(Poll.id.in_(poll_ids))
    )  # fmt: skip
    return {row.id: _standing_of(row, at) for row in rows}


def _standing_of(row: Any, at: datetime) -> Standing:
    suspended = row.suspended_until is not None and row.suspended_until > at
    has_paper = row.channel in (Channel.PAPER, Channel.DESK)
    return Standing(row.level, row.home_code, row.verified_at, suspended, row.elector_id, has_paper)


def find_refusal(actor: Actor, poll_id: int, at: datetime) -> str | None:
    """Why the actor may not cast a ballot now (a msgid), or None if they may: for the page before the form."""
    return find_refusals(actor, [get_poll(poll_id)], at)[poll_id]


def find_refusals(actor: Actor, polls: Collection[Poll], at: datetime) -> dict[int, str | None]:
    """By poll, why the actor may not cast a ballot now; raises NotFound for somebody who is no person."""
    standings = find_standings(actor.person_id, [poll.id for poll in polls], at)
    if len(standings) < len(polls):
        raise NotFound(NO_POLL)
    windows = {poll.id: window_of(poll) for poll in polls}
    return {
        poll_id: window_refusal(window, at) or standing_refusal(window, standings[poll_id])
        for poll_id, window in windows.items()
    }


def has_cast(actor: Actor, poll_id: int) -> bool:
    """Whether the actor's own ballot is, or was, in the box; never what is on it, never anyone else's."""
    return poll_id in list_cast(actor, [poll_id])


def list_cast(actor: Actor, poll_ids: Sequence[int]) -> set[int]:
    """Those of the polls in which the actor's own ballot is, or was, in the box."""
    sealed = (
        select(Elector.poll_id)
        .outerjoin(Envelope, Envelope.elector_id == Elector.elector_id)
        .where(
            Elector.poll_id.in_(poll_ids), Elector.person_id == actor.person_id,
            or_(Elector.voted, Envelope.elector_id.is_not(None)),
        )
    )  # fmt: skip
    told = select(Vote.poll_id).where(Vote.poll_id.in_(poll_ids), Vote.person_id == actor.person_id)
    return set(db.session.scalars(sealed.union(told)))


def current_votes(poll_id: int) -> Select[int, str, int]:
    """(person_id, choice, number) of each one's last vote in an open poll; number counts how often they chose."""
    last = (
        select(Vote.person_id, func.max(Vote.number).label("number"))
        .where(Vote.poll_id == poll_id)
        .group_by(Vote.person_id)
        .subquery()
    )
    return select(Vote.person_id, Vote.choice, Vote.number).join(
        last,
        (Vote.poll_id == poll_id) & (Vote.person_id == last.c.person_id) & (Vote.number == last.c.number),
    )


def list_roll_call(poll_id: int, *, start: int, size: int) -> Sequence[Row[str, str, int]]:
    """(name, last choice, how many they cast) of an open poll's voters by name, from the start-th on; none before close."""
    last = current_votes(poll_id).subquery()
    return db.session.execute(
        select(Person.name, last.c.choice, last.c.number)
        .join(last, last.c.person_id == Person.id)
        .join(Poll, (Poll.id == poll_id) & (Poll.state == PollState.CLOSED))
        .order_by(func.lower(Person.name), Person.public_id)
        .offset(start - 1)
        .limit(size)
    ).all()


def count_cast(poll: Poll) -> int:
    """How many have voted so far, paper ballots that were handed out included: for rules and board, never for pages."""
    if poll.secrecy is Secrecy.OPEN:
        voters = select(func.count(Vote.person_id.distinct())).where(Vote.poll_id == poll.id)
        return int(db.session.scalar(voters) or 0)
    mine = select(Elector.elector_id).where(Elector.poll_id == poll.id)
    sealed = select(func.count()).select_from(Envelope).where(Envelope.elector_id.in_(mine))
    taken = (
        select(func.count())
        .select_from(Elector)
        .where(Elector.poll_id == poll.id, Elector.channel.is_not(None))
    )
    return int(db.session.scalar(sealed) or 0) + int(db.session.scalar(taken) or 0)


def find_tally(poll_id: int) -> Tally | None:
    """The result, once the poll is closed to its end; None before."""
    return tally_of(get_poll(poll_id))


def tally_of(poll: Poll) -> Tally | None:
    """As `find_tally`, of a poll at hand."""
    if poll.state is not PollState.CLOSED or poll.tally is None:
        return None
    return Tally.from_json(poll.tally)


def list_slips(poll_id: int) -> Sequence[tuple[str, str]]:
    """(slip, SHA-256 of the envelope) of all that was in the box, by hash; none before close or below k."""
    poll = get_poll(poll_id)
    tally = tally_of(poll)
    if tally is None or not tally.may_show_totals or poll.receipt is not Receipt.INCLUSION:
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


def split_of(board: str, *, by_rt: bool) -> dict[str, dict[str, tuple[int, int]]]:
    """{sex | age | place: {group: (electors, voters)}} of a board's roll as it is now; "" is not known.

    by_rt: places are the RT of a kelurahan; else, in a wider place, its kelurahan.

    For nobody's eyes: `splits.protect` says what of it may be shown. A voter answered at least one question.
    """
    person = (
        select(Elector.person_id, func.max(case((Elector.voted, 1), else_=0)).label("voted"))
        .join(Poll, Poll.id == Elector.poll_id)
        .where(Poll.board == board)
        .group_by(Elector.person_id)
        .subquery()
    )
    place = Person.rt_code if by_rt else Person.home_code
    columns = {"sex": Person.sex, "age": Person.age_band, "place": place}
    return {name: _split_by(column, person) for name, column in columns.items()}


def _split_by(column: Any, person: Subquery) -> dict[str, tuple[int, int]]:
    rows = db.session.execute(
        select(column, func.count(), func.sum(person.c.voted))
        .join(person, person.c.person_id == Person.id)
        .group_by(column)
        .order_by(column)
    )
    return {str(group or ""): (int(electors), int(voters)) for group, electors, voters in rows}


def list_open_polls() -> Sequence[Poll]:
    """Every poll whose box is not opened yet."""
    return db.session.scalars(select(Poll).where(Poll.state == PollState.OPEN).order_by(Poll.id)).all()


def count_overdue(before: datetime) -> int:
    """Polls past close whose box is not closed to the end, though nobody has to open it."""
    begun = or_(~Poll.ceremony, Poll.state != PollState.OPEN)
    return _count_polls(Poll.ends_at <= before, Poll.state != PollState.CLOSED, begun)


def count_unopened(before: datetime) -> int:
    """Polls past close that wait for people to open their box before witnesses."""
    return _count_polls(Poll.ends_at <= before, Poll.state == PollState.OPEN, Poll.ceremony.is_(True))


def _count_polls(*conditions: ColumnElement[bool]) -> int:
    return int(db.session.scalar(select(func.count()).select_from(Poll).where(*conditions)) or 0)


def list_due(prefix: str, at: datetime) -> Sequence[str]:
    """References that begin with the prefix, of polls past their end whose result is not on the board, first one first.

    A poll whose box is open yet, and one whose closing stopped before the board was told: both are due.
    """
    told = exists().where(BoardEntry.board == Poll.reference, BoardEntry.kind == Kind.RESULT.value)
    return db.session.scalars(
        select(Poll.reference)
        .where(Poll.reference.startswith(prefix, autoescape=True), Poll.ends_at <= at, ~told)
        .order_by(Poll.ends_at, Poll.id)
    ).all()


def list_keys_in_use() -> list[tuple[str, PollState]]:
    """Names of the keys that the server keeps for polls that are not closed to the end, with their states."""
    kept = select(Poll.key_name, Poll.state).where(Poll.state != PollState.CLOSED, Poll.key_name.is_not(None))
    return [(name, state) for name, state in db.session.execute(kept) if name is not None]


def list_entries(board: str) -> Sequence[BoardEntry]:
    """The lines of a board, first one first."""
    return db.session.scalars(
        select(BoardEntry).where(BoardEntry.board == board).order_by(BoardEntry.number)
    ).all()


def list_all_entries() -> Sequence[BoardEntry]:
    """The lines of all boards, board by board, first one first."""
    return db.session.scalars(select(BoardEntry).order_by(BoardEntry.board, BoardEntry.number)).all()


def board_head(board: str) -> BoardEntry | None:
    """The last line of a board: whoever knows its hash holds everybody to the lines before it."""
    return db.session.scalar(
        select(BoardEntry).where(BoardEntry.board == board).order_by(BoardEntry.number.desc()).limit(1)
    )


def list_batches(poll_ids: Sequence[int]) -> Sequence[Batch]:
    """The bundles of paper ballots of these polls, by poll and label."""
    return db.session.scalars(
        select(Batch).where(Batch.poll_id.in_(poll_ids)).order_by(Batch.poll_id, Batch.label)
    ).all()


def count_taken(poll_id: int) -> dict[Channel, int]:
    """How many electors took a paper ballot, by the way they took it: never how many voted here."""
    rows = db.session.execute(
        select(Elector.channel, func.count())
        .where(Elector.poll_id == poll_id, Elector.channel.in_((Channel.PAPER, Channel.DESK)))
        .group_by(Elector.channel)
    )
    return {channel: int(number) for channel, number in rows if channel is not None}


def list_additions(board: str) -> Sequence[datetime]:
    """When electors were added after opening, one moment for each of them, as the board has it."""
    moments = db.session.scalars(
        select(BoardEntry.at)
        .where(BoardEntry.board == board, BoardEntry.kind == Kind.ELECTOR_ADDED.value)
        .order_by(BoardEntry.number)
    ).all()
    return moments[:: len(list_polls(board)) or 1]  # every poll of the board tells of the same elector


def list_contents(poll: Poll, kind: Kind) -> list[dict[str, Any]]:
    """The contents of the board's lines of this kind about the poll, in order."""
    lines = db.session.scalars(
        select(BoardEntry.line)
        .where(BoardEntry.board == poll.board, BoardEntry.kind == kind.value)
        .order_by(BoardEntry.number)
    )
    contents = (dict(read_line(line.encode()).content) for line in lines)
    return [content for content in contents if content.get("poll") == poll.reference]


def list_roll_lines(poll_id: int, *, at_opening: bool = False) -> list[str]:
    """The lines of the roll that are hashed and published, one for each elector, in ascending order.

    at_opening: only those of the snapshot, without the electors added since.
    """
    roll = (
        select(Elector.elector_id, Person.public_id)
        .join(Person, Person.id == Elector.person_id)
        .where(Elector.poll_id == poll_id)
    )
    lines = db.session.execute(roll.where(~Elector.late) if at_opening else roll)
    return sorted(roll_line(*line) for line in lines)


def list_boxes_open(at: datetime) -> Sequence[int]:
    """The ids of the secret polls that take ballots at this moment."""
    return db.session.scalars(
        select(Poll.id)
        .where(
            Poll.state == PollState.OPEN,
            Poll.secrecy == Secrecy.SECRET,
            Poll.opens_at <= at,
            Poll.ends_at > at,
        )
        .order_by(Poll.id)
    ).all()

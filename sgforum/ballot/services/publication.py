"""Gathering what is published of a closed consultation: the files of each poll, and the bundle of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from ...accounts.models import Person
from ...core.db import db
from ...core.errors import Conflict, NotFound
from ...core.marks import N_
from ..board import Kind
from ..bundle import ByChannel, PollRecord, bundle_files, pack, poll_files
from ..models import (
    Batch,
    BatchState,
    Channel,
    Electorate,
    EnvelopeHash,
    Paper,
    Poll,
    PollState,
    Receipt,
    Secrecy,
)
from ..queries import (
    NO_POLL,
    current_votes,
    list_contents,
    list_entries,
    list_polls,
    list_roll_lines,
    rules_of,
)
from ..signing import signer
from ..tallies.marks import UNREADABLE
from ..tallies.ties import quorum_needed

NOT_CLOSED = N_("Berkas hitung ulang dibuat setelah kotak suara dibuka dan hasilnya diumumkan.")


def make_bundle(*, board: str, keys: Path) -> bytes:
    """The ZIP with which anyone recounts all polls of a board; the same bytes as long as nothing is announced.

    Raises NotFound for a board without polls, Conflict while one of them is not closed and announced.
    """
    polls = list_polls(board)
    if not polls:
        raise NotFound(NO_POLL)
    if not all(poll.state is PollState.CLOSED and list_contents(poll, Kind.RESULT) for poll in polls):
        raise Conflict(NOT_CLOSED)
    files = bundle_files(
        board=board, rules=[rules_of(poll) for poll in polls], lines=[entry.line for entry in list_entries(board)],
        public_key=signer(keys).public_key, polls=[files_of(poll) for poll in polls],
    )  # fmt: skip
    return pack(files)


def files_of(poll: Poll) -> dict[str, bytes]:
    """What is published of one poll, by file name; raises Conflict before its closing stands on the board.

    The outcome is the one that the site shows, not one counted anew: `sgforum verify` holds it against the
    ballots, and would find a stored result that somebody changed.
    """
    return poll_files(_record(poll))


def _record(poll: Poll) -> PollRecord:
    if not list_contents(poll, Kind.CLOSING):
        raise Conflict(NOT_CLOSED)
    if poll.tally is None:
        raise Conflict(NOT_CLOSED)
    rules, roll_call = rules_of(poll), _roll_call(poll)
    profile = (
        Counter(ballot for _, _, ballot in roll_call) if poll.secrecy is Secrecy.OPEN else profile_of(poll.id)
    )
    return PollRecord(
        rules=rules, secrecy=poll.secrecy.value, receipt=poll.receipt.value,
        roll=list_roll_lines(poll.id) if poll.electorate is Electorate.ROLL else None,
        turnout=turnout_of(poll.id, sum(profile.values())), quorum_needed=quorum_needed(poll.parameters, poll.electors),
        outcome=poll.tally["outcome"], profile=profile, papers=_papers(poll), envelopes=list_envelope_hashes(poll.id),
        roll_call=roll_call,
    )  # fmt: skip


def profile_of(poll_id: int) -> dict[str, int]:
    """The opened box as {canonical ballot: number of papers}, grouped by the database."""
    rows = db.session.execute(
        select(Paper.choice, func.count()).where(Paper.poll_id == poll_id).group_by(Paper.choice)
    )
    return {UNREADABLE if choice is None else choice: number for choice, number in rows}


def turnout_of(poll_id: int, ballots: int) -> ByChannel:
    """The ballots by channel: what came in batches, and the rest online."""
    rows = db.session.execute(
        select(Batch.channel, func.sum(Batch.papers), func.sum(Batch.spoiled))
        .where(Batch.poll_id == poll_id, Batch.state == BatchState.AGREED)
        .group_by(Batch.channel)
    ).all()
    papers = {channel: int(number) for channel, number, _ in rows}
    paper, desk = papers.get(Channel.PAPER, 0), papers.get(Channel.DESK, 0)
    return ByChannel(
        online=ballots - paper - desk,
        paper=paper,
        desk=desk,
        spoiled=sum(int(spoiled) for _, _, spoiled in rows),
    )


def list_envelope_hashes(poll_id: int) -> Sequence[str]:
    """The hashes of the envelopes that were in the box, in ascending order; none before close."""
    return db.session.scalars(
        select(EnvelopeHash.digest).where(EnvelopeHash.poll_id == poll_id).order_by(EnvelopeHash.digest)
    ).all()


def _papers(poll: Poll) -> list[tuple[str, str]]:
    """(code, ballot) of each paper of a poll with content receipts; none of other polls."""
    if poll.receipt is not Receipt.CONTENT:
        return []
    rows = db.session.execute(select(Paper.code, Paper.choice).where(Paper.poll_id == poll.id))
    return [(code or "", choice or UNREADABLE) for code, choice in rows]


def _roll_call(poll: Poll) -> list[tuple[str, str, str]]:
    """(public id, name, last choice) of each voter of an open poll."""
    votes = current_votes(poll.id).subquery()
    rows = db.session.execute(
        select(Person.public_id, Person.name, votes.c.choice).join(votes, votes.c.person_id == Person.id)
    )
    return [(voter, name, choice) for voter, name, choice in rows]

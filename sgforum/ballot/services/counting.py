"""Opening a box within one transaction: envelopes become shuffled papers, the roll is marked, the tally stored."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Delete, Update, delete, func, insert, select, update

from ...accounts.models import Person
from ...core import audit
from ...core.db import db
from ...core.permissions import SYSTEM
from ..commitments import hash_of_sorted
from ..envelope import Ballot, digest, unseal
from ..models import Channel, Elector, Electorate, Envelope, EnvelopeHash, Paper, Poll, PollState, Vote
from ..queries import current_votes, may_stand
from ..tallies.marks import UNREADABLE
from ..tally import Tally, Turnout, tally_poll
from .batches import take_papers


@dataclass(frozen=True, slots=True)
class _Read:
    """A paper to be: None for a choice that is no valid ballot."""

    choice: str | None
    code: str | None


def count_secret(poll: Poll, key: bytes, seed: str) -> None:
    """Turn envelopes and agreed paper batches into shuffled papers and store the tally; all of it or nothing."""
    of_poll = select(Elector.elector_id).where(Elector.poll_id == poll.id)
    sealed = db.session.execute(
        select(Envelope.elector_id, Envelope.content).where(Envelope.elector_id.in_(of_poll))
    ).all()
    counted = take_papers(poll)
    papers = _read_all(poll, [unseal(key, elector_id, content) for elector_id, content in sealed])
    papers += [_Read(choice, None) for choice, number in counted.profile.items() for _ in range(number)]
    hashes = [digest(content) for _, content in sealed]
    marked = _mark_roll(poll)
    deleted = rows_met(delete(Envelope).where(Envelope.elector_id.in_(of_poll)))
    _fill_box(poll.id, papers, hashes)
    poll.box_hash = hash_of_sorted(hashes)
    profile = Counter(UNREADABLE if paper.choice is None else paper.choice for paper in papers)
    turnout = Turnout(poll.electors, len(sealed), sum(counted.profile.values()), counted.spoiled)
    tally = _tally(poll, profile, seed, turnout)
    _hold_equal(marked, deleted, len(sealed))
    _hold_equal(len(papers), _count_papers(poll.id), tally.ballots)
    poll.tally, poll.state = tally.to_json(), PollState.COUNTED


def _read_all(poll: Poll, ballots: Sequence[Ballot | None]) -> list[_Read]:
    """The papers of opened envelopes; each distinct choice is held against the poll's rules once."""
    fit = {choice: may_stand(poll, choice) for choice in {each.choice for each in ballots if each}}
    return [
        _Read(each.choice if fit[each.choice] else None, each.code or None) if each else _Read(None, None)
        for each in ballots
    ]


def _mark_roll(poll: Poll) -> int:
    """Mark who voted here, and who took a paper ballot; returns how many voted here."""
    mine = Elector.poll_id == poll.id
    marked = rows_met(
        update(Elector)
        .where(mine, Elector.elector_id.in_(select(Envelope.elector_id)))
        .values(voted=True, channel=Channel.ONLINE)
    )
    rows_met(
        update(Elector).where(mine, Elector.channel.in_((Channel.PAPER, Channel.DESK))).values(voted=True)
    )
    return marked


def _fill_box(poll_id: int, papers: list[_Read], hashes: Sequence[str]) -> None:
    """Write the papers in an order that has nothing to do with the envelopes', and the sorted hashes of these."""
    secrets.SystemRandom().shuffle(papers)
    if papers:
        rows = [
            {"id": secrets.token_bytes(16), "poll_id": poll_id, "choice": paper.choice, "code": paper.code}
            for paper in papers
        ]
        db.session.execute(insert(Paper), rows)
    if hashes:
        db.session.execute(
            insert(EnvelopeHash), [{"poll_id": poll_id, "digest": one} for one in sorted(set(hashes))]
        )


def _count_papers(poll_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(Paper).where(Paper.poll_id == poll_id)) or 0


def count_open(poll: Poll, seed: str, at: datetime) -> None:
    """Count the last vote of each person, grouped by the database, and close the poll; its votes stay as they are."""
    votes = current_votes(poll.id).subquery()
    grouped = db.session.execute(
        select(votes.c.choice, func.count().label("ballots")).group_by(votes.c.choice)
    )
    profile = {row.choice: row.ballots for row in grouped}
    if poll.electorate is Electorate.ROLL:
        voters = select(Vote.person_id).where(Vote.poll_id == poll.id)
        rows_met(
            update(Elector)
            .where(Elector.poll_id == poll.id, Elector.person_id.in_(voters))
            .values(voted=True, channel=Channel.ONLINE)
        )
    lines = db.session.execute(
        select(Person.public_id, votes.c.choice).join(votes, votes.c.person_id == Person.id)
    )
    poll.box_hash = hash_of_sorted(f"{public_id}:{choice}" for public_id, choice in lines)
    tally = _tally(poll, profile, seed, Turnout(poll.electors, sum(profile.values())))
    poll.tally = tally.to_json()
    mark_closed(poll, at)


def mark_closed(poll: Poll, at: datetime) -> None:
    """Let the result be seen, and put it on record."""
    poll.state, poll.closed_at = PollState.CLOSED, at
    audit.record(
        actor=SYSTEM, act="ballot.poll.close", subject=poll.reference, at=at,
        details={"box_hash": poll.box_hash},
    )  # fmt: skip


def _tally(poll: Poll, profile: Mapping[str, int], seed: str, turnout: Turnout) -> Tally:
    return tally_poll(
        rule=poll.rule.value, profile=profile, options=tuple(option.code for option in poll.options),
        parameters=poll.parameters, turnout=turnout, is_secret=poll.is_secret,
        seed=seed or poll.parameters.get("seed") or poll.rules_hash,
    )  # fmt: skip


def _hold_equal(*numbers: int) -> None:
    """What was marked, read, written and counted must agree; if not, nothing of the count is kept."""
    if len(set(numbers)) > 1:
        raise RuntimeError(f"marks, deleted and read envelopes, papers and tally differ: {numbers}")


def rows_met(statement: Update | Delete) -> int:
    """Run an UPDATE or DELETE past the session's objects; returns how many rows it met."""
    return db.session.connection().execute(statement).rowcount

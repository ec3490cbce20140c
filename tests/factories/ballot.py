"""Polls, people on their rolls, and ballots in their boxes."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

from sgforum.accounts.models import Person
from sgforum.ballot.models import Poll
from sgforum.ballot.services import CastReceipt, cast_ballot, open_poll
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM

from .accounts import as_actor, make_person
from .territory import KELURAHAN

OPTIONS = (("taman", "Taman bermain"), ("lampu", "Lampu jalan"), ("parit", "Perbaikan parit"))
OPENS = now() - timedelta(hours=2)
CLOSES = OPENS + timedelta(days=7)
DURING = OPENS + timedelta(days=1)
AFTER = CLOSES + timedelta(seconds=1)
_numbers = itertools.count(1)


def make_people(count: int, home: str = KELURAHAN, **fields) -> list[Person]:
    """Verified residents, of one kelurahan; committed."""
    return [make_person(home=home, **fields) for _ in range(count)]


def make_poll(keys: Path, place: str = KELURAHAN, **fields) -> Poll:
    """A poll that is open for a week, for the residents verified by now; committed."""
    terms = {
        "reference": f"consultation:uji{next(_numbers)}", "title": "Apa yang didahulukan?", "options": OPTIONS,
        "parameters": {}, "opens_at": OPENS, "closes_at": CLOSES, "at": OPENS,
    } | fields  # fmt: skip
    with transaction():
        poll = open_poll(actor=SYSTEM, place_code=place, keys=keys, **terms)
    return db.session.get_one(Poll, poll.id)


def cast(person: Person, poll: Poll | int, choice: str = "taman", at=DURING) -> CastReceipt:
    """The person's ballot, through the service; committed."""
    poll_id = poll if isinstance(poll, int) else poll.id
    actor = as_actor(person)
    with transaction():
        return cast_ballot(actor=actor, poll_id=poll_id, choice=choice, at=at)

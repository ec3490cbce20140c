"""Paper ballots at the end of voting, and the pages on which officers type them."""

from __future__ import annotations

import re

from sqlalchemy import select

from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Batch, Channel
from sgforum.consultation import services
from sgforum.core.db import db
from tests.consultation.test_roll_pages import PAPER
from tests.factories.accounts import as_actor, make_person
from tests.factories.consultation import do, make_consultation


def take_paper(official, made, people, channel=Channel.PAPER):
    at = ballots.list_polls(made.reference)[0].opens_at
    for person in people:
        do(
            services.hand_out_paper, actor=as_actor(official), public_id=made.public_id, person_id=person.public_id,
            channel=channel, at=at,
        )  # fmt: skip


def make_ended(official, keys, taken=6, online=12, **changes):
    """Voting is over; of its electors some voted online, some took a paper ballot."""
    people = [make_person() for _ in range(taken + online)]
    made = make_consultation(
        official, keys, "ended", box=PAPER, votes={"a": people[taken:]} if online else None, **changes
    )
    take_paper(official, made, people[:taken])
    return made


def url_of(made, tail=""):
    return f"/petugas/konsultasi/{made.public_id}/kertas{tail}"


def bundle_of():
    db.session.expire_all()
    return db.session.scalars(select(Batch).order_by(Batch.id.desc())).first()


def bundle_url(made, act):
    return url_of(made, f"/{bundle_of().public_id}/{act}")


def value_in(html, name):
    """What an input of the page shows."""
    (tag,) = re.findall(rf'<input[^>]*\bid="{name}"[^>]*>', html)
    return re.search(r'value="([^"]*)"', tag)[1]


TYPED = {"label": "TPS Balai RW 04", "channel": "paper", "n_a": "3", "n_b": "1", "n_c": "", "spoiled": "1"}
COUNT = {name: value for name, value in TYPED.items() if name not in ("label", "channel")}

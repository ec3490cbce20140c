"""Residents of the demo: they register, confirm their address, and are verified by those who know them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import select

from ..accounts.models import Method
from ..accounts.queries import actor_of
from ..accounts.services import confirm_email, register, verify_residency
from ..core.db import db
from ..notify.models import OutboxMail
from ..territory.models import AgeBand, Sex
from .corpus.activity_types import PlannedResident
from .staff import slug
from .timeline import Rank
from .world import World

DOMAIN = "warga.example"
_SEX = {"female": Sex.FEMALE, "male": Sex.MALE}
_AT_THE_DESK = 6  # every so many-th resident shows the papers at the kelurahan office instead of to the RW


def email_of(world: World, person: PlannedResident) -> str:
    return f"{slug(world.names[person.number])}.{person.number}@{DOMAIN}"


def schedule(world: World) -> None:
    """The way of every planned resident from the form to their standing; some never show where they live."""
    for person in world.plan.residents:
        before = timedelta(minutes=3 + person.number % 20)  # the mail is read some minutes later
        world.timeline.add(
            person.registered_at - before,
            partial(_register, world, person),
            rank=Rank.STANDING,
        )
        world.timeline.add(person.registered_at, partial(_confirm, world, person), rank=Rank.STANDING)
        if person.verified_at is not None:
            world.timeline.add(person.verified_at, partial(_verify, world, person), rank=Rank.STANDING)


def _register(world: World, person: PlannedResident, at: datetime) -> None:
    register(
        name=world.names[person.number], email=email_of(world, person), password=world.secret,
        home_code=person.area, locale="id", at=at,
    )  # fmt: skip


def _confirm(world: World, person: PlannedResident, at: datetime) -> None:
    """Open the link of the mail, as it lies in the outbox."""
    mail = db.session.scalars(
        select(OutboxMail.values)
        .where(OutboxMail.recipient == email_of(world, person), OutboxMail.template == "confirm")
        .order_by(OutboxMail.id.desc())
        .limit(1)
    ).one()
    world.actors[person.number] = actor_of(confirm_email(token=mail["token"], at=at), at)


def _verify(world: World, person: PlannedResident, at: datetime) -> None:
    """By the head of the resident's RW, or by the desk."""
    rw, rt_code = home_of(world, person)
    at_desk = person.number % _AT_THE_DESK == 0
    verifier = world.staff.desk[person.area] if at_desk else world.staff.rw[person.area, rw]
    verified = verify_residency(
        actor=verifier, person_public_id=world.actors[person.number].public_id, rt_code=rt_code,
        sex=_SEX[person.sex], age_band=AgeBand(person.age_band), method=Method.DESK if at_desk else Method.RT_OFFICER,
        at=at,
    )  # fmt: skip
    world.actors[person.number] = actor_of(verified, at)


def home_of(world: World, person: PlannedResident) -> tuple[int, str]:
    """RW and code of the RT where a resident lives: the planned RT, moved into the RW of the planned verifier.

    So every RW's head meets a quarter of the newcomers, and no one vouches for too many of them.
    """
    rts = world.neighbourhoods[person.area].rts
    block = [place for place in rts.values() if place[0] == person.verifier + 1]
    return block[(person.rt - 1) % len(block)]

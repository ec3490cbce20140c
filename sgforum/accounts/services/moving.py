"""Moving house: somebody else must verify the new residency, and for 30 days nothing they do is counted."""

from __future__ import annotations

from datetime import datetime, timedelta

from ...core import audit, bus
from ...core.db import db, lock
from ...core.errors import InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, Level, require_level
from ...territory.models import PlaceLevel
from ...territory.queries import get_place
from ..events import ResidentMoved
from ..models import Move, Person

FROZEN_FOR = timedelta(days=30)  # score.md 5.7: imported turnout does not pay
SAME_HOME = N_("Anda sudah terdaftar di kelurahan ini.")


def move_home(*, actor: Actor, kelurahan_code: str, at: datetime) -> Person:
    """Take the actor's home to another kelurahan; a verified resident is confirmed only, until verified there.

    What they did before stays counted where they lived. Raises Refused without a confirmed address, NotFound for a
    place that is no kelurahan, InvalidInput for the one they live in.
    """
    require_level(actor, Level.CONFIRMED)
    lock(f"accounts_person:{actor.public_id}")
    person = db.session.get_one(Person, actor.person_id, populate_existing=True)
    kelurahan = get_place(kelurahan_code, PlaceLevel.KELURAHAN)
    before = person.home_code
    if before == kelurahan.code:
        raise InvalidInput({"home_code": SAME_HOME})
    if person.level >= Level.VERIFIED and before is not None:
        db.session.add(
            Move(
                person_id=person.id, from_code=before, from_rt=person.rt_code, to_code=kelurahan.code, at=at,
                counts_from=at + FROZEN_FOR,
            )
        )  # fmt: skip
        person.level, person.rt_code, person.verified_at = Level.CONFIRMED, None, None
    person.home_code = kelurahan.code
    audit.record(
        actor=actor, act="accounts.person.move", subject=person.public_id, at=at,
        details={"from": before, "to": kelurahan.code},
    )  # fmt: skip
    bus.publish(ResidentMoved(person.id))
    return person

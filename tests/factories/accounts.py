"""People of every level and role."""

from __future__ import annotations

import itertools
from datetime import timedelta

from sgforum.accounts.models import Person, RoleGrant, SignedIn
from sgforum.accounts.queries import actor_of
from sgforum.core.clock import now
from sgforum.core.crypto import hash_password, new_token, token_hash
from sgforum.core.db import db
from sgforum.core.permissions import Actor, Role

from .territory import KELURAHAN

PASSWORD = "empat kata acak sekali"
_HASH = hash_password(PASSWORD)
_numbers = itertools.count(1)


def make_person(level: int = 2, home: str | None = KELURAHAN, rt: int | None = 1, **fields) -> Person:
    """A person of a level, by default a verified resident of RT 01; committed."""
    n = next(_numbers)
    at = now() - timedelta(days=40)
    values = {
        "email": f"warga{n}@contoh.id", "name": f"Warga {n}", "password_hash": _HASH, "created_at": at, "level": level,
        "home_code": home, "rt_code": f"{home}.RW01.RT{rt:02d}" if home and rt and level == 2 else None,
        "email_confirmed_at": at if level else None, "verified_at": at if level == 2 else None,
    } | fields  # fmt: skip
    person = Person(**values)
    db.session.add(person)
    db.session.commit()
    return person


def make_staff(role: Role = Role.OFFICIAL, place: str = KELURAHAN, **fields) -> Person:
    """A confirmed person with one role in a place; committed."""
    person = make_person(**({"level": 1} | fields))
    db.session.add(RoleGrant(person_id=person.id, role=role, place_code=place, granted_at=now()))
    db.session.commit()
    return person


def make_official(place: str = KELURAHAN, **fields) -> Person:
    return make_staff(Role.OFFICIAL, place, **fields)


def as_actor(person: Person) -> Actor:
    return actor_of(person, now())


def sign_in(client, person: Person) -> str:
    """Sign the test client in without the form; returns the session token."""
    token = new_token()
    db.session.add(
        SignedIn(
            token_hash=token_hash(token), person_id=person.id, epoch=person.session_epoch,
            created_at=now(), expires_at=now() + timedelta(days=1),
        )
    )  # fmt: skip
    db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return token

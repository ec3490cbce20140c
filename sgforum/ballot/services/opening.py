"""Opening a poll: freeze its rules, take the snapshot of the roll, make its key."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, or_, select

from ...accounts.models import Person
from ...core import audit
from ...core.db import db, lock
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, Level
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from .. import keys as key_files
from ..commitments import hash_of_sorted, roll_line
from ..envelope import new_key
from ..models import Elector, Option, Poll, Rule
from ..queries import rules_hash_of
from ..tally import BLANK

OPENED_ALREADY = N_("Pemungutan suara ini sudah dibuka.")
MOST_OPTIONS = 50
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")


@dataclass(frozen=True, slots=True)
class _Entry:
    elector_id: str
    person_id: int
    public_id: str


def open_poll(  # noqa: PLR0913 - a poll is frozen in one call, and each of these is part of what is frozen
    *,
    actor: Actor,
    reference: str,
    place_code: str,
    title: str,
    options: Sequence[tuple[str, str]],
    parameters: Mapping[str, Any],
    opens_at: datetime,
    closes_at: datetime,
    keys: Path,
    at: datetime,
    rule: str = Rule.PLURALITY,
) -> Poll:
    """Open the one poll of `reference` for the verified residents of a place, as they are at this moment.

    options: (code, text) in order; a code is 1 to 32 of a-z, 0-9, "-" and "_". parameters, all optional:
    quorum_share (0 to 1 of the roll), quorum_number, blank (whether an empty ballot may be cast), seed (of
    the tie order, as named in public before opening). keys: the folder of the private keys. Works in the
    caller's transaction; the permission is the caller's to ask. Raises InvalidInput by field, and Conflict
    if the reference has a poll already.
    """
    _check(place_code, options, rule, parameters)
    if not at < closes_at or not opens_at < closes_at:
        raise InvalidInput(
            {"closes_at": N_("Waktu penutupan harus sesudah waktu pembukaan dan belum lewat.")}
        )
    lock(f"ballot:{reference}")
    if db.session.scalar(select(Poll.id).where(Poll.reference == reference)) is not None:
        raise Conflict(OPENED_ALREADY)
    roll = _draw_roll(place_code, at)
    private, public = new_key()
    poll = Poll(
        reference=reference, place_code=place_code, title=title, rule=Rule(rule), parameters=dict(parameters),
        opens_at=opens_at, closes_at=closes_at, ends_at=closes_at, snapshot_at=at, public_key=public, key_name=key_files.new_name(),
        options=[Option(code=code, position=n, text=text) for n, (code, text) in enumerate(options, 1)],
        roll_size=len(roll), roll_hash=hash_of_sorted(roll_line(one.elector_id, one.public_id) for one in roll),
    )  # fmt: skip
    poll.rules_hash = rules_hash_of(poll)
    db.session.add(poll)
    db.session.flush()
    _write_roll(poll.id, roll)
    _record(actor, poll, at)
    key_files.keep(keys, poll.key_name, private)
    return poll


def _check(
    place_code: str, options: Sequence[tuple[str, str]], rule: str, parameters: Mapping[str, Any]
) -> None:
    errors = {}
    if get_place(place_code).level not in FORUM_LEVELS:
        errors["place_code"] = N_("Pemungutan suara dibuka untuk kelurahan, kecamatan atau kota.")
    if rule != Rule.PLURALITY:
        errors["rule"] = N_("Cara menghitung ini belum tersedia.")
    codes = [code for code, _ in options]
    if not 2 <= len(codes) <= MOST_OPTIONS or len(set(codes)) != len(codes):
        errors["options"] = N_("Siapkan 2 sampai 50 pilihan yang berbeda.")
    elif any(code == BLANK or not _CODE.fullmatch(code) or not text.strip() for code, text in options):
        errors["options"] = N_("Setiap pilihan memerlukan kode dan teks.")
    if not _are_parameters(parameters):
        errors["parameters"] = N_("Aturan kuorum tidak dapat dibaca.")
    if errors:
        raise InvalidInput(errors)


def _are_parameters(parameters: Mapping[str, Any]) -> bool:
    """Whether each parameter is known and of its kind; they are frozen, so nothing doubtful gets in."""
    share, number = parameters.get("quorum_share", 0), parameters.get("quorum_number", 0)
    return (
        set(parameters) <= {"quorum_share", "quorum_number", "blank", "seed"}
        and isinstance(share, int | float) and 0 <= share <= 1
        and isinstance(number, int) and number >= 0
        and isinstance(parameters.get("blank", False), bool)
        and isinstance(parameters.get("seed", ""), str)
    )  # fmt: skip


def _draw_roll(place_code: str, at: datetime) -> list[_Entry]:
    """Everyone who may vote now, each under a fresh random id, in the order of those ids."""
    people = db.session.execute(
        select(Person.id, Person.public_id).where(
            Person.level == Level.VERIFIED,
            or_(Person.suspended_until.is_(None), Person.suspended_until <= at),
            (Person.home_code == place_code) | Person.home_code.startswith(place_code + ".", autoescape=True),
        )
    )
    drawn = [_Entry(secrets.token_hex(16), person_id, public_id) for person_id, public_id in people]
    return sorted(drawn, key=lambda entry: entry.elector_id)


def _write_roll(poll_id: int, roll: Sequence[_Entry]) -> None:
    if roll:
        rows = [
            {"elector_id": one.elector_id, "poll_id": poll_id, "person_id": one.person_id, "voted": False}
            for one in roll
        ]
        db.session.execute(insert(Elector), rows)


def _record(actor: Actor, poll: Poll, at: datetime) -> None:
    audit.record(
        actor=actor, act="ballot.poll.open", subject=poll.reference, at=at,
        details={"roll_size": poll.roll_size, "roll_hash": poll.roll_hash, "rules_hash": poll.rules_hash},
    )  # fmt: skip

"""Who took part, kept under changing keys and for 13 months only."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

from ...core.clock import Period
from ...core.crypto import key_file, keyed_hash
from ...core.db import db
from ...core.permissions import Level
from ..measures.facts import Facts
from ..models import Channel, PersonMonth

PURGE_MONTHS = 13
KEY_PREFIX = "metrics-person-"


def replace_person_months(*, facts: Facts, codes: Sequence[str], keys: Path, at: datetime) -> None:
    """Write a month's rows of some kelurahan anew; nothing for a month that would be purged at once."""
    if not codes or facts.period < _oldest(at, facts.zone):
        return
    key = key_file(keys, f"{KEY_PREFIX}{facts.period.year}")
    month = str(facts.period)
    db.session.execute(
        delete(PersonMonth).where(PersonMonth.month == month, PersonMonth.kelurahan_code.in_(codes))
    )
    rows = []
    for code in codes:
        cohort = facts.cohort(code)
        rows += [
            {
                "kelurahan_code": code, "month": month, "person_key": keyed_hash(key, str(person.person_id)),
                "channel": Channel.OFFLINE if person.on_paper == person.acts else Channel.ONLINE, "level": int(Level.VERIFIED), "sex": person.sex,
                "age_band": person.age_band, "rt_code": person.rt_code, "n_acts": person.acts,
                "returning": person.person_id in cohort,
            }
            for person in facts.participants().get(code, ())
        ]  # fmt: skip
    if rows:
        db.session.execute(insert(PersonMonth), rows)


def forget_person(*, person_id: int, keys: Path) -> int:
    """Put a random key in the place of an erased person's, in every month kept: the counts stay, nobody is in them.

    keys: the folder of key files. Returns how many rows there were.
    """
    forgotten = 0
    for path in sorted(keys.glob(f"{KEY_PREFIX}[0-9]*")):
        known = keyed_hash(key_file(keys, path.name), str(person_id))
        rows = db.session.scalars(select(PersonMonth).where(PersonMonth.person_key == known)).all()
        for row in rows:
            row.person_key = secrets.token_hex(32)
        forgotten += len(rows)
    db.session.flush()
    return forgotten


def purge_person_months(*, at: datetime, zone: ZoneInfo) -> int:
    """Delete the rows of months that lie more than 13 months back; returns how many went."""
    gone = db.session.execute(
        delete(PersonMonth).where(PersonMonth.month < str(_oldest(at, zone))).returning(PersonMonth.month)
    )
    return len(gone.all())


def destroy_old_keys(*, keys: Path, at: datetime, zone: ZoneInfo) -> int:
    """Remove the keys of years whose last month is purged, once no row is left under them; after the purge's commit."""
    destroyed = 0
    for path in sorted(keys.glob(f"{KEY_PREFIX}[0-9]*")):
        year = int(path.name.removeprefix(KEY_PREFIX))
        is_over = Period(year, 12) < _oldest(at, zone)
        left = select(PersonMonth.month).where(PersonMonth.month.startswith(f"{year}-")).limit(1)
        if is_over and db.session.scalar(left) is None:
            path.unlink(missing_ok=True)
            destroyed += 1
    return destroyed


def _oldest(at: datetime, zone: ZoneInfo) -> Period:
    return Period.of(at, zone).plus(-PURGE_MONTHS)

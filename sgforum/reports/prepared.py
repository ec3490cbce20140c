"""Reports that the worker makes for the person who asked: asking, claiming, progress, keeping for a time, forgetting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import undefer

from sgforum.core.db import db, lock
from sgforum.core.errors import NotFound, TooMany
from sgforum.core.marks import N_
from sgforum.core.permissions import Actor
from sgforum.reports.models import MOST_ATTEMPTS, PreparedFile, PreparedKind, PreparedState

KEPT_DAYS = 7
MOST_WAITING = 3  # of one person at a time; the worker makes one after the other
CLAIM = timedelta(minutes=5)  # without a sign of life for so long, the worker that had it is gone

NO_FILE = N_("Berkas itu tidak ada, atau sudah dihapus karena lewat %(days)s hari.")
TOO_MANY = N_("Tiga berkas Anda masih disiapkan. Tunggu sampai salah satunya selesai.")
_OPEN = (PreparedState.WAITING, PreparedState.WORKING)


def ask_for(
    *, actor: Actor, kind: PreparedKind, place_code: str, subject: str, language: str, at: datetime
) -> PreparedFile:
    """Put a report on the worker's list; one that is on it already, or made within the hour, is given again.

    Raises NotFound for the system, which has no files, and TooMany where three of the person's wait already.
    """
    if actor.person_id is None:
        raise NotFound(NO_FILE, days=KEPT_DAYS)
    lock(f"reports_prepared_file {actor.person_id}")
    same = select(PreparedFile).where(
        PreparedFile.owner_id == actor.person_id, PreparedFile.kind == kind, PreparedFile.place_code == place_code,
        PreparedFile.subject == subject, PreparedFile.language == language, PreparedFile.state != PreparedState.FAILED,
        or_(PreparedFile.state.in_(_OPEN), PreparedFile.asked_at > at - timedelta(hours=1)),
    )  # fmt: skip
    known = db.session.scalar(same.order_by(PreparedFile.id.desc()).limit(1))
    if known is not None:
        return known
    waiting = select(func.count()).where(
        PreparedFile.owner_id == actor.person_id, PreparedFile.state.in_(_OPEN)
    )
    if (db.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise TooMany(TOO_MANY)
    asked = PreparedFile(
        owner_id=actor.person_id, kind=kind, place_code=place_code, subject=subject, language=language,
        asked_at=at, expires_at=at + timedelta(days=KEPT_DAYS),
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    return asked


def list_prepared(person_id: int, at: datetime) -> Sequence[PreparedFile]:
    """A person's files that are not past their time, the newest first, without their content."""
    return db.session.scalars(
        select(PreparedFile)
        .where(PreparedFile.owner_id == person_id, PreparedFile.expires_at > at)
        .order_by(PreparedFile.id.desc())
        .limit(50)
    ).all()


def get_prepared(person_id: int, public_id: str, at: datetime, *, with_content: bool = False) -> PreparedFile:
    """One of the person's own files; raises NotFound, for somebody else's too."""
    query = select(PreparedFile).where(
        PreparedFile.public_id == public_id, PreparedFile.owner_id == person_id, PreparedFile.expires_at > at
    )
    found = db.session.scalar(query.options(undefer(PreparedFile.content)) if with_content else query)
    if found is None:
        raise NotFound(NO_FILE, days=KEPT_DAYS)
    return found


def claim(*, at: datetime) -> PreparedFile | None:
    """Take the oldest file that waits, or whose worker has gone silent: the UPDATE decides which worker has it."""
    free = or_(
        PreparedFile.state == PreparedState.WAITING,
        (PreparedFile.state == PreparedState.WORKING) & (PreparedFile.worked_at <= at - CLAIM),
    )
    lost = (PreparedFile.attempts >= MOST_ATTEMPTS) & free
    db.session.execute(update(PreparedFile).where(lost).values(state=PreparedState.FAILED))
    due = select(PreparedFile.id).where(free).order_by(PreparedFile.id).limit(1).scalar_subquery()
    taken = db.session.scalar(
        update(PreparedFile)
        .where(PreparedFile.id == due, free)
        .values(
            state=PreparedState.WORKING, worked_at=at, attempts=PreparedFile.attempts + 1, parts_done=0,
            parts_total=0,
        )
        .returning(PreparedFile.id)
    )  # fmt: skip
    return None if taken is None else db.session.get(PreparedFile, taken, populate_existing=True)


def note_progress(*, file_id: int, done: int, total: int, at: datetime) -> None:
    """Say how many parts are made: what the person sees, and the worker's sign of life."""
    mine = (PreparedFile.id == file_id) & (PreparedFile.state == PreparedState.WORKING)
    db.session.execute(
        update(PreparedFile).where(mine).values(parts_done=done, parts_total=total, worked_at=at)
    )


def finish(*, file_id: int, content: bytes, at: datetime) -> None:
    """Hand the file over; it is kept for KEPT_DAYS from now."""
    db.session.execute(
        update(PreparedFile)
        .where(PreparedFile.id == file_id)
        .values(
            state=PreparedState.READY, content=content, size=len(content), worked_at=at,
            parts_done=PreparedFile.parts_total, expires_at=at + timedelta(days=KEPT_DAYS),
        )
    )  # fmt: skip


def give_up(*, file_id: int, at: datetime, for_good: bool) -> None:
    """Put a file that could not be made back on the list, or, where trying again would change nothing, off it."""
    tired = (
        for_good
        or db.session.scalar(select(PreparedFile.attempts).where(PreparedFile.id == file_id)) == MOST_ATTEMPTS
    )
    state = PreparedState.FAILED if tired else PreparedState.WAITING
    db.session.execute(
        update(PreparedFile).where(PreparedFile.id == file_id).values(state=state, worked_at=at)
    )


def delete_expired(*, at: datetime) -> int:
    """Delete every file past its time; how many."""
    gone = db.session.execute(
        delete(PreparedFile).where(PreparedFile.expires_at <= at).returning(PreparedFile.id)
    )
    return len(gone.all())


def delete_own(*, actor: Actor, public_id: str) -> None:
    """Delete one of the actor's own files, made or not; somebody else's is not there."""
    db.session.execute(
        delete(PreparedFile).where(
            PreparedFile.public_id == public_id, PreparedFile.owner_id == actor.person_id
        )
    )


def delete_all_of(*, person_id: int) -> None:
    """Delete what was made for somebody who has erased the account."""
    db.session.execute(delete(PreparedFile).where(PreparedFile.owner_id == person_id))

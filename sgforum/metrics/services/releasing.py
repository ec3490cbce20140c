"""Releasing a score that was held for review: a second officer signs, with a reason that everybody can read."""

from __future__ import annotations

from datetime import datetime

from ...core import audit, cache
from ...core.clock import Period
from ...core.db import db, insert_into, lock
from ...core.errors import Conflict, InvalidInput, Refused
from ...core.marks import N_
from ...core.permissions import Actor, require
from ..models import Release, Status
from ..queries import VERSION, get_latest_snapshot
from ..rules import FREEZE_LOCK, REASON_LENGTH, RELEASE

NOT_HELD = N_("Skor ini tidak sedang ditahan.")
RELEASED_ALREADY = N_("Skor ini sudah dilepas oleh petugas lain.")
SAME_PERSON = N_("Skor ini harus ditinjau orang lain, bukan petugas yang memverifikasi atau membekukannya.")
NO_REASON = N_("Tulis hasil peninjauan Anda, 10 sampai 1.000 huruf.")


def release_score(*, actor: Actor, kelurahan_code: str, period: Period, reason: str, at: datetime) -> Release:
    """Let a held score be published; it keeps saying why it was held and who let it go.

    Raises Forbidden without the permission there, Refused for the verifier in question and for whoever froze the
    month, Conflict if the latest revision is not held or is released already, InvalidInput for the reason.
    """
    require(actor, RELEASE, kelurahan_code)
    lock(FREEZE_LOCK)  # a freeze that stores a further revision waits: what is released is the latest one
    snapshot = get_latest_snapshot(kelurahan_code, period)
    if snapshot.status is not Status.HELD:
        raise Conflict(NOT_HELD)
    if actor.person_id is None or actor.person_id in (snapshot.hold_verifier_id, snapshot.frozen_by_id):
        raise Refused(SAME_PERSON)
    text = " ".join(reason.split())
    if not REASON_LENGTH[0] <= len(text) <= REASON_LENGTH[1]:
        raise InvalidInput({"reason": NO_REASON})
    statement = insert_into(Release).values(
        snapshot_id=snapshot.id, by_id=actor.person_id, by_name=actor.name, reason=text, at=at
    )
    release = db.session.scalar(statement.on_conflict_do_nothing().returning(Release))
    if release is None:
        raise Conflict(RELEASED_ALREADY)
    cache.bump(VERSION)
    audit.record(
        actor=actor, act="metrics.score.release", subject=snapshot.reference, at=at, reason=text,
        details={"hold": snapshot.hold},
    )  # fmt: skip
    found: Release = release
    return found

"""What the method page tells of the figures themselves: the last self-check, effects of choices, and every revision."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select, tuple_

from ...core.clock import Period
from ...core.db import db
from ..models import Check, Release, Sensitivity, Snapshot
from .scores import PlaceScore, place_score, select_scores

CHANGES_SHOWN = 100


def find_check() -> Check | None:
    """The last self-check; None before the first."""
    return db.session.scalar(select(Check).order_by(Check.at.desc(), Check.id.desc()).limit(1))


def find_effect(kota: str, period: Period) -> dict[str, Any] | None:
    """What the scores of a kota and month owe to choices of the method, as `choices.Effect.document`."""
    row = db.session.get(Sensitivity, (kota, str(period)))
    return None if row is None else dict(json.loads(row.result))


class ScoreChange(NamedTuple):
    """A revision with the one before it, or (before is None) the release of a score that was held."""

    score: PlaceScore
    before: PlaceScore | None


def list_changes(most: int = CHANGES_SHOWN) -> Sequence[ScoreChange]:
    """The newest revisions and releases of all places, newest first; numbers only where they may be shown."""
    released = select(Release.snapshot_id).order_by(Release.at.desc()).limit(most)
    chosen = db.session.execute(
        select(Snapshot.kelurahan_code, Snapshot.month)
        .where((Snapshot.revision > 1) | Snapshot.id.in_(released))
        .order_by(Snapshot.id.desc())
        .limit(most)
    ).all()
    keys = sorted({(row[0], row[1]) for row in chosen})
    if not keys:
        return []
    rows = db.session.execute(
        select_scores()
        .where(tuple_(Snapshot.kelurahan_code, Snapshot.month).in_(keys))
        .order_by(Snapshot.kelurahan_code, Snapshot.month, Snapshot.id)
    )
    found: list[ScoreChange] = []
    before: PlaceScore | None = None
    for row in rows:
        score = place_score(row)
        is_later = before is not None and (before.code, before.period) == (score.code, score.period)
        if is_later:
            found.append(ScoreChange(score, before))
        if score.released_at is not None:
            found.append(ScoreChange(score, None))
        before = score
    return sorted(found, key=_moment, reverse=True)[:most]


def _moment(change: ScoreChange) -> Any:
    return change.score.frozen_at if change.before else change.score.released_at

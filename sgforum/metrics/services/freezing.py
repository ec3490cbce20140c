"""Freezing a month: count once for all kelurahan, store inputs and score, never overwrite."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ...core import audit, cache
from ...core.clock import Period, local_date
from ...core.crypto import key_file, keyed_hash
from ...core.db import db, lock
from ...core.errors import Conflict
from ...core.marks import N_
from ...core.permissions import Actor
from ..canonical import digest, inputs_bytes, parse_inputs, rebuild
from ..indicators import lacks_attributes
from ..interval import Change, change, simulate
from ..measures.catalogue import collect
from ..measures.facts import Facts, freeze_moment
from ..measures.residents import Arrivals, count_arrivals
from ..models import Snapshot, Status
from ..queries import VERSION, latest_snapshots
from ..rules import FREEZE_LOCK, Suspicion, suspicions
from .keeping import replace_person_months
from .rebuilding import inputs_of, shown_of

TOO_EARLY = N_(
    "Bulan %(period)s baru dapat dibekukan mulai %(day)s. Sampai saat itu tulisan masih dapat ditinjau."
)
SEAL_KEY = "metrics-seal"
NO_PLACES = N_("Belum ada kelurahan. Impor dulu daftar wilayah.")


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a freeze did, by kelurahan code. `differing`: the figures changed, but no reason for a revision was given."""

    period: str
    new: Sequence[str] = ()
    revised: Sequence[str] = ()
    unchanged: Sequence[str] = ()
    differing: Sequence[str] = ()
    held: Sequence[str] = ()
    not_rated: Sequence[str] = ()


@dataclass
class Workbench:
    """Scores that were computed before the write transaction begins: a city's Monte Carlo takes seconds."""

    _scores: dict[bytes, bytes] = field(default_factory=dict)
    _changes: dict[tuple[str, bytes], Change | None] = field(default_factory=dict)

    def score(self, inputs: bytes) -> bytes:
        """The score of stored inputs, through the same function that rebuilds it."""
        if inputs not in self._scores:
            self._scores[inputs] = rebuild(inputs)
        return self._scores[inputs]

    def change(self, before: Snapshot, inputs: bytes) -> Change | None:
        """Whether the score really rose or fell since the month before."""
        key = (before.input_hash, inputs)
        if key not in self._changes:
            self._changes[key] = change(simulate(*inputs_of(before)), simulate(*parse_inputs(inputs)))
        return self._changes[key]


def prepare(*, period: Period, zone: ZoneInfo) -> Workbench:
    """Compute what `freeze_period` will store, outside of its transaction, so that nobody waits for it to write."""
    bench = Workbench()
    before, known = latest_snapshots(period.plus(-1)), latest_snapshots(period)
    for code, data in _count(Facts(period, zone), before).items():
        if code not in known or known[code].input_hash != digest(data):
            _measure(bench, data, before.get(code))
    return bench


def freeze_period(
    *,
    actor: Actor,
    period: Period,
    keys: Path,
    zone: ZoneInfo,
    at: datetime,
    reason: str = "",
    bench: Workbench | None = None,
) -> Frozen:
    """Store the score of every kelurahan for a month that is over; again, and nothing new is stored.

    Where the figures have changed since, a further revision is stored if a reason is given; else the place is
    named in `differing` and stays as it is. keys: the folder of key files. bench: from `prepare`. Raises
    Conflict before day 10 of the following month, or without any kelurahan.
    """
    opens_at = freeze_moment(period, zone)
    if at < opens_at:
        raise Conflict(TOO_EARLY, period=period, day=local_date(opens_at, zone).isoformat())
    lock(FREEZE_LOCK)
    facts = Facts(period, zone)
    if not facts.codes:
        raise Conflict(NO_PLACES)
    before, known = latest_snapshots(period.plus(-1)), latest_snapshots(period)
    counted = _count(facts, before)
    differing = [
        code for code, data in counted.items() if code in known and known[code].input_hash != digest(data)
    ]
    wanted = [code for code in counted if code not in known or (code in differing and reason.strip())]
    act = _Act(actor, at, reason.strip(), key_file(keys, SEAL_KEY))
    written = _write(facts, wanted, act, bench or Workbench(), (counted, known, before))
    replace_person_months(facts=facts, codes=wanted, keys=keys, at=at)
    done = Frozen(
        period=str(period),
        new=[code for code in wanted if code not in known],
        revised=[code for code in wanted if code in known],
        unchanged=[code for code in counted if code in known and code not in differing],
        differing=[code for code in differing if code not in wanted],
        held=[row.kelurahan_code for row in written if row.status is Status.HELD],
        not_rated=[row.kelurahan_code for row in written if row.status is Status.NOT_RATED],
    )
    if written:
        _tell(done, actor, at, reason.strip())
    return done


@dataclass(frozen=True, slots=True)
class _Act:
    actor: Actor
    at: datetime
    reason: str
    seal_key: bytes


def _count(facts: Facts, before: Mapping[str, Snapshot]) -> dict[str, bytes]:
    """The exact bytes of every kelurahan's inputs."""
    inputs = collect(facts, {code: _missing_months(row) for code, row in before.items()})
    return {code: inputs_bytes(item) for code, item in inputs.items()}


def _missing_months(before: Snapshot) -> int:
    """How many months running, up to the one before, lacked sex and age band (score.md 5.3)."""
    inputs, method = inputs_of(before)
    return inputs.set_missing_months + 1 if lacks_attributes(inputs, method) else 0


def _measure(bench: Workbench, data: bytes, before: Snapshot | None) -> tuple[bytes, Change | None]:
    score = bench.score(data)
    if before is None or before.ippk is None or not json.loads(score)["published"]:
        return score, None
    return score, bench.change(before, data)


Readings = tuple[Mapping[str, bytes], Mapping[str, Snapshot], Mapping[str, Snapshot]]


def _write(
    facts: Facts, codes: Sequence[str], act: _Act, bench: Workbench, readings: Readings
) -> list[Snapshot]:
    counted, known, before = readings
    arrivals = count_arrivals(facts) if codes else {}
    rows = []
    for code in codes:
        previous = before.get(code)
        score, moved = _measure(bench, counted[code], previous)
        row = _snapshot(counted[code], score, arrivals[code])
        row.revision = known[code].revision + 1 if code in known else 1
        row.frozen_at, row.frozen_by_id, row.frozen_by_name = act.at, act.actor.person_id, act.actor.name
        row.reason = act.reason if code in known else ""
        row.salt = keyed_hash(act.seal_key, f"{row.reference}:{row.method}")
        if previous is not None and moved is not None:
            row.direction, row.probability_up = moved.direction, moved.probability_up
            row.compared_with_id = previous.id
        db.session.add(row)
        rows.append(row)
    db.session.flush()
    return rows


def _snapshot(data: bytes, score: bytes, arrivals: Arrivals) -> Snapshot:
    inputs, method = parse_inputs(data)
    document: dict[str, Any] = json.loads(score)
    found = list(suspicions(arrivals)) if document["published"] else []
    return Snapshot(
        **shown_of(inputs, method, document),
        inputs=data.decode(), input_hash=digest(data), score=score.decode(), status=_status(document, found),
        hold=[{"code": item.hold.value, "values": dict(item.values)} for item in found] or None,
        hold_verifier_id=next((item.verifier_id for item in found if item.verifier_id), None),
    )  # fmt: skip


def _status(document: Mapping[str, Any], found: Sequence[Suspicion]) -> Status:
    if not document["published"]:
        return Status.NOT_RATED
    return Status.HELD if found else Status.PUBLISHED


def _tell(done: Frozen, actor: Actor, at: datetime, reason: str) -> None:
    cache.bump(VERSION)
    audit.record(
        actor=actor, act="metrics.period.freeze", subject=done.period, at=at, reason=reason,
        details={"new": len(done.new), "revised": list(done.revised), "held": list(done.held)},
    )  # fmt: skip

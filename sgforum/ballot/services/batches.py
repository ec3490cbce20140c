"""Paper ballots: bundles that two officers read independently after the end, and that go into the same box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from ...core.db import db
from ...core.errors import Conflict, Forbidden, InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor, require
from ..models import Batch, BatchState, Channel, Elector, Poll, PollState
from ..queries import lock_poll, may_stand
from ..rules import RUN

NO_BATCH = N_("Bundel surat suara itu tidak ditemukan.")
NO_PAPER = N_("Pemungutan suara ini tidak memakai surat suara kertas.")
NOT_ENDED = N_("Surat suara kertas dihitung sesudah pemungutan suara berakhir.")
COUNTED = N_("Kotak suara sudah dibuka. Bundel tidak dapat diubah lagi.")
NOT_AGREED = N_("Masih ada bundel surat suara yang belum dicocokkan oleh petugas kedua.")
TOO_MANY = N_("Surat suara kertas lebih banyak daripada pemilih yang mengambilnya. Periksa bundelnya.")
SAME_OFFICER = N_("Bundel ini Anda yang memasukkan. Petugas lain yang mencocokkannya.")
MOST_IN_BATCH = 5000


@dataclass(frozen=True, slots=True)
class Reading:
    """What an officer read from a bundle: papers by canonical choice, and those that stay out of the box."""

    lines: Mapping[str, int]
    spoiled: int = 0

    @property
    def papers(self) -> int:
        return sum(self.lines.values())

    def to_json(self) -> dict[str, Any]:
        return {"lines": dict(sorted(self.lines.items())), "spoiled": self.spoiled}


@dataclass(frozen=True, slots=True)
class Papers:
    """All agreed bundles of a poll together."""

    profile: Counter[str] = field(default_factory=Counter)
    spoiled: int = 0


def enter_batch(
    *, actor: Actor, poll_id: int, label: str, channel: Channel, reading: Reading, at: datetime
) -> Batch:
    """Write down what the first officer read from a bundle, once voting has ended and before the box is opened."""
    poll = _get_to_count(actor, poll_id, at)
    label = " ".join(label.split())
    if not label or len(label) > 120:
        raise InvalidInput({"label": N_("Beri nama bundel ini, misalnya TPS Balai RW 04.")})
    if channel is Channel.ONLINE:
        raise InvalidInput({"channel": N_("Pilih kotak di tempat atau loket.")})
    _check(poll, reading)
    known = select(Batch.id).where(Batch.poll_id == poll_id, Batch.label == label)
    if db.session.scalar(known) is not None:
        raise InvalidInput({"label": N_("Sudah ada bundel dengan nama ini.")})
    batch = Batch(
        poll_id=poll_id, label=label, channel=channel, papers=reading.papers, spoiled=reading.spoiled,
        lines=dict(reading.lines), state=BatchState.ENTERED, entered_by_id=_person_of(actor), entered_at=at,
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    return batch


def check_batch(*, actor: Actor, batch_id: str, reading: Reading, at: datetime) -> Batch:
    """Compare what the second officer read with the first: both the same, and the bundle may go into the box."""
    batch, poll = _get_batch(actor, batch_id, at)
    if batch.entered_by_id == actor.person_id:
        raise Conflict(SAME_OFFICER)
    _check(poll, reading)
    same = (dict(reading.lines), reading.spoiled) == (batch.lines, batch.spoiled)
    batch.state = BatchState.AGREED if same else BatchState.DIFFERS
    batch.second = None if same else reading.to_json()
    batch.checked_by_id, batch.checked_at = actor.person_id, at
    db.session.flush()
    return batch


def correct_batch(*, actor: Actor, batch_id: str, reading: Reading, at: datetime) -> Batch:
    """Read a bundle again from the start: whoever does so is its first officer, and a second one must agree anew."""
    batch, poll = _get_batch(actor, batch_id, at)
    _check(poll, reading)
    batch.lines, batch.papers, batch.spoiled = dict(reading.lines), reading.papers, reading.spoiled
    batch.state, batch.second, batch.checked_by_id, batch.checked_at = BatchState.ENTERED, None, None, None
    batch.entered_by_id, batch.entered_at = _person_of(actor), at
    db.session.flush()
    return batch


def remove_batch(*, actor: Actor, batch_id: str, at: datetime) -> None:
    """Take back a bundle that was entered by mistake, before the box is opened."""
    batch, _poll = _get_batch(actor, batch_id, at)
    db.session.delete(batch)
    db.session.flush()


def take_papers(poll: Poll) -> Papers:
    """The papers of all bundles for the box; what each bundle said is forgotten, its totals stay.

    Raises Conflict while a bundle is not agreed on, or with more papers than electors who took one.
    """
    batches = db.session.scalars(select(Batch).where(Batch.poll_id == poll.id)).all()
    if any(batch.state is not BatchState.AGREED for batch in batches):
        raise Conflict(NOT_AGREED)
    taken = (
        select(func.count())
        .select_from(Elector)
        .where(Elector.poll_id == poll.id, Elector.channel.is_not(None))
    )
    if sum(batch.papers + batch.spoiled for batch in batches) > (db.session.scalar(taken) or 0):
        raise Conflict(TOO_MANY)
    profile: Counter[str] = Counter()
    for batch in batches:
        profile.update(batch.lines or {})
        batch.lines = None
    return Papers(profile, sum(batch.spoiled for batch in batches))


def _get_to_count(actor: Actor, poll_id: int, at: datetime) -> Poll:
    poll = lock_poll(poll_id)
    require(actor, RUN, poll.place_code)
    if not poll.paper:
        raise Conflict(NO_PAPER)
    if poll.state is not PollState.OPEN:
        raise Conflict(COUNTED)
    if at < poll.ends_at:
        raise Conflict(NOT_ENDED)
    return poll


def _get_batch(actor: Actor, batch_id: str, at: datetime) -> tuple[Batch, Poll]:
    batch = db.session.scalar(select(Batch).where(Batch.public_id == batch_id))
    if batch is None:
        raise NotFound(NO_BATCH)
    return batch, _get_to_count(actor, batch.poll_id, at)


def _person_of(actor: Actor) -> int:
    if actor.person_id is None:
        raise Forbidden(NO_BATCH)  # the system counts no paper
    return actor.person_id


def _check(poll: Poll, reading: Reading) -> None:
    numbers = [*reading.lines.values(), reading.spoiled]
    if not all(0 <= number <= MOST_IN_BATCH for number in numbers):
        raise InvalidInput({"lines": N_("Tulis jumlah surat suara, 0 sampai 5.000.")})
    if reading.papers + reading.spoiled == 0:
        raise InvalidInput({"lines": N_("Tulis sedikitnya satu surat suara.")})
    if 0 in reading.lines.values() or not all(may_stand(poll, choice) for choice in reading.lines):
        raise InvalidInput({"lines": N_("Ada pilihan yang tidak sesuai dengan surat suara.")})

"""Figures of the three sub-dimensions beside participation: entered with their source, never mixed into the score."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ...core import audit, cache
from ...core.clock import is_future
from ...core.db import db, insert_into
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, require
from ...territory.models import PlaceLevel
from ...territory.queries import get_place
from ..models import SideFigure, SideKind
from ..queries import VERSION
from ..rules import ENTER_SIDE, STRATEGY_DOCUMENTS

SAME_DAY = N_("Angka untuk hal dan tanggal itu sudah tercatat.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a source says on a date; `value` and `base` as SideFigure has them for the kind."""

    kind: SideKind
    subject: str
    value: float
    base: int
    source: str
    as_of: date


def enter_side_figure(*, actor: Actor, kota_code: str, entry: Entry, at: datetime) -> SideFigure:
    """Record a figure of another sub-dimension; a newer one of the same subject takes its place on the page.

    Raises InvalidInput, Conflict where that subject and date are there already.
    """
    get_place(kota_code, PlaceLevel.KOTA)
    require(actor, ENTER_SIDE, kota_code)
    _check(entry, at)
    made = db.session.scalar(
        insert_into(SideFigure)
        .values(
            kota_code=kota_code, kind=entry.kind, subject=entry.subject.strip(), value=entry.value, base=entry.base,
            source=entry.source.strip(), as_of=entry.as_of, entered_by_id=actor.person_id, entered_by_name=actor.name,
            entered_at=at,
        )
        .on_conflict_do_nothing()
        .returning(SideFigure)
    )  # fmt: skip
    if made is None:
        raise Conflict(SAME_DAY)
    cache.bump(VERSION)
    audit.record(
        actor=actor, act="metrics.side_figure.enter", subject=kota_code, at=at,
        details={"kind": entry.kind.value, "subject": made.subject, "value": entry.value, "base": entry.base},
    )  # fmt: skip
    found: SideFigure = made
    return found


def _check(entry: Entry, at: datetime) -> None:
    is_service = entry.kind is SideKind.SERVICE
    low, high = (25, 100) if is_service else (0, entry.base)
    is_document = entry.kind is not SideKind.STRATEGY or (
        entry.subject in STRATEGY_DOCUMENTS and entry.base == 1 and entry.value in (0, 1)
    )
    rules = (
        ("subject", 0 < len(entry.subject.strip()) <= 120, N_("Tulis namanya, paling panjang 120 huruf.")),
        ("subject", is_document, N_("Pilih salah satu dokumen yang diperiksa.")),
        ("base", entry.base > 0, N_("Jumlah ini harus lebih dari nol.")),
        (
            "value",
            low <= entry.value <= high,
            N_("Nilai IKM antara 25 dan 100.")
            if is_service
            else N_("Yang dijawab tidak boleh lebih banyak daripada seluruhnya."),
        ),
        (
            "source",
            0 < len(entry.source.strip()) <= 200,
            N_("Tulis sumber angka ini, paling panjang 200 huruf."),
        ),
        ("as_of", not is_future(entry.as_of, at), N_("Tanggal angka tidak boleh di masa depan.")),
    )
    errors = {name: sentence for name, is_right, sentence in rules if not is_right}
    if errors:
        raise InvalidInput(errors)

"""Many months of many places at once, for trends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from ...core.clock import Period
from ...core.db import db
from ..ippk import RollUp
from ..models import Release, Snapshot, Status
from .scores import Mark, rollup_of


class Month(NamedTuple):
    """The roll-up of a place in one frozen month, and those of the parts that it was asked for by; None: nobody rated."""

    period: Period
    whole: RollUp | None
    parts: Mapping[str, RollUp | None]


def list_months(until: Period, months: int, inside: str | None = None, *, by: int = 3) -> list[Month]:
    """The frozen months up to one, oldest first, in one query.

    inside: only kelurahan below that place. by: how many parts of a code name the part a kelurahan belongs to: 2 for
    the kota, 3 for the kecamatan.
    """
    wanted: list[ColumnElement[bool]] = [Snapshot.month.between(str(until.plus(1 - months)), str(until))]
    if inside is not None:
        wanted.append(Snapshot.kelurahan_code.startswith(inside + ".", autoescape=True))
    newest = select(func.max(Snapshot.id)).where(*wanted).group_by(Snapshot.kelurahan_code, Snapshot.month)
    rows = db.session.execute(
        select(Snapshot.month, Snapshot.kelurahan_code, Snapshot.adults, Snapshot.ippk, Snapshot.status,
               Release.snapshot_id)
        .outerjoin(Release, Release.snapshot_id == Snapshot.id)
        .where(Snapshot.id.in_(newest))
        .order_by(Snapshot.month, Snapshot.kelurahan_code)
    )  # fmt: skip
    found: dict[str, list[Mark]] = {}
    for month, code, adults, ippk, status, released in rows:
        is_held = status is Status.HELD and released is None
        is_open = status is Status.PUBLISHED or (status is Status.HELD and not is_held)
        found.setdefault(month, []).append(Mark(code, adults, ippk if is_open else None, is_held))
    return [_month(month, marks, by) for month, marks in found.items()]


def _month(month: str, marks: list[Mark], by: int) -> Month:
    groups: dict[str, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(".".join(mark.code.split(".")[:by]), []).append(mark)
    parts = {code: rollup_of(inside) for code, inside in groups.items()}
    return Month(Period.parse(month), rollup_of(marks), parts)

"""Reading frozen scores: what everybody may see of them is decided here, for pages, exports and commands alike.

A score that is held and not yet released has no number outside of `get_held_score`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, distinct, func, select
from sqlalchemy.orm import aliased

from ...core.clock import Period
from ...core.db import db
from ...core.errors import InvalidInput, NotFound
from ...core.marks import N_
from ...territory.models import Place, kota_code
from ..indicators import Missing
from ..interval import Direction
from ..ippk import RollUp, floor_one_decimal, roll_up
from ..measures.disclosure import Withheld, hidden_counts, withheld
from ..method import Method, get_method
from ..models import Release, Snapshot, Status
from ..publication import Comparable, Failure, Tier, tiers

VERSION = "metrics"
NOT_FROZEN = N_("Skor bulan %(period)s belum ada. Skor dibekukan mulai tanggal 10 bulan berikutnya.")
NO_SNAPSHOT = N_("Skor %(reference)s tidak ditemukan.")
BAD_REFERENCE = N_(
    "Tulis nomor skor, atau KELURAHAN:TAHUN-BULAN, misalnya 64.71.01.1001:2026-10; yang ditulis: %(reference)s"
)
NO_SCORE = N_("Skor wilayah itu pada bulan tersebut tidak ditemukan.")


@dataclass(frozen=True)
class PlaceScore:
    """The score of one kelurahan and month as it may be shown; `ippk` and what follows from it are None unless it is.

    `inputs` are the raw counts: only what `hidden` does not name may be printed. `earlier` are those of the revisions
    before. `hold` are rules of review that the month broke, as {"code", "values"}; released_* say who let it go.
    """

    code: str
    name: str
    kecamatan: str
    kecamatan_name: str
    latitude: float | None
    longitude: float | None
    period: Period
    snapshot_id: int
    revision: int
    status: Status
    ippk: float | None
    low: float | None
    high: float | None
    category: str | None
    probability: float | None
    comparable: bool
    direction: Direction | None
    probability_up: float | None
    adults: int | None
    participants: int
    seal: str
    frozen_at: datetime
    reason: str
    hold: Sequence[Mapping[str, Any]]
    released_by: str | None
    released_reason: str | None
    released_at: datetime | None
    score_text: str
    inputs_text: str
    earlier: tuple[str, ...] = ()

    @property
    def shown(self) -> float | None:
        """The score as printed: one decimal, floored."""
        return None if self.ippk is None else floor_one_decimal(self.ippk)

    @cached_property
    def document(self) -> Mapping[str, Any]:
        """The stored score: indicators, dimensions, weakest, failed conditions. Only what `status` allows may be shown."""
        found: Mapping[str, Any] = json.loads(self.score_text)
        return found

    @cached_property
    def inputs(self) -> Mapping[str, Any]:
        return _inputs(self.inputs_text)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Names of the counts of people that are printed nowhere (measures.disclosure)."""
        return hidden_counts([*map(_inputs, self.earlier), self.inputs])

    @cached_property
    def withheld(self) -> Withheld:
        """What of the score's parts is left out for the sake of those counts."""
        return withheld(self.hidden, self.inputs, self.method)

    def people(self, name: str) -> int | None:
        """A count of people as it may be printed."""
        return None if name in self.hidden else self.inputs.get(name)

    @cached_property
    def method(self) -> Method:
        return get_method(self.document["method"])

    @property
    def is_published(self) -> bool:
        return self.status is Status.PUBLISHED

    @property
    def failures(self) -> list[tuple[Failure, Mapping[str, int]]]:
        """Which conditions of publication failed, with the numbers of their sentences."""
        return [(Failure(item["code"]), item["values"]) for item in self.document["failed"]]

    def dimension(self, code: str) -> float | None:
        """D1 to D4, None where it may not be shown or has no value."""
        is_open = self.is_published and code not in self.withheld.dimensions
        return self.document["dimensions"][code]["value"] if is_open else None

    def missing(self, indicator: str) -> Missing | None:
        found = self.document["indicators"][indicator]["missing"]
        return None if found is None else Missing(found)


def latest_period() -> Period | None:
    """The newest month that is frozen."""
    month = db.session.scalar(select(func.max(Snapshot.month)))
    return None if month is None else Period.parse(month)


def list_periods() -> Sequence[Period]:
    """All frozen months, newest first."""
    months = db.session.scalars(select(Snapshot.month).distinct().order_by(Snapshot.month.desc()))
    return [Period.parse(month) for month in months]


def list_scores(period: Period, inside: str | None = None) -> Sequence[PlaceScore]:
    """The latest revision of every kelurahan for a month, by code; none if the month is not frozen.

    inside: only those below that place.
    """
    conditions: list[Any] = [Snapshot.month == str(period)]
    if inside is not None:
        conditions.append(Snapshot.kelurahan_code.startswith(inside + ".", autoescape=True))
    return _place_scores(select_scores().where(_latest(*conditions)).order_by(Place.code))


class Month(NamedTuple):
    """A frozen month: how many kelurahan, the first and the last day on which something of it was frozen or released."""

    period: Period
    places: int
    first_on: date
    last_on: date


def list_months() -> Sequence[Month]:
    """All frozen months, newest first."""
    rows = db.session.execute(
        select(
            Snapshot.month, func.count(distinct(Snapshot.kelurahan_code)), func.min(Snapshot.frozen_at),
            func.max(Snapshot.frozen_at), func.max(Release.at),
        )
        .outerjoin(Release, Release.snapshot_id == Snapshot.id)
        .group_by(Snapshot.month)
        .order_by(Snapshot.month.desc())
    )  # fmt: skip
    return [
        Month(Period.parse(month), places, first.date(), max(filter(None, (last, released))).date())
        for month, places, first, last, released in rows
    ]


class Mark(NamedTuple):
    """As much of a kelurahan's score as a roll-up needs; `ippk` is None unless it is published."""

    code: str
    adults: int | None
    ippk: float | None
    is_held: bool


def list_marks(period: Period) -> Sequence[Mark]:
    """The month of every kelurahan without what each score is made of: for a provinsi's thousand at once."""
    is_released = Release.snapshot_id.is_not(None)
    rows = db.session.execute(
        select(Snapshot.kelurahan_code, Snapshot.adults, Snapshot.ippk, Snapshot.status, is_released)
        .outerjoin(Release, Release.snapshot_id == Snapshot.id)
        .where(_latest(Snapshot.month == str(period)))
        .order_by(Snapshot.kelurahan_code)
    )
    return [_mark(*row) for row in rows]


def _mark(code: str, adults: int | None, ippk: float | None, status: Status, released: bool) -> Mark:  # noqa: FBT001 - a row
    is_open = status is Status.PUBLISHED or (status is Status.HELD and released)
    return Mark(code, adults, ippk if is_open else None, status is Status.HELD and not released)


def by_kota(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    """Marks by the code of their kota, in the order given."""
    found: dict[str, list[Mark]] = {}
    for mark in marks:
        found.setdefault(kota_code(mark.code), []).append(mark)
    return found


def get_score(code: str, period: Period) -> PlaceScore:
    """One kelurahan's latest revision for a month; raises NotFound."""
    return _get(code, period, reveal=False)


def get_held_score(code: str, period: Period) -> PlaceScore:
    """As `get_score`, with the number of a held score: only for those who review it."""
    return _get(code, period, reveal=True)


def list_trend(code: str, until: Period, months: int = 12) -> Sequence[PlaceScore]:
    """One kelurahan's latest revisions over the months up to one, oldest first."""
    inside = Snapshot.month.between(str(until.plus(1 - months)), str(until))
    return _place_scores(
        select_scores().where(_latest(inside, Snapshot.kelurahan_code == code)).order_by(Snapshot.month)
    )


def list_revisions(code: str, period: Period) -> Sequence[PlaceScore]:
    """Everything ever frozen for a kelurahan and month, newest first."""
    return _place_scores(
        select_scores()
        .where(Snapshot.kelurahan_code == code, Snapshot.month == str(period))
        .order_by(Snapshot.id.desc())
    )


def list_editions(period: Period) -> Sequence[Sequence[PlaceScore]]:
    """A month as it was published each time that something of it was frozen, oldest first; [] if it is not frozen."""
    rows = _place_scores(select_scores().where(Snapshot.month == str(period)).order_by(Snapshot.id))
    editions = []
    for moment in sorted({score.frozen_at for score in rows}):
        latest = {score.code: score for score in rows if score.frozen_at <= moment}
        editions.append([latest[code] for code in sorted(latest)])
    return editions


def rollup_of(scores: Iterable[PlaceScore | Mark]) -> RollUp | None:
    """The places' mean weighted by adults with the spread of its kelurahan; None if not one is rated."""
    return roll_up((score.adults, score.ippk) for score in scores)


def by_kecamatan(scores: Iterable[PlaceScore]) -> dict[tuple[str, str], list[PlaceScore]]:
    """Scores by (code, name) of their kecamatan, in the order given."""
    found: dict[tuple[str, str], list[PlaceScore]] = {}
    for score in scores:
        found.setdefault((score.kecamatan, score.kecamatan_name), []).append(score)
    return found


def tiers_of(scores: Iterable[PlaceScore]) -> dict[str, Tier]:
    """Above, alike or below their kota's median, for those kelurahan that may be compared (30 participants)."""
    groups: dict[str, list[PlaceScore]] = {}
    for score in scores:
        groups.setdefault(kota_code(score.code), []).append(score)
    return {code: tier for listed in groups.values() for code, tier in _tiers_in(listed).items()}


def _tiers_in(listed: Sequence[PlaceScore]) -> Mapping[str, Tier]:
    return tiers(
        (
            Comparable(score.code, score.low, score.high)
            for score in listed
            if score.comparable and score.low is not None and score.high is not None
        ),
        (score.ippk for score in listed if score.ippk is not None),
    )


def latest_snapshots(period: Period) -> dict[str, Snapshot]:
    """The latest revisions of a month by kelurahan, for freezing."""
    rows = db.session.scalars(select(Snapshot).where(_latest(Snapshot.month == str(period))))
    return {row.kelurahan_code: row for row in rows}


def get_latest_snapshot(code: str, period: Period) -> Snapshot:
    """The latest revision itself; raises NotFound."""
    found = db.session.scalar(
        select(Snapshot).where(_latest(Snapshot.month == str(period), Snapshot.kelurahan_code == code))
    )
    if found is None:
        raise NotFound(NO_SCORE)
    return found


def get_snapshot(reference: str) -> Snapshot:
    """A snapshot by number or by KELURAHAN:YYYY-MM[:REVISION]; raises NotFound, InvalidInput for another form."""
    if reference.isascii() and reference.isdigit():
        found = db.session.get(Snapshot, int(reference)) if len(reference) < 18 else None
    else:
        code, _, rest = reference.partition(":")
        month, _, revision = rest.partition(":")
        if not code or not month or not (revision == "" or (revision.isascii() and revision.isdigit())):
            raise InvalidInput(BAD_REFERENCE, reference=reference)
        query = select(Snapshot).where(
            Snapshot.kelurahan_code == code, Snapshot.month == str(Period.parse(month))
        )
        if revision:
            query = query.where(Snapshot.revision == int(revision[:9]))
        found = db.session.scalar(query.order_by(Snapshot.id.desc()).limit(1))
    if found is None:
        raise NotFound(NO_SNAPSHOT, reference=reference)
    return found


def _inputs(text: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(text)["inputs"]
    return found


def _get(code: str, period: Period, *, reveal: bool) -> PlaceScore:
    mine = _latest(Snapshot.month == str(period), Snapshot.kelurahan_code == code)
    found = _place_scores(select_scores().where(mine), reveal=reveal)
    if not found:
        raise NotFound(NO_SCORE)
    return found[0]


def _latest(*conditions: Any) -> Any:
    """The newest snapshot of each kelurahan and month among those that meet the conditions."""
    newest = (
        select(func.max(Snapshot.id)).where(*conditions).group_by(Snapshot.kelurahan_code, Snapshot.month)
    )
    return Snapshot.id.in_(newest)


_kecamatan = aliased(Place)
_older = aliased(Snapshot)
# Lines, for canonical JSON has no line feed
_earlier = (
    select(func.aggregate_strings(_older.inputs, "\n"))
    .where(
        _older.kelurahan_code == Snapshot.kelurahan_code,
        _older.month == Snapshot.month,
        _older.id < Snapshot.id,
    )
    .correlate(Snapshot)
    .scalar_subquery()
)


def select_scores() -> Select[*tuple[Any, ...]]:
    """Snapshots with what `place_score` needs of their places and releases."""
    return (
        select(
            Snapshot, Place.name, _kecamatan.code, _kecamatan.name, Place.latitude, Place.longitude,
            Release.by_name, Release.reason, Release.at, _earlier,
        )
        .join(Place, Place.code == Snapshot.kelurahan_code)
        .join(_kecamatan, _kecamatan.code == Place.parent_code)
        .outerjoin(Release, Release.snapshot_id == Snapshot.id)
    )  # fmt: skip


def _place_scores(query: Select[*tuple[Any, ...]], *, reveal: bool = False) -> list[PlaceScore]:
    return [place_score(row, reveal=reveal) for row in db.session.execute(query)]


def place_score(row: Row[*tuple[Any, ...]], *, reveal: bool = False) -> PlaceScore:
    """A row of `select_scores` as it may be shown; reveal: also the number of a held one."""
    kept: Snapshot = row[0]
    is_released = row[8] is not None
    status = Status.PUBLISHED if kept.status is Status.HELD and is_released else kept.status
    is_open = status is Status.PUBLISHED or reveal
    return PlaceScore(
        code=kept.kelurahan_code, name=row[1], kecamatan=row[2], kecamatan_name=row[3],
        latitude=row[4], longitude=row[5], period=Period.parse(kept.month), snapshot_id=kept.id,
        revision=kept.revision, status=status, ippk=kept.ippk if is_open else None,
        low=kept.low if is_open else None, high=kept.high if is_open else None,
        category=kept.category if is_open else None, probability=kept.probability if is_open else None,
        comparable=kept.comparable, direction=kept.direction if is_open else None,
        probability_up=kept.probability_up if is_open else None, adults=kept.adults,
        participants=kept.participants, seal=kept.seal, frozen_at=kept.frozen_at, reason=kept.reason,
        hold=kept.hold or (), released_by=row[6], released_reason=row[7], released_at=row[8],
        score_text=kept.score, inputs_text=kept.inputs, earlier=tuple((row[9] or "").splitlines()),
    )  # fmt: skip

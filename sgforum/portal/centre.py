"""What the command centre reads: what waits, what is overdue, which kelurahan is silent, which links are dead, what is new.

Every question is one statement, whether a place is a kelurahan or a provinsi; nothing here names a resident.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, false, func, literal, or_, select, union_all

from ..accounts.models import Person
from ..consultation.lifecycle import State
from ..consultation.models import Consultation
from ..core.db import db
from ..core.permissions import Level
from ..forum.models import Commitment, Kind, OfficialAnswer, Post, Topic
from ..metrics.models import Release, Snapshot, Status
from ..reports.models import AgencyKind, Institution, LinkClass, LinkTally
from ..reports.queries import list_links
from ..territory.models import Denominator, Place, PlaceLevel, kota_code
from .queries import is_inside

SILENT_DAYS = 30
TREND_DAYS = 14
MOST_EVENTS = 6


def _in(code: Any, places: Sequence[str]) -> ColumnElement[bool]:
    return or_(false(), *(is_inside(code, place) for place in places))


@dataclass
class Load:
    """What waits in one place, and how much of it is past its date."""

    code: str
    answers: int = 0
    answers_late: int = 0
    promises: int = 0
    promises_late: int = 0
    decisions: int = 0
    decisions_late: int = 0

    @property
    def waiting(self) -> int:
        return self.answers + self.promises + self.decisions

    @property
    def late(self) -> int:
        return self.answers_late + self.promises_late + self.decisions_late

    def add(self, other: Load) -> None:
        for name in ("answers", "answers_late", "promises", "promises_late", "decisions", "decisions_late"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def list_loads(places: Sequence[str], today: date, *, by_kota: bool = False) -> list[Load]:
    """What waits in each place in and below these, the most overdue first; by_kota: summed over each kota."""
    found: dict[str, Load] = {}
    for kind, query in (
        ("answers", _answers(places, today)),
        ("promises", _promises(places, today)),
        ("decisions", _decisions(places, today)),
    ):
        for code, waiting, late in db.session.execute(query):
            key = kota_code(code) if by_kota else code
            part = Load(key)
            setattr(part, kind, int(waiting))
            setattr(part, f"{kind}_late", int(late or 0))
            found.setdefault(key, Load(key)).add(part)
    return sorted(found.values(), key=lambda load: (-load.late, -load.waiting, load.code))


def total_of(loads: Iterable[Load]) -> Load:
    whole = Load("")
    for load in loads:
        whole.add(load)
    return whole


def _counted(code: Any, late: ColumnElement[bool], *where: ColumnElement[bool]) -> Select[Any]:
    return select(code, func.count(), func.sum(case((late, 1), else_=0))).where(*where).group_by(code)


def _answers(places: Sequence[str], today: date) -> Select[Any]:
    """Topics that must be answered: three verified residents support them, and no answer stands."""
    return _counted(
        Topic.place_code, Topic.due_on < today,
        _in(Topic.place_code, places), Topic.hidden_at.is_(None), Topic.kind != Kind.DISCUSSION,
        Topic.due_on.is_not(None), or_(Topic.answer_count == 0, Topic.is_disputed),
    )  # fmt: skip


def _promises(places: Sequence[str], today: date) -> Select[Any]:
    return _counted(
        Topic.place_code, Commitment.due_on < today,
        Commitment.topic_id == Topic.id, _in(Topic.place_code, places), Topic.hidden_at.is_(None),
        Commitment.done_at.is_(None), Commitment.superseded_at.is_(None),
    )  # fmt: skip


def _decisions(places: Sequence[str], today: date) -> Select[Any]:
    return _counted(
        Consultation.place_code, Consultation.decision_on < today,
        _in(Consultation.place_code, places), Consultation.state == State.CLOSED,
    )  # fmt: skip


class Checks(NamedTuple):
    """What waits for a second pair of eyes: residents, figures of residents, scores that are held."""

    residents: int
    denominators: int
    scores: int


def count_checks(places: Sequence[str]) -> Checks:
    """How many of each wait in and below the places, in one statement."""
    residents = (
        select(func.count()).select_from(Person)
        .where(Person.level == Level.CONFIRMED, _in(Person.home_code, places))
    )  # fmt: skip
    figures = (
        select(func.count()).select_from(Denominator)
        .where(Denominator.approved_at.is_(None), _in(Denominator.place_code, places))
    )  # fmt: skip
    newest = select(func.max(Snapshot.id)).group_by(Snapshot.kelurahan_code, Snapshot.month)
    held = (
        select(func.count()).select_from(Snapshot)
        .outerjoin(Release, Release.snapshot_id == Snapshot.id)
        .where(
            Snapshot.status == Status.HELD, Release.snapshot_id.is_(None), Snapshot.id.in_(newest),
            _in(Snapshot.kelurahan_code, places),
        )
    )  # fmt: skip
    row = db.session.execute(
        select(residents.scalar_subquery(), figures.scalar_subquery(), held.scalar_subquery())
    ).one()
    return Checks(*row)


class Quiet(NamedTuple):
    """A kelurahan in which nobody wrote for a month; last_at: when somebody last did, None for never."""

    code: str
    name: str
    parent_code: str
    last_at: datetime | None


class Silence(NamedTuple):
    """The silent kelurahan, those silent longest first, and how many kelurahan there are."""

    places: Sequence[Quiet]
    kelurahan: int


def list_silent(places: Sequence[str], at: datetime) -> Silence:
    """Kelurahan in and below the places without a visible text and without a new consultation for SILENT_DAYS."""
    since = at - timedelta(days=SILENT_DAYS)
    last = (
        select(Topic.last_post_at)
        .where(Topic.place_code == Place.code, Topic.hidden_at.is_(None))
        .order_by(Topic.last_post_at.desc())
        .limit(1)
        .correlate(Place)
        .scalar_subquery()
    )
    asked = exists().where(Consultation.place_code == Place.code, Consultation.published_at >= since)
    rows = db.session.execute(
        select(Place.code, Place.name, Place.parent_code, last.label("last_at"), asked.label("asked"))
        .where(Place.level == PlaceLevel.KELURAHAN, _in(Place.code, places))
        .order_by(Place.code)
    ).all()
    quiet = [
        Quiet(row.code, row.name, row.parent_code or "", row.last_at)
        for row in rows
        if not row.asked and (row.last_at is None or row.last_at < since)
    ]
    quiet.sort(key=lambda place: (place.last_at is not None, place.last_at or since, place.code))
    return Silence(quiet, len(rows))


@dataclass
class Links:
    """What the newest check of a kota's agency links found: counts by kind and class, and the dead ones that are named."""

    year: int
    counts: dict[AgencyKind, dict[LinkClass, int]]
    dead: list[tuple[Institution, LinkClass]] = field(default_factory=list)
    checked_on: date | None = None

    @property
    def listed(self) -> int:
        return sum(sum(found.values()) for found in self.counts.values())

    @property
    def alive(self) -> int:
        return sum(found.get(LinkClass.ACTIVE, 0) for found in self.counts.values())

    @property
    def unchecked(self) -> int:
        return sum(found.get(LinkClass.UNKNOWN, 0) for found in self.counts.values())

    @property
    def broken(self) -> int:
        return self.listed - self.alive - self.unchecked


def find_links(kota: str) -> Links | None:
    """A kota's agency links in the newest year of its registers; None where no link was ever listed.

    Each link has the class that the resource report gives it: the audit's, else what was written by hand. A kind whose
    source gives only numbers (as the 2018 study does) is counted by them where they tell of more links than the list
    does, and not a second time by the few agencies that the source names.
    """
    years = (
        db.session.scalar(select(func.max(model.year)).where(model.place_code == kota))
        for model in (Institution, LinkTally)
    )
    year = max(filter(None, years), default=None)
    if year is None:
        return None
    agencies = list_links(kota, year)
    counts: dict[AgencyKind, dict[LinkClass, int]] = {}
    for each in agencies:
        counts.setdefault(each.row.kind, Counter())[each.link_class] += 1
    for row in db.session.scalars(
        select(LinkTally).where(LinkTally.place_code == kota, LinkTally.year == year)
    ):
        told, listed = _tally(row), counts.get(row.kind, {})
        if sum(told.values()) > sum(listed.values()) - listed.get(LinkClass.UNKNOWN, 0):
            counts[row.kind] = told
    alive = (LinkClass.ACTIVE, LinkClass.UNKNOWN)
    dead = [(each.row, each.link_class) for each in agencies if each.link_class not in alive]
    days = [each.known_on for each in agencies if each.known_on is not None]
    return Links(year, counts, sorted(dead, key=lambda found: found[0].name), max(days, default=None))


def _tally(row: LinkTally) -> dict[LinkClass, int]:
    return {
        LinkClass.ACTIVE: row.active,
        LinkClass.BACK_TO_INDEX: row.back_to_index,
        LinkClass.FAILING: row.failing,
        LinkClass.UNREACHABLE: row.unreachable,
    }


NEWS = ("topics", "answers", "kept", "published", "decided", "verified")


class News(NamedTuple):
    """How much of each happened in a day."""

    topics: int
    answers: int
    kept: int
    published: int
    decided: int
    verified: int


def count_news(places: Sequence[str], at: datetime) -> tuple[News, News]:
    """What happened in the last 24 hours, and in the 24 hours before those, in one statement."""
    day = timedelta(days=1)
    counts = [
        select(func.count()).select_from(model).where(*where, moment > start, moment <= start + day).scalar_subquery()
        for start in (at - day, at - 2 * day)
        for model, moment, where in _news(places)
    ]  # fmt: skip
    row = db.session.execute(select(*(count.label(f"n{n}") for n, count in enumerate(counts)))).one()
    return News(*row[: len(NEWS)]), News(*row[len(NEWS) :])


def _news(places: Sequence[str]) -> list[tuple[Any, Any, list[ColumnElement[bool]]]]:
    seen = [_in(Topic.place_code, places), Topic.hidden_at.is_(None)]
    here = _in(Consultation.place_code, places)
    return [
        (Topic, Topic.created_at, seen),
        (OfficialAnswer, OfficialAnswer.created_at, [OfficialAnswer.topic_id == Topic.id, *seen]),
        (Commitment, Commitment.done_at, [Commitment.topic_id == Topic.id, *seen]),
        (Consultation, Consultation.published_at, [here]),
        (Consultation, Consultation.decided_at, [here]),
        (Person, Person.verified_at, [Person.level == Level.VERIFIED, _in(Person.home_code, places)]),
    ]


class Event(NamedTuple):
    """One thing that happened: kind (a name of NEWS), when, its title, and what its address is made of."""

    kind: str
    at: datetime
    title: str
    public_id: str
    slug: str
    place_name: str


def list_events(places: Sequence[str], at: datetime) -> list[Event]:
    """The newest answers, kept promises, consultations and decisions of the last 24 hours, in one statement."""
    since = at - timedelta(days=1)
    seen = [_in(Topic.place_code, places), Topic.hidden_at.is_(None), Place.code == Topic.place_code]
    here = [_in(Consultation.place_code, places), Place.code == Consultation.place_code]

    def of(kind: str, moment: Any, subject: Any, *where: ColumnElement[bool]) -> Select[Any]:
        columns = (subject.title, subject.public_id, subject.slug, Place.name)
        return select(literal(kind).label("kind"), moment.label("at"), *columns).where(moment > since, *where)

    every = union_all(
        of("answers", OfficialAnswer.created_at, Topic, OfficialAnswer.topic_id == Topic.id, *seen),
        of("kept", Commitment.done_at, Topic, Commitment.topic_id == Topic.id, *seen),
        of(
            "published", Consultation.published_at, Consultation, Consultation.state != State.WITHDRAWN, *here
        ),
        of("decided", Consultation.decided_at, Consultation, *here),
    ).subquery()
    rows = db.session.execute(select(every).order_by(every.c.at.desc(), every.c.public_id).limit(MOST_EVENTS))
    return [Event(*row) for row in rows]


def count_by_day(places: Sequence[str], midnights: Sequence[datetime]) -> tuple[list[int], list[int]]:
    """Residents' texts and official answers between each moment and the next, oldest first, in two statements."""
    seen = [_in(Topic.place_code, places), Topic.hidden_at.is_(None)]
    texts = _by_day(
        Post.created_at, midnights, Post.topic_id == Topic.id, *seen,
        Topic.last_post_at >= midnights[0], Post.hidden_at.is_(None), Post.by_staff.is_(False),
    )  # fmt: skip
    return texts, _by_day(OfficialAnswer.created_at, midnights, OfficialAnswer.topic_id == Topic.id, *seen)


def _by_day(moment: Any, midnights: Sequence[datetime], *where: ColumnElement[bool]) -> list[int]:
    days = [
        func.sum(case(((moment >= start) & (moment < end), 1), else_=0))
        for start, end in itertools.pairwise(midnights)
    ]
    row = db.session.execute(select(*days).where(moment >= midnights[0], *where)).one()
    return [int(number or 0) for number in row]


def count_newly_late(places: Sequence[str], today: date) -> int:
    """Topics whose last day for an answer was yesterday and that nobody answered."""
    query = (
        select(func.count()).select_from(Topic)
        .where(
            _in(Topic.place_code, places), Topic.hidden_at.is_(None), Topic.kind != Kind.DISCUSSION,
            Topic.due_on == today - timedelta(days=1), or_(Topic.answer_count == 0, Topic.is_disputed),
        )
    )  # fmt: skip
    return int(db.session.scalar(query) or 0)


def names_of(loads: Iterable[Load], silent: Iterable[Quiet], shown: int) -> Mapping[str, Place]:
    """The places that the page names, by code, in one statement."""
    codes = {load.code for load in list(loads)[:shown]} | {place.parent_code for place in silent}
    return {place.code: place for place in db.session.scalars(select(Place).where(Place.code.in_(codes)))}

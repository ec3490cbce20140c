"""Valid rows of many months in bulk: places, residents, topics with posts, consultations with comments, reads and votes.

Services would take an hour for a million acts; what counts here is that every row passes the database's own checks.
"""

from __future__ import annotations

import random
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select

from sgforum.accounts.models import Person
from sgforum.ballot.models import Channel, Elector, Poll, PollState, Receipt, Rule, Secrecy
from sgforum.consultation.lifecycle import Promise, State
from sgforum.consultation.models import Comment, Consultation, Read, reference_of
from sgforum.core.clock import Period
from sgforum.core.columns import public_id
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from sgforum.forum.models import Area, Kind, Post, Support, Topic
from sgforum.territory import files
from sgforum.territory.models import AgeBand, Denominator, DenominatorGroup, PlaceLevel, Publisher, Sex
from sgforum.territory.queries import list_places
from sgforum.territory.services import add_rt

MONTH, MONTHS = Period(2026, 10), 12
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
RT = 10
POSTS_A_TOPIC = 50
TEXT = (
    "Saluran air di gang belakang pasar tersumbat lagi sejak hujan kemarin, mohon petugas datang memeriksa. "
    * 3
)
GROUPS = [(sex, band) for sex in Sex for band in AgeBand]
Resident = tuple[int, str, str]  # person, kelurahan, RT


def add_places(name: str) -> list[str]:
    """The codes of all kelurahan, each with ten RT and an approved denominator."""
    shipped = Path(files.__file__).parent / "data" / f"{name}.csv"
    with transaction():
        files.import_places(actor=SYSTEM, text=shipped.read_text(encoding="utf-8"), at=LONG_AGO)
        homes = [place.code for place in list_places(PlaceLevel.KELURAHAN)]
        for code in homes:
            for number in range(1, RT + 1):
                add_rt(actor=SYSTEM, kelurahan_code=code, rw=1, rt=number)
            db.session.add(
                Denominator(
                    place_code=code, as_of=date(2024, 6, 30), publisher=Publisher.DISDUKCAPIL, source="Semester I",
                    adults=8_000, rt_count=RT, entered_by_name="Petugas", entered_at=LONG_AGO, approved_by_id=1,
                    approved_by_name="Petugas lain", approved_at=LONG_AGO,
                    groups=[DenominatorGroup(sex=sex, age_band=band, people=1_000) for sex, band in GROUPS],
                )
            )  # fmt: skip
    return homes


def add_people(homes: Sequence[str], number: int) -> list[Resident]:
    """Verified residents, the same number in every kelurahan."""
    residents = [
        (n + 1, homes[n % len(homes)], f"{homes[n % len(homes)]}.RW01.RT{n // len(homes) % RT + 1:02}")
        for n in range(number)
    ]
    _insert(
        Person,
        (
            {
                "id": n, "email": f"warga{n}@contoh.id", "name": f"Warga {n}", "password_hash": "", "level": 2,
                "created_at": LONG_AGO, "email_confirmed_at": LONG_AGO, "verified_at": LONG_AGO, "home_code": home,
                "rt_code": rt, "sex": GROUPS[n % 8][0], "age_band": GROUPS[n % 8][1],
            }
            for n, home, rt in residents
        ),
    )  # fmt: skip
    return residents


def fill(
    months: Iterable[Period], acts: int, residents: Sequence[Resident], zone: ZoneInfo, chance: random.Random
) -> None:
    """So many acts in each of the months."""
    for month in months:
        _forum(month, acts, residents, zone, chance)
        _consultations(month, acts, residents, zone, chance)


def _moment(month: Period, zone: ZoneInfo, chance: random.Random) -> datetime:
    return month.starts_at(zone) + timedelta(seconds=chance.randrange(27 * 86_400))


def _next_id(model: Any) -> int:
    found = db.session.scalar(select(func.coalesce(func.max(model.id), 0))) + 1
    db.session.remove()
    return int(found)


def _forum(
    month: Period, acts: int, residents: Sequence[Resident], zone: ZoneInfo, chance: random.Random
) -> None:
    posts, supports = acts * 4 // 10, acts * 2 // 10
    topics, first, start = max(posts // POSTS_A_TOPIC, 34), _next_id(Topic), month.starts_at(zone)
    numbers = Counter(n % topics for n in range(posts))
    _insert(
        Topic,
        (
            {
                "id": first + n, "slug": "saluran-air", "place_code": residents[n % len(residents)][1], "area": Area.DRAINAGE,
                "kind": Kind.DISCUSSION, "title": f"Saluran air {first + n}", "author_id": residents[n % len(residents)][0],
                "author_level": 2, "created_at": start, "last_post_at": start, "last_number": max(numbers[n], 1),
                "post_count": numbers[n],
            }
            for n in range(topics)
        ),
    )  # fmt: skip
    _insert(
        Post,
        (
            _post(
                first + n % topics,
                n // topics + 1,
                chance.choice(residents),
                _moment(month, zone, chance),
                chance,
            )
            for n in range(posts)
        ),
    )
    shift, size = chance.randrange(topics), len(residents)
    _insert(
        Support,
        (
            {
                "topic_id": first + (n // size + n + shift) % topics, "person_id": residents[n % size][0], "level": 2,
                "is_counted": True, "at": _moment(month, zone, chance),
            }
            for n in range(supports)
        ),
    )  # fmt: skip


def _post(topic: int, number: int, writer: Resident, at: datetime, chance: random.Random) -> dict[str, Any]:
    odd = chance.randrange(60)
    return {
        "topic_id": topic, "number": number, "author_id": writer[0], "author_level": 2, "author_home": writer[1],
        "author_rt": writer[2], "by_staff": odd == 0, "is_duplicate": odd == 1, "text": TEXT, "html": TEXT,
        "renderer_version": 1, "digest": "0" * 64, "created_at": at,
        "hidden_at": at + timedelta(hours=1) if odd == 2 else None, "hidden_reason": "iklan" if odd == 2 else None,
    }  # fmt: skip


def _consultations(
    month: Period, acts: int, residents: Sequence[Resident], zone: ZoneInfo, chance: random.Random
) -> None:
    homes = sorted({home for _, home, _ in residents})
    first, poll, start = _next_id(Consultation), _next_id(Poll), month.starts_at(zone)
    ends = start + timedelta(days=20)
    ids = [public_id() for _ in homes]
    _insert(
        Consultation,
        (
            {
                "id": first + n, "public_id": ids[n], "slug": "jadwal", "place_code": home, "title": "Jadwal angkut sampah",
                "decision_on": month.last_day(), "officer_id": 1, "promise": Promise.CONSULT, "secrecy": Secrecy.OPEN,
                "receipt": Receipt.NONE, "state": State.CLOSED, "roll_size": 1, "information_complete": True,
                "created_at": start, "published_at": start, "opened_at": start, "closed_at": ends,
            }
            for n, home in enumerate(homes)
        ),
    )  # fmt: skip
    _insert(
        Poll,
        (
            {
                "id": poll + n, "reference": reference_of(ids[n]), "place_code": home, "title": "Kapan?", "rule": Rule.PLURALITY,
                "parameters": {}, "opens_at": start, "closes_at": ends, "ends_at": ends, "snapshot_at": start,
                "secrecy": Secrecy.OPEN, "receipt": Receipt.NONE, "roll_size": 1, "roll_hash": "", "rules_hash": "",
                "state": PollState.CLOSED, "tally": {}, "closed_at": ends,
            }
            for n, home in enumerate(homes)
        ),
    )  # fmt: skip
    _insert(
        Elector,
        _electors(
            acts // 10, dict(zip(homes, range(poll, poll + len(homes)), strict=True)), residents, chance
        ),
    )
    _insert(
        Comment,
        (
            _comment(first + n % len(homes), chance.choice(residents), _moment(month, zone, chance), chance)
            for n in range(acts // 10)
        ),
    )
    size, places = len(residents), len(homes)
    _insert(
        Read,
        (
            {
                "consultation_id": first + (n // size + n) % places, "person_id": residents[(n * 7) % size if size % 7 else n % size][0],
                "read_at": _moment(month, zone, chance),
            }
            for n in range(min(acts * 2 // 10, size * places))
        ),
    )  # fmt: skip


def _electors(
    voters: int, polls: dict[str, int], residents: Sequence[Resident], chance: random.Random
) -> Iterator[dict[str, Any]]:
    """Everybody on the roll of their kelurahan, so many of them voted."""
    voted = set(chance.sample(range(len(residents)), min(voters, len(residents))))
    for n, (person, home, _) in enumerate(residents):
        came = n in voted
        yield {
            "elector_id": secrets.token_hex(16), "poll_id": polls[home], "person_id": person, "voted": came,
            "channel": Channel.ONLINE if came else None,
        }  # fmt: skip


def _comment(consultation: int, writer: Resident, at: datetime, chance: random.Random) -> dict[str, Any]:
    odd = chance.randrange(40)
    return {
        "consultation_id": consultation, "author_id": writer[0], "text": TEXT, "html": TEXT, "renderer": 1,
        "text_hash": secrets.token_hex(32), "counts": odd != 0, "is_duplicate": odd == 1, "created_at": at,
    }  # fmt: skip


def _insert(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """In pieces of ten thousand rows, each committed."""
    while piece := list(islice(rows, 10_000)):
        with transaction():
            db.session.connection().execute(insert(model.__table__), piece)

"""What the parts of the demo share while it is made: places, who is who, and what has been written so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from ..core.crypto import Secret
from ..core.permissions import Actor
from ..territory.models import is_desa, kota_code
from .corpus.activity_types import Plan, PlanArea
from .corpus.places import Place as Setting
from .terms import Terms
from .timeline import Timeline

RWS = 4
"""RW of each kelurahan; the head of each vouches for the residents of its RT."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """One kelurahan of the demo. rts: the code of each RT by its number (from 1), with the number of its RW."""

    code: str
    name: str
    kecamatan: str
    adults: int
    rts: dict[int, tuple[int, str]]
    setting: Setting

    @property
    def kota(self) -> str:
        return kota_code(self.code)

    @property
    def is_desa(self) -> bool:
        return is_desa(self.code)

    @property
    def area(self) -> PlanArea:
        return PlanArea(self.code, len(self.rts), self.adults)


@dataclass(frozen=True, slots=True)
class Town:
    """A kota or kabupaten of the demo, or the provinsi above them; name without its kind, title with it."""

    code: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Login:
    """One account that a visitor may use; all of them have the password of staff.PASSWORD."""

    role: str
    place: str
    name: str
    email: str


@dataclass
class Staff:
    """Actors by what they do; the keys are codes of places, for `offices` a kota's with the office's name."""

    admins: list[Actor] = field(default_factory=list)
    lurah: dict[str, Actor] = field(default_factory=dict)
    camat: dict[str, Actor] = field(default_factory=dict)
    desk: dict[str, Actor] = field(default_factory=dict)
    rw: dict[tuple[str, int], Actor] = field(default_factory=dict)
    moderators: dict[str, Actor] = field(default_factory=dict)
    offices: dict[tuple[str, str], Actor] = field(default_factory=dict)


@dataclass
class World:
    """The demo under way. actors: residents by their number in the plan, as they stand at the moment.

    city: the kota whose apps have campaigns. towns: the kota by code. neighbourhoods: those in which people live.
    secret: the one password of all accounts, hashed once.
    """

    terms: Terms
    keys: Path
    city: str
    timeline: Timeline
    plan: Plan
    neighbourhoods: dict[str, Neighbourhood]
    staff: Staff
    secret: Secret
    towns: dict[str, Town]
    logins: list[Login] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    actors: dict[int, Actor] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return self.terms.zone

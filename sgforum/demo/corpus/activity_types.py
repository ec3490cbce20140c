"""Who does what and when in the demo: the parts of a plan. Every time is aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sgforum.demo.corpus.names import Sex

AgeBand = Literal["17-24", "25-44", "45-59", "60+"]
Habit = Literal["volunteer", "regular", "occasional"]
TempoName = Literal["ramai", "aktif", "sepi", "senyap"]


@dataclass(frozen=True)
class PlanArea:
    """A kelurahan to plan for: its code, number of RT, and residents of 17 and over."""

    code: str
    rts: int
    adults: int


@dataclass(frozen=True)
class PlanPart:
    """One kota to plan for.

    `code` is None where the kota as a whole asks nothing; `scale` shrinks or grows the number of residents (the
    silent and the least stay as they are). `quantile` is where its kelurahan begin in the table of tempos: 0 with
    the liveliest, 0.3 without those. `campaigns` says whether its residents visit the campaigns.
    """

    areas: tuple[PlanArea, ...]
    code: str | None = None
    scale: float = 1.0
    quantile: float = 0.0
    campaigns: bool = True


@dataclass(frozen=True)
class Tempo:
    """How lively a kelurahan is, and how well its office keeps up.

    `upto` is the upper end of its slice of all kelurahan (0-1); `rate` the monthly participants per adult,
    low and high; `least` and `most` bound the number of residents; `topics` are counts per month.
    `consultation` is the chance of one in a month; the rest are shares, 0-1: supported topics `answered`, and of
    these `in_time`; consultations `recorded`, and with `complete` information.
    """

    name: TempoName
    upto: float
    rate: tuple[float, float]
    least: int
    most: int
    topics: tuple[int, int]
    consultation: float
    answered: float
    in_time: float
    recorded: float
    complete: float


@dataclass(frozen=True)
class PlannedResident:
    """`number` is the place in `Plan.residents`; `rt` counts from 1; `verifier` is one of four (0-3).

    `verified_at` is None for the few who never show where they live; they may write and never count.
    """

    number: int
    area: str
    sex: Sex
    age_band: AgeBand
    rt: int
    habit: Habit
    registered_at: datetime
    verified_at: datetime | None
    verifier: int


@dataclass(frozen=True)
class PlannedTopic:
    """`local` is its number among the kelurahan's topics: the index into `compose_topics(...)`."""

    number: int
    area: str
    local: int
    author: int
    at: datetime


@dataclass(frozen=True)
class PlannedReply:
    """`text` is the index into the topic's replies; no text comes twice in a topic."""

    topic: int
    author: int
    at: datetime
    text: int


@dataclass(frozen=True)
class PlannedSupport:
    topic: int
    supporter: int
    at: datetime


@dataclass(frozen=True)
class PlannedAnswer:
    """`draw` in [0, 1) picks one of the topic's answers."""

    topic: int
    at: datetime
    draw: float


@dataclass(frozen=True)
class PlannedConsultation:
    """Comments from `published_at` to `voting_from`, ballots from then to `closes_at`, a week each at least.

    `record_at` is None where the office never writes the decision down; `complete` says whether the
    information is (cost, document, accessible version ...).
    """

    number: int
    area: str
    local: int
    published_at: datetime
    voting_from: datetime
    closes_at: datetime
    record_at: datetime | None
    complete: bool


@dataclass(frozen=True)
class PlannedReading:
    consultation: int
    reader: int
    at: datetime
    seconds: int


@dataclass(frozen=True)
class PlannedComment:
    """`text` is the index into the consultation's comments; no text comes twice."""

    consultation: int
    author: int
    at: datetime
    text: int


@dataclass(frozen=True)
class PlannedBallot:
    """`draw` in [0, 1) goes to `pick_choice`; a later ballot of the same voter replaces the earlier one."""

    consultation: int
    voter: int
    at: datetime
    draw: float


@dataclass(frozen=True)
class PlannedVisit:
    """One browser's visit of a campaign page; `resident` is None for a visitor without an account."""

    campaign: int
    browser: int
    resident: int | None
    at: datetime
    pledges: bool
    installs: bool


@dataclass(frozen=True)
class Plan:
    """Everything that happens, each kind in order of time (residents, topics, consultations by number)."""

    tempos: dict[str, TempoName]
    residents: tuple[PlannedResident, ...]
    topics: tuple[PlannedTopic, ...]
    replies: tuple[PlannedReply, ...]
    supports: tuple[PlannedSupport, ...]
    answers: tuple[PlannedAnswer, ...]
    consultations: tuple[PlannedConsultation, ...]
    readings: tuple[PlannedReading, ...]
    comments: tuple[PlannedComment, ...]
    ballots: tuple[PlannedBallot, ...]
    visits: tuple[PlannedVisit, ...]

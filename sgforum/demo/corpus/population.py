"""How lively each kelurahan is, and the residents who join the demo there."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from sgforum.demo.corpus.activity_types import AgeBand, Habit, PlanArea, PlannedResident, Tempo
from sgforum.demo.corpus.names import Sex
from sgforum.demo.corpus.timetable import office_moment, resident_moment

TEMPOS: tuple[Tempo, ...] = (
    Tempo("ramai", 0.08, (0.0070, 0.0100), 48, 400, (12, 16), 1.0, 0.95, 0.92, 1.0, 0.95),
    Tempo("aktif", 0.34, (0.0024, 0.0042), 36, 200, (7, 10), 0.95, 0.80, 0.75, 0.75, 0.85),
    Tempo("sepi", 0.85, (0.0012, 0.0024), 25, 64, (4, 7), 0.7, 0.60, 0.60, 0.50, 0.75),
    Tempo("senyap", 1.0, (0.0002, 0.0004), 3, 7, (1, 2), 0.0, 0.30, 0.50, 0.0, 0.0),
)
_HABITS: tuple[Habit, ...] = ("volunteer", "regular", "occasional")
_HABIT_WEIGHTS = (12, 45, 43)
ACTIVE = {"volunteer": 0.95, "regular": 0.80, "occasional": 0.48}
_MEAN_ACTIVE = 0.68  # of the residents in a month, from the two tables above
_SEXES: tuple[Sex, ...] = ("female", "male")
_AGE_BANDS: tuple[AgeBand, ...] = ("17-24", "25-44", "45-59", "60+")
_AGE_WEIGHTS = (17, 49, 24, 10)
_UNVERIFIED = 0.07


def tempo_at(quantile: float) -> Tempo:
    """The tempo of the kelurahan at a quantile (0 to below 1) of the shuffled list; the first is always lively."""
    return next(tempo for tempo in TEMPOS if quantile < tempo.upto)


def joined(person: PlannedResident) -> datetime:
    """From when someone acts: once verified, or once registered when that never happens."""
    return person.verified_at or person.registered_at


def plan_residents(
    rng: random.Random,
    area: PlanArea,
    tempo: Tempo,
    *,
    first: datetime,
    end: datetime,
    scale: float,
    number: int,
) -> list[PlannedResident]:
    """The people of one kelurahan, numbered from `number`.

    More than half are there before `first`, the last join two weeks before `end`: too many people verified in a
    month's last days would, rightly, hold its score back for review.
    """
    residents = []
    count = _count_people(rng, area, tempo, scale)
    for place in range(count):
        early = place < 0.55 * count
        since = first - timedelta(days=60) if early else first
        until = first if early else end - timedelta(days=14)
        registered = resident_moment(rng, since, until)
        verified = office_moment(rng, registered, rng.randint(1, 4))
        residents.append(
            PlannedResident(
                number=number + place,
                area=area.code,
                sex=rng.choices(_SEXES, weights=(52, 48))[0],
                age_band=rng.choices(_AGE_BANDS, weights=_AGE_WEIGHTS)[0],
                rt=rng.randint(1, area.rts),
                habit=rng.choices(_HABITS, weights=_HABIT_WEIGHTS)[0],
                registered_at=registered,
                verified_at=None if rng.random() < _UNVERIFIED else verified,
                verifier=place % 4,
            )
        )
    return residents


def _count_people(rng: random.Random, area: PlanArea, tempo: Tempo, scale: float) -> int:
    """As many people as give the tempo's monthly rate, within its bounds (`least` and `most`)."""
    wanted = round(area.adults * rng.uniform(*tempo.rate) * scale / _MEAN_ACTIVE)
    return min(tempo.most, max(tempo.least, wanted))

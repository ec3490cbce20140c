"""Making the city: found it, plan everything that happens in it, and let it happen."""

from __future__ import annotations

from datetime import datetime

from ..config import Config
from ..core.clock import Period
from ..core.db import transaction
from ..core.permissions import SYSTEM
from ..metrics import services as metrics
from ..metrics.measures.facts import freeze_moment
from . import founding, residents, staff
from .assemblies import Assemblies
from .corpus.activity import plan_city
from .corpus.activity_types import Plan
from .corpus.names import SEXES, compose_names
from .drives import Drives
from .showcase import with_showcase
from .talk import Talk
from .terms import Size, Terms
from .timeline import Rank, Timeline
from .world import Neighbourhood, World

_SCALE = (
    0.4  # of the residents that the timetable would have: every password is hashed as slowly as a real one
)


def prepare(terms: Terms, config: Config) -> World:
    """Found the city, hire its staff, and put all that will happen on the timeline; its own transaction."""
    with transaction():
        neighbourhoods = founding.import_territory(terms)
        city = founding.city_code()
        plan = _plan(terms, neighbourhoods, city)
        kecamatan = {
            each.kecamatan: founding.kecamatan_name(each.kecamatan) for each in neighbourhoods.values()
        }
        posts = staff.list_posts((city, "Kota Balikpapan"), kecamatan, neighbourhoods)
        names = _names(terms, len(posts), plan)
        people, logins = staff.hire_all(posts, names[: len(posts)], founding.founded_at(terms))
        founding.enter_denominators(terms, neighbourhoods, people.admins)
        founding.load_knowledge(terms, people.admins[0])
    world = World(
        terms=terms, keys=config.keys, city=city, timeline=Timeline(terms.zone), plan=plan,
        neighbourhoods=neighbourhoods, staff=people, logins=logins, names=names[len(posts) :],
    )  # fmt: skip
    residents.schedule(world)
    Talk(world).schedule()
    Assemblies(world).schedule()
    Drives(world).schedule()
    _schedule_freezes(world)
    return world


def _plan(terms: Terms, neighbourhoods: dict[str, Neighbourhood], city: str) -> Plan:
    plan = plan_city(
        terms.lot("plan"),
        [each.area for each in neighbourhoods.values()],
        [str(period) for period in terms.played],
        city_code=city if terms.size is Size.CITY else None,
        scale=_SCALE,
    )
    return with_showcase(plan, terms)


def _names(terms: Terms, posts: int, plan: Plan) -> list[str]:
    """Names of the staff and then of the residents, all different."""
    lot = terms.lot("names")
    of_staff = [lot.choice(SEXES) for _ in range(posts)]
    return compose_names(lot, [*of_staff, *(person.sex for person in plan.residents)])


def _schedule_freezes(world: World) -> None:
    """Freeze each scored month on the day from which that is allowed, as the worker does."""
    for period in world.terms.scored:
        world.timeline.add(
            freeze_moment(period, world.zone),
            lambda at, period=period: _freeze(world, period, at),
            rank=Rank.CLOSING,
            alone=True,
        )


def _freeze(world: World, period: Period, at: datetime) -> None:
    bench = metrics.prepare(period=period, zone=world.zone)
    with transaction():
        metrics.freeze_period(
            actor=SYSTEM, period=period, keys=world.keys, zone=world.zone, at=at, bench=bench
        )

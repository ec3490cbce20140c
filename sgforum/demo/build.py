"""Making the place: found it, plan everything that happens in it, and let it happen."""

from __future__ import annotations

import dataclasses
import gc
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from ..config import Config
from ..core.clock import Period
from ..core.crypto import secret_of
from ..core.db import transaction
from ..core.permissions import SYSTEM
from ..metrics import services as metrics
from ..metrics.measures.facts import freeze_moment
from ..notify.component import deliver
from . import founding, residents, shares, staff
from .assemblies import Assemblies
from .corpus.activity import plan_parts
from .corpus.activity_types import Plan, PlanArea, PlannedResident, PlanPart
from .corpus.names import SEXES, compose_names
from .drives import Drives
from .every_ballot import schedule_showings
from .showcase import with_showcase
from .talk import Talk
from .terms import Size, Terms
from .timeline import Rank, Timeline
from .world import Login, Neighbourhood, World

# Of the residents that the timetable would have: enough for life, few enough to be made in a minute
_SCALE = 0.4
_QUIET = 0.3  # where kabupaten begin in the table of tempos: their liveliest kelurahan or desa is active, not lively


def prepare(terms: Terms, config: Config) -> World:
    """Found the place, hire its staff, and put all that will happen on the timeline; its own transaction."""
    secret = secret_of(staff.PASSWORD)
    _lay_seal_key(terms, config)
    with transaction():
        everywhere = founding.import_territory(terms)
        living, towns = founding.lives_in(everywhere), founding.found_towns()
        plan = _plan(terms, living)
        kecamatan = {each.kecamatan: founding.kecamatan_name(each.kecamatan) for each in living.values()}
        posts = staff.list_posts(founding.found_root(), towns, kecamatan, living)
        names = _names(terms, len(posts), plan)
        people, logins = staff.hire_all(
            posts, names[: len(posts)], staff.Hiring(secret, founding.founded_at(terms))
        )
        founding.enter_denominators(terms, everywhere, people.admins)
        founding.load_knowledge(terms, people.admins[0])
    world = World(
        terms=terms, keys=config.keys, city=next(iter(living.values())).kota, timeline=Timeline(terms.zone), plan=plan,
        neighbourhoods=living, staff=people, logins=logins, names=names[len(posts) :], secret=secret, towns=towns,
    )  # fmt: skip
    residents.schedule(world)
    Talk(world).schedule()
    Assemblies(world).schedule()
    schedule_showings(world)
    Drives(world).schedule()
    _schedule_freezes(world)
    return world


def _plan(terms: Terms, living: dict[str, Neighbourhood]) -> Plan:
    areas: dict[str, list[PlanArea]] = {}
    for each in living.values():
        areas.setdefault(each.kota, []).append(each.area)
    parts = [
        (_lot_of(terms, kota), _part(terms, kota, tuple(areas[kota])))
        for kota in sorted(areas, key=lambda code: (code not in founding.DENSE, code))
    ]
    return with_showcase(plan_parts(parts, [str(period) for period in terms.played]), terms)


def _lot_of(terms: Terms, kota: str) -> random.Random:
    return terms.lot("plan") if kota == shares.MAIN_KOTA else terms.lot("plan", kota)


def _lay_seal_key(terms: Terms, config: Config) -> None:
    """The key of the scores' seals, from the seed: the same demo exports the same bytes; what it hides is invented."""
    config.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = config.keys / metrics.SEAL_KEY
    path.write_bytes(terms.lot(metrics.SEAL_KEY).randbytes(32))
    path.chmod(0o600)


def _part(terms: Terms, kota: str, areas: tuple[PlanArea, ...]) -> PlanPart:
    """Only Balikpapan has campaigns, for the apps are its own; a kabupaten as a whole asks nothing."""
    is_dense = kota in founding.DENSE
    asks = is_dense and terms.size is not Size.KELURAHAN
    return PlanPart(
        areas, kota if asks else None, _SCALE, quantile=0.0 if is_dense else _QUIET,
        campaigns=kota == shares.MAIN_KOTA,
    )  # fmt: skip


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
            partial(_freeze, world, period),
            rank=Rank.CLOSING,
            alone=True,
        )


def _freeze(world: World, period: Period, at: datetime) -> None:
    bench = metrics.prepare(period=period, zone=world.zone)
    with transaction():
        metrics.freeze_period(
            actor=SYSTEM, period=period, keys=world.keys, zone=world.zone, at=at, bench=bench
        )
    if period == world.terms.scored[-1]:
        _look_again(world, period, at)


def _look_again(world: World, period: Period, at: datetime) -> None:
    """What the worker does after a freeze; a whole provinsi's choices are left to the worker itself."""
    is_small = world.terms.size is not Size.PROVINCE
    computed = metrics.prepare_effects(period=period) if is_small else ()
    with transaction():
        metrics.store_effects(period=period, computed=computed)
        metrics.check_counters(zone=world.zone, at=at)


def play(world: World) -> Iterator[None]:
    """Let everything happen that is planned up to now; yields after each act."""
    gc.collect()
    gc.freeze()  # the plan stays to the end: the collector need not walk over it again and again
    try:
        yield from world.timeline.play(world.terms.now)
    finally:
        gc.unfreeze()


def deliver_mails(config: Config, at: datetime) -> int:
    """Hand the mails of the invented past to the notify job, as files whatever the installation is set to; how many."""
    to_files = dataclasses.replace(config, mail_url="")
    total = 0
    while sent := deliver(to_files, at):
        total += sent
    return total


def choose_logins(world: World) -> list[Login]:
    """One account of each kind worth trying: those for the whole, of the liveliest kelurahan, and residents there."""
    lively = Counter(person.area for person in world.plan.residents).most_common(1)[0][0]
    home = world.neighbourhoods[lively]
    kecamatan, host = founding.kecamatan_name(home.kecamatan), staff.domain(world.towns[home.kota])
    tail = staff.address_tails(world.neighbourhoods)[home.code]
    wanted = ("admin1@", "admin2@", "auditor@", f".admin@{host}", f"{staff.slug(staff.ICT_OFFICE)}@{host}",
              f".{tail}@{host}", f".{staff.slug(kecamatan)}@{host}")  # fmt: skip
    chosen = [login for login in world.logins if any(part in f".{login.email}" for part in wanted)]
    return [*chosen, *_resident_logins(world, home)]


def _resident_logins(world: World, home: Neighbourhood) -> list[Login]:
    """Somebody who may vote today and has not yet, and somebody who still waits for verification."""
    people = [
        person
        for person in world.plan.residents
        if person.area == home.code and person.number in world.actors
    ]
    waiting = [person for person in people if not world.actors[person.number].is_verified]
    found = [("Warga terverifikasi", person) for person in _may_still_vote(world, home, people)[:1]]
    found += [("Warga belum diverifikasi", person) for person in waiting[:1]]
    return [
        Login(role, home.name, world.names[person.number], residents.email_of(world, person))
        for role, person in found
    ]


def _may_still_vote(
    world: World, home: Neighbourhood, people: Sequence[PlannedResident]
) -> list[PlannedResident]:
    now, plan = world.terms.now, world.plan
    boxes = {
        each.number: each.voting_from
        for each in plan.consultations
        if each.area == home.code and each.voting_from <= now < each.closes_at
    }
    voted = {each.voter for each in plan.ballots if each.consultation in boxes and each.at <= now}
    first = min(boxes.values(), default=now)
    return [
        person
        for person in people
        if person.number not in voted and person.verified_at is not None and person.verified_at < first
    ]

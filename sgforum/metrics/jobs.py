"""What the worker does for the score: freezes the month that is over, forgets who took part long ago."""

from __future__ import annotations

import logging
from datetime import datetime

from ..component import Job
from ..config import Config
from ..core.clock import Period
from ..core.db import transaction
from ..core.permissions import SYSTEM
from ..territory.models import PlaceLevel
from ..territory.queries import list_places
from . import services
from .measures.facts import freeze_moment
from .queries import latest_period, latest_snapshots

_log = logging.getLogger("sgforum.metrics")
HOUR = 3600


def freeze_last_month(config: Config, at: datetime) -> int:
    """Freeze last month from day 10 on, if a kelurahan of it is still open; returns how many were stored.

    A month that is frozen already is left alone even if its figures have changed since: a revision takes an
    operator with a reason.
    """
    period = Period.of(at, config.zone).plus(-1)
    if at < freeze_moment(period, config.zone):
        return 0
    open_places = {place.code for place in list_places(PlaceLevel.KELURAHAN)} - set(latest_snapshots(period))
    if not open_places:
        return 0
    bench = services.prepare(period=period, zone=config.zone)
    with transaction():
        done = services.freeze_period(
            actor=SYSTEM, period=period, keys=config.keys, zone=config.zone, at=at, bench=bench
        )
    return len(done.new)


def purge(config: Config, at: datetime) -> int:
    """Delete rows of people that are older than 13 months, and then the keys of years that are wholly gone."""
    with transaction():
        gone = services.purge_person_months(at=at, zone=config.zone)
    return gone + services.destroy_old_keys(keys=config.keys, at=at, zone=config.zone)


def report_drift(config: Config, at: datetime) -> int:
    """Recount, keep the outcome for public pages, and log every counter that is not what its rows say; how many."""
    with transaction():
        found = services.check_counters(zone=config.zone, at=at)
    for drift in found:
        _log.error("drift: %s of %s shows %s, counted %s", *drift)
    return len(found)


def weigh_choices(config: Config, at: datetime) -> int:
    """Compute what the newest month owes to choices of the method, where scores have changed since; how many kota."""
    period = latest_period()
    if period is None:
        return 0
    computed = services.prepare_effects(period=period)
    if not computed:
        return 0
    with transaction():
        return services.store_effects(period=period, computed=computed)


JOBS = (
    Job("metrics.freeze", HOUR, freeze_last_month),
    Job("metrics.choices", HOUR, weigh_choices),
    Job("metrics.purge", 24 * HOUR, purge),
    Job("metrics.recount", 24 * HOUR, report_drift),
)

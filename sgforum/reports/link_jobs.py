"""What the worker does for the link audit: one site at a time."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from sgforum.component import Job
from sgforum.config import Config
from sgforum.core import clock
from sgforum.core.db import transaction
from sgforum.core.permissions import SYSTEM
from sgforum.reports import link_services
from sgforum.reports.link_check import Asker, agent_name, check_site, read_index

TURN_SECONDS = 10


def audit_links(config: Config, at: datetime, only: str | None = None) -> int:
    """Check the one site whose turn it is; 0 where none is due, or nobody said whom a site's keeper may write to."""
    if not config.link_audit_contact:
        return 0
    with transaction():
        turn = link_services.claim_next(actor=SYSTEM, at=at, zone=config.zone, only=only)
    if turn is None:
        return 0
    asker = Asker(
        agent_name(config.base_url, config.link_audit_contact), current_app.extensions["sgforum_network"]
    )
    index = turn.index
    if index is None:
        read = read_index(turn.index_url, asker)
        with transaction():
            index = link_services.known_index(
                actor=SYSTEM, place_code=turn.place_code, read=read, at=clock.now()
            )
    finding = check_site(turn.website, index, asker)
    with transaction():
        link_services.record_check(actor=SYSTEM, turn=turn, finding=finding, at=clock.now(), zone=config.zone)
    return 1


JOBS = (Job("reports.links", TURN_SECONDS, audit_links),)

"""Campaigns of the demo for the apps of the city: planned, published, visited, joined, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from ..campaign import services
from ..campaign.models import Campaign, GoalKind, Link
from ..campaign.plans import Plan
from ..core.clock import local_date
from ..core.db import db
from ..core.permissions import Actor
from . import shares
from .corpus.activity_types import PlannedVisit
from .corpus.campaigns import CAMPAIGNS, CampaignText
from .corpus.timetable import at_clock
from .staff import ICT_OFFICE
from .timeline import Rank
from .world import World

# Reach that a demo's few hundred residents can have; people in the texts' own goals are the whole city's
_GOALS = {
    "hore": (300, GoalKind.PLEDGES),
    "i-balikpapan": (200, GoalKind.INSTALLS),
    "tmc": (400, GoalKind.VISITS),
    "simpus": (200, GoalKind.PLEDGES),
    "kafeku": (150, GoalKind.INSTALLS),
}
_TARGET_SHARES = {"hore": 0.85, "i-balikpapan": 0.50, "tmc": 0.30, "simpus": 0.25, "kafeku": 0.35}
_CHANNELS = ("Grup WhatsApp RT", "Posyandu", "Kantor kelurahan")
_STILL_RUNNING = {"hore": 14, "i-balikpapan": 30, "kafeku": 9}
"""Days that some campaigns still have from today on, so that a visitor can take part."""


class Drives:
    """The campaigns' part of the plan, put on the timeline."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._ids: dict[int, tuple[str, str]] = {}
        self._codes: dict[int, Sequence[str]] = {}

    def schedule(self) -> None:
        """Each campaign from the draft to its last day, with every visit at its moment."""
        timeline = self._world.timeline
        moved = {}
        for number, text in enumerate(CAMPAIGNS):
            planned = self._world.terms.starts_at + timedelta(days=5 + 3 * number)
            starts_on = self._first_day(text, local_date(planned, self._world.zone))
            moved[number] = starts_on - local_date(planned, self._world.zone)
            self._schedule_campaign(number, text, starts_on)
        for visit in self._world.plan.visits:
            timeline.add(visit.at + moved[visit.campaign], partial(self._visit, visit))

    def _first_day(self, text: CampaignText, planned: date) -> date:
        """As planned, or later where the campaign is to run today."""
        left = _STILL_RUNNING.get(text.app)
        if left is None:
            return planned
        return max(planned, self._world.terms.today + timedelta(days=left - text.days))

    def _schedule_campaign(self, number: int, text: CampaignText, starts_on: date) -> None:
        add = self._world.timeline.add
        ends_on = starts_on + timedelta(days=text.days)
        add(
            at_clock(starts_on - timedelta(days=2), 10),
            partial(self._draft, number, text, starts_on, ends_on),
            rank=Rank.OPENING,
        )
        add(at_clock(starts_on, 0), partial(self._publish, number), rank=Rank.OPENING)
        add(
            at_clock(ends_on + timedelta(days=1), 0, 15),
            lambda at: services.end_due_campaigns(today=local_date(at, self._world.zone), at=at),
            rank=Rank.CLOSING,
        )

    @property
    def _officer(self) -> Actor:
        return self._world.staff.offices[self._world.city, ICT_OFFICE]

    def _draft(self, number: int, text: CampaignText, starts_on: date, ends_on: date, at: datetime) -> None:
        goal_number, goal_kind = _GOALS[text.app]
        adults = round(shares.RESIDENTS * shares.ADULT_SHARE)
        plan = Plan(
            app_slug=text.app, place_code=self._world.city, title=text.title, goal=text.goal, goal_number=goal_number,
            goal_kind=goal_kind, starts_on=starts_on, ends_on=ends_on, page_text=text.page, pledge=text.pledge,
            share_text=text.share, target_group=text.target_group,
            target_size=round(adults * _TARGET_SHARES[text.app]), target_source=shares.SOURCE,
        )  # fmt: skip
        made = services.create_campaign(actor=self._officer, plan=plan, at=at)
        self._ids[number] = made.public_id, made.slug
        for channel in _CHANNELS:
            services.add_link(actor=self._officer, campaign_id=made.public_id, channel=channel, at=at)

    def _publish(self, number: int, at: datetime) -> None:
        public_id, slug = self._ids[number]
        today = local_date(at, self._world.zone)
        services.publish_campaign(actor=self._officer, campaign_id=public_id, today=today, at=at)
        self._codes[number] = db.session.scalars(
            select(Link.code).join(Campaign).where(Campaign.slug == slug).order_by(Link.id)
        ).all()

    def _visit(self, visit: PlannedVisit, at: datetime) -> None:
        """Through one of the links; some go on to take part, and some of these declare the app installed."""
        world, today = self._world, local_date(at, self._world.zone)
        codes = self._codes[visit.campaign]
        _id, slug = self._ids[visit.campaign]
        services.count_visit(code=codes[visit.browser % len(codes)], today=today)
        if visit.resident is None or visit.resident not in world.actors:
            return
        actor = world.actors[visit.resident]
        if visit.installs:
            services.declare_install(actor=actor, slug=slug, today=today, at=at)
        elif visit.pledges:
            services.pledge(actor=actor, slug=slug, today=today, at=at)

"""Apps and campaigns: the smallest valid rows."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from flask import current_app

from sgforum.campaign import services
from sgforum.campaign.models import App, Audience, Campaign, CampaignState, GoalKind
from sgforum.campaign.plans import Plan
from sgforum.core.clock import local_date, now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM

from .territory import KELURAHAN

_numbers = itertools.count(1)


def today() -> date:
    return local_date(now(), current_app.config["ZONE"])


def make_app(slug: str | None = None, **fields) -> App:
    """An app of the catalogue; committed."""
    n = next(_numbers)
    values = {
        "name": f"Aplikasi {n}", "purpose": "Kegunaan untuk uji coba.", "purpose_en": "A purpose for tests.",
        "audience": Audience.RESIDENTS, "source": "uji", "year": 2018, "created_at": now(), "updated_at": now(),
    } | fields  # fmt: skip
    app = App(slug=slug or f"aplikasi-{n}", **values)
    db.session.add(app)
    db.session.commit()
    return app


def make_plan(**fields) -> Plan:
    """A campaign in words that runs from yesterday for a month; its app must be there."""
    values = {
        "app_slug": "hore", "place_code": KELURAHAN, "title": f"Pasang Hore bersama-sama {next(_numbers)}",
        "goal": "Seratus warga memasang Hore.", "goal_number": 100, "goal_kind": GoalKind.INSTALLS,
        "starts_on": today() - timedelta(days=1), "ends_on": today() + timedelta(days=30),
        "page_text": "Dengan aplikasi ini Anda dapat melapor dari rumah.",
        "pledge": "Saya akan memasang Hore.", "share_text": "Ayo pasang Hore bersama!",
    } | fields  # fmt: skip
    return Plan(**values | {"goal_kind": GoalKind(values["goal_kind"])})


def make_campaign(state: str = "published", **fields) -> Campaign:
    """A campaign through the services, by default published and running; makes its app if need be; committed."""
    plan = make_plan(**fields)
    if db.session.scalar(db.select(App.id).where(App.slug == plan.app_slug)) is None:
        make_app(plan.app_slug)
    at = now()
    with transaction():
        campaign = services.create_campaign(actor=SYSTEM, plan=plan, at=at)
        if state != CampaignState.DRAFT:
            services.publish_campaign(
                actor=SYSTEM, campaign_id=campaign.public_id, today=min(today(), plan.ends_on), at=at
            )
        if state == CampaignState.ENDED:
            services.end_campaign(actor=SYSTEM, campaign_id=campaign.public_id, at=at)
    return campaign

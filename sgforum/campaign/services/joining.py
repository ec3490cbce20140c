"""Acts of residents on a campaign: come through a short link, take part, declare the app installed, take either back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, select, update

from ...core import cache
from ...core.db import db, insert_into
from ...core.errors import Conflict, NotFound
from ...core.marks import N_
from ...core.permissions import Actor, Level, require_level
from ..models import Campaign, CampaignState, Install, Link, Pledge, VisitDay
from ..queries import CAMPAIGNS, NO_CAMPAIGN, version_name
from ..rules import is_over, is_running


def count_visit(*, code: str, today: date) -> bool:
    """Count one visit through a link, if its campaign is running today; nothing of the visitor is known here."""
    campaign_id = db.session.scalar(
        update(Campaign)
        .where(
            Campaign.id == select(Link.campaign_id).where(Link.code == code).scalar_subquery(),
            Campaign.state == CampaignState.PUBLISHED,
            Campaign.starts_on <= today,
            Campaign.ends_on >= today,
        )
        .values(visits=Campaign.visits + 1)
        .returning(Campaign.id)
    )
    if campaign_id is None:
        return False
    statement = insert_into(VisitDay).values(campaign_id=campaign_id, code=code, day=today, visits=1)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["campaign_id", "code", "day"], set_={"visits": VisitDay.visits + 1}
        )
    )
    return True


def pledge(*, actor: Actor, slug: str, today: date, at: datetime) -> bool:
    """Take part, once; False if the person did already. Raises Refused below L1, NotFound, Conflict if not running."""
    person_id = _confirmed(actor)
    campaign = _running(slug, today)
    made = _insert_pledge(campaign.id, person_id, at)
    if made:
        _bump(slug)
    return made


def declare_install(*, actor: Actor, slug: str, today: date, at: datetime) -> bool:
    """Declare the campaign's app installed, once; whoever does takes part too. Raises as `pledge` does."""
    person_id = _confirmed(actor)
    campaign = _running(slug, today)
    _insert_pledge(campaign.id, person_id, at)
    made = db.session.execute(
        insert_into(Install)
        .values(campaign_id=campaign.id, person_id=person_id, at=at)
        .on_conflict_do_nothing(index_elements=["campaign_id", "person_id"])
        .returning(Install.person_id)
    ).first()
    if made is not None:
        _bump(slug)
    return made is not None


def withdraw_pledge(*, actor: Actor, slug: str) -> bool:
    """Take one's part back, and the declared install with it; always open to the person. False if there was none."""
    return _withdraw(Pledge, actor, slug)


def withdraw_install(*, actor: Actor, slug: str) -> bool:
    """Take a declared install back; always open to the person. False if there was none."""
    return _withdraw(Install, actor, slug)


def renew_pages_of(*, person_id: int) -> None:
    """Make the kept pages stale on which this person is counted: their level has changed."""
    slugs = db.session.scalars(
        select(Campaign.slug)
        .join(Pledge, Pledge.campaign_id == Campaign.id)
        .where(Pledge.person_id == person_id)
    ).all()
    if slugs:
        cache.bump(CAMPAIGNS, *(version_name(slug) for slug in slugs))


def withdraw_all(*, person_id: int) -> None:
    """Take back all pledges of a person who leaves, and with them what they declared installed."""
    renew_pages_of(person_id=person_id)
    db.session.execute(delete(Pledge).where(Pledge.person_id == person_id))


def _withdraw(kind: type[Pledge | Install], actor: Actor, slug: str) -> bool:
    campaign_id = db.session.scalar(
        select(Campaign.id).where(Campaign.slug == slug, Campaign.state != CampaignState.DRAFT)
    )
    if campaign_id is None:
        raise NotFound(NO_CAMPAIGN)
    gone = db.session.execute(
        delete(kind)
        .where(kind.campaign_id == campaign_id, kind.person_id == actor.person_id)
        .returning(kind.person_id)
    ).first()
    if gone is not None:
        _bump(slug)
    return gone is not None


def _confirmed(actor: Actor) -> int:
    person_id = require_level(actor, Level.CONFIRMED).person_id
    if person_id is None:
        raise NotFound(NO_CAMPAIGN)  # the system itself takes part in nothing
    return person_id


def _running(slug: str, today: date) -> Campaign:
    """The campaign, held in its state until the transaction ends; raises NotFound for a draft, Conflict if closed."""
    campaign = db.session.scalar(
        select(Campaign)
        .where(Campaign.slug == slug, Campaign.state != CampaignState.DRAFT)
        .with_for_update(read=True)
    )
    if campaign is None:
        raise NotFound(NO_CAMPAIGN)
    if is_over(campaign.state, campaign.ends_on, today):
        raise Conflict(N_("Kampanye ini sudah berakhir. Terima kasih atas niat Anda."))
    if not is_running(campaign.state, campaign.starts_on, campaign.ends_on, today):
        raise Conflict(N_("Kampanye ini belum dimulai."))
    return campaign


def _insert_pledge(campaign_id: int, person_id: int, at: datetime) -> bool:
    made = db.session.execute(
        insert_into(Pledge)
        .values(campaign_id=campaign_id, person_id=person_id, at=at)
        .on_conflict_do_nothing(index_elements=["campaign_id", "person_id"])
        .returning(Pledge.person_id)
    ).first()
    return made is not None


def _bump(slug: str) -> None:
    cache.bump(CAMPAIGNS, version_name(slug))

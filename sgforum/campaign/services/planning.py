"""Acts of those who run campaigns: plan, publish, end, add links."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from ...core import audit, cache
from ...core.columns import public_id
from ...core.db import db, insert_into, lock
from ...core.errors import Conflict, InvalidInput, Unavailable
from ...core.marks import N_
from ...core.permissions import SYSTEM, Actor, require
from ...core.richtext import RENDERER_VERSION, render
from ...territory.models import FORUM_LEVELS
from ...territory.queries import get_place
from .. import plans
from ..models import CODE_LENGTH, App, Campaign, CampaignState, Link, LinkKind
from ..plans import Plan
from ..queries import CAMPAIGNS, get_managed, version_name
from ..rules import MANAGE

SHARE_CHANNEL = N_("Tombol bagikan")
POSTER_CHANNEL = N_("Poster")
MOST_LINKS = 30
_TRIES = 10  # of a code that may be taken
CHANGED = N_("Orang lain baru saja mengubah ini. Buka lagi halamannya, lalu ulangi.")
# What a published campaign promised stays as it was; only words and the last day may still change
_FIXED = ("app_id", "place_code", "goal_number", "goal_kind", "starts_on")
_DETAILS = (
    "goal_number",
    "goal_kind",
    "starts_on",
    "ends_on",
    "target_group",
    "target_size",
    "target_source",
)


def create_campaign(*, actor: Actor, plan: Plan, at: datetime) -> Campaign:
    """Draft a campaign with its two own links (share kit, poster); raises InvalidInput by field, NotFound."""
    get_place(plan.place_code, *FORUM_LEVELS)
    require(actor, MANAGE, plan.place_code)
    plans.check(plan)
    lock("campaign.slug")
    campaign = Campaign(
        public_id=public_id(),
        slug=_free_slug(plan.title),
        by_id=actor.person_id,
        created_at=at,
        **_columns(plan),
    )
    db.session.add(campaign)
    db.session.flush()
    _insert_link(campaign.id, SHARE_CHANNEL, LinkKind.SHARE, at)
    _insert_link(campaign.id, POSTER_CHANNEL, LinkKind.POSTER, at)
    _record(actor, "create", campaign, at, _details(plan))
    return campaign


def edit_campaign(*, actor: Actor, campaign_id: str, plan: Plan, version: int, at: datetime) -> Campaign:
    """Rewrite a campaign: all of a draft, the words and the last day of a published one.

    campaign_id: public id. version: the one that the editor saw; raises Conflict if it is an older one
    or the campaign has ended, InvalidInput by field.
    """
    campaign = get_managed(campaign_id)
    require(actor, MANAGE, campaign.place_code)
    get_place(plan.place_code, *FORUM_LEVELS)
    require(actor, MANAGE, plan.place_code)
    plans.check(plan)
    columns = _columns(plan)
    if campaign.state is CampaignState.ENDED:
        raise Conflict(N_("Kampanye ini sudah berakhir dan tidak dapat diubah lagi."))
    if campaign.state is CampaignState.PUBLISHED and any(
        getattr(campaign, name) != columns[name] for name in _FIXED
    ):
        raise InvalidInput(
            N_("Aplikasi, wilayah, angka sasaran, dan hari pertama tetap sesudah kampanye terbit.")
        )
    _change(campaign, Campaign.version == version, Campaign.state == campaign.state, **columns)
    _record(actor, "edit", campaign, at, _details(plan))
    return campaign


def publish_campaign(*, actor: Actor, campaign_id: str, today: date, at: datetime) -> Campaign:
    """Open the page and the short links to everybody; raises Conflict unless it is a draft that is not yet over."""
    campaign = get_managed(campaign_id)
    require(actor, MANAGE, campaign.place_code)
    if campaign.state is not CampaignState.DRAFT:
        raise Conflict(N_("Kampanye ini sudah pernah terbit."))
    if campaign.ends_on < today:
        raise Conflict(N_("Hari terakhir kampanye ini sudah lewat. Ubah dulu tanggalnya."))
    _change(
        campaign, Campaign.state == CampaignState.DRAFT, Campaign.ends_on >= today,
        state=CampaignState.PUBLISHED, published_at=at,
    )  # fmt: skip
    _record(actor, "publish", campaign, at, {})
    return campaign


def end_campaign(*, actor: Actor, campaign_id: str, at: datetime) -> Campaign:
    """Close a campaign before its last day; raises Conflict unless it is published."""
    campaign = get_managed(campaign_id)
    require(actor, MANAGE, campaign.place_code)
    if campaign.state is not CampaignState.PUBLISHED:
        raise Conflict(N_("Kampanye ini tidak sedang terbit."))
    _change(campaign, Campaign.state == CampaignState.PUBLISHED, state=CampaignState.ENDED, ended_at=at)
    _record(actor, "end", campaign, at, {})
    return campaign


def end_due_campaigns(*, today: date, at: datetime) -> int:
    """Close every campaign whose last day is past; how many. Safe with several workers at once."""
    ended = db.session.execute(
        update(Campaign)
        .where(Campaign.state == CampaignState.PUBLISHED, Campaign.ends_on < today)
        .values(state=CampaignState.ENDED, ended_at=at, version=Campaign.version + 1)
        .returning(Campaign.public_id, Campaign.slug)
    ).all()
    for campaign_id, slug in sorted(ended, key=lambda row: row.public_id):
        cache.bump(CAMPAIGNS, version_name(slug))
        audit.record(actor=SYSTEM, act="campaign.end", subject=campaign_id, at=at, details={"due": True})
    return len(ended)


def add_link(*, actor: Actor, campaign_id: str, channel: str, at: datetime) -> str:
    """Make a short link for one more way of spreading, such as "RT 05"; its code. Raises InvalidInput, Conflict."""
    campaign = get_managed(campaign_id, for_update=True)
    require(actor, MANAGE, campaign.place_code)
    channel = " ".join(channel.split())
    if not 2 <= len(channel) <= 60 or not plans.is_clean(channel):
        raise InvalidInput({"channel": N_("Nama saluran perlu 2 sampai 60 huruf.")})
    if campaign.state is CampaignState.ENDED:
        raise Conflict(N_("Kampanye ini sudah berakhir dan tidak dapat diubah lagi."))
    known = db.session.scalars(select(Link.channel).where(Link.campaign_id == campaign.id)).all()
    if channel.casefold() in {name.casefold() for name in known}:
        raise InvalidInput({"channel": N_("Saluran ini sudah punya tautan.")})
    if len(known) >= MOST_LINKS:
        raise InvalidInput({"channel": N_("Satu kampanye paling banyak punya 30 tautan.")})
    code = _insert_link(campaign.id, channel, LinkKind.CHANNEL, at)
    _record(actor, "link", campaign, at, {"channel": channel, "code": code})
    return code


def _columns(plan: Plan) -> dict[str, Any]:
    """The plan as columns of campaign_campaign; raises InvalidInput for an app that is not in the catalogue."""
    app_id = db.session.scalar(select(App.id).where(App.slug == plan.app_slug))
    if app_id is None:
        raise InvalidInput({"app_slug": N_("Pilih aplikasi dari katalog.")})
    text = plan.page_text.strip()
    return {
        "app_id": app_id, "place_code": plan.place_code, "title": plan.title, "goal": plan.goal,
        "goal_number": plan.goal_number, "goal_kind": plan.goal_kind,
        "starts_on": plan.starts_on, "ends_on": plan.ends_on, "target_group": plan.target_group or None,
        "target_size": plan.target_size, "target_source": plan.target_source or None,
        "page_text": text, "page_html": render(text), "renderer_version": RENDERER_VERSION,
        "pledge": plan.pledge, "share_text": plan.share_text,
    }  # fmt: skip


def _details(plan: Plan) -> dict[str, Any]:
    """What the audit keeps of a plan: the promise in numbers."""
    found = {name: getattr(plan, name) for name in _DETAILS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def _change(campaign: Campaign, *conditions: Any, **values: Any) -> None:
    """Set columns while the conditions hold in the database; raises Conflict, then nothing was changed."""
    changed = db.session.execute(
        update(Campaign)
        .where(Campaign.id == campaign.id, *conditions)
        .values(**values, version=Campaign.version + 1)
        .returning(Campaign.id)
    ).first()
    if changed is None:
        raise Conflict(CHANGED)
    db.session.refresh(campaign)
    cache.bump(CAMPAIGNS, version_name(campaign.slug))


def _free_slug(title: str) -> str:
    """The title's slug, with a few random signs behind it if another campaign has it; the caller holds the lock."""
    slug = plans.slug_of(title)
    taken = db.session.scalar(select(Campaign.id).where(Campaign.slug == slug))
    return slug if taken is None else f"{slug}-{public_id()[:5]}"


def _insert_link(campaign_id: int, channel: str, kind: LinkKind, at: datetime) -> str:
    """Store a link under a code that nobody has yet (31^6 codes; a clash is tried again)."""
    for _ in range(_TRIES):
        code = public_id()[:CODE_LENGTH]
        stored = db.session.execute(
            insert_into(Link)
            .values(code=code, campaign_id=campaign_id, channel=channel, kind=kind, created_at=at)
            .on_conflict_do_nothing(index_elements=["code"])
            .returning(Link.id)
        ).first()
        if stored is not None:
            return code
    raise Unavailable(N_("Tautan pendek tidak dapat dibuat. Silakan coba lagi."))


def _record(actor: Actor, act: str, campaign: Campaign, at: datetime, details: dict[str, Any]) -> None:
    audit.record(
        actor=actor, act=f"campaign.{act}", subject=campaign.public_id, at=at,
        details={"place": campaign.place_code, "slug": campaign.slug} | details,
    )  # fmt: skip

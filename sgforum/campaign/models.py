"""The city's apps, campaigns for them, short links, and what can be counted without watching anybody."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from ..core.columns import PublicId, UtcDateTime, public_id, text_enum
from ..core.db import Model

CODE_LENGTH = 6


class Audience(enum.StrEnum):
    """Whom an app is made for."""

    RESIDENTS = "warga"
    EMPLOYEES = "pegawai"
    BUSINESSES = "pelaku_usaha"


class GoalKind(enum.StrEnum):
    """What the goal of a campaign counts."""

    VISITS = "visits"
    PLEDGES = "pledges"
    INSTALLS = "installs"


class CampaignState(enum.StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"


class LinkKind(enum.StrEnum):
    """What a short link is for: the share kit and the poster have one each, officials add channels."""

    SHARE = "share"
    POSTER = "poster"
    CHANNEL = "channel"


class App(Model):
    """An application of the city; an empty owner or contact means that nobody has recorded it yet."""

    __tablename__ = "campaign_app"
    __table_args__ = (
        CheckConstraint("name <> '' AND purpose <> '' AND source <> ''", name="told"),
        CheckConstraint("year BETWEEN 1990 AND 2100", name="year"),
        Index("ix_campaign_app_name_slug", "name", "slug"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    owner: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(200), default="")
    purpose: Mapped[str] = mapped_column(Text)
    purpose_en: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[Audience] = mapped_column(text_enum(Audience, "audience"))
    source: Mapped[str] = mapped_column(String(200))
    year: Mapped[int] = mapped_column(Integer)  # of the source
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Campaign(Model):
    """A campaign for one app: a goal in numbers, a period, a target group with its size and source, one page.

    `visits` is the sum of its days, raised in the same transaction; pledges and installs are counted
    where they are kept, so that a deleted person is gone from every figure.
    """

    __tablename__ = "campaign_campaign"
    __table_args__ = (
        CheckConstraint("goal_number > 0", name="goal_number"),
        CheckConstraint("ends_on >= starts_on", name="period"),
        CheckConstraint("visits >= 0", name="visits"),
        CheckConstraint("target_size IS NULL OR target_size > 0", name="target_size"),
        CheckConstraint(
            "(target_group IS NULL) = (target_size IS NULL) AND (target_group IS NULL) = (target_source IS NULL)",
            name="target_whole",
        ),
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        Index("ix_campaign_campaign_state_ends", "state", "ends_on", "id"),
        Index("ix_campaign_campaign_place_ends", "place_code", "ends_on", "id"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    app_id: Mapped[int] = mapped_column(ForeignKey("campaign_app.id"), index=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    title: Mapped[str] = mapped_column(String(120))
    goal: Mapped[str] = mapped_column(String(300))
    goal_number: Mapped[int] = mapped_column(Integer)
    goal_kind: Mapped[GoalKind] = mapped_column(text_enum(GoalKind, "goal_kind"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)  # the last day, in the city's zone
    target_group: Mapped[str | None] = mapped_column(String(200))
    target_size: Mapped[int | None] = mapped_column(Integer)
    target_source: Mapped[str | None] = mapped_column(String(200))
    page_text: Mapped[str] = mapped_column(Text)
    page_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(Integer)
    pledge: Mapped[str] = mapped_column(String(200))  # the sentence that one agrees to
    share_text: Mapped[str] = mapped_column(String(300))
    state: Mapped[CampaignState] = mapped_column(
        text_enum(CampaignState, "state"), default=CampaignState.DRAFT
    )
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))  # None: the server's operator
    visits: Mapped[int] = mapped_column(Integer, default=0)
    version: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Link(Model):
    """A short address of a campaign, one for each way in which it is spread."""

    __tablename__ = "campaign_link"
    __table_args__ = (
        UniqueConstraint("campaign_id", "channel"),
        UniqueConstraint("campaign_id", "code"),  # what campaign_visit_day points at
        CheckConstraint("channel <> ''", name="channel"),
        CheckConstraint(f"length(code) = {CODE_LENGTH}", name="code"),
        Index(
            "uq_campaign_link_own", "campaign_id", "kind", unique=True,
            sqlite_where=text("kind <> 'channel'"), postgresql_where=text("kind <> 'channel'"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign_campaign.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(60))
    kind: Mapped[LinkKind] = mapped_column(text_enum(LinkKind, "kind"), default=LinkKind.CHANNEL)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class VisitDay(Model):
    """How many browsers came through a link on a day: a number and nothing else. Who came is stored nowhere."""

    __tablename__ = "campaign_visit_day"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "code"],
            ["campaign_link.campaign_id", "campaign_link.code"],
            ondelete="CASCADE",
            name="fk_campaign_visit_day_link",
        ),
        CheckConstraint("visits > 0", name="visits"),
    )

    campaign_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(CODE_LENGTH), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)  # in the city's zone
    visits: Mapped[int] = mapped_column(Integer)


class Pledge(Model):
    """A person takes part; once for each campaign."""

    __tablename__ = "campaign_pledge"

    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaign_campaign.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Install(Model):
    """A person declares that they have installed the app; rests on their pledge and goes with it."""

    __tablename__ = "campaign_install"
    __table_args__ = (
        ForeignKeyConstraint(
            ["campaign_id", "person_id"],
            ["campaign_pledge.campaign_id", "campaign_pledge.person_id"],
            ondelete="CASCADE",
            name="fk_campaign_install_pledge",
        ),
        Index("ix_campaign_install_person_id", "person_id"),
    )

    campaign_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

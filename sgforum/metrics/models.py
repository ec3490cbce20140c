"""Frozen scores with the inputs they were made from, the signatures on held ones, and who took part, by a changing key."""

from __future__ import annotations

import enum
import hashlib
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ..core.columns import UtcDateTime, text_enum
from ..core.db import Model
from ..territory.models import AgeBand, Sex
from .interval import Direction


class Channel(enum.StrEnum):
    """How somebody took part in a month; "luring" if all they did was on paper. Lists of meetings have no source yet."""

    ONLINE = "daring"
    OFFLINE = "luring"


class Status(enum.StrEnum):
    """What a frozen month says of a place at the moment of freezing; a held one may be released (Release)."""

    PUBLISHED = "published"
    NOT_RATED = "not_rated"
    HELD = "held"


class Snapshot(Model):
    """The score of one kelurahan and month: one revision, never changed and never deleted.

    `inputs` and `score` are the exact bytes of metrics.canonical; the other columns repeat what queries ask.
    A change of the figures is a further revision with its reason.
    """

    __tablename__ = "metrics_snapshot"
    __table_args__ = (
        UniqueConstraint("kelurahan_code", "month", "method", "revision"),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("revision = 1 OR reason <> ''", name="revision_reason"),
        CheckConstraint("length(month) = 7", name="month"),
        CheckConstraint("length(salt) = 64", name="salt"),
        CheckConstraint("(status = 'not_rated') = (ippk IS NULL)", name="rated"),
        CheckConstraint(
            "(ippk IS NULL) = (low IS NULL) AND (ippk IS NULL) = (high IS NULL) AND (ippk IS NULL) = (category IS NULL)"
            " AND (ippk IS NULL) = (probability IS NULL)",
            name="number_whole",
        ),
        CheckConstraint("ippk IS NULL OR (ippk BETWEEN 0 AND 100 AND low <= high)", name="ippk"),
        CheckConstraint("(status = 'held') = (hold IS NOT NULL)", name="hold"),
        CheckConstraint("(direction IS NULL) = (probability_up IS NULL)", name="change_whole"),
        CheckConstraint("(direction IS NULL) = (compared_with_id IS NULL)", name="change_compared"),
        Index("ix_metrics_snapshot_month", "month", "kelurahan_code"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kelurahan_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    month: Mapped[str] = mapped_column(String(7))
    method: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int] = mapped_column(Integer)
    inputs: Mapped[str] = mapped_column(Text)
    input_hash: Mapped[str] = mapped_column(String(64))
    salt: Mapped[str] = mapped_column(String(64))
    score: Mapped[str] = mapped_column(Text)
    status: Mapped[Status] = mapped_column(text_enum(Status, "status"))
    adults: Mapped[int | None] = mapped_column(Integer)
    participants: Mapped[int] = mapped_column(Integer)
    ippk: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    category: Mapped[str | None] = mapped_column(String(16))
    probability: Mapped[float | None] = mapped_column(Float)
    comparable: Mapped[bool] = mapped_column(Boolean)
    direction: Mapped[Direction | None] = mapped_column(text_enum(Direction, "direction"))
    probability_up: Mapped[float | None] = mapped_column(Float)
    compared_with_id: Mapped[int | None] = mapped_column(ForeignKey("metrics_snapshot.id"))
    hold: Mapped[list[dict[str, Any]] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # rules broken, with numbers
    hold_verifier_id: Mapped[int | None] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="SET NULL")
    )
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    frozen_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="SET NULL"))
    frozen_by_name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def reference(self) -> str:
        """How people name it: "64.71.01.1001:2026-10:1"."""
        return f"{self.kelurahan_code}:{self.month}:{self.revision}"

    @property
    def seal(self) -> str:
        """What is published of the inputs: SHA-256 of salt and inputs.

        The bare hash would tell the inputs of a small place to whoever tries all that they may be. With the salt, which
        an auditor is given, it binds the city to them all the same.
        """
        return hashlib.sha256(f"{self.salt}{self.inputs}".encode()).hexdigest()


class Release(Model):
    """A second officer has reviewed a held score and lets it be published."""

    __tablename__ = "metrics_release"
    __table_args__ = (CheckConstraint("reason <> ''", name="reason"),)

    snapshot_id: Mapped[int] = mapped_column(ForeignKey("metrics_snapshot.id"), primary_key=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="SET NULL"))
    by_name: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Check(Model):
    """One run of the self-check: when every counter was compared with its rows, and how many differed."""

    __tablename__ = "metrics_check"
    __table_args__ = (
        CheckConstraint("counters > 0", name="counters"),
        CheckConstraint("drift >= 0", name="drift"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    counters: Mapped[int] = mapped_column(Integer)  # kinds of counters that were compared
    drift: Mapped[int] = mapped_column(Integer)


class Sensitivity(Model):
    """What the published scores of a kota and month owe to choices of the method, computed from their inputs.

    Derived: `result` can be computed again from the snapshots at any time, and is when one of them is revised.
    """

    __tablename__ = "metrics_sensitivity"
    __table_args__ = (CheckConstraint("length(month) = 7", name="month"),)

    kota_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    input_hash: Mapped[str] = mapped_column(String(64))  # of the input hashes of the scores it is about
    result: Mapped[str] = mapped_column(Text)  # the bytes of metrics.canonical


class SideKind(enum.StrEnum):
    """What stands beside the score: Giffinger's three other sub-dimensions of smart governance."""

    SERVICE = "service"
    TRANSPARENCY = "transparency"
    STRATEGY = "strategy"


class SideFigure(Model):
    """A figure of another sub-dimension, as an official entered it with its source; a newer one takes its place.

    service: mean of a satisfaction survey (IKM, 25 to 100) over so many respondents. transparency: information
    requests answered in time, of so many. strategy: a document is there (1) or not (0), of one.
    """

    __tablename__ = "metrics_side_figure"
    __table_args__ = (
        UniqueConstraint("kota_code", "kind", "subject", "as_of"),
        CheckConstraint("base > 0", name="base"),
        CheckConstraint("subject <> '' AND source <> ''", name="told"),
        CheckConstraint(
            "(kind = 'service' AND value BETWEEN 25 AND 100) OR (kind <> 'service' AND value BETWEEN 0 AND base)",
            name="value",
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kota_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    kind: Mapped[SideKind] = mapped_column(text_enum(SideKind, "kind"))
    subject: Mapped[str] = mapped_column(String(120))
    value: Mapped[float] = mapped_column(Float)
    base: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200))
    as_of: Mapped[date] = mapped_column(Date)
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id", ondelete="SET NULL"))
    entered_by_name: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonMonth(Model):
    """That somebody took part in a month, under a key that changes every year and lies outside the database.

    No score of a person: it holds what the place's figures are made of, and is deleted after 13 months.
    """

    __tablename__ = "metrics_person_month"
    __table_args__ = (
        CheckConstraint("n_acts > 0", name="n_acts"),
        CheckConstraint("level = 2", name="level"),
        Index("ix_metrics_person_month_month", "month"),
    )

    kelurahan_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    person_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[Channel] = mapped_column(text_enum(Channel, "channel"), primary_key=True)
    level: Mapped[int] = mapped_column(Integer)
    sex: Mapped[Sex | None] = mapped_column(text_enum(Sex, "sex"))
    age_band: Mapped[AgeBand | None] = mapped_column(text_enum(AgeBand, "age_band"))
    rt_code: Mapped[str | None] = mapped_column(String(40))
    n_acts: Mapped[int] = mapped_column(Integer)
    returning: Mapped[bool] = mapped_column("is_returning", Boolean)

"""What the link audit keeps: how a city's sites are to be checked, and every check that was made."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from sgforum.core.columns import UtcDateTime, text_enum
from sgforum.core.db import Model
from sgforum.reports.registers import LinkClass

MOST_REDIRECTS = 5
MOST_URL, MOST_TITLE = 2_000, 300


class LinkPlan(Model):
    """A city's index page, to which dead links lead back, and whether somebody asked for a check of all sites.

    `claimed_until` is held by the worker that is checking a site now: there is one request at a time.
    """

    __tablename__ = "reports_link_plan"
    __table_args__ = (
        CheckConstraint("index_url <> ''", name="index_url"),
        CheckConstraint("(index_read_at IS NULL) = (index_final_url = '')", name="index_read"),
    )

    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"), primary_key=True)
    index_url: Mapped[str] = mapped_column(String(300))
    index_final_url: Mapped[str] = mapped_column(String(MOST_URL), default="")
    index_title: Mapped[str] = mapped_column(String(MOST_TITLE), default="")
    index_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ordered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LinkCheck(Model):
    """One check of one site: what came back, and in which class of K1 that falls. Never changed, never deleted."""

    __tablename__ = "reports_link_check"
    __table_args__ = (
        CheckConstraint("website <> ''", name="website"),
        CheckConstraint(f"hops BETWEEN 0 AND {MOST_REDIRECTS}", name="hops"),
        CheckConstraint("milliseconds >= 0", name="milliseconds"),
        CheckConstraint("status BETWEEN 100 AND 999", name="status"),
        CheckConstraint("(status IS NULL) = (reason <> '')", name="one_outcome"),
        CheckConstraint(
            "link_class NOT IN ('aktif', 'kembali_ke_indeks') OR status BETWEEN 200 AND 299", name="live"
        ),
        Index("ix_reports_link_check_site", "place_code", "website", "checked_at"),
        Index("ix_reports_link_check_place_day", "place_code", "checked_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    website: Mapped[str] = mapped_column(String(300))  # as the register writes it
    name: Mapped[str] = mapped_column(String(160))  # of the agency, at that time
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_on: Mapped[date] = mapped_column(Date)  # the day in the city's zone
    link_class: Mapped[LinkClass] = mapped_column(text_enum(LinkClass, "link_class"))
    reason: Mapped[str] = mapped_column(String(32), default="")  # why there was no answer
    status: Mapped[int | None] = mapped_column(Integer)
    hops: Mapped[int] = mapped_column(Integer, default=0)
    final_url: Mapped[str] = mapped_column(String(MOST_URL), default="")
    title: Mapped[str] = mapped_column(String(MOST_TITLE), default="")
    milliseconds: Mapped[int] = mapped_column(Integer)

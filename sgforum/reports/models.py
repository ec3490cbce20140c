"""The resource registers: what a city's own records say of one year, every row with its source."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from sgforum.core.columns import PublicId, UtcDateTime, public_id, text_enum
from sgforum.core.db import Model
from sgforum.reports.registers import Audience, CentreState
from sgforum.reports.registers import LinkClass as LinkClass

FIRST_YEAR, LAST_YEAR = 1990, 2100
PPM = 1_000_000
"""Shares of a population are kept in parts per million: 87.88 % is 878,800, exactly, on every database."""


class AgencyKind(enum.StrEnum):
    """The kinds of agency that the study lists."""

    DINAS = "dinas"
    BADAN = "badan"
    KANTOR = "kantor"


class GapDimension(enum.StrEnum):
    """The rows of Tabel 2: participation and the four resources."""

    PARTICIPATION = "partisipasi"
    INSTITUTIONS = "kelembagaan"
    BUDGET = "anggaran"
    STAFF = "aparatur"
    USE = "penggunaan"


class Entry:
    """What every row of a register has: the report it belongs to, its source, and who entered it when.

    `year` is the report's year; `data_year` the year that the figure describes, which may lie before it.
    """

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))  # the city
    year: Mapped[int] = mapped_column(Integer)
    data_year: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(String(500), default="")
    note_en: Mapped[str] = mapped_column(
        String(500), default=""
    )  # empty: the Indonesian note stands for both
    entered_by_id: Mapped[int | None] = mapped_column(Integer)  # accounts_person.id; None: the system itself
    entered_by_name: Mapped[str] = mapped_column(String(120))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


def _entry_rules(table: str, *key: str) -> tuple[UniqueConstraint | CheckConstraint, ...]:
    """One row for each key in a city's year; the rules that hold in every register."""
    return (
        UniqueConstraint("place_code", "year", *key, name=f"uq_{table}_key"),
        CheckConstraint(f"year BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", name="year"),
        CheckConstraint(f"data_year BETWEEN {FIRST_YEAR} AND year", name="data_year"),
        CheckConstraint("source <> ''", name="source"),
    )


def _at_least_zero(*columns: str) -> tuple[CheckConstraint, ...]:
    """A missing value passes: NULL >= 0 is unknown, and a CHECK refuses only what is false."""
    return tuple(CheckConstraint(f"{column} >= 0", name=column) for column in columns)


class Institution(Entry, Model):
    """One agency of the city with its website and what a check of that link found."""

    __tablename__ = "reports_institution"
    __table_args__ = (
        *_entry_rules("reports_institution", "name"),
        CheckConstraint("link_class <> 'belum_diperiksa' OR checked_on IS NULL", name="checked_on"),
    )

    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[AgencyKind] = mapped_column(text_enum(AgencyKind, "kind"))
    website: Mapped[str] = mapped_column(String(300), default="")
    link_class: Mapped[LinkClass] = mapped_column(
        text_enum(LinkClass, "link_class"), default=LinkClass.UNKNOWN
    )
    checked_on: Mapped[date | None] = mapped_column(Date)
    is_under_guideline: Mapped[bool | None] = mapped_column(Boolean)
    is_ict_office: Mapped[bool] = mapped_column(Boolean, default=False)


class LinkTally(Entry, Model):
    """How many links of one kind of agency fared how, where the source names no agencies."""

    __tablename__ = "reports_link_tally"
    __table_args__ = (
        *_entry_rules("reports_link_tally", "kind"),
        *_at_least_zero("active", "back_to_index", "failing", "unreachable"),
    )

    kind: Mapped[AgencyKind] = mapped_column(text_enum(AgencyKind, "kind"))
    active: Mapped[int] = mapped_column(Integer)
    back_to_index: Mapped[int] = mapped_column(Integer, default=0)
    failing: Mapped[int] = mapped_column(Integer, default=0)
    unreachable: Mapped[int] = mapped_column(Integer, default=0)


class CommandCentreEntry(Entry, Model):
    """How far the city's command centre is."""

    __tablename__ = "reports_command_centre"
    __table_args__ = _entry_rules("reports_command_centre")

    state: Mapped[CentreState] = mapped_column(text_enum(CentreState, "state"))


class CatalogueTally(Entry, Model):
    """How many of the known applications have owner, contact and number of users on record."""

    __tablename__ = "reports_catalogue_tally"
    __table_args__ = (
        *_entry_rules("reports_catalogue_tally"),
        *_at_least_zero("complete"),
        CheckConstraint("complete <= known", name="part"),
    )

    complete: Mapped[int] = mapped_column(Integer)
    known: Mapped[int] = mapped_column(Integer)


_RUPIAH = ("apbd", "ict", "ict_realised", "socialisation", "kelurahan", "dak")


class Budget(Entry, Model):
    """The city's budget and the parts of it that the report reads, in whole rupiah."""

    __tablename__ = "reports_budget"
    __table_args__ = (
        *_entry_rules("reports_budget"),
        *_at_least_zero(*(f"{part}_rupiah" for part in _RUPIAH)),
        CheckConstraint("ict_rupiah <= apbd_rupiah", name="ict_part"),
        CheckConstraint("dak_rupiah <= apbd_rupiah", name="dak_part"),
        CheckConstraint("socialisation_rupiah <= ict_rupiah", name="socialisation_part"),
    )

    apbd_rupiah: Mapped[int | None] = mapped_column(BigInteger)
    ict_rupiah: Mapped[int | None] = mapped_column(BigInteger)
    ict_realised_rupiah: Mapped[int | None] = mapped_column(BigInteger)
    socialisation_rupiah: Mapped[int | None] = mapped_column(BigInteger)
    kelurahan_rupiah: Mapped[int | None] = mapped_column(BigInteger)
    dak_rupiah: Mapped[int | None] = mapped_column(BigInteger)


class Staffing(Entry, Model):
    """The ICT staff of one unit, or of several units together: numbers only, never a person's name or NIP."""

    __tablename__ = "reports_staffing"
    __table_args__ = (
        *_entry_rules("reports_staffing", "unit"),
        *_at_least_zero(
            "headcount_lo", "complete_records", "functional_posts", "training_hours", "moved_out",
            "mean_headcount_tenths", "months_in_task_tenths", "days_without_successor",
        ),
        CheckConstraint("unit_count >= 1", name="unit_count"),
        CheckConstraint("headcount_lo <= headcount_hi", name="headcount"),
        CheckConstraint("complete_records <= headcount_hi", name="records_part"),
        CheckConstraint("functional_posts <= headcount_hi", name="functional_part"),
        CheckConstraint("(moved_out IS NULL) = (mean_headcount_tenths IS NULL)", name="moved_whole"),
    )  # fmt: skip

    unit: Mapped[str] = mapped_column(String(160))
    unit_count: Mapped[int] = mapped_column(Integer, default=1)
    headcount_lo: Mapped[int] = mapped_column(Integer)
    headcount_hi: Mapped[int] = mapped_column(Integer)
    complete_records: Mapped[int | None] = mapped_column(Integer)
    functional_posts: Mapped[int | None] = mapped_column(Integer)
    training_hours: Mapped[int | None] = mapped_column(Integer)
    moved_out: Mapped[int | None] = mapped_column(Integer)
    mean_headcount_tenths: Mapped[int | None] = mapped_column(Integer)
    months_in_task_tenths: Mapped[int | None] = mapped_column(Integer)  # median of the unit
    days_without_successor: Mapped[int | None] = mapped_column(Integer)  # median of the unit


class AccessShare(Entry, Model):
    """Which shares of the population have a phone, use social media, and use the city's apps."""

    __tablename__ = "reports_access_share"
    __table_args__ = (
        *_entry_rules("reports_access_share"),
        *(
            CheckConstraint(f"{column} BETWEEN 0 AND {PPM}", name=column)
            for column in ("phone_ppm", "use_ppm", "social_media_ppm")
        ),
    )

    phone_ppm: Mapped[int] = mapped_column(Integer)
    use_ppm: Mapped[int] = mapped_column(Integer)
    social_media_ppm: Mapped[int | None] = mapped_column(Integer)


class AppUse(Entry, Model):
    """How many of a named group use an app: a bracket with the group's size, or a share that a source printed."""

    __tablename__ = "reports_app_use"
    __table_args__ = (
        *_entry_rules("reports_app_use", "apps", "population"),
        *_at_least_zero("users_lo", "monthly_active"),
        CheckConstraint("users_lo <= users_hi", name="users"),
        CheckConstraint("group_size > 0", name="group_size"),
        CheckConstraint(f"share_ppm BETWEEN 0 AND {PPM}", name="share"),
        CheckConstraint("(users_lo IS NULL) = (users_hi IS NULL)", name="bracket_whole"),
        CheckConstraint("(users_lo IS NULL) = (group_size IS NULL)", name="group_whole"),
        CheckConstraint("(users_lo IS NULL) <> (share_ppm IS NULL)", name="one_statement"),
        CheckConstraint("(monthly_active IS NULL) = (ever_installed IS NULL)", name="active_whole"),
        CheckConstraint("monthly_active <= ever_installed", name="active_part"),
    )

    apps: Mapped[str] = mapped_column(String(200))  # one name, or several with a comma between them
    population: Mapped[str] = mapped_column(String(160))
    audience: Mapped[Audience] = mapped_column(text_enum(Audience, "audience"))
    users_lo: Mapped[int | None] = mapped_column(Integer)
    users_hi: Mapped[int | None] = mapped_column(Integer)
    group_size: Mapped[int | None] = mapped_column(Integer)
    share_ppm: Mapped[int | None] = mapped_column(Integer)
    is_store_bracket: Mapped[bool] = mapped_column(Boolean, default=False)
    monthly_active: Mapped[int | None] = mapped_column(Integer)
    ever_installed: Mapped[int | None] = mapped_column(Integer)


class AwarenessSurvey(Entry, Model):
    """How many of the people asked in a campaign know an app."""

    __tablename__ = "reports_awareness"
    __table_args__ = (
        *_entry_rules("reports_awareness", "apps"),
        *_at_least_zero("know"),
        CheckConstraint("know <= respondents", name="part"),
        CheckConstraint("respondents >= 1", name="respondents"),
    )

    apps: Mapped[str] = mapped_column(String(200))
    know: Mapped[int] = mapped_column(Integer)
    respondents: Mapped[int] = mapped_column(Integer)
    is_sampled: Mapped[bool] = mapped_column(Boolean, default=False)


class UseFunnel(Entry, Model):
    """How many distinct people took each step with an app, from knowing it to coming back."""

    __tablename__ = "reports_funnel"
    __table_args__ = (
        *_entry_rules("reports_funnel", "apps"),
        *_at_least_zero("know", "install", "use", "come_back"),
    )

    apps: Mapped[str] = mapped_column(String(200))
    know: Mapped[int] = mapped_column(Integer)
    install: Mapped[int] = mapped_column(Integer)
    use: Mapped[int] = mapped_column(Integer)
    come_back: Mapped[int] = mapped_column(Integer)


UNSUR = (
    "requirements", "procedure", "time", "cost", "product", "competence", "conduct", "complaints", "facilities",
)  # fmt: skip
"""The nine elements of a satisfaction survey (Permenpan RB 14/2017), each 1 to 4, kept in hundredths."""
UNSUR_COLUMNS = tuple(f"{name}_hundredths" for name in UNSUR)
_STATED = "ikm_hundredths"


class SatisfactionSurvey(Entry, Model):
    """What users said of an app: the mean of each of the nine elements, or the index where a source tells no more."""

    __tablename__ = "reports_satisfaction"
    __table_args__ = (
        *_entry_rules("reports_satisfaction", "app"),
        *(CheckConstraint(f"{name} BETWEEN 100 AND 400", name=name) for name in UNSUR_COLUMNS),
        *(
            CheckConstraint(f"({UNSUR_COLUMNS[0]} IS NULL) = ({name} IS NULL)", name=f"{name}_whole")
            for name in UNSUR_COLUMNS[1:]
        ),
        CheckConstraint(f"{_STATED} BETWEEN 2500 AND 10000", name=_STATED),
        CheckConstraint(f"({UNSUR_COLUMNS[0]} IS NULL) <> ({_STATED} IS NULL)", name="one_statement"),
        *_at_least_zero("respondents"),
    )

    app: Mapped[str] = mapped_column(String(200))
    respondents: Mapped[int] = mapped_column(Integer)
    requirements_hundredths: Mapped[int | None] = mapped_column(Integer)
    procedure_hundredths: Mapped[int | None] = mapped_column(Integer)
    time_hundredths: Mapped[int | None] = mapped_column(Integer)
    cost_hundredths: Mapped[int | None] = mapped_column(Integer)
    product_hundredths: Mapped[int | None] = mapped_column(Integer)
    competence_hundredths: Mapped[int | None] = mapped_column(Integer)
    conduct_hundredths: Mapped[int | None] = mapped_column(Integer)
    complaints_hundredths: Mapped[int | None] = mapped_column(Integer)
    facilities_hundredths: Mapped[int | None] = mapped_column(Integer)
    ikm_hundredths: Mapped[int | None] = mapped_column(Integer)


class TargetEntry(Entry, Model):
    """A target that the city sets for an indicator, from the report of `year` on until a newer one replaces it."""

    __tablename__ = "reports_target"
    __table_args__ = (
        *_entry_rules("reports_target", "target"),
        CheckConstraint("target <> ''", name="target"),
        CheckConstraint("value_ten_thousandths > 0", name="value"),
    )

    target: Mapped[str] = mapped_column(String(16))  # catalogue.target_code
    value_ten_thousandths: Mapped[int] = mapped_column(BigInteger)  # in the indicator's unit


class FollowUp(Entry, Model):
    """Who closes the gap of a sub-dimension (Tabel 2: PJ, tenggat), and by when."""

    __tablename__ = "reports_follow_up"
    __table_args__ = (
        *_entry_rules("reports_follow_up", "dimension"),
        CheckConstraint("responsible <> ''", name="responsible"),
    )

    dimension: Mapped[GapDimension] = mapped_column(text_enum(GapDimension, "dimension"))
    responsible: Mapped[str] = mapped_column(String(160))
    due_on: Mapped[date] = mapped_column(Date)


REGISTER_MODELS: tuple[type[Entry], ...] = (
    Institution,
    LinkTally,
    CommandCentreEntry,
    CatalogueTally,
    Budget,
    Staffing,
    AccessShare,
    AppUse,
    AwarenessSurvey,
    UseFunnel,
    SatisfactionSurvey,
)
"""The registers whose rows make a report year; targets and follow-ups alone do not."""


class PreparedKind(enum.StrEnum):
    """Reports that take seconds to make as PDF: of a kota's resources, of its scores, of one kelurahan, of a consultation."""

    RESOURCES = "resources"
    SCORES = "scores"
    PLACE_SCORE = "place_score"
    CONSULTATION = "consultation"


class PreparedState(enum.StrEnum):
    """How far the worker is with a file."""

    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    FAILED = "failed"


MOST_ATTEMPTS = 3


class PreparedFile(Model):
    """A report that the worker makes as PDF for the person who asked, kept until `expires_at` and for nobody else.

    subject: year, month or the public id of a consultation, as the kind has it. `worked_at` is the worker's last sign of
    life, so that the work of one that was killed is begun anew.
    """

    __tablename__ = "reports_prepared_file"
    __table_args__ = (
        CheckConstraint("(state = 'ready') = (content IS NOT NULL)", name="content"),
        CheckConstraint("parts_done BETWEEN 0 AND parts_total", name="parts"),
        CheckConstraint(f"attempts BETWEEN 0 AND {MOST_ATTEMPTS}", name="attempts"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    kind: Mapped[PreparedKind] = mapped_column(text_enum(PreparedKind, "kind"))
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    subject: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[PreparedState] = mapped_column(
        text_enum(PreparedState, "state"), default=PreparedState.WAITING, index=True
    )
    parts_done: Mapped[int] = mapped_column(Integer, default=0)
    parts_total: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    worked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int] = mapped_column(Integer, default=0)

"""People, their sessions, roles and verifications."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.columns import PublicId, UtcDateTime, public_id, text_enum
from ..core.db import Model
from ..core.permissions import Role
from ..territory.models import AgeBand, Sex


class Method(enum.StrEnum):
    """How residency was confirmed."""

    RT_OFFICER = "rt_officer"
    DESK = "desk"


class Purpose(enum.StrEnum):
    """What a link in a mail is for."""

    CONFIRM = "confirm"
    RESET = "reset"


ERASED = ""  # the password hash of an erased account: no password fits it


class Person(Model):
    """A resident or a member of staff. Raising `session_epoch` ends all sessions at their next request.

    An erased account keeps its row, because texts and counted acts hang on it, with `password_hash` ERASED.
    """

    __tablename__ = "accounts_person"
    __table_args__ = (
        CheckConstraint("level BETWEEN 0 AND 2", name="level"),
        CheckConstraint("level < 2 OR (home_code IS NOT NULL AND rt_code IS NOT NULL)", name="verified_home"),
        CheckConstraint("level < 2 OR verified_at IS NOT NULL", name="verified_at"),
        CheckConstraint("level < 1 OR email_confirmed_at IS NOT NULL", name="confirmed"),
        Index("ix_accounts_person_home_level", "home_code", "level"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # NFKC, lower case
    email_confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password_hash: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[int] = mapped_column(Integer, default=0)
    home_code: Mapped[str | None] = mapped_column(ForeignKey("territory_place.code"))  # kelurahan
    rt_code: Mapped[str | None] = mapped_column(ForeignKey("territory_place.code"))
    sex: Mapped[Sex | None] = mapped_column(text_enum(Sex, "sex"))
    age_band: Mapped[AgeBand | None] = mapped_column(text_enum(AgeBand, "age_band"))
    locale: Mapped[str] = mapped_column(String(5), default="id")
    suspended_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session_epoch: Mapped[int] = mapped_column(Integer, default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SignedIn(Model):
    """One browser that is signed in; its cookie holds the token, the table only its hash."""

    __tablename__ = "accounts_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    epoch: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class RoleGrant(Model):
    """A staff role in a place; ended, never deleted."""

    __tablename__ = "accounts_role_grant"
    __table_args__ = (
        Index(
            "uq_accounts_role_grant_current", "person_id", "role", "place_code", unique=True,
            sqlite_where=text("revoked_at IS NULL"), postgresql_where=text("revoked_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(text_enum(Role, "role"))
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"), index=True)
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Verification(Model):
    """Who confirmed that a person lives in an RT, how and when."""

    __tablename__ = "accounts_verification"
    __table_args__ = (CheckConstraint("verifier_id <> person_id", name="not_oneself"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    verifier_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    rt_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    method: Mapped[Method] = mapped_column(text_enum(Method, "method"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class Move(Model):
    """A verified resident has moved: where they lived until then. What they did before counts there.

    Until `counts_from` nothing they do counts for any place (score.md 5.7).
    """

    __tablename__ = "accounts_move"
    __table_args__ = (
        CheckConstraint("from_code <> to_code", name="elsewhere"),
        CheckConstraint("counts_from > at", name="counts_from"),
        Index("ix_accounts_move_person", "person_id", "at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    from_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    from_rt: Mapped[str | None] = mapped_column(ForeignKey("territory_place.code"))
    to_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    counts_from: Mapped[datetime] = mapped_column(UtcDateTime)


class MailToken(Model):
    """A single-use link sent by mail, kept as a hash; a changed password or address makes it void."""

    __tablename__ = "accounts_mail_token"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[Purpose] = mapped_column(text_enum(Purpose, "purpose"))
    email: Mapped[str] = mapped_column(String(254))
    epoch: Mapped[int] = mapped_column(Integer)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Suspension(Model):
    """A time-out from writing and voting, with its reason; the person may still sign in and read."""

    __tablename__ = "accounts_suspension"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""The outbox of mails."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ..core.columns import PublicId, UtcDateTime, public_id
from ..core.db import Model

MOST_ATTEMPTS = 12  # then a mail is given up
RESET_ASKED = "reset_asked"  # not a template: whether the address has an account is still to be looked up


class OutboxMail(Model):
    """A mail to send; `claimed_until` keeps two workers from sending it both."""

    __tablename__ = "notify_outbox_mail"
    __table_args__ = (
        Index("ix_notify_outbox_mail_due", "due_at", sqlite_where=text("sent_at IS NULL"),
              postgresql_where=text("sent_at IS NULL")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    message_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    template: Mapped[str] = mapped_column(String(40))
    recipient: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    values: Mapped[dict[str, str]] = mapped_column(JSON)  # emptied when sent: links are secrets
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

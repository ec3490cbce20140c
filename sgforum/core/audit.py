"""The append-only record of what staff and the system did, chained by hash so that a change is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from .columns import UtcDateTime
from .db import Model, db, lock
from .permissions import Actor

_GENESIS = "0" * 64


class AuditEntry(Model):
    """One act: who, what, on what, before and after; `digest` covers it and the entry before it."""

    __tablename__ = "core_audit_entry"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(Integer, index=True)
    actor_name: Mapped[str] = mapped_column(String(120))
    act: Mapped[str] = mapped_column(String(64), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)


def record(
    *,
    actor: Actor,
    act: str,
    subject: str,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    reason: str = "",
) -> None:
    """Append an entry in the current transaction; never hand it a password, token, NIK or ballot."""
    lock("core_audit_entry")
    head = db.session.scalar(select(AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1))
    entry = AuditEntry(
        at=at, actor_id=actor.person_id, actor_name=actor.name, act=act, subject=subject,
        details=dict(details or {}), reason=reason, previous=head or _GENESIS, digest="",
    )  # fmt: skip
    entry.digest = digest_of(entry)
    db.session.add(entry)
    db.session.flush()


def digest_of(entry: AuditEntry) -> str:
    content = [
        entry.previous, entry.at.isoformat(), entry.actor_id, entry.actor_name,
        entry.act, entry.subject, entry.details, entry.reason,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def first_broken_entry() -> int | None:
    """The id of the first entry that does not fit the chain, or None."""
    previous = _GENESIS
    for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)):
        if entry.previous != previous or entry.digest != digest_of(entry):
            return entry.id
        previous = entry.digest
    return None

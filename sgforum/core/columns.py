"""Column types that every table uses: aware times, enums as text with a CHECK, random public ids."""

from __future__ import annotations

import enum
import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Enum, String
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no 0/o, 1/l/i: people read these aloud
PUBLIC_ID_LENGTH = 10


def public_id() -> str:
    """A random id for addresses: 10 signs of 31, about 49 bits; never a serial."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


PublicId = String(16)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in Python, UTC in the database; a naive one is a bug and raises ValueError."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def text_enum(kind: type[enum.StrEnum], name: str) -> Enum:
    """An enum kept as its value in a VARCHAR with a CHECK called ck_<table>_<name>."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )

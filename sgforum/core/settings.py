"""A few facts about the installation that live in the database, such as that its data are invented."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from .db import Model, db


class Setting(Model):
    __tablename__ = "core_setting"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


DEMO = "demo"  # {"seed": …, "size": …}: everything in this installation is invented


def read(name: str) -> Any:
    """The value, or None."""
    return db.session.scalar(db.select(Setting.value).where(Setting.name == name))


def write(name: str, value: Any) -> None:
    """Set the value in the current transaction."""
    db.session.merge(Setting(name=name, value=value))

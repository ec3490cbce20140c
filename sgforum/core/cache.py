"""Versions of what pages show, kept in the database: bumping one makes every process's copy stale at once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, String, select
from sqlalchemy.orm import Mapped, mapped_column

from .db import Model, db, insert_into

Value = TypeVar("Value")


class Version(Model):
    """How often the thing called `name` has changed."""

    __tablename__ = "core_version"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, default=1)


def bump(*names: str) -> None:
    """Raise the versions in the current transaction; sorted, so that two writers never wait in a circle."""
    db.session.flush()  # rows are locked in the order of the act, the versions last
    connection = db.session.connection()
    raise_one = _raise_one(connection.dialect.name)
    for name in sorted(set(names)):
        connection.execute(raise_one, {"name": name, "number": 1})


@cache
def _raise_one(_dialect: str) -> Any:
    """The statement, built once for each dialect: every act raises some version."""
    return insert_into(Version).on_conflict_do_update(
        index_elements=["name"], set_={"number": Version.number + 1}
    )


def versions(*names: str) -> str:
    """The joined versions of several names in one SELECT; a name never bumped counts as 0."""
    found = dict(
        db.session.execute(select(Version.name, Version.number).where(Version.name.in_(names))).all()
    )
    return ".".join(str(found.get(name, 0)) for name in names)


class Lru(Generic[Value]):
    """A bounded in-process map, least recently used out first; safe between threads. Holds copies, never truth."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[str, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> Value | None:
        with self._lock:
            value = self._items.get(key)
            if value is not None:
                self._items.move_to_end(key)
            return value

    def put(self, key: str, value: Value) -> None:
        with self._lock:
            self._items[key] = value
            self._items.move_to_end(key)
            while len(self._items) > self._most:
                self._items.popitem(last=False)

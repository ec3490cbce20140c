"""Rate limits that hold across processes: in a file of the instance, or in Redis; if Redis is down, in the file."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from ..core.crypto import keyed_hash
from ..core.errors import TooMany, Unavailable
from ..core.marks import N_
from .guards import actor

View = TypeVar("View", bound=Callable[..., Any])
MESSAGE = N_("Terlalu banyak percobaan. Silakan coba beberapa saat lagi.")

SHUN_SECONDS = 10
PURGE_SECONDS = 600


class FileStorage(Storage):
    """Fixed-window counters in one SQLite file, shared by all processes of a machine."""

    STORAGE_SCHEME = ["sgforum+file"]  # noqa: RUF012 - the base declares it as an instance variable

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: Any) -> None:  # noqa: FBT001, FBT002 - the base's signature
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._path = uri.removeprefix("sgforum+file://")
        self._local = threading.local()

    @property
    def base_exceptions(self) -> type[Exception]:
        return sqlite3.Error

    def _connection(self) -> sqlite3.Connection:
        found: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if found is None:
            found = sqlite3.connect(self._path, timeout=5, isolation_level=None)
            found.execute("PRAGMA journal_mode=WAL")
            found.execute("PRAGMA synchronous=OFF")  # losing a counter in a power cut is harmless
            found.execute(
                "CREATE TABLE IF NOT EXISTS hit (key TEXT PRIMARY KEY, n INTEGER, ends REAL) WITHOUT ROWID"
            )
            self._local.connection = found
        return found

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        now = time.time()
        row = (
            self._connection()
            .execute(
                "INSERT INTO hit VALUES (?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
                "n = CASE WHEN ends <= ? THEN excluded.n ELSE n + excluded.n END, "
                "ends = CASE WHEN ends <= ? THEN excluded.ends ELSE ends END RETURNING n",
                (key, amount, now + expiry, now, now),
            )
            .fetchone()
        )
        return int(row[0])

    def get(self, key: str) -> int:
        row = (
            self._connection()
            .execute("SELECT n FROM hit WHERE key = ? AND ends > ?", (key, time.time()))
            .fetchone()
        )
        return int(row[0]) if row else 0

    def get_expiry(self, key: str) -> float:
        row = self._connection().execute("SELECT ends FROM hit WHERE key = ?", (key,)).fetchone()
        return float(row[0]) if row else time.time()

    def check(self) -> bool:
        return self._connection().execute("SELECT 1").fetchone() is not None

    def reset(self) -> int | None:
        return self._connection().execute("DELETE FROM hit").rowcount

    def clear(self, key: str) -> None:
        self._connection().execute("DELETE FROM hit WHERE key = ?", (key,))

    def purge(self) -> int:
        """Forget windows that have ended."""
        return self._connection().execute("DELETE FROM hit WHERE ends <= ?", (time.time(),)).rowcount


class Limits:
    """Counts in the main storage; when that fails, in the file, so that a dead Redis opens no gate."""

    def __init__(self, instance: Path, redis_url: str) -> None:
        self.file = FileStorage(f"sgforum+file://{instance / 'limits.db'}")
        self._fallback = FixedWindowRateLimiter(self.file)
        self._main = self._fallback
        self._shunned_until = 0.0  # a main storage that does not answer must not slow every request down
        self._purge_at = time.monotonic() + PURGE_SECONDS
        if redis_url:
            options = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
            self._main = FixedWindowRateLimiter(
                storage_from_string(redis_url, wrap_exceptions=True, **options)
            )

    def hit(self, item: RateLimitItem, *identifiers: str) -> bool:
        """Count one act; whether it is within the limit. Raises Unavailable if it can be counted nowhere."""
        if self._main is not self._fallback and time.monotonic() >= self._shunned_until:
            try:
                return self._main.hit(item, *identifiers)
            except StorageError:
                self._shunned_until = time.monotonic() + SHUN_SECONDS
        try:
            self._purge_sometimes()
            return self._fallback.hit(item, *identifiers)
        except sqlite3.Error as error:
            raise Unavailable from error

    def _purge_sometimes(self) -> None:
        if time.monotonic() >= self._purge_at:
            self._purge_at = time.monotonic() + PURGE_SECONDS
            self.file.purge()


def install(app: Flask, instance: Path, redis_url: str) -> None:
    app.extensions["sgforum_limits"] = Limits(instance, redis_url)


def count(rule: str, what: str, *whom: str) -> None:
    """Count one act against a limit like "5/minute"; raises TooMany beyond it.

    whom is kept under a keyed hash: who came from where, and who voted when, is not to be read in the counters.
    """
    if current_app.config.get("LIMITS_OFF"):
        return
    key = str(current_app.config["SECRET_KEY"]).encode()
    hidden = keyed_hash(key, "\n".join(whom))[:32]
    if not current_app.extensions["sgforum_limits"].hit(parse(rule), what, hidden):
        raise TooMany(MESSAGE)


def who() -> str:
    """Whom a request is counted against: the person, else the address it comes from."""
    person = actor()
    return f"person:{person.public_id}" if person else f"address:{request.remote_addr}"


def limited(view: View, rule: str) -> View:
    """Count unsafe requests of a view; several rules are separated by ";"."""

    @wraps(view)
    def counted(*args: Any, **kwargs: Any) -> Any:
        if request.method not in ("GET", "HEAD"):
            for part in rule.split(";"):
                count(part.strip(), str(request.endpoint), who())
        return view(*args, **kwargs)

    return counted  # type: ignore[return-value]

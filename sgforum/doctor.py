"""What is wrong with this installation, one line each, with the mend."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from sqlalchemy import text

from .app import COMPONENTS
from .config import Config
from .core import audit, migrate
from .core.db import db, is_sqlite
from .territory.queries import find_root

FREE_BYTES = 500 * 1024 * 1024


def examine(config: Config) -> list[str]:
    """Run every check in an application context; [] when all is well."""
    schema = _schema()
    found = [*_files(config), *schema]
    if schema:
        return found  # without its schema the database cannot answer the rest
    found += [*_database(), *_records()]
    for component in COMPONENTS:
        for check in component.checks:
            found += check(config)
    return found


def _schema() -> list[str]:
    revision, newest = migrate.current(db.engine), migrate.head(db.engine)
    if revision is None:
        return ["The database is empty. Run: sgforum db upgrade"]
    if revision != newest:
        return [f"The database is at {revision}, this version needs {newest}. Run: sgforum db upgrade"]
    return []


def _files(config: Config) -> list[str]:
    found = []
    if _others_may_read(config.keys):
        found.append(f"Others on this machine can read {config.keys}. Run: chmod -R go-rwx {config.keys}")
    found += [
        f"Others on this machine can write {config.instance / name}. Run: chmod go-w on it"
        for name in ("sgforum.db", "outbox", "backups")
        if _others_may_write(config.instance / name)
    ]
    free = shutil.disk_usage(config.instance).free
    if free < FREE_BYTES:
        found.append(
            f"Only {free // 1024 // 1024} MB are free below {config.instance}. Make room or move the instance."
        )
    if not config.is_https and "127.0.0.1" not in config.base_url and "localhost" not in config.base_url:
        found.append(
            f"BASE_URL is {config.base_url} without https: cookies are not protected. Set an https address."
        )
    return found


def _others_may_read(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


def _others_may_write(path: Path) -> bool:
    return path.exists() and bool(path.stat().st_mode & stat.S_IWOTH)


def _database() -> list[str]:
    if not is_sqlite():
        return []
    found = []
    answer = db.session.execute(text("PRAGMA quick_check")).scalar()
    if answer != "ok":
        found.append(f"The database file is damaged ({answer}). Restore the last backup.")
    if db.session.execute(text("PRAGMA foreign_key_check")).first() is not None:
        found.append("Some rows point to rows that are gone. Restore the last backup.")
    return found


def _records() -> list[str]:
    found = []
    broken = audit.first_broken_entry()
    if broken is not None:
        found.append(
            f"The record of staff acts was changed from entry {broken} on. Compare it with a backup."
        )
    if find_root() is None:
        found.append("There is no territory. Run: sgforum territory import FILE.csv")
    return found

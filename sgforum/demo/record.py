"""Whether an instance may be made into a demo, and the mark by which everything in it is known to be invented."""

from __future__ import annotations

import enum
import fcntl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.engine import Engine

from ..accounts.models import Person
from ..config import Config
from ..core import settings
from ..core.audit import AuditEntry
from ..core.db import db, is_sqlite, transaction
from ..core.errors import Conflict
from ..territory.models import Place
from .terms import Terms

_TAKEN = "%(instance)s holds an installation that is not a demo; choose another folder with --instance."
_HALF = "The database holds a demo that was not finished; empty the database, then run this again."
_OTHER = (
    "%(instance)s holds a demo with --seed %(seed)s --months %(months)s --size %(size)s; "
    "use these, or choose another folder with --instance."
)
_BUSY = "Another `sgforum demo` is making %(instance)s; wait until it is done."


class Found(enum.Enum):
    """What an instance holds before anything is done to it."""

    NOTHING = "nothing"
    SOMETHING = "something"  # an installation, or another program's tables
    HALF = "half"  # a demo that was killed while it was made
    FINISHED = "finished"


def look(engine: Engine) -> Found:
    """What the database holds; changes nothing, and works on one without tables."""
    tables = set(inspect(engine).get_table_names())
    if not tables:
        return Found.NOTHING
    if settings.Setting.__tablename__ not in tables:
        return Found.SOMETHING
    record = settings.read(settings.DEMO)
    if record is not None:
        return Found.FINISHED if record.get("finished") else Found.HALF
    is_used = any(
        db.session.scalar(select(model).limit(1)) is not None for model in (Place, Person, AuditEntry)
    )
    db.session.rollback()
    return Found.SOMETHING if is_used else Found.NOTHING


def claim(config: Config, terms: Terms) -> bool:
    """Make sure that the demo may be made here, and clear away one that was not finished.

    False if the very same demo stands here already. Raises Conflict with what is there and what to do.
    """
    found = look(db.engine)
    if found is Found.SOMETHING:
        raise Conflict(_TAKEN, instance=config.instance)
    if found is Found.FINISHED:
        kept = settings.read(settings.DEMO)
        if {name: kept.get(name) for name in parameters(terms)} != parameters(terms):
            raise Conflict(
                _OTHER, instance=config.instance, **{name: kept.get(name) for name in parameters(terms)}
            )
        return False
    if found is Found.HALF:
        _clear(config)
    return True


def parameters(terms: Terms) -> dict[str, Any]:
    """By what one demo is told from another."""
    return {"seed": terms.seed, "months": terms.months, "size": terms.size.value}


def begin(terms: Terms) -> None:
    """Mark the installation as a demo before anything else is in it."""
    with transaction():
        settings.write(
            settings.DEMO, {**parameters(terms), "today": terms.today.isoformat(), "finished": False}
        )


def finish(details: Mapping[str, Any]) -> None:
    """Mark the demo as whole; details are kept for when it is asked for again."""
    with transaction():
        settings.write(settings.DEMO, {**settings.read(settings.DEMO), **details, "finished": True})


@contextmanager
def working_on(instance: Path) -> Iterator[None]:
    """Only one process makes the demo of an instance; raises Conflict in the second."""
    with (instance / "demo.lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(_BUSY, instance=instance) from None
        yield


def _clear(config: Config) -> None:
    """Remove the database of a half-made demo, with the keys and mails that belong to it; all of it is invented."""
    if not is_sqlite():
        raise Conflict(_HALF)
    path = Path(str(db.engine.url.database))
    db.session.remove()
    db.engine.dispose()
    for each in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
        each.unlink(missing_ok=True)
    for pattern in ("keys/ballot-*", "keys/metrics-person-*", "keys/metrics-seal", "outbox/*.eml"):
        for each in config.instance.glob(pattern):
            each.unlink(missing_ok=True)

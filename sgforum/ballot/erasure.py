"""Erasing what database files keep of deleted rows and of the order in which rows were written."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

from sqlalchemy import text
from sqlalchemy.engine.interfaces import DBAPICursor

from ..core.db import BUSY_TIMEOUT_MS, db, is_sqlite
from ..core.errors import Unavailable
from ..core.marks import N_
from .models import Elector, Envelope, Paper

STILL_BUSY = N_("Basis data sedang sibuk, jadi penutupan kotak suara dilanjutkan sebentar lagi.")
PATIENCE_SECONDS = 15
SHORT_WAIT_MS = 500
PAUSE_SECONDS = 0.05


def erase_traces() -> None:
    """Remove old versions of roll, envelopes and box from the database's files; call it outside a transaction.

    SQLite: the write-ahead log, which holds the order of casting, is emptied, the file written anew, and the
    log emptied again. PostgreSQL: dead row versions are vacuumed. Raises Unavailable while others read or
    write for too long; calling again is safe.
    """
    db.session.rollback()  # gives back the connection: a read of ours would hold up the checkpoint
    if is_sqlite():
        _rewrite_sqlite()
    else:
        tables = ", ".join(model.__tablename__ for model in (Envelope, Elector, Paper))
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # giving pages back to the disk would need the table to itself, and hold up casting in other polls
            connection.execute(text(f"VACUUM (TRUNCATE FALSE) {tables}"))


def _rewrite_sqlite() -> None:
    connection = db.engine.raw_connection()  # VACUUM refuses to run inside the transactions that we begin
    try:
        # closed whatever happens: a pragma whose row nobody fetched would forbid the next VACUUM
        with closing(connection.cursor()) as cursor:
            _empty_log(cursor)
            cursor.execute("VACUUM")
            _empty_log(cursor)
    except sqlite3.OperationalError as error:
        raise Unavailable(STILL_BUSY) from error
    finally:
        connection.close()


def _empty_log(cursor: DBAPICursor) -> None:
    """Move the write-ahead log into the database and cut it to nothing.

    While SQLite waits for a reader here, no one can write: so it waits briefly and we ask again. For another
    process that is moving the log it does not wait at all.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    cursor.execute(f"PRAGMA busy_timeout={SHORT_WAIT_MS}")
    try:
        while True:
            busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not busy:
                return
            if time.monotonic() > until:
                raise Unavailable(STILL_BUSY)
            time.sleep(PAUSE_SECONDS)
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")

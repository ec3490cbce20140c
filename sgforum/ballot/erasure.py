"""Erasing what database files keep of deleted rows and of the order in which rows were written."""

from __future__ import annotations

import sqlite3

from sqlalchemy import text

from ..core.db import db, is_sqlite
from ..core.errors import Unavailable
from ..core.marks import N_
from .models import Elector, Envelope, Paper

STILL_BUSY = N_("Basis data sedang sibuk, jadi penutupan kotak suara dilanjutkan sebentar lagi.")


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
            connection.execute(text(f"VACUUM {tables}"))


def _rewrite_sqlite() -> None:
    connection = db.engine.raw_connection()  # VACUUM refuses to run inside the transactions that we begin
    try:
        cursor = connection.cursor()
        for statement in ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            row = cursor.execute(statement).fetchone()
            if row is not None and row[0] != 0:  # (busy, pages in the log, pages moved)
                raise Unavailable(STILL_BUSY)
    except sqlite3.OperationalError as error:
        raise Unavailable(STILL_BUSY) from error
    finally:
        connection.close()

import threading

import pytest
from sqlalchemy import text

from sgforum.core import settings
from sgforum.core.db import db, transaction


def test_transaction_commits(each_app):
    with transaction():
        settings.write("x", 1)
    assert settings.read("x") == 1


def test_transaction_rolls_back_on_error(each_app):
    with pytest.raises(ZeroDivisionError), transaction():
        settings.write("x", 1)
        _ = 1 / 0
    assert settings.read("x") is None


def test_transactions_do_not_nest(app):
    with transaction(), pytest.raises(RuntimeError), transaction():
        pass


def _count_up(app, times):
    for _ in range(times):
        with app.app_context(), transaction():
            settings.write("n", settings.read("n") + 1)
            db.session.flush()


def test_read_modify_write_loses_nothing_on_sqlite(app):
    with transaction():
        settings.write("n", 0)
    threads = [threading.Thread(target=_count_up, args=(app, 20)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert settings.read("n") == 120


def test_sqlite_has_its_pragmas(app):
    values = {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in
              ("journal_mode", "foreign_keys", "synchronous", "secure_delete")}  # fmt: skip
    assert values == {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "secure_delete": 1}

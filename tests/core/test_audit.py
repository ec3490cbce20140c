import threading

from sqlalchemy import text

from sgforum.core import audit, clock
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM


def _record(number):
    with transaction():
        audit.record(actor=SYSTEM, act="test.act", subject=str(number), at=clock.now(), details={"n": number})


def test_whole_chain_is_sound(each_app):
    for number in range(5):
        _record(number)
    assert audit.first_broken_entry() is None


def test_changed_entry_is_found(app):
    for number in range(5):
        _record(number)
    db.session.execute(text("UPDATE core_audit_entry SET subject = 'other' WHERE id = 3"))
    db.session.commit()
    assert audit.first_broken_entry() == 3


def test_removed_entry_is_found(app):
    for number in range(5):
        _record(number)
    db.session.execute(text("DELETE FROM core_audit_entry WHERE id = 3"))
    db.session.commit()
    assert audit.first_broken_entry() == 4


def test_parallel_writers_make_one_chain(each_app):
    def work(number):
        with each_app.app_context():
            _record(number)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert audit.first_broken_entry() is None
    assert db.session.execute(text("SELECT count(*) FROM core_audit_entry")).scalar() == 12

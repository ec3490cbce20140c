"""The worker's long jobs run beside the others, one turn at a time."""

from __future__ import annotations

import threading

from sgforum import worker
from sgforum.component import Job


def test_a_long_job_holds_up_nobody_and_is_not_begun_twice(app):
    config = app.extensions["sgforum_config"]
    begun, free = threading.Semaphore(0), threading.Event()
    turns = []

    def slow(_config, _at):
        turns.append(1)
        begun.release()
        free.wait(10)
        return 1

    job, beside = Job("uji.lama", 1, slow, is_long=True), {}
    worker._run_beside(app, config, job, beside)
    assert begun.acquire(timeout=10)  # and we are here while it runs
    worker._run_beside(app, config, job, beside)
    assert len(turns) == 1
    free.set()
    beside["uji.lama"].join(10)
    worker._run_beside(app, config, job, beside)
    assert begun.acquire(timeout=10)
    beside["uji.lama"].join(10)
    assert len(turns) == 2


def test_a_long_job_that_fails_is_logged_and_may_run_again(app, caplog):
    def broken(_config, _at):
        raise ZeroDivisionError

    job, beside = Job("uji.rusak", 1, broken, is_long=True), {}
    worker._run_beside(app, app.extensions["sgforum_config"], job, beside)
    beside["uji.rusak"].join(10)
    assert "job uji.rusak failed" in caplog.text
    assert not beside["uji.rusak"].is_alive()

"""The worker: asks the database again and again what is due. Any number of them may run."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from types import FrameType

from flask import Flask

from .app import COMPONENTS
from .component import Job
from .config import Config
from .core import clock
from .core.db import db

_log = logging.getLogger("sgforum.worker")


def all_jobs() -> tuple[Job, ...]:
    return tuple(job for component in COMPONENTS for job in component.jobs)


def run_once(app: Flask, config: Config, job: Job) -> int:
    """Run a job now; a failure is logged and the job runs again at its next turn."""
    with app.app_context():
        try:
            return job.run(config, clock.now())
        except Exception:  # noqa: BLE001 - one failing job must not stop the others; the log has it
            db.session.rollback()
            _log.exception("job %s failed", job.name)
            return 0


def work(app: Flask, config: Config, *, parent: int | None = None) -> None:
    """Run jobs until a signal comes, or until the process `parent` (whose worker we are) is gone."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    due = {job.name: 0.0 for job in all_jobs()}
    beside: dict[str, threading.Thread] = {}
    while not stop.wait(1.0):
        if parent is not None and os.getppid() != parent:
            return
        for job in all_jobs():
            if time.monotonic() < due[job.name] or stop.is_set():
                continue
            if job.is_long:
                _run_beside(app, config, job, beside)
            else:
                run_once(app, config, job)
            due[job.name] = time.monotonic() + job.every_seconds


def _run_beside(app: Flask, config: Config, job: Job, beside: dict[str, threading.Thread]) -> None:
    """Start a long job in a thread of its own, unless its last turn still runs: boxes are opened and mails sent meanwhile.

    The thread ends with the process; what it had not finished is due again.
    """
    if job.name in beside and beside[job.name].is_alive():
        return
    beside[job.name] = threading.Thread(target=run_once, args=(app, config, job), name=job.name, daemon=True)
    beside[job.name].start()

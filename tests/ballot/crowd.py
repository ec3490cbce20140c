"""Many people at once, each in a thread with a connection of its own; and work in other processes."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from sgforum.core.db import db

FORK = multiprocessing.get_context("fork")


def in_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """Start the work in a process of its own that shares no connection with this one."""
    db.session.remove()
    db.engine.dispose()

    def run() -> None:
        db.engine.dispose(close=False)
        work(*arguments)
        os._exit(0)

    process = FORK.Process(target=run)
    process.start()
    return process


def at_once(site: Flask, acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run the acts in parallel; what each returned or raised, in order."""
    outcomes: list[Any] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int) -> None:
        with site.app_context():
            start.wait()
            try:
                outcomes[place] = acts[place]()
            except Exception as error:  # noqa: BLE001 - the test looks at what was raised
                outcomes[place] = error
            finally:
                db.session.remove()

    db.session.rollback()
    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes

"""Many people at once: each in a thread with a connection of its own, released together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from flask import Flask

from sgforum.core.db import db


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

"""Many at once: threads released by one barrier."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

Value = TypeVar("Value")


def at_once(acts: Sequence[Callable[[], Value]]) -> list[Value]:
    """Run all acts together, each in a thread of its own; what one raises is raised here."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[Value | BaseException | None] = [None] * len(acts)

    def run(n: int, act: Callable[[], Value]) -> None:
        try:
            barrier.wait(30)
            outcomes[n] = act()
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's own thread
            outcomes[n] = error

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return outcomes  # type: ignore[return-value]

"""What the house needs to know of ballot: no pages of its own, and what the doctor asks of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from ..component import Component
from ..config import Config
from ..core.clock import now
from . import keys
from .cli import opinions, tally, verify
from .jobs import DAILY
from .models import PollState
from .own_data import own_data
from .queries import count_overdue, list_keys_in_use

PATIENCE = timedelta(hours=1)


def check(config: Config) -> list[str]:
    """What is wrong with keys and boxes, each with its mend."""
    found = _open_to_others(config.keys)
    used = dict(list_keys_in_use())
    needed = {name for name, state in used.items() if state is PollState.OPEN}
    present = keys.names(config.keys)
    if lost := needed - present:
        found.append(
            f"{len(lost)} open polls have no key in {config.keys}; mend: bring back {', '.join(sorted(lost))}"
        )
    if left := present - set(used):
        found.append(
            f"{len(left)} keys in {config.keys} belong to no open poll; mend: remove {', '.join(sorted(left))}"
        )
    if overdue := count_overdue(now() - PATIENCE):
        found.append(
            f"{overdue} polls are past their close and not counted; mend: see that `sgforum worker` runs"
        )
    return found


def _open_to_others(folder: Path) -> list[str]:
    """The folder of keys and the poll keys in it that others than the server's user may read."""
    wanted = [(folder, 0o700), *((folder / name, 0o600) for name in sorted(keys.names(folder)))]
    return [
        f"{path} is open to others; mend: chmod {mode:o} {path}"
        for path, mode in wanted
        if path.exists() and path.stat().st_mode & 0o077
    ]


component = Component(
    name="ballot",
    tools=(opinions, tally, verify),
    jobs=(DAILY,),
    checks=(check,),
    own_data=own_data,
)

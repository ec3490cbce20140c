"""Where a topic stands on its way, told from its facts; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ..core.marks import N_
from .models import Kind, Status

_PROMISED = (Status.ACCEPTED, Status.PARTLY, Status.DONE)
SOON_DAYS = 4  # calendar days before the due date from which a badge says so


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name (a msgid), when it was reached or is planned, and 'done', 'now' or ''."""

    name: str
    on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What a topic's stages follow from; dates are local."""

    kind: Kind
    status: Status
    written_on: date
    due_since: date | None = None
    answered_on: date | None = None
    promised_on: date | None = None  # until when, as the answer in force says
    done_on: date | None = None


def stages_of(facts: Facts) -> list[Step]:
    """The steps of a question or a proposal, five of them once something is promised; none for a discussion.

    What is reached is done, the first step that is not is the present one.
    """
    if facts.kind is Kind.DISCUSSION:
        return []
    is_answered = facts.status is not Status.DISCUSSED
    first = N_("Ditanyakan") if facts.kind is Kind.QUESTION else N_("Diusulkan")
    ways: list[tuple[str, date | None, bool]] = [(first, facts.written_on, True)]
    if facts.due_since is not None or not is_answered:
        ways.append((N_("Didukung warga"), facts.due_since, facts.due_since is not None))
    ways.append((N_("Dijawab resmi"), facts.answered_on, is_answered))
    if facts.status in _PROMISED:
        is_done = facts.status is Status.DONE
        ways.append((N_("Dikerjakan"), facts.promised_on, is_done))
        ways.append((N_("Selesai"), facts.done_on, is_done))
    steps: list[Step] = []
    for name, on, is_reached in ways:
        is_present = not is_reached and all(step.state == "done" for step in steps)
        steps.append(Step(name, on, "done" if is_reached else "now" if is_present else ""))
    return steps


def days_left(due_on: date, today: date) -> int:
    """Calendar days until the due date; negative when it is past."""
    return (due_on - today).days


def working_days_between(start: date, end: date) -> int:
    """Working days (Monday to Friday) after `start` up to and including `end`."""
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, (end - start).days + 1))

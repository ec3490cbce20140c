"""Deadlines, phases and results in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from flask import request

from ...core import clock
from ...territory.models import place_title as place_title
from ...web import i18n
from ...web.i18n import gettext, ngettext
from ..lifecycle import Lack, Phase, PhaseKind, State, find_phase, phase_at

_SOON = 3  # days
MOST_OPTIONS_SHOWN = 60  # over all questions; with more, a page shows those of one question (60 kB)


@dataclass(frozen=True, slots=True)
class Badge:
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Stages:
    """What `phases` and `stage_bar` of macros.html draw; current counts from 1."""

    steps: list[tuple[str, str, str]]
    current: int

    @property
    def name(self) -> str:
        return self.steps[self.current - 1][0]


def phase_name(kind: PhaseKind) -> str:
    names: dict[PhaseKind, str] = {
        PhaseKind.INFORMATION: gettext("Informasi"),
        PhaseKind.COMMENT: gettext("Tanggapan warga"),
        PhaseKind.VOTING: gettext("Pemungutan suara"),
        PhaseKind.DECISION: gettext("Keputusan"),
    }
    return names[kind]


def said(lack: Lack) -> str:
    """What a draft lacks, with the number of its question."""
    if lack.question is None:
        return gettext(lack.sentence)
    return gettext("Soal %(n)s: %(sentence)s", n=lack.question, sentence=gettext(lack.sentence))


def last_day(phase: Phase) -> date:
    """The last day that belongs to a phase: one that ends at midnight ends the day before."""
    return clock.local_date(phase.ends_at - timedelta(seconds=1), i18n.zone())


def span(phase: Phase) -> str:
    """3–9 Desember 2026, 28 November – 9 Desember 2026."""
    first, last = clock.local_date(phase.starts_at, i18n.zone()), last_day(phase)
    if first >= last:
        return i18n.long_date(last)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{i18n.long_date(last)}"
    if first.year == last.year:
        return f"{format_date(first, 'd MMMM', locale=i18n.locale())} – {i18n.long_date(last)}"
    return f"{i18n.long_date(first)} – {i18n.long_date(last)}"


def stages(phases: Sequence[Phase], state: State, decision_on: date | None, at: datetime) -> Stages | None:
    """All phases with their dates; None for a draft that has none yet."""
    if not phases:
        return None
    steps = []
    for phase in phases:
        if phase.kind is PhaseKind.DECISION:
            detail = gettext("paling lambat %(date)s", date=i18n.long_date(decision_on))
        else:
            detail = span(phase)
        steps.append((phase_name(phase.kind), detail, _step_state(phase, state, at)))
    begun = sum(phase.starts_at <= at for phase in phases)
    return Stages(steps=steps, current=max(begun, 1))


def _step_state(phase: Phase, state: State, at: datetime) -> str:
    if state is State.DECIDED:
        return "done"
    if state in (State.WITHDRAWN, State.DRAFT):
        return ""
    if phase.kind is PhaseKind.DECISION:
        return "now" if at >= phase.starts_at else ""
    if at >= phase.ends_at:
        return "done"
    return "now" if phase.holds(at) else ""


def deadline(state: State, phases: Sequence[Phase], decision_on: date | None, at: datetime) -> Badge:
    """What is due next, as a badge."""
    settled = {
        State.DRAFT: Badge(gettext("Draf"), "plain"),
        State.WITHDRAWN: Badge(gettext("Dibatalkan"), "err"),
        State.DECIDED: Badge(gettext("Sudah diputuskan"), "ok"),
    }
    return settled.get(state) or _running(phases, decision_on, at)


def _running(phases: Sequence[Phase], decision_on: date | None, at: datetime) -> Badge:
    comment, voting = find_phase(phases, PhaseKind.COMMENT), find_phase(phases, PhaseKind.VOTING)
    if comment and at < comment.starts_at:
        return Badge(gettext("Tanggapan mulai %(date)s", date=_short(comment.starts_at)), "info")
    if comment and comment.holds(at):
        return _closing(comment, at, vote=False)
    if voting and at < voting.starts_at:
        return Badge(gettext("Pemungutan suara mulai %(date)s", date=_short(voting.starts_at)), "info")
    if voting and voting.holds(at):
        return _closing(voting, at, vote=True)
    return _awaiting(decision_on, at)


def _short(moment: datetime) -> str:
    """25 November: a badge is one line, also on the narrowest screen."""
    return format_date(clock.local_date(moment, i18n.zone()), "d MMMM", locale=i18n.locale())


def _closing(phase: Phase, at: datetime, *, vote: bool) -> Badge:
    days = (last_day(phase) - clock.local_date(at, i18n.zone())).days
    kind = "warn" if days <= _SOON else "info"
    if days <= 0:
        return Badge(
            gettext("Pemungutan suara ditutup hari ini") if vote else gettext("Tanggapan ditutup hari ini"),
            kind,
        )
    if vote:
        return Badge(
            ngettext(
                "Pemungutan suara ditutup %(num)d hari lagi",
                "Pemungutan suara ditutup %(num)d hari lagi",
                days,
            ),
            kind,
        )
    return Badge(
        ngettext("Tanggapan ditutup %(num)d hari lagi", "Tanggapan ditutup %(num)d hari lagi", days), kind
    )


def _awaiting(decision_on: date | None, at: datetime) -> Badge:
    late = (clock.local_date(at, i18n.zone()) - decision_on).days if decision_on else 0
    if late > 0:
        return Badge(
            ngettext("Keputusan terlambat %(num)d hari", "Keputusan terlambat %(num)d hari", late), "err"
        )
    return Badge(gettext("Menunggu keputusan"), "acc")


def phases_of(row: Any) -> list[Phase]:
    """The two phases that a list's row carries."""
    given = (
        (PhaseKind.COMMENT, row.comment_starts_at, row.comment_ends_at),
        (PhaseKind.VOTING, row.voting_starts_at, row.voting_ends_at),
    )
    return [Phase(kind, begins, ends) for kind, begins, ends in given if begins is not None]


def drawn(questions: Sequence[tuple[int, int]]) -> set[int]:
    """The numbers of the questions whose options a page draws: all, or of a long list the one asked for (`?soal=2`).

    questions: (number, how many options it has).
    """
    if sum(options for _, options in questions) <= MOST_OPTIONS_SHOWN:
        return {number for number, _ in questions}
    return {request.args.get("soal", 1, type=int)}


def card(row: Any, at: datetime) -> dict[str, Any]:
    """A list's row with its words."""
    phases = phases_of(row)
    now = phase_at(phases, at)
    return {
        "row": row,
        "place": place_title(row.place_level, row.place_name, row.place_code),
        "badge": deadline(row.state, phases, row.decision_on, at),
        "votes_now": row.state is State.PUBLISHED and now is not None and now.kind is PhaseKind.VOTING,
        "comments_now": row.state is State.PUBLISHED and now is not None and now.kind is PhaseKind.COMMENT,
    }

"""Words and colours of what a topic is and where it stands, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol

from ...core import clock
from ...web import i18n
from ...web.i18n import gettext, ngettext
from ..models import Area, Kind, Outcome, Status
from ..queries.desk import ToAnswer
from ..queries.topic import Answer, Head
from ..queries.topics import TopicRow
from ..rules import AREA_NAMES, KIND_NAMES, OUTCOME_NAMES, STATUS_NAMES
from ..stages import SOON_DAYS, Facts, Step, days_left, stages_of

_LOOKS = {
    Status.ANSWERED: ("info", "badge-check"),
    Status.ACCEPTED: ("ok", "badge-check"),
    Status.PARTLY: ("ok", "badge-check"),
    Status.REJECTED: ("", "x"),
    Status.REFERRED: ("info", "arrow-right"),
    Status.DONE: ("ok", "circle-check"),
}


class Badge(NamedTuple):
    """Text, kind and icon for the macro `badge`."""

    text: str
    kind: str
    icon: str


class Standing(Protocol):
    """What a badge follows from."""

    @property
    def status(self) -> Status: ...
    @property
    def is_disputed(self) -> bool: ...
    @property
    def due_on(self) -> date | None: ...


def area_name(area: Area) -> str:
    return str(gettext(AREA_NAMES[area]))


def kind_name(kind: Kind) -> str:
    return str(gettext(KIND_NAMES[kind]))


def outcome_name(outcome: Outcome) -> str:
    return str(gettext(OUTCOME_NAMES[outcome]))


def today() -> date:
    return clock.local_date(clock.now(), i18n.zone())


def badge_of(topic: Standing, on: date) -> Badge:
    """One badge: what the answer says, or how long an official still has."""
    if topic.is_disputed:
        return Badge(str(gettext("Jawaban dianggap belum menjawab")), "warn", "triangle-alert")
    if topic.status is not Status.DISCUSSED:
        kind, icon = _LOOKS[topic.status]
        return Badge(str(gettext(STATUS_NAMES[topic.status])), kind, icon)
    if topic.due_on is None:
        return Badge(str(gettext(STATUS_NAMES[Status.DISCUSSED])), "", "messages-square")
    return due_badge(days_left(topic.due_on, on))


def badge_today(topic: Standing) -> Badge:
    """As `badge_of`, today. Templates of every domain reach it as `topic_badge`: one state has one badge."""
    return badge_of(topic, today())


def due_badge(days: int) -> Badge:
    """How many days are left until an official must have answered."""
    if days < 0:
        return Badge(str(ngettext("Terlambat %(num)d hari", "Terlambat %(num)d hari", -days)), "err", "clock")
    if days == 0:
        return Badge(str(gettext("Harus dijawab hari ini")), "warn", "clock")
    if days <= SOON_DAYS:
        return Badge(str(ngettext("Dijawab ≤ %(num)d hari", "Dijawab ≤ %(num)d hari", days)), "warn", "clock")
    return Badge(str(gettext("Menunggu jawaban resmi")), "info", "clock")


def waiting_badge(row: ToAnswer) -> Badge:
    """On the officials' desk: disputed, due in so many days, or not due yet. A template word of every domain."""
    if row.is_disputed:
        return Badge(str(gettext("Jawaban dianggap belum menjawab")), "warn", "triangle-alert")
    if row.due_on is None:
        return Badge(str(gettext("Belum wajib dijawab")), "", "")
    return promise_badge(row.due_on)


def promise_badge(due_on: date) -> Badge:
    """How far off a date is, from today. A template word of every domain."""
    days = days_left(due_on, today())
    if days < 0:
        return Badge(str(ngettext("Terlambat %(num)d hari", "Terlambat %(num)d hari", -days)), "err", "clock")
    if days == 0:
        return Badge(str(gettext("Hari ini")), "warn", "clock")
    kind = "warn" if days <= SOON_DAYS else "info"
    return Badge(str(ngettext("%(num)d hari lagi", "%(num)d hari lagi", days)), kind, "clock")


def steps_of(head: Head, answers: Sequence[Answer]) -> list[Step]:
    """The stages of a topic with local dates."""
    zone = i18n.zone()
    answer = answers[0] if answers else None
    done = answer.done_at if answer else None
    return stages_of(
        Facts(
            kind=head.kind, status=head.status, written_on=clock.local_date(head.created_at, zone),
            due_since=clock.local_date(head.due_since, zone) if head.due_since else None,
            answered_on=clock.local_date(answer.created_at, zone) if answer else None,
            promised_on=answer.due_on if answer else None,
            done_on=clock.local_date(done, zone) if done else None,
        )
    )  # fmt: skip


class Ago:
    """Say "kemarin" and the like, worked out once for each day of a page."""

    def __init__(self) -> None:
        self._zone = i18n.zone()
        self._words: dict[date, str] = {}

    def __call__(self, moment: datetime) -> str:
        day = clock.local_date(moment, self._zone)
        if day not in self._words:
            self._words[day] = i18n.ago(moment)
        return self._words[day]


def badges_of(topics: Sequence[TopicRow], on: date) -> list[Badge]:
    """The badge of each topic of a list, worked out once for those that stand alike."""
    known: dict[tuple[Status, bool, date | None], Badge] = {}
    found = []
    for topic in topics:
        key = (topic.status, topic.is_disputed, topic.due_on)
        if key not in known:
            known[key] = badge_of(topic, on)
        found.append(known[key])
    return found


def area_names() -> dict[Area, str]:
    return {area: area_name(area) for area in Area}


def rt_label(code: str | None) -> str:
    """RT 03 of a code such as 64.71.01.1001.RW01.RT03; empty for nobody's."""
    return f"RT {code.rpartition('.RT')[2]}" if code and ".RT" in code else ""


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()

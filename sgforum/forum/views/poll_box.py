"""The poll as a part of a page: its form while it is open, its result after the close."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup

from ...core import clock
from ...core.permissions import Actor, Level, may
from ...web import i18n
from ..queries.polls import FIRST_VOTERS, PollSheet, find_poll_sheet, list_voters
from ..queries.topic import Head
from ..rules import POLL
from .fragments import Fragment, kept

_MOMENT = timedelta(microseconds=1)


class Box(NamedTuple):
    """What the template shows.

    ticked: codes that are marked in the form: what the reader sent and was refused, or chose before. refusal: the
    sentence why, translated. result: bars and counts, "" before the close. first_voters: the first names.
    """

    sheet: PollSheet
    is_open: bool
    may_choose: bool
    last_day: str
    ticked: Collection[str]
    mine: Sequence[str]
    refusal: str
    result: Markup
    first_voters: Markup

    @property
    def marked(self) -> list[tuple[str, str, str, bool]]:
        """The options as the macros of ballots.html want them."""
        return [(code, text, "", code in self.ticked) for code, text in self.sheet.options]

    @property
    def is_closed(self) -> bool:
        return self.sheet.tally is not None


def box_of(
    head: Head, person: Actor | None, typed: Collection[str] | None = None, refusal: str = ""
) -> Box | None:
    """The topic's poll for this reader, or None if it has none."""
    sheet = find_poll_sheet(head.poll_id, person)
    if sheet is None:
        return None
    is_open = sheet.is_open(clock.now())
    return Box(
        sheet=sheet,
        is_open=is_open,
        may_choose=is_open
        and person is not None
        and person.level >= Level.CONFIRMED
        and not person.suspended,
        last_day=i18n.long_date(sheet.ends_at - _MOMENT),
        ticked=sheet.chosen if typed is None else typed,
        mine=sheet.named(list(sheet.chosen)),
        refusal=refusal,
        result=_kept_part("result", head, lambda: result_of(sheet)) if sheet.tally else Markup(),
        first_voters=_kept_part("voters", head, lambda: _first(head, sheet)) if sheet.tally else Markup(),
    )


def may_add_poll(head: Head, person: Actor) -> bool:
    """Whether the reader is shown the way to a new poll; the service decides again."""
    if head.poll_id is not None or head.locked_at or head.hidden_at or person.suspended:
        return False
    is_author = person.person_id == head.author_id and person.level >= Level.CONFIRMED
    return is_author or may(person, POLL, head.place_code)


def _kept_part(name: str, head: Head, make: Any) -> Markup:
    """The same for everybody, until the topic's version says that a name or the count has changed."""
    return kept(("poll", name, head.public_id, head.version, i18n.locale()), lambda: Fragment(make()))


def result_of(sheet: PollSheet) -> Markup:
    """Bars and counts of a closed poll, in the order of its options."""
    tally = sheet.tally
    assert tally is not None  # the callers ask  # noqa: S101
    lines = [(text, tally.totals[code]) for code, text in sheet.options]
    html = render_template(
        "forum/poll_result.html", lines=lines, voters=tally.ballots, is_several=sheet.is_several
    )
    return Markup(html)  # noqa: S704 - a rendered template


def voters_of(sheet: PollSheet, start: int, size: int) -> Markup:
    """A table of who chose what, from the start-th name on."""
    rows = [(voter.name, ", ".join(sheet.named(voter.codes))) for voter in list_voters(sheet.id, start, size)]
    html = render_template("forum/poll_voters.html", rows=rows)
    return Markup(html)  # noqa: S704 - a rendered template


def _first(head: Head, sheet: PollSheet) -> Markup:
    return voters_of(sheet, 1, FIRST_VOTERS)

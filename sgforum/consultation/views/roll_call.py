"""The roll call of an open vote: who chose what, once it is counted; in a secret vote there is none."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from ...ballot import queries as ballots
from ...ballot.models import Secrecy
from ...ballot.tallies.marks import BLANK
from ...core.errors import NotFound
from ...core.marks import N_
from ...web.answers import page
from ...web.guards import PUBLIC
from ...web.i18n import gettext
from ..booth import Slate
from ..models import reference_of
from .blueprint import ADDRESS, get_sheet, pages
from .slates import slate_of

PAGE_OF_VOTERS = 100
MOST_VOTERS = 10_000_000  # a place beyond it is a slip in the address
NO_ROLL_CALL = N_("Daftar suara hanya ada untuk pemungutan suara terbuka yang sudah dihitung.")


@pages.get(f"{ADDRESS}/hasil/daftar-suara", guard=PUBLIC)
def roll_call(public_id: str, slug: str) -> Response:
    """By name, a hundred on a page; how often each one changed the choice stands beside it."""
    sheet = get_sheet(public_id)
    number = request.args.get("soal", 1, type=int)
    start = min(max(1, request.args.get("mulai", 1, type=int)), MOST_VOTERS)
    question = sheet.find_question(number)
    poll = ballots.find_poll(reference_of(public_id, number)) if sheet.row.closed_at and question else None
    if question is None or poll is None or poll.secrecy is not Secrecy.OPEN:
        raise NotFound(NO_ROLL_CALL)
    found = ballots.list_roll_call(poll.id, start=start, size=PAGE_OF_VOTERS + 1)
    slate = slate_of(question)
    rows = [(name, told_choice(slate, choice), times - 1) for name, choice, times in found[:PAGE_OF_VOTERS]]
    return page(
        "consultation/roll_call.html", row=sheet.row, question=question, rows=rows, start=start,
        next=start + PAGE_OF_VOTERS if len(found) > PAGE_OF_VOTERS else None, several=len(sheet.questions) > 1,
        numbers=[one.position for one in sheet.questions],
    )  # fmt: skip


def told_choice(slate: Slate, choice: str) -> str:
    """A ballot in canonical form (tallies/marks.py) in words."""
    if choice == BLANK:
        return str(gettext("suara kosong"))
    names = slate.names
    if ">" in choice or "=" in choice:
        return _ranked(choice, names)
    if ":" in choice:
        pairs = (part.partition(":") for part in choice.split(","))
        return ", ".join(f"{names[code]}: {points}" for code, _, points in pairs)
    return ", ".join(names[code] for code in choice.split(","))


def _ranked(choice: str, names: Mapping[str, str]) -> str:
    ranks = (" = ".join(names[code] for code in rank.split("=")) for rank in choice.split(">"))
    return " · ".join(f"{place}. {rank}" for place, rank in enumerate(ranks, start=1))

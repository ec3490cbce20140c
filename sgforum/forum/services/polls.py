"""The poll of a topic: opened once and never changed, choices cast until the close, counted by the worker.

An open poll on the machinery of the ballot domain: everybody with a confirmed account may take part, names stand
beside choices after the close, and nothing official is counted from it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ...ballot import queries as ballots
from ...ballot.models import Electorate, Poll, Receipt, Rule, Secrecy
from ...ballot.services import (
    CastReceipt,
    Terms,
    announce_opening,
    announce_results,
    cast_ballot,
    close_poll,
    open_poll,
)
from ...ballot.tallies.marks import write_list
from ...core.clock import local_date
from ...core.db import db, transaction
from ...core.errors import Conflict, InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor, Level, require, require_level
from ..models import Topic
from ..queries.polls import reference_of, topic_of
from ..rules import OPTION_LENGTH, POLL, POLL_DAYS, POLL_OPTIONS, QUESTION_LENGTH
from ..texts import HAS_NIK, clean_line, has_nik
from .touching import NO_TOPIC, change_topic, renew_page

NO_POLL = N_("Topik ini tidak punya jajak pendapat.")
HAS_POLL = N_("Topik ini sudah punya jajak pendapat. Satu topik hanya boleh satu.")
NO_QUESTION = N_("Tulis pertanyaannya, 8 sampai 200 huruf.")
FEW_OPTIONS = N_("Tulis 2 sampai 10 pilihan.")
LONG_OPTION = N_("Setiap pilihan paling panjang 120 huruf.")
SAME_OPTIONS = N_("Ada dua pilihan yang sama. Ubah salah satunya.")
NO_DATE = N_("Pilih tanggal penutupan, mulai besok sampai paling lama 30 hari lagi.")
CHOOSE_ONE = N_("Pilih salah satu jawaban.")
CHOOSE_SOME = N_("Pilih sedikitnya satu jawaban.")
TERMS = Terms(secrecy=Secrecy.OPEN, electorate=Electorate.ANYONE, receipt=Receipt.NONE)
_CODES = "abcdefghij"


@dataclass(frozen=True, slots=True)
class PollDraft:
    """What is asked; options that are empty are left out. closes_on: the last day, whole, in the city's zone."""

    question: str
    options: Sequence[str]
    is_several: bool
    closes_on: date | None


def add_poll(
    *, actor: Actor, topic_public_id: str, draft: PollDraft, keys: Path, zone: ZoneInfo, at: datetime
) -> Poll:
    """Open the one poll of an open topic, by its author or by who may do so in its place.

    Raises Forbidden for anybody else, Refused (level, suspended), InvalidInput by field of PollDraft, NotFound,
    Conflict for a locked topic or one that has a poll.
    """
    _require_opener(actor, topic_public_id)
    question, options = _check(draft, local_date(at, zone))
    topic = change_topic(topic_public_id)
    reference = reference_of(topic_public_id)
    if ballots.find_poll(reference) is not None:
        raise Conflict(HAS_POLL)
    poll = open_poll(
        # the record of acts is kept for ever; a resident's name is not
        actor=actor if actor.is_staff else replace(actor, name=""),
        reference=reference, place_code=topic.place_code, title=question, options=options, parameters={},
        rule=Rule.APPROVAL if draft.is_several else Rule.PLURALITY, opens_at=at,
        closes_at=_end_of(draft.closes_on, zone), keys=keys, at=at, terms=TERMS,
    )  # fmt: skip
    announce_opening(poll=poll, at=at, keys=keys)
    return poll


def _require_opener(actor: Actor, topic_public_id: str) -> None:
    row = db.session.execute(
        select(Topic.author_id, Topic.place_code).where(
            Topic.public_id == topic_public_id, Topic.hidden_at.is_(None)
        )
    ).first()
    if row is None:
        raise NotFound(NO_TOPIC)
    if row.author_id != actor.person_id:
        require(actor, POLL, row.place_code)
    require_level(actor, Level.CONFIRMED)


def _check(draft: PollDraft, today: date) -> tuple[str, list[tuple[str, str]]]:
    """The cleaned question, and the options with their codes; raises InvalidInput."""
    question = clean_line(draft.question)
    texts = [text for text in map(clean_line, draft.options) if text]
    errors = {}
    if not QUESTION_LENGTH[0] <= len(question) <= QUESTION_LENGTH[1]:
        errors["question"] = NO_QUESTION
    elif has_nik(question):
        errors["question"] = HAS_NIK
    if (wrong := _wrong_options(texts)) is not None:
        errors["options"] = wrong
    first, last = (today + timedelta(days=days) for days in POLL_DAYS)
    if draft.closes_on is None or not first <= draft.closes_on <= last:
        errors["closes_on"] = NO_DATE
    if errors:
        raise InvalidInput(errors)
    return question, list(zip(_CODES, texts, strict=False))


def _wrong_options(texts: Sequence[str]) -> str | None:
    if not POLL_OPTIONS[0] <= len(texts) <= POLL_OPTIONS[1]:
        return FEW_OPTIONS
    if any(len(text) > OPTION_LENGTH[1] for text in texts):
        return LONG_OPTION
    if len({text.casefold() for text in texts}) < len(texts):
        return SAME_OPTIONS
    return HAS_NIK if any(map(has_nik, texts)) else None


def _end_of(day: date | None, zone: ZoneInfo) -> datetime:
    """The first moment after a day: kept pages change at midnight too, so none shows a form that is late."""
    assert day is not None  # _check  # noqa: S101
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def cast_choice(*, actor: Actor, topic_public_id: str, chosen: Collection[str], at: datetime) -> CastReceipt:
    """Take the actor's choice, or replace it; the last one before the close counts.

    chosen: codes of options. A topic that is closed for posts keeps its poll: the close was told at the opening.
    Raises Refused with the reason, InvalidInput for the field "choice", NotFound. Leaves no event and no version.
    """
    require_level(actor, Level.CONFIRMED)
    hidden = select(Topic.hidden_at.is_not(None)).where(Topic.public_id == topic_public_id)
    if db.session.scalar(hidden) is not False:
        raise NotFound(NO_TOPIC)
    poll = ballots.find_poll(reference_of(topic_public_id))
    if poll is None:
        raise NotFound(NO_POLL)
    is_several = poll.rule is Rule.APPROVAL
    codes = [option.code for option in poll.options]
    known = set(chosen) <= set(codes)
    if not known or not chosen or (len(set(chosen)) > 1 and not is_several):
        raise InvalidInput({"choice": CHOOSE_SOME if is_several else CHOOSE_ONE})
    return cast_ballot(actor=actor, poll_id=poll.id, choice=write_list(chosen, codes), at=at)


def close_due_poll(*, reference: str, keys: Path, at: datetime) -> bool:
    """Count a poll that is past its end, tell its board, and let its topic show the result; False if others did.

    Takes transactions of its own. Killed between the count and the board, the next call goes on from there.
    """
    poll = ballots.find_poll(reference)
    if poll is None:
        raise NotFound(NO_POLL)
    close_poll(poll_id=poll.id, keys=keys, at=at)
    with transaction():
        announced = announce_results(board=reference, witnesses=0, at=at, keys=keys)
        if announced:
            renew_page(topic_of(reference))
    return announced

"""Voting in a consultation: its boxes opened when the phase begins, ballots cast. The ballots are the ballot domain's."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from ...ballot import queries as ballots
from ...ballot.services import CastReceipt, announce_opening, cast_ballot, open_poll
from ...core import audit, bus, cache
from ...core.db import db
from ...core.errors import NotFound, Refused
from ...core.marks import N_
from ...core.permissions import SYSTEM, Actor, Level, require_level
from .. import lifecycle, queries
from ..events import BoxOpened
from ..lifecycle import Act, Information, Phase, PhaseKind, State
from ..models import Consultation, reference_of
from ..queries import QuestionSheet
from .boxes import terms_of
from .question_drafts import poll_parameters
from .questions import NO_QUESTION, draft_of

NOT_OPEN = N_("Pemungutan suara belum dibuka.")
SLEPT = N_("Kotak suara tidak sempat dibuka karena gangguan pada server. Tidak ada suara yang masuk.")


def open_voting(*, public_id: str, keys: Path, at: datetime) -> bool:
    """Open the box of a consultation whose voting has begun: one poll for each question, all of them or none.

    The roll is snapshotted as residents are now. Fixes `roll_size` and `information_complete`. False if
    another worker was faster or nothing is due. If the whole phase was slept through the consultation is
    withdrawn instead, and says why.
    """
    consultation = queries.lock_consultation(public_id)
    phases = queries.list_phases(consultation.id)
    acts = lifecycle.acts_at(consultation.state, phases, at, box_open=consultation.opened_at is not None)
    voting = lifecycle.find_phase(phases, PhaseKind.VOTING)
    if voting is None or consultation.opened_at is not None or consultation.state is not State.PUBLISHED:
        return False
    if Act.OPEN_BOX not in acts:
        return _withdraw_slept(consultation, at) if at >= voting.ends_at else False
    questions = queries.list_questions(consultation.id, public_id)
    roll_sizes = [_open_one(consultation, one, voting, keys, at) for one in questions]
    complete = lifecycle.is_information_complete(_information(consultation))
    consultation.opened_at, consultation.roll_size, consultation.information_complete = (
        at,
        roll_sizes[0],
        complete,
    )
    consultation.version += 1
    db.session.flush()
    cache.bump(queries.INDEX_VERSION)
    bus.publish(BoxOpened(consultation.public_id, consultation.place_code))
    return True


def _open_one(
    consultation: Consultation, question: QuestionSheet, voting: Phase, keys: Path, at: datetime
) -> int:
    """Open the poll of one question and say so on the board; returns how many people are on its roll."""
    extend_days, end_when_all = consultation.extend_days, consultation.end_when_all
    poll = open_poll(
        actor=SYSTEM, reference=question.reference, place_code=consultation.place_code, title=question.text,
        options=question.options, rule=question.rule.value,
        parameters=poll_parameters(draft_of(question), extend_days=extend_days, end_when_all=end_when_all),
        opens_at=voting.starts_at, closes_at=voting.ends_at, keys=keys, at=at, terms=terms_of(consultation),
    )  # fmt: skip
    announce_opening(poll=poll, at=at, keys=keys)
    return poll.roll_size


def _information(consultation: Consultation) -> Information:
    plan = queries.plan_of(consultation)
    assert consultation.published_at is not None  # CHECK opened_published  # noqa: S101
    return Information(
        summary=plan.summary, document=plan.document, cost=consultation.cost_text, officer=plan.officer,
        how_to_join=consultation.how_to_join, accessible=consultation.accessible_text, phases=plan.phases,
        known_at=consultation.published_at,
    )  # fmt: skip


def _withdraw_slept(consultation: Consultation, at: datetime) -> bool:
    consultation.state, consultation.withdrawn_at, consultation.withdrawn_reason = State.WITHDRAWN, at, SLEPT
    consultation.version += 1
    db.session.flush()
    cache.bump(queries.INDEX_VERSION)
    audit.record(
        actor=SYSTEM,
        act="consultation.consultation.withdraw",
        subject=consultation.public_id,
        at=at,
        reason=SLEPT,
    )
    return True


def cast(*, actor: Actor, public_id: str, choice: str, at: datetime, question: int = 1) -> CastReceipt:
    """Put the actor's ballot on a question into the box, or replace it; the slip says that it lies there, not what it says.

    choice: the ballot as its canonical string. Raises Refused with the reason for everyone who may not,
    before and after the voting phase; NotFound for a question that is not asked.
    """
    require_level(actor, Level.CONFIRMED)
    consultation = queries.find_consultation(public_id)
    if consultation is None or consultation.published_at is None:
        raise NotFound(queries.NO_CONSULTATION)
    if consultation.opened_at is None:
        raise Refused(NOT_OPEN)
    poll = ballots.find_poll(reference_of(public_id, question))
    if poll is None:
        raise NotFound(NO_QUESTION)
    return cast_ballot(actor=actor, poll_id=poll.id, choice=choice, at=at)


def order_for(public_id: str, actor: Actor, options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The options in an order of the voter's own, so that no option always stands first; always the same for them."""

    def place(option: tuple[str, str]) -> str:
        return hashlib.sha256(f"{public_id}|{actor.public_id}|{option[0]}".encode()).hexdigest()

    return sorted(options, key=place)

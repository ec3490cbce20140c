"""What the official decided and why: recorded once, corrected only by a further revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from ...ballot import queries as ballots
from ...core import audit, bus, cache, richtext
from ...core.db import db
from ...core.errors import Conflict, InvalidInput
from ...core.marks import N_
from ...core.permissions import Actor, require
from .. import lifecycle, queries
from ..events import DecisionRecorded
from ..lifecycle import Act, Followed, State
from ..models import Consultation, DecisionRecord
from ..queries import QuestionSheet
from ..rules import MANAGE
from .drafts import REASON_LENGTH
from .texts import TOO_LONG, clean, clean_line

NOT_COUNTED = N_("Keputusan baru dapat dicatat sesudah kotak suara ditutup dan dihitung.")
MOST = {
    "decided": 3000,
    "reasons": 5000,
    "not_followed": 5000,
    "document": 5000,
    "after_action": 3000,
    "officer_title": 120,
}
_NEEDED = {
    "decided": N_("Tulis apa yang diputuskan, sedikitnya 10 huruf."),
    "reasons": N_("Tulis alasannya, sedikitnya 10 huruf."),
    "document": N_("Tulis dokumen keputusannya: nomor, tanggal, atau isinya."),
    "officer_title": N_("Tulis jabatan Anda."),
}
_SHORTEST = {"decided": 10, "reasons": 10, "document": 3, "officer_title": 3}


@dataclass(frozen=True, slots=True)
class Decision:
    """What the official types. not_followed is needed unless the decision follows the residents' choice."""

    decided: str
    reasons: str
    followed: Followed
    document: str
    promise_kept: Followed
    officer_title: str
    not_followed: str = ""
    after_action: str = ""


def record_decision(*, actor: Actor, public_id: str, decision: Decision, at: datetime) -> DecisionRecord:
    """Publish the decision on a closed consultation, beside what was asked and what was counted."""
    consultation = _get_in_state(actor, public_id, Act.DECIDE, at, NOT_COUNTED)
    record = _write(actor, consultation, decision, at, revision=1, revision_reason="")
    consultation.state, consultation.decided_at = State.DECIDED, at
    return _publish(actor, consultation, record, at)


def revise_decision(
    *, actor: Actor, public_id: str, decision: Decision, reason: str, at: datetime
) -> DecisionRecord:
    """Correct a published decision by a further revision with its reason; earlier ones stay readable."""
    consultation = _get_in_state(
        actor, public_id, Act.REVISE, at, N_("Belum ada keputusan yang dapat diperbaiki.")
    )
    reason = clean(reason)
    if not REASON_LENGTH[0] <= len(reason) <= REASON_LENGTH[1]:
        raise InvalidInput({"revision_reason": N_("Tulis alasan perbaikan, 10 sampai 1.000 huruf.")})
    last = queries.find_record(consultation.id)
    revision = last[0].revision + 1 if last else 1
    record = _write(actor, consultation, decision, at, revision=revision, revision_reason=reason)
    return _publish(actor, consultation, record, at)


def _get_in_state(actor: Actor, public_id: str, act: Act, at: datetime, otherwise: str) -> Consultation:
    consultation = queries.lock_consultation(public_id)
    require(actor, MANAGE, consultation.place_code)
    phases = queries.list_phases(consultation.id)
    acts = lifecycle.acts_at(consultation.state, phases, at, box_open=consultation.opened_at is not None)
    if act not in acts:
        raise Conflict(otherwise)
    return consultation


def _write(
    actor: Actor,
    consultation: Consultation,
    decision: Decision,
    at: datetime,
    *,
    revision: int,
    revision_reason: str,
) -> DecisionRecord:
    results = results_of(consultation)
    texts = _checked(decision)
    record = DecisionRecord(
        consultation_id=consultation.id, revision=revision, results=results,
        followed=decision.followed, promise_kept=decision.promise_kept,
        after_action=texts["after_action"], renderer=richtext.RENDERER_VERSION, officer_id=actor.person_id,
        officer_title=texts["officer_title"], revision_reason=revision_reason, recorded_at=at,
    )  # fmt: skip
    for name in ("decided", "reasons", "not_followed", "document"):
        setattr(record, f"{name}_text", texts[name])
        setattr(record, f"{name}_html", richtext.render(texts[name]))
    db.session.add(record)
    return record


def results_of(consultation: Consultation) -> list[dict[str, Any]]:
    """What was asked and counted, question by question, as the record keeps it; raises Conflict before the count."""
    questions = queries.list_questions(consultation.id, consultation.public_id)
    found = [_result_of(question) for question in questions]
    if not found:
        raise Conflict(NOT_COUNTED)
    return found


def _result_of(question: QuestionSheet) -> dict[str, Any]:
    poll = ballots.find_poll(question.reference)
    tally = ballots.find_tally(poll.id) if poll else None
    if tally is None:
        raise Conflict(NOT_COUNTED)
    outcome, shown = tally.outcome, tally.may_show_totals
    numbers = {
        "voters": tally.ballots, "valid": outcome.valid, "blank": outcome.blank, "invalid": outcome.invalid,
        "scores": outcome.to_json()["scores"],
    }  # fmt: skip
    return (numbers if shown else dict.fromkeys(numbers)) | {
        "question": question.text, "rule": tally.rule, "roll_size": tally.roll_size, "winners": _with_texts(question, outcome.winners),
        "selected": None if outcome.selected is None else _with_texts(question, outcome.selected),
        "quorum_met": tally.quorum_met,
    }  # fmt: skip


def _with_texts(question: QuestionSheet, codes: Sequence[str]) -> list[dict[str, str]]:
    texts = dict(question.options)
    return [{"code": code, "text": texts[code]} for code in codes]


def _checked(decision: Decision) -> dict[str, str]:
    written = {
        item.name: clean(getattr(decision, item.name))
        for item in fields(decision)
        if item.name not in ("followed", "promise_kept")
    }
    written["officer_title"] = clean_line(written["officer_title"])
    for name, sentence in _NEEDED.items():
        if len(written[name]) < _SHORTEST[name]:
            raise InvalidInput({name: sentence})
    for name, most in MOST.items():
        if len(written[name]) > most:
            raise InvalidInput({name: TOO_LONG}, most=most)
    if decision.followed is Followed.YES:
        written["not_followed"] = ""
    elif len(written["not_followed"]) < REASON_LENGTH[0]:
        raise InvalidInput({"not_followed": N_("Tulis mengapa pilihan warga tidak sepenuhnya diikuti.")})
    return written


def _publish(
    actor: Actor, consultation: Consultation, record: DecisionRecord, at: datetime
) -> DecisionRecord:
    consultation.version += 1
    db.session.flush()
    cache.bump(queries.INDEX_VERSION)
    audit.record(
        actor=actor, act="consultation.decision.record", subject=consultation.public_id, at=at,
        reason=record.revision_reason, details={"revision": record.revision, "decided": record.decided_text},
    )  # fmt: skip
    bus.publish(DecisionRecorded(consultation.public_id, consultation.place_code, record.revision))
    return record

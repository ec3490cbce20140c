"""Official answers, what residents say of them, and promises kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select, update

from ...core import audit, bus
from ...core.clock import local_date
from ...core.db import db, insert_into
from ...core.errors import Conflict, InvalidInput, NotFound, Refused
from ...core.marks import N_
from ...core.permissions import Actor, Level, require, require_level
from ..events import TopicAnswered
from ..models import (
    PROMISING,
    Commitment,
    CommitmentDispute,
    Dispute,
    OfficialAnswer,
    Outcome,
    Status,
    Support,
    Topic,
)
from ..rules import (
    ANSWER,
    COMMITMENT_LENGTH,
    DISPUTE_WINDOW,
    REASON_LENGTH,
    STATUS_OF,
    TOPIC_TEXT_LENGTH,
    is_disputed,
)
from ..texts import check_text, clean_line, clean_text
from .touching import NO_TOPIC, change_topic, touch

UNIT_LENGTH = (3, 120)
EVIDENCE_LENGTH = (10, 2_000)
FURTHEST_DUE = timedelta(days=5 * 366)
NO_UNIT = N_("Tulis unit kerja yang menjawab, 3 sampai 120 huruf.")
NO_REASON = N_("Tulis alasan atau dasar keputusan, 10 sampai 2.000 huruf.")
NO_COMMITMENT = N_("Tulis apa yang akan dikerjakan, 5 sampai 300 huruf.")
NO_DUE = N_("Isi tanggal selesai, mulai hari ini sampai paling lama lima tahun lagi.")
NO_EVIDENCE = N_("Tulis bukti pekerjaan, 10 sampai 2.000 huruf.")
BAD_LINK = N_("Tautan bukti harus berupa alamat lengkap yang diawali https://.")
NO_ANSWER = N_("Topik ini belum punya jawaban resmi.")
NOT_ASKER = N_("Hanya penanya dan pendukung terverifikasi yang dapat menilai jawaban ini.")
TOO_LATE = N_("Penilaian dibuka 7 hari sesudah jawaban. Waktunya sudah lewat.")
NO_PROMISE = N_("Topik ini tidak punya janji yang masih berjalan.")
NOT_DONE = N_("Pekerjaan ini belum dilaporkan selesai.")


@dataclass(frozen=True, slots=True)
class Reply:
    """What an official writes. commitment and due_on are needed for accepted and partly, ignored otherwise."""

    outcome: Outcome
    unit: str
    text: str
    reason: str
    commitment: str = ""
    due_on: date | None = None


def answer_topic(
    *, actor: Actor, topic_public_id: str, reply: Reply, zone: ZoneInfo, at: datetime
) -> OfficialAnswer:
    """Publish an official answer; it takes the place of an earlier one, which stays readable.

    Raises Forbidden outside the official's place, InvalidInput by field of Reply, NotFound.
    """
    require(actor, ANSWER, _get_topic(topic_public_id).place_code)
    is_promise = reply.outcome in PROMISING
    fields = _check_reply(reply, local_date(at, zone), is_promise=is_promise)
    content = check_text(reply.text, length=TOPIC_TEXT_LENGTH, level=Level.VERIFIED)
    topic = change_topic(
        topic_public_id, even_locked=True, returning=(Topic.answer_count, Topic.author_id),
        answer_count=Topic.answer_count + 1, status=STATUS_OF[reply.outcome], is_disputed=False,
    )  # fmt: skip
    answer = OfficialAnswer(
        topic_id=topic.id, number=topic.answer_count, officer_id=actor.person_id, officer_name=actor.name,
        unit=fields["unit"], outcome=reply.outcome, text=content.text, html=content.html,
        renderer_version=content.renderer_version, reason=fields["reason"],
        due_on=reply.due_on if is_promise else None, created_at=at,
    )  # fmt: skip
    db.session.add(answer)
    db.session.flush()
    _replace_commitment(answer, fields.get("commitment"), at)
    audit.record(
        actor=actor, act="forum.topic.answer", subject=topic_public_id, at=at, reason=answer.reason,
        details={"number": answer.number, "outcome": answer.outcome.value, "due_on": str(answer.due_on or "")},
    )  # fmt: skip
    touch(topic.place_code)
    bus.publish(TopicAnswered(topic.id, answer.id, topic.author_id))
    return answer


def judge_answer(*, actor: Actor, topic_public_id: str, is_answered: bool, at: datetime) -> None:
    """Say whether the answer in force answers the matter; the last word of a person within 7 days stands.

    The asker's "belum" alone disputes the answer, of verified supporters it takes three (score.md 5.1).
    """
    require_level(actor, Level.CONFIRMED)
    # first of all the topic's row: two people who judge at once are counted one after the other
    topic = change_topic(topic_public_id, even_locked=True, returning=(Topic.author_id, Topic.answer_count))
    answer = _find_answer(topic.id, topic.answer_count)
    if answer is None:
        raise Conflict(NO_ANSWER)
    if at > answer.created_at + DISPUTE_WINDOW:
        raise Conflict(TOO_LATE)
    if not _may_judge(actor, topic):
        raise Refused(NOT_ASKER)
    statement = insert_into(Dispute).values(
        answer_id=answer.id, person_id=actor.person_id, is_answered=is_answered, at=at
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["answer_id", "person_id"], set_={"is_answered": is_answered, "at": at}
        )
    )
    answer.asker_disputes, answer.dispute_count = _count_disputes(
        select(Dispute.person_id).where(Dispute.answer_id == answer.id, ~Dispute.is_answered), topic.author_id
    )
    db.session.flush()
    change_topic(topic_public_id, even_locked=True, is_disputed=_stands_disputed(answer))
    touch(topic.place_code)


def report_done(
    *, actor: Actor, topic_public_id: str, evidence: str, evidence_url: str = "", at: datetime
) -> Commitment:
    """Report what was promised as done, with evidence; raises Conflict if nothing is open."""
    require(actor, ANSWER, _get_topic(topic_public_id).place_code)
    evidence, url = clean_text(evidence), clean_line(evidence_url)
    errors = {}
    if not EVIDENCE_LENGTH[0] <= len(evidence) <= EVIDENCE_LENGTH[1]:
        errors["evidence"] = NO_EVIDENCE
    if url and not _is_web_address(url):
        errors["evidence_url"] = BAD_LINK
    if errors:
        raise InvalidInput(errors)
    topic = change_topic(topic_public_id, even_locked=True, status=Status.DONE)
    commitment = _find_commitment(topic.id)
    if commitment is None or commitment.done_at is not None:
        raise Conflict(NO_PROMISE)
    commitment.done_at, commitment.done_by_id = at, actor.person_id
    commitment.evidence, commitment.evidence_url = evidence, url
    db.session.flush()
    audit.record(
        actor=actor, act="forum.commitment.done", subject=topic_public_id, at=at,
        details={"commitment": commitment.id, "url": url}, reason=evidence,
    )  # fmt: skip
    touch(topic.place_code)
    return commitment


def dispute_commitment(*, actor: Actor, topic_public_id: str, at: datetime) -> None:
    """Say that what is reported as done is not; by the asker or a verified supporter, within 7 days."""
    require_level(actor, Level.CONFIRMED)
    topic = change_topic(topic_public_id, even_locked=True, returning=(Topic.author_id,))
    commitment = _find_commitment(topic.id)
    if commitment is None or commitment.done_at is None:
        raise Conflict(NOT_DONE)
    if at > commitment.done_at + DISPUTE_WINDOW:
        raise Conflict(TOO_LATE)
    if not _may_judge(actor, topic):
        raise Refused(NOT_ASKER)
    db.session.execute(
        insert_into(CommitmentDispute)
        .values(commitment_id=commitment.id, person_id=actor.person_id, at=at)
        .on_conflict_do_nothing()
    )
    commitment.asker_disputes, commitment.dispute_count = _count_disputes(
        select(CommitmentDispute.person_id).where(CommitmentDispute.commitment_id == commitment.id),
        topic.author_id,
    )
    db.session.flush()
    touch(topic.place_code)


def _get_topic(public_id: str) -> Any:
    row = db.session.execute(
        select(Topic.id, Topic.place_code).where(Topic.public_id == public_id, Topic.hidden_at.is_(None))
    ).first()
    if row is None:
        raise NotFound(NO_TOPIC)
    return row


def _find_answer(topic_id: int, number: int) -> OfficialAnswer | None:
    return db.session.scalar(
        select(OfficialAnswer).where(OfficialAnswer.topic_id == topic_id, OfficialAnswer.number == number)
    )


def _find_commitment(topic_id: int) -> Commitment | None:
    """The commitment of the answer in force."""
    return db.session.scalar(
        select(Commitment).where(Commitment.topic_id == topic_id, Commitment.superseded_at.is_(None))
    )


def _check_reply(reply: Reply, today: date, *, is_promise: bool) -> dict[str, str]:
    """The cleaned fields; raises InvalidInput."""
    wanted = {"unit": (reply.unit, UNIT_LENGTH, NO_UNIT), "reason": (reply.reason, REASON_LENGTH, NO_REASON)}
    if is_promise:
        wanted["commitment"] = (reply.commitment, COMMITMENT_LENGTH, NO_COMMITMENT)
    found, errors = {}, {}
    for name, (value, (least, most), sentence) in wanted.items():
        found[name] = clean_text(value) if name == "reason" else clean_line(value)
        if not least <= len(found[name]) <= most:
            errors[name] = sentence
    if is_promise and (reply.due_on is None or not today <= reply.due_on <= today + FURTHEST_DUE):
        errors["due_on"] = NO_DUE
    if errors:
        raise InvalidInput(errors)
    return found


def _replace_commitment(answer: OfficialAnswer, what: str | None, at: datetime) -> None:
    """End the open promise of an earlier answer and make the new one; what is overdue stays on record."""
    db.session.execute(
        update(Commitment)
        .where(Commitment.topic_id == answer.topic_id, Commitment.superseded_at.is_(None))
        .values(superseded_at=at)
    )
    if what is not None and answer.due_on is not None:
        db.session.add(
            Commitment(answer_id=answer.id, topic_id=answer.topic_id, what=what, due_on=answer.due_on)
        )
        db.session.flush()


def _may_judge(actor: Actor, topic: Any) -> bool:
    """The asker at any level, or a supporter who counts."""
    if topic.author_id == actor.person_id:
        return True
    supports = exists().where(
        Support.topic_id == topic.id, Support.person_id == actor.person_id, Support.is_counted
    )
    return bool(db.session.scalar(select(supports)))


def _count_disputes(people: Any, author_id: int) -> tuple[bool, int]:
    """Whether the asker is among the people, and how many others are."""
    disputing = people.subquery()
    row = db.session.execute(
        select(
            func.count().filter(disputing.c.person_id == author_id),
            func.count().filter(disputing.c.person_id != author_id),
        ).select_from(disputing)
    ).one()
    return row[0] > 0, row[1]


def _stands_disputed(answer: OfficialAnswer) -> bool:
    return is_disputed(asker_disputes=answer.asker_disputes, dispute_count=answer.dispute_count)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= 500 and " " not in url

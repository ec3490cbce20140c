"""Residents answer in words: comments, their hiding by a moderator, and the mark of having read."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import or_, select, update

from ...core import audit, cache, richtext
from ...core.db import db, insert_into, lock
from ...core.errors import Conflict, InvalidInput, NotFound
from ...core.marks import N_
from ...core.permissions import Actor, Level, require, require_level
from ...core.similarity import COMPARED_FOR, COMPARED_TEXTS, is_near_duplicate
from ...forum.models import Post
from .. import lifecycle, queries
from ..lifecycle import Act
from ..models import Comment, Consultation, Read
from ..queries import INDEX_VERSION
from ..rules import HIDE
from .drafts import REASON_LENGTH
from .texts import HAS_NIK, clean, has_nik

COMMENT_LENGTH = (10, 2000)
NOT_NOW = N_("Masa tanggapan tidak sedang berlangsung. Tanggapan Anda tidak tersimpan.")
SAME = N_("Tanggapan yang sama sudah Anda kirim.")


def add_comment(*, actor: Actor, public_id: str, text: str, at: datetime) -> Comment:
    """Write a comment in the comment phase: everybody with a confirmed address may, verified residents count.

    Staff may write too, but their comments count in no score. Raises Refused with the reason, Conflict
    outside the phase, InvalidInput for the text.
    """
    require_level(actor, Level.CONFIRMED)
    consultation = _get_public(public_id)
    phases = queries.list_phases(consultation.id)
    acts = lifecycle.acts_at(consultation.state, phases, at, box_open=consultation.opened_at is not None)
    if Act.COMMENT not in acts:
        raise Conflict(NOT_NOW)
    text = clean(text)
    if not COMMENT_LENGTH[0] <= len(text) <= COMMENT_LENGTH[1]:
        raise InvalidInput({"text": N_("Tulis tanggapan, 10 sampai 2.000 huruf.")})
    if has_nik(text):
        raise InvalidInput({"text": HAS_NIK})
    new_id = db.session.scalar(
        insert_into(Comment)
        .values(
            consultation_id=consultation.id, author_id=actor.person_id, text=text, html=richtext.render(text),
            renderer=richtext.RENDERER_VERSION, text_hash=hashlib.sha256(text.casefold().encode()).hexdigest(),
            counts=actor.is_verified and not actor.is_staff, created_at=at,
            is_duplicate=is_near_duplicate(text, _earlier_texts(actor, at)),
        )
        .on_conflict_do_nothing(index_elements=["consultation_id", "author_id", "text_hash"])
        .returning(Comment.id)
    )  # fmt: skip
    if new_id is None:
        raise InvalidInput({"text": SAME})
    _count(consultation.id, 1)
    return db.session.get_one(Comment, new_id)


def _earlier_texts(actor: Actor, at: datetime) -> list[str]:
    """What the author wrote lately in consultations and forums: saying the same twice is one act (score.md 5.1)."""
    lock(f"consultation.author:{actor.person_id}")  # a double click on two workers waits for its first half
    found: list[str] = []
    for kind in (Comment, Post):
        query = select(kind.text).where(
            kind.author_id == actor.person_id, kind.created_at > at - COMPARED_FOR, kind.created_at <= at
        )
        found += db.session.scalars(query.order_by(kind.created_at.desc()).limit(COMPARED_TEXTS))
    return found


def hide_comment(*, actor: Actor, comment_public_id: str, reason: str, at: datetime) -> None:
    """Take a comment out of sight, with a reason that its author reads; moderators and the author still see it."""
    comment = queries.get_comment(comment_public_id)
    consultation = db.session.get_one(Consultation, comment.consultation_id)
    require(actor, HIDE, consultation.place_code)
    reason = clean(reason)
    if not REASON_LENGTH[0] <= len(reason) <= REASON_LENGTH[1]:
        raise InvalidInput({"reason": N_("Tulis alasannya, 10 sampai 1.000 huruf.")})
    hidden = db.session.execute(
        update(Comment)
        .where(Comment.id == comment.id, Comment.hidden_at.is_(None))
        .values(hidden_at=at, hidden_by_id=actor.person_id, hidden_reason=reason)
        .returning(Comment.id)
    ).first()
    if hidden is None:
        raise Conflict(N_("Tanggapan ini sudah disembunyikan."))
    _count(consultation.id, -1)
    audit.record(
        actor=actor, act="consultation.comment.hide", subject=comment_public_id, at=at, reason=reason,
        details={"consultation": consultation.public_id, "text": comment.text},
    )  # fmt: skip


def mark_read(*, actor: Actor, public_id: str, at: datetime) -> None:
    """Remember that a verified resident has read a consultation (JGK, score.md 5.1); twice is as once."""
    require_level(actor, Level.VERIFIED)
    consultation = _get_public(public_id)
    db.session.execute(
        insert_into(Read)
        .values(consultation_id=consultation.id, person_id=actor.person_id, read_at=at)
        .on_conflict_do_nothing(index_elements=["consultation_id", "person_id"])
    )


def _get_public(public_id: str) -> Consultation:
    """A draft is not there for whoever only takes part."""
    consultation = queries.find_consultation(public_id)
    if consultation is None or consultation.published_at is None:
        raise NotFound(queries.NO_CONSULTATION)
    return consultation


def _count(consultation_id: int, change: int) -> None:
    db.session.execute(
        update(Consultation)
        .where(Consultation.id == consultation_id)
        .values(comment_count=Consultation.comment_count + change, version=Consultation.version + 1)
    )


def renew_pages_of(*, person_id: int) -> None:
    """Make the kept pages stale on which this person's name stands: as a commentator or as the official."""
    commented = select(Comment.consultation_id).where(Comment.author_id == person_id)
    db.session.execute(
        update(Consultation)
        .where(or_(Consultation.id.in_(commented), Consultation.officer_id == person_id))
        .values(version=Consultation.version + 1)
        .execution_options(synchronize_session=False)
    )
    cache.bump(INDEX_VERSION)

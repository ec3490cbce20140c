"""Consultations from draft to decision. Ballots are not here: roll and box belong to the ballot domain."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ..ballot.models import Receipt, Rule, Secrecy
from ..core.columns import PublicId, UtcDateTime, public_id, text_enum
from ..core.db import Model
from .lifecycle import Followed, Phase, PhaseKind, Promise, State


class Consultation(Model):
    """One or more questions to the residents of a place and the decision that they inform.

    holders: names of the three who keep a share of the box's key; None: the installation keeps it whole.
    extend_days: by how much voting is prolonged, once, while a question misses its quorum. end_when_all:
    whether voting ends as soon as everyone on the roll has answered everything. `version` rises with every
    change of what its page shows. `opened_at` is when the box was opened, and with it `roll_size` and
    `information_complete` are fixed.
    """

    __tablename__ = "consultation_consultation"
    __table_args__ = (
        CheckConstraint(
            "state = 'draft' OR state = 'withdrawn' OR "
            "(published_at IS NOT NULL AND decision_on IS NOT NULL AND officer_id IS NOT NULL AND promise IS NOT NULL)",
            name="published_whole",
        ),
        CheckConstraint("opened_at IS NULL OR published_at IS NOT NULL", name="opened_published"),
        CheckConstraint("(opened_at IS NULL) = (information_complete IS NULL)", name="opened_checked"),
        CheckConstraint("(opened_at IS NULL) = (roll_size IS NULL)", name="opened_roll"),
        CheckConstraint("(closed_at IS NOT NULL) = (state IN ('closed', 'decided'))", name="closed"),
        CheckConstraint("closed_at IS NULL OR opened_at IS NOT NULL", name="closed_opened"),
        CheckConstraint("(decided_at IS NOT NULL) = (state = 'decided')", name="decided"),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL) AND (state <> 'withdrawn' OR withdrawn_reason <> '')",
            name="withdrawn",
        ),
        CheckConstraint("state <> 'withdrawn' OR opened_at IS NULL", name="withdrawn_unopened"),
        CheckConstraint("comment_count >= 0", name="comment_count"),
        CheckConstraint("secrecy = 'secret' OR (receipt = 'none' AND holders IS NULL)", name="open_keyless"),
        CheckConstraint("ceremony OR (holders IS NULL AND NOT paper)", name="ceremony"),
        CheckConstraint("extend_days BETWEEN 0 AND 14", name="extend_days"),
        Index("ix_consultation_consultation_state_place", "state", "place_code"),
        Index("ix_consultation_consultation_place_opened", "place_code", "opened_at"),
        Index("ix_consultation_consultation_place_closed", "place_code", "closed_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    slug: Mapped[str] = mapped_column(String(80))
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(Text, default="")
    decision_named: Mapped[str] = mapped_column(String(300), default="")
    decision_on: Mapped[date | None] = mapped_column(Date, index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    officer_title: Mapped[str] = mapped_column(String(120), default="")
    promise: Mapped[Promise | None] = mapped_column(text_enum(Promise, "promise"))
    cost_text: Mapped[str] = mapped_column(String(500), default="")
    how_to_join: Mapped[str] = mapped_column(String(500), default="")
    accessible_text: Mapped[str] = mapped_column(Text, default="")
    secrecy: Mapped[Secrecy] = mapped_column(text_enum(Secrecy, "secrecy"), default=Secrecy.SECRET)
    receipt: Mapped[Receipt] = mapped_column(text_enum(Receipt, "receipt"), default=Receipt.INCLUSION)
    paper: Mapped[bool] = mapped_column(Boolean, default=False)  # whether paper ballots are counted too
    ceremony: Mapped[bool] = mapped_column(Boolean, default=False)  # whether people open the box together
    holders: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    extend_days: Mapped[int] = mapped_column(Integer, default=0)
    end_when_all: Mapped[bool] = mapped_column(Boolean, default=False)
    splits: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # who took part, by group
    state: Mapped[State] = mapped_column(text_enum(State, "state"), default=State.DRAFT)
    comment_count: Mapped[int] = mapped_column(Integer, default=0)  # those that are not hidden
    roll_size: Mapped[int | None] = mapped_column(Integer)
    information_complete: Mapped[bool | None] = mapped_column(Boolean)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_reason: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(Integer, default=1)

    @property
    def reference(self) -> str:
        """What its board, and the poll of its first question, are known by in the ballot domain."""
        return reference_of(self.public_id)


def reference_of(public_id: str, question: int = 1) -> str:
    """What the poll of a consultation's question is known by in the ballot domain."""
    first = f"consultation:{public_id}"
    return first if question == 1 else f"{first}/{question}"


class Document(Model):
    """What residents read before they answer: as written and as sanitised HTML; the newest version counts."""

    __tablename__ = "consultation_document"
    __table_args__ = (UniqueConstraint("consultation_id", "version"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation_consultation.id", ondelete="CASCADE")
    )
    version: Mapped[int] = mapped_column(Integer, default=1)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int] = mapped_column(Integer)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Question(Model):
    """What is asked, with its own kind of ballot; each question becomes one poll when voting begins.

    parameters: those of the rule that the official chose, as sgforum.ballot.tallies.parameters names them;
    costs stand with the options, the quorum has its column, and money is whole rupiah.
    """

    __tablename__ = "consultation_question"
    __table_args__ = (
        UniqueConstraint("consultation_id", "position"),
        CheckConstraint("position BETWEEN 1 AND 10", name="position"),
        CheckConstraint("quorum >= 0", name="quorum"),
        CheckConstraint("regional_text = '' OR regional_language <> ''", name="regional"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation_consultation.id", ondelete="CASCADE")
    )
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(String(300), default="")
    help_text: Mapped[str] = mapped_column(Text, default="")
    recording: Mapped[str | None] = mapped_column(ForeignKey("consultation_file.digest"), index=True)
    regional_language: Mapped[str] = mapped_column(String(8), default="")  # of regional_text and the options'
    regional_text: Mapped[str] = mapped_column(String(300), default="")
    rule: Mapped[Rule] = mapped_column(text_enum(Rule, "rule"), default=Rule.PLURALITY)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    quorum: Mapped[int] = mapped_column(Integer, default=0)  # least number of voters; 0: none is asked


class AnswerOption(Model):
    """One of a question's answers; its code stands in the ballots. cost: rupiah, where a budget is shared out."""

    __tablename__ = "consultation_option"
    __table_args__ = (
        UniqueConstraint("question_id", "code"),
        UniqueConstraint("question_id", "position"),
        UniqueConstraint("question_id", "text"),
        CheckConstraint("position BETWEEN 1 AND 50", name="position"),
        CheckConstraint("cost > 0", name="cost"),
        CheckConstraint("(photo IS NULL) = (photo_alt = '')", name="photo_alt"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("consultation_question.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(String(140))
    detail: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int | None] = mapped_column(BigInteger)
    photo: Mapped[str | None] = mapped_column(ForeignKey("consultation_file.digest"), index=True)
    photo_alt: Mapped[str] = mapped_column(
        String(200), default=""
    )  # what is to be seen, for who does not see it
    recording: Mapped[str | None] = mapped_column(ForeignKey("consultation_file.digest"), index=True)
    regional_text: Mapped[str] = mapped_column(String(140), default="")
    position: Mapped[int] = mapped_column(Integer)


class File(Model):
    """A photo or a recording of an option or a question, known by the SHA-256 of its content; never changed."""

    __tablename__ = "consultation_file"
    __table_args__ = (
        CheckConstraint("content_type IN ('image/webp', 'audio/mpeg', 'audio/mp4')", name="content_type"),
        CheckConstraint("(content_type = 'image/webp') = (width IS NOT NULL)", name="width"),
        CheckConstraint("(width IS NULL) = (height IS NULL)", name="height"),
        CheckConstraint("(content_type = 'image/webp') = (seconds IS NULL)", name="seconds"),
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content_type: Mapped[str] = mapped_column(String(32))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    seconds: Mapped[int | None] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PhaseRow(Model):
    """When a phase begins and ends; which acts that allows is asked of lifecycle.py."""

    __tablename__ = "consultation_phase"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint(
            "(kind = 'information' AND position = 1) OR (kind = 'comment' AND position = 2) OR "
            "(kind = 'voting' AND position = 3) OR (kind = 'decision' AND position = 4)",
            name="position",
        ),
        Index("ix_consultation_phase_kind_starts", "kind", "starts_at"),
        Index("ix_consultation_phase_kind_ends", "kind", "ends_at"),
    )

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation_consultation.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[PhaseKind] = mapped_column(text_enum(PhaseKind, "kind"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def phase(self) -> Phase:
        return Phase(self.kind, self.starts_at, self.ends_at)


class Ceremony(Model):
    """How a box was opened before witnesses: who saw it, and the dice whose throws decide ties."""

    __tablename__ = "consultation_ceremony"

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation_consultation.id", ondelete="CASCADE"), primary_key=True
    )
    dice: Mapped[str] = mapped_column(String(30))  # the throws in their order, as digits
    witnesses: Mapped[list[str]] = mapped_column(JSON)  # names, as the minutes print them
    officer_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Comment(Model):
    """What somebody wrote in the comment phase; `counts` says whether the author was a verified resident off duty."""

    __tablename__ = "consultation_comment"
    __table_args__ = (
        UniqueConstraint("consultation_id", "author_id", "text_hash"),  # a double click is one comment
        CheckConstraint("(hidden_at IS NULL) = (hidden_by_id IS NULL)", name="hidden_whole"),
        CheckConstraint("hidden_at IS NULL OR hidden_reason <> ''", name="hidden_reason"),
        Index("ix_consultation_comment_list", "consultation_id", "created_at", "id"),
        Index("ix_consultation_comment_author_created", "author_id", "created_at"),
        Index("ix_consultation_comment_created", "created_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation_consultation.id", ondelete="CASCADE")
    )
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer: Mapped[int] = mapped_column(Integer)
    text_hash: Mapped[str] = mapped_column(String(64))
    counts: Mapped[bool] = mapped_column(Boolean)
    is_duplicate: Mapped[bool] = mapped_column(Boolean, default=False)  # nearly the same as an earlier one
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    hidden_reason: Mapped[str] = mapped_column(Text, default="")


class Read(Model):
    """A verified resident has read a consultation: at least ten seconds, or they said so."""

    __tablename__ = "consultation_read"

    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation_consultation.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("accounts_person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    read_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DecisionRecord(Model):
    """What an official decided and why; a correction is a further revision, nothing is overwritten.

    `results` says for each question what was asked and counted, as it was then: question, rule, roll_size,
    voters, valid, blank, invalid, scores ({code: number}; all None where numbers would tell of people), winners
    and selected ([{code, text}]; selected is None unless a budget was shared out), quorum_met.
    """

    __tablename__ = "consultation_decision_record"
    __table_args__ = (
        UniqueConstraint("consultation_id", "revision"),
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint("revision = 1 OR revision_reason <> ''", name="revision_reason"),
        CheckConstraint("followed = 'yes' OR not_followed_text <> ''", name="not_followed"),
        CheckConstraint("decided_text <> '' AND reasons_text <> '' AND document_text <> ''", name="whole"),
        Index("ix_consultation_decision_record_at", "recorded_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    consultation_id: Mapped[int] = mapped_column(
        ForeignKey("consultation_consultation.id", ondelete="CASCADE")
    )
    revision: Mapped[int] = mapped_column(Integer)
    results: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    decided_text: Mapped[str] = mapped_column(Text)
    decided_html: Mapped[str] = mapped_column(Text)
    reasons_text: Mapped[str] = mapped_column(Text)
    reasons_html: Mapped[str] = mapped_column(Text)
    followed: Mapped[Followed] = mapped_column(text_enum(Followed, "followed"))
    not_followed_text: Mapped[str] = mapped_column(Text, default="")
    not_followed_html: Mapped[str] = mapped_column(Text, default="")
    document_text: Mapped[str] = mapped_column(Text)
    document_html: Mapped[str] = mapped_column(Text)
    promise_kept: Mapped[Followed] = mapped_column(text_enum(Followed, "promise_kept"))
    after_action: Mapped[str] = mapped_column(Text, default="")
    renderer: Mapped[int] = mapped_column(Integer)
    officer_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    officer_title: Mapped[str] = mapped_column(String(120))
    revision_reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)

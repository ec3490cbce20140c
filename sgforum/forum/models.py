"""Topics, posts, support, official answers and what was promised in them."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from ..core.columns import PublicId, UtcDateTime, public_id, text_enum
from ..core.db import Model


class Area(enum.StrEnum):
    """What a topic is about; a topic has one."""

    DRAINAGE = "drainase"
    WASTE = "sampah"
    LIGHTING = "penerangan"
    ROADS = "jalan"
    WATER = "air"
    HEALTH = "kesehatan"
    SAFETY = "keamanan"
    PARKING = "parkir"
    PERMITS = "perizinan"
    ECONOMY = "ekonomi"
    ENVIRONMENT = "lingkungan"
    EDUCATION = "pendidikan"
    SERVICE = "layanan"
    OTHER = "lainnya"


class Kind(enum.StrEnum):
    """What the author wants: an answer, a decision, or only to talk. The first two can become due."""

    QUESTION = "question"
    PROPOSAL = "proposal"
    DISCUSSION = "discussion"


class Outcome(enum.StrEnum):
    """What an official answer says."""

    ANSWERED = "answered"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    REFERRED = "referred"


PROMISING = (Outcome.ACCEPTED, Outcome.PARTLY)  # these carry a commitment with a date


class Status(enum.StrEnum):
    """Where a topic stands: under discussion, what the answer in force says, or the promise kept."""

    DISCUSSED = "discussed"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    PARTLY = "partly"
    REJECTED = "rejected"
    REFERRED = "referred"
    DONE = "done"


class Topic(Model):
    """One matter in the forum of one place. Its own text is post number 1.

    `version` rises with everything that the topic's page shows. Counters are kept in the transaction of
    the act: `post_count` without hidden posts, `supporter_l2_count` the distinct verified residents.
    """

    __tablename__ = "forum_topic"
    __table_args__ = (
        CheckConstraint("author_level BETWEEN 1 AND 2", name="author_level"),
        CheckConstraint("post_count >= 0 AND last_number >= post_count", name="post_count"),
        CheckConstraint("supporter_l2_count BETWEEN 0 AND support_count", name="support_count"),
        CheckConstraint("(due_since IS NULL) = (due_on IS NULL)", name="due_whole"),
        CheckConstraint("due_since IS NULL OR kind <> 'discussion'", name="due_kind"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_whole"),
        CheckConstraint("(locked_at IS NULL) = (locked_reason IS NULL)", name="locked_whole"),
        Index("ix_forum_topic_last", "last_post_at", "id"),
        Index("ix_forum_topic_place_last", "place_code", "last_post_at", "id"),
        Index("ix_forum_topic_area_last", "area", "last_post_at", "id"),
        Index("ix_forum_topic_support", "support_count", "id"),
        Index("ix_forum_topic_place_support", "place_code", "support_count", "id"),
        Index("ix_forum_topic_author", "author_id", "created_at"),
        Index("ix_forum_topic_due", "due_on", "place_code"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    slug: Mapped[str] = mapped_column(String(64))
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"))
    area: Mapped[Area] = mapped_column(text_enum(Area, "area"))
    kind: Mapped[Kind] = mapped_column(text_enum(Kind, "kind"))
    title: Mapped[str] = mapped_column(String(150))
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    author_level: Mapped[int] = mapped_column(Integer)
    author_rt: Mapped[str | None] = mapped_column(String(40))  # as it was when the topic was written
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_post_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_number: Mapped[int] = mapped_column(Integer, default=1)
    post_count: Mapped[int] = mapped_column(Integer, default=1)
    support_count: Mapped[int] = mapped_column(Integer, default=0)
    supporter_l2_count: Mapped[int] = mapped_column(Integer, default=0)
    answer_count: Mapped[int] = mapped_column(Integer, default=0)  # the answer of this number is in force
    status: Mapped[Status] = mapped_column(text_enum(Status, "status"), default=Status.DISCUSSED)
    is_disputed: Mapped[bool] = mapped_column(Boolean, default=False)  # the answer in force answers nothing
    due_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    due_on: Mapped[date | None] = mapped_column(Date)
    is_counted: Mapped[bool] = mapped_column(Boolean, default=False)  # a due item that the score counts
    version: Mapped[int] = mapped_column(Integer, default=1)
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    locked_reason: Mapped[str | None] = mapped_column(Text)
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    hidden_reason: Mapped[str | None] = mapped_column(Text)


class Post(Model):
    """A text in a topic, as written and as sanitised HTML; numbers start at 1 and are never used again."""

    __tablename__ = "forum_post"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("author_level BETWEEN 1 AND 2", name="author_level"),
        CheckConstraint("(hidden_at IS NULL) = (hidden_reason IS NULL)", name="hidden_whole"),
        Index("ix_forum_post_author", "author_id", "created_at"),
        Index("ix_forum_post_home", "author_home", "created_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topic.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    author_level: Mapped[int] = mapped_column(Integer)
    author_home: Mapped[str | None] = mapped_column(String(40))  # kelurahan of residence when written
    author_rt: Mapped[str | None] = mapped_column(String(40))
    by_staff: Mapped[bool] = mapped_column(Boolean, default=False)  # written on duty: not a resident's act
    is_official: Mapped[bool] = mapped_column(Boolean, default=False)  # an official of the topic's place
    is_duplicate: Mapped[bool] = mapped_column(Boolean, default=False)  # nearly the same as an earlier one
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))  # of the text without case and spaces
    reply_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("forum_post.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # only edits that left a revision
    hidden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    hidden_reason: Mapped[str | None] = mapped_column(Text)


class PostRevision(Model):
    """What a post said before an edit."""

    __tablename__ = "forum_post_revision"
    __table_args__ = (UniqueConstraint("post_id", "number"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("forum_post.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Support(Model):
    """One person's support of one topic; taking it back deletes the row."""

    __tablename__ = "forum_support"
    __table_args__ = (Index("ix_forum_support_person", "person_id", "at"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topic.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), primary_key=True)
    level: Mapped[int] = mapped_column(Integer)
    rt_code: Mapped[str | None] = mapped_column(String(40))
    is_counted: Mapped[bool] = mapped_column(Boolean)  # a verified resident who is not staff
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class OfficialAnswer(Model):
    """What the government says; append-only, the one with the highest number is in force."""

    __tablename__ = "forum_official_answer"
    __table_args__ = (
        UniqueConstraint("topic_id", "number"),
        CheckConstraint("length(reason) > 0", name="reason"),
        CheckConstraint(
            "(outcome IN ('accepted', 'partly')) = (due_on IS NOT NULL)", name="promise_has_date"
        ),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topic.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    officer_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    officer_name: Mapped[str] = mapped_column(String(80))  # as it was: the answer stays when people move
    unit: Mapped[str] = mapped_column(String(120))
    outcome: Mapped[Outcome] = mapped_column(text_enum(Outcome, "outcome"))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    asker_disputes: Mapped[bool] = mapped_column(Boolean, default=False)
    dispute_count: Mapped[int] = mapped_column(Integer, default=0)  # verified supporters who dispute it


class Commitment(Model):
    """What an accepting answer promises, until when, and the evidence that it was done."""

    __tablename__ = "forum_commitment"
    __table_args__ = (
        CheckConstraint("(done_at IS NULL) = (evidence IS NULL)", name="done_whole"),
        Index("ix_forum_commitment_due", "due_on"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    answer_id: Mapped[int] = mapped_column(
        ForeignKey("forum_official_answer.id", ondelete="CASCADE"), unique=True
    )
    topic_id: Mapped[int] = mapped_column(ForeignKey("forum_topic.id", ondelete="CASCADE"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[date] = mapped_column(Date)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a newer answer took its place
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    evidence: Mapped[str | None] = mapped_column(Text)
    evidence_url: Mapped[str] = mapped_column(String(500), default="")
    asker_disputes: Mapped[bool] = mapped_column(Boolean, default=False)
    dispute_count: Mapped[int] = mapped_column(Integer, default=0)


class Dispute(Model):
    """One person's word on one official answer: it answers the matter, or it does not ("belum menjawab")."""

    __tablename__ = "forum_dispute"

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("forum_official_answer.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), primary_key=True)
    is_answered: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommitmentDispute(Model):
    """One person's word that something reported as done is not done."""

    __tablename__ = "forum_commitment_dispute"

    commitment_id: Mapped[int] = mapped_column(
        ForeignKey("forum_commitment.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

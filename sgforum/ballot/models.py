"""A secret poll: its frozen rules, its roll, the sealed envelopes until close, and the box after it.

Roll (ballot_elector) and box (ballot_paper) share only the poll. Neither has a time, a serial or a hidden
rowid: on SQLite the tables are WITHOUT ROWID, on PostgreSQL closing rewrites both, each in a transaction
of its own, so that no `xmin` of one occurs in the other.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.columns import UtcDateTime, text_enum
from ..core.db import Model


class Rule(enum.StrEnum):
    """How a poll is counted; the names are those of `sgforum tally --rule`."""

    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    SCHULZE = "schulze"
    IRV = "irv"
    GREEDY = "greedy"
    EQUAL_SHARES = "equal-shares"


class PollState(enum.StrEnum):
    """Where a poll stands; after `open` each step of closing is taken once, whatever is killed in between."""

    OPEN = "open"  # envelopes are taken between opens_at and closes_at
    COUNTED = "counted"  # papers shuffled into the box, envelopes deleted, tally stored
    SEPARATED = "separated"  # roll and box rewritten apart from each other
    CLOSED = "closed"  # traces erased, key destroyed: this may be published


class Poll(Model):
    """One question with its frozen rules. `reference` names what the poll belongs to: "consultation:ID"."""

    __tablename__ = "ballot_poll"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("roll_size >= 0", name="roll_size"),
        CheckConstraint("(state = 'open') = (tally IS NULL)", name="tally"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_ballot_poll_state_closes_at", "state", "closes_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"), index=True)
    title: Mapped[str] = mapped_column(Text)
    rule: Mapped[Rule] = mapped_column(text_enum(Rule, "rule"))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    snapshot_at: Mapped[datetime] = mapped_column(UtcDateTime)
    roll_size: Mapped[int] = mapped_column(Integer)
    roll_hash: Mapped[str] = mapped_column(String(64))
    rules_hash: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    key_name: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[PollState] = mapped_column(text_enum(PollState, "state"), default=PollState.OPEN)
    tally: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    box_hash: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the sorted envelope hashes
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    options: Mapped[list[Option]] = relationship(order_by="Option.position")


class Option(Model):
    """What can be chosen, in the order of the draft."""

    __tablename__ = "ballot_option"
    __table_args__ = (UniqueConstraint("poll_id", "position"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    position: Mapped[int] = mapped_column(Integer)
    text: Mapped[str] = mapped_column(Text)


class Elector(Model):
    """The roll: who may vote, under a random id; written at the snapshot, `voted` marked only at close."""

    __tablename__ = "ballot_elector"
    __table_args__ = (UniqueConstraint("poll_id", "person_id"), {"sqlite_with_rowid": False})

    elector_id: Mapped[str] = mapped_column(String(32), primary_key=True)  # 16 random bytes
    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), index=True)
    voted: Mapped[bool] = mapped_column(default=False)


class Envelope(Model):
    """The sealed ballot of an elector until close; the primary key is the law of one vote each."""

    __tablename__ = "ballot_envelope"
    __table_args__ = ({"sqlite_with_rowid": False},)

    elector_id: Mapped[str] = mapped_column(ForeignKey("ballot_elector.elector_id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Paper(Model):
    """The opened box: one shuffled paper for each envelope; `choice` is None where it could not be read."""

    __tablename__ = "ballot_paper"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random
    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"), index=True)
    choice: Mapped[str | None] = mapped_column(Text)


class EnvelopeHash(Model):
    """SHA-256 of each envelope that was in the box: whoever kept the slip finds it here after close."""

    __tablename__ = "ballot_envelope_hash"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)

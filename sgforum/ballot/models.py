"""A poll: its frozen rules, its roll, the sealed envelopes until close, the box after it, and its board.

Roll (ballot_elector) and box (ballot_paper) share only the poll. Neither has a time, a serial or a hidden
rowid: on SQLite the tables are WITHOUT ROWID, on PostgreSQL closing rewrites both, each in a transaction
of its own, so that no `xmin` of one occurs in the other.
"""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    case,
    event,
    func,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ..core.columns import PublicId, UtcDateTime, public_id, text_enum
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


class Secrecy(enum.StrEnum):
    """Whether anyone may ever read who chose what."""

    SECRET = "secret"  # noqa: S105 - a kind of poll, no password; sealed envelopes, then shuffled papers
    OPEN = "open"  # each choice stands beside its voter, with its history


class Electorate(enum.StrEnum):
    """Who takes part: the residents of the snapshot, or whoever has an account; only the first is official."""

    ROLL = "roll"
    ANYONE = "anyone"


class Receipt(enum.StrEnum):
    """What a voter of a secret poll can check later (voting.md 3.4)."""

    NONE = "none"
    INCLUSION = "inclusion"  # that the envelope was in the box
    CONTENT = "content"  # what the paper says, by a code beside it


class Channel(enum.StrEnum):
    """How an elector voted: kept for figures on the roll, lost for the ballots."""

    ONLINE = "online"
    PAPER = "paper"
    DESK = "desk"


class Poll(Model):
    """One question with its frozen rules. `reference` names what the poll belongs to: "consultation:ID".

    `closes_at` is what was announced; `ends_at` when it really ends, moved only by what the rules say.
    holders: names of those who keep the shares of a split key, any two of whom open the box; else the key
    is the file `key_name`. ceremony: whether the box waits for people to open it before witnesses.
    """

    __tablename__ = "ballot_poll"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("opens_at < ends_at", name="ends"),
        CheckConstraint("roll_size >= 0 AND added >= 0", name="roll_size"),
        CheckConstraint("(state = 'open') = (tally IS NULL)", name="tally"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("(secrecy = 'secret') = (public_key IS NOT NULL)", name="sealed"),
        CheckConstraint("secrecy = 'secret' OR (key_name IS NULL AND receipt = 'none')", name="open_keyless"),
        CheckConstraint("key_name IS NULL OR holders IS NULL", name="one_key"),
        CheckConstraint("electorate = 'roll' OR secrecy = 'open'", name="anyone_open"),
        CheckConstraint("ceremony OR (holders IS NULL AND NOT paper)", name="ceremony"),
        CheckConstraint("envelope_bytes >= 512", name="envelope_bytes"),
        Index("ix_ballot_poll_state_ends_at", "state", "ends_at"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    place_code: Mapped[str] = mapped_column(ForeignKey("territory_place.code"), index=True)
    title: Mapped[str] = mapped_column(Text)
    rule: Mapped[Rule] = mapped_column(text_enum(Rule, "rule"))
    parameters: Mapped[dict[str, Any]] = mapped_column(JSON)
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    snapshot_at: Mapped[datetime] = mapped_column(UtcDateTime)
    secrecy: Mapped[Secrecy] = mapped_column(text_enum(Secrecy, "secrecy"), default=Secrecy.SECRET)
    electorate: Mapped[Electorate] = mapped_column(
        text_enum(Electorate, "electorate"), default=Electorate.ROLL
    )
    receipt: Mapped[Receipt] = mapped_column(text_enum(Receipt, "receipt"), default=Receipt.INCLUSION)
    paper: Mapped[bool] = mapped_column(Boolean, default=False)  # whether paper ballots go into the box too
    ceremony: Mapped[bool] = mapped_column(Boolean, default=False)
    holders: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    roll_size: Mapped[int] = mapped_column(Integer)  # at the snapshot
    added: Mapped[int] = mapped_column(Integer, default=0)  # electors added after opening, each on the board
    roll_hash: Mapped[str] = mapped_column(String(64))
    rules_hash: Mapped[str] = mapped_column(String(64))
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    key_name: Mapped[str | None] = mapped_column(String(64), unique=True)
    envelope_bytes: Mapped[int] = mapped_column(
        Integer, default=512
    )  # one length for every ballot, before sealing
    state: Mapped[PollState] = mapped_column(text_enum(PollState, "state"), default=PollState.OPEN)
    tally: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    box_hash: Mapped[str | None] = mapped_column(String(64))  # SHA-256 of the sorted envelope hashes
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    options: Mapped[list[Option]] = relationship(order_by="Option.position")

    @hybrid_property
    def board(self) -> str:
        """The board on which this poll is announced: all questions of a consultation share one."""
        return self.reference.partition("/")[0]

    @board.inplace.expression
    @classmethod
    def _board_in_sql(cls) -> ColumnElement[str]:
        """What stands before "/NUMBER", with functions that SQLite and PostgreSQL share."""
        without_number = func.rtrim(func.rtrim(cls.reference, "0123456789"), "/")
        return case((cls.reference.like("%/%"), without_number), else_=cls.reference)

    @property
    def is_secret(self) -> bool:
        return self.secrecy is Secrecy.SECRET

    @property
    def electors(self) -> int:
        """Everyone on the roll, with those added after opening."""
        return self.roll_size + self.added


class SplitKey(Model):
    """The public half of a key whose private half three people hold in shares; made before its box is opened."""

    __tablename__ = "ballot_split_key"

    board: Mapped[str] = mapped_column(String(120), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    holders: Mapped[list[str]] = mapped_column(JSON)
    fingerprints: Mapped[list[str]] = mapped_column(JSON)  # SHA-256 of each holder's share, in their order
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


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
    channel: Mapped[Channel | None] = mapped_column(text_enum(Channel, "channel"))
    late: Mapped[bool] = mapped_column(Boolean, default=False)  # added after opening


class Envelope(Model):
    """The sealed ballot of an elector until close; the primary key is the law of one vote each."""

    __tablename__ = "ballot_envelope"
    __table_args__ = ({"sqlite_with_rowid": False},)

    elector_id: Mapped[str] = mapped_column(ForeignKey("ballot_elector.elector_id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Paper(Model):
    """The opened box: one shuffled paper for each ballot; `choice` is None where it could not be read.

    code: of a content receipt, known to its voter alone; None with every other kind of receipt.
    """

    __tablename__ = "ballot_paper"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)  # random
    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"), index=True)
    choice: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(String(32))


class EnvelopeHash(Model):
    """SHA-256 of each envelope that was in the box: whoever kept the slip finds it here after close."""

    __tablename__ = "ballot_envelope_hash"
    __table_args__ = ({"sqlite_with_rowid": False},)

    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class Vote(Model):
    """A choice in an open poll, beside its voter; each change is a further row, and the last one counts."""

    __tablename__ = "ballot_vote"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"), primary_key=True, index=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    choice: Mapped[str] = mapped_column(Text)
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BatchState(enum.StrEnum):
    """Where a batch of paper ballots stands: two people must read the same from it."""

    ENTERED = "entered"
    DIFFERS = "differs"
    AGREED = "agreed"


class Batch(Model):
    """A bundle of paper ballots counted by two officers; `lines` {choice: papers} is forgotten at the count."""

    __tablename__ = "ballot_batch"
    __table_args__ = (
        UniqueConstraint("poll_id", "label"),
        CheckConstraint("papers >= 0 AND spoiled >= 0 AND papers + spoiled > 0", name="numbers"),
        CheckConstraint("checked_by_id IS NULL OR checked_by_id <> entered_by_id", name="two_officers"),
        CheckConstraint("(checked_by_id IS NULL) = (state = 'entered')", name="checked"),
        CheckConstraint("channel <> 'online'", name="offline"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    public_id: Mapped[str] = mapped_column(PublicId, unique=True, default=public_id)
    poll_id: Mapped[int] = mapped_column(ForeignKey("ballot_poll.id"))
    channel: Mapped[Channel] = mapped_column(text_enum(Channel, "channel"))
    label: Mapped[str] = mapped_column(String(120))
    papers: Mapped[int] = mapped_column(Integer)  # that go into the box, blank ones included
    spoiled: Mapped[int] = mapped_column(Integer)
    lines: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    second: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # what the other officer read
    state: Mapped[BatchState] = mapped_column(text_enum(BatchState, "state"), default=BatchState.ENTERED)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("accounts_person.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts_person.id"))
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class BoardEntry(Model):
    """A line of a public board, exactly as it is published; nothing is ever changed or taken away."""

    __tablename__ = "ballot_board_entry"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    board: Mapped[str] = mapped_column(String(120), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    line: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64), unique=True)


_SQLITE_GUARD = """
CREATE TRIGGER ballot_board_entry_{act} BEFORE {act} ON ballot_board_entry
BEGIN SELECT RAISE(ABORT, 'the board is append-only'); END
"""
_POSTGRES_GUARD = (
    """
CREATE OR REPLACE FUNCTION ballot_board_entry_keep() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''the board is append-only''; END'
""",
    """
CREATE TRIGGER ballot_board_entry_keep BEFORE UPDATE OR DELETE ON ballot_board_entry
FOR EACH ROW EXECUTE FUNCTION ballot_board_entry_keep()
""",
)


def _guard(statement: str, dialect: str) -> None:
    made: Any = DDL(statement)  # type: ignore[no-untyped-call]
    event.listen(BoardEntry.__table__, "after_create", made.execute_if(dialect=dialect))


for _act in ("update", "delete"):
    _guard(_SQLITE_GUARD.format(act=_act), "sqlite")
for _statement in _POSTGRES_GUARD:
    _guard(_statement, "postgresql")

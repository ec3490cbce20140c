"""Ballots of every type: open polls, receipts, split keys, paper batches, late electors, the board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NO_ROWID = {"sqlite_with_rowid": False}  # a rebuild must not give roll and box a serial


def _text_enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=False, length=32)


def _of(column: str, *values: str) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


SECRECY = ("secret", "open")
ELECTORATE = ("roll", "anyone")
RECEIPT = ("none", "inclusion", "content")
CHANNEL = ("online", "paper", "desk")
BATCH_STATE = ("entered", "differs", "agreed")


def upgrade() -> None:
    _widen_poll()
    _widen_roll()
    with op.batch_alter_table("ballot_paper", table_kwargs=NO_ROWID) as batch:
        batch.add_column(sa.Column("code", sa.String(length=32), nullable=True))
    _create_split_key()
    _create_vote()
    _create_batch()
    _create_board()


def _widen_poll() -> None:
    poll = sa.table(
        "ballot_poll", sa.column("closes_at"), sa.column("ends_at"), sa.column("state"), sa.column("key_name")
    )
    with op.batch_alter_table("ballot_poll") as batch:
        batch.drop_index("ix_ballot_poll_state_closes_at")
        batch.add_column(sa.Column("ends_at", sa.DateTime(), nullable=True))
        batch.add_column(
            sa.Column("secrecy", _text_enum("secrecy", *SECRECY), nullable=False, server_default="secret")
        )
        batch.add_column(
            sa.Column(
                "electorate", _text_enum("electorate", *ELECTORATE), nullable=False, server_default="roll"
            )
        )
        batch.add_column(
            sa.Column("receipt", _text_enum("receipt", *RECEIPT), nullable=False, server_default="inclusion")
        )
        for flag in ("paper", "ceremony"):
            batch.add_column(sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("holders", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("added", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("envelope_bytes", sa.Integer(), nullable=False, server_default="512"))
        batch.alter_column("public_key", existing_type=sa.LargeBinary(length=32), nullable=True)
        batch.alter_column("key_name", existing_type=sa.String(length=64), nullable=True)
        batch.drop_constraint(op.f("ck_ballot_poll_roll_size"), type_="check")
    op.execute(poll.update().values(ends_at=poll.c.closes_at))
    _rewrite_tallies(_widen_tally)
    with op.batch_alter_table("ballot_poll") as batch:
        batch.alter_column("ends_at", existing_type=sa.DateTime(), nullable=False)
        for name in ("secrecy", "electorate", "receipt", "paper", "ceremony", "added", "envelope_bytes"):
            batch.alter_column(name, server_default=None)
        for name, condition in POLL_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_ballot_poll_{name}"), condition)
        batch.create_index("ix_ballot_poll_state_ends_at", ["state", "ends_at"])


def _rewrite_tallies(rewrite: Callable[[dict[str, Any], dict[str, Any]], dict[str, Any]]) -> None:
    poll = sa.table(
        "ballot_poll", sa.column("id"), sa.column("parameters", sa.JSON()), sa.column("tally", sa.JSON())
    )
    bind = op.get_bind()
    counted = sa.select(poll.c.id, poll.c.parameters, poll.c.tally).where(poll.c.tally.is_not(None))
    for row in bind.execute(counted).all():
        if row.tally:
            values = {"tally": rewrite(row.tally, row.parameters)}
            bind.execute(poll.update().where(poll.c.id == row.id).values(values))


def _widen_tally(old: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """The plurality tally of 0001 as a rule's outcome with turnout around it."""
    outcome = {
        "rule": "plurality", "parameters": parameters, "options": list(old["totals"]),
        "ballots": old["envelopes"], "valid": old["valid"] - old["blank"], "blank": old["blank"],
        "invalid": old["invalid"], "winners": old["winners"], "ranking": old["ranking"],
        "tie_order": old["tie_order"], "seed": old["seed"], "scores": old["totals"],
    }  # fmt: skip
    kept = {name: old[name] for name in ("roll_size", "envelopes", "is_unanimous", "quorum_needed", "quorum_met")}
    return {**kept, "papers": 0, "spoiled": 0, "is_secret": True, "outcome": outcome}


def _narrow_tally(new: dict[str, Any], _parameters: dict[str, Any]) -> dict[str, Any]:
    outcome = new["outcome"]
    kept = {name: new[name] for name in ("roll_size", "envelopes", "is_unanimous", "quorum_needed", "quorum_met")}
    same = {name: outcome[name] for name in ("rule", "seed", "blank", "invalid", "winners", "ranking", "tie_order")}
    return {**kept, **same, "valid": outcome["valid"] + outcome["blank"], "totals": outcome["scores"]}


POLL_CHECKS = {
    "secrecy": _of("secrecy", *SECRECY),
    "electorate": _of("electorate", *ELECTORATE),
    "receipt": _of("receipt", *RECEIPT),
    "ends": "opens_at < ends_at",
    "roll_size": "roll_size >= 0 AND added >= 0",
    "sealed": "(secrecy = 'secret') = (public_key IS NOT NULL)",
    "open_keyless": "secrecy = 'secret' OR (key_name IS NULL AND receipt = 'none')",
    "one_key": "key_name IS NULL OR holders IS NULL",
    "anyone_open": "electorate = 'roll' OR secrecy = 'open'",
    "ceremony": "ceremony OR (holders IS NULL AND NOT paper)",
    "envelope_bytes": "envelope_bytes >= 512",
}


def _widen_roll() -> None:
    with op.batch_alter_table("ballot_elector", table_kwargs=NO_ROWID) as batch:
        batch.add_column(sa.Column("channel", _text_enum("channel", *CHANNEL), nullable=True))
        batch.add_column(sa.Column("late", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_check_constraint(op.f("ck_ballot_elector_channel"), _of("channel", *CHANNEL))
    elector = sa.table("ballot_elector", sa.column("voted", sa.Boolean()), sa.column("channel"))
    op.execute(elector.update().where(elector.c.voted.is_(sa.true())).values(channel="online"))
    with op.batch_alter_table("ballot_elector", table_kwargs=NO_ROWID) as batch:
        batch.alter_column("late", existing_type=sa.Boolean(), server_default=None)


def _create_split_key() -> None:
    op.create_table(
        "ballot_split_key",
        sa.Column("board", sa.String(length=120), nullable=False),
        sa.Column("public_key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("holders", sa.JSON(), nullable=False),
        sa.Column("fingerprints", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["accounts_person.id"], name=op.f("fk_ballot_split_key_made_by_id")
        ),
        sa.PrimaryKeyConstraint("board", name=op.f("pk_ballot_split_key")),
    )


def _create_vote() -> None:
    op.create_table(
        "ballot_vote",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("cast_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_ballot_vote_number")),
        sa.ForeignKeyConstraint(["poll_id"], ["ballot_poll.id"], name=op.f("fk_ballot_vote_poll_id")),
        sa.ForeignKeyConstraint(["person_id"], ["accounts_person.id"], name=op.f("fk_ballot_vote_person_id")),
        sa.PrimaryKeyConstraint("poll_id", "person_id", "number", name=op.f("pk_ballot_vote")),
    )
    op.create_index(op.f("ix_ballot_vote_person_id"), "ballot_vote", ["person_id"])


def _create_batch() -> None:
    op.create_table(
        "ballot_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("channel", _text_enum("channel", *CHANNEL), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("spoiled", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("second", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", _text_enum("state", *BATCH_STATE), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(_of("channel", *CHANNEL), name=op.f("ck_ballot_batch_channel")),
        sa.CheckConstraint(_of("state", *BATCH_STATE), name=op.f("ck_ballot_batch_state")),
        sa.CheckConstraint(
            "papers >= 0 AND spoiled >= 0 AND papers + spoiled > 0", name=op.f("ck_ballot_batch_numbers")
        ),
        sa.CheckConstraint(
            "checked_by_id IS NULL OR checked_by_id <> entered_by_id", name=op.f("ck_ballot_batch_two_officers")
        ),
        sa.CheckConstraint(
            "(checked_by_id IS NULL) = (state = 'entered')", name=op.f("ck_ballot_batch_checked")
        ),
        sa.CheckConstraint("channel <> 'online'", name=op.f("ck_ballot_batch_offline")),
        sa.ForeignKeyConstraint(["poll_id"], ["ballot_poll.id"], name=op.f("fk_ballot_batch_poll_id")),
        sa.ForeignKeyConstraint(
            ["entered_by_id"], ["accounts_person.id"], name=op.f("fk_ballot_batch_entered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["accounts_person.id"], name=op.f("fk_ballot_batch_checked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ballot_batch_public_id")),
        sa.UniqueConstraint("poll_id", "label", name=op.f("uq_ballot_batch_poll_id_label")),
    )


def _create_board() -> None:
    op.create_table(
        "ballot_board_entry",
        sa.Column("board", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_ballot_board_entry_number")),
        sa.PrimaryKeyConstraint("board", "number", name=op.f("pk_ballot_board_entry")),
        sa.UniqueConstraint("digest", name=op.f("uq_ballot_board_entry_digest")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER ballot_board_entry_{act} BEFORE {act} ON ballot_board_entry "
                "BEGIN SELECT RAISE(ABORT, 'the board is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION ballot_board_entry_keep() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION ''the board is append-only''; END'"
    )
    op.execute(
        "CREATE TRIGGER ballot_board_entry_keep BEFORE UPDATE OR DELETE ON ballot_board_entry "
        "FOR EACH ROW EXECUTE FUNCTION ballot_board_entry_keep()"
    )


def downgrade() -> None:
    """Back to secret single-choice polls alone; refuses while there is another one, which 0001 cannot hold."""
    poll = sa.table(
        "ballot_poll", sa.column("secrecy"), sa.column("key_name"), sa.column("paper"), sa.column("rule")
    )
    unfit = (poll.c.secrecy == "open") | poll.c.key_name.is_(None) | poll.c.paper | (poll.c.rule != "plurality")
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(poll).where(unfit)):
        raise RuntimeError("only secret single-choice polls have a place in the schema before 0002")
    _rewrite_tallies(_narrow_tally)
    op.drop_table("ballot_board_entry")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ballot_board_entry_keep()")
    op.drop_table("ballot_batch")
    op.drop_index(op.f("ix_ballot_vote_person_id"), table_name="ballot_vote")
    op.drop_table("ballot_vote")
    op.drop_table("ballot_split_key")
    with op.batch_alter_table("ballot_paper", table_kwargs=NO_ROWID) as batch:
        batch.drop_column("code")
    with op.batch_alter_table("ballot_elector", table_kwargs=NO_ROWID) as batch:
        batch.drop_constraint(op.f("ck_ballot_elector_channel"), type_="check")
        batch.drop_column("late")
        batch.drop_column("channel")
    with op.batch_alter_table("ballot_poll") as batch:
        batch.drop_index("ix_ballot_poll_state_ends_at")
        for name in POLL_CHECKS:
            batch.drop_constraint(op.f(f"ck_ballot_poll_{name}"), type_="check")
        batch.create_check_constraint(op.f("ck_ballot_poll_roll_size"), "roll_size >= 0")
        batch.alter_column("public_key", existing_type=sa.LargeBinary(length=32), nullable=False)
        batch.alter_column("key_name", existing_type=sa.String(length=64), nullable=False)
        for name in (
            "ends_at", "secrecy", "electorate", "receipt", "paper", "ceremony", "holders", "added", "envelope_bytes",
        ):  # fmt: skip
            batch.drop_column(name)
        batch.create_index("ix_ballot_poll_state_closes_at", ["state", "closes_at"])

"""Several questions in one consultation, each with its own ballot; how its box is kept; results by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RULES = ("plurality", "approval", "score", "schulze", "irv", "greedy", "equal-shares")
SECRECY = ("secret", "open")
RECEIPT = ("none", "inclusion", "content")

consultation = sa.table(
    "consultation_consultation", sa.column("id"), sa.column("question"), sa.column("quorum"), sa.column("secrecy"),
    sa.column("receipt"), sa.column("paper", sa.Boolean()), sa.column("ceremony", sa.Boolean()), sa.column("holders"),
    sa.column("extend_days"), sa.column("end_when_all", sa.Boolean()),
)  # fmt: skip
question = sa.table(
    "consultation_question", sa.column("id"), sa.column("consultation_id"), sa.column("position"), sa.column("text"),
    sa.column("help_text"), sa.column("rule"), sa.column("parameters", sa.JSON()), sa.column("quorum"),
)  # fmt: skip
option = sa.table(
    "consultation_option", sa.column("id"), sa.column("consultation_id"), sa.column("question_id"), sa.column("code"),
    sa.column("text"), sa.column("detail"), sa.column("cost"), sa.column("position"),
)  # fmt: skip
record = sa.table(
    "consultation_decision_record", sa.column("id"), sa.column("consultation_id"), sa.column("asked"),
    sa.column("roll_size"), sa.column("valid"), sa.column("invalid"), sa.column("counts", sa.JSON()),
    sa.column("winners", sa.JSON()), sa.column("quorum_met", sa.Boolean()), sa.column("results", sa.JSON()),
)  # fmt: skip
ONE_RESULT = ("asked", "roll_size", "valid", "invalid", "counts", "winners", "quorum_met")


def _text_enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=False, length=32)


def _of(column: str, *values: str) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


BOX_CHECKS = {
    "secrecy": _of("secrecy", *SECRECY),
    "receipt": _of("receipt", *RECEIPT),
    "open_keyless": "secrecy = 'secret' OR (receipt = 'none' AND holders IS NULL)",
    "ceremony": "ceremony OR (holders IS NULL AND NOT paper)",
    "extend_days": "extend_days BETWEEN 0 AND 14",
}


def upgrade() -> None:
    _create_question()
    _fill_questions()
    _move_options_to_questions()
    _widen_consultation()
    _create_ceremony()
    _join_results()


def _create_question() -> None:
    op.create_table(
        "consultation_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("help_text", sa.Text(), nullable=False),
        sa.Column("rule", _text_enum("rule", *RULES), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.CheckConstraint(_of("rule", *RULES), name=op.f("ck_consultation_question_rule")),
        sa.CheckConstraint("position BETWEEN 1 AND 10", name=op.f("ck_consultation_question_position")),
        sa.CheckConstraint("quorum >= 0", name=op.f("ck_consultation_question_quorum")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation_consultation.id"],
            name=op.f("fk_consultation_question_consultation_id"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_question")),
        sa.UniqueConstraint(
            "consultation_id", "position", name=op.f("uq_consultation_question_consultation_id_position")
        ),
    )  # fmt: skip


def _fill_questions() -> None:
    """One question for each consultation that has begun to ask one."""
    asks = sa.or_(
        consultation.c.question != "",
        consultation.c.quorum != 0,
        sa.exists().where(option.c.consultation_id == consultation.c.id),
    )
    found = op.get_bind().execute(
        sa.select(consultation.c.id, consultation.c.question, consultation.c.quorum)
        .where(asks)
        .order_by(consultation.c.id)
    )
    rows = [
        {
            "consultation_id": row.id, "position": 1, "text": row.question, "help_text": "", "rule": "plurality",
            "parameters": {}, "quorum": row.quorum,
        }
        for row in found.all()
    ]  # fmt: skip
    if rows:
        op.bulk_insert(question, rows)


def _move_options_to_questions() -> None:
    with op.batch_alter_table("consultation_option") as batch:
        batch.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("detail", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("cost", sa.BigInteger(), nullable=True))
    asked_by = sa.select(question.c.id).where(question.c.consultation_id == option.c.consultation_id)
    op.execute(option.update().values(question_id=asked_by.scalar_subquery()))
    with op.batch_alter_table("consultation_option") as batch:
        for name in ("code", "position", "text"):
            batch.drop_constraint(op.f(f"uq_consultation_option_consultation_id_{name}"), type_="unique")
        batch.drop_constraint(op.f("fk_consultation_option_consultation_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_consultation_option_position"), type_="check")
        batch.drop_column("consultation_id")
        batch.alter_column("question_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("detail", existing_type=sa.Text(), server_default=None)
        batch.alter_column("code", existing_type=sa.String(length=8), type_=sa.String(length=32))
        batch.create_foreign_key(
            op.f("fk_consultation_option_question_id"), "consultation_question", ["question_id"], ["id"],
            ondelete="CASCADE",
        )  # fmt: skip
        for name in ("code", "position", "text"):
            batch.create_unique_constraint(
                op.f(f"uq_consultation_option_question_id_{name}"), ["question_id", name]
            )
        batch.create_check_constraint(op.f("ck_consultation_option_position"), "position BETWEEN 1 AND 50")
        batch.create_check_constraint(op.f("ck_consultation_option_cost"), "cost > 0")


def _widen_consultation() -> None:
    with op.batch_alter_table("consultation_consultation") as batch:
        batch.drop_constraint(op.f("ck_consultation_consultation_quorum"), type_="check")
        batch.drop_column("question")
        batch.drop_column("quorum")
        batch.add_column(
            sa.Column("secrecy", _text_enum("secrecy", *SECRECY), nullable=False, server_default="secret")
        )
        batch.add_column(
            sa.Column("receipt", _text_enum("receipt", *RECEIPT), nullable=False, server_default="inclusion")
        )
        for flag in ("paper", "ceremony", "end_when_all"):
            batch.add_column(sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.add_column(sa.Column("holders", sa.JSON(none_as_null=True), nullable=True))
        batch.add_column(sa.Column("extend_days", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("consultation_consultation") as batch:
        for name in ("secrecy", "receipt", "paper", "ceremony", "extend_days", "end_when_all"):
            batch.alter_column(name, server_default=None)
        for name, condition in BOX_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_consultation_consultation_{name}"), condition)


def _create_ceremony() -> None:
    op.create_table(
        "consultation_ceremony",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("dice", sa.String(length=30), nullable=False),
        sa.Column("witnesses", sa.JSON(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation_consultation.id"],
            name=op.f("fk_consultation_ceremony_consultation_id"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["accounts_person.id"], name=op.f("fk_consultation_ceremony_officer_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_consultation_ceremony")),
    )  # fmt: skip


def _join_results() -> None:
    """What a record kept of its one question becomes the first of its results, with the options' texts."""
    with op.batch_alter_table("consultation_decision_record") as batch:
        batch.add_column(sa.Column("results", sa.JSON(), nullable=True))
    texts = _option_texts()
    for row in op.get_bind().execute(sa.select(record)).all():
        result = _result_of(row, texts.get(row.consultation_id, {}))
        op.execute(record.update().where(record.c.id == row.id).values(results=[result]))
    with op.batch_alter_table("consultation_decision_record") as batch:
        batch.alter_column("results", existing_type=sa.JSON(), nullable=False)
        for name in ONE_RESULT:
            batch.drop_column(name)


def _option_texts() -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    rows = op.get_bind().execute(
        sa.select(question.c.consultation_id, option.c.code, option.c.text).join(
            option, option.c.question_id == question.c.id
        )
    )
    for consultation_id, code, text in rows:
        found.setdefault(consultation_id, {})[code] = text
    return found


def _result_of(row: Any, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "question": row.asked, "rule": "plurality", "roll_size": row.roll_size, "voters": row.valid + row.invalid,
        "valid": row.valid, "blank": 0, "invalid": row.invalid, "scores": row.counts,
        "winners": [{"code": code, "text": texts.get(code, code)} for code in row.winners], "selected": None,
        "quorum_met": bool(row.quorum_met),
    }  # fmt: skip


def downgrade() -> None:
    """Back to one plurality question each; refuses what the schema before cannot hold, and says what it is."""
    _refuse_what_does_not_fit()
    _split_results()
    _narrow_consultation()
    _move_options_to_consultations()
    op.drop_table("consultation_ceremony")
    op.drop_table("consultation_question")


def _refuse_what_does_not_fit() -> None:
    bind = op.get_bind()
    for what, unfit in _unfit().items():
        if bind.scalar(sa.select(sa.func.count()).select_from(unfit.subquery())):
            raise RuntimeError(f"{what} have no place in the schema before 0003")
    if any(row.parameters for row in bind.execute(sa.select(question.c.parameters))):
        raise RuntimeError("parameters of questions have no place in the schema before 0003")
    for row in bind.execute(sa.select(record.c.results)):
        if not _is_one_result(row.results):
            raise RuntimeError(
                "decision records of other than one question have no place in the schema before 0003"
            )


def _unfit() -> dict[str, sa.Select[Any]]:
    one = consultation.c
    box = sa.or_(
        one.secrecy != "secret", one.receipt != "inclusion", one.paper, one.ceremony, one.holders.is_not(None),
        one.extend_days != 0, one.end_when_all,
    )  # fmt: skip
    other_ballot = sa.or_(question.c.rule != "plurality", question.c.help_text != "")
    rich = sa.or_(
        option.c.position > 8, sa.func.length(option.c.code) > 8, option.c.detail != "", option.c.cost.is_not(None)
    )
    return {
        "consultations of several questions": sa.select(question.c.id).where(question.c.position > 1),
        "questions with another ballot or an explanation": sa.select(question.c.id).where(other_ballot),
        "options beyond the eighth, with a price or a description": sa.select(option.c.id).where(rich),
        "open votes, paper, ceremonies, other receipts and other ends of voting": sa.select(one.id).where(box),
    }


def _is_one_result(results: Sequence[Mapping[str, Any]]) -> bool:
    if len(results) != 1:
        return False
    only = results[0]
    return (
        only["rule"] == "plurality" and not only["blank"] and only["selected"] is None
        and only["voters"] == only["valid"] + only["invalid"]
    )  # fmt: skip


def _split_results() -> None:
    with op.batch_alter_table("consultation_decision_record") as batch:
        batch.add_column(sa.Column("asked", sa.String(length=300), nullable=True))
        for name in ("roll_size", "valid", "invalid"):
            batch.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch.add_column(sa.Column("counts", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("winners", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("quorum_met", sa.Boolean(), nullable=True))
    for row in op.get_bind().execute(sa.select(record.c.id, record.c.results)).all():
        only = row.results[0]
        values = {
            "asked": only["question"], "counts": only["scores"], "winners": [one["code"] for one in only["winners"]],
            **{name: only[name] for name in ("roll_size", "valid", "invalid", "quorum_met")},
        }  # fmt: skip
        op.execute(record.update().where(record.c.id == row.id).values(**values))
    with op.batch_alter_table("consultation_decision_record") as batch:
        batch.drop_column("results")
        batch.alter_column("asked", existing_type=sa.String(length=300), nullable=False)
        for name in ("roll_size", "valid", "invalid"):
            batch.alter_column(name, existing_type=sa.Integer(), nullable=False)
        batch.alter_column("winners", existing_type=sa.JSON(), nullable=False)
        batch.alter_column("quorum_met", existing_type=sa.Boolean(), nullable=False)


def _narrow_consultation() -> None:
    with op.batch_alter_table("consultation_consultation") as batch:
        for name in BOX_CHECKS:
            batch.drop_constraint(op.f(f"ck_consultation_consultation_{name}"), type_="check")
        for name in ("secrecy", "receipt", "paper", "ceremony", "holders", "extend_days", "end_when_all"):
            batch.drop_column(name)
        batch.add_column(sa.Column("question", sa.String(length=300), nullable=False, server_default=""))
        batch.add_column(sa.Column("quorum", sa.Integer(), nullable=False, server_default="0"))
    for name, column in (("question", question.c.text), ("quorum", question.c.quorum)):
        first = sa.select(column).where(question.c.consultation_id == consultation.c.id)
        has_one = sa.exists().where(question.c.consultation_id == consultation.c.id)
        op.execute(consultation.update().where(has_one).values({name: first.scalar_subquery()}))
    with op.batch_alter_table("consultation_consultation") as batch:
        for name in ("question", "quorum"):
            batch.alter_column(name, server_default=None)
        batch.create_check_constraint(op.f("ck_consultation_consultation_quorum"), "quorum >= 0")


def _move_options_to_consultations() -> None:
    with op.batch_alter_table("consultation_option") as batch:
        batch.add_column(sa.Column("consultation_id", sa.Integer(), nullable=True))
    asked_in = sa.select(question.c.consultation_id).where(question.c.id == option.c.question_id)
    op.execute(option.update().values(consultation_id=asked_in.scalar_subquery()))
    with op.batch_alter_table("consultation_option") as batch:
        for name in ("code", "position", "text"):
            batch.drop_constraint(op.f(f"uq_consultation_option_question_id_{name}"), type_="unique")
        batch.drop_constraint(op.f("fk_consultation_option_question_id"), type_="foreignkey")
        for name in ("position", "cost"):
            batch.drop_constraint(op.f(f"ck_consultation_option_{name}"), type_="check")
        for name in ("question_id", "detail", "cost"):
            batch.drop_column(name)
        batch.alter_column("consultation_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("code", existing_type=sa.String(length=32), type_=sa.String(length=8))
        batch.create_foreign_key(
            op.f("fk_consultation_option_consultation_id"), "consultation_consultation", ["consultation_id"], ["id"],
            ondelete="CASCADE",
        )  # fmt: skip
        for name in ("code", "position", "text"):
            batch.create_unique_constraint(
                op.f(f"uq_consultation_option_consultation_id_{name}"), ["consultation_id", name]
            )
        batch.create_check_constraint(op.f("ck_consultation_option_position"), "position BETWEEN 1 AND 8")

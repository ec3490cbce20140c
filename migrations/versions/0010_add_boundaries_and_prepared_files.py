"""Outlines of places, where somebody imports them; files that the worker makes for the person who asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KINDS = ("resources", "scores", "place_score", "consultation")
_STATES = ("waiting", "working", "ready", "failed")


def _text_enum(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, native_enum=False, create_constraint=False, name=name, length=32)


def _of(name: str, *values: str) -> str:
    return f"{name} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    op.create_table(
        "territory_boundary",
        sa.Column("place_code", sa.String(40), nullable=False),
        sa.Column("rings", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("licence", sa.String(40), nullable=False),
        sa.Column("imported_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_territory_boundary_source")),
        sa.ForeignKeyConstraint(
            ["place_code"], ["territory_place.code"],
            name=op.f("fk_territory_boundary_place_code"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("place_code", name=op.f("pk_territory_boundary")),
    )  # fmt: skip
    table = "reports_prepared_file"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", _text_enum("kind", *_KINDS), nullable=False),
        sa.Column("place_code", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("state", _text_enum("state", *_STATES), nullable=False),
        sa.Column("parts_done", sa.Integer(), nullable=False),
        sa.Column("parts_total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("worked_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint(_of("kind", *_KINDS), name=op.f(f"ck_{table}_kind")),
        sa.CheckConstraint(_of("state", *_STATES), name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint("(state = 'ready') = (content IS NOT NULL)", name=op.f(f"ck_{table}_content")),
        sa.CheckConstraint("parts_done BETWEEN 0 AND parts_total", name=op.f(f"ck_{table}_parts")),
        sa.CheckConstraint("attempts BETWEEN 0 AND 3", name=op.f(f"ck_{table}_attempts")),
        sa.ForeignKeyConstraint(["owner_id"], ["accounts_person.id"], name=op.f(f"fk_{table}_owner_id")),
        sa.ForeignKeyConstraint(
            ["place_code"], ["territory_place.code"], name=op.f(f"fk_{table}_place_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_owner_id"), table, ["owner_id"])
    op.create_index(op.f(f"ix_{table}_state"), table, ["state"])


def downgrade() -> None:
    """Both can be had again: the outlines from their file, the reports by asking once more."""
    op.drop_table("reports_prepared_file")
    op.drop_table("territory_boundary")

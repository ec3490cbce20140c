"""Who published a denominator, who moved where, repeated comments, self-checks, method intervals, side figures."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_PUBLISHERS = ("disdukcapil", "bps", "other")
_DENOMINATOR = sa.table(
    "territory_denominator", sa.column("source", sa.String), sa.column("publisher", sa.String)
)


def upgrade() -> None:
    """Older figures get the publisher that their source names."""
    with op.batch_alter_table("territory_denominator") as batch:
        batch.add_column(sa.Column("publisher", sa.String(32), nullable=True))
        batch.add_column(sa.Column("smartphone_share", sa.Float(), nullable=True))
    source = sa.func.lower(_DENOMINATOR.c.source)
    named = sa.case(
        (source.like("%dukcapil%"), "disdukcapil"),
        (sa.or_(source.like("%bps%"), source.like("%badan pusat statistik%")), "bps"),
        else_="other",
    )
    op.execute(_DENOMINATOR.update().values(publisher=named))
    listed = ", ".join(repr(name) for name in _PUBLISHERS)
    with op.batch_alter_table("territory_denominator") as batch:
        batch.alter_column("publisher", existing_type=sa.String(32), nullable=False)
        batch.create_check_constraint(op.f("ck_territory_denominator_publisher"), f"publisher IN ({listed})")
        batch.create_check_constraint(
            op.f("ck_territory_denominator_smartphone_share"), "smartphone_share > 0 AND smartphone_share <= 1"
        )
    with op.batch_alter_table("consultation_comment") as batch:
        batch.add_column(sa.Column("is_duplicate", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("consultation_comment") as batch:
        batch.alter_column("is_duplicate", existing_type=sa.Boolean(), server_default=None)
    _create_moves()
    _create_metrics()


def _create_moves() -> None:
    op.create_table(
        "accounts_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_code", sa.String(40), nullable=False),
        sa.Column("from_rt", sa.String(40), nullable=True),
        sa.Column("to_code", sa.String(40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("counts_from", sa.DateTime(), nullable=False),
        sa.CheckConstraint("from_code <> to_code", name=op.f("ck_accounts_move_elsewhere")),
        sa.CheckConstraint("counts_from > at", name=op.f("ck_accounts_move_counts_from")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["accounts_person.id"], name=op.f("fk_accounts_move_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["from_code"], ["territory_place.code"], name=op.f("fk_accounts_move_from_code")),
        sa.ForeignKeyConstraint(["from_rt"], ["territory_place.code"], name=op.f("fk_accounts_move_from_rt")),
        sa.ForeignKeyConstraint(["to_code"], ["territory_place.code"], name=op.f("fk_accounts_move_to_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts_move")),
    )
    op.create_index("ix_accounts_move_person", "accounts_move", ["person_id", "at"])


def _create_metrics() -> None:
    op.create_table(
        "metrics_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("counters", sa.Integer(), nullable=False),
        sa.Column("drift", sa.Integer(), nullable=False),
        sa.CheckConstraint("counters > 0", name=op.f("ck_metrics_check_counters")),
        sa.CheckConstraint("drift >= 0", name=op.f("ck_metrics_check_drift")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_check")),
    )
    op.create_index(op.f("ix_metrics_check_at"), "metrics_check", ["at"])
    op.create_table(
        "metrics_sensitivity",
        sa.Column("kota_code", sa.String(40), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("input_hash", sa.String(64), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.CheckConstraint("length(month) = 7", name=op.f("ck_metrics_sensitivity_month")),
        sa.ForeignKeyConstraint(
            ["kota_code"], ["territory_place.code"], name=op.f("fk_metrics_sensitivity_kota_code")
        ),
        sa.PrimaryKeyConstraint("kota_code", "month", name=op.f("pk_metrics_sensitivity")),
    )
    kinds = sa.Enum(
        "service", "transparency", "strategy", name="kind", native_enum=False, create_constraint=True, length=32
    )
    op.create_table(
        "metrics_side_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kota_code", sa.String(40), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_name", sa.String(120), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("base > 0", name=op.f("ck_metrics_side_figure_base")),
        sa.CheckConstraint("subject <> '' AND source <> ''", name=op.f("ck_metrics_side_figure_told")),
        sa.CheckConstraint(
            "(kind = 'service' AND value BETWEEN 25 AND 100) OR (kind <> 'service' AND value BETWEEN 0 AND base)",
            name=op.f("ck_metrics_side_figure_value"),
        ),
        sa.ForeignKeyConstraint(
            ["kota_code"], ["territory_place.code"], name=op.f("fk_metrics_side_figure_kota_code")
        ),
        sa.ForeignKeyConstraint(
            ["entered_by_id"],
            ["accounts_person.id"],
            name=op.f("fk_metrics_side_figure_entered_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics_side_figure")),
        sa.UniqueConstraint("kota_code", "kind", "subject", "as_of", name=op.f("uq_metrics_side_figure_kota_code_kind_subject_as_of")),
    )


def downgrade() -> None:
    """People stay where they live now; what lay before their moves is forgotten with the table."""
    for table in ("metrics_side_figure", "metrics_sensitivity", "metrics_check", "accounts_move"):
        op.drop_table(table)
    with op.batch_alter_table("consultation_comment") as batch:
        batch.drop_column("is_duplicate")
    with op.batch_alter_table("territory_denominator") as batch:
        batch.drop_constraint(op.f("ck_territory_denominator_publisher"), type_="check")
        batch.drop_constraint(op.f("ck_territory_denominator_smartphone_share"), type_="check")
        batch.drop_column("smartphone_share")
        batch.drop_column("publisher")

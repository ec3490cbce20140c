"""A salt for every frozen score: the bare hash of a small place's inputs, published, could be tried out."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_SNAPSHOT = sa.table("metrics_snapshot", sa.column("id", sa.Integer), sa.column("salt", sa.String))


def upgrade() -> None:
    """What is frozen already gets random salts; its published hash changes once, its inputs do not."""
    with op.batch_alter_table("metrics_snapshot") as batch:
        batch.add_column(sa.Column("salt", sa.String(64), nullable=True))
    bind = op.get_bind()
    for (row_id,) in bind.execute(sa.select(_SNAPSHOT.c.id)).all():
        bind.execute(_SNAPSHOT.update().where(_SNAPSHOT.c.id == row_id).values(salt=secrets.token_hex(32)))
    with op.batch_alter_table("metrics_snapshot") as batch:
        batch.alter_column("salt", existing_type=sa.String(64), nullable=False)
        batch.create_check_constraint(op.f("ck_metrics_snapshot_salt"), "length(salt) = 64")


def downgrade() -> None:
    with op.batch_alter_table("metrics_snapshot") as batch:
        batch.drop_constraint(op.f("ck_metrics_snapshot_salt"), type_="check")
        batch.drop_column("salt")

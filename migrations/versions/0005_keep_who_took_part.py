"""Who took part in a secret vote, by group, as it may be shown: kept once at the close."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Boxes that are closed already stay without: people may have moved since, which would tell on them."""
    with op.batch_alter_table("consultation_consultation") as batch:
        batch.add_column(sa.Column("splits", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("consultation_consultation") as batch:
        batch.drop_column("splits")

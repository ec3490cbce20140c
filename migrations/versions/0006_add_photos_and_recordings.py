"""A photo, a recording and a regional language beside what is asked and what may be chosen."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OPTION, _QUESTION = "consultation_option", "consultation_question"
_TYPES = "content_type IN ('image/webp', 'audio/mpeg', 'audio/mp4')"


def upgrade() -> None:
    op.create_table(
        "consultation_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content_type", sa.String(length=32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(_TYPES, name=op.f("ck_consultation_file_content_type")),
        sa.CheckConstraint(
            "(content_type = 'image/webp') = (width IS NOT NULL)", name=op.f("ck_consultation_file_width")
        ),
        sa.CheckConstraint(
            "(width IS NULL) = (height IS NULL)", name=op.f("ck_consultation_file_height")
        ),
        sa.CheckConstraint(
            "(content_type = 'image/webp') = (seconds IS NULL)", name=op.f("ck_consultation_file_seconds")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_consultation_file")),
    )
    with op.batch_alter_table(_QUESTION) as batch:
        _add_file(batch, _QUESTION, "recording")
        batch.add_column(_text("regional_language", 8))
        batch.add_column(_text("regional_text", 300))
        batch.create_check_constraint(
            op.f("ck_consultation_question_regional"), "regional_text = '' OR regional_language <> ''"
        )
    with op.batch_alter_table(_OPTION) as batch:
        _add_file(batch, _OPTION, "photo")
        batch.add_column(_text("photo_alt", 200))
        _add_file(batch, _OPTION, "recording")
        batch.add_column(_text("regional_text", 140))
        batch.create_check_constraint(
            op.f("ck_consultation_option_photo_alt"), "(photo IS NULL) = (photo_alt = '')"
        )
    for table in (_QUESTION, _OPTION):  # existing rows have "", new ones say it themselves
        with op.batch_alter_table(table) as batch:
            for name in _TEXTS[table]:
                batch.alter_column(name, server_default=None)


_TEXTS = {_QUESTION: ("regional_language", "regional_text"), _OPTION: ("photo_alt", "regional_text")}


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False, server_default="")


def _add_file(batch: Any, table: str, name: str) -> None:
    batch.add_column(sa.Column(name, sa.String(length=64), nullable=True))
    batch.create_foreign_key(op.f(f"fk_{table}_{name}"), "consultation_file", [name], ["digest"])
    batch.create_index(op.f(f"ix_{table}_{name}"), [name])


def downgrade() -> None:
    """Photos, recordings and regional texts are lost: the older schema has no place for them."""
    with op.batch_alter_table(_OPTION) as batch:
        batch.drop_constraint(op.f("ck_consultation_option_photo_alt"), type_="check")
        _drop_file(batch, _OPTION, "photo")
        _drop_file(batch, _OPTION, "recording")
        batch.drop_column("photo_alt")
        batch.drop_column("regional_text")
    with op.batch_alter_table(_QUESTION) as batch:
        batch.drop_constraint(op.f("ck_consultation_question_regional"), type_="check")
        _drop_file(batch, _QUESTION, "recording")
        batch.drop_column("regional_text")
        batch.drop_column("regional_language")
    op.drop_table("consultation_file")


def _drop_file(batch: Any, table: str, name: str) -> None:
    batch.drop_index(op.f(f"ix_{table}_{name}"))
    batch.drop_constraint(op.f(f"fk_{table}_{name}"), type_="foreignkey")
    batch.drop_column(name)

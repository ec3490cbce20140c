"""A level above the kota: provinsi."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.engine import Connection

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BEFORE = ("kota", "kecamatan", "kelurahan", "rw", "rt")
_AFTER = ("provinsi", *_BEFORE)
_PLACE = sa.table("territory_place", sa.column("code"), sa.column("level"), sa.column("parent_code"))
_GRANT = sa.table(
    "accounts_role_grant",
    *(sa.column(name) for name in ("person_id", "role", "place_code", "granted_by_id", "granted_at", "revoked_at")),
)


def upgrade() -> None:
    _allow(_AFTER)


def downgrade() -> None:
    """Each kota stands alone again, and a role in the provinsi becomes one in each of its kota: it covers the same.

    What else belongs to a provinsi has no place in the older schema: rather than drop it, this refuses.
    """
    connection = op.get_bind()
    found = connection.execute(sa.select(_PLACE.c.code).where(_PLACE.c.level == "provinsi"))
    for code in found.scalars().all():
        _refuse_if_used(connection, code)
        _hand_down_roles(connection, code)
        connection.execute(_PLACE.update().where(_PLACE.c.parent_code == code).values(parent_code=None))
        connection.execute(_PLACE.delete().where(_PLACE.c.code == code))
    _allow(_BEFORE)


def _allow(levels: tuple[str, ...]) -> None:
    listed = ", ".join(repr(level) for level in levels)
    with op.batch_alter_table("territory_place") as batch:
        batch.drop_constraint(op.f("ck_territory_place_level"), type_="check")
        batch.create_check_constraint(op.f("ck_territory_place_level"), f"level IN ({listed})")


def _refuse_if_used(connection: Connection, code: str) -> None:
    """Raise RuntimeError if a row of another table than the two that are carried over belongs to the provinsi."""
    inspector = sa.inspect(connection)
    for table in inspector.get_table_names():
        for key in inspector.get_foreign_keys(table):
            if key["referred_table"] != _PLACE.name or table in (_PLACE.name, _GRANT.name):
                continue
            column = sa.column(key["constrained_columns"][0])
            count = sa.select(sa.func.count()).select_from(sa.table(table)).where(column == code)
            if number := connection.scalar(count):
                raise RuntimeError(
                    f"{number} rows of {table} belong to the provinsi {code}, which the older schema cannot hold"
                )


def _hand_down_roles(connection: Connection, code: str) -> None:
    kota = connection.execute(sa.select(_PLACE.c.code).where(_PLACE.c.parent_code == code)).scalars().all()
    for row in connection.execute(sa.select(_GRANT).where(_GRANT.c.place_code == code)).mappings().all():
        for each in kota:
            held = sa.select(_GRANT.c.person_id).where(
                _GRANT.c.person_id == row["person_id"], _GRANT.c.role == row["role"],
                _GRANT.c.place_code == each, _GRANT.c.revoked_at.is_(None),
            )  # fmt: skip
            if row["revoked_at"] is None and connection.execute(held).first() is not None:
                continue
            connection.execute(_GRANT.insert().values({**row, "place_code": each}))
    connection.execute(_GRANT.delete().where(_GRANT.c.place_code == code))

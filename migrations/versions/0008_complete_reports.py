"""What the resource report still lacked: registers for P4, P5 and P6, targets, follow-ups, link checks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UNSUR = (
    "requirements", "procedure", "time", "cost", "product", "competence", "conduct", "complaints", "facilities",
)  # fmt: skip


def upgrade() -> None:
    _awareness()
    _funnel()
    _satisfaction()
    _target()
    _follow_up()
    _link_plan()
    _link_check()


def downgrade() -> None:
    for table in (
        "link_check", "link_plan", "follow_up", "target", "satisfaction", "funnel", "awareness",
    ):  # fmt: skip
        op.drop_table(f"reports_{table}")


def _integer(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _choice(name: str, *values: str) -> sa.Column[Any]:
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, kind, nullable=False)


def _register(table: str, key: str, *parts: sa.Column[Any] | tuple[str, str]) -> None:
    """A register: its own columns and (name, condition) checks, and what every row of a register has."""
    columns = [part for part in parts if isinstance(part, sa.Column)]
    checks = [part for part in parts if isinstance(part, tuple)]
    common = (
        ("source", "source <> ''"),
        ("year", "year BETWEEN 1990 AND 2100"),
        ("data_year", "data_year BETWEEN 1990 AND year"),
    )
    op.create_table(
        table,
        *columns,
        _integer("id"),
        _text("public_id", 16),
        _text("place_code", 40),
        _integer("year"),
        _integer("data_year"),
        _text("source", 200),
        _text("note", 500),
        _text("note_en", 500),
        _integer("entered_by_id", nullable=True),
        _text("entered_by_name", 120),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        *(_check(table, name, condition) for name, condition in (*checks, *common)),
        _of_a_place(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("place_code", "year", key, name=f"uq_{table}_key"),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
    )


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _of_a_place(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["place_code"], ["territory_place.code"], name=op.f(f"fk_{table}_place_code")
    )


def _awareness() -> None:
    _register(
        "reports_awareness",
        "apps",
        _text("apps", 200),
        _integer("know"),
        _integer("respondents"),
        sa.Column("is_sampled", sa.Boolean(), nullable=False),
        ("know", "know >= 0"),
        ("part", "know <= respondents"),
        ("respondents", "respondents >= 1"),
    )


def _funnel() -> None:
    steps = ("know", "install", "use", "come_back")
    _register(
        "reports_funnel",
        "apps",
        _text("apps", 200),
        *(_integer(step) for step in steps),
        *((step, f"{step} >= 0") for step in steps),
    )


def _satisfaction() -> None:
    columns = [f"{name}_hundredths" for name in _UNSUR]
    first = columns[0]
    _register(
        "reports_satisfaction",
        "app",
        _text("app", 200),
        _integer("respondents"),
        *(_integer(name, nullable=True) for name in (*columns, "ikm_hundredths")),
        *((name, f"{name} BETWEEN 100 AND 400") for name in columns),
        *((f"{name}_whole", f"({first} IS NULL) = ({name} IS NULL)") for name in columns[1:]),
        ("ikm_hundredths", "ikm_hundredths BETWEEN 2500 AND 10000"),
        ("one_statement", f"({first} IS NULL) <> (ikm_hundredths IS NULL)"),
        ("respondents", "respondents >= 0"),
    )


def _target() -> None:
    _register(
        "reports_target",
        "target",
        _text("target", 16),
        sa.Column("value_ten_thousandths", sa.BigInteger(), nullable=False),
        ("target", "target <> ''"),
        ("value", "value_ten_thousandths > 0"),
    )


def _follow_up() -> None:
    _register(
        "reports_follow_up",
        "dimension",
        _choice("dimension", "partisipasi", "kelembagaan", "anggaran", "aparatur", "penggunaan"),
        _text("responsible", 160),
        sa.Column("due_on", sa.Date(), nullable=False),
        ("responsible", "responsible <> ''"),
    )


def _link_plan() -> None:
    table = "reports_link_plan"
    op.create_table(
        table,
        _text("place_code", 40),
        _text("index_url", 300),
        _text("index_final_url", 2000),
        _text("index_title", 300),
        *(
            sa.Column(name, sa.DateTime(), nullable=True)
            for name in ("index_read_at", "ordered_at", "claimed_until")
        ),
        _check(table, "index_url", "index_url <> ''"),
        _check(table, "index_read", "(index_read_at IS NULL) = (index_final_url = '')"),
        _of_a_place(table),
        sa.PrimaryKeyConstraint("place_code", name=op.f(f"pk_{table}")),
    )


def _link_check() -> None:
    table = "reports_link_check"
    op.create_table(
        table,
        _integer("id"),
        _text("place_code", 40),
        _text("website", 300),
        _text("name", 160),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        _choice(
            "link_class", "aktif", "kembali_ke_indeks", "galat", "tak_terjangkau", "belum_diperiksa"
        ),
        _text("reason", 32),
        _integer("status", nullable=True),
        _integer("hops"),
        _text("final_url", 2000),
        _text("title", 300),
        _integer("milliseconds"),
        _check(table, "website", "website <> ''"),
        _check(table, "hops", "hops BETWEEN 0 AND 5"),
        _check(table, "milliseconds", "milliseconds >= 0"),
        _check(table, "status", "status BETWEEN 100 AND 999"),
        _check(table, "one_outcome", "(status IS NULL) = (reason <> '')"),
        _check(table, "live", "link_class NOT IN ('aktif', 'kembali_ke_indeks') OR status BETWEEN 200 AND 299"),
        _of_a_place(table),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_site", table, ["place_code", "website", "checked_at"])
    op.create_index(f"ix_{table}_place_day", table, ["place_code", "checked_on"])

"""Counting a month reads the rolls of its own boxes, not of all there ever were; no table of acts is scanned whole on SQLite."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from sgforum.core.db import db
from sgforum.metrics.measures.acts import list_participants


def plan_of_counting():
    """The steps in which SQLite finds the acts of a month, as it tells them itself."""
    asked = []

    def keep(*given):
        asked.append(given[2:4])

    event.listen(db.engine, "before_cursor_execute", keep)
    list_participants(*(datetime(2026, month, 1, tzinfo=UTC) for month in (9, 10, 11)))
    event.remove(db.engine, "before_cursor_execute", keep)
    statement, parameters = asked[-1]
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    db.session.rollback()
    return [row[3] for row in rows]


@pytest.mark.parametrize("table", ["forum_post", "consultation_comment", "ballot_elector"])
def test_no_table_of_acts_is_scanned(app, table):
    steps = plan_of_counting()
    assert any(f"SEARCH {table} " in step for step in steps)
    assert not any(f"SCAN {table}" in step for step in steps)

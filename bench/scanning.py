"""The distinct people of a month by kelurahan, as DuckDB and polars find them in a Parquet file of acts.

    PYTHON bench/scanning.py export ACTS.csv ACTS.parquet
    PYTHON bench/scanning.py duckdb|polars ACTS.parquet STARTS ENDS CUTOFF COHORT_STARTS

bench/freezing.py starts it, under a Python that has duckdb and polars; the product needs neither. Prints JSON: seconds
of clock and processor, memory before and at its peak in MB, and by kelurahan [participants, readers, cohort].
A row of ACTS is (kind, person, home, moment, ok, hidden_at); `ok` says that the act was a resident's own and no duplicate.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from datetime import datetime
from pathlib import Path
from typing import Any

SQL = """
WITH good AS (
    SELECT home, person, kind, moment FROM read_parquet(?)
    WHERE moment >= ? AND moment < ? AND ok = 1 AND (hidden_at IS NULL OR hidden_at >= ?)
)
SELECT home,
    count(DISTINCT person) FILTER (kind <> 'read' AND moment >= ?),
    count(DISTINCT person) FILTER (kind = 'read' AND moment >= ?),
    count(DISTINCT person) FILTER (kind <> 'read' AND moment < ?)
FROM good GROUP BY home ORDER BY home
"""


def scan_with_duckdb(duckdb: Any, path: str, bounds: list[datetime]) -> list[tuple[Any, ...]]:
    starts, ends, cutoff, cohort = bounds
    return duckdb.execute(SQL, [path, cohort, ends, cutoff, starts, starts, starts]).fetchall()


def scan_with_polars(pl: Any, path: str, bounds: list[datetime]) -> list[tuple[Any, ...]]:
    starts, ends, cutoff, cohort = bounds
    at, person, hidden = pl.col("moment"), pl.col("person"), pl.col("hidden_at")
    is_read = pl.col("kind") == "read"
    return (
        pl.scan_parquet(path)
        .filter(at >= cohort, at < ends, pl.col("ok") == 1, hidden.is_null() | (hidden >= cutoff))
        .group_by("home")
        .agg(
            person.filter(~is_read & (at >= starts)).n_unique(),
            person.filter(is_read & (at >= starts)).n_unique().alias("readers"),
            person.filter(~is_read & (at < starts)).n_unique().alias("cohort"),
        )
        .sort("home")
        .collect()
        .rows()
    )


def export(duckdb: Any, source: str, target: str) -> None:
    types = "{'kind':'VARCHAR','person':'BIGINT','home':'VARCHAR','moment':'TIMESTAMP','ok':'INTEGER','hidden_at':'TIMESTAMP'}"
    columns = f"read_csv(?, header=false, columns={types})"
    duckdb.execute(f"COPY (SELECT * FROM {columns}) TO '{target}' (FORMAT parquet)", [source])  # noqa: S608 - our own


def peak() -> float:
    """The most memory this program has held so far, in MB; getrusage would tell that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    what, path, *rest = sys.argv[1:]
    if what == "export":
        export(importlib.import_module("duckdb"), path, rest[0])
        return
    library = importlib.import_module(what)
    scan = {"duckdb": scan_with_duckdb, "polars": scan_with_polars}[what]
    before, wall, cpu = peak(), time.perf_counter(), time.process_time()
    rows = scan(library, path, [datetime.fromisoformat(text) for text in rest])
    took = time.perf_counter() - wall, time.process_time() - cpu
    found = {home: counts for home, *counts in rows}
    print(json.dumps({"wall": took[0], "cpu": took[1], "before": before, "peak": peak(), "found": found}))


if __name__ == "__main__":
    main()

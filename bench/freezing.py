"""Freezing one month, against DuckDB and polars scanning the same acts, with a history and with twice of it.

    python -m venv /tmp/scan && /tmp/scan/bin/pip install duckdb polars
    python bench/freezing.py --scanners /tmp/scan/bin/python [--acts 1000000] [--places balikpapan]
        [--database postgresql+psycopg://USER@HOST/EMPTY_DATABASE]

Fills an empty instance with `--acts` acts over twelve months (40 % posts, 10 % comments, 20 % each support and reads,
10 % votes; a twentieth written on duty, doubled or hidden), measures, adds twelve earlier months of as many acts, and
measures again. Each measurement is a process of its own: "same counts" asks PAR, JGK and the cohort of KMB of every
kelurahan, which the scanners count too; "whole freeze" is what the worker does (all twelve measures twice, intervals,
rows written and committed). Acts are exported to Parquet before: reading that file counts, writing it does not.
Processor seconds are those of the process; PostgreSQL's own are not in them, its clock is. Ends with an error if the
numbers differ. `--places kalimantan_timur --acts 10000000` is a province. Prints a Markdown table; docs/performance.md
holds some.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from filling import MONTH, MONTHS, add_people, add_places, fill
from sqlalchemy import delete, text

from sgforum.app import create_app
from sgforum.config import Config, load_config
from sgforum.core import migrate
from sgforum.core.db import db, transaction
from sgforum.core.permissions import SYSTEM
from sgforum.metrics import services
from sgforum.metrics.measures import people
from sgforum.metrics.measures.facts import Facts
from sgforum.metrics.models import PersonMonth, Snapshot

ACTS = """
SELECT 'post', author_id, author_home, created_at,
    CASE WHEN author_level = 2 AND NOT by_staff AND NOT is_official AND NOT is_duplicate THEN 1 ELSE 0 END, hidden_at
FROM forum_post
UNION ALL SELECT 'comment', author_id, home_code, c.created_at,
    CASE WHEN counts AND NOT is_duplicate THEN 1 ELSE 0 END, hidden_at
FROM consultation_comment c JOIN accounts_person p ON p.id = author_id
UNION ALL SELECT 'vote', person_id, home_code, ends_at, 1, NULL
FROM ballot_elector e JOIN ballot_poll b ON b.id = e.poll_id JOIN accounts_person p ON p.id = person_id WHERE voted
UNION ALL SELECT 'read', person_id, home_code, read_at, 1, NULL
FROM consultation_read r JOIN accounts_person p ON p.id = person_id
UNION ALL SELECT 'support', person_id, home_code, at, 0, NULL
FROM forum_support s JOIN accounts_person p ON p.id = person_id
"""


def peak() -> float:
    """The most memory this program has held so far, in MB; getrusage would tell that of the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def count_same(config: Config) -> dict[str, list[int]]:
    """By kelurahan [participants, readers, cohort], where one is not 0."""
    facts = Facts(MONTH, config.zone)
    participants, readers = people.count_participants(facts), people.count_readers(facts)
    cohort = people.count_returning(facts)
    rows = {
        code: [participants[code]["participants"], readers[code]["readers"], cohort[code]["cohort"]]
        for code in facts.codes
    }
    return {code: row for code, row in rows.items() if any(row)}


def freeze(config: Config) -> dict[str, list[int]]:
    """As the worker does it."""
    at = Facts(MONTH, config.zone).cutoff
    bench = services.prepare(period=MONTH, zone=config.zone)
    with transaction():
        done = services.freeze_period(
            actor=SYSTEM, period=MONTH, keys=config.keys, zone=config.zone, at=at, bench=bench
        )
    return {"frozen": [len(done.new), len(done.new) - len(done.not_rated)]}


STEPS: dict[str, Callable[[Config], dict[str, list[int]]]] = {
    "same counts": count_same,
    "whole freeze": freeze,
}


def measure_here(step: str, config: Config) -> None:
    """Run one step in this process and print what it took, as bench/scanning.py does."""
    with create_app(config).app_context():
        db.session.execute(text("SELECT 1"))
        before, wall, cpu = peak(), time.perf_counter(), time.process_time()
        found = STEPS[step](config)
        took = time.perf_counter() - wall, time.process_time() - cpu
        print(json.dumps({"wall": took[0], "cpu": took[1], "before": before, "peak": peak(), "found": found}))


def told(command: Iterable[str | Path]) -> Any:
    """What a process of its own printed as JSON."""
    done = subprocess.run([str(each) for each in command], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def export(folder: Path, scanners: str) -> Path:
    """All acts of the database as a Parquet file."""
    source, target = folder / "acts.csv", folder / "acts.parquet"
    with source.open("w", newline="", encoding="utf-8") as file, db.engine.connect() as connection:
        csv.writer(file).writerows(connection.execution_options(yield_per=10_000).execute(text(ACTS)))
    command = [scanners, Path(__file__).with_name("scanning.py"), "export", source, target]
    subprocess.run([str(each) for each in command], check=True)
    source.unlink()
    return target


def compare(
    folder: Path, options: argparse.Namespace, config: Config
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, what it took) of every contestant, in one run; rounds alternate, the fastest of each is kept."""
    parquet, facts = export(folder, options.scanners), Facts(MONTH, config.zone)
    db.session.remove()
    db.engine.dispose()
    starts, ends, cutoff = facts.starts_at, facts.ends_at, facts.cutoff
    bounds = [
        at.replace(tzinfo=None).isoformat()
        for at in (starts, ends, cutoff, MONTH.plus(-3).starts_at(config.zone))
    ]
    own = [sys.executable, __file__, "--instance", config.instance, "--database", options.database, "--step"]
    scan = [options.scanners, Path(__file__).with_name("scanning.py")]
    commands = {
        "same counts": [*own, "same counts"],
        "duckdb": [*scan, "duckdb", parquet, *bounds],
        "polars": [*scan, "polars", parquet, *bounds],
        "whole freeze": [*own, "whole freeze"],
    }
    best: dict[str, dict[str, Any]] = {}
    for _, (name, command) in itertools.product(range(options.rounds), commands.items()):
        took = told(command)
        best[name] = min(best.get(name, took), took, key=lambda each: each["wall"])
        with transaction():
            db.session.execute(delete(PersonMonth))
            db.session.execute(delete(Snapshot))
        db.session.remove()
        db.engine.dispose()
    wanted = best["same counts"]["found"]
    if not wanted or any(best[name]["found"] != wanted for name in ("duckdb", "polars")):
        raise SystemExit("the numbers differ")
    yield from best.items()


def report(folder: Path, options: argparse.Namespace, config: Config) -> None:
    chance = random.Random(2018)
    a_month = options.acts // MONTHS
    with create_app(config).app_context():
        migrate.upgrade(db.engine, config.instance)
        homes = add_places(options.places)
        residents = add_people(homes, options.people or options.acts // 100)
        if db.engine.dialect.name != "sqlite":
            options.database = config.database_url
        print(
            f"{len(homes)} kelurahan, {a_month:,} acts a month, {len(residents):,} residents, {db.engine.dialect.name}\n"
        )
        print(
            "| acts | what | clock s | processor s | clock, ours : theirs | MB at start | MB at peak |\n|---|---|---|---|---|---|---|"
        )
        for time_over in (1, 2):
            months = [MONTH.plus(-back) for back in range(MONTHS * (time_over - 1), MONTHS * time_over)]
            fill(months, a_month, residents, config.zone, chance)
            _settle()
            rows = dict(compare(folder, options, config))
            own = rows["same counts"]["wall"]
            for name, row in rows.items():
                ratio = f"{own / row['wall']:.1f}x" if name in ("duckdb", "polars") else "-"
                print(
                    f"| {a_month * MONTHS * time_over:,} | {name} | {row['wall']:.2f} | {row['cpu']:.2f} | {ratio} "
                    f"| {row['before']:.0f} | {row['peak']:.0f} |",
                    flush=True,
                )
        print(f"\n{rows['whole freeze']['found']['frozen']} places frozen, rated. The counts agree.")
        db.session.remove()
        db.engine.dispose()


def _settle() -> None:
    """What PostgreSQL does by itself over a month; SQLite does nothing, and the product does not ask it to."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, default in (("acts", 1_000_000), ("people", 0), ("rounds", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--places", choices=("balikpapan", "kalimantan_timur"), default="balikpapan")
    parser.add_argument(
        "--database", default="", help="postgresql+psycopg://... instead of SQLite; an empty one"
    )
    parser.add_argument("--scanners", default=sys.executable, help="a Python with duckdb and polars")
    parser.add_argument(
        "--instance", type=Path, help=argparse.SUPPRESS
    )  # of the process that measures a step
    parser.add_argument("--step", choices=tuple(STEPS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    environ = {"SGFORUM_DATABASE_URL": options.database} if options.database else {}
    if options.step:
        measure_here(options.step, load_config(options.instance, environ))
        return
    with tempfile.TemporaryDirectory(prefix="sgforum-bench-") as name:
        folder = Path(name)
        (folder / "instance").mkdir()
        report(folder, options, load_config(folder / "instance", environ))


if __name__ == "__main__":
    main()

"""The attack: whoever holds every file, backup and system column tries to say who cast which paper.

Every voter cast a choice of their own. An attack is a pair of an order of people and an order of papers:
laid side by side, the share of pairs that are right is its success. By chance one pair in all is right.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import text

from sgforum.core.db import db, is_sqlite

# The orders that a database knows without being asked for one: physical, transactional, by key
SQLITE_ORDERS = {
    "ballot_envelope": ["elector_id"],
    "ballot_elector": ["elector_id", "person_id"],
    "ballot_paper": ["id"],
}
POSTGRES_ORDERS = {
    "ballot_envelope": ["ctid", "xmin::text::bigint", "cmin::text::bigint", "elector_id"],
    "ballot_elector": ["ctid", "xmin::text::bigint", "xmax::text::bigint", "elector_id", "person_id"],
    "ballot_paper": ["ctid", "xmin::text::bigint", "cmin::text::bigint", "id"],
}


@dataclass
class Loot:
    """What the attacker has: orders of person ids and orders of choices, by where they were found."""

    people: dict[str, list[int]] = field(default_factory=dict)
    papers: dict[str, list[str]] = field(default_factory=dict)
    elector_of: dict[str, int] = field(default_factory=dict)

    def add_people(self, where: str, electors: Iterable[str]) -> None:
        found = [self.elector_of[elector] for elector in electors if elector in self.elector_of]
        if found:
            self.people[where] = found

    def add_papers(self, where: str, choices: Iterable[str]) -> None:
        if found := list(choices):
            self.papers[where] = found


def _read(query: str) -> Sequence[Any]:
    rows = db.session.execute(text(query)).all()
    db.session.rollback()
    return rows


def learn_roll(loot: Loot) -> None:
    """The roll is known to the attacker: elector id and person."""
    loot.elector_of.update(_read("SELECT elector_id, person_id FROM ballot_elector"))


def take_orders(loot: Loot, stage: str) -> None:
    """Every order that SQL gives away at this stage."""
    orders = SQLITE_ORDERS if is_sqlite() else POSTGRES_ORDERS
    for table, keys in orders.items():
        column = "choice" if table == "ballot_paper" else "elector_id"
        for key in ["", *keys, *_rowid(table)]:
            order = f"ORDER BY {key}" if key else ""
            values = [row[0] for row in _read(f"SELECT {column} FROM {table} {order}")]  # noqa: S608
            name = f"{stage}: {table} {order}"
            if table == "ballot_paper":
                loot.add_papers(name, values)
            else:
                loot.add_people(name, values)


def _rowid(table: str) -> list[str]:
    """The hidden serial, where a table was built to have one."""
    if not is_sqlite():
        return []
    schema = _read(f"SELECT sql FROM sqlite_master WHERE name = '{table}'")[0][0]  # noqa: S608
    return [] if "WITHOUT ROWID" in schema else ["rowid"]


def take_files(loot: Loot, stage: str, folder: Path) -> None:
    """Every order of bytes in the database's files at this stage (SQLite)."""
    papers = {bytes(row[0]): row[1] for row in _read("SELECT id, choice FROM ballot_paper")}
    for file in sorted(folder.glob("sgforum.db*")):
        content = file.read_bytes()
        for name, offset in (("first", content.find), ("last", content.rfind)):
            where = f"{stage}: {file.name} {name} byte"
            loot.add_people(where, _by_offset(loot.elector_of, lambda elector: offset(elector.encode())))  # noqa: B023
            loot.add_papers(where, [papers[key] for key in _by_offset(papers, offset)])


def _by_offset(needles: Iterable[Any], offset: Any) -> list[Any]:
    places = ((offset(needle), needle) for needle in needles)
    return [needle for _, needle in sorted(place for place in places if place[0] >= 0)]


def best_attack(loot: Loot, truth: dict[int, str]) -> tuple[float, str]:
    """The highest share of voters linked to their papers, and by which pair of orders."""
    best = (0.0, "none")
    for (one, people), (other, papers) in itertools.product(loot.people.items(), loot.papers.items()):
        voters = [person for person in people if person in truth]
        for direction, laid in (("", papers), (" reversed", papers[::-1])):
            right = sum(truth[person] == paper for person, paper in zip(voters, laid, strict=False))
            best = max(best, (right / len(truth), f"{one} x {other}{direction}"))
    return best


def shared_transactions() -> tuple[int, int]:
    """PostgreSQL: how many transactions wrote the box, and how many of them wrote the roll too."""
    box = {row[0] for row in _read("SELECT xmin::text FROM ballot_paper")}
    roll = {row[0] for row in _read("SELECT xmin::text FROM ballot_elector")}
    return len(box), len(box & roll)

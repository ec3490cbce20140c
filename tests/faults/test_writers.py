"""Twenty people write at once on SQLite with two worker processes: nobody is told that the database is locked."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import time
from collections import Counter
from functools import partial

from .crowd import at_once
from .visitor import Visitor

WRITERS = 20
SECONDS = 10
WRITE = "/kelurahan/64.71.01.1001/forum/tulis"


def write_for_a_while(people: list[Visitor], topic: str, n: int) -> Counter[int]:
    """Statuses of one writer's replies, topics and support, as several people so that no limit is reached."""
    statuses: Counter[int] = Counter()
    deadline = time.monotonic() + SECONDS
    turn = 0
    while time.monotonic() < deadline and turn < 110:
        person = people[turn % len(people)]
        if turn % 9 == 4:
            act = "dukung" if turn % 2 else "dukung/batal"
            answer = person.post(f"{topic}/{act}")
        elif turn < 2:
            title = f"Penulis {n} melihat genangan di gang nomor {turn}"
            answer = person.post(
                WRITE,
                {
                    "title": title,
                    "text": f"{title}, setinggi lutut.",
                    "kind": "discussion",
                    "area": "drainase",
                    "looked": "1",
                },
            )
        else:
            answer = person.post(f"{topic}/tanggapan", {"text": f"Penulis {n} menambah hal nomor {turn}."})
        statuses[answer.status] += 1
        turn += 1
    return statuses


def test_twenty_writers_meet_no_lock(town):
    crews = [town.people(2) for _ in range(WRITERS)]
    first = {
        "title": "Genangan di depan pasar Manggar",
        "text": "Setinggi lutut sejak pagi.",
        "kind": "proposal",
        "area": "drainase",
    }
    topic = crews[0][0].post(WRITE, first | {"looked": "1"}).location
    for person in itertools.chain(*crews):
        person.token()
    before = len(town.log)
    counts = at_once([partial(write_for_a_while, crew, topic, n) for n, crew in enumerate(crews)])
    statuses = sum(counts, Counter())
    assert set(statuses) == {303}, statuses
    assert statuses[303] > 2 * WRITERS
    assert not re.search(r"locked|Traceback|OperationalError", town.log[before:])
    recount = subprocess.run(
        [sys.executable, "-m", "sgforum", "--instance", str(town.instance), "metrics", "recount"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert recount.returncode == 0, recount.stdout + recount.stderr

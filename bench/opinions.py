"""Time and memory of opinion groups for 10,000 people and 500 statements, each run a process of its own.

    python bench/opinions.py [--people 10000] [--statements 500] [--votes 60] [--rounds 3]

The votes are invented: four camps, each person votes on so many statements. Memory is the peak of the process
(maximum resident set), numpy and the command line included. Prints a Markdown table; docs/performance.md holds one.
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

CAMPS = 4


def write(path: Path, people: int, statements: int, votes: int) -> None:
    """A CSV of votes by a fixed seed: camps differ on one statement in three, a tenth of the votes are noise."""
    draw = Random(2018)
    views = [[draw.choice((1, 1, -1)) for _ in range(statements)] for _ in range(CAMPS)]
    for number in range(statements):
        if number % 3:
            for camp in range(CAMPS):
                views[camp][number] = views[0][number]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["participant", *range(statements)])
        for person in range(people):
            row = [""] * statements
            for number in draw.sample(range(statements), votes):
                chance = draw.random()
                row[number] = str(views[person % CAMPS][number] if chance < 0.8 else draw.choice((-1, 0, 1)))
            writer.writerow([person, *row])


def measure(command: list[str], threads: int) -> tuple[float, float]:
    """(CPU seconds, peak megabytes) of one run of a command."""
    environ = os.environ | {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("people", 10_000), ("statements", 500), ("votes", 60), ("rounds", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "votes.csv"
        write(file, given.people, given.statements, given.votes)
        cases = {
            "start of the command": ["--version"],
            "sgforum opinions": ["opinions", str(file), "--json"],
        }
        print(f"{given.people} people x {given.statements} statements, {given.votes} votes each")
        print("| what | threads | CPU seconds, median (min-max) | peak MB |\n|---|---|---|---|")
        for name, arguments in cases.items():
            for threads in (1, 2):
                command = [sys.executable, "-m", "sgforum", *arguments]
                runs = [measure(command, threads) for _ in range(given.rounds)]
                seconds = [run[0] for run in runs]
                print(
                    f"| {name} | {threads} | {statistics.median(seconds):.1f} "
                    f"({min(seconds):.1f}-{max(seconds):.1f}) | {max(run[1] for run in runs):.0f} |"
                )


if __name__ == "__main__":
    main()

"""Time and memory of the index engine for a country's villages over two years, step by step in one process.

    python bench/index.py [--units 83762] [--months 24] [--draws 200] [--rounds 1] [--missing 0.02]

The data are invented: twelve indicators in four dimensions as in the participation score, arithmetic inside, geometric
across. Steps are measured side by side in the same run, also as multiples of one plain pass over the data (a weighted
sum of the twelve columns in numpy), so that machines can be compared. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable

import numpy as np

from sgforum.metrics.index.engine import Result, compute, make_spec, make_table, simulate
from sgforum.metrics.index.spec import Spec
from sgforum.metrics.index.table import Table

DIMENSIONS = {"D1": 0.15, "D2": 0.30, "D3": 0.35, "D4": 0.20}


def spec(uncertainty: dict[str, object], error: dict[str, object] | None = None) -> Spec:
    return make_spec(
        {
            "index": {
                "unit": "unit",
                "time": "month",
                "scale": 100,
                "aggregate": "geometric",
                "zero": "floor:1",
            },
            "dimension": [{"code": code, "weight": weight} for code, weight in DIMENSIONS.items()],
            "indicator": [
                {
                    "code": f"i{number}",
                    "dimension": f"D{number % 4 + 1}",
                    "weight": 1 + number % 3,
                    "normalise": {"method": "goalposts", "low": 0.001, "high": 0.05, "scale": "log"}
                    if number % 2
                    else {"method": "goalposts", "low": 0, "high": 1},
                    **({"error": error} if error else {}),
                }
                for number in range(12)
            ],
            "uncertainty": uncertainty,
        }
    )


def table(units: int, months: int, missing: float) -> Table:
    chance = np.random.default_rng(2018)
    rows = units * months
    numbers = {}
    for number in range(12):
        column = chance.random(rows) * (0.06 if number % 2 else 1.1)
        column[chance.random(rows) < missing] = np.nan
        numbers[f"i{number}"] = column
    names = np.tile(np.char.zfill(np.arange(units).astype(str), 6), months)
    periods = np.repeat(np.array([f"{2024 + m // 12}-{m % 12 + 1:02}" for m in range(months)]), units)
    return make_table(names, numbers, periods=periods)


def peak() -> float:
    """The most memory the process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def clock(act: Callable[[], object], rounds: int) -> tuple[float, float, object]:
    """(CPU seconds, median; peak MB afterwards; what came out)."""
    seconds, found = [], None
    for _ in range(rounds):
        found = None
        start = time.process_time()
        found = act()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds), peak(), found


def plain(data: Table) -> np.ndarray:
    total = np.zeros(len(data))
    for column in data.numbers.values():
        total += 0.5 * column
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name, default in (("units", 83_762), ("months", 24), ("draws", 200), ("rounds", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--missing", type=float, default=0.02)
    given = parser.parse_args()
    print(f"{given.units} units x 12 indicators x {given.months} months, {given.missing:.0%} missing")
    print("| step | CPU seconds | plain passes | peak MB |\n|---|---|---|---|")

    def row(name: str, found: tuple[float, float, object], base: float) -> object:
        print(f"| {name} | {found[0]:.2g} | {found[0] / base:.0f} | {found[1]:.0f} |", flush=True)
        return found[2]

    made = clock(lambda: table(given.units, given.months, given.missing), 1)
    data = made[2]
    assert isinstance(data, Table)  # noqa: S101 - for the reader
    one = clock(lambda: plain(data), max(given.rounds, 5))
    row("data made and sorted", made, one[0])
    row("one plain pass", one, one[0])
    result = row(
        "normalised, aggregated, ranked, logged", clock(lambda: compute(spec({}), data), given.rounds), one[0]
    )
    assert isinstance(result, Result)  # noqa: S101
    weights = clock(lambda: simulate(result, draws=given.draws, seed=1), given.rounds)
    row(f"{given.draws} draws of the weights", weights, one[0])
    few = max(given.draws // 10, 1)
    sure = compute(spec({}, {"method": "relative", "sd": 0.05}), data)
    row(
        f"{few} draws of weights and data",
        clock(lambda: simulate(sure, draws=few, seed=1), given.rounds),
        one[0],
    )


if __name__ == "__main__":
    main()

"""CPU time and requests per second of topic page, topic list and home, as ratios to a bare Flask view in the same run.

    python bench/pages.py [--rounds 5] [--seconds 4]

Both run under gunicorn with two sync workers; rounds alternate, after a warm-up. CPU time is that of the whole
process tree, read from /proc. Cold: the kept page is bypassed by a query that changes with every request, so that
each is made anew. Needs wrk and gunicorn. Prints a Markdown table; docs/performance.md holds one.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import event

from sgforum.app import create_app
from sgforum.config import load_config
from sgforum.core.db import db

sys.path.insert(0, str(Path(__file__).parent))
import corpus

HERE = Path(__file__).parent
TICKS = os.sysconf("SC_CLK_TCK")
FRESH = """
local n = 0
local start = os.time()
request = function()
  n = n + 1
  return wrk.format("GET", wrk.path .. "?x=" .. start .. "-" .. n)
end
"""


@dataclass
class Case:
    """One thing to measure: on which server, which path, with which headers or wrk script."""

    name: str
    server: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    script: Path | None = None
    cpu_ms: list[float] = field(default_factory=list)
    rps: list[float] = field(default_factory=list)


@contextmanager
def gunicorn(target: str, folder: Path, environ: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Two sync workers on a free port: the master's pid and the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "-w", "2", "-k", "sync", "-b", f"127.0.0.1:{port}", target]
    with (folder / "gunicorn.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=HERE, env=os.environ | environ, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield process.pid, f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def wait_for(url: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = 0
    for one in (str(pid), *children):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def run(case: Case, servers: dict[str, tuple[int, str]], seconds: int) -> None:
    pid, url = servers[case.server]
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", url + case.path]
    for name, value in case.headers.items():
        command += ["-H", f"{name}: {value}"]
    if case.script:
        command += ["-s", str(case.script)]
    before = cpu_seconds(pid)
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    spent = cpu_seconds(pid) - before
    if "Non-2xx" in answer:
        raise SystemExit(f"{case.name}: {answer}")
    requests = int(re.search(r"(\d+) requests in", answer)[1])  # type: ignore[index]
    case.cpu_ms.append(spent / requests * 1000)
    case.rps.append(requests / seconds)


def count_statements(instance: Path, cases: list[Case]) -> dict[str, tuple[int, int, int]]:
    """SQL statements, writes among them, and bytes of HTML compressed, for one request of each case, in-process."""
    app = create_app(load_config(instance, {}))
    statements: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    found = {}
    for case in cases:
        client = app.test_client(use_cookies=False)
        path = case.path + ("?x=0" if case.script else "")
        client.get(path, headers=case.headers)
        if case.script:
            path = case.path + "?x=1"
        statements.clear()
        answer = client.get(path, headers=case.headers)
        asked = [text for text in statements if not text.startswith(("BEGIN", "PRAGMA"))]
        writes = [text for text in asked if text.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"}]
        found[case.name] = (len(asked), len(writes), len(answer.data))
    return found


def measure(folder: Path, rounds: int, seconds: int) -> tuple[list[Case], dict[str, tuple[int, int, int]]]:
    instance = folder / "instance"
    instance.mkdir()
    at = corpus.build(instance)
    script = folder / "fresh.lua"
    script.write_text(FRESH)
    gzip = {"Accept-Encoding": "gzip"}
    cases = [Case("bare view, 30,000 bytes", "bare", "/")]
    for page in ("topic", "list", "home"):
        cases += [
            Case(f"{page}, visitor, kept", "sgforum", at[page], gzip),
            Case(f"{page}, visitor, made anew", "sgforum", at[page], gzip, script),
            Case(f"{page}, signed in", "sgforum", at[page], gzip | {"Cookie": at["cookie"]}),
        ]
    environ = {"SGFORUM_INSTANCE": str(instance)}
    with gunicorn("bare:app", folder, {}) as bare, gunicorn("sgforum.wsgi:app", folder, environ) as product:
        servers = {"bare": bare, "sgforum": product}
        for number in range(rounds + 1):
            for case in cases:
                run(case, servers, seconds)
                if number == 0:  # the warm-up does not count
                    case.cpu_ms.clear()
                    case.rps.clear()
    return cases, count_statements(instance, cases[1:])


def table(cases: list[Case], counts: dict[str, tuple[int, int, int]]) -> str:
    base = statistics.median(cases[0].cpu_ms)
    lines = [
        "| page | CPU ms, median (min-max) | ratio | requests/s, median | SQL (writes) | bytes, gzip |",
        "|---|---|---|---|---|---|",
    ]
    for case in cases:
        sql, writes, size = counts.get(case.name, (0, 0, 30_000))
        shown = f"{sql} ({writes})" if case.name in counts else "-"
        middle = statistics.median(case.cpu_ms)
        lines.append(
            f"| {case.name} | {middle:.2f} ({min(case.cpu_ms):.2f}-{max(case.cpu_ms):.2f}) | {middle / base:.1f}x "
            f"| {statistics.median(case.rps):.0f} | {shown} | {size:,} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    with tempfile.TemporaryDirectory(prefix="sgforum-bench-") as folder:
        cases, counts = measure(Path(folder), options.rounds, options.seconds)
    print(table(cases, counts))


if __name__ == "__main__":
    main()

"""The served command's processes, and a keeper that starts it again as a service manager would."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def children_of(pid: int) -> list[int]:
    """Process ids of the direct children."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == pid and fields[0] != "Z":
                    found.append(int(folder.name))
    return sorted(found)


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def web_processes(master: int) -> list[int]:
    """Those that answer requests."""
    return [pid for pid in children_of(master) if " serve " in command_of(pid)]


def is_alive(pid: int) -> bool:
    return " serve " in command_of(pid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with the given settings and no others."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SGFORUM_")}
    return kept | {f"SGFORUM_{key}": value for key, value in settings.items()}


class Keeper:
    """Starts `sgforum serve` on one port, and starts it again when it is gone."""

    def __init__(self, instance: Path, *, workers: int = 2, **settings: str) -> None:
        self.instance, self.workers = instance, workers
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment(BASE_URL=self.url, TRUSTED_PROXIES="1", **settings)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "sgforum", "--instance", str(self.instance), "serve"]
        options = ["--port", str(self.port), "--workers", str(self.workers)]
        with (self.instance / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options], env=self._environment, stdout=log, stderr=log
            )

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def bring_up(self, seconds: float = 90) -> None:
        """Start the server if it is not there, as often as it takes, until it answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.is_running:
                self.start()
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2):
                return
            time.sleep(0.1)
        raise AssertionError("the server did not become ready: " + self.log[-2000:])

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=40)

    @property
    def log(self) -> str:
        return (self.instance / "server.log").read_text(encoding="utf-8", errors="replace")

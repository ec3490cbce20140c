"""The production server: migrations first, then granian, with the worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from granian.constants import Interfaces
from granian.server import Server

from .app import create_app
from .config import DEFAULT_BASE_URL, Config
from .core import migrate
from .core.db import db
from .core.errors import Unavailable

MASTER = "SGFORUM_SERVER_PID"  # tells the server's processes whose they are
STOP_SECONDS = 10  # for the requests under way
PORT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Listen:
    """Where and how the server listens. threads: blocking threads of each worker process."""

    host: str
    port: int
    workers: int
    threads: int


def serve(config: Config, listen: Listen, *, with_worker: bool) -> None:
    """Serve until stopped."""
    _check_port(listen)
    app = create_app(config)
    with app.app_context():
        migrate.upgrade(db.engine, config.instance)
        db.engine.dispose()
    if (
        config.base_url == DEFAULT_BASE_URL
    ):  # nobody set one: links in mails and QR codes lead to where we listen
        host = "127.0.0.1" if listen.host in ("0.0.0.0", "::") else listen.host  # noqa: S104 - compared, not bound
        os.environ["SGFORUM_BASE_URL"] = f"http://{host}:{listen.port}"
    os.environ["SGFORUM_INSTANCE"] = str(config.instance)  # the server's processes read it in sgforum.wsgi
    os.environ[MASTER] = str(os.getpid())
    beside = _start_worker(config) if with_worker else None
    try:
        Server(
            "sgforum.wsgi:app",
            address=listen.host,
            port=listen.port,
            interface=Interfaces.WSGI,
            workers=listen.workers,
            blocking_threads=listen.threads,  # granian's default is derived from the backlog, far too many here
            log_access=False,
            respawn_failed_workers=True,  # else one killed process takes the whole site down
            workers_kill_timeout=STOP_SECONDS,  # a process that is told to stop while it starts does not hear it
        ).serve()
    finally:
        if beside:
            beside.terminate()
            beside.wait(timeout=20)


def _check_port(listen: Listen) -> None:
    """Refuse a port that is taken: granian would quietly share it, and each server get half of the requests.

    Waits a little, for a server that was just stopped lets go of it late.
    """
    family, _, _, _, address = socket.getaddrinfo(listen.host, listen.port, type=socket.SOCK_STREAM)[0]
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(address)
            except OSError as error:
                if time.monotonic() > deadline:
                    place = f"{listen.host}:{listen.port}"
                    raise Unavailable(
                        "cannot listen at %(place)s: %(why)s", place=place, why=error.strerror
                    ) from None
            else:
                return
        time.sleep(0.5)


def end_with_master() -> None:
    """End this process soon after the server that started it was killed.

    Otherwise its processes would go on answering, with old code, beside those of the server started next.
    """
    master = int(os.environ.get(MASTER, "0"))
    if master == os.getppid():
        threading.Thread(target=_watch, args=(master,), name="watch-master", daemon=True).start()


def _watch(master: int) -> None:
    while os.getppid() == master:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(STOP_SECONDS)
    os._exit(1)


def _start_worker(config: Config) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "sgforum", "--instance", str(config.instance)]
    return subprocess.Popen([*command, "worker", "--parent", str(os.getpid())])  # noqa: S603 - our own program

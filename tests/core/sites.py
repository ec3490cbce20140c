"""Small sites on this machine for whoever asks other machines: what they answer, and what they were asked."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

from sgforum.core.clock import local_date, now
from sgforum.core.outbound import Network, is_public

Answer = tuple[int, dict[str, str], bytes]


def page(title: str = "Dinas Uji", status: int = 200, **headers: str) -> Answer:
    return status, {"Content-Type": "text/html; charset=utf-8", **headers}, f"<title>{title}</title>".encode()


def to(target: str, status: int = 302) -> Answer:
    return status, {"Location": target}, b""


def _is_number(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def two_days(zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Yesterday and now, or on the first of January now and tomorrow: two days of this year."""
    at = now()
    day = timedelta(days=1)
    return (at, at + day) if local_date(at - day, zone).year < local_date(at, zone).year else (at - day, at)


@dataclass
class Sites:
    """Answers by `host/path`, and every request as `host/path` in the order of arrival, with its headers."""

    port: int = 0
    answers: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=dict)
    at_once: int = 0
    most_at_once: int = 0

    def network(self) -> Network:
        """Names lead to this machine, whatever the port: the sites' own listener. Everything else is the product's guard."""
        return Network(
            self._look_up, lambda address, port: address == "127.0.0.1" or is_public(address, port)
        )

    def _look_up(self, host: str, _port: int) -> list[str]:
        if _is_number(host):
            return [host]
        if host not in self.names and not any(key.startswith(f"{host}/") for key in self.answers):
            raise OSError("no such name")
        return self.names.get(host, ["127.0.0.1"])


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Sites]:
    """Serve sites on a free port of this machine until the end of the block."""
    sites, guard = Sites(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            key = f"{self.headers['Host'].rpartition(':')[0] or self.headers['Host']}{self.path}"
            with guard:
                sites.asked.append(key)
                sites.headers.append(dict(self.headers))
                sites.at_once += 1
                sites.most_at_once = max(sites.most_at_once, sites.at_once)
            answer = sites.answers.get(key, (404, {}, b""))
            status, headers, body = answer() if callable(answer) else answer
            with guard:
                sites.at_once -= 1
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    sites.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield sites
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def dripping(prefix: bytes) -> Iterator[int]:
    """A listener that sends the prefix and then one byte at a time for ever; its port."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)

        def drip() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    try:
                        connection.sendall(prefix)
                        while not stop.wait(0.05):
                            connection.sendall(b"x")
                    except OSError:
                        continue

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        stop.set()
        thread.join(2)

"""A mail server on loopback that keeps what it is given."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import NamedTuple


class Mail(NamedTuple):
    """recipients: those of the envelope, whatever the headers say."""

    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> Message:
        return message_from_bytes(self.raw)

    @property
    def text(self) -> str:
        payload = self.message.get_payload(decode=True)
        return payload.decode("utf-8")


class _Handler(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as smtplib speaks."""

    server: Sink

    def handle(self) -> None:
        recipients: list[str] = []
        self._say("220 uji")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self._say("354 mulai")
                self.server.mails.append(Mail(tuple(recipients), self._data()))
                recipients = []
            elif word == b"RCPT":
                address = line.decode().partition("<")[2].partition(">")[0]
                if address.startswith("ditolak"):
                    self._say("550 tidak ada")
                    continue
                recipients.append(address)
            self._say("221 selesai" if word == b"QUIT" else "250 baik")
            if word == b"QUIT":
                return

    def _data(self) -> bytes:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.mails: list[Mail] = []


@contextmanager
def listening(port: int) -> Iterator[Sink]:
    """A mail server on the port while the block lasts."""
    with Sink(port) as sink:
        thread = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            thread.join(10)

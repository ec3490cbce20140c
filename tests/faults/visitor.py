"""A person at a browser, in the standard library: cookies, the form's token, every request on a connection of its own."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import itertools
import re
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_addresses = itertools.count(1)
TIMEOUT_SECONDS = 40


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Visitor:
    """`base` is the server's address; the address that requests seem to come from is the visitor's own."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = ""
    _token: str = ""

    def __post_init__(self) -> None:
        n = next(_addresses)
        self.address = self.address or f"10.9.{n // 250}.{n % 250 + 1}"

    def send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        parts = urlsplit(self.base)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=TIMEOUT_SECONDS)
        sent = {"X-Forwarded-For": self.address, "Accept-Encoding": "gzip", "User-Agent": "Mozilla/5.0"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            with contextlib.suppress(
                BrokenPipeError, ConnectionResetError
            ):  # refused before it was read to its end
                connection.request(method, path, body, sent | (headers or {}))
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        self._keep(response.headers)
        if response.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        return Answer(response.status, response.headers, content)

    def _keep(self, headers: Message) -> None:
        for line in headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def token(self) -> str:
        """The token that every form of this session carries."""
        if not self._token:
            page = self.get("/akun" if self.cookies else "/masuk")
            found = _TOKEN.search(page.text)
            assert found, f"no form on the page: {page.status}"
            self._token = found[1]
        return self._token

    def post(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> Answer:
        """Send a form with its token."""
        content = urlencode(
            {"csrf_token": self.token()} | (fields or {}), doseq=True, errors="surrogatepass"
        ).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send("POST", path, content, kind | headers)

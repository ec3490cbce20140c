"""Asking other machines for a page without being led to our own network (threats 69, CWE-918).

Every address on the way, of the first request and of each redirect, passes the same steps: http or https, no name
and password in it, port 80 or 443; its name is looked up once; *all* addresses found must be public; and the
connection goes to the address that was looked at, so that a second look-up cannot answer otherwise. The whole of it
has one deadline and reads at most `most_bytes`. Proxies of the environment are not used: one would connect for us.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
_PLAIN = "/%:@!$&'()*+,;=~-._?"  # what stays unescaped in a path or query
_ACCEPT = {"Accept": "text/html,*/*;q=0.5", "Accept-Encoding": "identity", "Connection": "close"}

_NOT_PUBLIC = tuple(
    ipaddress.ip_network(net)
    for net in (
        "192.0.0.0/24",  # kept for protocols
        "192.88.99.0/24",  # 6to4 relays
        "168.63.129.16/32",  # the metadata service of a large cloud, at a public address
        "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16",  # IPv4 in other clothes
        "100::/64", "fec0::/10",
    )
)  # fmt: skip
"""What `ipaddress` calls global in some version of Python and leads inside all the same."""


class Reason(StrEnum):
    """Why there is no answer."""

    ADDRESS = "alamat_salah"  # no address that may be asked: scheme, user name, port, unreadable
    NOT_PUBLIC = "alamat_tidak_umum"
    NAME = "nama_tidak_ditemukan"
    CONNECTION = "tidak_tersambung"
    TIMEOUT = "terlalu_lama"
    TLS = "sertifikat_salah"
    PROTOCOL = "jawaban_rusak"
    REDIRECTS = "terlalu_banyak_pengalihan"


class NoAnswer(Exception):
    """The page could not be had; `url` is the address at which it ended, `hops` how many redirects led there."""

    def __init__(self, reason: Reason, url: str, hops: int = 0) -> None:
        super().__init__(f"{reason.value}: {url}")
        self.reason, self.url, self.hops = reason, url, hops


class _Stopped(Exception):
    """A step that we refuse or give up, before the address is known to the caller."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back at the end of all redirects; `body` is cut at the limit, decompressed."""

    url: str
    status: int
    hops: int
    content_type: str
    body: bytes


def is_public(address: str, port: int) -> bool:
    """Say whether an address is reachable for everybody: global unicast, not ours, not a cloud's inside."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified:
        return False
    return port in PORTS.values() and not any(ip in net for net in _NOT_PUBLIC if net.version == ip.version)


def look_up(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a name as the system resolves it; OSError where there are none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(item[4][0]) for item in found))


@dataclass(frozen=True, slots=True)
class Network:
    """How names are looked up and which addresses may be connected to.

    The product has one, `PUBLIC`, and no setting makes another: a test that needs sites on its own machine hands its
    own one to its application (`app.extensions["sgforum_network"]`).
    """

    look_up: Callable[[str, int], Sequence[str]] = look_up
    allows: Callable[[str, int], bool] = is_public


PUBLIC = Network()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much: the deadline holds for everything together, name look-ups and redirects included."""

    seconds: float = 10
    most_bytes: int = 256 * 1024
    most_redirects: int = 5


def fetch(url: str, *, agent: str, network: Network = PUBLIC, limits: Limits | None = None) -> Answer:
    """Return the answer at the end of the redirects from an address; raises NoAnswer with its reason."""
    limit = limits or Limits()
    deadline = time.monotonic() + limit.seconds
    for hops in range(limit.most_redirects + 1):
        try:
            with _asked(url, agent, network, deadline) as response:
                target = _redirect(response)
                if target is None:
                    return _answer(response, url, hops, limit.most_bytes)
        except _Stopped as stop:
            raise NoAnswer(stop.reason, url, hops) from None
        except (OSError, http.client.HTTPException, zlib.error) as error:
            raise NoAnswer(_reason(error, deadline), url, hops) from error
        try:
            url = urljoin(url, target)
        except ValueError:
            raise NoAnswer(Reason.ADDRESS, url, hops + 1) from None
    raise NoAnswer(Reason.REDIRECTS, url, limit.most_redirects)


def _redirect(response: http.client.HTTPResponse) -> str | None:
    """Where the answer sends us, as browsers read it: UTF-8, spaces escaped."""
    target = response.headers["Location"] if response.status in {301, 302, 303, 307, 308} else None
    if target is None:
        return None
    return str(target).encode("latin-1", "replace").decode("utf-8", "replace").strip().replace(" ", "%20")


def _answer(response: http.client.HTTPResponse, url: str, hops: int, most_bytes: int) -> Answer:
    body = response.read(most_bytes)
    if response.headers.get("Content-Encoding", "").strip().lower() == "gzip":  # though we asked for none
        body = zlib.decompressobj(wbits=31).decompress(body, most_bytes)
    return Answer(url, response.status, hops, response.headers.get("Content-Type", ""), body)


def _reason(error: Exception, deadline: float) -> Reason:
    if isinstance(error, TimeoutError) or time.monotonic() >= deadline:
        return Reason.TIMEOUT
    if isinstance(error, ssl.SSLError):
        return Reason.TLS
    return Reason.CONNECTION if isinstance(error, OSError) else Reason.PROTOCOL


@contextmanager
def _asked(url: str, agent: str, network: Network, deadline: float) -> Iterator[http.client.HTTPResponse]:
    """One request to one checked address, redirects not followed."""
    parts, host, port = _split(url)
    connection = http.client.HTTPConnection(host, port)
    try:
        connection.sock = _connect(parts.scheme, (host, port), network, deadline)
        path = quote(parts.path or "/", safe=_PLAIN)
        query = f"?{quote(parts.query, safe=_PLAIN)}" if parts.query else ""
        name = _host_header(parts.scheme, host, port)
        connection.request("GET", path + query, headers={"Host": name, "User-Agent": agent, **_ACCEPT})
        with closing(connection.getresponse()) as response:
            yield response
    finally:
        connection.close()


def _split(url: str) -> tuple[SplitResult, str, int]:
    """The parts of an address that may be asked; raises _Stopped for one that may not."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or PORTS.get(parts.scheme, 0)
    except (ValueError, UnicodeError):
        raise _Stopped(Reason.ADDRESS) from None
    named = bool(host) and parts.username is None and parts.password is None
    if parts.scheme not in PORTS or not named or any(ord(sign) < 33 or ord(sign) == 127 for sign in url):
        raise _Stopped(Reason.ADDRESS)
    return parts, host, port


def _host_header(scheme: str, host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == PORTS[scheme] else f"{name}:{port}"


def _connect(scheme: str, target: tuple[str, int], network: Network, deadline: float) -> socket.socket:
    """Look the name up once, refuse unless all its addresses are allowed, and connect to those very addresses."""
    host, port = target
    addresses = _within(deadline, lambda: network.look_up(host, port))
    if not all(network.allows(address, port) for address in addresses):
        raise _Stopped(Reason.NOT_PUBLIC)
    last: OSError = OSError("no address")
    for address in addresses:
        try:
            plain = _open(address, port, deadline)
            return plain if scheme == "http" else _secured(plain, host)
        except ssl.SSLError:
            raise
        except OSError as error:
            last = error
    raise last


def _within(deadline: float, work: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Do what knows no timeout of its own in a thread, and wait no longer than the deadline."""
    found: list[Sequence[str]] = []

    def look() -> None:
        try:
            found.append(work())
        except (OSError, UnicodeError):
            found.append(())

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(max(0.0, deadline - time.monotonic()))
    if not found:
        raise _Stopped(Reason.TIMEOUT)
    if not found[0]:
        raise _Stopped(Reason.NAME)
    return found[0]


class _Patient(socket.socket):
    """A socket with one deadline for all it receives: a byte now and then does not keep it open."""

    deadline = 0.0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _wait_no_longer(self, self.deadline)
        return super().recv_into(*args, **kwargs)


class _PatientTLS(ssl.SSLSocket):
    """The same over TLS."""

    deadline = 0.0

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        _wait_no_longer(self, self.deadline)
        return super().recv_into(*args, **kwargs)


def _wait_no_longer(sock: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    sock.settimeout(left)


def _open(address: str, port: int, deadline: float) -> _Patient:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    sock = _Patient(family, socket.SOCK_STREAM)
    try:
        sock.deadline = deadline
        _wait_no_longer(sock, deadline)
        sock.connect((address, port))
    except BaseException:
        sock.close()
        raise
    return sock


def _secured(plain: _Patient, host: str) -> ssl.SSLSocket:
    """TLS for the name in the address, with the system's certificate authorities; the handshake has the deadline too."""
    context = ssl.create_default_context()
    context.sslsocket_class = _PatientTLS
    try:
        _wait_no_longer(plain, plain.deadline)
        secured = context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise
    secured.deadline = plain.deadline  # type: ignore[attr-defined]
    return secured

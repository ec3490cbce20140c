"""Nobody leads us into our own network, and nobody keeps us waiting (threats 69)."""

from __future__ import annotations

import gzip
import ipaddress
import shutil
import ssl
import subprocess
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.app import create_app
from sgforum.config import SETTINGS
from sgforum.core import outbound
from sgforum.core.outbound import Limits, Network, NoAnswer, Reason, is_public
from tests.conftest import missing
from tests.core.sites import dripping, page, running, to

AGENT = "tests (+mailto:uji@example.org)"
INSIDE = (
    "127.0.0.1", "127.8.8.8", "0.0.0.0",  # noqa: S104 - an address to be refused, not one to listen at
    "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "100.100.100.200", "168.63.129.16", "192.0.0.8", "198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
    "255.255.255.255", "192.88.99.1", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1",
    "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::1",
    "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "100::1",
)  # fmt: skip
OUTSIDE = ("8.8.8.8", "103.30.12.1", "::ffff:8.8.8.8", "2400:8500::1", "2606:4700::1111")


@pytest.fixture
def sites():
    with running() as found:
        yield found


def ask(url, sites=None, **options):
    network = options.pop("network", None) or sites.network()
    return outbound.fetch(url, agent=AGENT, network=network, limits=Limits(**{"seconds": 5, **options}))


def refused(url, sites=None, **options):
    with pytest.raises(NoAnswer) as refusal:
        ask(url, sites, **options)
    return refusal.value.reason


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_leads_inside_is_not_public(address):
    assert not is_public(address, 80)


@pytest.mark.parametrize("address", OUTSIDE)
def test_other_addresses_are_public_on_the_two_ports_of_the_web(address):
    assert [is_public(address, port) for port in (80, 443, 22, 25, 6379, 8080)] == [True, True, *[False] * 4]


@given(st.ip_addresses())
def test_is_public_is_never_wider_than_the_library(address):
    if is_public(str(address), 443):
        mapped = getattr(address, "ipv4_mapped", None)
        assert (mapped or address).is_global
        assert not ipaddress.ip_address(address).is_multicast


WAYS_IN = (
    "http://127.0.0.1:{port}/", "http://127.1:{port}/", "http://0:{port}/", "http://2130706433:{port}/",
    "http://0x7f000001:{port}/", "http://0177.0.0.1:{port}/", "http://0x7f.1:{port}/", "http://localhost:{port}/",
    "http://[::]:{port}/", "http://[::1]:{port}/", "http://[::ffff:127.0.0.1]:{port}/", "http://[::ffff:7f00:1]:{port}/",
    "http://127.0.0.1.:{port}/", "http://１２７.0.0.1:{port}/",
)  # fmt: skip


@pytest.mark.parametrize("url", WAYS_IN)
def test_no_spelling_of_loopback_reaches_it(sites, url):
    every_port = Network(allows=lambda address, _port: is_public(address, 80))
    reason = refused(url.format(port=sites.port), network=every_port)
    assert reason in {Reason.NOT_PUBLIC, Reason.NAME}
    assert sites.asked == []


def test_without_the_guard_the_same_spellings_would_arrive(sites):
    """The mutant: were the guard off, the test above would be red."""
    open_to_all = Network(allows=lambda _address, _port: True)
    for host in ("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1"):
        ask(f"http://{host}:{sites.port}/", network=open_to_all)
    assert len(sites.asked) == 5


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.test/", "file:///etc/passwd", "gopher://a.test/", "//a.test/", "a.test", "http://", "http:///x",
        "http://user@a.test/", "http://u:p@a.test/", "http://a.test@127.0.0.1/", "http://a.test:99999/",
        "http://a\r\nHost: b.test/", "http://a.test/ x\r\nX: y", "http://[::1/", "http://a..b/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_addresses_of_other_kinds_are_not_asked(sites, url):
    assert refused(url, sites) is Reason.ADDRESS
    assert sites.asked == []


def test_only_the_ports_of_the_web_are_asked(sites):
    lookups = Network(look_up=lambda _host, _port: ["8.8.8.8"])
    for port in (22, 25, 6379, 8080):
        assert refused(f"http://a.test:{port}/", network=lookups) is Reason.NOT_PUBLIC


def test_a_name_with_one_address_inside_is_not_asked_at_all(sites):
    sites.names["mixed.test"] = ["127.0.0.1", "10.0.0.1"]
    assert refused(f"http://mixed.test:{sites.port}/", sites) is Reason.NOT_PUBLIC
    assert sites.asked == []


def test_a_name_is_looked_up_once_and_its_answer_used(sites):
    """Rebinding: the second look-up would lead inside, so there is none."""
    looks = iter([["127.0.0.1"], ["10.0.0.1"]])
    network = Network(lambda _host, _port: next(looks), lambda address, _port: address == "127.0.0.1")
    sites.answers["rebind.test/"] = page("sama")
    assert ask(f"http://rebind.test:{sites.port}/", network=network).status == 200
    assert next(looks) == ["10.0.0.1"]


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.test:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[::1]:{port}/",
    ],
)
def test_a_redirect_inside_is_not_followed(sites, target):
    sites.names["inside.test"] = ["192.168.0.1"]
    sites.answers["a.test/"] = to(target.format(port=sites.port))
    assert refused(f"http://a.test:{sites.port}/", sites) is Reason.NOT_PUBLIC
    assert sites.asked == ["a.test/"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://b.test/", "http://u@b.test/"])
def test_a_redirect_to_another_kind_of_address_is_not_followed(sites, target):
    sites.answers["a.test/"] = to(target)
    assert refused(f"http://a.test:{sites.port}/", sites) is Reason.ADDRESS


def test_redirects_are_followed_to_the_fifth_and_no_further(sites):
    for n in range(6):
        sites.answers[f"a.test/{n}"] = to(f"/{n + 1}", (301, 302, 303, 307, 308, 302)[n])
    sites.answers["a.test/5"] = page("akhir")
    answer = ask(f"http://a.test:{sites.port}/0", sites)
    assert (answer.url, answer.hops, answer.status) == (f"http://a.test:{sites.port}/5", 5, 200)
    sites.answers["a.test/5"] = to("/6")
    sites.answers["a.test/6"] = page("terlalu jauh")
    assert refused(f"http://a.test:{sites.port}/0", sites) is Reason.REDIRECTS
    assert "a.test/6" not in sites.asked


def test_an_error_names_where_it_ended_and_after_how_many_redirects(sites):
    sites.answers["a.test/"] = to("http://nowhere.test/")
    with pytest.raises(NoAnswer) as refusal:
        ask(f"http://a.test:{sites.port}/", sites)
    assert (refusal.value.reason, refusal.value.url, refusal.value.hops) == (
        Reason.NAME,
        "http://nowhere.test/",
        1,
    )


def test_redirects_are_read_as_browsers_do(sites):
    sites.answers["a.test/"] = (302, {"Location": "/profil dinas/é".encode().decode("latin-1")}, b"")
    sites.answers["a.test/profil%20dinas/%C3%A9"] = page("profil")
    assert ask(f"http://a.test:{sites.port}/", sites).status == 200


def test_we_say_who_we_are_and_leave_nothing_open(sites):
    sites.answers["a.test/x?y=1"] = page()
    ask(f"http://a.test:{sites.port}/x?y=1#bagian", sites)
    headers = sites.headers[0]
    assert (headers["User-Agent"], headers["Host"]) == (AGENT, f"a.test:{sites.port}")
    assert (headers["Connection"], headers["Accept-Encoding"]) == ("close", "identity")


def test_a_long_answer_is_cut_and_a_compressed_one_cannot_unfold(sites):
    sites.answers["a.test/long"] = (200, {}, b"x" * 100_000)
    sites.answers["a.test/gzip"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(b"y" * 50_000_000))
    for path in ("long", "gzip"):
        assert len(ask(f"http://a.test:{sites.port}/{path}", sites, most_bytes=60_000).body) == 60_000


@pytest.mark.parametrize("prefix", [b"", b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\n\r\n<title>"])
def test_one_byte_at_a_time_does_not_keep_us(sites, prefix):
    began = time.monotonic()
    with dripping(prefix) as port:
        sites.names["slow.test"] = ["127.0.0.1"]
        assert refused(f"http://slow.test:{port}/", sites, seconds=0.6) in {Reason.TIMEOUT, Reason.PROTOCOL}
    assert time.monotonic() - began < 3


def test_a_look_up_that_never_ends_does_not_keep_us():
    def never(_host, _port):
        time.sleep(3)
        return ["8.8.8.8"]

    began = time.monotonic()
    assert refused("http://a.test/", network=Network(look_up=never), seconds=0.3) is Reason.TIMEOUT
    assert time.monotonic() - began < 2


def test_what_cannot_be_reached_is_told_apart(sites):
    assert refused("http://unknown.test/", sites) is Reason.NAME
    sites.names["closed.test"] = ["127.0.0.1"]
    assert refused("http://closed.test:1/", sites) is Reason.CONNECTION
    with dripping(b"rubbish that is no http\r\n\r\n") as port:
        assert refused(f"http://closed.test:{port}/", sites, seconds=1) is Reason.PROTOCOL


def test_a_certificate_that_nobody_signed_is_refused(tmp_path):
    if shutil.which("openssl") is None:
        missing("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        [shutil.which("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", "/CN=tls.test", "-addext", "subjectAltName=DNS:tls.test", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with running(context) as sites:
        sites.answers["tls.test/"] = page("aman")
        url = f"https://tls.test:{sites.port}/"
        assert refused(url, sites) is Reason.TLS
        trusting = ssl.create_default_context(cafile=str(certificate))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ssl, "create_default_context", lambda: trusting)
            assert b"aman" in ask(url, sites).body
            sites.names["other.test"] = ["127.0.0.1"]
            assert refused(f"https://other.test:{sites.port}/", sites) is Reason.TLS


def test_no_setting_opens_the_guard(config):
    """What the product uses is the guard itself, and nothing that an operator can write changes it."""
    assert create_app(config).extensions["sgforum_network"] is outbound.PUBLIC
    assert outbound.PUBLIC.allows is is_public
    names = " ".join(item.name for item in SETTINGS)
    assert [word for word in ("network", "allow", "private", "ssrf", "guard") if word in names] == []

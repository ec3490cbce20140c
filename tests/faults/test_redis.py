"""Rate limits in Redis hold across workers; with Redis dead or silent they hold in the file, and nobody waits."""

from __future__ import annotations

import random
import socket
import time
import uuid
from collections import Counter
from functools import partial

import pytest

from .crowd import at_once
from .town import Town, opened
from .visitor import Visitor

MOST_IN_A_MINUTE = 20  # of sign-ins from one address


def guess(browser: Visitor, n: int) -> tuple[int, float]:
    """Status and seconds of one wrong sign-in, each for another account."""
    began = time.monotonic()
    fields = {"email": f"{uuid.uuid4().hex}@contoh.id", "password": f"tebakan nomor {n}"}
    return browser.post("/masuk", fields).status, time.monotonic() - began


def guesses(town: Town, count: int = 30) -> Counter[int]:
    """Statuses of wrong sign-ins from one address, five at a time, so that both workers get some."""
    dice = random.SystemRandom()
    address = f"10.{dice.randrange(10, 250)}.{dice.randrange(250)}.{dice.randrange(1, 250)}"
    browsers = [Visitor(town.url, address=address) for _ in range(5)]
    for browser in browsers:
        browser.token()
    answers = [
        answer
        for turn in range(count // 5)
        for answer in at_once([partial(guess, browser, turn * 5 + n) for n, browser in enumerate(browsers)])
    ]
    town.slowest = max(seconds for _, seconds in answers)
    return Counter(status for status, _ in answers)


@pytest.mark.redis
def test_with_redis_both_workers_share_the_count(tmp_path, redis_url):
    with opened(tmp_path, REDIS_URL=redis_url) as town:
        assert guesses(town) == {422: MOST_IN_A_MINUTE, 429: 30 - MOST_IN_A_MINUTE}


def test_without_redis_both_workers_share_the_count(town):
    assert guesses(town) == {422: MOST_IN_A_MINUTE, 429: 30 - MOST_IN_A_MINUTE}


def statuses_of(town: Town, email: str, addresses: list[str]) -> Counter[int]:
    """Of one wrong sign-in to an account from each of the addresses."""
    fields = {"email": email, "password": "tebakan saya"}
    return Counter(Visitor(town.url, address=address).post("/masuk", fields).status for address in addresses)


def test_an_account_is_limited_whatever_address_the_guesses_come_from(town):
    email = f"{uuid.uuid4().hex}@contoh.id"
    addresses = [f"10.7.0.{n}" for n in range(1, 64)]
    assert statuses_of(town, email, addresses) == {422: 60, 429: 3}
    assert statuses_of(town, f"{uuid.uuid4().hex}@contoh.id", ["10.7.1.1"] * 12) == {422: 10, 429: 2}


def test_what_a_sender_writes_before_the_proxy_is_not_believed(town):
    """X-Forwarded-For as the one trusted proxy leaves it: only the last address is the sender's (threats 44)."""
    claimed = [f"10.8.0.{n}, 10.8.1.1" for n in range(1, 26)]
    counts = [statuses_of(town, f"{uuid.uuid4().hex}@contoh.id", [address]) for address in claimed]
    assert sum(counts, Counter()) == {422: MOST_IN_A_MINUTE, 429: 25 - MOST_IN_A_MINUTE}


@pytest.fixture
def silent_port():
    """A port that takes connections and never answers, as a Redis that hangs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        yield listener.getsockname()[1]


@pytest.fixture
def dead_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


@pytest.mark.parametrize("port", ["dead_port", "silent_port"])
def test_with_redis_down_limits_hold_and_answers_come(tmp_path, request, port):
    number = request.getfixturevalue(port)
    with opened(tmp_path, REDIS_URL=f"redis://127.0.0.1:{number}/0") as town:
        assert guesses(town) == {422: MOST_IN_A_MINUTE, 429: 30 - MOST_IN_A_MINUTE}
        assert town.slowest < 6  # one time-out of half a second, and five argon2 at once on a busy machine
        assert guesses(town, 10) == {422: 10}
        assert town.visitor().get("/").status == 200

"""kill -9 while people write and vote: what was acknowledged is there, once, and nothing is half there."""

from __future__ import annotations

import contextlib
import http.client
import itertools
import os
import random
import signal
import threading
import time
from dataclasses import dataclass, field

import pytest

from .processes import Keeper, is_alive, web_processes
from .town import Town, found
from .visitor import Visitor

KILLS = 10
WRITERS = 4
SEED = int(os.environ.get("KILL_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)


@dataclass
class Journal:
    """What the server said yes to, and what it never answered."""

    acknowledged: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    voters: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


@pytest.fixture
def kept(tmp_path):
    """A town with a keeper: (town, keeper)."""
    town = found(tmp_path)
    keeper = Keeper(tmp_path)
    keeper.bring_up()
    town.url = keeper.url
    yield town, keeper
    keeper.stop()


def attempt(journal: Journal, key: str, act) -> None:
    """One write; an answer that never came leaves it open whether it was written."""
    try:
        answer = act()
    except (OSError, http.client.HTTPException):
        journal.unknown.add(key)
        time.sleep(0.1)
        return
    if answer.status == 303:
        (journal.voters if key.startswith("vote") else journal.acknowledged).add(key)
    else:
        journal.refused.append(f"{key}: {answer.status}")


def write_until(
    stop: threading.Event, people: list[Visitor], topic: str, vote: str, journal: Journal
) -> None:
    """Replies, topics and votes of some people in turn; each text is written once."""
    for n in range(10_000):
        person = people[n % len(people)]
        key = f"tulisan {id(people)}-{n} tentang parit"
        if n < len(people):
            fields = {
                "title": key,
                "text": f"{key}, mohon dikeruk.",
                "kind": "proposal",
                "area": "drainase",
                "looked": "1",
            }
            attempt(
                journal, key, lambda p=person, f=fields: p.post("/kelurahan/64.71.01.1001/forum/tulis", f)
            )
            ballot = {"choice": "abc"[n % 3], "langkah": "kirim"}
            key = f"vote {person.address}"
            attempt(journal, key, lambda p=person, b=ballot: p.post(f"{vote}/suara", b))
        else:
            attempt(
                journal,
                key,
                lambda p=person, k=key: p.post(f"{topic}/tanggapan", {"text": f"{k}, terima kasih."}),
            )
        if stop.wait(0.02):
            return


def kill_at_random(keeper: Keeper, dice: random.Random) -> list[str]:
    """KILLS times a web process or the master, at any moment; the keeper starts a server that is gone."""
    killed = []
    for _ in range(KILLS):
        time.sleep(dice.uniform(0.3, 1.2))
        keeper.bring_up()
        workers = web_processes(keeper.pid)
        victim = keeper.pid if dice.random() < 0.25 or not workers else dice.choice(workers)
        killed.append("master" if victim == keeper.pid else "worker")
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        if victim == keeper.pid:
            keeper.process.wait(timeout=20)
    return killed


def test_what_was_acknowledged_survives_kills(kept):
    town, keeper = kept
    print(f"KILL_SEED={SEED}")
    (topic_writer,), crews = town.people(1), [town.people(8) for _ in range(WRITERS)]
    vote = town.consultation()  # after the people, who are now on its roll
    opening = {
        "title": "Parit Gang Mawar penuh lumpur",
        "text": "Mohon dikeruk sebelum hujan.",
        "kind": "proposal",
        "area": "drainase",
    }
    topic = topic_writer.post("/kelurahan/64.71.01.1001/forum/tulis", opening).location
    for person in itertools.chain(*crews):
        person.token()
    journal, stop = Journal(), threading.Event()
    threads = [
        threading.Thread(target=write_until, args=(stop, crew, topic, vote, journal)) for crew in crews
    ]
    for thread in threads:
        thread.start()
    killed = kill_at_random(keeper, random.Random(SEED))
    stop.set()
    for thread in threads:
        thread.join(60)
    keeper.bring_up()
    assert len(journal.acknowledged) > 20, (killed, keeper.log[-2000:])
    assert [line for line in journal.refused if not line.endswith(": 429")] == [], (
        killed,
        keeper.log[-3000:],
    )
    assert_all_there_once(town, journal, vote)


def assert_all_there_once(town: Town, journal: Journal, vote: str) -> None:
    lost = [key for key in journal.acknowledged if posts_with(town, key) != 1]
    assert lost == []
    assert [key for key in journal.unknown if not key.startswith("vote") and posts_with(town, key) > 1] == []
    envelopes = town.count("SELECT count(*) FROM ballot_envelope")
    maybe = sum(key.startswith("vote") for key in journal.unknown)
    assert len(journal.voters) <= envelopes <= len(journal.voters) + maybe
    assert town.count("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0
    assert town.count("SELECT count(*) FROM pragma_foreign_key_check") == 0
    without_text = "SELECT count(*) FROM forum_topic t WHERE NOT EXISTS (SELECT 1 FROM forum_post p WHERE p.topic_id = t.id AND p.number = 1)"
    assert town.count(without_text) == 0
    drifted = "SELECT count(*) FROM forum_topic t WHERE post_count <> (SELECT count(*) FROM forum_post p WHERE p.topic_id = t.id)"
    assert town.count(drifted) == 0


def posts_with(town: Town, key: str) -> int:
    return town.count("SELECT count(*) FROM forum_post WHERE text LIKE :start", start=f"{key},%")


def test_a_killed_web_process_is_replaced_and_the_site_stays_up(kept):
    _, keeper = kept
    before = web_processes(keeper.pid)
    os.kill(before[0], signal.SIGKILL)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and len(set(web_processes(keeper.pid)) - {before[0]}) < 2:
        time.sleep(0.2)
    assert keeper.is_running, keeper.log
    assert len(set(web_processes(keeper.pid)) - {before[0]}) == 2


def test_a_killed_server_leaves_no_process_behind(kept):
    """Else old code goes on answering beside the server started next."""
    _, keeper = kept
    workers = web_processes(keeper.pid)
    os.kill(keeper.pid, signal.SIGKILL)
    keeper.process.wait(timeout=20)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(is_alive(pid) for pid in workers):
        time.sleep(0.2)
    assert [pid for pid in workers if is_alive(pid)] == []

import threading

import pytest
from limits import parse

from sgforum.web.limits import FileStorage, Limits


def test_counts_are_shared_between_storages(tmp_path):
    one, other = (
        FileStorage(f"sgforum+file://{tmp_path}/l.db"),
        FileStorage(f"sgforum+file://{tmp_path}/l.db"),
    )
    one.incr("k", 60)
    assert other.incr("k", 60) == 2
    assert other.get("k") == 2


def test_window_ends(tmp_path):
    storage = FileStorage(f"sgforum+file://{tmp_path}/l.db")
    storage.incr("k", -1)
    assert storage.get("k") == 0
    assert storage.incr("k", 60) == 1


def test_parallel_hits_are_all_counted(tmp_path):
    storage = FileStorage(f"sgforum+file://{tmp_path}/l.db")
    threads = [threading.Thread(target=lambda: [storage.incr("k", 60) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert storage.get("k") == 200


def test_limit_refuses_the_next(tmp_path):
    limits = Limits(tmp_path, "")
    item = parse("3/hour")
    assert [limits.hit(item, "x") for _ in range(4)] == [True, True, True, False]
    assert limits.hit(item, "y")


@pytest.mark.redis
def test_redis_counts_across_instances(tmp_path, redis_url):
    item = parse("3/hour")
    name = str(tmp_path)
    answers = [Limits(_folder(tmp_path, n), redis_url) for n in range(2)]
    assert [answers[n % 2].hit(item, name) for n in range(4)] == [True, True, True, False]


def _folder(tmp_path, number):
    folder = tmp_path / str(number)
    folder.mkdir(exist_ok=True)
    return folder


def test_dead_redis_keeps_limiting(tmp_path):
    limits = Limits(tmp_path, "redis://127.0.0.1:1/0")
    item = parse("3/hour")
    assert [limits.hit(item, "x") for _ in range(4)] == [True, True, True, False]

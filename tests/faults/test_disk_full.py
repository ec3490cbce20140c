"""A full disk: what needs to be written is refused with a sentence, what can be read is read, and nothing is half there."""

from __future__ import annotations

import resource
from contextlib import contextmanager

import pytest

from sgforum.campaign.models import Link
from sgforum.core.db import db
from tests.factories.campaign import make_campaign

from .processes import Keeper, web_processes
from .town import found

TOPIC = {
    "title": "Parit Gang Kenanga penuh lumpur",
    "text": "Mohon dikeruk sebelum musim hujan tiba.",
    "kind": "proposal",
    "area": "drainase",
    "looked": "1",  # similar topics were shown
}
WRITE = "/kelurahan/64.71.01.1001/forum/tulis"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A town of its own, for its disk will be full: (town, keeper)."""
    instance = tmp_path_factory.mktemp("full")
    town = found(instance)
    keeper = Keeper(instance)
    keeper.bring_up()
    town.url = keeper.url
    yield town, keeper
    keeper.stop()


@contextmanager
def full_disk(keeper: Keeper):
    """No file of the web processes can grow, as on a full disk: every write fails, also that of the log."""
    processes = web_processes(keeper.pid)
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in processes}
    for pid in processes:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, before[pid][1]))
    try:
        yield
    finally:
        for pid, limit in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limit)


def everything(town) -> list[int]:
    tables = (
        "forum_topic",
        "forum_post",
        "ballot_envelope",
        "accounts_person",
        "notify_outbox_mail",
        "accounts_session",
    )
    return [town.count(f"SELECT count(*) FROM {table}") for table in tables]  # noqa: S608 - our own names


def test_writes_are_refused_with_a_sentence_and_reads_go_on(kept):
    town, keeper = kept
    (writer,), (voter,) = town.people(1), town.people(1)
    vote = town.consultation()
    topic = writer.post(WRITE, TOPIC).location
    newcomer = town.visitor()
    for browser in (writer, voter, newcomer):
        browser.token()
    before = everything(town)
    register = {
        "name": "Wati",
        "email": "wati@contoh.id",
        "password": "ikan lompat pagar biru",
        "home_code": "64.71.01.1001",
    }
    with full_disk(keeper):
        refused = [
            *(
                writer.post(f"{topic}/tanggapan", {"text": f"Setuju, parit itu penuh ({n})."})
                for n in range(6)
            ),
            writer.post(WRITE, TOPIC | {"title": "Lampu Gang Kenanga padam semua"}),
            voter.post(f"{vote}/suara", {"choice": "a", "langkah": "kirim"}),
            newcomer.post("/daftar", register),
        ]
        reads = [
            browser.get(path).status
            for browser in (newcomer, writer)
            for path in ("/", topic, vote, "/topik") * 3
        ]
    assert {answer.status for answer in refused} == {503}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
    assert all("<h1" in answer.text and 'lang="id"' in answer.text for answer in refused)
    assert not any("Traceback" in answer.text or "sqlite" in answer.text.lower() for answer in refused)
    assert set(reads) == {200}
    assert everything(town) == before
    assert town.count("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0


def test_with_room_again_the_same_people_go_on(kept):
    town, keeper = kept
    (writer,), (voter,) = town.people(1), town.people(1)
    vote = town.consultation()
    writer.token(), voter.token()
    with full_disk(keeper):
        assert writer.post(WRITE, TOPIC).status == 503
        assert voter.post(f"{vote}/suara", {"choice": "b", "langkah": "kirim"}).status == 503
    written = writer.post(WRITE, TOPIC | {"title": "Gorong-gorong Gang Kenanga runtuh"})
    assert written.status == 303
    assert "dikeruk" in writer.get(written.location).text
    assert voter.post(f"{vote}/suara", {"choice": "b", "langkah": "kirim"}).status == 303


def test_a_short_link_leads_on_though_the_visit_cannot_be_counted(kept):
    town, keeper = kept
    code = short_code(town)
    with full_disk(keeper):
        answers = [town.visitor().get(f"/s/{code}") for _ in range(4)]
    assert {answer.status for answer in answers} == {303}


def short_code(town) -> str:
    """The code of a running campaign's first link."""
    with town.inside():
        make_campaign()
        return db.session.scalars(db.select(Link.code).order_by(Link.id).limit(1)).one()

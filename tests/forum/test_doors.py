"""Who may come through which door, with which token, how often."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.permissions import Role
from sgforum.forum.models import OfficialAnswer, Outcome, Post, Support, Topic
from tests.factories.accounts import make_official, make_person, make_staff
from tests.factories.forum import make_answer, make_post, make_topic
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN

POSTS = ["tanggapan", "dukung", "dukung/batal", "nilai", "komitmen/ragu"]
FORMS = ["p/1/sunting", "jawaban", "komitmen", "moderasi", "p/2/moderasi"]


def test_visitor_may_do_nothing(visitor):
    topic = make_topic()
    make_post(topic)
    for path in POSTS:
        assert visitor.post(f"/topik/{topic.public_id}/{path}").status_code == 401
    for path in FORMS:
        assert visitor.post(f"/topik/{topic.public_id}/{path}").status_code == 401
        asked = visitor.get(f"/topik/{topic.public_id}/{path}")
        assert asked.location == f"/masuk?lanjut=/topik/{topic.public_id}/{path}"


@pytest.mark.parametrize("path", POSTS)
def test_acts_are_not_done_by_a_link(client_of, path):
    topic = make_topic()
    assert client_of(make_person()).get(f"/topik/{topic.public_id}/{path}").status_code == 405
    assert db.session.scalar(select(func.count()).select_from(Support)) == 0


ANSWER = {
    "outcome": "accepted", "unit": "Kelurahan Manggar", "text": "Kami keruk saluran itu bulan depan.",
    "reason": "Sesuai hasil tinjauan lapangan.", "commitment": "Keruk saluran 180 meter",
    "due_on": (now() + timedelta(days=30)).date().isoformat(),
}  # fmt: skip


def test_official_answers_and_reports_over_the_pages(client_of, visitor):
    topic, official = make_topic(), client_of(make_official())
    root = f"/topik/{topic.public_id}"
    assert topic.title in official.get("/petugas/topik").text
    assert "Beri jawaban resmi" in official.get(f"{root}-{topic.slug}").text
    response = official.post(f"{root}/jawaban", data=ANSWER)
    assert (response.status_code, response.location) == (303, f"{root}-{topic.slug}#jawaban")
    page = visitor.get(f"{root}-{topic.slug}").text
    for part in (ANSWER["text"], ANSWER["reason"], ANSWER["commitment"], "Disetujui"):
        assert part in page
    assert ANSWER["commitment"] in official.get("/petugas/topik").text
    assert (
        official.post(f"{root}/komitmen", data={"evidence": "Dikeruk tim dinas kemarin."}).status_code == 303
    )
    assert "Dikeruk tim dinas kemarin." in visitor.get(f"{root}-{topic.slug}").text
    again = official.get(f"{root}/komitmen")
    assert again.status_code == 409


def test_refused_answer_keeps_what_was_typed(client_of):
    topic = make_topic()
    sent = ANSWER | {"reason": "", "due_on": "kapan-kapan"}
    response = client_of(make_official()).post(f"/topik/{topic.public_id}/jawaban", data=sent)
    assert response.status_code == 422
    assert ANSWER["text"] in response.text
    assert ANSWER["commitment"] in response.text
    assert db.session.scalar(select(func.count()).select_from(OfficialAnswer)) == 0


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.OFFICIAL, FAR_KELURAHAN),
        (Role.MODERATOR, CITY),
        (Role.VERIFIER, CITY),
        (Role.ADMIN, CITY),
        (Role.AUDITOR, CITY),
        (None, None),
    ],
)
def test_only_officials_of_the_place_answer(client_of, role, place):
    topic = make_topic()
    make_answer(topic, Outcome.ACCEPTED)
    client = client_of(make_staff(role, place) if role else make_person())
    for path, data in (("jawaban", ANSWER), ("komitmen", {"evidence": "Dikeruk tim dinas kemarin."})):
        assert client.get(f"/topik/{topic.public_id}/{path}").status_code == 404
        assert client.post(f"/topik/{topic.public_id}/{path}", data=data).status_code == 404
    assert db.session.scalar(select(func.count()).select_from(OfficialAnswer)) == 1
    if role is not Role.OFFICIAL:
        assert client.get("/petugas/topik").status_code == (200 if role is Role.AUDITOR else 404)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.MODERATOR, FAR_KELURAHAN),
        (Role.OFFICIAL, CITY),
        (Role.VERIFIER, CITY),
        (Role.ADMIN, CITY),
        (Role.AUDITOR, CITY),
        (None, None),
    ],
)
def test_only_moderators_of_the_place_moderate(client_of, role, place):
    topic = make_topic()
    post = make_post(topic)
    client = client_of(make_staff(role, place) if role else make_person())
    for path, act in (("moderasi", "sembunyikan"), ("moderasi", "tutup"), ("p/2/moderasi", "")):
        sent = {"act": act, "reason": "Memuat data pribadi."}
        assert client.get(f"/topik/{topic.public_id}/{path}").status_code == 404
        assert client.post(f"/topik/{topic.public_id}/{path}", data=sent).status_code == 404
    db.session.refresh(post)
    db.session.refresh(topic)
    assert (post.hidden_at, topic.hidden_at, topic.locked_at) == (None, None, None)


def test_moderator_hides_and_locks_over_the_pages(client_of, visitor):
    topic = make_topic()
    make_post(topic, text="Kata yang tidak pantas")
    moderator = client_of(make_staff(Role.MODERATOR, KELURAHAN))
    root = f"/topik/{topic.public_id}"
    assert moderator.post(f"{root}/p/2/moderasi", data={"reason": "x"}).status_code == 422
    assert moderator.post(f"{root}/p/2/moderasi", data={"reason": "Kata tidak pantas."}).status_code == 303
    assert "Kata yang tidak pantas" not in visitor.get(f"{root}-{topic.slug}").text
    assert moderator.post(f"{root}/p/2/moderasi", data={"reason": "Diperiksa ulang."}).status_code == 303
    assert "Kata yang tidak pantas" in visitor.get(f"{root}-{topic.slug}").text
    sent = {"act": "tutup", "reason": "Sudah selesai dibahas."}
    assert moderator.post(f"{root}/moderasi", data=sent).status_code == 303
    assert "Sudah selesai dibahas." in visitor.get(f"{root}-{topic.slug}").text
    assert moderator.post(f"{root}/moderasi", data=sent).status_code == 422  # only "buka" is offered now
    assert moderator.post(f"{root}/moderasi", data=sent | {"act": "buka"}).status_code == 303
    assert moderator.post(f"{root}/moderasi", data=sent | {"act": "hapus"}).status_code == 422


def token_in(page):
    return re.search(r'name="csrf_token" [^>]*value="([^"]+)"', page)[1]


@pytest.fixture
def strict(app):
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def test_nothing_happens_without_a_token(strict, client_of):
    topic = make_topic()
    make_answer(topic, Outcome.ACCEPTED)
    client, other = client_of(make_person()), client_of(make_person())
    foreign = token_in(other.get(f"/topik/{topic.public_id}-{topic.slug}").text)
    for path in ("tanggapan", "dukung", "dukung/batal", "nilai"):
        for data in ({}, {"csrf_token": "x"}, {"csrf_token": foreign}):
            sent = {"text": "Tanpa tanda", "menjawab": "belum"} | data
            assert client.post(f"/topik/{topic.public_id}/{path}", data=sent).status_code in (400, 422)
    sent = {
        "kind": "proposal",
        "area": "jalan",
        "title": "Judul yang cukup",
        "text": "Teks yang cukup panjang juga.",
    }
    assert client.post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=sent).status_code in (400, 422)
    counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Topic, Post, Support)]
    assert counts == [1, 1, 0]


def test_with_the_token_of_the_page_it_happens(strict, client_of):
    topic, client = make_topic(), client_of(make_person())
    token = token_in(client.get(f"/topik/{topic.public_id}-{topic.slug}").text)
    assert client.post(f"/topik/{topic.public_id}/dukung", data={"csrf_token": token}).status_code == 303
    sent = {"csrf_token": token, "text": "Dengan tanda"}
    assert client.post(f"/topik/{topic.public_id}/tanggapan", data=sent).status_code == 303


def test_sixth_topic_of_an_hour_is_too_many(app, client_of):
    app.config["LIMITS_OFF"] = False
    client = client_of(make_person())
    found = []
    for number in range(6):
        sent = {
            "kind": "question", "area": "jalan", "title": f"Pertanyaan bernomor {number}",
            "text": f"Isi pertanyaan yang berbeda bernomor {number}.", "looked": "1",
        }  # fmt: skip
        found.append(client.post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=sent).status_code)
    assert found == [303] * 5 + [429]

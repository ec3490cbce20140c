"""What was hidden is on no surface, for nobody but its author and the moderators of its place."""

import re
from datetime import timedelta

import pytest

from sgforum.core import cache
from sgforum.core.clock import now
from sgforum.core.db import db, transaction
from sgforum.core.permissions import Role
from sgforum.forum import queries, services
from tests.factories.accounts import as_actor, make_official, make_person, make_staff
from tests.factories.forum import make_answer, make_post, make_topic
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN

CANARY = "RahasiaKANARI"
REASON = f"Memuat nomor telepon {CANARY}alasan."


@pytest.fixture
def hidden_topic(city):
    author = make_person(name=f"{CANARY} Nama")
    topic = make_topic(author, title=f"{CANARY} dalam judul", text=f"{CANARY} dalam teks topik ini")
    make_post(topic, author, f"{CANARY} dalam tanggapan")
    make_answer(topic, reason=f"{CANARY} dalam alasan")
    return topic


@pytest.fixture
def hidden_post(city):
    topic = make_topic(title="Topik yang biasa saja")
    post = make_post(topic, make_person(name=f"{CANARY} Nama"), f"{CANARY} dalam tanggapan")
    make_post(topic, reply_to_id=post.id)
    return post


def surfaces(topic_id, slug):
    return [
        "/topik", "/topik?urut=dukungan", "/topik?urut=belum", f"/topik?wilayah={KELURAHAN}", "/topik/atom.xml",
        f"/kelurahan/{KELURAHAN}/forum", f"/kelurahan/{KELURAHAN}/forum/atom.xml", f"/topik/{topic_id}",
        f"/topik/{topic_id}-{slug}", f"/topik/{topic_id}-x", f"/topik/{topic_id}/p/1", f"/topik/{topic_id}/p/2",
        f"/topik/{topic_id}/p/1/riwayat", f"/topik/{topic_id}/p/2/riwayat", f"/topik/{topic_id}/p/2/sunting",
        f"/topik/{topic_id}-{slug}?kutip=2", f"/topik/{topic_id}-{slug}?balas=2", f"/en/topik/{topic_id}",
        f"/kelurahan/{KELURAHAN}/forum/tulis?judul=dalam+judul+tanggapan", "/akun/tulisan", "/petugas/topik",
        f"/topik/{topic_id}/jawaban", f"/topik/{topic_id}/komitmen", f"/topik/{topic_id}/moderasi",
        f"/topik/{topic_id}/p/2/moderasi",
    ]  # fmt: skip


def hide(topic, number):
    with transaction():
        services.hide_post(
            actor=as_actor(make_staff(Role.MODERATOR, CITY)), topic_public_id=topic.public_id, number=number,
            reason=REASON, at=now(),
        )  # fmt: skip


def strangers():
    return [
        make_person(), make_official(KELURAHAN), make_staff(Role.MODERATOR, FAR_KELURAHAN), make_staff(Role.AUDITOR, CITY),
    ]  # fmt: skip


def everything(browsers, urls):
    """Every byte that the browsers are served, headers too; the first of them last again, for what is kept."""
    for browser in [*browsers, browsers[0]]:
        for url in urls:
            response = browser.get(url)
            yield url, f"{response.headers}{response.text}".lower()


@pytest.mark.parametrize("warm", [True, False])
def test_hidden_topic_is_on_no_surface(visitor, client_of, hidden_topic, warm):
    browsers = [visitor, *(client_of(person) for person in strangers())]
    urls = surfaces(hidden_topic.public_id, hidden_topic.slug)
    if warm:
        assert any(CANARY.lower() in page for _, page in everything(browsers, urls))
    hide(hidden_topic, 1)
    for url, page in everything(browsers, urls):
        # the address that was asked comes back in the links to sign in and to the other language
        told = page.replace(hidden_topic.slug, "") if hidden_topic.slug in url else page
        assert CANARY.lower() not in told, url


@pytest.mark.parametrize("warm", [True, False])
def test_hidden_post_is_on_no_surface(visitor, client_of, hidden_post, warm):
    topic = db.session.get(queries.topics.Topic, hidden_post.topic_id)
    browsers = [visitor, *(client_of(person) for person in strangers())]
    urls = surfaces(topic.public_id, topic.slug)
    if warm:
        assert any(CANARY.lower() in page for _, page in everything(browsers, urls))
    hide(topic, 2)
    for url, page in everything(browsers, urls):
        assert CANARY.lower() not in page, url
    assert "1 tanggapan</h2>" in visitor.get(f"/topik/{topic.public_id}-{topic.slug}").text


def test_author_sees_it_with_the_reason_and_does_not_spoil_it_for_others(visitor, client_of, hidden_post):
    topic = db.session.get(queries.topics.Topic, hidden_post.topic_id)
    author = client_of(db.session.get(type(make_person()), hidden_post.author_id))
    hide(topic, 2)
    url = f"/topik/{topic.public_id}-{topic.slug}"
    page = author.get(url).text
    assert f"{CANARY} dalam tanggapan" in page
    assert REASON in page
    assert f"membalas {CANARY}" not in page
    for browser in (visitor, client_of(make_person())):
        assert CANARY not in browser.get(url).text


def test_author_sees_the_hidden_topic_with_the_reason(client_of, hidden_topic):
    hide(hidden_topic, 1)
    author = client_of(db.session.get(type(make_person()), hidden_topic.author_id))
    page = author.get(f"/topik/{hidden_topic.public_id}-{hidden_topic.slug}")
    assert page.status_code == 200
    assert REASON in page.text
    assert "<textarea" not in page.text


def test_moderator_sees_and_restores(visitor, client_of, hidden_topic):
    hide(hidden_topic, 1)
    moderator = client_of(make_staff(Role.MODERATOR, KELURAHAN))
    url = f"/topik/{hidden_topic.public_id}"
    assert REASON in moderator.get(f"{url}-{hidden_topic.slug}").text
    sent = {"act": "tampilkan", "reason": "Sudah diperiksa ulang."}
    assert moderator.post(f"{url}/moderasi", data=sent).status_code == 303
    assert visitor.get(f"{url}-{hidden_topic.slug}").status_code == 200


def test_nobody_acts_on_a_hidden_topic(client_of, hidden_topic):
    hide(hidden_topic, 1)
    client = client_of(make_person())
    root = f"/topik/{hidden_topic.public_id}"
    for path, data in (
        ("/tanggapan", {"text": "Halo halo"}), ("/dukung", {}), ("/dukung/batal", {}), ("/nilai", {"menjawab": "ya"}),
        ("/komitmen/ragu", {}),
    ):  # fmt: skip
        assert client.post(root + path, data=data).status_code == 404


def test_lists_leave_hidden_topics_out(hidden_topic):
    make_topic()
    assert hidden_topic.title in [row.title for row in queries.list_latest_topics(9)]
    hide(hidden_topic, 1)
    assert hidden_topic.title not in [row.title for row in queries.list_latest_topics(9)]
    assert hidden_topic.title not in [
        row.title for row in queries.list_busy_topics(9, now() - timedelta(days=9))
    ]


def test_commenter_in_anothers_hidden_topic_is_told_nothing_of_it(client_of, city):
    topic, person = make_topic(title=f"{CANARY} dalam judul"), make_person()
    make_post(topic, person, "Tanggapan saya di sana")
    hide(topic, 1)
    assert CANARY not in client_of(person).get("/akun/tulisan").text


def test_list_version_of_another_place_stays(city):
    topic = make_topic()
    before = cache.versions(f"forum:{FAR_KELURAHAN}")
    hide(topic, 1)
    assert cache.versions(f"forum:{FAR_KELURAHAN}") == before
    assert not re.fullmatch("0", cache.versions(f"forum:{KELURAHAN}"))

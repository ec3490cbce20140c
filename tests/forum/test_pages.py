"""What residents see and do over HTTP."""

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy import func, select

from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.forum.models import Area, Kind, Outcome, Post, Support, Topic
from tests.factories.accounts import make_person, sign_in
from tests.factories.forum import make_answer, make_post, make_posts, make_support, make_topic
from tests.factories.territory import FAR_KELURAHAN, KELURAHAN

TEXT = "Setiap hujan saluran ini meluap ke halaman rumah warga."
FORM = {"kind": "proposal", "area": "drainase", "title": "Keruk saluran Jalan Melati", "text": TEXT}


def address(topic):
    return f"/topik/{topic.public_id}-{topic.slug}"


def titles(response):
    return re.findall(r'<h2><a href="/topik/[^"]+">([^<]+)</a>', response.text)


# ---- replies to what is gone


@pytest.mark.parametrize("gone", ["hidden", "never"])
def test_a_reply_to_a_post_that_is_gone_keeps_what_was_typed(client_of, gone):
    topic = make_topic()
    post = make_post(topic)
    if gone == "hidden":
        post.hidden_at, post.hidden_reason = now(), "Memuat data pribadi."
        db.session.commit()
    client = client_of(make_person())
    number = post.number if gone == "hidden" else 99
    sent = {"text": "Kalimat saya yang panjang.", "reply_to": number}
    answer = client.post(f"/topik/{topic.public_id}/tanggapan", data=sent)
    assert answer.status_code == 409
    assert "sudah tidak ada" in answer.text
    assert "Kalimat saya yang panjang.</textarea>" in answer.text
    field = re.search(r'<input[^>]*name="reply_to"[^>]*>', answer.text)[0]
    assert f'value="{number}"' not in field  # sent again as it stands, it answers the topic
    assert (
        client.post(
            f"/topik/{topic.public_id}/tanggapan", data={"text": sent["text"], "reply_to": ""}
        ).status_code
        == 303
    )


# ---- lists


def test_list_shows_the_latest_first(visitor):
    old = make_topic(created_at=now() - timedelta(days=2))
    new = make_topic()
    assert titles(visitor.get("/topik")) == [new.title, old.title]
    make_post(old, created_at=now())
    pages_are_stale()
    assert titles(visitor.get("/topik")) == [old.title, new.title]


def pages_are_stale():
    """Factories write past the services, which would have raised the versions."""
    from sgforum.core import cache  # noqa: PLC0415

    cache.bump("forum", f"forum:{KELURAHAN}")
    db.session.commit()


def test_list_is_narrowed_and_sorted(visitor):
    near = make_topic(title="Lampu jalan di sini mati", area=Area.LIGHTING)
    far = make_topic(place=FAR_KELURAHAN, title="Sampah menumpuk di sana")
    talk = make_topic(kind=Kind.DISCUSSION, title="Kapan kerja bakti lagi")
    make_support(far)
    make_answer(near)
    assert titles(visitor.get(f"/topik?wilayah={FAR_KELURAHAN}")) == [far.title]
    assert set(titles(visitor.get("/topik?wilayah=64.71.01"))) == {near.title, talk.title}
    assert titles(visitor.get("/topik?bidang=penerangan")) == [near.title]
    assert titles(visitor.get("/topik?urut=dukungan"))[0] == far.title
    assert titles(visitor.get("/topik?urut=belum")) == [far.title]
    assert set(titles(visitor.get("/topik?bidang=apa&urut=entah"))) == {near.title, far.title, talk.title}


def test_disputed_answer_counts_as_unanswered(visitor):
    topic = make_topic()
    make_answer(topic)
    topic.is_disputed = True
    db.session.commit()
    assert titles(visitor.get("/topik?urut=belum")) == [topic.title]


def test_forum_of_a_place_holds_its_own_topics_only(visitor):
    here, city_wide = make_topic(), make_topic(place="64.71")
    make_topic(place=FAR_KELURAHAN)
    assert titles(visitor.get(f"/kelurahan/{KELURAHAN}/forum")) == [here.title]
    assert titles(visitor.get("/kelurahan/64.71/forum")) == [city_wide.title]
    assert "Belum ada topik di forum ini" in visitor.get("/kelurahan/64.71.01/forum").text


@pytest.mark.parametrize("code", ["99", "64.71.01.1001.RW01", "64.71.01.1001.RW01.RT01", "'--"])
def test_there_is_no_forum_elsewhere(visitor, code):
    assert visitor.get(f"/kelurahan/{code}/forum").status_code == 404
    assert visitor.get(f"/kelurahan/{code}/forum/atom.xml").status_code == 404
    assert visitor.get("/topik", query_string={"wilayah": code}).status_code == 404


@pytest.mark.parametrize("sort", ["terbaru", "dukungan", "belum"])
def test_cursor_pages_hold_every_topic_once(visitor, sort):
    author, at = make_person(), now() - timedelta(hours=1)
    made = {make_topic(author, created_at=at, support_count=n % 3).title for n in range(45)}
    found, url, pages = [], f"/topik?urut={sort}", 0
    while url:
        response = visitor.get(url)
        found += titles(response)
        following = re.search(r'rel="next" href="([^"]+)"', response.text)
        url = following[1].replace("&amp;", "&") if following else None
        pages += 1
    assert pages == 3
    assert len(found) == 45
    assert set(found) == made


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WzEsMl0", "bm90IGpzb24", "W251bGwsbnVsbF0", "%F0%9F", "WzFlOTksMV0"]
)
def test_cursor_that_is_not_ours_gets_a_sentence(visitor, cursor):
    make_topic()
    for sort in ("terbaru", "dukungan"):
        response = visitor.get(f"/topik?urut={sort}&sesudah={cursor}")
        assert response.status_code in (200, 422)
        assert "Traceback" not in response.text


def test_huge_cursor_does_not_fail(visitor):
    from sgforum.core.paging import encode  # noqa: PLC0415

    for number in (2**62, -(2**62)):
        assert visitor.get(f"/topik?sesudah={encode(number, 1)}").status_code in (200, 422)


def test_new_topic_is_in_the_kept_list_at_once(visitor, client_of):
    assert titles(visitor.get("/topik")) == []
    client_of(make_person()).post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=FORM)
    assert titles(visitor.get("/topik")) == [FORM["title"]]
    assert titles(visitor.get(f"/kelurahan/{KELURAHAN}/forum")) == [FORM["title"]]


# ---- the topic


def test_wrong_slug_leads_to_the_right_address(visitor):
    topic = make_topic()
    for ref in (topic.public_id, f"{topic.public_id}-judul-lama"):
        response = visitor.get(f"/topik/{ref}?dari=2")
        assert (response.status_code, response.location) == (301, f"{address(topic)}?dari=2")


@pytest.mark.parametrize("ref", ["x", "zzzzzzzzzz-judul", "-", "%00", "1", "'"])
def test_unknown_topic_is_not_found(visitor, ref):
    make_topic()
    assert visitor.get(f"/topik/{ref}").status_code == 404


def test_topic_page_shows_answer_before_comments(visitor):
    topic = make_topic()
    make_post(topic, text="Komentar saya ini")
    make_answer(topic, Outcome.ACCEPTED)
    page = visitor.get(address(topic)).text
    places = [
        page.index(part) for part in ("Jawaban resmi</h2>", "Keruk saluran 180 meter", "Komentar saya ini")
    ]
    assert places == sorted(places)


def test_older_answer_stays_readable(visitor):
    topic = make_topic()
    make_answer(topic, reason="Alasan yang lama sekali.")
    make_answer(topic, reason="Alasan yang baru sekarang.")
    page = visitor.get(address(topic)).text
    assert page.index("Alasan yang baru") < page.index("Jawaban sebelumnya") < page.index("Alasan yang lama")


@pytest.mark.parametrize(("asked", "start"), [("2", 2), ("21", 2), ("22", 22), ("41", 22), ("42", 42)])
def test_page_of_posts_holds_the_number(visitor, asked, start):
    topic = make_topic()
    make_posts(topic, 41)
    page = visitor.get(f"{address(topic)}?dari={asked}").text
    shown = [int(number) for number in re.findall(r'<article class="cmt" id="p-(\d+)"', page)]
    assert shown == list(range(start, min(start + 20, 43)))


@pytest.mark.parametrize("asked", ["0x", "-1", "43", "1e9", "9" * 30, "٣"])
def test_page_that_there_is_not(visitor, asked):
    topic = make_topic()
    make_posts(topic, 41)
    assert visitor.get(f"{address(topic)}?dari={asked}").status_code == 404


def test_permalink_leads_to_the_page_of_the_post(visitor):
    topic = make_topic()
    make_posts(topic, 41)
    found = visitor.get(f"/topik/{topic.public_id}/p/23")
    assert (found.status_code, found.location) == (303, f"{address(topic)}?dari=22#p-23")
    assert visitor.get(f"/topik/{topic.public_id}/p/5").location == f"{address(topic)}#p-5"
    assert visitor.get(f"/topik/{topic.public_id}/p/43").status_code == 404


def test_visitor_is_shown_the_way_in(visitor):
    page = visitor.get(address(make_topic())).text
    assert "Masuk untuk mendukung" in page
    assert "Masuk untuk menanggapi" in page
    assert "csrf_token" not in page


def test_reply_is_published_and_shown(visitor, client_of):
    topic, person = make_topic(), make_person()
    visitor.get(address(topic))
    response = client_of(person).post(
        f"/topik/{topic.public_id}/tanggapan", data={"text": "Saya **setuju**."}
    )
    assert (response.status_code, response.location) == (303, f"/topik/{topic.public_id}/p/2")
    page = visitor.get(address(topic)).text
    assert "<p>Saya <strong>setuju</strong>.</p>" in page
    assert person.name in page


def test_quote_is_put_in_the_form_by_the_server(client_of):
    topic = make_topic()
    post = make_post(topic, text="Baris satu\n\nBaris <dua>")
    page = client_of(make_person()).get(f"{address(topic)}?kutip={post.number}").text
    assert "&gt; Baris satu\n&gt; \n&gt; Baris &lt;dua&gt;\n" in page
    assert f'name="reply_to" type="hidden" value="{post.number}"' in page


def test_reply_names_whom_it_answers(visitor, client_of):
    topic = make_topic()
    post = make_post(topic, make_person(name="Budi Hartono"))
    client_of(make_person()).post(
        f"/topik/{topic.public_id}/tanggapan", data={"text": "Betul, Pak.", "reply_to": post.number}
    )
    assert f'/p/{post.number}">membalas Budi Hartono</a>' in visitor.get(address(topic)).text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Isi bagian ini."),
        ("a", "terlalu pendek"),
        ("a" * 20_001, "terlalu panjang"),
        ("nomor saya 6471010101900001 ya", "NIK tidak boleh tampil"),
    ],
)
def test_refused_reply_keeps_what_was_typed(client_of, text, sentence):
    topic = make_topic()
    response = client_of(make_person()).post(f"/topik/{topic.public_id}/tanggapan", data={"text": text})
    assert response.status_code == 422
    assert sentence in response.text
    assert f">\r\n{text}</textarea>" in response.text
    assert db.session.scalar(select(func.count()).select_from(Post)) == 1


def test_suspended_author_is_told_and_keeps_the_text(client_of):
    topic, person = make_topic(), make_person(suspended_until=now() + timedelta(days=1))
    client = client_of(person)
    assert "Akun Anda sedang ditangguhkan" in client.get(address(topic)).text
    response = client.post(f"/topik/{topic.public_id}/tanggapan", data={"text": "Tulisan panjang saya"})
    assert response.status_code == 403
    assert "Akun Anda sedang ditangguhkan" in response.text
    assert "Tulisan panjang saya</textarea>" in response.text


def test_locked_topic_says_why(visitor, client_of):
    topic = make_topic(locked_at=now(), locked_reason="Dipindahkan ke musyawarah.")
    assert "Dipindahkan ke musyawarah." in visitor.get(address(topic)).text
    client = client_of(make_person())
    assert "<textarea" not in client.get(address(topic)).text
    response = client.post(f"/topik/{topic.public_id}/tanggapan", data={"text": "Masih mau bicara"})
    assert response.status_code == 409
    assert "Masih mau bicara</textarea>" in response.text


def test_unconfirmed_person_is_told(client_of):
    client = client_of(make_person(level=0))
    assert "Konfirmasi dulu alamat surel" in client.get(address(make_topic())).text
    response = client.post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=FORM)
    assert response.status_code == 403
    assert TEXT in response.text


def test_support_and_undo(visitor, client_of):
    topic, client = make_topic(), client_of(make_person())
    assert "1 warga mendukung" not in visitor.get(address(topic)).text
    response = client.post(f"/topik/{topic.public_id}/dukung")
    assert (response.status_code, response.location) == (303, f"{address(topic)}#dukungan")
    page = client.get(address(topic)).text
    assert 'aria-pressed="true"' in page
    assert "1 warga mendukung" in visitor.get(address(topic)).text
    client.post(f"/topik/{topic.public_id}/dukung/batal")
    assert "0 warga mendukung" in visitor.get(address(topic)).text


def test_asker_judges_the_answer(visitor, client_of):
    author = make_person()
    topic = make_topic(author)
    make_answer(topic)
    client = client_of(author)
    assert "Apakah ini menjawab?" in client.get(address(topic)).text
    assert "Apakah ini menjawab?" not in client_of(make_person()).get(address(topic)).text
    assert client.post(f"/topik/{topic.public_id}/nilai", data={"menjawab": "belum"}).status_code == 303
    assert "Warga menilai ini belum menjawab" in visitor.get(address(topic)).text
    assert client.post(f"/topik/{topic.public_id}/nilai", data={"menjawab": "mungkin"}).status_code == 400


# ---- writing


def test_place_is_chosen_first(visitor, client_of):
    assert KELURAHAN in visitor.get("/tulis").text
    response = visitor.get(f"/tulis?wilayah={KELURAHAN}")
    assert (response.status_code, response.location) == (303, f"/kelurahan/{KELURAHAN}/forum/tulis")
    assert visitor.get("/tulis?wilayah=99").status_code == 404
    assert f'<option value="{KELURAHAN}" selected>' in client_of(make_person()).get("/tulis").text


def test_topic_is_published(client_of, visitor):
    response = client_of(make_person()).post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=FORM)
    assert response.status_code == 303
    page = visitor.get(response.location)
    assert page.status_code == 200
    assert f"<h1>{FORM['title']}</h1>" in page.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "Isi bagian ini."),
        ({"title": "x" * 151}, "Tulis judul, 8 sampai 150 huruf."),
        ({"text": "pendek"}, "terlalu pendek"),
        ({"area": ""}, "Pilih salah satu."),
        ({"area": "rahasia"}, "Pilih salah satu."),
        ({"kind": "perintah"}, "Pilih salah satu."),
    ],
)
def test_refused_topic_keeps_what_was_typed(client_of, changed, sentence):
    data = FORM | changed
    response = client_of(make_person()).post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=data)
    assert response.status_code == 422
    assert sentence in response.text
    assert data["text"] in response.text
    assert f'value="{data["title"]}"' in response.text
    assert "Perbaiki:" in response.text
    assert db.session.scalar(select(func.count()).select_from(Topic)) == 0


def test_author_fields_cannot_be_sent(client_of):
    person = make_person()
    sent = FORM | {
        "author_id": "1", "author_level": "2", "is_official": "1", "status": "accepted", "support_count": "99",
        "created_at": "2000-01-01", "place_code": FAR_KELURAHAN, "due_on": "2020-01-01", "hidden_at": "",
    }  # fmt: skip
    client_of(person).post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=sent)
    topic = db.session.scalar(select(Topic))
    assert (topic.author_id, topic.place_code, topic.status, topic.support_count) == (
        person.id, KELURAHAN, "discussed", 0,
    )  # fmt: skip
    assert topic.created_at > now() - timedelta(minutes=1)


def test_similar_topics_are_shown_before_posting(client_of):
    topic = make_topic(title="Keruk saluran di Jalan Melati segera")
    client = client_of(make_person())
    assert topic.title in client.get(f"/kelurahan/{KELURAHAN}/forum/tulis?judul=saluran+melati").text
    first = client.post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=FORM)
    assert first.status_code == 200
    assert "Mungkin sudah dibahas" in first.text
    assert TEXT in first.text
    looked = re.search(r'name="looked" type="hidden" value="([^"]*)"', first.text)[1]
    assert (
        client.post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=FORM | {"looked": looked}).status_code == 303
    )


def test_similar_topics_of_other_forums_or_hidden_ones_are_not_shown(client_of):
    make_topic(place=FAR_KELURAHAN, title=FORM["title"])
    make_topic(title=FORM["title"] + " rahasia", hidden_at=now(), hidden_reason="Memuat data pribadi.")
    response = client_of(make_person()).post(f"/kelurahan/{KELURAHAN}/forum/tulis", data=FORM)
    assert response.status_code == 303


def test_edit_form_changes_the_text_and_shows_history(client_of, visitor):
    person = make_person()
    topic = make_topic(person, created_at=now() - timedelta(hours=2))
    post = make_post(topic, person, "Kata lama saya", created_at=now() - timedelta(hours=1))
    client = client_of(person)
    url = f"/topik/{topic.public_id}/p/{post.number}/sunting"
    assert "Kata lama saya" in client.get(url).text
    assert client.post(url, data={"text": "a"}).status_code == 422
    assert client.post(url, data={"text": "Kata baru saya"}).status_code == 303
    page = visitor.get(address(topic)).text
    assert "Kata baru saya" in page
    assert "disunting" in page
    assert "Kata lama saya" in visitor.get(f"/topik/{topic.public_id}/p/{post.number}/riwayat").text


def test_only_the_author_is_given_the_edit_form(client_of):
    topic = make_topic()
    make_post(topic)
    response = client_of(make_person()).get(f"/topik/{topic.public_id}/p/2/sunting")
    assert response.status_code == 403
    assert "Hanya penulisnya" in response.text


def test_own_texts_are_listed_with_the_reason(client_of):
    person = make_person()
    topic = make_topic(person, hidden_at=now(), hidden_reason="Memuat nomor telepon.")
    other = make_topic(title="Topik orang lain di sini")
    make_post(other, person)
    page = client_of(person).get("/akun/tulisan").text
    assert topic.title in page
    assert "Memuat nomor telepon." in page
    assert other.title in page


# ---- feeds and languages


def test_feed_is_valid_and_of_the_configured_site(visitor):
    topic = make_topic(title="Harga < pasar & “kutip” \U0001f600", text="Isi <b>tebal</b> & **kuat** sekali.")
    make_topic(place=FAR_KELURAHAN)
    for url, count in (("/topik/atom.xml", 2), (f"/kelurahan/{KELURAHAN}/forum/atom.xml", 1)):
        response = visitor.get(url, headers={"Host": "jahat.example"})
        assert response.content_type == "application/atom+xml; charset=utf-8"
        assert b"jahat.example" not in response.data
        root = ET.fromstring(response.data)  # noqa: S314 - our own feed
        space = {"a": "http://www.w3.org/2005/Atom"}
        entries = root.findall("a:entry", space)
        assert len(entries) == count
        entry = next(item for item in entries if item.find("a:title", space).text == topic.title)
        assert entry.find("a:link", space).get("href") == f"http://127.0.0.1:8000{address(topic)}"
        assert "<strong>kuat</strong>" in entry.find("a:content", space).text


def test_pages_stay_in_their_language(visitor):
    topic = make_topic()
    page = visitor.get(f"/en{address(topic)}").text
    assert '<html lang="en">' in page
    assert f'href="/en/topik/{topic.public_id}' in page or "/en/kelurahan/" in page
    assert visitor.get(f"/en/topik/{topic.public_id}").location == f"/en{address(topic)}"


def test_support_is_one_row_however_often_it_is_sent(client_of):
    topic, client = make_topic(), client_of(make_person())
    for _ in range(3):
        assert client.post(f"/topik/{topic.public_id}/dukung").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Support)) == 1


def test_session_that_ended_cannot_post(app, city):
    person, topic = make_person(), make_topic()
    client = app.test_client()
    sign_in(client, person)
    person.session_epoch += 1
    db.session.commit()
    assert (
        client.post(f"/topik/{topic.public_id}/tanggapan", data={"text": "Masih di sini"}).status_code == 401
    )


def test_what_search_engines_read_of_a_topic_has_no_marks(visitor, city):
    topic = make_topic(
        text="**Saluran** di [gang](https://contoh.id/x) kami\n\n- tersumbat <lumpur>\n- berbau & kotor"
    )
    page = visitor.get(f"/topik/{topic.public_id}-{topic.slug}").text
    said = page.partition('name="description" content="')[2].partition('"')[0]
    assert said == "Saluran di gang kami tersumbat &lt;lumpur&gt; berbau &amp; kotor"

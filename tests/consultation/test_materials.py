"""Photos, recordings and regional texts beside a question: who sees them when, and that they stay with their option."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from sgforum.ballot.models import Rule
from sgforum.consultation import queries, services
from sgforum.consultation.models import File
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.consultation import (
    ZONE,
    do,
    make_consultation,
    make_draft,
    make_projects,
    make_question,
)
from tests.factories.files import make_m4a, make_mp3, make_picture
from tests.factories.territory import KELURAHAN, OTHER_KELURAHAN

PHOTO = make_picture((800, 600))


@pytest.fixture
def draft(official, keys):
    return make_consultation(official, keys, "draft", questions=(make_question(), make_question("Siapa?")))


def place(official, draft, code="a", number=1, **changes):
    """Put a photo and a recording beside an option."""
    where = {
        "actor": as_actor(official),
        "public_id": draft.public_id,
        "number": number,
        "code": code,
        "at": now(),
    }
    do(
        services.set_photo,
        **where,
        content=changes.get("photo", PHOTO),
        alt=changes.get("alt", "Truk di jalan"),
    )
    do(services.set_recording, **where, content=changes.get("recording", make_mp3()))


def options_of(draft, number=1):
    return queries.list_questions(draft.id, draft.public_id)[number - 1].choices


def count_files():
    return db.session.scalar(select(func.count()).select_from(File))


def publish(official, draft):
    do(services.publish, actor=as_actor(official), public_id=draft.public_id, zone=ZONE, at=now())


def test_an_option_gets_its_photo_and_recording(official, draft):
    place(official, draft, "b")
    first, second, third = options_of(draft)
    assert (first.photo, first.recording, third.photo) == (None, None, None)
    assert (second.photo.width, second.photo.height, second.photo_alt) == (640, 480, "Truk di jalan")
    assert queries.find_file(second.recording, as_actor(official)).content_type == "audio/mpeg"
    assert [one.photo for one in options_of(draft, 2)] == [None, None, None]


def test_the_question_itself_may_be_heard(official, draft):
    do(
        services.set_recording, actor=as_actor(official), public_id=draft.public_id, number=2, code=None,
        content=make_m4a(), at=now(),
    )  # fmt: skip
    first, second = queries.list_questions(draft.id, draft.public_id)
    assert first.recording is None
    assert queries.find_file(second.recording, as_actor(official)).content_type == "audio/mp4"


def test_the_words_of_a_photo_may_be_mended_without_it(official, draft):
    place(official, draft)
    before = options_of(draft)[0]
    place(official, draft, photo=b"", alt="Truk  kuning")
    assert options_of(draft)[0].photo_alt == "Truk kuning"
    assert options_of(draft)[0].photo == before.photo


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"alt": " "}, "alt"), ({"alt": "x" * 201}, "alt"), ({"alt": "KTP 6471054501900003"}, "alt"),
        ({"photo": b""}, "photo"), ({"photo": b"GIF89a"}, "photo"), ({"recording": b""}, "recording"),
        ({"recording": PHOTO}, "recording"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_at_its_field(official, draft, changes, field):
    with pytest.raises(InvalidInput) as caught:
        place(official, draft, **changes)
    assert list(caught.value.errors) == [field]


def test_one_file_is_kept_once_and_forgotten_with_its_last_use(official, draft):
    place(official, draft, "a")
    place(official, draft, "b")
    assert count_files() == 2
    where = {"actor": as_actor(official), "public_id": draft.public_id, "number": 1, "at": now()}
    do(services.remove_photo, code="a", **where)
    do(services.remove_recording, code="a", **where)
    assert count_files() == 2
    assert options_of(draft)[0].photo_alt == ""
    do(services.remove_photo, code="b", **where)
    assert count_files() == 1
    do(services.remove_question, **where)
    assert count_files() == 0


def test_a_photo_stays_with_its_option_when_the_question_is_written_anew(official, draft, client):
    """The option is renamed and moves up a place; another one is new."""
    place(official, draft, "b")
    where = {"actor": as_actor(official), "public_id": draft.public_id, "number": 1, "at": now()}
    do(services.set_recording, **where, code=None, content=make_mp3(4))
    do(services.set_regional, **where, language="bjn", texts={"": "Pabila?", "b": "Tangah hari"})
    kept = options_of(draft)[1]
    sign_in(client, official)
    url = f"/petugas/konsultasi/{draft.public_id}/soal/1"
    page = client.get(url).get_data(as_text=True)
    assert 'name="options-1-kept" value="Siang"' in page
    sent = {
        "text": "Kapan?", "rule": "plurality", "shown": "plurality", "langkah": "simpan", "options-0-text": "Tengah hari",
        "options-0-kept": "Siang", "options-1-text": "Malam", "options-1-kept": "Malam", "options-2-text": "Subuh",
    }  # fmt: skip
    assert client.post(url, data=sent).status_code == 303
    (question, _) = queries.list_questions(draft.id, draft.public_id)
    first, second, third = question.choices
    assert (first.text, first.photo, first.recording) == ("Tengah hari", kept.photo, kept.recording)
    assert (first.regional_text, question.regional_language, question.regional_text) == (
        "Tangah hari", "bjn", "Pabila?",
    )  # fmt: skip
    assert question.recording is not None
    assert (second.photo, third.photo) == (None, None)
    assert count_files() == 3


def test_a_photo_moves_with_its_question(official, draft):
    place(official, draft, "a", number=2)
    do(
        services.move_question,
        actor=as_actor(official),
        public_id=draft.public_id,
        number=2,
        up=True,
        at=now(),
    )
    assert options_of(draft, 1)[0].photo is not None
    assert options_of(draft, 2)[0].photo is None


@pytest.mark.parametrize(
    ("language", "texts", "field"),
    [
        ("", {"": "Pabila?"}, "language"), ("tlh", {"a": "Subuh"}, "language"), ("jv", {"": "x" * 301}, "regional"),
        ("jv", {"b": "x" * 141}, "regional-b"), ("jv", {"b": "NIK 6471054501900003"}, "regional-b"),
    ],
)  # fmt: skip
def test_a_regional_text_that_does_not_fit_is_refused(official, draft, language, texts, field):
    with pytest.raises(InvalidInput) as caught:
        do(
            services.set_regional, actor=as_actor(official), public_id=draft.public_id, number=1, language=language,
            texts=texts, at=now(),
        )  # fmt: skip
    assert list(caught.value.errors) == [field]


def test_nothing_changes_after_publication(official, draft):
    place(official, draft)
    publish(official, draft)
    where = {"actor": as_actor(official), "public_id": draft.public_id, "number": 1, "at": now()}
    acts = [
        lambda: do(services.set_photo, **where, code="a", content=PHOTO, alt="Lain"),
        lambda: do(services.remove_photo, **where, code="a"),
        lambda: do(services.set_recording, **where, code="a", content=make_mp3()),
        lambda: do(services.remove_recording, **where, code="a"),
        lambda: do(services.set_regional, **where, language="jv", texts={"": "Kapan?"}),
    ]
    for act in acts:
        with pytest.raises(Conflict):
            act()
    assert options_of(draft)[0].photo_alt == "Truk di jalan"


def test_only_officials_of_the_place_may_change_them(official, draft):
    for person in (make_person(), make_official(OTHER_KELURAHAN)):
        with pytest.raises(Forbidden):
            place(person, draft)
    with pytest.raises(NotFound):
        place(official, draft, "z")


def test_a_file_is_public_with_its_consultation_and_not_before(official, draft, client):
    place(official, draft)
    option = options_of(draft)[0]
    addresses = [f"/konsultasi/berkas/{digest}" for digest in (option.photo.digest, option.recording)]
    for address in addresses:
        assert client.get(address).status_code == 404
    sign_in(client, make_person())
    assert client.get(addresses[0]).status_code == 404
    sign_in(client, official)
    early = client.get(addresses[0])
    assert (early.status_code, early.headers["Cache-Control"]) == (200, "private, no-store")
    publish(official, draft)
    client.post("/keluar")
    photo, sound = (client.get(address) for address in addresses)
    assert (photo.status_code, photo.content_type, sound.content_type) == (200, "image/webp", "audio/mpeg")
    assert "immutable" in photo.headers["Cache-Control"]
    assert photo.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(addresses[0], headers={"If-None-Match": photo.headers["ETag"]}).status_code == 304
    assert client.get(f"/konsultasi/berkas/{'0' * 64}").status_code == 404


def test_a_player_may_ask_for_a_piece(official, draft, client):
    place(official, draft)
    publish(official, draft)
    answer = client.get(
        f"/konsultasi/berkas/{options_of(draft)[0].recording}", headers={"Range": "bytes=10-29"}
    )
    assert (answer.status_code, len(answer.data)) == (206, 20)
    assert answer.data == make_mp3(tagged=False)[10:30]


# ------------------------------------------------------------------ pages


def test_an_official_adds_them_on_the_pages(official, draft, client):
    sign_in(client, official)
    root = f"/petugas/konsultasi/{draft.public_id}/soal/1/bahan"
    photo = {
        "photo": (BytesIO(make_picture((3000, 2000), "PNG")), "IMG.PNG"),
        "alt": "Truk",
        "langkah": "simpan",
    }
    assert client.post(f"{root}/a/foto", data=photo).status_code == 303
    sound = {"recording": (BytesIO(make_m4a()), "suara.m4a"), "langkah": "simpan"}
    assert client.post(f"{root}/a/rekaman", data=sound).status_code == 303
    sound = {"recording": (BytesIO(make_mp3()), "suara.mp3"), "langkah": "simpan"}
    assert client.post(f"{root}/soal/rekaman", data=sound).status_code == 303
    texts = {"language": "bjn", "regional": "Pabila?", "regional-a": "Baisukan"}
    assert client.post(root, data=texts).status_code == 303
    page = client.get(root).get_data(as_text=True)
    assert (page.count("<img"), page.count("<audio")) == (1, 2)
    assert 'value="Baisukan"' in page
    for what in ("foto", "rekaman"):
        assert client.post(f"{root}/a/{what}", data={"langkah": "hapus"}).status_code == 303
    assert options_of(draft)[0].photo is None
    assert count_files() == 1


def test_a_wrong_file_keeps_what_was_typed(official, draft, client):
    sign_in(client, official)
    sent = {"photo": (BytesIO(b"<svg/>"), "x.jpg"), "alt": "Truk kuning di RT 4", "langkah": "simpan"}
    answer = client.post(f"/petugas/konsultasi/{draft.public_id}/soal/1/bahan/a/foto", data=sent)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "bukan foto JPEG" in page
    assert 'value="Truk kuning di RT 4"' in page


def _send(client, url, name, content):
    boundary, body = encode_multipart({name: FileStorage(BytesIO(content), "a"), "alt": "Truk"})
    return client.post(url, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_photo_may_weigh_more_than_other_requests_and_no_more_than_that(official, draft, client):
    sign_in(client, official)
    url = f"/petugas/konsultasi/{draft.public_id}/soal/1/bahan/a/foto"
    heavy = make_picture((900, 700)) + bytes(5_000_000)
    assert _send(client, url, "photo", heavy).status_code == 303
    assert _send(client, url, "photo", heavy + bytes(9_000_000)).status_code == 413
    assert _send(client, url.replace("foto", "rekaman"), "recording", heavy).status_code == 413


@pytest.mark.parametrize("rule", list(Rule))
def test_every_kind_of_ballot_shows_and_plays_them(official, keys, client, voter, rule):
    shares = rule in (Rule.GREEDY, Rule.EQUAL_SHARES)
    question = make_projects(rule=rule) if shares else make_question(rule=rule)
    published = now() - timedelta(days=6)
    made = do(
        services.create_draft, actor=as_actor(official), place_code=KELURAHAN, at=published - timedelta(days=1),
        draft=make_draft(published, questions=(question,)),
    )  # fmt: skip
    place(official, made, "b", alt="Jalan berlubang")
    where = {"actor": as_actor(official), "public_id": made.public_id, "number": 1, "at": published}
    do(services.set_recording, **where, code=None, content=make_m4a())
    do(services.set_regional, **where, language="bjn", texts={"": "Nang mana?", "b": "Nang kadua"})
    do(services.publish, actor=as_actor(official), public_id=made.public_id, zone=ZONE, at=published)
    do(services.open_voting, public_id=made.public_id, keys=keys, at=published + timedelta(days=5))
    sign_in(client, voter)
    sheet = queries.find_sheet(made.public_id, None)
    for page_url in (
        f"/konsultasi/{made.public_id}-{sheet.row.slug}",
        f"/konsultasi/{made.public_id}-{sheet.row.slug}/suara",
    ):
        page = client.get(page_url).get_data(as_text=True)
        assert 'alt="Jalan berlubang"' in page
        assert page.count("<audio controls") == 2
        assert '<span class="regional" lang="bjn">Nang kadua</span>' in page
        assert '<span class="regional" lang="bjn">Nang mana?</span>' in page
        assert 'loading="lazy"' in page

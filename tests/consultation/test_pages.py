"""The public pages, over HTTP and without a script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from sgforum.consultation import services
from sgforum.consultation.models import Comment, Read
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.permissions import Role
from tests.consultation.conftest import on_both
from tests.consultation.reading import NOT_A_SURVEY, address, text_of
from tests.factories.accounts import as_actor, make_person, make_staff, sign_in
from tests.factories.consultation import do, make_consultation
from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN


@pytest.fixture
def statements(app):
    """The SQL that a block of requests sent."""
    sent = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("information", ["Tanggapan mulai", "Baca dokumen"]),
        ("comment", ["Tanggapan ditutup", "Masuk untuk menanggapi"]),
        ("voting", ["Pemungutan suara ditutup", "Masuk untuk memberi suara"]),
        ("ended", ["Menunggu keputusan", "sedang dihitung"]),
        ("closed", ["Menunggu keputusan", "Lihat hasil"]),
        ("decided", ["Sudah diputuskan", "Baca keputusan", "Sampah diangkut setiap pagi."]),
    ],
)
def test_one_page_from_publication_to_decision(official, keys, client, stage, words):
    make_consultation(official, keys, "voting")
    made = make_consultation(official, keys, stage)
    response = client.get(address(made))
    assert response.status_code == 200
    for word in [
        *words,
        made.title,
        "Kel. Manggar",
        official.name,
        "Kami mendengar pendapat Anda",
        NOT_A_SURVEY,
    ]:
        assert word in text_of(response)


def test_an_old_slug_leads_to_the_page(official, keys, client):
    made = make_consultation(official, keys, "comment")
    response = client.get(f"/konsultasi/{made.public_id}-judul-lama")
    assert (response.status_code, response.headers["Location"]) == (301, address(made))
    assert client.get(f"/konsultasi/abcdefghjk-{made.slug}").status_code == 404


def test_the_index_sorts_consultations_onto_shelves(official, keys, client):
    made = {
        stage: make_consultation(official, keys, stage)
        for stage in ("draft", "information", "comment", "voting", "closed", "decided")
    }
    shelves = {
        "berlangsung": {"comment", "voting"}, "segera": {"information"}, "menunggu": {"closed"}, "selesai": {"decided"},
    }  # fmt: skip
    for shelf, expected in shelves.items():
        page = client.get(f"/konsultasi?daftar={shelf}").get_data(as_text=True)
        assert {stage for stage, one in made.items() if one.public_id in page} == expected
    assert client.get("/konsultasi?daftar=rahasia").status_code == 404
    assert client.get("/konsultasi?mulai=bukan-penanda").status_code == 422


def test_the_index_of_a_place_leaves_other_places_out(official, keys, client):
    near = make_consultation(official, keys, "voting")
    far = make_consultation(make_staff(Role.OFFICIAL, FAR_KELURAHAN), keys, "voting", FAR_KELURAHAN)
    page = client.get(f"/konsultasi?wilayah={KELURAHAN}").get_data(as_text=True)
    assert near.public_id in page
    assert far.public_id not in page
    assert far.public_id in client.get(f"/konsultasi?wilayah={CITY}").get_data(as_text=True)


@on_both
def test_every_row_of_a_long_shelf_is_reached_once(official, keys, client):
    made = {make_consultation(official, keys, "comment").public_id for _ in range(23)}
    url, seen = "/konsultasi", []
    while url:
        page = client.get(url).get_data(as_text=True)
        seen += re.findall(r'<h2><a href="/konsultasi/([a-z0-9]{10})-', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        url = found[1].replace("&amp;", "&") if found else None
    assert len(seen) == 23
    assert set(seen) == made


def test_a_comment_by_form_shows_up_and_a_bad_one_stays_in_the_form(official, keys, client):
    made = make_consultation(official, keys, "comment")
    sign_in(client, make_person(name="Rahmat"))
    bad = client.post(address(made, "/tanggapan"), data={"text": "pendek<b>"})
    assert bad.status_code == 422
    assert "pendek&lt;b&gt;" in bad.get_data(as_text=True)
    assert "Tulis tanggapan, 10 sampai 2.000 huruf." in text_of(bad)
    good = client.post(address(made, "/tanggapan"), data={"text": "Pagi saja, jalan masih sepi."})
    assert (good.status_code, good.headers["Location"]) == (303, address(made, "#tanggapan"))
    assert "Pagi saja, jalan masih sepi." in text_of(client.get(address(made)))


@pytest.mark.parametrize(
    "case",
    [
        ("comment", {"level": 0}, 403, "Konfirmasi dulu alamat surel Anda"),
        ("comment", {"suspended_until": now() + timedelta(days=1)}, 403, "Akun Anda sedang ditangguhkan"),
        ("voting", {}, 409, "Masa tanggapan tidak sedang berlangsung"),
    ],
)
def test_a_refused_comment_says_why_and_keeps_the_text(official, keys, client, case):
    stage, person, status, sentence = case
    made = make_consultation(official, keys, stage)
    sign_in(client, make_person(**person))
    response = client.post(address(made, "/tanggapan"), data={"text": "Pagi saja, jalan masih sepi."})
    assert response.status_code == status
    assert sentence in text_of(response)
    assert "Pagi saja, jalan masih sepi." in response.get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Comment)) == 0


def test_a_visitor_cannot_write_vote_or_mark(official, keys, client):
    made = make_consultation(official, keys, "comment")
    for tail in ("/tanggapan", "/suara", "/dibaca"):
        assert client.post(address(made, tail), data={"text": "Pagi saja, jalan sepi."}).status_code in (
            401,
            403,
        )
    assert client.get(address(made, "/suara")).status_code == 303


def test_reading_is_marked_by_the_button_and_by_the_script(official, keys, client):
    made = make_consultation(official, keys, "comment")
    sign_in(client, make_person())
    page = client.get(address(made)).get_data(as_text=True)
    assert "Saya sudah membaca" in page
    assert f'data-read-url="{address(made, "/dibaca")}"' in page
    assert client.post(address(made, "/dibaca"), headers={"X-CSRFToken": "x"}).status_code == 204
    assert client.post(address(made, "/dibaca")).status_code == 303
    assert "Saya sudah membaca" not in client.get(address(made)).get_data(as_text=True)
    assert db.session.scalar(select(func.count()).select_from(Read)) == 1


def test_only_verified_residents_are_asked_whether_they_read(official, keys, client):
    made = make_consultation(official, keys, "comment")
    assert "Saya sudah membaca" not in client.get(address(made)).get_data(as_text=True)
    sign_in(client, make_person(level=1))
    assert "Saya sudah membaca" not in client.get(address(made)).get_data(as_text=True)


def test_an_earlier_decision_stays_readable(official, keys, client):
    made = make_consultation(official, keys, "decided")
    do(
        services.revise_decision, actor=as_actor(official), public_id=made.public_id, at=now(),
        decision=_decision(decided="Sampah diangkut pagi dan sore."), reason="Salah menyalin surat keputusan.",
    )  # fmt: skip
    words = text_of(client.get(address(made, "/hasil")))
    for sentence in (
        "Sampah diangkut pagi dan sore.",
        "Sampah diangkut setiap pagi.",
        "Salah menyalin surat keputusan.",
    ):
        assert sentence in words


def _decision(**changes):
    from tests.factories.consultation import make_decision  # noqa: PLC0415

    return make_decision(**changes)


def test_a_moderator_hides_a_comment_by_form(official, keys, client):
    made = make_consultation(official, keys, "comment")
    author = make_person()
    found = do(
        services.add_comment,
        actor=as_actor(author),
        public_id=made.public_id,
        text="Tetangga saya bodoh sekali.",
        at=now(),
    )
    url = f"/konsultasi/tanggapan/{found.public_id}/sembunyikan"
    for person in (author, official, make_staff(Role.MODERATOR, FAR_KELURAHAN)):
        sign_in(client, person)
        assert client.get(url).status_code == 404
        assert client.post(url, data={"reason": "Menghina tetangga."}).status_code == 404
    sign_in(client, make_staff(Role.MODERATOR))
    assert url in client.get(address(made)).get_data(as_text=True)
    assert client.post(url, data={"reason": "x"}).status_code == 422
    assert client.post(url, data={"reason": "Menghina tetangga."}).status_code == 303
    browser = client.application.test_client()
    words = text_of(browser.get(address(made)))
    assert "Tanggapan ini disembunyikan moderator." in words
    assert "bodoh" not in words
    assert "Menghina" not in words


def test_the_feed_lists_published_consultations(official, keys, client):
    made, draft = make_consultation(official, keys, "comment"), make_consultation(official, keys, "draft")
    response = client.get("/konsultasi/atom.xml")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    assert made.public_id in response.get_data(as_text=True)
    assert draft.public_id not in response.get_data(as_text=True)


def test_a_visitors_page_costs_six_queries_and_a_kept_one_its_version(official, keys, client, statements):
    url = address(make_consultation(official, keys, "decided"))
    client.get("/konsultasi")
    for tail in ("", "/hasil"):
        statements.clear()
        assert client.get(url + tail).status_code == 200
        own = [
            statement for statement in statements if "core_setting" not in statement
        ]  # the frame's own question
        assert len(own) <= (6 if not tail else 9)
        statements.clear()
        assert client.get(url + tail).status_code == 200
        assert len(statements) == 1


@pytest.mark.parametrize("signed_in", [False, True])
def test_one_comment_and_fifty_cost_the_same_queries(official, keys, client, statements, signed_in):
    few, many = (make_consultation(official, keys, "comment") for _ in range(2))
    for made, number in ((few, 1), (many, 50)):
        for n in range(number):
            do(
                services.add_comment,
                actor=as_actor(make_person()),
                public_id=made.public_id,
                text=f"Saya setuju pagi, nomor {n}.",
                at=now(),
            )
    if signed_in:
        sign_in(client, make_person())
    client.get("/konsultasi")
    counts = []
    for made in (few, many):
        statements.clear()
        assert client.get(address(made)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_one_consultation_and_fifteen_cost_the_index_the_same_queries(official, keys, client, statements):
    counts = []
    for number in (1, 14):
        for _ in range(number):
            make_consultation(official, keys, "comment")
        client.get("/konsultasi?daftar=segera")
        statements.clear()
        assert client.get("/konsultasi").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_kept_page_changes_with_what_it_shows(official, keys, client):
    url, public_id = address(made := make_consultation(official, keys, "comment")), made.public_id
    tag = client.get(url).headers["ETag"]
    assert client.get(url).headers["ETag"] == tag
    do(
        services.add_comment,
        actor=as_actor(make_person()),
        public_id=public_id,
        text="Pagi saja, jalan sepi.",
        at=now(),
    )
    assert client.get(url).headers["ETag"] != tag


def test_english_pages_keep_their_links_english(official, keys, client):
    made = make_consultation(official, keys, "comment")
    response = client.get("/en" + address(made))
    assert response.status_code == 200
    assert f"/en{address(made, '/dokumen')}" in response.get_data(as_text=True)


@pytest.mark.parametrize("stage", ["closed", "decided"])
def test_a_closed_consultation_leads_to_its_result(official, keys, client, stage):
    made = make_consultation(official, keys, stage)
    assert f'href="{address(made, "/hasil")}"' in client.get(address(made)).text


def test_the_result_names_what_was_decided_once(official, keys, client):
    made = make_consultation(official, keys, "decided")
    page = client.get(address(made, "/hasil")).text
    headings = re.findall(r"<h[1-6][^>]*>(.*?)</h[1-6]>", page)
    assert headings.count("Yang diputuskan") == 1
    assert "Keputusan" in headings

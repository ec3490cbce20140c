"""Bundles of paper ballots, read blind by two officers."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sgforum.ballot.models import Batch, BatchState, Channel, Rule
from sgforum.consultation import services
from sgforum.core.clock import now
from sgforum.core.db import db
from tests.consultation.closings import WITNESSED
from tests.consultation.papers import (
    COUNT,
    TYPED,
    bundle_of,
    bundle_url,
    make_ended,
    url_of,
    value_in,
)
from tests.consultation.reading import text_of
from tests.consultation.test_roll_pages import PAPER
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.consultation import make_consultation, make_projects, make_question
from tests.factories.territory import FAR_KELURAHAN

LINES = {
    Rule.APPROVAL: ("3 a,b\n1 c", "1 c\n 2 b, a\n1 a,b", {"a,b": 3, "c": 1}),
    Rule.SCORE: ("4 a:5,b:3", "4 b:3,a:5", {"a:5,b:3": 4}),
    Rule.SCHULZE: ("2 a>c>b\n2 b", "2 B\n2 a>c>b", {"a>c>b": 2, "b": 2}),
    Rule.IRV: ("4 c>a", "4 c > a", {"c>a": 4}),
    Rule.GREEDY: ("4 a,b", "4 b,a", {"a,b": 4}),
    Rule.EQUAL_SHARES: ("1 a\n3 b", "3 b\n1 a", {"a": 1, "b": 3}),
}


def test_two_officers_agree_and_the_second_one_reads_blind(official, second, keys, first_desk, second_desk):
    made = make_ended(official, keys)
    done = text_of(first_desk.post(url_of(made, "/soal/1"), data=TYPED, follow_redirects=True))
    assert "Bundel tersimpan. Minta petugas lain mencocokkannya." in done
    assert "menunggu petugas kedua" in done
    assert "Anda yang memasukkan bundel ini" in done
    batch = bundle_of()
    assert (batch.lines, batch.spoiled, batch.papers, batch.state) == (
        {"a": 3, "b": 1},
        1,
        4,
        BatchState.ENTERED,
    )

    blind = second_desk.get(bundle_url(made, "cocokkan"))
    shown = [value_in(blind.get_data(as_text=True), name) for name in ("n_a", "n_b", "n_c", "spoiled")]
    assert shown == ["", "", "", ""]
    assert "Angka petugas pertama tidak ditampilkan." in text_of(blind)
    agreed = text_of(second_desk.post(bundle_url(made, "cocokkan"), data=COUNT, follow_redirects=True))
    assert "Cocok. Bundel ini siap masuk kotak." in agreed
    assert "petugas kedua: Nurhayati" in agreed
    assert bundle_of().state is BatchState.AGREED
    again = second_desk.post(bundle_url(made, "cocokkan"), data=COUNT)  # a double click
    assert again.status_code == 303
    assert bundle_of().state is BatchState.AGREED


def test_what_differs_is_shown_only_after_both_have_read(official, keys, first_desk, second_desk):
    made = make_ended(official, keys)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    for desk in (first_desk, second_desk):
        waiting = text_of(desk.get(url_of(made)))
        assert "Yang berbeda" not in waiting
        assert "Pagi" not in waiting
    told = second_desk.post(
        bundle_url(made, "cocokkan"), data=COUNT | {"n_a": "2", "n_c": "1", "spoiled": ""}
    )
    assert told.status_code == 303
    for desk in (first_desk, second_desk):
        shown = text_of(desk.get(url_of(made)))
        assert "berbeda" in shown
        assert "Pagi 3 2" in shown
        assert "Malam 0 1" in shown
        assert "surat rusak 1 0" in shown
        assert "Siang" not in shown
    pages = [
        desk.get(bundle_url(made, "baca-ulang")).get_data(as_text=True) for desk in (first_desk, second_desk)
    ]
    assert [value_in(page, "n_a") for page in pages] == ["3", ""]
    second_desk.post(bundle_url(made, "baca-ulang"), data=COUNT)
    assert (bundle_of().state, bundle_of().second) == (BatchState.ENTERED, None)
    own = second_desk.post(bundle_url(made, "cocokkan"), data=COUNT)
    assert own.status_code == 409
    assert "Bundel ini Anda yang memasukkan. Petugas lain yang mencocokkannya." in text_of(own)
    assert first_desk.post(bundle_url(made, "cocokkan"), data=COUNT).status_code == 303
    assert bundle_of().state is BatchState.AGREED


def test_nobody_checks_or_rereads_out_of_turn(official, keys, first_desk, second_desk):
    made = make_ended(official, keys)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    own = first_desk.get(bundle_url(made, "cocokkan"))
    assert "Bundel ini Anda yang memasukkan." in text_of(own)
    assert 'name="n_a"' not in own.get_data(as_text=True)
    assert first_desk.post(bundle_url(made, "cocokkan"), data=COUNT).status_code == 409
    early = second_desk.get(bundle_url(made, "baca-ulang"))
    assert "Cocokkan dahulu" in text_of(early)
    assert second_desk.post(bundle_url(made, "baca-ulang"), data=COUNT | {"n_a": "9"}).status_code == 409
    assert (bundle_of().state, bundle_of().lines["a"]) == (BatchState.ENTERED, 3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"label": ""}, "Beri nama bundel ini"),
        ({"label": "x" * 121}, "120"),
        ({"label": "NIK 6471012345678901"}, "Hapus dulu nomor 16 angka"),
        ({"channel": "online"}, "Pilih kotak di tempat atau loket."),
        ({"channel": "<b>"}, "Pilih kotak di tempat atau loket."),
        ({"n_a": "-1"}, "Tulis angka 0 sampai 5.000."),
        ({"n_a": "tiga"}, "Tulis angka 0 sampai 5.000."),
        ({"n_b": "5001"}, "Tulis angka 0 sampai 5.000."),
        ({"n_a": "", "n_b": "", "spoiled": "0"}, "Tulis sedikitnya satu surat suara."),
    ],
)
def test_what_was_typed_stays_when_it_cannot_be_kept(official, keys, first_desk, change, sentence):
    made = make_ended(official, keys, online=0)
    bad = first_desk.post(url_of(made, "/soal/1"), data=TYPED | {"spoiled": "7"} | change)
    assert bad.status_code == 422
    assert sentence in text_of(bad)
    html = bad.get_data(as_text=True)
    typed = TYPED | {"spoiled": "7"} | change
    for name in ("label", "n_a", "n_b", "spoiled"):
        if typed[name]:
            assert value_in(html, name) == typed[name]
    assert bundle_of() is None


def test_a_double_click_makes_one_bundle(official, keys, first_desk):
    made = make_ended(official, keys, online=0)
    assert first_desk.post(url_of(made, "/soal/1"), data=TYPED).status_code == 303
    twice = first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    assert twice.status_code == 422
    assert "Sudah ada bundel dengan nama ini." in text_of(twice)
    assert len(db.session.scalars(select(Batch)).all()) == 1


def test_hostile_text_is_shown_as_text(official, keys, first_desk):
    question = make_question(options=("<script>alert(1)</script>", "Siang"), rule=Rule.SCHULZE)
    made = make_ended(official, keys, online=0, questions=(question,))
    typed = {
        "label": "<img src=x onerror=1>\x00\u202e",
        "channel": "desk",
        "lines": "1 <script>\n2 \x00a",
        "spoiled": "",
    }
    bad = first_desk.post(url_of(made, "/soal/1"), data=typed)
    assert bad.status_code == 422
    html = bad.get_data(as_text=True)
    assert "<img src=x" not in html
    assert "<script>alert" not in html
    assert "1 &lt;script&gt;" in html
    assert first_desk.post(url_of(made, "/soal/1"), data=typed | {"lines": "1 a"}).status_code == 303
    assert bundle_of().label == "<img src=x onerror=1>"
    for page in (url_of(made), bundle_url(made, "hapus"), bundle_url(made, "baca-ulang")):
        html = first_desk.get(page).get_data(as_text=True)
        assert "<img src=x" not in html
        assert "&lt;img src=x" in html


@pytest.mark.parametrize("rule", LINES)
def test_the_other_kinds_of_ballots_are_typed_in_lines(official, keys, first_desk, second_desk, rule):
    typed, again, expected = LINES[rule]
    money = rule in (Rule.GREEDY, Rule.EQUAL_SHARES)
    question = make_projects(rule=rule) if money else make_question(rule=rule)
    made = make_ended(official, keys, online=0, questions=(question,))
    page = text_of(first_desk.get(url_of(made, "/soal/1")))
    assert "Satu baris untuk tiap cara mengisi: jumlah surat, spasi, lalu huruf" in page
    assert "Contoh: 12 " in page
    form = {"label": "TPS 1", "channel": "desk", "lines": typed, "spoiled": "0"}
    bad = first_desk.post(url_of(made, "/soal/1"), data=form | {"lines": f"{typed}\n5 zz\nsatu"})
    wrong = len(typed.splitlines()) + 1
    assert bad.status_code == 422
    assert f"Baris {wrong}: “zz” tidak sesuai dengan surat suara ini." in text_of(bad)
    assert f"Baris {wrong + 1}: tulis jumlah surat" in text_of(bad)
    assert "5 zz" in bad.get_data(as_text=True)
    assert first_desk.post(url_of(made, "/soal/1"), data=form).status_code == 303
    assert (bundle_of().lines, bundle_of().channel) == (expected, Channel.DESK)
    second_desk.post(bundle_url(made, "cocokkan"), data={"lines": again, "spoiled": ""})
    assert bundle_of().state is BatchState.AGREED


def test_a_blank_paper_is_entered_where_the_ballot_offers_one(official, keys, first_desk):
    questions = (
        make_question(parameters={"blank": True}),
        make_question(rule=Rule.IRV, parameters={"blank": True}),
    )
    made = make_ended(official, keys, online=0, questions=questions)
    assert "Suara kosong" in text_of(first_desk.get(url_of(made, "/soal/1")))
    first_desk.post(url_of(made, "/soal/1"), data=TYPED | {"n_blank": "2"})
    assert bundle_of().lines == {"a": 3, "b": 1, "blank": 2}
    assert "“kosong”" in text_of(first_desk.get(url_of(made, "/soal/2")))
    typed = {"label": "TPS 2", "channel": "paper", "lines": "2 kosong", "spoiled": ""}
    first_desk.post(url_of(made, "/soal/2"), data=typed)
    assert bundle_of().lines == {"blank": 2}
    assert "2 kosong" in first_desk.get(bundle_url(made, "baca-ulang")).get_data(as_text=True)


def test_where_no_blank_is_offered_none_is_taken(official, keys, first_desk):
    made = make_ended(official, keys, online=0, questions=(make_question(rule=Rule.APPROVAL),))
    typed = {"label": "TPS 2", "channel": "paper", "lines": "2 kosong", "spoiled": ""}
    assert "“kosong” tidak sesuai" in text_of(first_desk.post(url_of(made, "/soal/1"), data=typed))


def test_a_bundle_is_removed_after_a_question(official, keys, first_desk, second_desk):
    made = make_ended(official, keys, online=0)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    url = bundle_url(made, "hapus")
    assert "Bundel TPS Balai RW 04 dengan 4 surat dihapus dari penghitungan." in text_of(second_desk.get(url))
    assert "Bundel dihapus." in text_of(second_desk.post(url, follow_redirects=True))
    assert bundle_of() is None
    assert second_desk.post(url).status_code == 404


def test_before_the_end_and_after_the_count_no_bundle_is_touched(official, keys, first_desk, second_desk):
    running = make_consultation(official, keys, "voting", box=PAPER)
    for tail in ("", "/soal/1"):
        page = first_desk.get(url_of(running, tail))
        assert "dihitung sesudah pemungutan suara berakhir" in text_of(page)
        assert 'name="n_a"' not in page.get_data(as_text=True)
    early = first_desk.post(url_of(running, "/soal/1"), data=TYPED)
    assert early.status_code == 409
    assert "sesudah pemungutan suara berakhir" in text_of(early)
    made = make_ended(official, keys)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    second_desk.post(bundle_url(made, "cocokkan"), data=COUNT)
    services.open_box(
        actor=as_actor(official), public_id=made.public_id, ceremony=WITNESSED, keys=keys, at=now()
    )
    assert "Kotak suara sudah dibuka. Bundel tidak dapat diubah lagi." in text_of(
        first_desk.get(url_of(made))
    )
    for act in ("cocokkan", "baca-ulang", "hapus"):
        assert second_desk.post(bundle_url(made, act), data=COUNT).status_code == 409
    assert first_desk.post(url_of(made, "/soal/1"), data=TYPED | {"label": "Lain"}).status_code == 409


def test_an_online_vote_has_no_papers(official, keys, first_desk):
    made = make_consultation(official, keys, "ended")
    assert "tidak memakai surat suara kertas" in text_of(first_desk.get(url_of(made)))
    assert first_desk.post(url_of(made, "/soal/1"), data=TYPED).status_code == 409
    draft = make_consultation(official, keys, "draft", box=PAPER)
    assert "Pemungutan suara belum dibuka." in text_of(first_desk.get(url_of(draft)))
    assert first_desk.get(url_of(draft, "/soal/1")).status_code == 404


def test_strangers_find_none_of_these_pages(official, keys, first_desk, house):
    made = make_ended(official, keys, online=0)
    first_desk.post(url_of(made, "/soal/1"), data=TYPED)
    other = make_ended(official, keys, online=0)
    pages = [
        url_of(made),
        url_of(made, "/soal/1"),
        *(bundle_url(made, act) for act in ("cocokkan", "baca-ulang", "hapus")),
    ]
    for stranger in (make_official(place=FAR_KELURAHAN), make_person()):
        client = house.test_client()
        sign_in(client, stranger)
        for page in pages:
            assert client.get(page).status_code == 404
            if page != pages[0]:
                assert client.post(page, data=COUNT).status_code == 404
    assert bundle_of().state is BatchState.ENTERED
    for tail in ("/soal/0", "/soal/2", "/aaaaaaaaaa/hapus"):
        assert first_desk.get(url_of(made, tail)).status_code == 404
    assert first_desk.get(url_of(other, f"/{bundle_of().public_id}/hapus")).status_code == 404

"""The ballot from choice to receipt, its refusals, and the result, over HTTP and without a script."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.ballot.models import Envelope
from sgforum.consultation import queries, services
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.permissions import Role
from tests.consultation.reading import NOT_A_SURVEY, address, text_of
from tests.factories.accounts import make_person, make_staff, sign_in
from tests.factories.consultation import make_consultation
from tests.factories.territory import CITY, OTHER_KELURAHAN

NOT_VERIFIED = "Hanya warga terverifikasi yang dapat memberi suara. Temui ketua RT atau loket kelurahan Anda."


def test_a_vote_from_choice_to_receipt_and_changed(official, keys, client):
    person = make_person()
    made = make_consultation(official, keys, "voting")
    sign_in(client, person)
    assert "Beri suara" in text_of(client.get(address(made)))
    ballot = client.get(address(made, "/suara"))
    assert ballot.headers["Cache-Control"] == "private, no-store"
    for words in (
        "Belum dikirim",
        "Kapan sampah sebaiknya diangkut?",
        "Pengelola server yang curang sebelum penutupan bisa melihat.",
    ):
        assert words in text_of(ballot)
    assert 'class="tabs"' not in ballot.get_data(as_text=True)
    check = client.post(address(made, "/suara"), data={"choice": "b", "langkah": "periksa"})
    assert check.status_code == 200
    assert "Anda memilih: Siang" in text_of(check)
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0
    sent = client.post(address(made, "/suara"), data={"choice": "b", "langkah": "kirim"})
    assert (sent.status_code, sent.headers["Location"]) == (303, address(made, "/suara/bukti"))
    receipt = client.get(address(made, "/suara/bukti"))
    assert receipt.headers["Cache-Control"] == "private, no-store"
    assert "Suara Anda tercatat" in text_of(receipt)
    assert "Ubah pilihan" in text_of(receipt)
    for word in ("Pagi", "Siang", "Malam"):
        assert word not in text_of(receipt)
    slip = _slip_of(receipt)
    assert client.post(address(made, "/suara"), data={"choice": "a", "langkah": "kirim"}).status_code == 303
    assert _slip_of(client.get(address(made, "/suara/bukti"))) != slip
    assert "Sudah dikirim" in text_of(client.get(address(made, "/suara")))
    assert "checked" not in client.get(address(made, "/suara")).get_data(as_text=True)
    assert "Ubah pilihan" in text_of(client.get(address(made)))


def _slip_of(response):
    return re.search(r"num\"><b>([^<]+)</b>", response.get_data(as_text=True))[1]


@pytest.mark.parametrize("tail", ["/suara", "/suara/bukti"])
def test_the_receipt_is_the_same_for_every_choice(official, keys, client, tail):
    made = make_consultation(official, keys, "voting")
    sizes = set()
    for choice in "abc":
        sign_in(client, make_person(name="Sama"))
        client.post(address(made, "/suara"), data={"choice": choice, "langkah": "kirim"})
        page = client.get(address(made, tail)).get_data(as_text=True)
        sizes.add(len(re.sub(r"csrf_token\" value=\"[^\"]*", "", page)))
    assert len(sizes) == 1


def test_a_receipt_without_a_vote_leads_to_the_ballot(official, keys, client):
    made = make_consultation(official, keys, "voting")
    sign_in(client, make_person())
    assert client.get(address(made, "/suara/bukti")).headers["Location"] == address(made, "/suara")


@pytest.mark.parametrize(
    "data", [{}, {"choice": "z"}, {"choice": "z", "langkah": "kirim"}, {"langkah": "kirim"}]
)
def test_no_or_a_wrong_choice_is_said_on_the_ballot(official, keys, client, data):
    person = make_person()
    made = make_consultation(official, keys, "voting")
    sign_in(client, person)
    response = client.post(address(made, "/suara"), data={"langkah": "periksa"} | data)
    assert response.status_code == 422
    assert re.search("Pilih salah satu|tidak sesuai dengan surat suara", text_of(response))
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_a_refused_vote_says_its_reason_on_the_page(official, keys, client):
    made, ended = make_consultation(official, keys, "voting"), make_consultation(official, keys, "ended")
    early = make_consultation(official, keys, "comment")
    late = make_person(verified_at=now())
    cases = [
        (make_person(home=OTHER_KELURAHAN), made, "wilayah lain"),
        (make_person(level=1), made, NOT_VERIFIED),
        (late, made, "setelah daftar pemilih ditetapkan"),
        (make_person(suspended_until=now() + timedelta(days=1)), made, "ditangguhkan"),
        (late, ended, "sudah ditutup"),
        (late, early, "belum dibuka"),
    ]
    for person, one, sentence in cases:
        sign_in(client, person)
        assert sentence in text_of(client.get(address(one, "/suara")))
        for choice, step in (("a", "kirim"), ("z", "kirim"), ("a", "periksa"), ("", "ubah")):
            response = client.post(address(one, "/suara"), data={"choice": choice, "langkah": step})
            assert response.status_code == 403
            assert sentence in text_of(response)


@pytest.mark.parametrize("sent", [["a", "a"], ["a", "b"], ["a", "a", "b"]])
def test_several_choices_on_a_single_ballot_are_refused_with_the_choices_kept(official, keys, client, sent):
    person = make_person()
    made = make_consultation(official, keys, "voting")
    sign_in(client, person)
    response = client.post(address(made, "/suara"), data={"choice": sent, "langkah": "kirim"})
    assert response.status_code == 422
    assert "Pilih satu jawaban saja." in text_of(response)
    page = response.get_data(as_text=True)
    assert all(f'value="{code}" checked' in page for code in sent)
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_no_role_sees_a_result_before_close(official, keys, client):
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "voting", votes={"a": people[:7], "c": people[7:]})
    viewers = [
        None,
        people[0],
        official,
        make_staff(Role.ADMIN, CITY),
        make_staff(Role.AUDITOR, CITY),
        make_staff(Role.MODERATOR, CITY),
    ]
    for viewer in viewers:
        browser = client.application.test_client()
        if viewer:
            sign_in(browser, viewer)
        for tail in ("", "/hasil", "/dokumen"):
            words = text_of(browser.get(address(made, tail)))
            assert "terpilih" not in words.lower()
            assert not re.search(r"\b(7|5) suara", words)
            assert "12 dari" not in words
        assert "Hasil diumumkan sesudah pemungutan suara berakhir" in text_of(
            browser.get(address(made, "/hasil"))
        )
        assert browser.get(address(made, "/hasil/amplop.csv")).status_code == 404


def test_the_result_after_close(official, keys, client):
    people = [make_person() for _ in range(12)]
    make_person()
    made = make_consultation(official, keys, "closed", votes={"a": people[:7], "c": people[7:]}, quorum=20)
    words = text_of(client.get(address(made, "/hasil")))
    for sentence in (
        "“Pagi” terpilih dengan 7 dari 12 suara sah.", "Kuorum tidak tercapai: diperlukan 20 pemilih.", "7 suara · 58,3%",
        "12 dari 13", "Belum diputuskan. Keputusan dijanjikan paling lambat", NOT_A_SURVEY,
    ):  # fmt: skip
        assert sentence in words
    listing = client.get(address(made, "/hasil/amplop.csv"))
    assert listing.headers["Content-Disposition"] == f'attachment; filename="amplop-{made.public_id}.csv"'
    assert len(listing.get_data(as_text=True).splitlines()) == 13


def test_the_slip_of_a_voter_is_in_the_list_after_close(official, keys, client):
    voter, people = make_person(), [make_person() for _ in range(11)]
    made = make_consultation(official, keys, "voting", votes={"a": people})
    sign_in(client, voter)
    client.post(address(made, "/suara"), data={"choice": "c", "langkah": "kirim"})
    slip = _slip_of(client.get(address(made, "/suara/bukti")))
    ends_at = queries.list_phases(made.id)[2].ends_at
    services.close_due(public_id=made.public_id, keys=keys, at=ends_at)
    assert slip in client.get(address(made, "/hasil/amplop.csv")).get_data(as_text=True)


def test_a_tie_and_an_empty_box_are_said(official, keys, client):
    people = [make_person() for _ in range(12)]
    tied = make_consultation(official, keys, "closed", votes={"a": people[:6], "c": people[6:]})
    empty = make_consultation(official, keys, "closed")
    assert "Seri: “Malam” dan “Pagi” mendapat suara terbanyak yang sama." in text_of(
        client.get(address(tied, "/hasil"))
    )
    assert "Tidak ada suara yang masuk." in text_of(client.get(address(empty, "/hasil")))


def test_below_ten_voters_only_the_choice_is_published(official, keys, client):
    people = [make_person() for _ in range(3)]
    made = make_consultation(official, keys, "closed", votes={"a": people[:2], "b": people[2:]})
    words = text_of(client.get(address(made, "/hasil")))
    assert "Pilihan terbanyak: “Pagi”." in words
    assert "Pemilihnya kurang dari 10 orang." in words
    assert "2 suara" not in words
    assert client.get(address(made, "/hasil/amplop.csv")).status_code == 404

"""The roll while voting runs: residents found by name, papers handed out, electors added late."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Channel, Elector, Envelope
from sgforum.consultation import queries, services
from sgforum.consultation.services import BoxDraft
from sgforum.core.audit import AuditEntry
from sgforum.core.clock import now
from sgforum.core.db import db
from sgforum.core.errors import Forbidden, InvalidInput, Refused
from tests.consultation.closings import EVERY_RULE, kinds_of, recounted, reload, voting_of
from tests.consultation.conftest import on_both
from tests.consultation.reading import address, text_of
from tests.factories.accounts import as_actor, make_official, make_person, sign_in
from tests.factories.consultation import do, make_consultation
from tests.factories.territory import FAR_KELURAHAN

PAPER = BoxDraft(ceremony=True, paper=True)
LATE = "Tempat tinggalnya baru diverifikasi hari ini."
NO_LONGER = "Surat suara diserahkan. Suara daring orang ini, bila ada, tidak berlaku lagi."


@pytest.fixture
def desk(official, client):
    sign_in(client, official)
    return client


def url_of(made, person=None):
    return f"/petugas/konsultasi/{made.public_id}/pemilih" + (f"/{person.public_id}" if person else "")


def channels_of(person):
    db.session.expire_all()
    return set(db.session.scalars(select(Elector.channel).where(Elector.person_id == person.id)))


# ------------------------------------------------------------------ services


@on_both
def test_a_late_elector_is_told_on_the_board_for_every_question(official, keys):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "voting", questions=EVERY_RULE[:3])
    late, version = make_person(), queries.find_consultation(made.public_id).version
    at = voting_of(made.public_id).starts_at + timedelta(days=1)
    add = {
        "actor": as_actor(official),
        "public_id": made.public_id,
        "person_id": late.public_id,
        "keys": keys,
        "at": at,
    }
    do(services.add_late_elector, reason=LATE, **add)
    assert kinds_of(made) == ["opened"] * 3 + ["elector_added"] * 3
    assert reload(made.public_id).version == version + 1
    assert [poll.electors for poll in ballots.list_polls(made.reference)] == [11] * 3
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "ballot.elector.add")).one()
    assert entry.reason == LATE
    with pytest.raises(InvalidInput, match="sudah tercantum"):
        do(services.add_late_elector, reason=LATE, **add)
    for person in [*people, late]:
        do(services.cast, actor=as_actor(person), public_id=made.public_id, choice="a", at=at)
    assert services.close_due(public_id=made.public_id, keys=keys, at=voting_of(made.public_id).ends_at)
    recounted(made, keys)


def test_nothing_of_a_late_elector_stays_if_the_board_cannot_be_written(official, keys, monkeypatch):
    made = make_consultation(official, keys, "voting", questions=EVERY_RULE[:2])
    late = make_person()
    told = iter([None])

    def fail(**_fields):
        next(told)  # the second line is one too many

    monkeypatch.setattr("sgforum.consultation.services.rolls.announce_elector", fail)
    with pytest.raises(StopIteration):
        do(
            services.add_late_elector, actor=as_actor(official), public_id=made.public_id, person_id=late.public_id,
            reason=LATE, keys=keys, at=now(),
        )  # fmt: skip
    db.session.expire_all()
    assert (
        db.session.scalar(select(func.count()).select_from(Elector).where(Elector.person_id == late.id)) == 0
    )
    assert [poll.added for poll in ballots.list_polls(made.reference)] == [0, 0]


@pytest.mark.parametrize(
    ("reason", "field"), [("pendek", "reason"), ("x" * 301, "reason"), ("NIK 6471012345678901 ya", "reason")]
)
def test_an_addition_needs_a_fit_reason(official, keys, reason, field):
    made = make_consultation(official, keys, "voting")
    with pytest.raises(InvalidInput) as caught:
        do(
            services.add_late_elector, actor=as_actor(official), public_id=made.public_id,
            person_id=make_person().public_id, reason=reason, keys=keys, at=now(),
        )  # fmt: skip
    assert list(caught.value.errors) == [field]


def test_who_may_not_keep_the_roll_changes_nothing(official, keys):
    person = make_person()
    made = make_consultation(official, keys, "voting", box=PAPER)
    late = make_person()
    for stranger in (make_official(place=FAR_KELURAHAN), person):
        fields = {"actor": as_actor(stranger), "public_id": made.public_id, "at": now()}
        with pytest.raises(Forbidden):
            do(services.hand_out_paper, person_id=person.public_id, channel=Channel.PAPER, **fields)
        with pytest.raises(Forbidden):
            do(services.take_back_paper, person_id=person.public_id, **fields)
        with pytest.raises(Forbidden):
            do(services.add_late_elector, person_id=late.public_id, reason=LATE, keys=keys, **fields)
    after = voting_of(made.public_id).ends_at
    with pytest.raises(Refused):
        do(
            services.hand_out_paper, actor=as_actor(official), public_id=made.public_id, person_id=person.public_id,
            channel=Channel.PAPER, at=after,
        )  # fmt: skip
    assert channels_of(person) == {None}


# ------------------------------------------------------------------ pages


def test_residents_are_found_by_name_and_nobody_learns_who_voted(desk, official, keys):
    voter, other = make_person(name="Siti Aminah"), make_person(name="Siti Zulaikha")
    make_person(name="Siti Jauh", home=FAR_KELURAHAN)
    make_person(name="Siti Baru", level=1)
    made = make_consultation(official, keys, "voting", box=PAPER, votes={"a": [voter]})
    late = make_person(name="Siti Terlambat")
    found = desk.get(f"{url_of(made)}?cari=+SITI+")
    shown = text_of(found)
    assert "Siti Jauh" not in shown
    assert "Siti Baru" not in shown
    assert "Siti Terlambat" in shown
    assert shown.count("Serahkan surat suara") == 2
    assert shown.count("Tambahkan ke daftar") == 1
    html = found.get_data(as_text=True)
    assert "no-store" in found.headers["Cache-Control"]

    def block(person):
        start = html.index(f"<h3>{person.name}")
        return html[start : html.index("</li>", start)].replace(person.public_id, "").replace(person.name, "")

    assert block(voter) == block(other)  # whoever voted here looks like whoever did not
    pages = [text_of(desk.get(url_of(made, one))).replace(one.name, "") for one in (voter, other)]
    assert pages[0] == pages[1]
    assert late.email not in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("si", "Tulis sedikitnya tiga huruf"), ("tidak ada", "Tidak ada warga terverifikasi dengan nama itu"),
        ("%25%25%25", "Tidak ada warga terverifikasi"), ("___", "Tidak ada warga terverifikasi"),
        ("a%00b%E2%80%AEc", "Tidak ada warga terverifikasi"), ("%3Cscript%3E", "Tidak ada warga terverifikasi"),
        ("x" * 500, "Tidak ada warga terverifikasi"),
    ],
)  # fmt: skip
def test_a_search_that_finds_nobody_says_why(desk, official, keys, typed, sentence):
    make_person()
    made = make_consultation(official, keys, "voting", box=PAPER)
    found = desk.get(f"{url_of(made)}?cari={typed}")
    assert found.status_code == 200
    assert sentence in text_of(found)
    assert "<script>" not in found.get_data(as_text=True)


def test_at_most_twenty_names_are_shown(desk, official, keys):
    for n in range(22):
        make_person(name=f"Nur Aini {n:02d}")
    made = make_consultation(official, keys, "voting", box=PAPER)
    shown = text_of(desk.get(f"{url_of(made)}?cari=nur"))
    assert shown.count("dalam daftar pemilih") == 20
    assert "Yang tampil hanya 20 nama pertama." in shown


@pytest.mark.parametrize("has_voted", [True, False])
def test_a_paper_is_handed_out_and_taken_back(desk, official, keys, has_voted):
    person = make_person()
    votes = {"a": [person]} if has_voted else None
    made = make_consultation(official, keys, "voting", box=PAPER, votes=votes)
    url = url_of(made, person)
    answer = desk.post(url, data={"langkah": "kertas"}, follow_redirects=True)
    assert NO_LONGER in text_of(answer)
    assert channels_of(person) == {Channel.PAPER}
    assert db.session.scalar(select(func.count()).select_from(Envelope)) == 0
    again = desk.post(url, data={"langkah": "kertas"})
    assert again.status_code == 409
    assert "sudah mengambil surat suara kertas" in text_of(again)
    assert "Batalkan penyerahan" in text_of(again)
    back = desk.post(url, data={"langkah": "batal"}, follow_redirects=True)
    assert "Penyerahan dibatalkan." in text_of(back)
    assert channels_of(person) == {None}
    assert desk.post(url, data={"langkah": "batal"}).status_code == 409
    assert desk.post(url, data={"langkah": "loket"}).status_code == 303
    assert channels_of(person) == {Channel.DESK}
    state = text_of(desk.get(url_of(made)))
    assert "Mengambil surat suara 1 di antaranya dibantu di loket 1" in state


def test_a_late_elector_is_added_with_a_reason(desk, official, keys, client, house):
    make_person()
    made = make_consultation(official, keys, "voting", box=PAPER)
    late = make_person(name="Halimah")
    url = url_of(made, late)
    bad = desk.post(url, data={"langkah": "tambah", "reason": "<b>pendek"})
    assert bad.status_code == 422
    assert "Tulis alasannya, 10 sampai 300 huruf." in text_of(bad)
    assert "&lt;b&gt;pendek</textarea>" in bad.get_data(as_text=True)
    good = {"langkah": "tambah", "reason": LATE}
    done = text_of(desk.post(url, data=good, follow_redirects=True))
    assert "Warga ini ditambahkan ke daftar pemilih." in done
    assert "Ditambahkan kemudian 1" in done
    assert "1 orang" in done
    assert f'href="{address(made, "/papan")}"' in desk.get(url_of(made)).get_data(as_text=True)
    twice = desk.post(url, data=good)
    assert twice.status_code == 422
    assert "sudah tercantum dalam daftar pemilih" in text_of(twice)
    public = text_of(house.test_client().get(address(made)))
    assert "Daftar pemilih 1, ditambahkan kemudian 1" in public
    lines = [json.loads(entry.line) for entry in ballots.list_entries(made.reference)]
    assert late.public_id not in json.dumps(lines)
    assert "Halimah" not in json.dumps(lines)


def test_without_late_electors_nothing_is_said_of_them(official, keys, client):
    make_person()
    made = make_consultation(official, keys, "voting")
    assert "ditambahkan kemudian" not in text_of(client.get(address(made)))


def test_an_online_vote_has_a_roll_but_hands_out_nothing(desk, official, keys):
    person = make_person(name="Nur Aini")
    made = make_consultation(official, keys, "voting")
    assert "Serahkan surat suara" not in text_of(desk.get(f"{url_of(made)}?cari=nur"))
    assert "tidak ada surat suara kertas" in text_of(desk.get(url_of(made, person)))
    refused = desk.post(url_of(made, person), data={"langkah": "kertas"})
    assert refused.status_code == 409
    assert channels_of(person) == {None}


def test_before_and_after_voting_the_roll_stands_still(desk, official, keys):
    person = make_person(name="Nur Aini")
    before = make_consultation(official, keys, "comment", box=PAPER)
    after = make_consultation(official, keys, "ended", box=PAPER)
    assert "ditetapkan saat pemungutan suara dibuka" in text_of(desk.get(url_of(before)))
    assert "tidak dapat diubah lagi" in text_of(desk.get(f"{url_of(after)}?cari=nur"))
    assert (
        "<form"
        not in desk.get(url_of(after)).get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    )
    assert desk.get(url_of(before, person)).status_code == 404
    refused = desk.post(url_of(after, person), data={"langkah": "kertas"})
    assert refused.status_code == 403
    assert channels_of(person) == {None}


def test_other_buttons_people_and_places_are_refused(desk, official, keys, house):
    person, far = make_person(), make_person(home=FAR_KELURAHAN)
    made = make_consultation(official, keys, "voting", box=PAPER)
    for step in ("", "hapus"):
        answer = desk.post(url_of(made, person), data={"langkah": step})
        assert answer.status_code == 422
        assert "Pilih salah satu tombol." in text_of(answer)
    assert desk.get(url_of(made, far)).status_code == 404
    assert desk.post(url_of(made, far), data={"langkah": "kertas"}).status_code in (404, 422)
    for stranger in (make_official(place=FAR_KELURAHAN), make_person()):
        other = house.test_client()
        sign_in(other, stranger)
        for url in (url_of(made), url_of(made, person)):
            assert other.get(url).status_code == 404
        assert other.post(url_of(made, person), data={"langkah": "kertas"}).status_code == 404
    assert channels_of(person) == {None}


def test_the_manage_page_leads_to_the_roll_while_voting_runs(desk, official, keys):
    make_person()
    running = make_consultation(official, keys, "voting", box=PAPER)
    over = make_consultation(official, keys, "ended", box=PAPER)
    page = desk.get(f"/petugas/konsultasi/{running.public_id}").get_data(as_text=True)
    assert f'href="{url_of(running)}"' in page
    assert "/kertas" not in page
    page = desk.get(f"/petugas/konsultasi/{over.public_id}").get_data(as_text=True)
    assert f'href="/petugas/konsultasi/{over.public_id}/kertas"' in page
    assert "/pemilih" not in page

"""What lets anyone check a box: the board, the bundle, the minutes; on the pages that everybody may read."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from sqlalchemy import text

from sgforum.ballot import queries as ballots
from sgforum.ballot.models import Rule, Secrecy
from sgforum.ballot.services import public_key_of_boards
from sgforum.ballot.verify.checks import examine_files
from sgforum.ballot.verify.contents import Bundle
from sgforum.consultation import services
from sgforum.consultation.services import BoxDraft
from sgforum.core.db import db
from sgforum.web import printing
from tests.consultation.closings import EVERY_RULE, close, vote_on_all, voting_of
from tests.consultation.reading import text_of
from tests.factories.accounts import as_actor, make_person
from tests.factories.consultation import make_consultation, make_projects

HOSTILE = "<script>alert(1)</script> =cmd"


def address(made, tail=""):
    return f"/konsultasi/{made.public_id}-{made.slug}{tail}"


@pytest.fixture
def counted(official, keys):
    """Every kind of ballot, counted."""
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "voting", questions=EVERY_RULE, title=f"Uji {HOSTILE}")
    vote_on_all(people, made.public_id)
    assert close(made.public_id, keys)
    return made


def test_before_the_box_is_open_there_is_neither_board_nor_minutes_nor_bundle(official, keys, client):
    for stage in ("draft", "comment"):
        made = make_consultation(official, keys, stage)
        for tail in (
            "/papan",
            "/papan.jsonl",
            "/berita-acara",
            "/berita-acara.pdf",
            "/hasil/hitung-ulang.zip",
        ):
            assert client.get(address(made, tail)).status_code == 404


def test_while_people_vote_the_board_stands_and_the_rest_does_not(official, keys, client):
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "voting", votes={"a": people})
    assert "dibuka dengan 12 pemilih" in text_of(client.get(address(made, "/papan")))
    for tail in ("/berita-acara", "/berita-acara.pdf", "/hasil/hitung-ulang.zip"):
        assert client.get(address(made, tail)).status_code == 404
    assert "hitung-ulang" not in client.get(address(made, "/hasil")).get_data(as_text=True)


def test_the_bundle_that_the_page_offers_is_recounted(counted, keys, client):
    page = client.get(address(counted, "/hasil")).get_data(as_text=True)
    for tail in ("/hasil/hitung-ulang.zip", "/papan", "/berita-acara"):
        assert address(counted, tail) in page
    answer = client.get(address(counted, "/hasil/hitung-ulang.zip"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    report = examine_files(Bundle(files), key=public_key_of_boards(keys))
    assert [one.differences for one in report.findings if not one.holds] == []
    assert client.get(address(counted, "/hasil/hitung-ulang.zip")).data == answer.data
    board = client.get(address(counted, "/papan.jsonl")).data
    assert board == files["papan.jsonl"]


def test_a_result_that_was_changed_in_the_database_is_found(counted, keys, client):
    (first, *_rest) = ballots.list_polls(counted.reference)
    changed = {**first.tally, "outcome": {**first.tally["outcome"], "scores": {"a": 11, "b": 1, "c": 0}}}
    first.tally = changed
    db.session.commit()
    answer = client.get(address(counted, "/hasil/hitung-ulang.zip"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    report = examine_files(Bundle(files), key=public_key_of_boards(keys))
    assert [one.number for one in report.findings if not one.holds]


def test_the_board_tells_each_step_in_words(counted, keys, client):
    page = client.get(address(counted, "/papan"))
    said = text_of(page)
    for sentence in (
        "Soal 1: Pemungutan suara dibuka dengan 12 pemilih dalam daftar.",
        "Soal 7: Kotak dibuka. Suara lewat aplikasi 12, kertas 0, loket 0, rusak 0.",
        "Undian hasil seri: sidik jari aturannya.", "Hasil diumumkan", public_key_of_boards(keys),
        ballots.board_head(counted.reference).digest,
    ):  # fmt: skip
        assert sentence in said


def test_the_minutes_say_what_came_out_and_hold_the_boards_head(counted, keys, client):
    said = text_of(client.get(address(counted, "/berita-acara")))
    head = next(line for line in reversed(ballots.list_entries(counted.reference)) if line.kind == "result")
    for words in (
        head.digest,
        public_key_of_boards(keys),
        "Daftar pemilih",
        "aplikasi, sesudah waktunya habis",
        "“Pagi” terpilih",
    ):
        assert words in said
    assert said.count("Jumlah suara di kotak") == len(EVERY_RULE)
    assert "<script>alert" not in client.get(address(counted, "/berita-acara")).get_data(as_text=True)


@pytest.mark.parametrize("language", ["", "/en"])
def test_the_minutes_as_pdf_stand_alone(counted, client, language):
    if printing.weasyprint is None:
        assert client.get(language + address(counted, "/berita-acara.pdf")).status_code == 503
        return
    answer = client.get(language + address(counted, "/berita-acara.pdf"))
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert "berita-acara" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("is_there", [True, False])
def test_a_pdf_is_offered_only_where_it_can_be_made(counted, client, monkeypatch, is_there):
    monkeypatch.setattr(printing, "weasyprint", object() if is_there else None)
    page = client.get(address(counted, "/berita-acara")).get_data(as_text=True)
    assert ("berita-acara.pdf" in page) is is_there


def test_the_minutes_name_witnesses_and_dice(official, keys, client):
    people = [make_person() for _ in range(10)]
    made = make_consultation(official, keys, "ended", box=BoxDraft(ceremony=True), votes={"a": people})
    typed = services.CeremonyDraft(dice="4 2 6", witnesses=["Siti Aminah", HOSTILE])
    services.open_box(
        actor=as_actor(official), public_id=made.public_id, ceremony=typed, keys=keys,
        at=voting_of(made.public_id).ends_at,
    )  # fmt: skip
    page = client.get(address(made, "/berita-acara"))
    for words in ("Siti Aminah", "4 2 6", official.name, "lemparan dadu 426 di depan 2 saksi"):
        assert words in text_of(page) + text_of(client.get(address(made, "/papan")))
    assert "<script>alert" not in page.get_data(as_text=True)


def test_below_ten_voters_no_page_and_no_file_has_a_number(official, keys, client):
    people = [make_person() for _ in range(9)]
    made = make_consultation(
        official, keys, "voting", questions=(EVERY_RULE[0], make_projects(rule=Rule.EQUAL_SHARES))
    )
    vote_on_all(people, made.public_id, ("a", "a,b"))
    assert close(made.public_id, keys)
    minutes = text_of(client.get(address(made, "/berita-acara")))
    assert minutes.count("kurang dari 10") == 2
    for tail in ("/berita-acara", "/papan", "/hasil"):
        assert not re.search(r"\b9 (suara|dukungan|warga|dari)", text_of(client.get(address(made, tail))))
    with zipfile.ZipFile(io.BytesIO(client.get(address(made, "/hasil/hitung-ulang.zip")).data)) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.endswith(("suara.csv", "statistik.json", "amplop.csv"))]


def test_a_box_closed_before_there_were_boards_has_minutes_without_a_head(official, keys, client):
    people = [make_person() for _ in range(12)]
    made = make_consultation(official, keys, "closed", votes={"a": people})
    trigger = "DROP TRIGGER ballot_board_entry_delete"
    db.session.execute(text(trigger))
    db.session.execute(text("DELETE FROM ballot_board_entry"))
    db.session.commit()
    assert "sebelum papan ada" in text_of(client.get(address(made, "/berita-acara")))
    assert client.get(address(made, "/hasil/hitung-ulang.zip")).status_code == 404
    assert "hitung-ulang" not in client.get(address(made, "/hasil")).get_data(as_text=True)


def test_an_open_vote_is_told_by_name_and_a_secret_one_never(official, keys, client):
    people = [make_person(name=f"Warga {HOSTILE} {n:03}") for n in range(120)]
    made = make_consultation(
        official, keys, "voting", questions=EVERY_RULE[:4], box=BoxDraft(secrecy=Secrecy.OPEN)
    )
    assert client.get(address(made, "/hasil/daftar-suara")).status_code == 404  # while people vote
    vote_on_all(people, made.public_id, ("a", "a,b", "a:5,b:3", "a>b>c"))
    vote_on_all(people[:1], made.public_id, ("b",))
    assert close(made.public_id, keys)
    assert address(made, "/hasil/daftar-suara") in client.get(address(made, "/hasil")).get_data(as_text=True)
    first = client.get(address(made, "/hasil/daftar-suara"))
    assert "<script>alert" not in first.get_data(as_text=True)
    said = " ".join(text_of(first).split())
    assert "000 Siang diubah 1 kali" in said
    assert "001 Pagi" in said
    assert said.count("Pagi") == 99
    last = client.get(address(made, "/hasil/daftar-suara?mulai=101"))
    assert text_of(last).count("Pagi") == 20
    for number, words in ((2, "Pagi, Siang"), (3, "Pagi: 5, Siang: 3"), (4, "1. Pagi · 2. Siang · 3. Malam")):
        assert words in text_of(client.get(address(made, f"/hasil/daftar-suara?soal={number}")))
    for query in ("?soal=9", "?soal=0"):
        assert client.get(address(made, f"/hasil/daftar-suara{query}")).status_code == 404
    secret = make_consultation(official, keys, "closed", votes={"a": people[:12]})
    assert client.get(address(secret, "/hasil/daftar-suara")).status_code == 404
    assert "daftar-suara" not in client.get(address(secret, "/hasil")).get_data(as_text=True)

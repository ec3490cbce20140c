"""What a ballot's pages must never tell: to others, to the line, to the next one at the same browser."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from sgforum.ballot.models import Elector, Envelope, Paper, Receipt, Rule, Secrecy, Vote
from sgforum.consultation import jobs
from sgforum.consultation.services import BoxDraft
from sgforum.core.clock import now
from sgforum.core.db import db
from tests.consultation.conftest import on_both
from tests.consultation.reading import FILLED, address, marked, text_of
from tests.factories.accounts import make_person, sign_in
from tests.factories.consultation import make_consultation
from tests.factories.kinds import QUESTIONS


@pytest.mark.parametrize("rule", QUESTIONS)
def test_after_sending_every_page_is_the_same_for_every_choice(asked, official, keys, client, rule):
    people = [make_person(name="Sama") for _ in range(2)]
    made = asked(QUESTIONS[rule])
    little = (
        {"score-c": "1"}
        if rule is Rule.SCORE
        else {"rank": "a"}
        if "rank" in FILLED[rule][0]
        else {"choice": "a"}
    )
    lengths = []
    for person, data in zip(people, (FILLED[rule][0], little), strict=True):
        sign_in(client, person)
        sent = client.post(address(made, "/suara"), data=data | {"langkah": "kirim"})
        pages = [
            sent,
            client.get(address(made, "/suara/bukti")),
            client.get(address(made, "/suara")),
            client.get(address(made)),
        ]
        lengths.append(
            [len(re.sub(r'csrf_token" value="[^"]*', "", one.get_data(as_text=True))) for one in pages]
        )
        cookie = client.get_cookie("sgforum").value
        lengths[-1].append(len(cookie.split(".")[0]))
        assert all("no-store" in one.headers["Cache-Control"] for one in pages)
        assert not marked(pages[2])
    assert lengths[0] == lengths[1]
    assert len({len(content) for content in db.session.scalars(select(Envelope.content))}) == 1


@pytest.mark.parametrize("rule", QUESTIONS)
def test_a_ballot_is_kept_by_nobody_on_the_way(asked, client, rule, caplog):
    made = asked(QUESTIONS[rule])
    for step in ("ubah", "periksa", "kirim"):
        response = client.post(address(made, "/suara"), data=FILLED[rule][0] | {"langkah": step})
        assert response.headers["Cache-Control"] == "private, no-store"
        if step != "kirim":
            form = re.search(r'<form class="booth[^>]*>', response.get_data(as_text=True))[0]
            assert 'autocomplete="off"' in form
            assert 'method="post"' in form
    assert response.headers["Location"] == address(made, "/suara/bukti")
    assert FILLED[rule][1] not in caplog.text


def test_a_query_or_a_strange_address_is_never_compressed_beside_the_ballot(asked, client):
    made = asked(QUESTIONS[Rule.SCORE])
    zipped = {"Accept-Encoding": "gzip"}
    own = client.get(address(made, "/suara"), headers=zipped)
    assert own.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in own.headers["Vary"]
    for strange in (address(made, "/suara?a=b"), f"/konsultasi/{made.public_id}-lain/suara"):
        assert "Content-Encoding" not in client.get(strange, headers=zipped).headers
    sent = client.post(
        address(made, "/suara"), data={"langkah": "ubah"} | FILLED[Rule.SCORE][0], headers=zipped
    )
    assert "Content-Encoding" not in sent.headers


def test_a_content_receipt_is_shown_once(asked, client):
    made = asked(QUESTIONS[Rule.PLURALITY], box=BoxDraft(receipt=Receipt.CONTENT))
    assert "Siapa pun yang melihat kode itu dapat membaca pilihan Anda." in text_of(
        client.get(address(made, "/suara"))
    )
    client.post(address(made, "/suara"), data={"choice": "a", "langkah": "kirim"})
    first = text_of(client.get(address(made, "/suara/bukti")))
    assert re.search(r"Kode suara Anda \d{4} \d{4} \d{4} Catat atau foto kode ini sekarang", first)
    again = text_of(client.get(address(made, "/suara/bukti")))
    assert "Kode Anda sudah ditampilkan satu kali." in again
    assert not re.search(r"\d{4} \d{4} \d{4}", again)


def test_without_receipts_none_is_promised(asked, client):
    made = asked(QUESTIONS[Rule.PLURALITY], box=BoxDraft(receipt=Receipt.NONE))
    assert "Anda tidak mendapat nomor bukti." in text_of(client.get(address(made, "/suara")))
    client.post(address(made, "/suara"), data={"choice": "a", "langkah": "kirim"})
    words = text_of(client.get(address(made, "/suara/bukti")))
    assert "Pemungutan suara ini tidak memberi nomor bukti." in words
    assert not re.search(r"\d{4} \d{4} \d{4}", words)


def test_an_open_vote_says_that_names_are_published(asked, client):
    made = asked(QUESTIONS[Rule.PLURALITY], box=BoxDraft(secrecy=Secrecy.OPEN))
    words = text_of(client.get(address(made, "/suara")))
    assert "Pemungutan suara ini terbuka. Nama Anda dan pilihan Anda diumumkan." in words
    assert "rahasia" not in words
    client.post(address(made, "/suara"), data={"choice": "c", "langkah": "kirim"})
    assert db.session.scalars(select(Vote.choice)).all() == ["c"]
    receipt = text_of(client.get(address(made, "/suara/bukti")))
    assert "Suara Anda tercatat" in receipt
    assert "bukti" not in receipt


def test_the_receipt_can_be_saved_and_says_nothing_of_the_choice(asked, client):
    made = asked(QUESTIONS[Rule.PLURALITY], QUESTIONS[Rule.IRV])
    assert client.get(address(made, "/suara/bukti.txt")).status_code == 404
    client.post(address(made, "/suara/1"), data={"choice": "b", "langkah": "kirim"})
    slip = re.search(r"\d{4} \d{4} \d{4}", text_of(client.get(address(made, "/suara/bukti"))))[0]
    saved = client.get(address(made, "/suara/bukti.txt"))
    text = saved.get_data(as_text=True)
    assert f"1. {QUESTIONS[Rule.PLURALITY].text}\r\n   {slip}\r\n" in text
    assert "Siang" not in text
    assert QUESTIONS[Rule.IRV].text not in text
    assert saved.headers["Cache-Control"] == "private, no-store"
    assert saved.headers["Content-Disposition"].startswith("attachment;")


@on_both
def test_what_could_join_roll_and_box_is_nowhere_else(official, keys, client, config, caplog):
    """Logs, mails, jobs, cache, limits, sessions, exports: neither the roll's ids nor an envelope or paper is in them."""
    caplog.set_level("DEBUG")
    people = [make_person() for _ in range(24)]
    made = make_consultation(official, keys, "voting", questions=(QUESTIONS[Rule.APPROVAL],))
    for n, person in enumerate(people):
        sign_in(client, person)
        for choice in (["a"], ["b", "c"][: 1 + n % 2]):
            data = {"choice": choice, "langkah": "kirim"}
            assert client.post(address(made, "/suara"), data=data).status_code == 303
        assert client.get("/akun/data.json").status_code == 200
    needles = {bytes(content)[:40] for content in db.session.scalars(select(Envelope.content))}
    needles |= {elector.encode() for elector in db.session.scalars(select(Elector.elector_id))}
    db.session.rollback()
    jobs.tick(config, now() + timedelta(days=30))
    needles |= {bytes(paper) for paper in db.session.scalars(select(Paper.id))}
    needles |= {needle.hex().encode() for needle in needles if len(needle) == 16}
    assert len(needles) == 24 * 4
    for tail in ("/hasil", "/papan.jsonl", "/hasil/amplop.csv", "/hasil/hitung-ulang.zip"):
        assert not _found(client.get(address(made, tail)).data, needles), tail
    assert not _found(caplog.text.encode(), needles)
    for path in config.instance.rglob("*"):
        if path.is_file() and not path.name.startswith("sgforum.db"):
            assert not _found(path.read_bytes(), needles), path
    own = {Elector.__tablename__, Envelope.__tablename__, Paper.__tablename__}
    for table in db.metadata.sorted_tables:
        if table.name not in own:
            rows = repr(db.session.execute(select(table)).all()).encode()
            assert not _found(rows, needles), table.name


def _found(content: bytes, needles: set[bytes]) -> list[bytes]:
    return [needle for needle in needles if needle in content or repr(needle).encode() in content]

"""The result page of each kind of ballot: one sentence, why it won, the numbers, and the way to check them."""

from __future__ import annotations

import itertools
import re

import pytest

from sgforum.ballot.models import Receipt, Rule, Secrecy
from sgforum.consultation.services import BoxDraft
from tests.consultation.reading import address, text_of
from tests.factories.accounts import make_person
from tests.factories.consultation import make_consultation, make_question
from tests.factories.kinds import BALLOTS, QUESTIONS, cast_by

TOLD = {
    Rule.PLURALITY: (
        "“Pagi” terpilih dengan 7 dari 12 suara sah.",
        "“Pagi” menang karena mendapat yang terbanyak: 7. Terbanyak berikutnya “Siang”: 3.", "7 suara · 58,3%",
    ),
    Rule.APPROVAL: (
        "“Minggu pagi” terpilih: disetujui 11 dari 12 suara sah.", "Terbanyak berikutnya “Sabtu pagi”: 5.", "11 suara · 91,7%"
    ),
    Rule.SCORE: (
        "“Satu sisi jalan saja” terpilih dengan jumlah nilai 42.", "Berikutnya “Lahan kosong di RT 02”: 38.",
        "nilai 42 · rata-rata 4,20", "Dinilai 10 warga, rata-rata 4,20 dari 5.", "Lihat sebagai tabel",
    ),
    Rule.SCHULZE: (
        "“Parit” terpilih menurut urutan pada 12 suara.", "Paling tipis atas “Lampu jalan”: 7 banding 5.",
        "lawan Lampu jalan 7 banding 5", "“Lampu jalan” menang atas “Taman bermain”: 10 banding 2.",
    ),
    Rule.IRV: (
        "“Taman Bahari” terpilih menurut urutan pada 12 suara.",
        "menang karena pada putaran 2 mendapat 7 dari 12 suara yang masih dihitung, lebih dari separuh.",
        "“Taman Delima” keluar dengan 3 suara.",
    ),
    Rule.GREEDY: (
        "4 dari 5 usulan terpilih, dengan biaya Rp236 juta dari pagu Rp250 juta.",
        "“Pengerukan drainase Jalan Melati” terpilih karena dukungannya terbanyak dan biayanya Rp46 juta muat dalam Rp250 juta.",
        "Biayanya Rp148 juta tidak muat lagi dalam sisa Rp14 juta.", "Sisa anggaran: Rp14 juta.",
    ),
    Rule.EQUAL_SHARES: (
        "4 dari 5 usulan terpilih, dengan biaya Rp236 juta dari pagu Rp250 juta.",
        "terpilih karena 9 warga × Rp5,11 juta cukup untuk biayanya Rp46 juta.",
        "Sisa bagian para pendukungnya tidak cukup untuk biayanya Rp148 juta.",
    ),
}  # fmt: skip


@pytest.fixture
def people(city):
    return [make_person() for _ in range(12)]


@pytest.mark.parametrize("rule", QUESTIONS)
def test_each_kind_says_what_won_and_why(official, keys, client, people, rule):
    made = make_consultation(
        official, keys, "closed", questions=[QUESTIONS[rule]], votes=cast_by(people, [BALLOTS[rule]])
    )
    words = text_of(client.get(address(made, "/hasil")))
    for sentence in TOLD[rule]:
        assert sentence in words
    assert "12 dari 12" in words
    assert "Pemilih dalam daftar 12 Suara lewat aplikasi 12 Jumlah suara di kotak 12" in words
    assert client.get(f"/en{address(made, '/hasil')}").status_code == 200


def test_one_vote_is_told_as_one(official, keys, client, people):
    made = make_consultation(
        official,
        keys,
        "closed",
        questions=[QUESTIONS[Rule.PLURALITY]],
        votes=cast_by(people, [{"a": 11, "b": 1}]),
    )
    words = text_of(client.get(f"/en{address(made, '/hasil')}"))
    assert "11 votes · 91.7%" in words
    assert "1 vote · 8.3%" in words


@pytest.mark.parametrize("rule", QUESTIONS)
def test_below_ten_only_what_won_is_said_for_each_kind(official, keys, client, people, rule):
    few = dict.fromkeys(list(BALLOTS[rule])[:2], 2)
    made = make_consultation(
        official, keys, "closed", questions=[QUESTIONS[rule]], votes=cast_by(people, [few])
    )
    page = client.get(address(made, "/hasil"))
    words = text_of(page)
    assert "Angkanya tidak diumumkan agar pilihan orang tidak terbaca." in words
    assert "<progress" not in page.get_data(as_text=True)
    assert not re.search(
        r"\b[24] (suara|dukungan|warga|dari)|banding|karena", words.partition("Keputusan")[0]
    )


def test_each_of_several_questions_has_its_count_and_its_slips(official, keys, client, people):
    rules = (Rule.PLURALITY, Rule.SCHULZE, Rule.GREEDY)
    votes = cast_by(people, [BALLOTS[rule] for rule in rules])
    made = make_consultation(
        official, keys, "closed", questions=[QUESTIONS[rule] for rule in rules], votes=votes
    )
    page = client.get(address(made, "/hasil"))
    for rule in rules:
        assert TOLD[rule][0] in text_of(page)
        assert TOLD[rule][1] in text_of(page)
    links = re.findall(r'href="([^"]+amplop\.csv[^"]*)"', page.get_data(as_text=True))
    assert len(links) == 3
    files = [client.get(link).get_data(as_text=True).splitlines() for link in links]
    assert [len(lines) for lines in files] == [13, 13, 13]
    assert len(set(itertools.chain(*(lines[1:] for lines in files)))) == 36


def test_of_many_options_one_question_at_a_time_is_drawn(official, keys, client, people):
    questions = [
        make_question(f"Soal {n}?", [f"Usul {n}.{i}" for i in range(1, 41)], rule=Rule.APPROVAL)
        for n in (1, 2)
    ]
    votes = cast_by(people, [{"a": 12}, {"b,c": 7, "d": 5}])
    made = make_consultation(official, keys, "closed", questions=questions, votes=votes)
    first, second = (client.get(address(made, f"/hasil{tail}")) for tail in ("", "?soal=2"))
    for page in (first, second):
        assert "“Usul 1.1” terpilih" in text_of(page)
        assert "Seri: “Usul 2.2” dan “Usul 2.3”" in text_of(page)
    assert "Usul 1.40" in text_of(first)
    assert "Usul 2.40" not in text_of(first)
    assert "Usul 2.40" in text_of(second)
    assert "Usul 1.40" not in text_of(second)
    assert 'hasil?soal=2#soal-2"' in first.get_data(as_text=True)


@pytest.mark.parametrize("soal", ["0", "9", "x", "1' OR 1=1"])
def test_a_question_that_is_not_asked_is_no_error_of_the_page(official, keys, client, soal):
    made = make_consultation(official, keys, "closed")
    assert client.get(address(made, "/hasil"), query_string={"soal": soal}).status_code == 200
    assert client.get(address(made, "/hasil/amplop.csv"), query_string={"soal": soal}).status_code == 404


def test_the_quorum_stands_as_a_line_under_the_turnout(official, keys, client, people):
    made = make_consultation(
        official, keys, "closed", questions=[make_question(quorum=9)], votes=cast_by(people, [{"a": 12}])
    )
    page = client.get(address(made, "/hasil"))
    assert "Kuorum tercapai: diperlukan 9 pemilih." in text_of(page)
    assert 'aria-label="kuorum 9"' in page.get_data(as_text=True)


def test_an_open_vote_shows_its_numbers_however_few_and_has_no_envelopes(official, keys, client, people):
    box = BoxDraft(secrecy=Secrecy.OPEN)
    made = make_consultation(official, keys, "closed", votes=cast_by(people, [{"a": 2, "b": 1}]), box=box)
    page = client.get(address(made, "/hasil"))
    assert "“Pagi” terpilih dengan 2 dari 3 suara sah." in text_of(page)
    assert "dikocok" not in text_of(page)
    assert "amplop" not in page.get_data(as_text=True)


@pytest.mark.parametrize("receipt", [Receipt.NONE, Receipt.CONTENT])
def test_without_slips_there_is_no_list_of_them(official, keys, client, people, receipt):
    box = BoxDraft(receipt=receipt)
    made = make_consultation(official, keys, "closed", votes=cast_by(people, [{"a": 7, "b": 5}]), box=box)
    assert "amplop.csv" not in client.get(address(made, "/hasil")).get_data(as_text=True)
    assert client.get(address(made, "/hasil/amplop.csv")).status_code == 404

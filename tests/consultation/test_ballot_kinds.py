"""The ballot of each kind, over HTTP and without a script: choice, check, receipt, and what bad input gets."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from sgforum.ballot.models import Paper, Rule
from sgforum.consultation import queries, services
from sgforum.core.db import db
from tests.consultation.reading import FILLED, address, count_envelopes, marked, text_of
from tests.factories.accounts import make_person, sign_in
from tests.factories.consultation import make_question
from tests.factories.kinds import QUESTIONS

HIDDEN = re.compile(r'<input type="hidden" name="(choice|rank|score-[a-z])" value="([^"]*)">')


@pytest.mark.parametrize("rule", QUESTIONS)
def test_each_kind_goes_from_choice_to_check_to_receipt(asked, client, keys, rule):
    made = asked(QUESTIONS[rule])
    data, ballot, words = FILLED[rule]
    page = client.get(address(made, "/suara"))
    assert QUESTIONS[rule].text in text_of(page)
    assert all(option.text in text_of(page) for option in QUESTIONS[rule].options)
    check = client.post(address(made, "/suara"), data=data | {"langkah": "periksa"})
    assert check.status_code == 200
    assert words in text_of(check)
    assert "Belum dikirim" in text_of(check)
    assert count_envelopes() == 0
    carried = HIDDEN.findall(check.get_data(as_text=True))
    sent = {name: [value for other, value in carried if other == name] for name, _ in carried}
    back = client.post(address(made, "/suara"), data=sent | {"langkah": "ubah"})
    assert sorted(marked(back)) == sorted(value for _, value in carried)
    done = client.post(address(made, "/suara"), data=sent | {"langkah": "kirim"})
    assert (done.status_code, done.headers["Location"]) == (303, address(made, "/suara/bukti"))
    assert "Suara Anda tercatat" in text_of(client.get(address(made, "/suara/bukti")))
    services.close_due(public_id=made.public_id, keys=keys, at=queries.list_phases(made.id)[2].ends_at)
    assert db.session.scalars(select(Paper.choice)).all() == [ballot]


MOST_SCORES = {"score-a": "5", "score-b": "3"}


@pytest.mark.parametrize(
    "case",
    [
        (Rule.PLURALITY, {"choice": ["a", "b"]}, "Pilih satu jawaban saja.", ["a", "b"]),
        (Rule.APPROVAL, {"choice": ["a", "b", "c", "d"]}, "Paling banyak 3.", ["a", "b", "c", "d"]),
        (Rule.APPROVAL, {"choice": ["a", "c", "a"]}, "Satu pilihan tercantum dua kali.", ["a", "c"]),
        (Rule.APPROVAL, {"choice": ["d", "zz"]}, "Pilih salah satu pilihan yang tersedia.", ["d"]),
        (Rule.APPROVAL, {}, "Anda belum memilih.", []),
        (Rule.SCORE, MOST_SCORES | {"score-c": "6"}, "Pilih salah satu nilai yang tersedia.", ["5", "3"]),
        (Rule.SCORE, MOST_SCORES | {"score-z": "1"}, "Pilih salah satu pilihan yang tersedia.", ["5", "3"]),
        (Rule.SCORE, MOST_SCORES | {"score-c": ["1", "2"]}, "Pilih satu jawaban saja.", ["5", "3", "1"]),
        (Rule.SCORE, {"score-a": ""}, "Anda belum memilih.", []),
        (Rule.SCHULZE, {"rank": ["a", "b", "c", "d"]}, "Paling banyak 3.", ["a", "b", "c", "d"]),
        (Rule.SCHULZE, {"rank": ["b", "a", "b"]}, "Satu pilihan tercantum dua kali.", ["b", "a"]),
        (Rule.SCHULZE, {"rank": ["b>a"]}, "Pilih salah satu pilihan yang tersedia.", []),
        (Rule.IRV, {}, "Anda belum memilih.", []),
        (Rule.GREEDY, {"choice": ["d", "c", "a"]}, "melebihi anggaran", ["a", "c", "d"]),
        (Rule.EQUAL_SHARES, {"choice": ["a", "a"]}, "Satu pilihan tercantum dua kali.", ["a"]),
        (Rule.EQUAL_SHARES, {"choice": ["b:5"]}, "Pilih salah satu pilihan yang tersedia.", []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", ["periksa", "kirim"])
def test_bad_input_is_refused_with_a_sentence_and_the_choices_kept(asked, client, case, step):
    rule, data, sentence, kept = case
    made = asked(QUESTIONS[rule])
    response = client.post(address(made, "/suara"), data=data | {"langkah": step})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert 'href="#' in response.get_data(as_text=True)
    found = marked(response)
    assert found == kept if rule is Rule.SCHULZE else sorted(found) == sorted(kept)
    assert count_envelopes() == 0


def test_the_ranking_is_made_with_buttons_that_keep_what_was_ranked(asked, client):
    made = asked(QUESTIONS[Rule.SCHULZE])

    def press(ranked, move):
        return client.post(address(made, "/suara"), data={"rank": ranked, "gerak": move})

    steps = [
        ([], "add:c", ["c"], "up:c"), (["c"], "add:a", ["c", "a"], "up:a"), (["c", "a"], "up:a", ["a", "c"], "down:a"),
        (["a", "c"], "down:a", ["c", "a"], "up:a"), (["c", "a"], "drop:c", ["a"], "add:c"),
    ]  # fmt: skip
    for ranked, move, after, focus in steps:
        response = press(ranked, move)
        assert response.status_code == 200
        assert marked(response) == after
        page = response.get_data(as_text=True)
        focused = re.findall(r'name="gerak" value="([^"]+)"[^>]* autofocus', page)
        assert focused in ([focus], ["drop:c"])  # alone in its ranking, an option can only be dropped
    assert count_envelopes() == 0


@pytest.mark.parametrize(
    ("unranked", "words"), [("last", "(di bawah semua yang diurutkan)"), ("ignore", "(tidak ikut diadu)")]
)
def test_the_ballot_says_what_becomes_of_options_without_a_rank(asked, client, unranked, words):
    made = asked(make_question(rule=Rule.SCHULZE, parameters={"unranked": unranked}))
    assert f"Tidak diurutkan {words}" in " ".join(text_of(client.get(address(made, "/suara"))).split())


def test_a_full_ranking_takes_no_further_option_and_says_why(asked, client):
    made = asked(QUESTIONS[Rule.SCHULZE])
    response = client.post(address(made, "/suara"), data={"rank": ["a", "b", "c"], "gerak": "add:d"})
    assert response.status_code == 422
    assert "Sudah 3 pilihan yang Anda urutkan. Keluarkan satu dulu." in text_of(response)
    assert marked(response) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("chosen", "words"), [(["a", "c"], "Rp109 juta tersisa"), (["c", "d", "b"], "Rp55 juta kelebihan")]
)
def test_what_is_left_is_worked_out_without_a_script(asked, client, chosen, words):
    made = asked(QUESTIONS[Rule.GREEDY])
    response = client.post(address(made, "/suara"), data={"choice": chosen, "langkah": "hitung"})
    assert response.status_code == 200
    assert words in text_of(response)
    assert sorted(marked(response)) == sorted(chosen)
    page = response.get_data(as_text=True)
    shown = len(re.findall(r"data-nofit>", page))
    assert shown == sum(
        1 for code, cost in zip("abcde", (46, 62, 95, 148, 33), strict=True)
        if code not in chosen and cost > (109 if chosen == ["a", "c"] else -55)
    )  # fmt: skip


@pytest.mark.parametrize("data", [{"langkah": "kosong"}, {"langkah": "periksa"}])
def test_an_empty_ballot_is_an_abstention_where_the_rule_says_so(asked, client, keys, data):
    made = asked(QUESTIONS[Rule.GREEDY])
    check = client.post(address(made, "/suara"), data=data)
    assert "Kosong Anda tidak memilih satu pun." in text_of(check)
    assert client.post(address(made, "/suara"), data={"langkah": "kirim"}).status_code == 303
    services.close_due(public_id=made.public_id, keys=keys, at=queries.list_phases(made.id)[2].ends_at)
    assert db.session.scalars(select(Paper.choice)).all() == ["blank"]


def test_a_blank_vote_is_not_offered_where_the_rule_has_none(asked, client):
    made = asked(QUESTIONS[Rule.APPROVAL])
    assert "Suara kosong" not in text_of(client.get(address(made, "/suara")))
    assert client.post(address(made, "/suara"), data={"langkah": "kosong"}).status_code == 422


# ------------------------------------------------------------------ several questions


def test_several_questions_are_one_a_screen_each_in_its_own_envelope(asked, client):
    made = asked(*(QUESTIONS[rule] for rule in (Rule.PLURALITY, Rule.IRV, Rule.GREEDY)))
    assert client.get(address(made, "/suara")).headers["Location"] == address(made, "/suara/1")
    first = text_of(client.get(address(made, "/suara/1")))
    assert "Soal 1 dari 3 · 0 dari 3 soal terkirim" in first
    assert "Kapan sampah sebaiknya diangkut?" in first
    assert "Taman Bahari" not in first
    client.post(address(made, "/suara/1"), data={"choice": "a", "langkah": "kirim"})
    receipt = text_of(client.get(address(made, "/suara/bukti")))
    assert "1 dari 3 soal terkirim" in receipt
    assert "Lanjut ke soal 2" in receipt
    assert client.get(address(made, "/suara")).headers["Location"] == address(made, "/suara/2")
    assert "1 dari 3 soal sudah dikirim" in text_of(client.get(address(made)))
    client.post(address(made, "/suara/3"), data={"choice": "a", "langkah": "kirim"})
    assert client.get(address(made, "/suara")).headers["Location"] == address(made, "/suara/2")
    client.post(address(made, "/suara/2"), data={"rank": "a", "langkah": "kirim"})
    assert count_envelopes() == 3
    assert client.get(address(made, "/suara")).headers["Location"] == address(made, "/suara/bukti")
    done = text_of(client.get(address(made, "/suara/bukti")))
    assert len(set(re.findall(r"\d{4} \d{4} \d{4}", done))) == 3
    assert "Lanjut ke soal" not in done
    assert "Perubahan belum dikirim" in text_of(client.get(address(made, "/suara/2")))


def test_an_error_on_one_question_leaves_the_others_alone(asked, client):
    made = asked(QUESTIONS[Rule.PLURALITY], QUESTIONS[Rule.GREEDY])
    client.post(address(made, "/suara/1"), data={"choice": "a", "langkah": "kirim"})
    wrong = client.post(address(made, "/suara/2"), data={"choice": ["c", "d", "a"], "langkah": "kirim"})
    assert wrong.status_code == 422
    assert "1 dari 2 soal terkirim" in text_of(wrong)
    assert count_envelopes() == 1


@pytest.mark.parametrize("number", ["0", "3", "99", "-1", "x"])
def test_a_question_that_is_not_asked_is_not_found(asked, client, number):
    made = asked(QUESTIONS[Rule.PLURALITY], QUESTIONS[Rule.IRV])
    assert client.get(address(made, f"/suara/{number}")).status_code == 404
    assert client.post(address(made, f"/suara/{number}"), data={"choice": "a"}).status_code == 404


def test_the_order_of_options_is_each_voters_own_and_stays(asked, client):
    people = [make_person() for _ in range(4)]
    made = asked(make_question(options=[f"Pilihan {n}" for n in range(1, 9)]))

    def order_for(person):
        sign_in(client, person)
        return tuple(re.findall(r"Pilihan \d", text_of(client.get(address(made, "/suara")))))

    orders = [order_for(person) for person in people]
    assert len({frozenset(order) for order in orders}) == 1
    assert len(set(orders)) > 1
    assert [order_for(person) for person in people] == orders

"""A result in words: why each winner won, what lots decided, why a project was left out, and what is kept back."""

from __future__ import annotations

import pytest

from sgforum.ballot.models import Poll
from sgforum.ballot.tallies.marks import RULES
from sgforum.ballot.tally import Turnout, tally_poll
from sgforum.consultation.booth import Choice, Slate
from sgforum.consultation.views import ranked_tables
from sgforum.consultation.views.results import parts_of, result_of

NAMES = {"a": "Parit", "b": "Lampu", "c": "Taman", "d": "Pos ronda"}
COSTS = {"a": 60_000_000, "b": 50_000_000, "c": 30_000_000, "d": 20_000_000}


@pytest.fixture(autouse=True)
def in_indonesian(house):
    with house.test_request_context("/"):
        yield


def result(rule, profile, options="abc", *, papers=0, spoiled=0, roll=500, **parameters):
    if rule in ("greedy", "equal-shares"):
        parameters = {"budget": 100_000_000, "costs": {code: COSTS[code] for code in options}} | parameters
    choices = tuple(Choice(code, NAMES[code], cost=COSTS[code]) for code in options)
    turnout = Turnout(roll, sum(profile.values()) - papers, papers, spoiled)
    tally = tally_poll(
        rule=rule, profile=profile, options=tuple(options), parameters=parameters, seed="372", turnout=turnout,
        is_secret=True,
    )  # fmt: skip
    slate = Slate(1, RULES[rule], "Apa?", choices, parameters=tally.outcome.parameters)
    return result_of(slate, Poll(reference="consultation:a"), tally)


@pytest.mark.parametrize(
    ("rule", "profile", "headline", "reason"),
    [
        (
            "plurality", {"a": 7, "b": 4, "blank": 1}, "“Parit” terpilih dengan 7 dari 12 suara sah.",
            "“Parit” menang karena mendapat yang terbanyak: 7. Terbanyak berikutnya “Lampu”: 4.",
        ),
        (
            "approval", {"a,b": 6, "b": 4, "c": 2}, "“Lampu” terpilih: disetujui 10 dari 12 suara sah.",
            "“Lampu” menang karena mendapat yang terbanyak: 10. Terbanyak berikutnya “Parit”: 6.",
        ),
        (
            "score", {"a:5,b:0": 8, "a:1,c:3": 4}, "“Parit” terpilih dengan jumlah nilai 44.",
            "“Parit” menang karena jumlah nilainya tertinggi: 44. Berikutnya “Taman”: 12.",
        ),
        (
            "schulze", {"a>b": 8, "b>c": 4}, "“Parit” terpilih menurut urutan pada 12 suara.",
            "“Parit” menang karena unggul satu lawan satu atas setiap pilihan lain. Paling tipis atas “Lampu”: 8 banding 4.",
        ),
        (
            "irv", {"a": 5, "b": 4, "c>b": 3}, "“Lampu” terpilih menurut urutan pada 12 suara.",
            "“Lampu” menang karena pada putaran 2 mendapat 7 dari 12 suara yang masih dihitung, lebih dari separuh.",
        ),
    ],
)  # fmt: skip
def test_a_winner_is_told_with_the_reason(rule, profile, headline, reason):
    found = result(rule, profile)
    assert found.headline == headline
    assert found.reasons == [reason]
    assert found.lots == ""


def test_a_mean_of_scores_is_told_as_a_mean():
    found = result("score", {"a:5,b:4": 8, "b:4": 4}, total="mean")
    assert found.headline == "“Parit” terpilih dengan rata-rata nilai 5 dari 5."
    assert parts_of(found).bars[0].text == "rata-rata 5,00"


def test_a_circle_of_duels_is_told_as_one():
    found = result("schulze", {"a>b>c": 9, "b>c>a": 8, "c>a>b": 4})
    assert "Tidak ada yang unggul atas semua pilihan lain." in found.reasons[0]


def test_a_tie_names_all_and_says_what_the_seed_orders():
    found = result("plurality", {"a": 6, "c": 6})
    order = [NAMES[code] for code in found.outcome.winners]
    assert found.headline == "Seri: “Parit” dan “Taman” mendapat suara terbanyak yang sama."
    assert found.lots == f"Undian dari benih 372 mengurutkan yang seri: “{order[0]}”, “{order[1]}”."
    assert found.reasons == []
    assert parts_of(found).tied


@pytest.mark.parametrize(
    ("rule", "profile", "headline", "reason"),
    [
        (
            "schulze", {"a>b>c": 6, "b>a>c": 6}, "Seri: “Lampu” dan “Parit” sama kuat menurut urutan para pemilih.",
            "Menurut aturan Schulze tidak ada pilihan yang mengalahkan “Lampu” dan “Parit”, langsung atau lewat pilihan lain.",
        ),
        (
            "irv", {"a": 6, "b": 5, "c>b": 1}, "Seri: “Lampu” dan “Parit” sama kuat menurut urutan para pemilih.",
            "Pada putaran 2 “Lampu” dan “Parit” sama-sama mendapat 6 dari 12 suara yang masih dihitung.",
        ),
    ],
)  # fmt: skip
def test_a_tie_of_rankings_has_one_sentence_for_all(rule, profile, headline, reason):
    found = result(rule, profile)
    assert found.headline == headline
    assert found.reasons == [reason]


def test_a_tie_of_scores_is_one_of_scores():
    found = result("score", {"a:3,b:3": 12})
    assert found.headline == "Seri: “Lampu” dan “Parit” mendapat nilai tertinggi yang sama."


def test_a_mean_is_not_told_as_the_most():
    found = result("score", {"a:5,b:3": 8, "a:4": 4}, total="mean")
    assert found.reasons == [
        "“Parit” menang karena rata-rata nilainya tertinggi: 4,67. Berikutnya “Lampu”: 3.",
    ]


@pytest.mark.parametrize(
    ("unranked", "words"),
    [
        ("last", "dihitung di bawah semua yang diurutkan."),
        ("ignore", "Yang tidak diurutkan tidak ikut diadu."),
    ],
)
def test_what_is_not_ranked_is_told_as_it_is_counted(unranked, words):
    found = result("schulze", {"a>b": 8, "b>c": 4}, unranked=unranked)
    assert parts_of(found).how.endswith(words)


def test_a_tied_elimination_says_it_was_drawn():
    rounds = parts_of(result("irv", {"a": 6, "b": 3, "c": 3})).rounds
    assert rounds[0].left in ("Lampu", "Taman")
    assert rounds[0].tie.endswith("; diputus undian dari benih.")
    assert rounds[0].tie.startswith("Sama kuat dengan “")


def test_nobody_above_the_threshold_is_told():
    found = result("plurality", {"a": 6, "b": 5, "c": 1}, threshold_share=0.6)
    assert found.headline == "Tidak ada yang terpilih: tidak satu pun mencapai ambang 60,0% dari suara sah."


@pytest.mark.parametrize("rule", RULES)
def test_an_empty_box_and_a_box_of_blanks_are_told_for_every_rule(rule):
    assert result(rule, {}).headline == "Tidak ada suara yang masuk."
    blank = result(rule, {"blank": 12})
    assert blank.headline == "Tidak ada yang terpilih: semua suara kosong atau tidak sah."
    assert parts_of(blank).reconciled[4] == ("di antaranya kosong", 12)


@pytest.mark.parametrize("rule", RULES)
def test_below_ten_ballots_no_number_leaves(rule):
    ballot = {"ranked": "a>b", "score": "a:5"}.get(RULES[rule], "a")
    found = result(rule, {ballot: 3})
    assert found.headline in ("Pilihan terbanyak: “Parit”.", "Terpilih: “Parit”.")
    assert (found.reasons, found.lots) == ([], "")


def test_greedy_says_why_each_was_chosen_and_why_not():
    money = parts_of(
        result("greedy", {"a,c": 9, "b": 7, "d": 2}, "abcd", exclusive=[["a", "c"]], threshold=3)
    ).money
    assert next((row.name, row.reason) for row in money.chosen) in [
        ("Parit", "“Parit” terpilih karena dukungannya terbanyak dan biayanya Rp60 juta muat dalam Rp100 juta. Sama kuat dengan “Taman”; diputus undian dari benih."),
        ("Taman", "“Taman” terpilih karena dukungannya terbanyak dan biayanya Rp30 juta muat dalam Rp100 juta. Sama kuat dengan “Parit”; diputus undian dari benih."),
    ]  # fmt: skip
    reasons = {row.name: row.reason for row in money.left_out}
    assert reasons["Pos ronda"] == "Dukungannya 2, kurang dari ambang 3."
    assert "Tidak boleh bersama" in (reasons.get("Taman") or reasons["Parit"])


def test_greedy_says_what_no_longer_fits_and_where_it_stopped():
    profile = {"a": 9, "b": 7, "c": 4}
    skipped = parts_of(result("greedy", profile)).money
    assert {row.name: row.reason for row in skipped.left_out} == {
        "Lampu": "Biayanya Rp50 juta tidak muat lagi dalam sisa Rp40 juta."
    }
    assert skipped.chosen[1].reason == (
        "“Taman” terpilih karena dukungannya terbanyak berikutnya dan biayanya Rp30 juta muat dalam sisa Rp40 juta."
    )
    assert skipped.left == 10_000_000
    stopped = parts_of(result("greedy", profile, oversize="stop")).money
    assert [row.reason for row in stopped.left_out][
        1
    ] == "Tidak dihitung lagi: perhitungan berhenti pada “Lampu”."


def test_equal_shares_says_who_paid():
    found = result("equal-shares", {"a": 12, "b": 6, "c": 2}, "abcd")
    assert found.headline == "1 dari 4 usulan terpilih, dengan biaya Rp60 juta dari pagu Rp100 juta."
    money = parts_of(found).money
    assert (
        money.chosen[0].reason
        == "“Parit” terpilih karena 12 warga × Rp5 juta cukup untuk biayanya Rp60 juta."
    )
    assert {row.name: row.reason for row in money.left_out} == {
        "Lampu": "Sisa bagian para pendukungnya tidak cukup untuk biayanya Rp50 juta.",
        "Taman": "Sisa bagian para pendukungnya tidak cukup untuk biayanya Rp30 juta.",
        "Pos ronda": "Tidak ada yang memilihnya.",
    }


def test_equal_shares_says_that_supporters_paid_unequal_parts():
    found = result("equal-shares", {"d": 4, "c,d": 6, "c": 10}, "cd", budget=70_000_000)
    sentences = [row.reason for row in parts_of(found).money.chosen]
    assert any("bersama-sama cukup membayar biayanya" in sentence for sentence in sentences)


def test_the_books_add_up_from_the_roll_to_the_sum():
    profile = {"a": 20, "b": 8, "blank": 2, "": 1}
    in_box = [
        ("Jumlah suara di kotak", 31), ("di antaranya sah", 28), ("di antaranya kosong", 2),
        ("di antaranya tidak sah", 1),
    ]  # fmt: skip
    here = parts_of(result("plurality", profile, roll=90)).reconciled
    assert here == [("Pemilih dalam daftar", 90), ("Suara lewat aplikasi", 31), *in_box]
    # with papers, how the ballots came in stands in the reconciliation, once
    assert parts_of(result("plurality", profile, papers=11, spoiled=3, roll=90)).reconciled == in_box


def test_scores_spread_in_words_and_no_opinion_is_no_zero():
    spread = parts_of(result("score", {"a:5,b:0": 8, "a:1": 4})).spreads
    assert spread[0].sentence == "Dinilai 12 warga, rata-rata 3,67 dari 5."
    assert spread[0].counts == [0, 4, 0, 0, 0, 8]
    assert (spread[1].counts[0], spread[1].silent) == (8, 4)
    assert spread[2].sentence == "Tidak ada yang menilainya."


def test_duels_are_told_from_the_winner_down_and_all_stand_in_the_table():
    parts = parts_of(result("schulze", {"a>b": 8, "b>c": 4}))
    assert parts.duels == [
        "“Parit” menang atas “Lampu”: 8 banding 4.",
        "“Parit” menang atas “Taman”: 8 banding 4.",
        "“Lampu” menang atas “Taman”: 12 banding 0.",
    ]
    assert [row.name for row in parts.matrix] == ["Parit", "Lampu", "Taman"]
    assert parts.matrix[0].cells == [None, (8, True), (8, True)]
    assert parts.matrix[2].cells == [(4, False), (0, False), None]
    assert parts.ranking == ["Parit", "Lampu", "Taman"]


def test_of_many_options_only_the_winners_duels_are_told(monkeypatch):
    monkeypatch.setattr(ranked_tables, "FEW_OPTIONS", 2)
    assert len(parts_of(result("schulze", {"a>b": 8, "b>c": 4})).duels) == 2

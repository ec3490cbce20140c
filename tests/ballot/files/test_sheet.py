"""CSV: one ballot a line, in each of its three forms."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize("head", ["ballot,count", "suara,jumlah", "Vote,Count"])
def test_rankings_in_one_cell(ballots, head):
    text = f"{head}\nAna > Budi=Cici,3\nBudi,2\n,1\nkosong,4\n"
    assert ballots("x.csv", text, "schulze") == {"Ana>Budi=Cici": 3, "Budi": 2, "blank": 5}
    assert ballots("x.csv", text, "plurality") == {"Ana": 3, "Budi": 2, "blank": 5}


def test_lines_without_a_count_are_one_ballot_each(ballots):
    assert ballots("x.csv", "ballot\na\nb\na\n", "plurality") == {"a": 2, "b": 1}


@pytest.mark.parametrize("cell", ['"Kios,Jalan raya"', "Jalan raya;Kios"])
def test_approvals_in_one_cell(ballots, cell):
    assert ballots("x.csv", f"ballot,count\n{cell},2\nKios,1\n", "approval") == {
        "Jalan raya,Kios": 2,
        "Kios": 1,
    }


def test_semicolons_may_separate_columns(ballots):
    assert ballots("x.csv", "ballot;count\nKios,Jalan;2\n", "approval") == {"Jalan,Kios": 2}


def test_scores_in_one_cell(ballots):
    assert ballots("x.csv", "ballot\na:5;b:0\nb:2\n", "score") == {"a:5,b:0": 1, "b:2": 1}


def test_points_in_one_cell(ballots):
    assert ballots("x.csv", "ballot\np1:3;p2:1\np2\n", "greedy") == {"p1:3,p2:1": 1, "p2": 1}


def test_ranks_in_columns_with_skipped_ones(ballots):
    text = "rank 2,rank 1,rank 3,count\nb,a,,2\nc,,a,1\na=b,c,,1\n,,,5\n"
    assert ballots("x.csv", text, "irv") == {"a>b": 2, "c>a": 1, "c>a=b": 1, "blank": 5}


def test_a_column_for_each_option(ballots):
    assert ballots("x.csv", "b,a,count\n5,,2\n0,3,1\n", "score") == {"b:5": 2, "b:0,a:3": 1}
    assert ballots("x.csv", "b,a\nx,\n1,1\n0,\n", "approval") == {"b": 1, "b,a": 1, "blank": 1}
    assert ballots("x.csv", "b,a,c\n2,1,2\n,3,\n", "schulze") == {"a>b=c": 1, "a": 1}


def test_options_of_columns_stand_in_their_order_and_others_by_name(outcome):
    assert outcome("x.csv", "b,a\n1,2\n", "irv")[0].names == ("b", "a")
    assert outcome("x.csv", "ballot\nb>a\n", "irv")[0].names == ("a", "b")


@pytest.mark.parametrize(
    ("text", "rule", "said"),
    [
        ("ballot,count\na,x\n", "irv", "2: "),
        ("ballot,count\na\n", "irv", "2: "),
        ("ballot\na>a\n", "irv", "2: "),
        ("ballot\na>>b\n", "irv", "2: "),
        ("ballot\na;b:x\n", "score", "2: "),
        ("ballot\na\n", "score", "2: "),
        ('ballot\n"a,,b"\n', "approval", "2: "),
        ("rank1,rank2\na,a\n", "irv", "2: "),
        ("a,b\n1,first\n", "irv", "2: "),
        ("a,b\n1,7\n", "approval", "2: "),
        ("a,b\n1,x\n", "score", "2: "),
        ("a,a\n1,2\n", "irv", "1: "),
        ("ballot,age\na,3\n", "irv", "age"),
        ("a\nb\n", "irv", "ballot"),
        ("ballot\n", "irv", "pilihan"),
        ("ballot,count\na,0\n", "irv", "surat suara"),
        ("\n\n", "irv", "1: "),
    ],
)  # fmt: skip
def test_broken_file_is_refused(refusal, text, rule, said):
    assert said in refusal("x.csv", text, rule)


def test_only_the_first_twenty_wrong_lines_are_told(refusal):
    assert refusal("x.csv", "ballot\n" + "a>a\n" * 500).count("; ") == 19


def test_ballots_written_in_two_ways_are_one(ballots):
    assert ballots("x.csv", "ballot\nc>a=b\nc > b=a\n", "irv") == {"c>a=b": 2}
    assert ballots("x.csv", "ballot\nc;a\na;c\n", "approval") == {"a,c": 2}

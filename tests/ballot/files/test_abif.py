"""ABIF: ties, scores, weights, comments, names in brackets and quotes."""

from __future__ import annotations

import pytest

TEXT = """# a comment
{version: "0.1"}
{title: "Ketua # RT"}
=A:[Ana Putri]
=B:[Budi > Co]
=C:
27:A>B=C
3*[Ana Putri]>"Budi > Co"
2 : B  # weight and a comment
C>A
1:
"""


def test_ballots_are_read(ballots):
    assert ballots("x.abif", TEXT, "schulze") == {"A>B=C": 27, "A>B": 3, "B": 2, "C>A": 1, "blank": 1}


def test_declared_options_come_first_and_keep_their_names(outcome):
    election, _ = outcome("x.abif", TEXT + "1:Zul>D\n", "irv")
    assert election.names == ("A", "B", "C", "D", "Zul")
    assert election.labels == {"A": "Ana Putri", "B": "Budi > Co"}
    assert election.title == "Ketua # RT"


def test_scores_are_read_and_give_the_order(ballots):
    text = "5:A/5,B/3,C/0\n2:A/1>B/1\n1:B/2=C/2,A/3\n"
    assert ballots("x.abif", text, "score") == {"A:5,B:3,C:0": 5, "A:1,B:1": 2, "A:3,B:2,C:2": 1}
    assert ballots("x.abif", text, "schulze") == {"A>B>C": 5, "A>B": 2, "A>B=C": 1}


def test_highest_score_follows_from_the_file(outcome):
    _, found = outcome("x.abif", "5:A/9,B/3\n", "score")
    assert (found.parameters["highest"], found.scores) == (9, {"1": 45, "2": 15})
    assert outcome("x.abif", "5:A/1,B/0\n", "score")[1].parameters["highest"] == 5


def test_commas_without_scores_are_approvals(ballots):
    assert ballots("x.abif", "3:A,B\n2:C\n", "approval") == {"A,B": 3, "C": 2}


def test_rankings_are_no_approvals(refusal):
    assert "approval" in refusal("x.abif", "3:A>B\n", "approval")


def test_order_of_lines_does_not_change_the_options(outcome):
    one, _ = outcome("x.abif", "3:B>A\n2:C\n", "irv")
    two, _ = outcome("y.abif", "2:C\n3:B>A\n", "irv")
    assert one.names == two.names == ("A", "B", "C")


@pytest.mark.parametrize(
    "line", ["3:A>>B", "3:A>B>", "3:>A", "3:A>A", "3:[A", '3:"A', "3:A/x", "9999999999999:A", "=A", "3:A//2"]
)
def test_wrong_line_is_told_with_its_number(refusal, line):
    assert refusal("x.abif", f"1:A>B\n{line}\n").startswith("2: ")


def test_declarations_may_follow_the_ballots(ballots):
    assert ballots("x.abif", "2:[Ana Putri]>B\n1:A\n=A:[Ana Putri]\n", "irv") == {"A>B": 2, "A": 1}


def test_ballots_written_in_two_ways_are_one(ballots):
    assert ballots("x.abif", "2:A>B=C\n1:A > C=B\n", "irv") == {"A>B=C": 3}

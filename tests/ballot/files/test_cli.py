"""`sgforum tally`: its JSON document, its sentences, its refusals."""

from __future__ import annotations

import json

import pytest

BALLOTS = "ballot,count\nAna>Budi,4\nBudi>Cici,3\nCici>Budi,2\n,1\n"
MONEY = 'ballot,count\n"Kios,Jalan",3\nTaman,1\n'


def document(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_json_has_what_the_rule_has(run, write):
    path = write("x.csv", BALLOTS)
    schulze = document(run(path, "schulze", "--json"))
    assert schulze["rule"] == "schulze"
    assert schulze["options"] == ["Ana", "Budi", "Cici"]
    assert (schulze["ballots"], schulze["blank"]) == (10, 1)
    assert schulze["winners"] == ["Budi"]
    assert schulze["ranking"] == [["Budi"], ["Cici"], ["Ana"]]
    assert schulze["pairwise"] == [[0, 4, 4], [5, 0, 7], [5, 2, 0]]
    assert "rounds" not in schulze
    irv = document(run(path, "irv", "--json"))
    assert irv["rounds"][0] == {
        "votes": {"Ana": 4, "Budi": 3, "Cici": 2},
        "exhausted": 0,
        "eliminated": "Cici",
    }
    assert "pairwise" not in irv
    assert document(run(path, "plurality", "--json"))["scores"] == {"Ana": 4, "Budi": 3, "Cici": 2}


def test_parameters_are_typed_and_shown(run, write):
    words = ("--param", "budget=90", "--param", "costs=Kios:50,Jalan:40,Taman:30")
    rivals = ("--param", "exclusive=Kios,Jalan", "--param", "ties=cheaper")
    found = document(run(write("x.csv", MONEY), "greedy", *words, *rivals, "--json"))
    assert found["parameters"]["costs"] == {"Jalan": 40, "Kios": 50, "Taman": 30}
    assert found["parameters"]["exclusive"] == [["Kios", "Jalan"]]
    assert (found["selected"], found["cost"]) == (["Jalan", "Taman"], 70)


def test_payments_are_told_by_project(run, write):
    words = ("--param", "budget=90", "--param", "costs=Kios:50,Jalan:10,Taman:30")
    found = document(run(write("x.csv", MONEY), "equal-shares", *words, "--json"))
    assert found["payments"] == {
        "Kios": [{"ballots": 3, "each": "50/3"}],
        "Jalan": [{"ballots": 3, "each": "10/3"}],
    }
    said = run(write("x.csv", MONEY), "equal-shares", *words).stdout
    assert "3 x 16.67" in said
    assert "Cost 60, left 30" in said


def test_text_names_winner_rounds_and_lots(run, write):
    said = run(write("x.csv", "ballot,count\na,4\nb,2\nc,2\n"), "irv").stdout
    assert "8 ballots (8 valid, 0 blank, 0 invalid), 3 options" in said
    assert "by lot among 2" in said
    assert "Winner: a" in said


def test_text_says_that_first_place_is_shared(run, write):
    said = run(write("x.csv", "ballot\na\nb\n"), "plurality").stdout
    assert "Tied for the first place: " in said


def test_text_says_that_nobody_has_won(run, write):
    said = run(write("x.csv", "ballot\na\nb\n"), "plurality", "--param", "threshold_share=0.6").stdout
    assert "No winner." in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("irv", "--param", "utility=cost"), "utility"),
        (("irv", "--param", "nothing=1"), "nothing"),
        (("irv", "--param", "overvote=burn"), "overvote"),
        (("equal-shares", "--param", "add1_step=0"), "add1_step: 0 is not"),
        (("greedy",), "budget"),
        (("greedy", "--param", "budget=10"), "costs"),
        (("greedy", "--param", "budget=10", "--param", "costs=Pasar:3"), "Pasar"),
    ],
)
def test_bad_parameter_is_refused_by_name(run, write, words, said):
    result = run(write("x.csv", MONEY if words[0] == "greedy" else BALLOTS), *words)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""


def test_bad_line_is_refused_with_its_number(run, write):
    result = run(write("x.csv", BALLOTS + "Ana>Ana,1\n"), "irv", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("line 6: ")


@pytest.mark.parametrize("words", [("borda",), ("irv", "--param", "x"), ("irv", "--param", "=3")])
def test_wrong_usage_exits_with_two(run, write, words):
    assert run(write("x.csv", BALLOTS), *words).exit_code == 2


def test_file_that_is_not_there_exits_with_two(run, tmp_path):
    assert run(tmp_path / "x.csv", "irv").exit_code == 2


def test_json_is_the_same_in_any_order_of_lines(run, write):
    head, *lines = BALLOTS.splitlines(keepends=True)
    one = run(write("x.csv", BALLOTS), "irv", "--json").stdout
    other = run(write("x.csv", head + "".join(reversed(lines))), "irv", "--json").stdout
    assert one == other

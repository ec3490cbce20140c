"""BLT: weights, ties, withdrawn options, names and title."""

from __future__ import annotations

import pytest

TEXT = """4 2
-2
3 1 2 4 0  # a comment
(paper 7) 2 3=4 1 0
1 - 4 0
1 0
0
"Ana # A"
"Budi"
"Cici"
"Dedi"
"Pemilihan 2026"
"""


def test_ballots_are_read_without_withdrawn_options(ballots):
    assert ballots("x.blt", TEXT, "schulze") == {
        "Ana # A>Dedi": 3,
        "Cici=Dedi>Ana # A": 2,
        "Dedi": 1,
        "blank": 1,
    }


def test_withdrawn_options_are_no_options(outcome):
    election, _ = outcome("x.blt", TEXT, "irv")
    assert election.names == ("Ana # A", "Cici", "Dedi")
    assert election.title == "Pemilihan 2026"


def test_several_withdrawn_options_stand_on_one_line(outcome):
    election, found = outcome("x.blt", TEXT.replace("-2", "-2 -3"), "irv")
    assert election.names == ("Ana # A", "Dedi")
    assert found.valid == 6


def test_file_without_names_numbers_its_options(outcome):
    election, _ = outcome("x.blt", "3 1\n1 2 0\n0\n", "irv")
    assert election.names == ("1", "2", "3")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT.replace("4 2\n", "four\n", 1), "1:"),
        (TEXT.replace("3 1 2 4 0", "3 1 2 4"), "3:"),
        (TEXT.replace("3 1 2 4 0", "3 1 2 9 0"), "3:"),
        (TEXT.replace("3 1 2 4 0", "3 1 1 0"), "3:"),
        (TEXT.replace("3 1 2 4 0", "x 1 0"), "3:"),
        (TEXT.partition("\n0\n")[0], "terpotong"),
        (TEXT.replace("-2", "-1 -2 -3 -4"), "ditarik"),
        (TEXT.replace("-2", "-7"), "2:"),
    ],
)
def test_broken_file_is_refused(refusal, text, said):
    assert said in refusal("x.blt", text)

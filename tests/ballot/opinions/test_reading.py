"""Votes from CSV: what is understood, and what is said about what is not."""

from __future__ import annotations

import io

import pytest

from sgforum.ballot.opinions.reading import read_votes, write_groups
from sgforum.core.errors import BadLines

from .people import drawn


def read(text):
    return read_votes(io.StringIO(text, newline=""))


def wrong(text):
    with pytest.raises(BadLines) as caught:
        read(text)
    return [(line, str(error)) for line, error in caught.value.lines]


def test_a_file_of_polis_is_read():
    votes = read(
        "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0,1,2\n7,0,0,2,1,1,1,-1,\n9,,0,1,0,0,,,0\n"
    )
    assert votes.participants == ("7", "9")
    assert votes.statements == ("0", "1", "2")
    assert votes.cells == drawn("+-.", "..0").cells


def test_columns_about_the_person_may_be_left_out():
    votes = read("jalan,lampu\n1,\n-1,0\n")
    assert votes.participants == ("1", "2")
    assert votes.statements == ("jalan", "lampu")


def test_what_spreadsheets_add_does_not_matter():
    votes = read('\ufeffparticipant,"a, b",c\r\n x , 1 ,-1\r\n\r\n"y",,0\r\n')
    assert votes.participants == ("x", "y")
    assert votes.statements == ("a, b", "c")
    assert votes.cells == drawn("+-", ".0").cells


def test_a_header_alone_is_nobody():
    assert read("participant,1\n").participants == ()


@pytest.mark.parametrize("text", ["", "\n", ",,\n1,1,1\n"])
def test_an_empty_file_is_named_as_such(text):
    assert wrong(text) == [(1, "the file is empty or has no header line")]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("participant,group-id,n-votes", "there is no column of a statement"),
        ("participant,1,,2,", "these columns have no name: 3, 5"),
        ("1,participant,n-votes", "these columns must come before the statements: participant, n-votes"),
        ("participant,a,b,a", "these columns are there twice: a"),
        ("participant,participant,a", "these columns are there twice: participant"),
    ],
)
def test_a_header_that_cannot_be_is_refused(header, said):
    assert wrong(header + "\n") == [(1, said)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x,2,1", '"2" for statement "a" is not 1, -1, 0 or empty'),
        ("x,1,setuju", '"setuju" for statement "b" is not 1, -1, 0 or empty'),
        ("x,1.0,1", '"1.0" for statement "a" is not 1, -1, 0 or empty'),
        ("x,1", "2 columns, the header has 3"),
        ("x,1,1,1", "4 columns, the header has 3"),
        (" ,1,1", "no participant is named"),
        ("y,1,1", 'participant "y" is there already in line 2'),
    ],
)
def test_a_wrong_line_is_told_with_its_number(line, said):
    assert wrong(f"participant,a,b\ny,1,-1\n{line}\nz,,\n") == [(3, said)]


def test_every_wrong_line_is_told_up_to_ten():
    text = "a\n" + "1\n9\n" * 30
    assert [line for line, _ in wrong(text)] == list(range(3, 23, 2))


def test_an_open_quote_is_not_csv():
    assert wrong('participant,a\n"x,1\n')[0][1].startswith("this is not CSV")


def test_groups_are_written_in_the_order_of_the_votes():
    file = io.StringIO()
    write_groups(file, ("x", "y, z"), (0, None))
    assert file.getvalue() == 'participant,group\nx,0\n"y, z",\n'

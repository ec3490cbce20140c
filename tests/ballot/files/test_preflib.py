"""PrefLib's orders in the present form and the older one."""

from __future__ import annotations

import pytest

NEW = """# FILE NAME: 00001-00000001.toi
# TITLE: Ketua RT
# NUMBER ALTERNATIVES: 3
# NUMBER VOTERS: 8
# ALTERNATIVE NAME 1: Ana, S.H.
# ALTERNATIVE NAME 2: Budi
# ALTERNATIVE NAME 3: Cici
5: 1,{2,3}
2: {2, 3}, 1
1: 3
"""
OLD = "3\n1,Ana, S.H.\n2,Budi\n3,Cici\n8,8,3\n5,1,{2,3}\n2,{2,3},1\n1,3\n"


@pytest.mark.parametrize(
    "text", [NEW, OLD, NEW.replace("\n", "\r\n"), "\ufeff" + NEW], ids=["new", "old", "crlf", "bom"]
)
@pytest.mark.parametrize("ending", ["soc", "soi", "toc", "toi", "TOI"])
def test_orders_are_read_with_ties_and_weights(ballots, text, ending):
    assert ballots(f"x.{ending}", text, "schulze") == {
        "Ana, S.H.>Budi=Cici": 5, "Budi=Cici>Ana, S.H.": 2, "Cici": 1
    }  # fmt: skip


def test_title_is_kept(outcome):
    election, _ = outcome("x.toi", NEW, "schulze")
    assert election.title == "Ketua RT"


def test_options_without_names_are_numbered(outcome):
    election, _ = outcome("x.soi", "# NUMBER ALTERNATIVES: 3\n1: 1,2\n", "irv")
    assert election.names == ("1", "2", "3")


def test_options_with_one_name_are_told_apart(outcome):
    election, _ = outcome("x.soi", NEW.replace("Cici", "Budi"), "irv")
    assert election.names == ("Ana, S.H.", "Budi (2)", "Budi (3)")


def test_first_place_shared_is_no_vote_under_plurality(outcome):
    _, found = outcome("x.toi", NEW, "plurality")
    assert (found.valid, found.invalid) == (6, 2)


def test_empty_order_is_blank(ballots):
    assert ballots("x.toi", NEW + "4:\n", "irv")["blank"] == 4


def test_every_wrong_line_is_told_with_its_number(refusal):
    said = refusal("x.soi", NEW + "x: 1,2\n3: 1,1\n4: 1,9\n2 1,2\n1: {1,2\n-1: 2\n")
    assert [part.split(":")[0] for part in said.split("; ")] == ["11", "12", "13", "14", "15", "16"]


@pytest.mark.parametrize(
    "text",
    [
        "x\n",
        "3\n1,Ana\n",
        "2\n1,Ana\n3,Budi\n1,1,1\n",
        "2\n1,Ana\n2,Budi\nvotes\n",
        "\n\n",
        "# TITLE: x\n",
        "99999\n",
        "2000\n",
    ],
)
def test_broken_header_is_refused(refusal, text):
    assert refusal("x.soi", text)


def test_no_more_options_than_can_be_counted(refusal):
    assert "1.000" in refusal("x.soi", "# NUMBER ALTERNATIVES: 100000\n1: 1\n")

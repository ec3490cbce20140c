"""Paper ballots as lines of text, and whether people and papers add up: pure functions."""

from __future__ import annotations

import pytest

from sgforum.ballot.tallies.marks import is_readable
from sgforum.ballot.tallies.parameters import effective
from sgforum.ballot.tally import Turnout, tally_poll
from sgforum.consultation.paper_lines import MOST_LINES, canonical, example, read_lines, write_lines
from sgforum.consultation.reconciliation import Reconciliation

CODES = ["a", "b", "c"]
PARAMETERS = {"approval": {"most": 2}, "schulze": {"most_ranked": 2}, "score": {"highest": 3}}
RULES = ("plurality", "approval", "score", "schulze", "irv", "greedy", "equal-shares")


def read(text, rule="schulze", parameters=None):
    known = effective(rule, parameters or {})
    return read_lines(text, rule, CODES, 5000, lambda choice: is_readable(rule, choice, CODES, known))


@pytest.mark.parametrize(
    ("rule", "typed", "expected"),
    [
        ("schulze", "A > c>B", "a>c>b"),
        ("schulze", "c=a>b", "a=c>b"),
        ("irv", "b", "b"),
        ("approval", "c, a", "a,c"),
        ("score", "b:3, a:5", "a:5,b:3"),
        ("greedy", "b,a", "a,b"),
        ("equal-shares", "c", "c"),
        ("plurality", "B", "b"),
        ("approval", "Kosong", "blank"),
        ("approval", "a,a", None),
        ("approval", "a,d", None),
        ("schulze", "a>a", None),
        ("schulze", "a>", None),
        ("score", "a", None),
        ("plurality", "a,b", None),
        ("greedy", "a:3", None),
    ],
)
def test_a_choice_has_one_canonical_form(rule, typed, expected):
    assert canonical(typed, rule, CODES) == expected


def test_the_same_choice_on_several_lines_is_added_up():
    assert read("12 a>c>b\n\n 3 x A>C>B\n2x b\n1: c=a\n4 × kosong").lines == {
        "a>c>b": 15, "b": 2, "a=c": 1, "blank": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("a>b", "Baris %(n)s: tulis jumlah"), ("12", "Baris %(n)s: tulis jumlah"), ("-1 a", "Baris %(n)s: tulis jumlah"),
        ("1.5 a", "Baris %(n)s: tulis jumlah"), ("0 a", "Baris %(n)s: jumlahnya"), ("5001 a", "Baris %(n)s: jumlahnya"),
        ("2 a>d", "Baris %(n)s: “%(choice)s”"), ("2 <script>", "Baris %(n)s: “%(choice)s”"),
        ("9999999999 a", "Baris %(n)s: tulis jumlah"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_named_by_its_number(line, start):
    found = read(f"1 a\n{line}\n2 b")
    assert found.lines == {}
    ((sentence, params),) = found.errors
    assert sentence.startswith(start)
    assert params["n"] == 2


def test_a_ballot_that_marks_too_many_is_refused():
    assert read("1 a,b", "approval", {"most": 2}).lines == {"a,b": 1}
    assert read("1 a,b,c", "approval", {"most": 2}).errors
    assert read("1 a:4", "score", {"highest": 3}).errors


def test_more_lines_than_a_bundle_has_are_refused_at_once():
    assert len(read("1 a\n" * (MOST_LINES + 1)).errors) == 1


@pytest.mark.parametrize("rule", RULES)
def test_the_example_is_a_ballot_of_its_rule(rule):
    for codes in (CODES, CODES[:2]):
        parameters = effective(rule, PARAMETERS.get(rule, {}))
        line = example(rule, codes, parameters)
        found = read_lines(line, rule, codes, 5000, lambda one: is_readable(rule, one, codes, parameters))  # noqa: B023
        assert sum(found.lines.values()) == 12, line


def test_what_is_written_is_read_again():
    lines = {"a>b": 3, "blank": 1, "c": 2}
    assert read(write_lines(lines)).lines == lines


# ------------------------------------------------------------------ reconciliation


def counted(profile, envelopes, papers=0, spoiled=0, roll=40):
    return tally_poll(
        rule="plurality", profile=profile, options=("a", "b"), parameters=effective("plurality", {}), seed="1",
        turnout=Turnout(roll, envelopes, papers, spoiled), is_secret=True,
    )  # fmt: skip


def test_people_and_papers_add_up_before_and_after_the_count():
    before = Reconciliation(roll=38, added=2, taken=8, paper=5, desk=1, spoiled=1)
    assert (before.electors, before.papers, before.not_returned) == (40, 6, 1)
    assert (before.online, before.box, before.adds_up) == (None, None, True)
    tally = counted({"a": 12, "b": 4}, 10, 6, 1)
    after = Reconciliation(roll=38, added=2, taken=8, paper=5, desk=1, spoiled=1, tally=tally)
    assert (after.online, after.box, after.adds_up) == (10, 16, True)


@pytest.mark.parametrize(
    "change", [{"taken": 6}, {"agreed": False}, {"taken": 41}, {"paper": 4}, {"spoiled": 0}, {"added": 0}, {"taken": 31}]
)  # fmt: skip
def test_whatever_does_not_add_up_is_told(change):
    tally = counted({"a": 12, "b": 4}, 10, 6, 1)
    numbers = {"roll": 38, "added": 2, "taken": 8, "paper": 5, "desk": 1, "spoiled": 1} | change
    assert not Reconciliation(**numbers, tally=tally).adds_up


def test_of_fewer_than_ten_ballots_no_number_is_told():
    few = Reconciliation(roll=40, added=0, taken=4, paper=4, tally=counted({"a": 9}, 5, 4))
    assert (few.is_withheld, few.online, few.box) == (True, None, None)
    assert few.adds_up

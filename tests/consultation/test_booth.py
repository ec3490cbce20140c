"""Reading submitted ballots: what each kind takes, and everything that no screen of ours can send."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.ballot.tallies.marks import Kind, is_readable
from sgforum.consultation import booth
from sgforum.consultation.booth import Choice, Marks, Slate, fields_of, marks_of, moved, read
from sgforum.core.errors import InvalidInput

RULE_OF = {
    Kind.SINGLE: "plurality",
    Kind.APPROVAL: "approval",
    Kind.RANKED: "schulze",
    Kind.SCORE: "score",
    Kind.BUDGET: "greedy",
}
PARAMETERS = {"most": None, "most_ranked": 3, "highest": 5, "budget": 100}


def slate(kind, **parameters):
    costs = {"a": 60, "b": 50, "c": 40, "d": 1}
    choices = tuple(Choice(code, code.upper(), cost=cost) for code, cost in costs.items())
    return Slate(1, kind, "Apa?", choices, parameters=PARAMETERS | parameters)


@pytest.mark.parametrize(
    ("kind", "fields", "ballot"),
    [
        (Kind.SINGLE, {"choice": ["b"]}, "b"),
        (Kind.APPROVAL, {"choice": ["c", "a"]}, "a,c"),
        (Kind.APPROVAL, {"choice": ["d"]}, "d"),
        (Kind.RANKED, {"rank": ["c", "a", "b"]}, "c>a>b"),
        (Kind.RANKED, {"rank": ["d"]}, "d"),
        (Kind.SCORE, {"score-a": ["5"], "score-b": [""], "score-c": ["0"]}, "a:5,c:0"),
        (Kind.SCORE, {"score-d": ["3"], "score-a": ["1"]}, "a:1,d:3"),
        (Kind.BUDGET, {"choice": ["c", "a"]}, "a,c"),
        (Kind.BUDGET, {"choice": ["d", "b"]}, "b,d"),
    ],
)
def test_a_ballot_becomes_its_canonical_string(kind, fields, ballot):
    assert read(slate(kind), fields) == ballot
    assert is_readable(RULE_OF[kind], ballot, "abcd", PARAMETERS)


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        (Kind.SINGLE, {}, booth.PICK_ONE),
        (Kind.SINGLE, {"choice": [""]}, booth.PICK_ONE),
        (Kind.SINGLE, {"choice": ["a", "b"]}, booth.ONLY_ONE),
        (Kind.SINGLE, {"choice": ["a", "a"]}, booth.ONLY_ONE),
        (Kind.SINGLE, {"choice": ["z"]}, booth.UNKNOWN),
        (Kind.SINGLE, {"choice": ["A"]}, booth.UNKNOWN),
        (Kind.SINGLE, {"choice": ["blank"]}, booth.UNKNOWN),
        (Kind.SINGLE, {"choice": ["a,b"]}, booth.UNKNOWN),
        (Kind.SINGLE, {"rank": ["a"], "score-a": ["5"]}, booth.PICK_ONE),
        (Kind.APPROVAL, {}, booth.NOTHING),
        (Kind.APPROVAL, {"choice": ["a", "a"]}, booth.TWICE),
        (Kind.APPROVAL, {"choice": ["a", "z"]}, booth.UNKNOWN),
        (Kind.APPROVAL, {"choice": ["a"] * 100_000}, booth.TWICE),
        (Kind.RANKED, {}, booth.NOTHING),
        (Kind.RANKED, {"rank": ["a", "b", "a"]}, booth.TWICE),
        (Kind.RANKED, {"rank": ["a", "b", "c", "d"]}, booth.TOO_MANY),
        (Kind.RANKED, {"rank": ["a=b"]}, booth.UNKNOWN),
        (Kind.RANKED, {"rank": ["a>b"]}, booth.UNKNOWN),
        (Kind.RANKED, {"choice": ["a"]}, booth.NOTHING),
        (Kind.SCORE, {}, booth.NOTHING),
        (Kind.SCORE, {"score-a": [""], "score-b": [""]}, booth.NOTHING),
        (Kind.SCORE, {"score-z": ["1"]}, booth.UNKNOWN),
        (Kind.SCORE, {"score-": ["1"], "score-a": ["1"]}, booth.UNKNOWN),
        (Kind.BUDGET, {}, booth.NOTHING),
        (Kind.BUDGET, {"choice": ["a", "b"]}, booth.NO_MONEY_LEFT),
        (Kind.BUDGET, {"choice": ["a", "c", "d"]}, booth.NO_MONEY_LEFT),
        (Kind.BUDGET, {"choice": ["c", "c"]}, booth.TWICE),
        (Kind.BUDGET, {"choice": ["a:3"]}, booth.UNKNOWN),
    ],
)
def test_a_ballot_that_does_not_fit_is_refused_with_its_sentence(kind, fields, sentence):
    with pytest.raises(InvalidInput) as refused:
        read(slate(kind), fields)
    assert refused.value.errors == {"choice": sentence}


@pytest.mark.parametrize("value", ["6", "-1", "1.5", "05", " 5", "5 ", "٣", "1e0", "x", "9" * 5000])
def test_a_score_out_of_range_is_refused_at_its_option(value):
    with pytest.raises(InvalidInput) as refused:
        read(slate(Kind.SCORE), {"score-a": ["3"], "score-b": [value]})
    assert refused.value.errors == {"score-b": booth.NO_SUCH_SCORE}


def test_two_scores_for_one_option_are_refused_at_it():
    with pytest.raises(InvalidInput) as refused:
        read(slate(Kind.SCORE), {"score-a": ["3", "3"]})
    assert refused.value.errors == {"score-a": booth.ONLY_ONE}


def test_a_poll_with_a_limit_names_it():
    with pytest.raises(InvalidInput) as refused:
        read(slate(Kind.APPROVAL, most=2), {"choice": ["a", "b", "c"]})
    assert refused.value.params == {"most": 2}
    assert read(slate(Kind.APPROVAL, most=2), {"choice": ["a", "b"]}) == "a,b"
    with pytest.raises(InvalidInput):
        read(slate(Kind.BUDGET, most=1), {"choice": ["c", "d"]})


def test_highest_score_is_the_polls():
    assert read(slate(Kind.SCORE, highest=10), {"score-a": ["10"]}) == "a:10"
    with pytest.raises(InvalidInput):
        read(slate(Kind.SCORE, highest=3), {"score-a": ["4"]})


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_ballot_is_blank_where_the_poll_takes_blanks(kind):
    assert read(slate(kind, blank=True), {"score-a": [""], "choice": [""]}) == "blank"


@pytest.mark.parametrize("kind", Kind)
def test_a_wrong_ballot_is_never_taken_for_a_blank_one(kind):
    fields = {"choice": ["z"], "rank": ["z"], "score-a": ["z"]}
    with pytest.raises(InvalidInput):
        read(slate(kind, blank=True), fields)


def test_without_a_number_every_option_may_be_ranked_and_never_more_than_there_are():
    assert slate(Kind.RANKED, most_ranked=None).most == 4
    assert slate(Kind.RANKED, most_ranked=2).most == 2
    assert slate(Kind.RANKED, most_ranked=9).most == 4


def test_marks_keep_what_was_chosen_and_drop_what_is_not_on_the_ballot():
    assert marks_of(slate(Kind.APPROVAL), {"choice": ["c", "z", "a", "c"]}) == Marks(chosen=("c", "a"))
    assert marks_of(slate(Kind.RANKED), {"rank": ["b", "a"]}) == Marks(chosen=("b", "a"))
    kept = marks_of(slate(Kind.SCORE), {"score-a": ["9"], "score-b": ["2"], "score-c": [""]})
    assert kept == Marks(scores={"a": "9", "b": "2"})


@pytest.mark.parametrize(
    ("start", "move", "end"),
    [
        ("", "add:b", "b"),
        ("b", "add:a", "ba"),
        ("ba", "up:a", "ab"),
        ("ba", "down:b", "ab"),
        ("abc", "drop:b", "ac"),
        ("abc", "up:a", "abc"),
        ("abc", "down:c", "abc"),
        ("a", "add:a", "a"),
        ("a", "add:z", "a"),
        ("a", "up:z", "a"),
        ("ab", "", "ab"),
        ("ab", "spin:a", "ab"),
        ("ab", "drop:", "ab"),
    ],
)
def test_a_button_moves_one_option(start, move, end):
    assert moved(slate(Kind.RANKED), Marks(tuple(start)), move) == Marks(tuple(end))


def test_no_option_is_added_beyond_the_last_rank():
    with pytest.raises(InvalidInput) as refused:
        moved(slate(Kind.RANKED), Marks(tuple("abc")), "add:d")
    assert refused.value.errors == {"choice": booth.NO_RANK_LEFT}


codes = st.sampled_from(["a", "b", "c", "d", "z", "", "a,b", "blank"])
sent = st.fixed_dictionaries(
    {}, optional={name: st.lists(codes, max_size=6) for name in ("choice", "rank")}
    | {f"score-{code}": st.lists(st.sampled_from(["", "0", "3", "5", "6", "x"]), max_size=2) for code in "abc"},
)  # fmt: skip


@given(st.sampled_from(list(Kind)), st.booleans(), sent)
def test_whatever_is_read_is_a_ballot_the_count_takes_and_its_fields_say_it_again(kind, blank, fields):
    one = slate(kind, blank=blank)
    try:
        ballot = read(one, fields)
    except InvalidInput:
        return
    assert is_readable(RULE_OF[kind], ballot, "abcd", PARAMETERS)
    again: dict[str, list[str]] = {}
    for name, value in fields_of(one, marks_of(one, fields)):
        again.setdefault(name, []).append(value)
    assert read(one, again) == ballot

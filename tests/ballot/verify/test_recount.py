"""The recount, from ballots and from statistics: what is true holds, and every number that is changed is found."""

from __future__ import annotations

import json

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sgforum.ballot.bundle import statistic
from sgforum.ballot.canonical import document_of
from sgforum.ballot.tallies import count
from sgforum.ballot.verify.contents import Bundle
from sgforum.ballot.verify.rebuild import rebuild
from sgforum.ballot.verify.recount import check_recount
from sgforum.ballot.verify.trial import Malformed, Trial
from tests.ballot.verify.fabric import COSTS, QUESTIONS, Question, edit, failed, rewrite, sound, weave

CODES = ("taman", "lampu", "parit", "pos-2")
RESULT, STATISTIC = "soal-1/hasil.json", "soal-1/statistik.json"
BY_STATISTIC = [question for question in QUESTIONS[1:7] if question.rule != "greedy"] + [
    Question("plurality", {"taman": 9, "lampu": 7, "blank": 1}, {"threshold_share": 0.4}),
    Question("greedy", {"taman,lampu": 9, "parit": 4, "lampu": 2, "": 2}, {"budget": 100, "costs": COSTS}),
    Question("equal-shares", {"taman,lampu": 7, "parit,lampu": 6, "pos-2": 3}, {"budget": 140, "costs": COSTS, "completion": "add1"}),
]  # fmt: skip
ASKED = pytest.mark.parametrize(
    "asked", BY_STATISTIC, ids=lambda asked: f"{asked.rule}-{len(asked.parameters or {})}"
)


def wrong(files) -> list[str]:
    """What the recount alone finds."""
    trial = Trial()
    try:
        check_recount(Bundle(files), trial)
    except Malformed as error:
        trial.differences.append(str(error))
    return trial.differences


def one_of(subset):
    return st.lists(st.sampled_from(CODES), min_size=1, max_size=subset, unique=True)


def in_order(codes):
    return ",".join(sorted(codes, key=CODES.index))


def ranking(parts):
    codes, signs = parts
    return "".join(code + sign for code, sign in zip(codes, [*signs[: len(codes) - 1], ""], strict=True))


RANKED = st.tuples(one_of(4), st.lists(st.sampled_from(">>="), min_size=3, max_size=3)).map(ranking)
SCORED = st.dictionaries(st.sampled_from(CODES), st.integers(0, 5), min_size=1).map(
    lambda points: ",".join(f"{code}:{points[code]}" for code in CODES if code in points)
)
BALLOT = {
    "plurality": st.sampled_from(CODES), "approval": one_of(4).map(in_order), "score": SCORED, "schulze": RANKED,
    "irv": RANKED, "greedy": one_of(4).map(in_order), "equal-shares": one_of(4).map(in_order),
}  # fmt: skip
PARAMETERS = {
    "plurality": [{}, {"threshold_share": 0.5}], "approval": [{}, {"most": 4}], "score": [{}, {"total": "mean"}],
    "schulze": [{}, {"unranked": "ignore"}, {"strength": "margin"}],
    "irv": [{}, {"until": "two"}, {"overvote": "exhaust"}, {"threshold_share": 0.6}],
    "greedy": [{}, {"oversize": "stop"}, {"threshold": 3}, {"exclusive": [["taman", "lampu"]]}],
    "equal-shares": [{}, {"completion": "add1"}, {"utility": "cardinality"}, {"exclusive": [["taman", "lampu"]]}],
}  # fmt: skip


def profiles(rule):
    ballot = st.one_of(BALLOT[rule], st.sampled_from(["", "blank"]))
    return st.dictionaries(ballot, st.integers(1, 12), min_size=1, max_size=6)


def question(rule, profile, parameters):
    money = {"budget": 100, "costs": COSTS} if rule in ("greedy", "equal-shares") else {}
    return Question(rule, profile, money | parameters)


@pytest.mark.parametrize("rule", sorted(BALLOT))
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_was_counted_holds_with_and_without_ballots(rule, data):
    profile = data.draw(profiles(rule))
    assume(sum(profile.values()) >= 10)
    files = weave((question(rule, profile, data.draw(st.sampled_from(PARAMETERS[rule]))),))
    assert wrong(files) == []
    assert failed(files) == []


@pytest.mark.parametrize("rule", ["plurality", "approval", "score", "greedy"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_rebuilt_ballots_have_the_sums_of_the_real_ones(rule, data):
    profile = data.draw(profiles(rule))
    parameters = question(rule, profile, {}).parameters
    found = count(rule, profile, CODES, parameters, "x")
    again = rebuild(statistic(found.to_json()), CODES)
    assert count(rule, again, CODES, parameters, "x") == found


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        ("approval", {"valid": 3, "scores": {"taman": 4, "lampu": 0, "parit": 0, "pos-2": 0}}),
        ("approval", {"valid": 3, "scores": {"taman": 1, "lampu": 1, "parit": 0, "pos-2": 0}}),
        ("plurality", {"valid": 3, "scores": {"taman": 3, "lampu": 1, "parit": 0, "pos-2": 0}}),
        ("approval", {"valid": 3, "scores": {"taman": 3, "lampu": -1, "parit": 1, "pos-2": 0}}),
        ("approval", {"valid": 3, "scores": {"taman": 3}}),
        ("approval", {"valid": 3, "scores": None}),
        ("score", {"valid": 3, "histogram": {"taman": {"5": 3}}}),
        ("score", {"valid": 3, "histogram": {"taman": {"5": 3.0}, "lampu": {}, "parit": {}, "pos-2": {}}}),
    ],
)  # fmt: skip
def test_sums_that_no_ballots_can_have_are_refused(rule, numbers):
    with pytest.raises(Malformed):
        rebuild({"rule": rule, "blank": 0, "invalid": 0} | numbers, CODES)


def numbers_in(value, path=()):
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers_in(item, (*path, key))
    elif type(value) is int:
        yield path


def raised(content, path):
    *way, last = path
    place = content
    for key in way:
        place = place[key]
    place[last] += 1


@ASKED
def test_every_number_that_follows_from_the_statistic_is_held(asked):
    """Raised by one, by somebody with the board's key: it no longer follows."""
    files = weave((asked,))
    outcome, decisive = (json.loads(files[name]) for name in (RESULT, STATISTIC))
    for path in numbers_in(outcome["outcome"]):
        if path[0] not in decisive:
            changed = edit(files, RESULT, lambda content, path=path: raised(content["outcome"], path))
            assert failed(rewrite(changed)) == [8], path


@ASKED
def test_every_number_of_the_statistic_is_that_of_the_result(asked):
    files = weave((asked,))
    for path in numbers_in(json.loads(files[STATISTIC])):
        changed = edit(files, STATISTIC, lambda content, path=path: raised(content, path))
        assert {7, 8} & set(failed(rewrite(changed))), path


@ASKED
def test_other_winners_are_found(asked):
    files = weave((asked,))

    def crown(content):
        content["outcome"]["winners"] = [code for code in CODES if code not in content["outcome"]["winners"]][
            :1
        ]

    assert failed(rewrite(edit(files, RESULT, crown))) == [8]


@pytest.mark.parametrize("number", [1, 6, 8, 9])
def test_other_winners_than_the_ballots_say_are_found(number):
    files = edit(
        sound(), f"soal-{number}/hasil.json", lambda content: content["outcome"].update(winners=["pos-2"])
    )
    assert failed(rewrite(files)) == [8]


def test_a_winner_of_a_small_poll_who_is_no_option_is_found():
    files = edit(sound(), "soal-10/hasil.json", lambda content: content["outcome"].update(winners=["x"]))
    assert failed(rewrite(files)) == [8]


def test_a_statistic_that_differs_from_the_result_is_found():
    files = edit(sound(), "soal-3/statistik.json", lambda content: content["pairwise"][0].__setitem__(1, 0))
    assert failed(rewrite(files)) == [8]


@pytest.mark.parametrize(
    "field", ["scores", "pairwise", "rounds", "payments", "histogram", "parameters", "ranking"]
)
@pytest.mark.parametrize("value", [None, [], {}, "x", 1.5, [[1]], [{"votes": {}}], {"taman": "1/0"}], ids=str)
def test_a_field_of_another_kind_is_found(field, value):
    """Whatever stands where numbers should be: a difference, never a crash."""
    for asked in BY_STATISTIC:
        files = weave((asked,))
        outcome = json.loads(files[RESULT])["outcome"]
        if outcome.get(field) is None:
            continue
        changed = edit(files, RESULT, lambda content: content["outcome"].update({field: value}))
        if field in json.loads(files[STATISTIC]):
            changed |= {STATISTIC: document_of(json.loads(files[STATISTIC]) | {field: value}).encode()}
        assert 8 in failed(rewrite(changed))

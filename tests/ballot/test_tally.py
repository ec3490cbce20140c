"""The plurality count: a pure function of the profile, the options and the seed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.ballot.tally import BLANK, Tally, plurality, quorum_needed, tally_plurality, tie_order

OPTIONS = ["a", "b", "c"]
profiles = st.dictionaries(st.sampled_from([*OPTIONS, BLANK, "", "lain"]), st.integers(0, 500))


def test_plurality_most_votes_win():
    result = plurality({"a": 3, "b": 5, "c": 1}, OPTIONS, "s")
    assert result.winners == ("b",)
    assert result.ranking == (("b",), ("a",), ("c",))
    assert result.totals == {"a": 3, "b": 5, "c": 1}


def test_plurality_tie_names_all_and_orders_them_by_seed():
    result = plurality({"a": 4, "c": 4}, OPTIONS, "372")
    by_hand = sorted("ac", key=lambda option: hashlib.sha256(f"372{option}".encode()).hexdigest())
    assert list(result.winners) == by_hand
    assert result.is_tied
    assert result.ranking == (tuple(by_hand), ("b",))


def test_tie_order_depends_on_seed_alone():
    orders = {tie_order(OPTIONS, str(seed)) for seed in range(60)}
    assert len(orders) == 6
    assert all(tie_order(OPTIONS, "x") == tie_order(list(reversed(OPTIONS)), "x") for _ in range(2))


def test_plurality_of_no_ballots_has_no_winner():
    result = plurality({}, OPTIONS, "s")
    assert result.winners == ()
    assert not result.is_unanimous
    assert not result.is_tied


def test_plurality_counts_blank_apart_and_the_unknown_as_invalid():
    result = plurality({"a": 2, BLANK: 3, "": 1, "z": 1}, OPTIONS, "s")
    assert (result.valid, result.blank, result.invalid) == (5, 3, 2)
    assert result.winners == ("a",)


def test_plurality_all_blank_has_no_winner_but_is_unanimous():
    result = plurality({BLANK: 3}, OPTIONS, "s")
    assert result.winners == ()
    assert result.is_unanimous


@pytest.mark.parametrize(
    ("profile", "unanimous"), [({"a": 9}, True), ({"a": 9, "b": 1}, False), ({"a": 9, BLANK: 1}, False)]
)
def test_plurality_unanimity(profile, unanimous):
    assert plurality(profile, OPTIONS, "s").is_unanimous is unanimous


@pytest.mark.parametrize(("profile", "options"), [({"a": -1}, ["a"]), ({}, []), ({}, ["a", "a"])])
def test_plurality_refuses_nonsense(profile, options):
    with pytest.raises(ValueError, match=r"options|negative"):
        plurality(profile, options, "s")


@given(profiles, st.text(max_size=8))
def test_plurality_loses_no_ballot(profile, seed):
    result = plurality(profile, OPTIONS, seed)
    assert result.valid + result.invalid == sum(profile.values())
    assert sorted(option for tied in result.ranking for option in tied) == OPTIONS
    assert plurality(dict(reversed(profile.items())), OPTIONS, seed) == result


@given(profiles, profiles)
def test_plurality_adds_up_over_districts(one, other):
    both = {key: one.get(key, 0) + other.get(key, 0) for key in {*one, *other}}
    parts = [plurality(part, OPTIONS, "s").totals for part in (one, other)]
    assert plurality(both, OPTIONS, "s").totals == {o: parts[0][o] + parts[1][o] for o in OPTIONS}


@pytest.mark.parametrize(
    ("parameters", "roll", "needed"),
    [
        ({}, 30, 0),
        ({"quorum_number": 12}, 30, 12),
        ({"quorum_share": 0.1}, 30, 3),  # in binary floats 0.1 * 30 is a little more than 3
        ({"quorum_share": 0.1}, 31, 4),
        ({"quorum_share": 0.5, "quorum_number": 20}, 30, 20),
        ({"quorum_share": 0.5}, 0, 1),
    ],
)
def test_quorum_needed(parameters, roll, needed):
    assert quorum_needed(parameters, roll) == needed


@pytest.mark.parametrize(("ballots", "shown"), [(9, False), (10, True)])
def test_tally_shows_totals_from_ten_ballots_on(ballots, shown):
    tally = tally_plurality({"a": ballots}, OPTIONS, "s", 40, {"quorum_number": 10})
    assert tally.may_show_totals is shown
    assert tally.quorum_met is shown


@given(profiles)
def test_tally_survives_its_json(profile):
    tally = tally_plurality(profile, OPTIONS, "s", 4000, {"quorum_share": 0.2})
    assert Tally.from_json(tally.to_json()) == tally

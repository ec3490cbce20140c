"""The result of a poll: turnout, quorum and what may be shown around its outcome."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.ballot.tally import BLANK, Tally, Turnout, quorum_needed, tally_poll

OPTIONS = ("a", "b", "c")
profiles = st.dictionaries(st.sampled_from([*OPTIONS, BLANK, ""]), st.integers(0, 60))


def tally_of(profile, parameters=None, *, roll=4000, papers=0, is_secret=True, rule="plurality") -> Tally:
    ballots = sum(profile.values())
    return tally_poll(
        rule=rule, profile=profile, options=OPTIONS, parameters=parameters or {}, seed="s",
        turnout=Turnout(roll, ballots - papers, papers), is_secret=is_secret,
    )  # fmt: skip


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
    tally = tally_of({"a": ballots}, {"quorum_number": 10}, roll=40)
    assert tally.may_show_totals is shown
    assert tally.quorum_met is shown


@given(profiles)
def test_tally_survives_its_json(profile):
    tally = tally_of(profile, {"quorum_share": 0.2})
    assert Tally.from_json(tally.to_json()) == tally


def test_an_open_poll_shows_its_totals_always():
    assert tally_of({"a": 1}, is_secret=False).may_show_totals is True


@pytest.mark.parametrize(
    ("profile", "unanimous"), [({"a": 3}, True), ({BLANK: 3}, True), ({"a": 2, "b": 1}, False), ({}, False)]
)
def test_tally_says_when_every_ballot_is_the_same(profile, unanimous):
    assert tally_of(profile).is_unanimous is unanimous


def test_paper_ballots_count_for_the_quorum():
    assert tally_of({"a": 6, "b": 6}, {"quorum_number": 12}, papers=5).quorum_met is True


def test_tally_refuses_a_turnout_that_is_not_the_profiles():
    with pytest.raises(ValueError, match="differ"):
        tally_poll(
            rule="plurality", profile={"a": 3}, options=OPTIONS, parameters={}, seed="s",
            turnout=Turnout(9, 2), is_secret=True,
        )  # fmt: skip

"""Everything published of a month, taken together and with what was published before, tells no hidden count.

The attacker (attacker.py) solves integer programs over the published tables. Each rule that protects is switched off
once, to see that he would get through.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sgforum.ballot import splits
from sgforum.metrics.measures import disclosure
from sgforum.metrics.measures.disclosure import LEAST, Withheld
from sgforum.metrics.models import Status
from sgforum.metrics.queries import scores as queries
from sgforum.metrics.queries import words
from sgforum.reports import participation
from sgforum.reports.participation import tables_of
from tests.reports.attacker import PEOPLE, Attack
from tests.reports.months import editions_of, inputs_of, place

A, B, C, D, E = "64.71.01.1001", "64.71.01.1002", "64.71.02.1001", "64.71.02.1002", "64.71.03.1001"


def attack(*revisions):
    """An attacker who has taken every edition of a month."""
    attacker, before = Attack(), None
    states = editions_of(*revisions)
    for number in range(len(states)):
        before = attacker.read(number, tables_of(states[: number + 1]), before)
    return attacker


def rows(states, name="counts"):
    found = next(table for table in tables_of(states) if table.name == name)
    return {row[0]: dict(zip(found.names, row, strict=True)) for row in found.rows}


# --- Months in which people could be made out --------------------------------------------------------------------

COUNTS = {
    "one small": {A: (3, 0, 0, 0), B: (40, 30, 25, 6), C: (12, 7, 0, 0)},
    "one to four everywhere": {A: (1, 4, 3, 1), B: (2, 3, 4, 2), C: (3, 2, 1, 1), D: (4, 1, 2, 2)},
    "two kelurahan": {A: (4, 2, 1, 1), B: (60, 40, 25, 9)},
    "one kelurahan": {A: (2, 1, 0, 0)},
    "few come again": {A: (20, 3, 20, 3), B: (44, 4, 30, 2), C: (12, 1, 80, 4)},
    "all come again": {A: (40, 9, 25, 25), B: (40, 9, 7, 7), C: (40, 9, 30, 5)},
    "hidden behind each other": {A: (3, 4, 4, 3), B: (4, 3, 3, 2), C: (40, 30, 25, 6), D: (2, 2, 30, 4)},
    "five": {A: (5, 5, 5, 4), B: (9, 5, 6, 4), C: (10, 5, 20, 5), D: (3, 0, 5, 3)},
}


@pytest.mark.parametrize("case", COUNTS)
@pytest.mark.parametrize("adults", [3_000, 600])
def test_no_hidden_count_is_pinned_down(case, adults):
    month = {code: inputs_of(code, *counts, adults=adults) for code, counts in COUNTS[case].items()}
    attacker = attack(month)
    assert attacker.hidden
    assert attacker.pinned() == {}


def test_a_group_that_took_part_whole_is_hidden():  # rule 5
    month = {
        A: inputs_of(A, 12, 12, 5, 5, adults=12),
        B: inputs_of(B, 40, 9, 20, 6),
        C: inputs_of(C, 7, 0, 0, 0),
    }
    shown = rows(editions_of(month))
    assert [shown[A][name] for name in PEOPLE] == [None, None, 5, None]
    assert shown["64.71.01"]["participants"] is None
    assert attack(month).pinned() == {}


def test_who_came_again_is_hidden_where_all_did():
    states = editions_of({A: inputs_of(A, 40, 9, 25, 25), B: inputs_of(B, 40, 9, 30, 9)})
    assert rows(states)[A]["returning"] is None
    assert rows(states)[B]["returning"] == 9


# --- Revisions -----------------------------------------------------------------------------------------------------

REVISIONS = {
    "a small one grows": ({A: (3, 0, 0, 0), B: (4, 0, 0, 0), C: (40, 9, 20, 5)}, {A: (6, 0, 0, 0)}),
    "a large one shrinks": (
        {A: (3, 0, 0, 0), B: (4, 0, 0, 0), C: (10, 9, 20, 5), D: (30, 9, 20, 5)},
        {C: (4, 9, 20, 5)},
    ),
    "one of a pair is corrected": ({A: (3, 2, 4, 1), B: (4, 4, 3, 1), C: (40, 9, 20, 5)}, {A: (2, 4, 4, 2)}),
    "one more in its own kecamatan": ({A: (3, 0, 0, 0), C: (4, 0, 0, 0), E: (10, 9, 20, 5)}, {E: (4, 9, 20, 4)}),
    "and once more": (
        {A: (3, 2, 4, 1), B: (4, 4, 3, 1), C: (40, 9, 20, 5)}, {A: (9, 8, 25, 7)}, {A: (4, 3, 25, 3)}, {B: (11, 9, 22, 6)},
    ),
    "a kelurahan comes later": ({A: (3, 0, 0, 0), C: (4, 0, 0, 0)}, {B: (2, 0, 0, 0), D: (30, 9, 20, 5)}),
}  # fmt: skip


@pytest.mark.parametrize("case", REVISIONS)
def test_revisions_may_be_subtracted(case):
    revisions = [
        {code: inputs_of(code, *counts) for code, counts in month.items()} for month in REVISIONS[case]
    ]
    attacker = attack(*revisions)
    assert attacker.hidden
    assert attacker.pinned() == {}


def test_a_revision_reuses_the_old_pattern():
    first = {A: inputs_of(A, 3), B: inputs_of(B, 4), C: inputs_of(C, 40)}
    states = editions_of(first, {A: inputs_of(A, 9)})
    assert rows(states[:1])[A]["participants"] is None
    assert rows(states)[A]["participants"] is None
    assert "kurang dari 10 orang" in rows(states, "scores")[A]["why_not"]
    assert "9 orang" not in rows(states, "scores")[A]["why_not"]


# --- Months and consultations beside it ----------------------------------------------------------------------------


def test_the_months_around_tell_no_more():
    attacker = Attack()
    past = [
        {A: (5, 2, 0, 0), B: (3, 2, 0, 0)},
        {A: (4, 1, 5, 2), B: (7, 1, 3, 1)},
        {A: (0, 0, 7, 0), B: (2, 3, 8, 1)},
    ]
    for number, month in enumerate([*past, {A: (6, 3, 7, 2), B: (3, 3, 9, 1)}]):
        inputs = {code: inputs_of(code, *counts) for code, counts in month.items()}
        attacker.read(number, tables_of(editions_of(inputs)))
    attacker.read_months([0, 1, 2], 3, [A, B])
    assert attacker.pinned() == {}


def test_who_voted_by_kelurahan_tells_no_more():
    """A consultation of the city in the same month: (electors, voters) of each kelurahan, as its result page prints them."""
    month = {A: inputs_of(A, 3), B: inputs_of(B, 40), C: inputs_of(C, 4), D: inputs_of(D, 25)}
    shown = splits.protect({A: (200, 3), B: (900, 31), C: (150, 4), D: (400, 12)})
    attacker = attack(month)
    attacker.read_split(0, shown)
    assert shown[B] is not None
    assert attacker.pinned() == {}


def test_a_whole_roll_that_voted_tells_no_more():
    month = {A: inputs_of(A, 30, adults=30), B: inputs_of(B, 40), C: inputs_of(C, 12), D: inputs_of(D, 25)}
    shown = splits.protect({A: (30, 30), B: (900, 31), C: (150, 11), D: (400, 12)})
    attacker = attack(month)
    attacker.read_split(0, shown)
    assert attacker.pinned() == {}


def test_why_a_score_is_held_tells_no_small_count():
    held = replace(
        place(inputs_of(A, 13)),
        status=Status.HELD,
        hold=(
            {"code": "late", "values": {"n": 4, "of": 13}},
            {"code": "surge", "values": {"n": 12, "usual": 3}},
        ),
    )
    told = words.why_not(held)
    assert "kurang dari 5 dari 13 peserta" in told
    assert "biasanya kurang dari 5." in told
    hidden = replace(held, earlier=(place(inputs_of(A, 3)).inputs_text,))
    assert "13" not in words.why_not(hidden)


# --- Any month -----------------------------------------------------------------------------------------------------


@st.composite
def months(draw):
    """Two to four places, most counts near the edges of the rules."""
    made = {}
    for code in draw(st.sampled_from([(A, B), (A, C), (A, B, C), (A, B, C, D)])):
        few = st.one_of(st.integers(0, 12), st.integers(13, 60))
        participants, readers, cohort = draw(few), draw(few), draw(few)
        returning = draw(st.integers(0, min(participants, cohort)))
        adults = draw(st.sampled_from([60, 500, 3_000, 15_600]))
        made[code] = inputs_of(code, participants, readers, cohort, returning, adults=adults)
    return made


@settings(max_examples=150, deadline=None)
@given(months())
def test_no_hidden_count_of_any_month_is_pinned_down(month):
    assert attack(month).pinned() == {}


@settings(max_examples=80, deadline=None)
@given(st.lists(months(), min_size=2, max_size=3))
def test_no_hidden_count_of_any_revisions_is_pinned_down(revisions):
    first = {code: revisions[0].get(code) or inputs_of(code, 20) for code in (A, B, C, D)}
    assert attack(first, *revisions[1:]).pinned() == {}


@settings(max_examples=150, deadline=None)
@given(months())
def test_what_is_printed_is_true_and_no_more_is_hidden_than_must_be(month):
    shown = rows(editions_of(month))
    for code, inputs in month.items():
        for name in PEOPLE:
            value = getattr(inputs, name)
            assert shown[code][name] in (None, value)
            if shown[code][name] is None:
                whole = inputs.cohort if name == "returning" else inputs.adults
                linked = (
                    name == "returning" and "participants" in shown[code]["hidden"] + shown[code]["hidden"]
                )
                small = 0 < value < LEAST
                assert small or value == whole or linked or "cohort" in shown[code]["hidden"]


# --- Switched off, he gets through ---------------------------------------------------------------------------------


def test_without_hidden_totals_he_subtracts(monkeypatch):
    monkeypatch.setattr(disclosure, "_is_safe", lambda *_: True)
    month = {A: inputs_of(A, 3), B: inputs_of(B, 40)}
    assert (0, A, "participants") in attack(month).pinned()


def test_without_withheld_parts_he_reckons_back(monkeypatch):
    monkeypatch.setattr(queries, "withheld", lambda *_: Withheld(raw=frozenset({"KMB"})))
    month = {A: inputs_of(A, 20, 30, 20, 3), B: inputs_of(B, 40, 30, 25, 9)}
    assert attack(month).pinned() == {(0, A, "returning"): 0}


def test_without_hiding_d4_he_reckons_back_through_the_score(monkeypatch):
    def only_d2(*_):
        return Withheld(frozenset({"KMB"}), frozenset({"KMB"}), frozenset({"D2"}))

    monkeypatch.setattr(queries, "withheld", only_d2)
    month = {A: inputs_of(A, 20, 30, 20, 3), B: inputs_of(B, 40, 30, 25, 9)}
    assert (0, A, "returning") in attack(month).pinned()


def test_without_the_old_pattern_he_subtracts_revisions(monkeypatch):
    monkeypatch.setattr(disclosure, "_is_as_before", lambda *_: True)
    first = {A: inputs_of(A, 3), C: inputs_of(C, 4), E: inputs_of(E, 10)}
    assert attack(first, {E: inputs_of(E, 4)}).pinned() == {(1, E, "participants"): 0}


def test_without_bounds_of_other_columns_he_uses_them(monkeypatch):
    plain = participation._column
    monkeypatch.setattr(
        participation, "_column", lambda name, found: replace(plain(name, found), bounded=frozenset())
    )
    month = {A: inputs_of(A, 40, 9, 5, 4), B: inputs_of(B, 40, 9, 6, 4)}
    assert attack(month).pinned()

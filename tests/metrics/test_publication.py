"""When a number may be shown, and when places may be compared."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sgforum.metrics.indicators import Group
from sgforum.metrics.ippk import evaluate
from sgforum.metrics.publication import (
    Comparable,
    Failure,
    Tier,
    failed_conditions,
    may_compare,
    months_between,
    tiers,
)


def people(example, number):
    return replace(example, participants=number, acts=((1, number),), groups=(Group("a", number, 4056),))


def failures(inputs):
    return [condition.failure for condition in failed_conditions(inputs, evaluate(inputs))]


def test_complete_month_may_be_published(example):
    assert failures(example) == []


@pytest.mark.parametrize(("adults", "expected"), [(499, [Failure.ADULTS_TOO_FEW]), (500, [])])
def test_fewer_than_five_hundred_adults_are_not_rated(example, adults, expected):
    assert failures(replace(example, adults=adults)) == expected


def test_unknown_adults_are_not_rated(example):
    assert Failure.ADULTS_UNKNOWN in failures(replace(example, adults=None))


@pytest.mark.parametrize(
    ("adults_on", "expected"),
    [("2016-05", []), ("2016-04", [Failure.ADULTS_STALE]), (None, [Failure.ADULTS_UNDATED]), ("2018-06", [])],
)
def test_adults_older_than_24_months_are_not_rated(example, adults_on, expected):
    assert failures(replace(example, adults_on=adults_on)) == expected


@pytest.mark.parametrize(("number", "expected"), [(9, [Failure.PARTICIPANTS_TOO_FEW]), (10, [])])
def test_fewer_than_ten_people_are_not_rated(example, number, expected):
    assert failures(people(example, number)) == expected


def test_unrecorded_people_and_missing_dimension_are_both_told(example):
    assert failures(replace(example, participants=None, acts=None)) == [
        Failure.PARTICIPANTS_UNKNOWN,
        Failure.DIMENSION_MISSING,
    ]


def test_every_sentence_takes_its_numbers(example):
    poor = replace(people(example, 3), adults=120, adults_on="2010-01", items_due=None, closed=None)
    said = [c.sentence % dict(c.values) for c in failed_conditions(poor, evaluate(poor))]
    assert said == [
        "Belum dapat dinilai: hanya 120 penduduk 17 tahun ke atas (minimal 500).",
        "Belum dapat dinilai: data penduduk sudah berumur 100 bulan (maksimal 24).",
        "Belum dapat dinilai: warga terverifikasi yang ikut 3 orang, minimal 10.",
        "Belum dapat dinilai: baru 3 dari 4 dimensi terisi. Konsultasi dan Keputusan wajib ada.",
    ]


@pytest.mark.parametrize(("number", "comparable"), [(29, False), (30, True)])
def test_places_with_fewer_than_thirty_people_are_not_compared(example, number, comparable):
    inputs = people(example, number)
    assert may_compare(inputs, evaluate(inputs)) is comparable


def test_unpublishable_place_is_not_compared(example):
    stale = replace(example, adults_on="2010-01")
    assert not may_compare(stale, evaluate(stale))


def test_tier_needs_the_whole_interval_on_one_side_of_the_median():
    places = [
        Comparable("a", 25, 35),
        Comparable("b", 40, 55),
        Comparable("c", 45, 55),
        Comparable("d", 45, 60),
        Comparable("e", 65, 75),
    ]
    assert tiers(places, [30, 48, 50, 52, 70]) == {
        "a": Tier.BELOW,
        "b": Tier.ALIKE,
        "c": Tier.ALIKE,
        "d": Tier.ALIKE,
        "e": Tier.ABOVE,
    }
    assert tiers([], []) == {}


def test_median_is_that_of_every_published_score_also_of_places_too_small_to_compare():
    assert tiers([Comparable("a", 52, 60), Comparable("b", 36, 48)], [58, 44, 20, 30, 35]) == {
        "a": Tier.ABOVE,
        "b": Tier.ABOVE,
    }


def test_months_between_counts_over_years():
    assert months_between("2016-05", "2018-05") == 24
    assert months_between("2018-05", "2018-04") == -1

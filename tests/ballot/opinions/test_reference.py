"""Published groups of a real conversation: Canadian electoral reform (compdemocracy/openData, CC BY 4.0)."""

from __future__ import annotations

import csv

import pytest

from sgforum.ballot.opinions.grouping import find_groups
from sgforum.ballot.opinions.reading import read_votes
from sgforum.ballot.opinions.votes import count_votes

from .people import adjusted_rand

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def published(reference):
    path = reference / "polis_canadian_electoral_reform_votes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        votes = read_votes(file)
    with path.open(encoding="utf-8", newline="") as file:
        return votes, list(csv.DictReader(file))


def test_groups_are_the_published_ones(published):
    votes, rows = published
    found = find_groups(votes)
    pairs = [
        (group, row["group-id"]) for group, row in zip(found.group_of, rows, strict=True) if row["group-id"]
    ]
    assert len(pairs) == found.qualified == 281
    assert adjusted_rand(*zip(*pairs, strict=True)) >= 0.99  # measured: 1.0
    assert [len(found.members(group)) for group in found.ids] == [265, 16]


def test_nobody_is_in_a_group_that_published_none(published):
    votes, rows = published
    found = find_groups(votes)
    assert [group is None for group in found.group_of] == [not row["group-id"] for row in rows]


def test_counts_are_the_published_ones(published):
    votes, rows = published
    for side, column in (("agree", "n-agree"), ("disagree", "n-disagree")):
        assert sum(getattr(count, side) for count in count_votes(votes)) == sum(
            int(row[column]) for row in rows
        )

"""The split of the city's published number is whole, stated, and never below what a place can have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.demo import shares
from sgforum.territory.models import Sex


@given(st.integers(0, 10_000_000), st.lists(st.floats(0.1, 10), min_size=1, max_size=60))
def test_apportion_deals_out_everything(total, weights):
    parts = shares.apportion(total, weights)
    assert sum(parts) == total
    exact = [total * weight / sum(weights) for weight in weights]
    assert all(abs(part - value) < 1 + 1e-6 for part, value in zip(parts, exact, strict=True))


def test_weights_are_around_one():
    weights = shares.weigh(34)
    assert 0.6 <= min(weights) < 0.7
    assert 1.3 < max(weights) <= 1.4
    assert sum(weights) / 34 == pytest.approx(1, abs=0.03)


def test_city_is_split_as_published():
    assert sum(shares.apportion(shares.RESIDENTS, shares.weigh(34))) == 757_418
    assert sum(shares.BY_SEX.values()) == 757_418
    assert sum(shares.split_rts(34)) == 1_598
    assert sum(shares.split_adults(34)) == pytest.approx(757_418 * shares.ADULT_SHARE, abs=34)
    assert min(shares.split_rts(34)) > 20


def test_groups_add_up_and_follow_the_citys_sexes():
    groups = shares.split_groups(15_777)
    assert sum(groups.values()) == 15_777
    women = sum(people for (sex, _band), people in groups.items() if sex is Sex.FEMALE)
    assert women / 15_777 == pytest.approx(370_306 / 757_418, abs=0.001)


def test_every_rw_has_as_many_rt_as_the_others_but_one():
    counts = [0] * 4
    for rt in range(1, 48):
        counts[shares.rw_of(rt, 47, 4) - 1] += 1
    assert sum(counts) == 47
    assert max(counts) - min(counts) <= 1

"""The rule of K1 over days, and when a site is asked again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sgforum.reports.link_verdict import NEEDED, REPEAT_DAYS, Day, Site, is_due, verdict
from sgforum.reports.registers import LinkClass

ACTIVE, INDEX, FAILING, GONE = (
    LinkClass.ACTIVE, LinkClass.BACK_TO_INDEX, LinkClass.FAILING, LinkClass.UNREACHABLE,
)  # fmt: skip
CLASSES = st.sampled_from([ACTIVE, INDEX, FAILING, GONE])
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], None),
        ([ACTIVE], None),
        ([INDEX], None),
        ([ACTIVE, INDEX], None),
        ([ACTIVE, ACTIVE], ACTIVE),
        ([ACTIVE, INDEX, ACTIVE], ACTIVE),
        ([INDEX, ACTIVE, ACTIVE], ACTIVE),
        ([INDEX, INDEX], INDEX),
        ([ACTIVE, FAILING, INDEX], FAILING),
        ([INDEX, FAILING, FAILING], FAILING),
        ([GONE, FAILING, INDEX], GONE),
        ([ACTIVE, INDEX, INDEX, ACTIVE, ACTIVE], INDEX),  # only the last three count
    ],
)
def test_two_live_days_of_the_last_three_make_a_link_live(days, found):
    assert verdict(days) is found


@given(st.lists(CLASSES, min_size=3, max_size=6))
def test_three_days_always_decide_and_a_live_one_never_hurts(days):
    found = verdict(days)
    assert (found is ACTIVE) == (days[:3].count(ACTIVE) >= NEEDED)
    assert found in days[:3]
    if found is ACTIVE:
        assert all(verdict([*days[:n], ACTIVE, *days[n + 1 :]]) is ACTIVE for n in range(3))


def site(*classes, last_on=TODAY - timedelta(days=1)):
    days = tuple(Day(last_on - timedelta(days=n), found) for n, found in enumerate(classes))
    return Site(days, NOON - (TODAY - last_on), last_on)


def due(found, ordered_at=None):
    return is_due(found, today=TODAY, ordered_at=ordered_at)


def test_a_site_that_was_never_asked_is_due():
    assert due(Site())


def test_a_site_is_asked_once_a_day_until_the_days_decide():
    assert due(site(ACTIVE))
    assert not due(site(ACTIVE, last_on=TODAY))
    assert due(site(ACTIVE, INDEX))


def test_a_site_whose_newest_day_contradicts_the_others_is_asked_the_next_day():
    assert due(site(INDEX, ACTIVE, ACTIVE))
    assert not due(site(ACTIVE, ACTIVE, INDEX))


def test_a_decided_site_is_asked_once_a_week():
    for age, wanted in ((1, False), (REPEAT_DAYS - 1, False), (REPEAT_DAYS, True), (60, True)):
        assert due(site(ACTIVE, ACTIVE, last_on=TODAY - timedelta(days=age))) is wanted


def test_a_site_that_wants_no_robots_is_asked_again_only_after_a_week():
    assert not due(site())
    assert due(site(last_on=TODAY - timedelta(days=REPEAT_DAYS)))


def test_an_order_makes_a_site_due_once():
    checked = site(ACTIVE, ACTIVE, last_on=TODAY)
    assert due(checked, NOON + timedelta(minutes=1))
    assert not due(checked, NOON - timedelta(minutes=1))

"""On any day a visitor meets consultations in every state, and nobody does in them what the rules forbid."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sgforum.demo.corpus.activity import plan_city
from sgforum.demo.corpus.activity_types import PlanArea
from sgforum.demo.showcase import with_showcase
from sgforum.demo.terms import Size, Terms

DAYS = [datetime(2026, 11, day, 3, tzinfo=UTC) for day in (1, 9, 10, 24, 30)]


def plan_on(day: datetime, areas: int):
    terms = Terms(2018, 3, Size.CITY, day, ZoneInfo("Asia/Makassar"))
    places = [PlanArea(f"64.71.{number:02}", 40, 16_000) for number in range(areas)]
    months = [str(period) for period in terms.played]
    return terms, with_showcase(plan_city(random.Random(7), places, months, scale=0.4), terms)


@pytest.mark.parametrize("areas", [1, 12])
@pytest.mark.parametrize("day", DAYS)
def test_every_state_is_there(day, areas):
    terms, plan = plan_on(day, areas)
    now = terms.now
    assert any(each.voting_from <= now < each.closes_at for each in plan.consultations)
    assert any(each.published_at <= now < each.voting_from for each in plan.consultations)
    assert any(each.closes_at <= now and each.record_at is None for each in plan.consultations)
    assert any(now < each.published_at for each in plan.consultations)


@pytest.mark.parametrize("day", DAYS)
def test_acts_fall_into_their_phases(day):
    _terms, plan = plan_on(day, 12)
    assert [each.number for each in plan.consultations] == list(range(len(plan.consultations)))
    for ballot in plan.ballots:
        box, voter = plan.consultations[ballot.consultation], plan.residents[ballot.voter]
        assert box.voting_from <= ballot.at < box.closes_at
        assert voter.verified_at is not None
        assert voter.verified_at < box.voting_from
    for comment in plan.comments:
        box = plan.consultations[comment.consultation]
        assert box.published_at < comment.at < box.voting_from


def test_no_kelurahan_is_asked_more_than_is_written():
    for areas in (1, 12):
        _terms, plan = plan_on(DAYS[3], areas)
        asked: dict[str, list[int]] = {}
        for each in plan.consultations:
            asked.setdefault(each.area, []).append(each.local)
        for numbers in asked.values():
            assert sorted(numbers) == list(range(len(numbers)))
            assert len(numbers) <= 14

"""The demo's timetable is possible, believable and repeatable."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sgforum.demo.corpus import activity, timetable
from sgforum.demo.corpus.activity_types import Plan, PlanArea

MONTHS = ("2026-07", "2026-08", "2026-09")


def plan_areas() -> list[PlanArea]:
    return [PlanArea(f"64.71.{number:02}", 20 + number, 9000 + 400 * number) for number in range(34)]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return activity.plan_city(random.Random(2018), plan_areas(), MONTHS, city_code="64.71")


def participants(plan: Plan, month: str) -> Counter[str]:
    """Verified people with at least one act in the month, by kelurahan."""
    start, end = timetable.month_start(month), timetable.month_end(month)
    acts = [(each.author, each.at) for each in (*plan.topics, *plan.replies, *plan.comments)]
    acts += [(each.voter, each.at) for each in plan.ballots]
    people = {number for number, at in acts if start <= at < end}
    return Counter(plan.residents[number].area for number in people if plan.residents[number].verified_at)


def test_month_bounds_follow_wita():
    assert timetable.month_start("2026-12").isoformat() == "2026-11-30T16:00:00+00:00"
    assert timetable.month_end("2026-12") == timetable.month_start("2027-01")


def test_same_seed_plans_the_same_city(plan: Plan):
    assert activity.plan_city(random.Random(2018), plan_areas(), MONTHS, city_code="64.71") == plan
    assert activity.plan_city(random.Random(2019), plan_areas(), MONTHS, city_code="64.71") != plan


def test_plan_numbers_are_positions(plan: Plan):
    for sequence in (plan.residents, plan.topics, plan.consultations):
        assert [each.number for each in sequence] == list(range(len(sequence)))


def test_plan_has_the_size_of_a_living_city(plan: Plan):
    assert 500 <= len(plan.topics) <= 900
    assert 1000 <= len(plan.residents) <= 2500
    assert set(plan.tempos.values()) == {"ramai", "aktif", "sepi", "senyap"}


def test_some_kelurahan_stay_below_ten_and_some_are_lively(plan: Plan):
    counts = participants(plan, "2026-09")
    by_area = [counts[area.code] for area in plan_areas()]
    assert sum(count < 10 for count in by_area) >= 4
    assert sum(count >= 60 for count in by_area) >= 3
    assert sum(10 <= count < 60 for count in by_area) >= 15


def test_volunteers_come_back(plan: Plan):
    first = {each.author for each in plan.replies if each.at < timetable.month_end("2026-07")}
    last = {each.author for each in plan.replies if each.at >= timetable.month_start("2026-09")}
    back = {plan.residents[number].habit for number in first & last}
    assert "volunteer" in back
    assert len(first & last) > 0.2 * len(first)


def test_nothing_happens_before_its_cause(plan: Plan):
    for reply in plan.replies:
        assert reply.at > plan.topics[reply.topic].at
        assert reply.author != plan.topics[reply.topic].author
    for support in plan.supports:
        assert support.at > plan.topics[support.topic].at
        assert support.supporter != plan.topics[support.topic].author
    for answer in plan.answers:
        assert answer.at > plan.topics[answer.topic].at


def test_ballots_fall_in_the_voting_phase_and_come_from_the_electorate(plan: Plan):
    for ballot in plan.ballots:
        box = plan.consultations[ballot.consultation]
        verified = plan.residents[ballot.voter].verified_at
        assert box.voting_from <= ballot.at < box.closes_at
        assert verified is not None
        assert verified < box.voting_from
        assert box.area in {plan.residents[ballot.voter].area, "64.71"}


def test_comments_fall_in_the_comment_phase_and_repeat_no_text(plan: Plan):
    texts = [(comment.consultation, comment.text) for comment in plan.comments]
    assert len(set(texts)) == len(texts)
    for comment in plan.comments:
        box = plan.consultations[comment.consultation]
        assert box.published_at < comment.at < box.voting_from


def test_consultations_leave_a_week_for_each_phase_and_close_within_the_plan(plan: Plan):
    for box in plan.consultations:
        assert (box.voting_from - box.published_at).days >= 7
        assert (box.closes_at - box.voting_from).days >= 7
        assert box.closes_at < timetable.month_end(MONTHS[-1])
        assert box.record_at is None or box.record_at > box.closes_at
    assert any(box.record_at is None for box in plan.consultations)


def test_residents_act_only_after_they_joined(plan: Plan):
    acts = [(each.author, each.at) for each in (*plan.topics, *plan.replies, *plan.comments)]
    acts += [(each.supporter, each.at) for each in plan.supports]
    acts += [(each.reader, each.at) for each in plan.readings]
    for number, at in acts:
        person = plan.residents[number]
        assert at >= (person.verified_at or person.registered_at)


def test_evenings_are_busiest_and_offices_answer_in_office_hours(plan: Plan):
    hours = Counter(each.at.astimezone(timetable.WITA).hour for each in plan.replies)
    assert hours.most_common(1)[0][0] in {19, 20, 21}
    assert sum(hours[hour] for hour in range(1, 5)) < 0.05 * len(plan.replies)
    for answer in plan.answers:
        local = answer.at.astimezone(timetable.WITA)
        assert local.weekday() < 5
        assert 8 <= local.hour <= 15


def test_a_single_kelurahan_is_a_lively_one():
    alone = activity.plan_city(random.Random(1), plan_areas()[:1], MONTHS)
    assert set(alone.tempos.values()) == {"ramai"}


def test_readings_count_as_reading_and_come_once(plan: Plan):
    pairs = [(each.consultation, each.reader) for each in plan.readings]
    assert len(set(pairs)) == len(pairs)
    assert all(each.seconds >= 10 for each in plan.readings)


def test_campaign_visits_come_once_per_browser(plan: Plan):
    assert len({(each.campaign, each.browser) for each in plan.visits}) == len(plan.visits)
    assert all(each.resident is not None for each in plan.visits if each.pledges)
    assert all(each.pledges for each in plan.visits if each.installs)

"""What is missing, what is a result, and what the reason is called (section 5.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sgforum.metrics.indicators import Group, Inputs, Missing, Prior, Rule, city_prior, measure
from sgforum.metrics.interval import simulate
from sgforum.metrics.ippk import DimensionScore, Weakest, evaluate
from sgforum.metrics.method import METHOD_1


def indicator(inputs, code):
    return next(item for item in measure(inputs) if item.code == code)


def dimension(inputs, code):
    return next(item for item in evaluate(inputs).dimensions if item.code == code)


NOT_RECORDED = [
    ("JGK", "readers"),
    ("INF", "opened"),
    ("PAR", "participants"),
    ("KSP", "qualified_3_months"),
    ("KMB", "cohort"),
    ("TGP", "items_due"),
    ("KPT", "closed"),
    ("PNG", "proposals_decided"),
    ("PNG", "city_mean"),
    ("RLS", "commitments_due"),
    ("CRT", "rt_covered"),
    ("SET", "groups"),
    ("SEF", "acts"),
]


@pytest.mark.parametrize(("code", "source"), NOT_RECORDED)
def test_source_that_does_not_exist_yet_is_no_data(example, code, source):
    item = indicator(replace(example, **{source: None}), code)
    assert (item.raw, item.score, item.missing) == (None, None, Missing.NOT_RECORDED_YET)


@pytest.mark.parametrize("adults", [None, 0])
@pytest.mark.parametrize("code", ["JGK", "PAR", "SET", "SEF"])
def test_without_adults_rates_have_no_denominator(example, adults, code):
    assert indicator(replace(example, adults=adults), code).missing is Missing.NO_DENOMINATOR


@pytest.mark.parametrize("rt_total", [None, 0])
def test_without_rt_list_coverage_has_no_denominator(example, rt_total):
    assert indicator(replace(example, rt_total=rt_total), "CRT").missing is Missing.NO_DENOMINATOR


def test_without_group_populations_equality_has_no_denominator(example):
    empty = tuple(replace(group, population=0) for group in example.groups)
    assert indicator(replace(example, groups=empty), "SET").missing is Missing.NO_DENOMINATOR


SAMPLES = [
    ("INF", "opened", "opened_complete", 1),
    ("KMB", "cohort", "returning", 20),
    ("TGP", "items_due", "items_answered", 5),
    ("KPT", "closed", "closed_recorded", 1),
    ("PNG", "proposals_decided", "proposals_adopted", 5),
    ("RLS", "commitments_due", "commitments_done", 3),
]


@pytest.mark.parametrize(("code", "whole", "part", "needs"), SAMPLES)
def test_sample_below_the_least_is_missing_and_the_least_is_enough(example, code, whole, part, needs):
    few = replace(example, **{whole: needs - 1, part: 0})
    enough = replace(example, **{whole: needs, part: 0})
    assert indicator(few, code).missing is Missing.SAMPLE_TOO_SMALL
    assert indicator(enough, code).score is not None


@pytest.mark.parametrize(("people", "scored"), [(9, False), (10, True)])
def test_effective_voices_need_ten_people(example, people, scored):
    few = replace(example, participants=people, acts=((1, people),), groups=(Group("a", people, 4056),))
    assert (indicator(few, "SEF").score is not None) is scored


def test_month_without_people_has_participation_zero_but_no_equality(example):
    nobody = replace(example, participants=0, acts=(), groups=(Group("a", 0, 4056),))
    assert indicator(nobody, "PAR").score == 0
    assert indicator(nobody, "SET").missing is Missing.SAMPLE_TOO_SMALL


@pytest.mark.parametrize(("known", "scored"), [(103, False), (104, True)])
def test_equality_needs_sixty_percent_known(example, known, scored):
    # 60 % of 172 is 103.2
    groups = (Group("a", known - 50, 8000), Group("b", 50, 7600))
    assert (indicator(replace(example, groups=groups), "SET").score is not None) is scored


def test_group_without_participants_counts_as_half_a_person(example):
    groups = (Group("a", 40, 7800), Group("b", 0, 7800))
    raw = indicator(replace(example, participants=40, acts=((1, 40),), groups=groups), "SET").raw
    assert raw == pytest.approx(1 / (0.5 / (40 / 7800) + 0.5 / (0.5 / 7800)))


def test_group_nobody_lives_in_is_left_out(example):
    more = (*example.groups, Group("e", 0, 0))
    assert indicator(replace(example, groups=more), "SET") == indicator(example, "SET")


@pytest.mark.parametrize("months_before", [0, 1])
def test_attributes_lacking_up_to_two_months_is_missing(example, months_before):
    lacking = replace(example, groups=(Group("a", 50, 15_600),), set_missing_months=months_before)
    assert indicator(lacking, "SET").missing is Missing.SAMPLE_TOO_SMALL


@pytest.mark.parametrize("months_before", [2, 7])
def test_attributes_lacking_three_months_running_scores_zero(example, months_before):
    lacking = replace(example, groups=(Group("a", 50, 15_600),), set_missing_months=months_before)
    item = indicator(lacking, "SET")
    assert (item.raw, item.score, item.missing, item.rule) == (None, 0.0, None, Rule.ATTRIBUTES_MISSING)
    assert dimension(lacking, "D4").value < dimension(replace(lacking, set_missing_months=0), "D4").value
    assert max(simulate(lacking)) < max(simulate(replace(lacking, set_missing_months=0)))


def test_months_without_attributes_before_do_not_matter_once_they_are_known(example):
    assert indicator(replace(example, set_missing_months=5), "SET") == indicator(example, "SET")


def test_closed_consultation_without_record_is_a_zero(example):
    assert indicator(replace(example, closed=2, closed_recorded=0), "KPT").score == 0


def test_unanswered_due_item_is_not_answered(example):
    assert indicator(replace(example, items_due=92), "TGP").score == pytest.approx(100 * 34 / 92)


def test_nothing_qualified_in_six_months_is_zero_opportunity_and_zero_decision(example):
    hollow = replace(example, qualified_3_months=0, qualified_6_months=0)
    result = evaluate(hollow)
    assert indicator(hollow, "KSP").score == 0
    assert dimension(hollow, "D3") == DimensionScore("D3", 0.0, 1.0, Rule.NOTHING_QUALIFIED)
    assert result.value == pytest.approx(
        dimension(hollow, "D1").value ** 0.15
        * dimension(hollow, "D2").value ** 0.30
        * 1**0.35
        * dimension(hollow, "D4").value ** 0.20
    )
    assert result.weakest == Weakest("D3", "KSP", "KSP", 100.0)
    assert max(simulate(hollow)) < 30


def test_nothing_qualified_is_zero_even_where_decisions_have_no_data(example):
    hollow = replace(
        example,
        qualified_3_months=None,
        qualified_6_months=0,
        items_due=None,
        closed=None,
        proposals_decided=None,
        commitments_due=None,
    )
    assert indicator(hollow, "KSP").score == 0
    assert dimension(hollow, "D3").value == 0
    assert evaluate(hollow).value is not None
    assert simulate(hollow)


def test_nothing_qualified_in_three_months_alone_leaves_decision_alone(example):
    assert dimension(replace(example, qualified_3_months=0), "D3") == dimension(example, "D3")


def test_weights_rescale_inside_the_dimension(example):
    item = dimension(replace(example, cohort=None), "D2")
    par, ksp = (indicator(example, code).score for code in ("PAR", "KSP"))
    assert item.value == pytest.approx((0.6 * par + 0.2 * ksp) / 0.8)
    assert item.weight_present == pytest.approx(0.8)


def test_dimension_with_less_than_half_its_weight_is_missing(example):
    assert dimension(replace(example, participants=None, acts=None), "D2").value is None
    assert dimension(replace(example, readers=None), "D1").value is None


def test_dimension_with_exactly_half_its_weight_is_scored(example):
    item = dimension(replace(example, items_due=None, commitments_due=None), "D3")
    assert item.weight_present == 0.5
    assert item.value is not None


@pytest.mark.parametrize("lost", [{"readers": None}, {"rt_total": None, "acts": None}])
def test_one_of_information_and_inclusion_may_be_missing_and_weights_rescale(example, lost):
    result = evaluate(replace(example, **lost))
    present = {d.code: d.value for d in result.dimensions if d.value is not None}
    weights = {d.code: d.weight for d in METHOD_1.dimensions if d.code in present}
    expected = 1.0
    for code, value in present.items():
        expected *= value ** (weights[code] / sum(weights.values()))
    assert len(present) == 3
    assert result.value == pytest.approx(expected)


@pytest.mark.parametrize(
    "lost",
    [
        {"participants": None, "acts": None},
        {"items_due": None, "closed": None},
        {"readers": None, "rt_total": None, "acts": None},
    ],
)
def test_without_consultation_decision_or_three_dimensions_there_is_no_score(example, lost):
    result = evaluate(replace(example, **lost))
    assert (result.value, result.category, result.shown) == (None, None, None)
    assert simulate(replace(example, **lost)) == ()


def test_empty_month_is_all_no_data():
    result = evaluate(Inputs(kelurahan="64.71.01.1001", period="2026-01"))
    assert {item.missing for item in result.indicators} == {Missing.NOT_RECORDED_YET}
    assert result.value is None
    assert result.weakest is None


WRONG = [
    {"kelurahan": ""},
    {"kelurahan": "64|71"},
    {"period": "2026-13"},
    {"adults_on": "2026"},
    {"adults": -1},
    {"readers": 1.5},
    {"returning": 231},
    {"items_answered": 47},
    {"qualified_3_months": 5},
    {"proposals_adopted": 0.3},
    {"proposals_adopted": -1},
    {"city_mean": 1.2},
    {"city_kappa": 0},
    {"participants": 171},
    {"acts": ((0, 1), (1, 171))},
    {"groups": (Group("a", 173, 1),)},
    {"groups": (Group("a", -1, 1),)},
    {"groups": (Group("a", 1, 1), Group("a", 2, 1))},
]


@pytest.mark.parametrize("wrong", WRONG)
def test_counts_that_contradict_each_other_are_refused(example, wrong):
    with pytest.raises(ValueError, match=r"\w"):
        replace(example, **wrong)


@pytest.mark.parametrize(
    ("decided", "prior"),
    [
        # m = .3, s2 = .04, within = .21, A = .04 - .021 = .019, kappa = .21/.019 - 1
        ([(5, 10), (1, 10)], Prior(0.3, 10.052632)),
        ([(3, 10), (3, 10)], Prior(0.3, 200.0)),
        ([(10, 10), (0, 10)], Prior(0.5, 2.0)),
        ([(0, 4), (0, 9), (0, 0)], Prior(0.0, 200.0)),
        ([(2.5, 10)], Prior(0.25, 200.0)),
        ([(0, 0)], None),
        ([], None),
    ],
)
def test_city_prior_follows_the_spread_between_kelurahan(decided, prior):
    assert city_prior(decided) == prior
    assert city_prior(reversed(decided)) == prior


def test_influence_without_any_adoption_in_the_city_is_zero_and_stays_zero(example):
    none = replace(example, proposals_adopted=0, city_mean=0.0, city_kappa=200.0)
    assert indicator(none, "PNG").score == 0
    assert simulate(none)

from __future__ import annotations

from fractions import Fraction

import pytest

from sgforum.reports.achievement import Interval, Status
from sgforum.reports.baseline import load_baseline
from sgforum.reports.catalogue import Dimension, Target
from sgforum.reports.figures import Unit, capaian_figure, figure_text
from sgforum.reports.indicators import INDICATORS, NO_TARGET, assess, evaluate
from sgforum.reports.readings import (
    NO_WHOLE,
    NOT_NESTED,
    ONLY_BRACKETS,
    PRINTED_SHARE,
    SELF_SELECTED,
    SMALL_SAMPLE,
    STORE_BRACKET,
)
from sgforum.reports.registers import (
    Access,
    Audience,
    Awareness,
    CentreState,
    CommandCentre,
    Funnel,
    LinkCount,
    Measured,
    Origin,
    OwnLink,
    Registers,
    Satisfaction,
    Share,
    Uptake,
)

ORIGIN = Origin("Register kota", 2026)
CODES = [
    "K1",
    "K2",
    "K3",
    "K4",
    "K5",
    "A1",
    "A2",
    "A3",
    "A4",
    "S1",
    "S2",
    "S3",
    "S4",
    "S5",
    "S6",
    "S7",
    "P1",
    "P2",
    "P3",
    "P4",
    "P5",
    "P6",
]


def share(part, whole):
    return Share(Interval.exactly(part), Interval.exactly(whole), ORIGIN)


def median(value):
    return Measured(Interval.exactly(value), ORIGIN)


def uptake(users=None, size=None, *, audience=Audience.RESIDENTS, **more):
    known = {} if users is None else {"users": Interval.exactly(users), "group_size": Interval.exactly(size)}
    return Uptake(("HORE",), "warga 17 tahun ke atas", audience, ORIGIN, **known, **more)


def result_of(code, registers, **more):
    return next(result for result in evaluate(registers, **more) if result.indicator.code == code)


def baseline_result(code):
    return result_of(code, load_baseline().registers)


def shown(reading, place=0):
    return figure_text(capaian_figure(reading.assessments[place].capaian))


def gap_texts(reading, place=0):
    return [figure_text(gap).replace("\u00a0", " ") for gap in reading.assessments[place].gaps]


def test_catalogue_has_the_22_indicators_in_order():
    assert [indicator.code for indicator in INDICATORS] == CODES
    assert [indicator.code for indicator in INDICATORS if not indicator.is_scored] == ["P5"]


def test_every_scored_indicator_has_a_target_with_a_source():
    for indicator in INDICATORS:
        assert indicator.formula
        assert bool(indicator.targets) is indicator.is_scored
        assert all(target.source and target.value > 0 for target in indicator.targets)


def test_nothing_known_leaves_everything_unknown():
    report = assess(Registers(2026))
    assert {result.status for result in report.results} == {Status.UNKNOWN}
    assert all(result.reason and result.capaian is None and result.value is None for result in report.results)
    assert all(score.score is None for score in report.dimensions.values())
    assert report.overall.score is None
    assert report.overall.indicators == 21


def test_a1_gives_the_study_s_share_and_both_shortfalls():
    headline = baseline_result("A1").headline
    assert figure_text(headline.figure) == "0,6772\u00a0%"
    assert round(headline.figure.interval.lo, 6) == Fraction("0.677221")
    assert [shown(headline, place) for place in (0, 1)] == ["33,9", "22,6"]
    assert gap_texts(headline, 0) == ["1,3228 poin persen", "Rp23.952.335.122"]
    assert gap_texts(headline, 1) == ["2,3228 poin persen", "Rp42.059.918.992"]
    assert headline.assessments[0].status is Status.BEHIND


def test_k1_gives_each_group_and_all_agencies():
    result = baseline_result("K1")
    assert [(part.observed.group, shown(part)) for part in result.parts] == [
        ("dinas", "66,7"),
        ("badan", "50,0"),
    ]
    assert shown(result.headline) == "60,7"
    assert result.headline.observed.part == Interval.exactly(17)
    assert result.headline.observed.whole == Interval.exactly(28)
    assert gap_texts(result.headline) == ["39,3 poin persen", "11 tautan"]
    assert result.status is Status.PARTIAL


def test_k1_ignores_a_group_without_links():
    empty, full = (
        LinkCount("badan", ORIGIN, active=0),
        LinkCount("dinas", ORIGIN, active=1, failing=1, unreachable=2),
    )
    assert shown(result_of("K1", Registers(2026, links=(empty, full))).headline) == "25,0"
    assert result_of("K1", Registers(2026, links=(empty,))).reason == NO_WHOLE


@pytest.mark.parametrize("code", ["K2", "K3", "K5", "S2"])
def test_what_the_study_found_missing_is_zero_not_unknown(code):
    result = baseline_result(code)
    assert result.capaian == Interval.exactly(0)
    assert result.status is Status.BEHIND


@pytest.mark.parametrize(
    "code", ["K4", "A2", "A3", "A4", "S3", "S4", "S5", "S6", "S7", "P2", "P4", "P5", "P6"]
)
def test_what_the_study_does_not_say_is_unknown(code):
    result = baseline_result(code)
    assert result.status is Status.UNKNOWN
    assert result.capaian is None
    assert result.reason


def test_s1_and_s2_carry_the_staff_bracket():
    staff, records = baseline_result("S1"), baseline_result("S2")
    assert figure_text(staff.value) == "2–3\u00a0orang per unit"
    assert staff.capaian == Interval.exactly(100)
    assert gap_texts(records.headline) == ["100,0 poin persen", "80–120 orang"]


def test_p1_counts_the_employees_and_shows_the_brackets():
    result = baseline_result("P1")
    local, hore, employees = result.parts
    assert result.headline is employees
    assert (figure_text(employees.figure), shown(employees)) == ("1,59\u00a0%", "2,0")
    assert round(employees.figure.interval.lo, 6) == Fraction("1.591596")
    assert gap_texts(employees)[0] == "78,41 poin persen"
    assert (figure_text(local.figure), shown(local)) == ("0,31\u00a0%", "3,1")
    assert gap_texts(local) == ["9,69 poin persen"]
    assert figure_text(hore.figure) == "0,008–0,016\u00a0%"
    assert hore.assessments[0].capaian == Interval.between(Fraction(50000, 619704), Fraction(100000, 619704))
    assert [part.observed.remark for part in result.parts] == [PRINTED_SHARE, STORE_BRACKET, ""]


def test_p1_never_scores_store_brackets():
    bracket = uptake(900, 1000, is_store_bracket=True)
    result = result_of("P1", Registers(2026, uptake=(bracket,)))
    assert (result.status, result.reason, result.capaian) == (Status.UNKNOWN, ONLY_BRACKETS, None)
    assert len(result.parts) == 1


def test_p1_pools_people_against_the_people_aimed_at():
    apps = (uptake(50, 1000), uptake(400, 1000, audience=Audience.EMPLOYEES))
    result = result_of("P1", Registers(2026, uptake=apps))
    assert result.capaian == Interval.exactly(50)  # 450 of 100 + 800
    assert result.headline.assessments[0].target.value == 45
    assert gap_texts(result.headline) == ["22,50 poin persen", "450 orang"]


def test_p1_without_a_known_group_is_unknown():
    assert result_of("P1", Registers(2026, uptake=(uptake(5, 0),))).reason == NO_WHOLE


def test_p3_gives_the_distance_and_the_ratio_to_social_media():
    headline = baseline_result("P3").headline
    assert figure_text(headline.figure) == "87,57\u00a0poin persen"
    assert shown(headline) == "57,1"
    assert figure_text(headline.observed.context[-1].figure) == "0,59\u00a0%"
    assert gap_texts(headline) == ["37,57 poin persen"]


def test_p3_without_a_distance_is_reached():
    access = Access(Interval.exactly("0.5"), Interval.exactly("0.6"), ORIGIN)
    result = result_of("P3", Registers(2026, access=access))
    assert result.status is Status.REACHED
    assert len(result.headline.observed.context) == 2


def test_baseline_scores_only_the_institutions():
    report = assess(load_baseline().registers)
    coverage = {dimension: (score.available, score.total) for dimension, score in report.dimensions.items()}
    assert coverage == {
        Dimension.INSTITUTIONS: (4, 5),
        Dimension.BUDGET: (1, 4),
        Dimension.STAFF: (2, 7),
        Dimension.USE: (2, 5),
    }
    assert report.dimensions[Dimension.INSTITUTIONS].score == Interval.exactly(Fraction(1700, 28 * 4))
    assert figure_text(capaian_figure(report.dimensions[Dimension.INSTITUTIONS].score)) == "15,2"
    assert [d for d in Dimension if report.dimensions[d].score is None] == [
        Dimension.BUDGET,
        Dimension.STAFF,
        Dimension.USE,
    ]
    assert report.overall.score is None
    assert (report.overall.indicators_available, report.overall.indicators) == (9, 21)


@pytest.mark.parametrize(
    ("code", "fields", "value", "achieved", "gap"),
    [
        ("K2", {"own_link": OwnLink(is_live=True, origin=ORIGIN)}, "1", "100,0", ["0"]),
        ("K3", {"command_centre": CommandCentre(CentreState.PLANNED, ORIGIN)}, "0,5", "50,0", ["0,5"]),
        ("K4", {"guideline": share(21, 28)}, "75,0 %", "75,0", ["25,0 poin persen", "7 perangkat daerah"]),
        ("K5", {"catalogue": share(13, 26)}, "50,0 %", "50,0", ["50,0 poin persen", "13 aplikasi"]),
        ("A2", {"ict_realised": share(90, 100)}, "90,0 %", "94,7", ["5,0 poin persen", "Rp5"]),
        ("A3", {"participation_spending": share(1, 100)}, "1,0 %", "20,0", ["4,0 poin persen", "Rp4"]),
        ("A4", {"kelurahan_budget": share(6, 100)}, "6,0 %", "100,0", ["0,0 poin persen", "Rp0"]),
        ("S1", {"staff": share(60, 40)}, "1,5 orang per unit", "75,0", ["0,5 orang per unit", "20 orang"]),
        ("S3", {"moved_out": share(20, 100)}, "20,0 %", "50,0", ["10,0 poin persen", "10 orang"]),
        ("S3", {"moved_out": share(0, 100)}, "0,0 %", "100,0", ["0,0 poin persen", "0 orang"]),
        ("S4", {"months_in_task": median(6)}, "6 bulan", "25,0", ["18 bulan"]),
        ("S5", {"training_hours": share(1000, 80)}, "12,5 jam pelajaran", "62,5", ["7,5 jam pelajaran"]),
        ("S6", {"days_without_successor": median(90)}, "90 hari", "33,3", ["60 hari"]),
        ("S6", {"days_without_successor": median(0)}, "0 hari", "100,0", ["0 hari"]),
        ("S7", {"functional_posts": share(9, 90)}, "10,0 %", "20,0", ["40,0 poin persen", "36 orang"]),
        ("P2", {"monthly_active": share(100, 999)}, "10,0 %", "33,4", ["20,0 poin persen", "200 orang"]),
    ],
)
def test_register_field_feeds_its_indicator(code, fields, value, achieved, gap):
    registers = Registers(2026, **fields)
    result = result_of(code, registers)
    assert figure_text(result.value).replace("\u00a0", " ") == value
    assert shown(result.headline) == achieved
    assert gap_texts(result.headline) == gap
    assert [r.indicator.code for r in evaluate(registers) if r.status is not Status.UNKNOWN] == [code]


@pytest.mark.parametrize("code", ["K4", "K5", "A1", "A2", "A3", "A4", "S1", "S2", "S3", "S5", "S7", "P2"])
def test_an_empty_whole_is_unknown_with_its_reason(code):
    fields = {
        "K4": "guideline",
        "K5": "catalogue",
        "A1": "ict_budget",
        "A2": "ict_realised",
        "A3": "participation_spending",
        "A4": "kelurahan_budget",
        "S1": "staff",
        "S2": "complete_records",
        "S3": "moved_out",
        "S5": "training_hours",
        "S7": "functional_posts",
        "P2": "monthly_active",
    }
    result = result_of(code, Registers(2026, **{fields[code]: share(0, 0)}))
    assert (result.status, result.reason) == (Status.UNKNOWN, NO_WHOLE)


def test_p4_carries_the_wilson_interval_and_decides_by_the_share():
    result = result_of("P4", Registers(2026, awareness=Awareness(18, 40, is_sampled=False, origin=ORIGIN)))
    assert result.capaian.point == 75
    assert result.capaian.lo < 75 < result.capaian.hi
    assert result.status is Status.NEAR
    assert result.headline.observed.remark == SELF_SELECTED


@pytest.mark.parametrize(("respondents", "status"), [(29, Status.UNKNOWN), (30, Status.REACHED)])
def test_p4_needs_thirty_respondents(respondents, status):
    survey = Awareness(respondents, respondents, is_sampled=True, origin=ORIGIN)
    result = result_of("P4", Registers(2026, awareness=survey))
    assert result.status is status
    assert result.reason == (SMALL_SAMPLE if status is Status.UNKNOWN else "")


def test_p5_shows_each_step_and_scores_none():
    result = result_of("P5", Registers(2026, funnel=Funnel(200, 50, 60, 0, ORIGIN)))
    assert [figure_text(part.figure) for part in result.parts] == [
        "25,0\u00a0%",
        "120,0\u00a0%",
        "0,0\u00a0%",
    ]
    assert [part.observed.remark for part in result.parts] == ["", NOT_NESTED, ""]
    assert (result.status, result.capaian) == (Status.SHOWN, None)


def test_p5_has_no_rate_after_an_empty_step():
    result = result_of("P5", Registers(2026, funnel=Funnel(200, 0, 0, 0, ORIGIN)))
    assert [figure_text(part.figure) for part in result.parts] == ["0,0\u00a0%"]
    assert result_of("P5", Registers(2026, funnel=Funnel(0, 0, 0, 0, ORIGIN))).reason == NO_WHOLE


def test_p6_weighs_apps_by_respondents_and_leaves_small_ones_out():
    answers = [
        Satisfaction("HORE", Interval.exactly(80), 100, ORIGIN),
        Satisfaction("SIMKEL", Interval.exactly(60), 300, ORIGIN),
        Satisfaction("Simpus", Interval.exactly(100), 29, ORIGIN),
    ]
    result = result_of("P6", Registers(2026, satisfaction=tuple(answers)))
    assert result.value.interval == Interval.exactly(65)
    assert len(result.parts) == 3
    assert result.parts[2].observed.remark == SMALL_SAMPLE
    assert result_of("P6", Registers(2026, satisfaction=(answers[2],))).reason == SMALL_SAMPLE


def test_p6_reaches_grade_b_at_its_lower_bound():
    answer = Satisfaction("HORE", Interval.exactly("76.61"), 30, ORIGIN)
    assert result_of("P6", Registers(2026, satisfaction=(answer,))).status is Status.REACHED


def test_a_bare_bracket_is_judged_by_its_cautious_end():
    staff = Share(Interval.between(40, 120), Interval.exactly(40), ORIGIN)
    result = result_of("S1", Registers(2026, staff=staff))
    assert result.capaian == Interval.between(50, 100)
    assert result.status is Status.PARTIAL


def test_targets_of_the_city_replace_the_catalogue_s():
    own = {"S4": (Target(Fraction(12), "Perwali"),)}
    result = result_of("S4", Registers(2026, months_in_task=median(6)), targets=own)
    assert result.capaian == Interval.exactly(50)
    assert result.indicator.targets[0].source == "Perwali"


def test_a_group_without_a_target_is_not_scored():
    own = {"P1": (Target(Fraction(10), "Perwali", Audience.RESIDENTS),)}
    registers = Registers(2026, uptake=(uptake(5, 10, audience=Audience.EMPLOYEES),))
    result = result_of("P1", registers, targets=own)
    assert (result.status, result.reason) == (Status.UNKNOWN, NO_TARGET)


def test_weights_of_the_city_change_the_dimension():
    registers = load_baseline().registers
    heavier = assess(registers, weights={"K1": Fraction(3)}).dimensions[Dimension.INSTITUTIONS].score
    assert heavier == Interval.exactly(Fraction(3 * 1700, 28 * 6))


def test_policy_for_an_unknown_code_is_refused():
    with pytest.raises(ValueError, match="no such indicator: X9"):
        evaluate(Registers(2026), weights={"X9": Fraction(1)})


def test_overall_appears_with_half_of_the_dimensions():
    registers = Registers(
        2026, guideline=share(28, 28), catalogue=share(26, 26), command_centre=CommandCentre(CentreState.OPERATING, ORIGIN),
        ict_budget=share(1, 100), ict_realised=share(475, 1000),
    )  # fmt: skip
    report = assess(registers)
    assert report.dimensions[Dimension.BUDGET].score == Interval.exactly(50)
    assert figure_text(capaian_figure(report.overall.score)) == "70,7"
    assert report.of(Dimension.BUDGET)[0].value.unit is Unit.PERCENT


@pytest.mark.parametrize(
    "make",
    [
        lambda: share(-1, 5),
        lambda: median(-1),
        lambda: LinkCount("dinas", ORIGIN, active=-1),
        lambda: Awareness(5, 4, is_sampled=True, origin=ORIGIN),
        lambda: Funnel(1, 1, -1, 0, ORIGIN),
        lambda: Satisfaction("HORE", Interval.exactly(24), 30, ORIGIN),
        lambda: Access(Interval.exactly("1.1"), Interval.exactly(0), ORIGIN),
        uptake,
        lambda: uptake(1, 2, share=Interval.exactly("0.5")),
        lambda: Registers(2026, catalogue=share(27, 26)),
    ],
)
def test_a_register_refuses_what_cannot_be(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()

from __future__ import annotations

import copy
import json
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files

import pytest

from sgforum.reports.achievement import Interval
from sgforum.reports.baseline import GROUP_NAMES, load_baseline, read_baseline
from sgforum.reports.registers import CentreState

STUDY = "Studi Smart Governance Balikpapan 2018"


@pytest.fixture
def raw():
    text = files("sgforum.reports").joinpath("data/baseline_2018.json").read_text(encoding="utf-8")
    return copy.deepcopy(json.loads(text, parse_float=Decimal))


@pytest.fixture
def baseline():
    return load_baseline()


def origins(registers):
    single = (
        registers.own_link,
        registers.command_centre,
        registers.catalogue,
        registers.ict_budget,
        registers.staff,
        registers.complete_records,
        registers.access,
    )
    return [record.origin for record in (*registers.links, *registers.uptake, *single)]


def test_baseline_counts_the_links_by_class(baseline):
    counts = [(c.group, c.listed, c.active, c.back_to_index) for c in baseline.registers.links]
    assert counts == [("dinas", 18, 12, 6), ("badan", 10, 5, 5)]


def test_baseline_names_no_dead_link_but_the_ict_office(baseline):
    assert baseline.own_link_name == "Dinas Kominfo"
    assert not baseline.registers.own_link.is_live
    assert "hanya mencatat jumlah" in baseline.registers.links[0].origin.note.id


def test_baseline_has_no_command_centre(baseline):
    assert baseline.registers.command_centre.state is CentreState.NONE


def test_baseline_keeps_the_budget_to_the_rupiah(baseline):
    budget = baseline.registers.ict_budget
    assert (budget.part, budget.whole) == (Interval.exactly(12262832618), Interval.exactly(1810758387000))
    assert budget.origin.year == 2017


def test_baseline_keeps_the_staff_as_a_bracket(baseline):
    staff = baseline.registers.staff
    assert staff.part == Interval.between(80, 120)
    assert staff.part.point is None
    assert staff.whole == Interval.exactly(40)


def test_baseline_names_the_26_apps_once(baseline):
    names = [app.name for app in baseline.apps]
    assert len(names) == len(set(names)) == 26
    assert baseline.registers.catalogue.whole == Interval.exactly(26)
    assert [app.name for app in baseline.apps if app.downloads or app.users] == [
        "Hore",
        "Digital Government Balikpapan",
    ]


def test_baseline_keeps_downloads_as_a_bracket(baseline):
    hore = next(app for app in baseline.apps if app.name == "Hore")
    assert hore.downloads == Interval.between(50, 100)
    assert baseline.unnamed_downloads == (500, 10)


def test_baseline_has_the_access_shares(baseline):
    access = baseline.registers.access
    assert (access.phone, access.social_media) == (Interval.exactly("0.8788"), Interval.exactly("0.5211"))
    assert (access.origin.year, access.origin.source) == (2017, f"{STUDY}; BPS 2017")


def test_inferred_denominator_reproduces_the_printed_share_and_is_labelled(baseline):
    population, social = baseline.inferences
    assert population.value == Interval.exactly(619704)
    assert round(social.value.lo) == 322928
    assert Fraction("317460") < social.value.lo < Fraction("327869")
    assert round(Fraction(100 * baseline.local_downloads) / social.value.lo, 4) == Fraction("0.3097")
    for inference in baseline.inferences:
        assert inference.is_inference
        assert inference.note.in_language("id").startswith("Dugaan")
        assert inference.note.in_language("en_GB").startswith("Inference")


def test_every_record_has_its_source_and_year(baseline):
    for origin in origins(baseline.registers):
        assert origin.source.startswith(STUDY)
        assert origin.year in (2017, 2018)


def test_every_group_of_the_file_is_marked_for_translation(baseline):
    registers = baseline.registers
    groups = {count.group for count in registers.links} | {uptake.group for uptake in registers.uptake}
    assert groups == set(GROUP_NAMES)


def test_read_baseline_refuses_counts_that_do_not_add_up(raw):
    raw["institutions"]["links"][0]["aktif"] = 13
    with pytest.raises(ValueError, match="dinas: classes add up to 19, listed are 18"):
        read_baseline(raw)

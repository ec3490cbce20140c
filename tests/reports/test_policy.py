"""Targets that the city sets, who closes which gap, and the surveys that P4 to P6 read."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from sgforum.core.clock import now
from sgforum.core.db import transaction
from sgforum.core.errors import Forbidden, InvalidInput
from sgforum.core.permissions import SYSTEM
from sgforum.reports import services
from sgforum.reports.achievement import Interval, Status
from sgforum.reports.catalogue import INDICATORS, TARGETS, target_code
from sgforum.reports.compilation import ikm_of
from sgforum.reports.indicators import assess
from sgforum.reports.models import UNSUR_COLUMNS, SatisfactionSurvey
from sgforum.reports.queries import follow_ups, list_years, registers_of, targets_of
from sgforum.reports.schema import find_register
from sgforum.reports.views import load_report
from tests.factories.accounts import as_actor, make_official, sign_in
from tests.factories.reports import OTHER_CITY, make_row, smallest
from tests.factories.territory import CITY


def result(code, year=2025, city=CITY):
    return next(item for item in load_report(city, year).results if item.indicator.code == code)


def test_every_target_has_a_code_of_its_own():
    assert len(TARGETS) == sum(len(indicator.targets) for indicator in INDICATORS) == 23
    assert all(target_code(*TARGETS[code]) == code for code in TARGETS)


def test_a_target_counts_from_its_report_year_on_until_a_newer_one(city):
    for year in ("2020", "2024", "2025", "2026"):
        make_row("anggaran", year=year, apbd_rupiah="1000", ict_rupiah="20")
    make_row("sasaran", year="2024", target="A1", value_ten_thousandths="4", source="Perwali 1/2024")
    make_row("sasaran", year="2026", target="A1", value_ten_thousandths="2,5", source="Perwali 9/2026")
    make_row("sasaran", year="2024", place_code=OTHER_CITY, target="A1", value_ten_thousandths="9")
    achieved = {year: result("A1", year).capaian.point for year in (2020, 2024, 2025, 2026)}
    assert achieved == {2020: 100, 2024: 50, 2025: 50, 2026: 80}
    assert result("A1", 2025).indicator.targets[0].source == "Perwali 1/2024"
    assert result("A1", 2025).indicator.targets[1].value == 3  # the study's own stays


def test_targets_of_groups_and_second_targets_are_set_apart(city):
    make_row("sasaran", target="P1-pegawai", value_ten_thousandths="60")
    make_row("sasaran", target="A1-2", value_ten_thousandths="5")
    found = targets_of(CITY, 2025)
    assert [(target.value, target.audience) for target in found["P1"]] == [(10, "warga"), (60, "pegawai")]
    assert [target.value for target in found["A1"]] == [2, 5]
    assert targets_of(CITY, 2024) == {}


def test_a_target_alone_makes_no_report_year(city):
    make_row("sasaran", year="2021")
    make_row("tindak-lanjut", year="2021")
    assert list_years(CITY) == [2010]


def test_only_the_administration_sets_targets(city, client):
    official = make_official(CITY)
    register = find_register("sasaran")
    with pytest.raises(Forbidden), transaction():
        services.enter_row(
            actor=as_actor(official), register=register, place_code=CITY, given=smallest("sasaran"), at=now()
        )
    sign_in(client, official)
    page = client.get("/admin/register/sasaran")
    assert page.status_code == 200
    assert "Tambah baris" not in page.text
    assert client.get("/admin/register/sasaran/impor").status_code == 404
    assert client.post("/admin/register/sasaran", data=smallest("sasaran")).status_code == 404
    assert targets_of(CITY, 2025) == {}


@pytest.mark.parametrize("value", ["0", "0,0000", "-1", "abc", "1,23456"])
def test_a_target_is_a_number_above_zero(city, value):
    with pytest.raises(InvalidInput) as refusal, transaction():
        services.enter_row(
            actor=SYSTEM, register=find_register("sasaran"), place_code=CITY,
            given=smallest("sasaran", value_ten_thousandths=value), at=now(),
        )  # fmt: skip
    assert list(refusal.value.errors) == ["value_ten_thousandths"]


def test_who_closes_a_gap_stands_in_the_second_table(client, baseline):
    make_row(
        "tindak-lanjut", year="2018", dimension="anggaran", responsible="Badan Keuangan", due_on="2027-06-30"
    )
    assert follow_ups(CITY, 2018)["anggaran"].due_on == date(2027, 6, 30)
    page = client.get("/laporan?tahun=2018").text
    budget = page[page.index("Anggaran</h3>", page.index('id="tabel-2"')) :]
    assert "Badan Keuangan" in budget[:900]
    assert "30 Juni 2027" in budget[:900]
    assert page.count("Penanggung jawab dan tenggat belum ditetapkan.") == 4
    rows = {row["code"]: row for row in client.get("/laporan/unduh/2018.json").json["gaps"]}
    assert (rows["anggaran"]["responsible"], rows["anggaran"]["due_on"]) == ("Badan Keuangan", "2027-06-30")
    assert rows["aparatur"]["due_on"] is None


def test_surveys_are_pooled_and_small_ones_say_so(city):
    make_row("kesadaran-aplikasi", know="15", respondents="20", is_sampled="ya")
    assert result("P4").status is Status.UNKNOWN
    make_row("kesadaran-aplikasi", apps="Simpus", know="15", respondents="30")
    found = registers_of(CITY, 2025).awareness
    assert (found.know, found.respondents, found.is_sampled) == (30, 50, False)
    assert found.origin.note.id == "2 baris dijumlahkan."
    p4 = result("P4").value.interval
    assert p4.point == 60
    assert float(p4.lo) == pytest.approx(48.37, abs=0.05)  # Wilson, 90 %
    assert float(p4.hi) == pytest.approx(70.6, abs=0.05)


def test_the_steps_of_use_are_shown_and_not_scored(city):
    make_row("langkah-aplikasi", know="200", install="50", use="40", come_back="10")
    p5 = result("P5")
    assert p5.status is Status.SHOWN
    assert [part.figure.interval.point for part in p5.parts] == [25, 80, 25]


def test_satisfaction_is_the_exact_mean_of_nine_elements(city):
    unsur = dict(
        zip(UNSUR_COLUMNS, ("3,07", "3", "3,06", "3,1", "3", "3,08", "3,2", "3", "3,07"), strict=True)
    )
    make_row("kepuasan-aplikasi", ikm_hundredths="", respondents="30", **unsur)
    make_row("kepuasan-aplikasi", app="Kecil", respondents="29", ikm_hundredths="25")
    p6 = result("P6")
    assert p6.value.interval.point == Fraction("76.61")  # 27.58 / 9 * 25 = 76.6111…
    assert p6.status is Status.REACHED
    assert [part.observed.counts for part in p6.parts] == [True, False]


def test_satisfaction_is_rounded_half_up_before_a_band_is_looked_up():
    row = SatisfactionSurvey(**dict.fromkeys(UNSUR_COLUMNS, 306))
    row.facilities_hundredths = 310
    assert ikm_of(row) == Fraction("76.61")  # 76.6111…
    row.facilities_hundredths = 309
    assert ikm_of(row) == Fraction("76.58")


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ikm_hundredths": ""}, "ikm_hundredths"),
        ({"ikm_hundredths": "24,99"}, "ikm_hundredths"),
        ({"ikm_hundredths": "100,01"}, "ikm_hundredths"),
        ({"time_hundredths": "3"}, "requirements_hundredths"),
        (dict.fromkeys(UNSUR_COLUMNS, "3"), "ikm_hundredths"),  # and the index as well
        ({"ikm_hundredths": "", **dict.fromkeys(UNSUR_COLUMNS, "4,01")}, "requirements_hundredths"),
        ({"ikm_hundredths": "", **dict.fromkeys(UNSUR_COLUMNS, "0,99")}, "requirements_hundredths"),
        ({"respondents": "-1"}, "respondents"),
    ],
)  # fmt: skip
def test_a_survey_that_does_not_fit_is_refused_by_its_field(city, given, field):
    with pytest.raises(InvalidInput) as refusal, transaction():
        services.enter_row(
            actor=SYSTEM, register=find_register("kepuasan-aplikasi"), place_code=CITY,
            given=smallest("kepuasan-aplikasi", **given), at=now(),
        )  # fmt: skip
    assert field in refusal.value.errors
    assert registers_of(CITY, 2025).satisfaction == ()


def test_all_22_indicators_can_be_filled_from_the_registers(city):
    """A city that keeps every register has no indicator left without data."""
    make_row("perangkat-daerah", link_class="aktif", is_ict_office="ya", is_under_guideline="ya")
    make_row(
        "anggaran", apbd_rupiah="1000", ict_rupiah="20", ict_realised_rupiah="19", socialisation_rupiah="1",
        kelurahan_rupiah="50", dak_rupiah="0",
    )  # fmt: skip
    make_row(
        "petugas-tik", complete_records="2", functional_posts="1", training_hours="40", moved_out="0",
        mean_headcount_tenths="2", months_in_task_tenths="24,5", days_without_successor="10",
    )  # fmt: skip
    make_row("pemakaian-aplikasi", monthly_active="3", ever_installed="9")
    for code in (
        "pusat-kendali",
        "katalog-aplikasi",
        "akses-warga",
        "kesadaran-aplikasi",
        "langkah-aplikasi",
        "kepuasan-aplikasi",
    ):
        make_row(code)
    report = assess(registers_of(CITY, 2025))
    assert [item.indicator.code for item in report.results if item.status is Status.UNKNOWN] == []
    assert len(report.results) == 22
    assert report.overall.score is not None
    assert isinstance(report.overall.score, Interval)

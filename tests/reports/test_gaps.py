from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from sgforum.reports.achievement import Interval, Status
from sgforum.reports.baseline import load_baseline
from sgforum.reports.catalogue import Dimension
from sgforum.reports.figures import figure_text
from sgforum.reports.gaps import (
    RECONSTRUCTION,
    CityScore,
    Part,
    Source,
    gap_rows,
    sub_dimension_rows,
)
from sgforum.reports.indicators import assess
from sgforum.reports.recommendations import load_recommendations
from sgforum.reports.registers import Origin, Registers, Satisfaction

CITY = CityScore("2026-08", Interval.between(59, "69.4", "65.2"), "Baik", Interval.exactly("29.2"), "Manggar")


@pytest.fixture
def report():
    return assess(load_baseline().registers)


def row_of(code, rows):
    return next(row for row in rows if row.code == code)


def texts(lines, code):
    return [
        (line.group, [figure_text(figure).replace("\u00a0", " ") for figure in line.figures])
        for line in lines
        if line.code == code
    ]


def test_tables_say_that_they_are_reconstructed():
    assert RECONSTRUCTION.startswith("Rekonstruksi")


def test_table_one_has_the_four_findings_of_the_study(report):
    rows = sub_dimension_rows(report)
    assert [row.verdict for row in rows] == ["Rendah", "Baik", "Baik", "Baik dan mendukung"]
    assert all(row.finding and row.now is None for row in rows)


def test_table_one_shows_what_is_measured_now():
    answer = Satisfaction("HORE", Interval.exactly(80), 30, Origin("Survei", 2026))
    rows = sub_dimension_rows(assess(Registers(2026, satisfaction=(answer,))), CITY)
    assert (rows[0].now.remark, rows[0].now.group) == ("Baik", "2026-08")
    assert figure_text(rows[0].now.figures[0]) == "65,2 (59,0–69,4)"
    assert rows[1].now.status is Status.REACHED


def test_table_two_keeps_the_study_s_order(report):
    codes = [row.code for row in gap_rows(report)]
    assert codes == ["partisipasi", "kelembagaan", "anggaran", "aparatur", "penggunaan"]


def test_institutions_row_says_what_is_missing(report):
    row = row_of("kelembagaan", gap_rows(report))
    assert texts(row.conditions, "K1") == [("", ["60,7 %"]), ("dinas", ["66,7 %"]), ("badan", ["50,0 %"])]
    assert texts(row.targets, "K1") == [("", ["100 %"])]
    assert texts(row.gaps, "K1")[0] == ("", ["39,3 poin persen", "11 tautan"])
    assert next(line for line in row.gaps if line.code == "K4").status is Status.UNKNOWN
    assert row.sources == (Source("Studi Smart Governance Balikpapan 2018", "2018"),)


def test_budget_row_has_both_targets(report):
    row = row_of("anggaran", gap_rows(report))
    assert row.score is None
    assert texts(row.targets, "A1") == [("", ["2 %"]), ("", ["3 %"])]
    assert [figures for _, figures in texts(row.gaps, "A1")] == [
        ["1,3228 poin persen", "Rp23.952.335.122"],
        ["2,3228 poin persen", "Rp42.059.918.992"],
    ]
    assert row.sources[0].period == "2017"


def test_use_row_keeps_the_group_of_each_app(report):
    row = row_of("penggunaan", gap_rows(report))
    lines = [line for line in row.gaps if line.code == "P1"]
    assert [line.population for line in lines] == [
        "pengguna media sosial",
        "penduduk 2016 (dugaan)",
        "pegawai pemerintah kota",
    ]
    assert [line.population for line in row.targets if line.code == "P1"] == ["warga", "pegawai"]


def test_every_unknown_indicator_is_itself_a_gap(report):
    for row in gap_rows(report):
        unknown = {line.code for line in row.gaps if line.status is Status.UNKNOWN}
        assert unknown == {line.code for line in row.conditions if line.status is Status.UNKNOWN}
        assert unknown


def test_participation_without_a_score_asks_for_data(report):
    row = row_of("partisipasi", gap_rows(report))
    assert row.gaps[0].status is Status.UNKNOWN
    assert [item.code for item in row.recommendations] == ["P-DATA"]
    assert row.sources == ()


def test_participation_row_holds_city_and_lowest_kelurahan_against_their_targets(report):
    row = row_of("partisipasi", gap_rows(report, CITY))
    assert [line.status for line in row.conditions] == [Status.REACHED, Status.PARTIAL]
    assert texts(row.gaps, "IPPK") == [("", ["0,0 (0,0–1,0)"])]
    assert texts(row.gaps, "KELURAHAN") == [("", ["10,8"])]
    assert row.sources == (Source("Skor IPPK sgforum", "2026-08"),)
    assert [item.code for item in row.recommendations] == ["P-FORUM"]


def test_participation_row_follows_the_weakest_part(report):
    parts = (
        Part("PAR", Fraction(18, 100), Fraction(55)),
        Part("RLS", Fraction(7, 100), Fraction(10)),
        Part("JGK", Fraction(9, 100), Fraction(90)),
    )
    low = replace(CITY, score=Interval.exactly(45), lowest=None, lowest_name="", parts=parts)
    row = row_of("partisipasi", gap_rows(report, low))
    assert [item.code for item in row.recommendations] == ["P-PELAKSANAAN", "P-FASILITASI"]
    assert [line.code for line in row.gaps] == ["IPPK"]


def test_participation_that_meets_both_targets_needs_nothing(report):
    good = replace(CITY, lowest=Interval.exactly(41))
    assert row_of("partisipasi", gap_rows(report, good)).recommendations == ()


def test_the_lowest_dimension_comes_first_and_the_least_known_leads_the_unscored(report):
    rows = sorted(gap_rows(report, CITY), key=lambda row: row.priority)
    assert [row.code for row in rows] == ["kelembagaan", "partisipasi", "anggaran", "aparatur", "penggunaan"]
    assert [row.priority for row in rows] == [1, 2, 3, 4, 5]


def test_baseline_recommendations_answer_its_largest_gaps(report):
    chosen = {row.code: [item.code for item in row.recommendations] for row in gap_rows(report)}
    assert chosen["kelembagaan"] == ["K-TAUTAN", "K-PUSAT", "K-KATALOG", "K-DATA"]
    assert chosen["anggaran"] == ["A-ANGGARAN", "A-DATA"]
    assert chosen["aparatur"] == ["S-CATAT", "S-JABATAN", "S-DATA"]
    assert chosen["penggunaan"] == ["G-SOSIALISASI", "G-KEMITRAAN", "G-UKM", "G-DATA"]


def test_weights_of_the_city_reach_the_choice():
    report = assess(load_baseline().registers, weights={"K3": Fraction(2)})
    assert row_of("kelembagaan", gap_rows(report)).recommendations[0].code == "K-PUSAT"


def test_recommendations_are_only_ever_the_catalogue_s(report):
    catalogue = load_recommendations()
    for row in gap_rows(report, CITY):
        assert set(row.recommendations) <= {item for item in catalogue if item.dimension == row.code}


def test_rows_of_an_empty_year_are_complete():
    rows = gap_rows(assess(Registers(2026)))
    assert len(rows) == 1 + len(Dimension)
    assert all(row.recommendations[0].kind == "data" and not row.sources for row in rows)

from __future__ import annotations

from fractions import Fraction

from sgforum.reports.achievement import Interval
from sgforum.reports.indicators import assess
from sgforum.reports.queries import city_score, registers_of
from sgforum.reports.registers import LinkCount, Registers
from tests.factories.reports import make_row
from tests.factories.territory import CITY


def registers(year=2025) -> Registers:
    return registers_of(CITY, year)


def agency(name, kind="dinas", **given):
    return make_row("perangkat-daerah", name=name, kind=kind, **given)


def test_a_year_without_rows_knows_nothing(city):
    assert registers(2001) == Registers(2001)


def test_no_score_of_the_city_is_known_before_metrics_publishes_one(city):
    assert city_score(CITY, 2018) is None


def test_agencies_give_links_by_kind_and_the_ict_office(city):
    agency("A", website="https://a.go.id", link_class="aktif", checked_on="2025-02-01")
    agency("B", website="https://b.go.id", link_class="galat", checked_on="2025-02-01")
    agency(
        "Kominfo", website="https://k.go.id", link_class="aktif", checked_on="2025-02-01", is_ict_office="ya"
    )
    agency("C", website="https://c.go.id")
    agency("D", kind="kantor", website="https://d.go.id", link_class="tak_terjangkau")
    found = registers()
    dinas, kantor = found.links
    assert (dinas.group, dinas.active, dinas.failing, dinas.listed) == ("dinas", 2, 1, 3)
    assert dinas.origin.note.id == "1 tautan belum diperiksa dan tidak dihitung."
    assert (kantor.group, kantor.unreachable, kantor.origin.note) == ("kantor", 1, None)
    assert found.own_link.is_live


def test_an_unchecked_ict_office_says_nothing_of_its_link(city):
    agency("Kominfo", is_ict_office="ya")
    assert registers().own_link is None
    assert registers().links == ()


def test_the_fuller_list_of_links_wins(city):
    agency("A", website="https://a.go.id", link_class="aktif")
    make_row("hitungan-tautan", active="3", back_to_index="2")
    assert [count.listed for count in registers().links] == [5]
    make_row("hitungan-tautan", kind="badan", active="0", failing="1")
    for n in range(2):
        agency(f"B{n}", kind="badan", website=f"https://b{n}.go.id", link_class="aktif")
    badan = registers().links[1]
    assert isinstance(badan, LinkCount)
    assert (badan.group, badan.active, badan.listed) == ("badan", 2, 2)


def test_an_agency_without_an_answer_widens_the_guideline_bracket(city):
    agency("A", is_under_guideline="ya")
    agency("B", is_under_guideline="tidak")
    agency("C")
    share = registers().guideline
    assert share.part == Interval.between(1, 2)
    assert share.whole == Interval.exactly(3)
    assert share.origin.note.en == "2 of 3 are on record."


def test_the_guideline_is_unknown_where_nobody_answered(city):
    agency("A")
    assert registers().guideline is None


def test_budget_shares_need_both_ends(city):
    make_row("anggaran", kelurahan_rupiah="40", ict_realised_rupiah="19")
    found = registers()
    assert found.ict_budget.part.lo == 20
    assert found.ict_realised.whole.lo == 20
    assert found.participation_spending is None
    assert found.kelurahan_budget is None  # DAK is not known, so what is left of the budget is not either


def test_kelurahan_budget_is_held_against_the_budget_after_dak(city):
    make_row("anggaran", kelurahan_rupiah="40", dak_rupiah="200")
    result = next(r for r in assess(registers()).results if r.indicator.code == "A4")
    assert result.value.interval == Interval.exactly(5)


def test_staff_shares_count_only_units_that_answered(city):
    make_row(
        "petugas-tik", unit="A", headcount_lo="2", headcount_hi="3", functional_posts="1", training_hours="40"
    )
    make_row("petugas-tik", unit="B", unit_count="4", headcount_lo="8", headcount_hi="8")
    found = registers()
    assert (found.staff.part, found.staff.whole) == (Interval.between(10, 11), Interval.exactly(5))
    assert (found.functional_posts.part, found.functional_posts.whole) == (
        Interval.exactly(1),
        Interval.between(2, 3),
    )
    assert found.functional_posts.origin.note.id == "1 dari 5 sudah terdata."
    assert found.complete_records is None
    assert found.moved_out is None


def test_the_median_of_all_lies_between_the_medians_of_the_units(city):
    make_row("petugas-tik", unit="A", months_in_task_tenths="12,5", days_without_successor="10")
    make_row("petugas-tik", unit="B", months_in_task_tenths="30")
    found = registers()
    assert found.months_in_task.value == Interval.between(Fraction(25, 2), 30)
    assert found.days_without_successor.value == Interval.exactly(10)


def test_moved_staff_are_held_against_the_mean_headcount(city):
    make_row("petugas-tik", unit="A", moved_out="1", mean_headcount_tenths="2,5")
    make_row("petugas-tik", unit="B", moved_out="0", mean_headcount_tenths="2")
    assert registers().moved_out.whole == Interval.exactly(Fraction(9, 2))


def test_app_use_gives_uptake_and_monthly_use(city):
    make_row("pemakaian-aplikasi", apps="Hore, TMC", users_hi="9", monthly_active="3", ever_installed="9")
    make_row("pemakaian-aplikasi", apps="X", users_lo="", users_hi="", group_size="", share_ppm="0,31")
    first, second = registers().uptake
    assert (first.apps, first.users) == (("Hore", "TMC"), Interval.between(5, 9))
    assert second.share == Interval.exactly("0.0031")
    assert registers().monthly_active.origin.note.id == "1 dari 2 sudah terdata."


def test_rows_of_other_years_and_cities_are_not_read(city):
    make_row("anggaran")
    assert registers().ict_budget.part.lo == 20
    assert registers(2018) == Registers(2018)  # the noise has 2018 in another city

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from sgforum.reports.catalogue import INDICATORS
from sgforum.reports.recommendations import Basis, Case, Item, Kind, choose, in_order, load_recommendations

scores = st.none() | st.fractions(min_value=0, max_value=100, max_denominator=1000)
IPPK_PARTS = ["JGK", "INF", "PAR", "KSP", "KMB", "TGP", "KPT", "PNG", "RLS", "CRT", "SET", "SEF"]


def item(code, score, weight=1):
    return Item(code, Fraction(weight), Fraction(100), None if score is None else Fraction(score))


def codes(case, **more):
    return [entry.code for entry in choose(case, **more)]


def test_catalogue_has_unique_codes_and_both_languages():
    entries = load_recommendations()
    assert len({entry.code for entry in entries}) == len(entries)
    assert all(entry.text.id.endswith(".") and entry.text.en.endswith(".") for entry in entries)
    assert {entry.text.in_language("id") for entry in entries}.isdisjoint(
        entry.text.in_language("en") for entry in entries
    )


def test_catalogue_answers_every_scored_indicator_in_its_own_dimension():
    for indicator in INDICATORS:
        if indicator.is_scored:
            assert [
                entry
                for entry in load_recommendations()
                if indicator.code in entry.answers and entry.dimension == indicator.dimension
            ]


def test_catalogue_answers_every_part_of_the_participation_score():
    answered = {
        code for entry in load_recommendations() if entry.dimension == "partisipasi" for code in entry.answers
    }
    assert answered == {*IPPK_PARTS, "IPPK", "KELURAHAN"}


def test_catalogue_answers_no_indicator_that_does_not_exist():
    known = {indicator.code for indicator in INDICATORS} | {*IPPK_PARTS, "IPPK", "KELURAHAN"}
    assert {code for entry in load_recommendations() for code in entry.answers} <= known


def test_each_dimension_has_one_measure_for_missing_data():
    data = [entry.dimension for entry in load_recommendations() if entry.kind is Kind.DATA]
    assert sorted(data) == ["anggaran", "aparatur", "kelembagaan", "partisipasi", "penggunaan"]


def test_the_study_s_measures_are_marked_as_its_own():
    study = {entry.code for entry in load_recommendations() if entry.basis is Basis.STUDY}
    assert {
        "P-FASILITASI",
        "P-FORUM",
        "K-PEDOMAN",
        "K-PUSAT",
        "A-ANGGARAN",
        "S-DIKLAT",
        "G-KEMITRAAN",
    } <= study


def test_choose_takes_the_largest_weighted_deficit_first():
    case = Case("anggaran", Fraction(50), (item("A1", 80, 3), item("A2", 50), item("A3", 90)))
    assert codes(case) == ["A-ANGGARAN", "A-REALISASI", "A-SOSIALISASI"]
    assert codes(case, most=1) == ["A-ANGGARAN"]


def test_choose_leaves_out_what_is_reached():
    assert codes(Case("anggaran", Fraction(100), (item("A1", 100), item("A2", 100)))) == []


def test_choose_names_a_measure_once():
    assert codes(Case("kelembagaan", Fraction(0), (item("K1", 0), item("K2", 0)))) == ["K-TAUTAN"]


def test_choose_adds_the_data_measure_beyond_the_limit():
    case = Case("anggaran", None, (item("A1", 10), item("A2", None)))
    assert codes(case, most=1) == ["A-ANGGARAN", "A-DATA"]


def test_in_order_puts_scored_dimensions_by_score_and_then_the_least_known():
    cases = (
        Case("a", None, (item("x", 1), item("y", None))),
        Case("b", Fraction(60), (item("z", 60),)),
        Case("c", Fraction(20), (item("z", 20),)),
        Case("d", None, ()),
        Case("e", Fraction(20), (item("z", 20),)),
    )
    assert [case.dimension for case in in_order(cases)] == ["c", "e", "b", "d", "a"]


def test_in_order_puts_last_what_misses_no_target():
    reached = Item("IPPK", Fraction(1), Fraction(60), Fraction(80))
    cases = (
        Case("a", Fraction(80), (reached,)),
        Case("b", Fraction(90), (item("x", 90),)),
        Case("c", None, ()),
    )
    assert [case.dimension for case in in_order(cases)] == ["b", "c", "a"]


@given(st.lists(scores, min_size=4, max_size=4))
def test_choose_starts_with_an_answer_to_the_largest_deficit(values):
    items = tuple(item(f"A{place}", value) for place, value in enumerate(values, 1))
    chosen = choose(Case("anggaran", None, items))
    measures = [entry for entry in chosen if entry.kind is Kind.MEASURE]
    largest = max(items, key=lambda each: each.deficit)
    assert bool(measures) is (largest.deficit > 0)
    assert not measures or largest.code in measures[0].answers
    assert (Kind.DATA in {entry.kind for entry in chosen}) is (None in values)

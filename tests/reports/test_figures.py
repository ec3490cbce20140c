from __future__ import annotations

from fractions import Fraction

import pytest

from sgforum.reports.achievement import Interval
from sgforum.reports.figures import Figure, Unit, capaian_figure, figure_text, numeral


@pytest.mark.parametrize(
    ("value", "digits", "comma", "text"),
    [
        ("23952335122", 0, True, "23.952.335.122"),
        ("1234.56", 1, False, "1,234.6"),
        ("0.05", 1, True, "0,1"),
        ("-2.25", 1, True, "−2,3"),
        ("-0.01", 1, True, "0,0"),
    ],
)
def test_numeral_rounds_half_up_in_the_reader_s_form(value, digits, comma, text):
    assert numeral(Fraction(value), digits, decimal_comma=comma) == text


@pytest.mark.parametrize(
    ("interval", "unit", "digits", "text"),
    [
        (Interval.exactly("66.666"), Unit.PERCENT, 1, "66,7\u00a0%"),
        (Interval.between("0.0080683", "0.0161367"), Unit.PERCENT, 2, "0,008–0,016\u00a0%"),
        (Interval.exactly(0), Unit.PERCENT, 1, "0,0\u00a0%"),
        (Interval.exactly(12262832618), Unit.RUPIAH, 0, "Rp12.262.832.618"),
        (Interval.between(2, 3), Unit.PEOPLE_PER_UNIT, 1, "2–3\u00a0orang per unit"),
        (Interval.exactly("0.5"), Unit.LEVEL, 1, "0,5"),
        (Interval.exactly(1), Unit.LEVEL, 1, "1"),
        (Interval.between(45, 73, 60), Unit.PERCENT, 1, "60,0 (45,0–73,0)\u00a0%"),
        (Interval.between("66.61", "66.62"), Unit.PERCENT, 1, "66,6\u00a0%"),
    ],
)
def test_figure_text_reads_as_people_write_it(interval, unit, digits, text):
    assert figure_text(Figure(interval, unit, digits)) == text


@pytest.mark.parametrize("unit", Unit)
def test_figure_text_knows_every_unit(unit):
    assert figure_text(Figure(Interval.exactly(7), unit)).replace("Rp", "").startswith("7")


def test_figure_text_asks_for_the_plural_with_the_count():
    asked = []

    def ngettext(one, many, count):
        asked.append((one, many, count))
        return "links"

    text = figure_text(Figure(Interval.exactly(11), Unit.LINKS), ngettext, decimal_comma=False)
    assert text == "11\u00a0links"
    assert asked == [("tautan", "tautan", 11)]


def test_capaian_figure_does_not_show_a_better_status():
    assert figure_text(capaian_figure(Interval.exactly("99.97"))) == "99,9"
    assert figure_text(capaian_figure(Interval.between("49.96", "50.04", 50))) == "50,0 (49,9–50,0)"
